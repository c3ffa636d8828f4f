//! Regulated tokens: only this pallet's calls move them; the ledger refuses every other transfer.

use crate::{Config, Error, Event, Moving, NextSale, Pallet, Regulation, Regulations};
use chaos_primitives::{Balance, Erc20Tokens, RegulatedTokens, TokenClocks, TokenId};
use frame_support::ensure;
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
            // Otherwise the owner could close a sale, regulate the token and sell it again, just before somebody
            // buys.
            ensure!(NextSale::<T>::get(token_id) == 0, Error::<T>::AlreadySold);
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
        T::Tokens::adjust_clocks(token_id);
        Ok(())
    }

    /// Whether the token is regulated.
    pub fn regulated(token_id: TokenId) -> bool {
        Regulations::<T>::get(token_id) == Some(Regulation::Regulated)
    }

    /// All transfers by this pallet. The ledger has no transfer that its freezer can't stop, so this one is recorded
    /// while it runs: the token stays regulated, and the rest of it frozen.
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
        Moving::<T>::put((token_id, from));
        let moved = T::Tokens::transfer(token_id, payer, from, to, value);
        Moving::<T>::kill();
        moved
    }
}

/// Why a token that is or was regulated can't be.
fn already<T: Config>(regulation: Option<Regulation>) -> Error<T> {
    match regulation {
        Some(Regulation::Lifted) => Error::AlreadyLifted,
        _ => Error::AlreadyRegulated,
    }
}

impl<T: Config> RegulatedTokens<T::AccountId> for Pallet<T> {
    fn is_regulated(token_id: TokenId) -> bool {
        Self::regulated(token_id)
    }

    fn is_moving(token_id: TokenId, who: &T::AccountId) -> bool {
        Moving::<T>::get().is_some_and(|moving| moving == (token_id, who.clone()))
    }
}
