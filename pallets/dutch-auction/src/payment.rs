//! Payments and deposits.

use crate::{Config, Currency, Error, HoldReason, Pallet};
use chaos_primitives::{Balance, Deposits, Erc20Tokens};
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{DepositConsequence, Fortitude, Preservation, Provenance},
    },
};
use frame_system::Pallet as System;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// Check that a buyer has the whole price, even if it will get a part of it, as the house's owner does.
    pub(crate) fn ensure_affordable(
        currency: Currency,
        buyer: &T::AccountId,
        price: Balance,
    ) -> DispatchResult {
        let has = match currency {
            Currency::Coin => Self::spendable_coins(buyer),
            Currency::Token(token_id) => T::Tokens::balance_of(token_id, buyer),
        };
        ensure!(has >= price, Error::<T>::InsufficientFunds);
        Ok(())
    }

    /// The coins that `who` can spend without losing its account. Planck.
    fn spendable_coins(who: &T::AccountId) -> Balance {
        T::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Polite)
    }

    /// Whether `who` can receive this payment. An account that does not exist can't receive fewer coins than the
    /// existential deposit; tokens it can, as the buyer pays for the account.
    pub(crate) fn can_receive(currency: Currency, who: &T::AccountId, amount: Balance) -> bool {
        match currency {
            Currency::Coin => {
                let consequence = T::Currency::can_deposit(who, amount, Provenance::Extant);
                consequence == DepositConsequence::Success
            }
            Currency::Token(_) => true,
        }
    }

    /// Pay a part of a price that the buyer can afford.
    pub(crate) fn pay(
        currency: Currency,
        buyer: &T::AccountId,
        to: &T::AccountId,
        amount: Balance,
    ) -> DispatchResult {
        if amount == 0 {
            return Ok(());
        }
        match currency {
            Currency::Coin => T::Currency::transfer(buyer, to, amount, Preservation::Preserve)
                .map(drop)
                .map_err(|_| Error::<T>::CurrencyUnavailable.into()),
            Currency::Token(token_id) => T::Tokens::transfer(token_id, buyer, buyer, to, amount)
                .map_err(|_| Self::unpaid(buyer, to).into()),
        }
    }

    /// Why a buyer with enough of a token could not pay with it.
    fn unpaid(buyer: &T::AccountId, to: &T::AccountId) -> Error<T> {
        let lacks_account = System::<T>::providers(to) == 0;
        if lacks_account && Self::spendable_coins(buyer) < T::Currency::minimum_balance() {
            Error::DepositUnaffordable
        } else {
            Error::CurrencyUnavailable
        }
    }
}

impl<T: Config> Deposits<T::AccountId> for Pallet<T> {
    type Currency = T::Currency;
    type Reason = HoldReason;

    fn unaffordable() -> DispatchError {
        Error::<T>::DepositUnaffordable.into()
    }
}
