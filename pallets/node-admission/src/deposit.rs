//! Deposits.

use crate::{Config, Error, HoldReason, Pallet};
use chaos_primitives::{Balance, Deposits};
use sp_runtime::DispatchError;

impl<T: Config> Deposits<T::AccountId> for Pallet<T> {
    type Currency = T::Currency;
    type Reason = HoldReason;

    fn unaffordable() -> DispatchError {
        Error::<T>::DepositUnaffordable.into()
    }
}

impl<T: Config> Pallet<T> {
    /// Release the deposit of a motion, unless the chain made it. Planck.
    pub(crate) fn release_from(
        reason: HoldReason,
        proposer: &Option<T::AccountId>,
        amount: Balance,
    ) {
        if let Some(who) = proposer {
            Self::release(reason, who, amount);
        }
    }
}
