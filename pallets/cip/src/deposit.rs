//! Deposits, and how they are forfeited.

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
    /// Forfeit a proposer's deposit: to the treasury, as far as it does not back a vote.
    pub(crate) fn forfeit(cip: CipId, proposer: T::AccountId, amount: Balance) {
        // A sum of what one account has on hold, so it does not overflow.
        Forfeited::<T>::mutate(&proposer, |sum| *sum = sum.saturating_add(amount));
        Self::deposit_event(Event::DepositLost {
            cip,
            proposer: proposer.clone(),
            amount,
        });
        Self::take_forfeited(&proposer);
    }

    /// Give an account's forfeited deposits to the treasury, as far as they back no votes: the treasury could vote
    /// with the same coins on the same CIP.
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
        // By force, whatever locks the coins have.
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
        // If the treasury can't receive it, it stays on hold until the account's next vote is unlocked.
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
