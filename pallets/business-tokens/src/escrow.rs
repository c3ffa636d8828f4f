//! Escrows of tokens and reserves, and deposits.

use crate::{Config, Error, HoldReason, Pallet};
use chaos_primitives::{Balance, Deposits, Erc20Tokens, TokenId};
use frame_support::traits::{fungible::Mutate, tokens::Preservation, Get};
use sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The account that has the token's supply on sale, and the coins for its redemption.
    pub fn escrow(token_id: TokenId) -> T::AccountId {
        T::PalletId::get().into_sub_account_truncating(token_id)
    }

    /// The decimal places of a token that is known to exist.
    pub(crate) fn decimals(token_id: TokenId) -> Result<u8, DispatchError> {
        T::Tokens::decimals(token_id).ok_or(DispatchError::Unavailable)
    }

    /// Pay coins, without losing the payer's account. Planck.
    pub(crate) fn pay(from: &T::AccountId, to: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::transfer(from, to, amount, Preservation::Preserve)
            .map(drop)
            .map_err(|_| Error::<T>::InsufficientCoins.into())
    }
}

impl<T: Config> Deposits<T::AccountId> for Pallet<T> {
    type Currency = T::Currency;
    type Reason = HoldReason;

    fn unaffordable() -> DispatchError {
        Error::<T>::DepositUnaffordable.into()
    }
}
