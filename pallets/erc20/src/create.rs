//! Creating a token.

use crate::{
    Clocks, Config, CurrencyOf, Error, Event, HoldReason, NextTokenId, Pallet, Token, TokenOptions,
    Tokens, MAX_DECIMALS,
};
use alloc::vec::Vec;
use chaos_primitives::{Balance, Deposits, TokenId};
use frame_support::{
    ensure,
    traits::{
        fungibles::{metadata, Create},
        Get,
    },
};
use pallet_assets::Pallet as Ledger;
use sp_runtime::{traits::AccountIdConversion, DispatchError};

/// The smallest balance of an account in the ledger that has any.
const MIN_BALANCE: Balance = 1;

impl<T: Config> Pallet<T> {
    /// The account that has every role of every token in the ledger.
    pub fn account_id() -> T::AccountId {
        <T as Config>::PalletId::get().into_account_truncating()
    }

    /// See [`Call::create`](crate::Call::create).
    pub fn do_create(
        creator: T::AccountId,
        name: Vec<u8>,
        symbol: Vec<u8>,
        decimals: u8,
        initial_supply: Balance,
        options: TokenOptions,
    ) -> Result<TokenId, DispatchError> {
        let longest = T::StringLimit::get() as usize;
        ensure!(!name.is_empty(), Error::<T>::NameEmpty);
        ensure!(name.len() <= longest, Error::<T>::NameTooLong);
        ensure!(!symbol.is_empty(), Error::<T>::SymbolEmpty);
        ensure!(symbol.len() <= longest, Error::<T>::SymbolTooLong);
        let is_utf8 = |text: &[u8]| core::str::from_utf8(text).is_ok();
        ensure!(is_utf8(&name) && is_utf8(&symbol), Error::<T>::NotUtf8);
        ensure!(decimals <= MAX_DECIMALS, Error::<T>::TooManyDecimals);
        ensure!(options.cap != Some(0), Error::<T>::CapZero);
        Self::ensure_allowed(initial_supply, &options)?;
        let token_id = NextTokenId::<T>::get();
        let next = token_id.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;

        Self::hold(HoldReason::Token, &creator, T::TokenDeposit::get())?;
        let account = Self::account_id();
        // Not sufficient: if holding a token kept accounts alive, tokens would be a way to have accounts without the
        // coin.
        <Ledger<T> as Create<T::AccountId>>::create(token_id, account.clone(), false, MIN_BALANCE)?;
        <Ledger<T> as metadata::Mutate<T::AccountId>>::set(
            token_id,
            &account,
            name.clone(),
            symbol.clone(),
            decimals,
        )?;
        NextTokenId::<T>::put(next);
        let token = Token {
            owner: Some(creator.clone()),
            options,
            clocks: Clocks::default(),
        };
        Tokens::<T>::insert(token_id, token);
        Self::deposit_event(Event::Created {
            token_id,
            owner: creator.clone(),
            name,
            symbol,
            decimals,
            options,
        });
        if initial_supply > 0 {
            Self::mint_to(token_id, &creator, creator.clone(), initial_supply)?;
        }
        Ok(token_id)
    }
}

impl<T: Config> Deposits<T::AccountId> for Pallet<T> {
    type Currency = CurrencyOf<T>;
    type Reason = HoldReason;

    fn unaffordable() -> DispatchError {
        Error::<T>::DepositUnaffordable.into()
    }
}
