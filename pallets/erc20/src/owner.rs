//! What the owner of a token can do: pausing it, and transferring its ownership.

use crate::{Config, Error, Event, Pallet, Token, TokenOf, Tokens};
use chaos_primitives::TokenId;
use frame_support::ensure;
use frame_system::RawOrigin;
use pallet_assets::Pallet as Ledger;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The token, if `who` owns it.
    pub(crate) fn owned_token(
        token_id: TokenId,
        who: &T::AccountId,
    ) -> Result<TokenOf<T>, DispatchError> {
        let token = Tokens::<T>::get(token_id).ok_or(Error::<T>::UnknownToken)?;
        ensure!(token.owner.as_ref() == Some(who), Error::<T>::NotOwner);
        Ok(token)
    }

    /// See [`Call::pause`](crate::Call::pause). The ledger stores the pause, so that its own calls and the wallets
    /// that read it know.
    pub fn do_pause(token_id: TokenId, owner: T::AccountId) -> DispatchResult {
        Self::ensure_pausable(token_id, &owner)?;
        Self::ensure_not_paused(token_id)?;
        Ledger::<T>::freeze_asset(Self::ledger_admin(), token_id.into())?;
        Self::set_clocks(token_id);
        Self::deposit_event(Event::Paused { token_id });
        Ok(())
    }

    /// See [`Call::unpause`](crate::Call::unpause).
    pub fn do_unpause(token_id: TokenId, owner: T::AccountId) -> DispatchResult {
        Self::ensure_pausable(token_id, &owner)?;
        ensure!(
            Self::is_paused(token_id) == Some(true),
            Error::<T>::NotPaused
        );
        Ledger::<T>::thaw_asset(Self::ledger_admin(), token_id.into())?;
        Self::set_clocks(token_id);
        Self::deposit_event(Event::Unpaused { token_id });
        Ok(())
    }

    /// See [`Call::transfer_ownership`](crate::Call::transfer_ownership) and
    /// [`Call::renounce_ownership`](crate::Call::renounce_ownership).
    pub fn set_owner(
        token_id: TokenId,
        previous_owner: T::AccountId,
        new_owner: Option<T::AccountId>,
    ) -> DispatchResult {
        let token = Self::owned_token(token_id, &previous_owner)?;
        if let Some(new_owner) = &new_owner {
            Self::ensure_not_zero(new_owner)?;
        }
        let token = Token {
            owner: new_owner.clone(),
            ..token
        };
        Tokens::<T>::insert(token_id, token);
        Self::deposit_event(Event::OwnershipTransferred {
            token_id,
            previous_owner,
            new_owner,
        });
        Ok(())
    }

    fn ensure_pausable(token_id: TokenId, owner: &T::AccountId) -> DispatchResult {
        let token = Self::owned_token(token_id, owner)?;
        ensure!(token.options.pausable, Error::<T>::NotPausable);
        Ok(())
    }

    fn ledger_admin() -> T::RuntimeOrigin {
        RawOrigin::Signed(Self::account_id()).into()
    }
}
