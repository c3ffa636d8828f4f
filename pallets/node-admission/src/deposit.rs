//! Deposits.

use crate::{Config, Error, HoldReason, Pallet};
use chaos_primitives::Balance;
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
    },
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// Hold a deposit. Planck.
    pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
        // A hold alone would leave less than the existential deposit to an account that others keep
        // alive, and the rest would be dust.
        let holdable = T::Coin::reducible_balance(who, Preservation::Preserve, Fortitude::Force);
        ensure!(amount <= holdable, Error::<T>::DepositUnaffordable);
        T::Coin::hold(&reason.into(), who, amount)
            .map_err(|_| Error::<T>::DepositUnaffordable.into())
    }

    /// Give back a deposit. Planck.
    pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) {
        // Were it ever less than on record, that must not keep a member in, or a motion open.
        let _ = T::Coin::release(&reason.into(), who, amount, Precision::BestEffort);
    }

    /// Give back the deposit of a motion, where somebody made it. Planck.
    pub(crate) fn give_back(reason: HoldReason, who: &Option<T::AccountId>, amount: Balance) {
        if let Some(who) = who {
            Self::release(reason, who, amount);
        }
    }
}
