//! Deposits, and those that are lost.

use crate::{CipId, Config, Error, Event, Forfeited, FreezeReason, HoldReason, Pallet};
use chaos_primitives::{Balance, Deposits};
use frame_support::{
    storage::with_storage_layer,
    traits::{
        fungible::{Inspect, InspectFreeze, MutateHold},
        tokens::{Fortitude, Precision, Restriction},
        Get,
    },
};
use sp_runtime::DispatchError;

impl<T: Config> Deposits<T::AccountId> for Pallet<T> {
    type Currency = T::Currency;
    type Reason = HoldReason;

    fn unaffordable() -> DispatchError {
        Error::<T>::DepositUnaffordable.into()
    }
}

impl<T: Config> Pallet<T> {
    /// A proposer loses its deposit: to the treasury, as far as it does not back a vote.
    pub(crate) fn forfeit(cip: CipId, proposer: T::AccountId, amount: Balance) {
        // Sums of what is held of one account, and so no more than there is.
        Forfeited::<T>::mutate(&proposer, |sum| *sum = sum.saturating_add(amount));
        Self::deposit_event(Event::DepositLost {
            cip,
            proposer: proposer.clone(),
            amount,
        });
        Self::take_forfeited(&proposer);
    }

    /// Take what an account lost, as far as that does not back its votes: the treasury could vote with
    /// it on the same CIP.
    pub(crate) fn take_forfeited(who: &T::AccountId) {
        let lost = Forfeited::<T>::get(who);
        if lost == 0 {
            return;
        }
        let frozen = T::Currency::balance_frozen(&FreezeReason::Vote.into(), who);
        let takeable = T::Currency::total_balance(who)
            .saturating_sub(frozen)
            .min(lost);
        if takeable == 0 {
            return;
        }
        // Locks of others are no reason to keep it, and so by force.
        let taken = with_storage_layer(|| {
            T::Currency::transfer_on_hold(
                &HoldReason::Proposal.into(),
                who,
                &T::Treasury::get(),
                takeable,
                Precision::Exact,
                Restriction::Free,
                Fortitude::Force,
            )
        });
        // Where the treasury can't have it, the account keeps it on hold until its next vote is lifted.
        let Ok(amount) = taken else {
            return;
        };
        match lost.saturating_sub(amount) {
            0 => Forfeited::<T>::remove(who),
            rest => Forfeited::<T>::insert(who, rest),
        }
        Self::deposit_event(Event::DepositTaken {
            proposer: who.clone(),
            amount,
        });
    }
}
