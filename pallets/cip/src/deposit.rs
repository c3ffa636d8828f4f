//! Deposits, and those that are lost.

use crate::{CipId, Config, Error, Event, Forfeited, FreezeReason, HoldReason, Pallet};
use chaos_primitives::Balance;
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{
        fungible::{Inspect, InspectFreeze, MutateHold},
        tokens::{Fortitude, Precision, Preservation, Restriction},
        Get,
    },
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// Hold a deposit. Planck.
    pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
        // A hold alone would leave less than the existential deposit to an account that others keep
        // alive. The rest would be dust, and might be coins that vote.
        let holdable = T::Coin::reducible_balance(who, Preservation::Preserve, Fortitude::Force);
        ensure!(amount <= holdable, Error::<T>::DepositUnaffordable);
        T::Coin::hold(&reason.into(), who, amount)
            .map_err(|_| Error::<T>::DepositUnaffordable.into())
    }

    /// Give back a deposit. Planck.
    pub(crate) fn release(reason: HoldReason, who: &T::AccountId, amount: Balance) {
        // Were it ever less than on record, that must not keep a CIP from its decision.
        let _ = T::Coin::release(&reason.into(), who, amount, Precision::BestEffort);
    }

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
        let frozen = T::Coin::balance_frozen(&FreezeReason::Vote.into(), who);
        let takeable = T::Coin::total_balance(who).saturating_sub(frozen).min(lost);
        if takeable == 0 {
            return;
        }
        // Locks of others are no reason to keep it, and so by force.
        let taken = with_storage_layer(|| {
            T::Coin::transfer_on_hold(
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
