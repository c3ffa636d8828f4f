//! Who owns a token, and handing it over.

use crate::{Config, Error, Event, Pallet, Token, Tokens};
use chaos_primitives::TokenId;
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The token, which `who` owns.
    pub(crate) fn owned_token(
        token_id: TokenId,
        who: &T::AccountId,
    ) -> Result<Token<T::AccountId>, DispatchError> {
        let token = Tokens::<T>::get(token_id).ok_or(Error::<T>::UnknownToken)?;
        ensure!(token.owner.as_ref() == Some(who), Error::<T>::NotOwner);
        Ok(token)
    }

    /// See [`Call::transfer_ownership`](crate::Call::transfer_ownership) and
    /// [`Call::renounce_ownership`](crate::Call::renounce_ownership).
    pub fn set_owner(
        token_id: TokenId,
        previous_owner: T::AccountId,
        new_owner: Option<T::AccountId>,
    ) -> DispatchResult {
        let token = Self::owned_token(token_id, &previous_owner)?;
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
}
