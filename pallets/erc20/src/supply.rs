//! Minting and burning.

use crate::{Config, Error, Pallet, TokenOptions, Tokens, MAX_SUPPLY};
use chaos_primitives::{Balance, TokenId};
use frame_support::{
    ensure,
    traits::{
        fungibles::Mutate,
        tokens::{Fortitude, Precision, Preservation},
    },
};
use pallet_assets::Pallet as Ledger;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::mint`](crate::Call::mint). Returns how many accounts it opened.
    pub fn do_mint(
        token_id: TokenId,
        owner: T::AccountId,
        to: T::AccountId,
        value: Balance,
    ) -> Result<u32, DispatchError> {
        let options = Self::owned_token(token_id, &owner)?.options;
        ensure!(options.mintable, Error::<T>::NotMintable);
        Self::ensure_not_paused(token_id)?;
        Self::ensure_not_zero(&to)?;
        let supply = Ledger::<T>::total_supply(token_id).saturating_add(value);
        Self::ensure_allowed(supply, &options)?;
        Self::mint_to(token_id, &owner, to, value)
    }

    /// Check that a token may have this supply.
    pub(crate) fn ensure_allowed(supply: Balance, options: &TokenOptions) -> DispatchResult {
        ensure!(
            options.cap.is_none_or(|cap| supply <= cap),
            Error::<T>::CapExceeded
        );
        ensure!(supply <= MAX_SUPPLY, Error::<T>::SupplyTooLarge);
        Ok(())
    }

    /// Mint tokens, whatever the options. Returns how many accounts it opened.
    pub(crate) fn mint_to(
        token_id: TokenId,
        payer: &T::AccountId,
        to: T::AccountId,
        value: Balance,
    ) -> Result<u32, DispatchError> {
        let mut opened = 0;
        if value > 0 {
            opened = Self::open_account(token_id, payer, &to)?;
            Ledger::<T>::mint_into(token_id, &to, value)?;
        }
        Self::transferred(token_id, None, Some(to), value);
        Ok(opened)
    }

    /// See [`Call::burn`](crate::Call::burn).
    pub fn do_burn(token_id: TokenId, from: T::AccountId, value: Balance) -> DispatchResult {
        Self::ensure_burnable(token_id)?;
        Self::burn_of(token_id, from, value)
    }

    /// See [`Call::burn_from`](crate::Call::burn_from).
    pub fn do_burn_from(
        token_id: TokenId,
        spender: T::AccountId,
        from: T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        Self::ensure_burnable(token_id)?;
        Self::ensure_not_zero(&from)?;
        Self::spend_allowance(token_id, &from, &spender, value)?;
        Self::burn_of(token_id, from, value)
    }

    fn ensure_burnable(token_id: TokenId) -> DispatchResult {
        let token = Tokens::<T>::get(token_id).ok_or(Error::<T>::UnknownToken)?;
        ensure!(token.options.burnable, Error::<T>::NotBurnable);
        Self::ensure_not_paused(token_id)
    }

    fn burn_of(token_id: TokenId, from: T::AccountId, value: Balance) -> DispatchResult {
        Self::ensure_balance(token_id, &from, value)?;
        if value > 0 {
            Ledger::<T>::burn_from(
                token_id,
                &from,
                value,
                Preservation::Expendable,
                Precision::Exact,
                Fortitude::Polite,
            )
            .map_err(Self::frozen_if_low)?;
        }
        Self::transferred(token_id, Some(from), None, value);
        Ok(())
    }
}
