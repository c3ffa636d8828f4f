//! Reads: the functions of the runtime API, and the guarantees that `try_state` checks.

use crate::{
    runtime_api::{LockedCoins, TrancheStatus},
    Claims, Config, CurrencyOf, Pallet, Recipients, Tranche, Unclaimed,
};
use alloc::vec::Vec;
use chaos_primitives::{currency::TOTAL_SUPPLY, Balance};
use frame_support::{
    ensure,
    traits::{fungible::Inspect, Get, VestingSchedule},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
    traits::{One, Saturating},
    TryRuntimeError,
};

impl<T: Config> Pallet<T> {
    /// The tranches, in the order of the white paper.
    pub fn tranches() -> Vec<TrancheStatus> {
        Tranche::ALL
            .into_iter()
            .map(|tranche| {
                let unclaimed = if tranche == Tranche::Ico {
                    Unclaimed::<T>::get()
                } else {
                    Balance::MIN
                };
                TrancheStatus {
                    tranche,
                    size: tranche.size(),
                    recipients: Recipients::<T>::get(tranche),
                    claimed: tranche.size().saturating_sub(unclaimed),
                    unclaimed,
                }
            })
            .collect()
    }

    /// The coins of `account` that vesting locks, and the block in which the next part is released.
    pub fn locked(account: &T::AccountId) -> LockedCoins<BlockNumberFor<T>> {
        let now = frame_system::Pallet::<T>::block_number();
        let locked = pallet_vesting::Pallet::<T>::vesting_balance(account).unwrap_or_default();
        let next_release = pallet_vesting::Vesting::<T>::get(account)
            .into_iter()
            .flatten()
            .filter(|schedule| schedule.locked_at::<T::BlockNumberToBalance>(now) > 0)
            .map(|schedule| {
                schedule
                    .starting_block()
                    .max(now)
                    .saturating_add(One::one())
            })
            .min();
        LockedCoins {
            locked,
            next_release,
        }
    }

    /// The body of `try_state`.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        ensure!(
            CurrencyOf::<T>::total_issuance() == TOTAL_SUPPLY,
            "the total issuance is not 10,000,000 COS"
        );
        let open = Claims::<T>::iter_values()
            .filter(|claim| claim.claimed_by.is_none())
            .fold(Balance::MIN, |sum, claim| sum.saturating_add(claim.amount));
        ensure!(
            open == Unclaimed::<T>::get(),
            "`Unclaimed` is not the sum of the open claims"
        );
        ensure!(
            CurrencyOf::<T>::total_balance(&Self::pot()) >= open,
            "the pot holds less than what is still to be claimed"
        );
        ensure!(
            CurrencyOf::<T>::total_balance(&T::Treasury::get())
                >= CurrencyOf::<T>::minimum_balance(),
            "the treasury account is dead"
        );
        Ok(())
    }
}
