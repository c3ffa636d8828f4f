//! What the state of this pallet costs its makers.

use crate::{Config, Error, Event, HoldReason, Pallet};
use chaos_primitives::Balance;
use frame_support::traits::{
    fungible::{Inspect, Mutate, MutateHold},
    tokens::{Precision, Preservation},
};
use frame_system::Pallet as System;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Coin::hold(&reason.into(), who, amount)
            .map_err(|_| Error::<T>::DepositUnaffordable.into())
    }

    /// Give back what was held. What was taken from it meanwhile keeps nobody from burning an item.
    pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) {
        let _ = T::Coin::release(&reason.into(), who, amount, Precision::BestEffort);
    }

    /// Let `payer` give `account` the coin's existential deposit, unless it exists. The ledger would
    /// keep items for it all the same, but whoever sent it less than the existential deposit to pay for
    /// moving them would send it in vain.
    /// Returns how many accounts it opened: one or none.
    pub(crate) fn open_account(
        payer: &T::AccountId,
        account: &T::AccountId,
    ) -> Result<u32, DispatchError> {
        if System::<T>::providers(account) > 0 {
            return Ok(0);
        }
        let amount = T::Coin::minimum_balance();
        T::Coin::transfer(payer, account, amount, Preservation::Preserve)
            .map_err(|_| Error::<T>::DepositUnaffordable)?;
        Self::deposit_event(Event::DepositPaid {
            payer: payer.clone(),
            account: account.clone(),
            amount,
        });
        Ok(1)
    }
}
