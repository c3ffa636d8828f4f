//! Transfers.

use crate::{
    Config, CurrencyOf, Error, Event, Opened, Pallet, WeightInfo, INFINITE_ALLOWANCE,
    MAX_RECIPIENTS,
};
use alloc::vec::Vec;
use chaos_primitives::{is_zero, Balance, Erc20Tokens, TokenId};
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, Mutate},
        fungibles::Unbalanced,
        tokens::{
            Fortitude::Polite,
            Precision::Exact,
            Preservation::{Expendable, Preserve},
        },
    },
    weights::Weight,
};
use frame_system::Pallet as System;
use pallet_assets::{AssetStatus, Pallet as Ledger, TransferFlags};
use sp_runtime::{traits::StaticLookup, DispatchError, DispatchResult, TokenError};

/// Exactly the amount, even if nothing is left: the ledger's minimum balance is one, so there is no dust.
const EXACTLY: TransferFlags = TransferFlags {
    keep_alive: false,
    best_effort: false,
    burn_dust: false,
};

impl<T: Config> Pallet<T> {
    /// See [`Call::transfer`](crate::Call::transfer). `payer` gives a recipient without an account the coin's
    /// existential deposit. Returns how many accounts it opened.
    pub fn do_transfer(
        token_id: TokenId,
        payer: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        value: Balance,
    ) -> Result<u32, DispatchError> {
        Self::ensure_not_paused(token_id)?;
        Self::ensure_not_zero(to)?;
        Self::transfer_unpaused(token_id, payer, from, to, value)
    }

    /// See [`Call::batch_transfer`](crate::Call::batch_transfer).
    pub fn do_batch_transfer(
        token_id: TokenId,
        from: &T::AccountId,
        recipients: Vec<(<T::Lookup as StaticLookup>::Source, Balance)>,
    ) -> Result<Opened, DispatchError> {
        ensure!(!recipients.is_empty(), Error::<T>::NoRecipients);
        ensure!(
            recipients.len() <= MAX_RECIPIENTS as usize,
            Error::<T>::TooManyRecipients
        );
        Self::ensure_not_paused(token_id)?;
        let recipients = recipients
            .into_iter()
            .map(|(to, value)| {
                let to = T::Lookup::lookup(to)?;
                Self::ensure_not_zero(&to)?;
                Ok((to, value))
            })
            .collect::<Result<Vec<_>, DispatchError>>()?;
        Self::debit_all(token_id, from, &recipients)?;
        let mut opened = Opened::default();
        for (to, value) in recipients {
            if moves(from, &to, value) {
                opened = opened.plus(Self::credit(token_id, from, &to, value)?);
            }
            Self::transferred(token_id, Some(from.clone()), Some(to), value);
        }
        Ok(opened)
    }

    /// See [`Call::transfer_from`](crate::Call::transfer_from). Returns how many accounts it opened.
    pub fn do_transfer_from(
        token_id: TokenId,
        spender: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        value: Balance,
    ) -> Result<u32, DispatchError> {
        Self::ensure_not_paused(token_id)?;
        Self::ensure_not_zero(from)?;
        Self::ensure_not_zero(to)?;
        let allowed = Self::ensure_allowance(token_id, from, spender, value)?;
        if allowed == INFINITE_ALLOWANCE || !moves(from, to, value) {
            Self::spend_allowance(token_id, from, spender, value)?;
            return Self::transfer_unpaused(token_id, spender, from, to, value);
        }
        Self::ensure_balance(token_id, from, value)?;
        let opened = Self::open_account(token_id, spender, to)?;
        Ledger::<T>::do_transfer_approved(token_id, from, spender, to, value)
            .map_err(Self::frozen_if_low)?;
        Self::transferred(token_id, Some(from.clone()), Some(to.clone()), value);
        Ok(opened)
    }

    /// Transfer a token that is known not to be paused.
    fn transfer_unpaused(
        token_id: TokenId,
        payer: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        value: Balance,
    ) -> Result<u32, DispatchError> {
        Self::ensure_balance(token_id, from, value)?;
        let mut opened = 0;
        if moves(from, to, value) {
            opened = Self::open_account(token_id, payer, to)?;
            Ledger::<T>::do_transfer(token_id, from, to, value, None, EXACTLY)
                .map_err(Self::frozen_if_low)?;
        }
        Self::transferred(token_id, Some(from.clone()), Some(to.clone()), value);
        Ok(opened)
    }

    /// Debit `from` once with what all `recipients` get, one after the other. In between, the balances don't add up
    /// to the supply; every recipient is credited, or the call fails and nothing has changed.
    fn debit_all(
        token_id: TokenId,
        from: &T::AccountId,
        recipients: &[(T::AccountId, Balance)],
    ) -> DispatchResult {
        let balance = Ledger::<T>::balance(token_id, from);
        let rest = recipients.iter().try_fold(balance, |rest, (to, value)| {
            let left = rest.checked_sub(*value)?;
            Some(if moves(from, to, *value) { left } else { rest })
        });
        let rest = rest.ok_or(Error::<T>::InsufficientBalance)?;
        let total = balance.saturating_sub(rest);
        Ledger::<T>::decrease_balance(token_id, from, total, Exact, Expendable, Polite)
            .map(drop)
            .map_err(Self::frozen_if_low)
    }

