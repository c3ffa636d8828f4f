//! Tokens that move by this pallet's calls alone: the ledger itself refuses every other movement.

use crate::{Config, Error, Event, Pallet, Regulation, Regulations};
use chaos_primitives::{Balance, Erc20Tokens, TokenClock, TokenId};
use frame_support::ensure;
use pallet_assets::FrozenBalance;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::set_regulated`](crate::Call::set_regulated).
    pub(crate) fn do_set_regulated(
        token_id: TokenId,
        owner: &T::AccountId,
        regulated: bool,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, owner)?;
        let before = Regulations::<T>::get(token_id);
        if regulated {
            ensure!(before.is_none(), already::<T>(before));
            ensure!(
                T::Tokens::balance_of(token_id, owner) == T::Tokens::total_supply(token_id),
                Error::<T>::NotWholeSupply
            );
            Regulations::<T>::insert(token_id, Regulation::Regulated);
            Self::deposit_event(Event::RegulationSet { token_id });
        } else {
            ensure!(
                before == Some(Regulation::Regulated),
                Error::<T>::NotRegulated
            );
            Regulations::<T>::insert(token_id, Regulation::Lifted);
            Self::deposit_event(Event::RegulationLifted { token_id });
        }
        T::Tokens::adjust(token_id);
        Ok(())
    }

    /// Whether the token moves by this pallet's calls alone.
    pub fn regulated(token_id: TokenId) -> bool {
        Regulations::<T>::get(token_id) == Some(Regulation::Regulated)
    }

    /// Every movement of tokens by this pallet. The ledger asks [`FrozenBalance`] of a regulated
    /// token, so that is not one while this lasts, and is one again also where it fails.
    pub(crate) fn move_tokens(
        token_id: TokenId,
        payer: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        if value == 0 {
            return Ok(());
        }
        if !Self::regulated(token_id) {
            return T::Tokens::transfer(token_id, payer, from, to, value);
        }
        Regulations::<T>::remove(token_id);
        let moved = T::Tokens::transfer(token_id, payer, from, to, value);
        Regulations::<T>::insert(token_id, Regulation::Regulated);
        moved
    }
}

/// Why a token can't become regulated that is, or was.
fn already<T: Config>(regulation: Option<Regulation>) -> Error<T> {
    match regulation {
        Some(Regulation::Lifted) => Error::AlreadyLifted,
        _ => Error::AlreadyRegulated,
    }
}

/// All that anybody has of a regulated token is frozen.
impl<T: Config> FrozenBalance<TokenId, T::AccountId, Balance> for Pallet<T> {
    fn frozen_balance(token_id: TokenId, _: &T::AccountId) -> Option<Balance> {
        Self::regulated(token_id).then_some(Balance::MAX)
    }

    fn died(_: TokenId, _: &T::AccountId) {}

    fn contains_freezes(token_id: TokenId) -> bool {
        Self::regulated(token_id)
    }
}
