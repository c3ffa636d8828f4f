//! Deposits, and accounts that are opened for recipients.

use crate::{Config, CurrencyOf, Error, Event, HoldReason, Pallet, WeightInfo};
use chaos_primitives::Deposits;
use frame_support::{
    traits::{
        fungible::{Inspect, Mutate},
        tokens::Preservation,
    },
    weights::Weight,
};
use frame_system::Pallet as System;
use sp_runtime::DispatchError;

impl<T: Config> Deposits<T::AccountId> for Pallet<T> {
    type Currency = CurrencyOf<T>;
    type Reason = HoldReason;

    fn unaffordable() -> DispatchError {
        Error::<T>::DepositUnaffordable.into()
    }
}

impl<T: Config> Pallet<T> {
    /// Let `payer` give `account` the coin's existential deposit, unless it exists. The ledger would keep items for
    /// it all the same, but coins sent to it for the fees of moving them would be lost if they were less. Returns how
    /// many accounts it opened: one or none.
    pub(crate) fn open_account(
        payer: &T::AccountId,
        account: &T::AccountId,
    ) -> Result<u32, DispatchError> {
        if System::<T>::providers(account) > 0 {
            return Ok(0);
        }
        let amount = CurrencyOf::<T>::minimum_balance();
        CurrencyOf::<T>::transfer(payer, account, amount, Preservation::Preserve)
            .map_err(|_| Error::<T>::DepositUnaffordable)?;
        Self::deposit_event(Event::DepositPaid {
            payer: payer.clone(),
            account: account.clone(),
            amount,
        });
        Ok(1)
    }
}

/// The weight of a call that opens this many accounts. Calls are charged for as many as there can be, and refunded
/// for those that exist.
pub(crate) fn with_opened<T: Config>(call: Weight, accounts: u32) -> Weight {
    let each = <T as Config>::WeightInfo::open_account();
    call.saturating_add(each.saturating_mul(accounts.into()))
}