    /// Credit `to` with what was debited from `from`, who pays for what has to be opened.
    fn credit(
        token_id: TokenId,
        from: &T::AccountId,
        to: &T::AccountId,
        value: Balance,
    ) -> Result<Opened, DispatchError> {
        let mut opened = Opened::default();
        if !pallet_assets::Account::<T>::contains_key(token_id, to) {
            opened.holders = 1;
            opened.accounts = Self::open_account(token_id, from, to)?;
        }
        Ledger::<T>::increase_balance(token_id, to, value, Exact)?;
        // The ledger's own event, for clients that follow it alone.
        let event = pallet_assets::Event::Transferred {
            asset_id: token_id,
            from: from.clone(),
            to: to.clone(),
            amount: value,
        };
        System::<T>::deposit_event(<T as pallet_assets::Config>::RuntimeEvent::from(event).into());
        Ok(opened)
    }

    /// Let `payer` give `account` the coin's existential deposit, unless the ledger can keep tokens for it. Returns
    /// how many accounts it opened: one or none.
    pub(crate) fn open_account(
        token_id: TokenId,
        payer: &T::AccountId,
        account: &T::AccountId,
    ) -> Result<u32, DispatchError> {
        if System::<T>::providers(account) > 0
            || pallet_assets::Account::<T>::contains_key(token_id, account)
        {
            return Ok(0);
        }
        Self::pay_deposit(payer, account, CurrencyOf::<T>::minimum_balance())?;
        Ok(1)
    }

    /// Let `payer` give `account` the coins for a deposit of its own. Planck.
    pub(crate) fn pay_deposit(
        payer: &T::AccountId,
        account: &T::AccountId,
        amount: Balance,
    ) -> DispatchResult {
        CurrencyOf::<T>::transfer(payer, account, amount, Preserve)
            .map_err(|_| Error::<T>::DepositUnaffordable)?;
        Self::deposit_event(Event::DepositPaid {
            payer: payer.clone(),
            account: account.clone(),
            amount,
        });
        Ok(())
    }

    pub(crate) fn ensure_not_zero(account: &T::AccountId) -> DispatchResult {
        ensure!(!is_zero(account), Error::<T>::ZeroAccount);
        Ok(())
    }

    pub(crate) fn ensure_not_paused(token_id: TokenId) -> DispatchResult {
        match Self::is_paused(token_id) {
            Some(false) => Ok(()),
            Some(true) => Err(Error::<T>::Paused.into()),
            None => Err(Error::<T>::UnknownToken.into()),
        }
    }

    /// Whether the token is paused, or none if there is no such token.
    pub fn is_paused(token_id: TokenId) -> Option<bool> {
        Some(pallet_assets::Asset::<T>::get(token_id)?.status != AssetStatus::Live)
    }

    pub(crate) fn ensure_balance(
        token_id: TokenId,
        who: &T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        ensure!(
            Ledger::<T>::balance(token_id, who) >= value,
            Error::<T>::InsufficientBalance
        );
        Ok(())
    }

    /// The ledger reports a low balance also when its freezer holds the balance back. For an account that is known to
    /// have enough, that is the only reason left.
    pub(crate) fn frozen_if_low(error: DispatchError) -> DispatchError {
        let low = [
            pallet_assets::Error::<T>::BalanceLow.into(),
            TokenError::FundsUnavailable.into(),
        ];
        if low.contains(&error) {
            Error::<T>::Frozen.into()
        } else {
            error
        }
    }

    pub(crate) fn transferred(
        token_id: TokenId,
        from: Option<T::AccountId>,
        to: Option<T::AccountId>,
        value: Balance,
    ) {
        Self::deposit_event(Event::Transfer {
            token_id,
            from,
            to,
            value,
        });
    }
}

/// Whether the ledger has anything to do. It refuses approved transfers of zero, and mistakes one to oneself for an
/// increase of the balance.
fn moves<AccountId: PartialEq>(from: &AccountId, to: &AccountId, value: Balance) -> bool {
    value > 0 && from != to
}

impl<T: Config> Erc20Tokens<T::AccountId> for Pallet<T> {
    fn owner(token_id: TokenId) -> Option<T::AccountId> {
        Self::owner(token_id)
    }

    fn ensure_owner(token_id: TokenId, who: &T::AccountId) -> DispatchResult {
        Self::owned_token(token_id, who).map(drop)
    }

    fn decimals(token_id: TokenId) -> Option<u8> {
        Self::decimals(token_id)
    }

    fn total_supply(token_id: TokenId) -> Balance {
        Ledger::<T>::total_supply(token_id)
    }

    fn balance_of(token_id: TokenId, who: &T::AccountId) -> Balance {
        Ledger::<T>::balance(token_id, who)
    }

    fn transfer(
        token_id: TokenId,
        payer: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        Self::do_transfer(token_id, payer, from, to, value).map(drop)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_for_benchmark(owner: &T::AccountId, supply: Balance) -> TokenId {
        crate::benchmarking::create::<T>(owner, supply)
    }
}

/// The weight of a call that opens this many accounts. Calls are charged for as many as there can be, and refunded
/// for those that exist.
pub(crate) fn with_opened<T: Config>(call: Weight, accounts: u32) -> Weight {
    let each = <T as Config>::WeightInfo::open_account();
    call.saturating_add(each.saturating_mul(accounts.into()))
}

/// The weight of a batch to this many recipients, for some of whom it `opened` something.
pub(crate) fn batch<T: Config>(recipients: u32, opened: Opened) -> Weight {
    let holders = recipients.saturating_sub(opened.holders);
    let call = <T as Config>::WeightInfo::batch_transfer(holders, opened.holders);
    with_opened::<T>(call, opened.accounts)
}
