//! The punishment for equivocation: out of the set at the next session.

use crate::{Config, Event, Pallet};
use frame_support::{traits::Get, weights::Weight};
use pallet_session::historical::IdentificationTuple;
use sp_runtime::Perbill;
use sp_staking::{
    offence::{OffenceDetails, OnOffenceHandler},
    SessionIndex,
};

impl<T: Config> OnOffenceHandler<T::AccountId, IdentificationTuple<T>, Weight> for Pallet<T> {
    fn on_offence(
        offenders: &[OffenceDetails<T::AccountId, IdentificationTuple<T>>],
        _: &[Perbill],
        _: SessionIndex,
    ) -> Weight {
        for OffenceDetails {
            offender: (validator, ()),
            ..
        } in offenders
        {
            Self::punish(validator);
        }
        // One read and one write each of the set and of the queue, for each offender.
        T::DbWeight::get()
            .reads_writes(2, 2)
            .saturating_mul(offenders.len() as u64)
    }
}

impl<T: Config> Pallet<T> {
    /// Remove an equivocator from the set, and from the queue that `pallet-session` has made for
    /// the next session already. The list of offenders names earlier ones again: those who are out
    /// are passed over.
    fn punish(validator: &T::AccountId) {
        match Self::try_remove(validator) {
            Ok(()) => {
                Self::unqueue(validator);
                Self::deposit_event(Event::EquivocatorRemoved {
                    validator: validator.clone(),
                });
            }
            Err(crate::Error::TooFewValidators) => {
                Self::deposit_event(Event::EquivocatorKept {
                    validator: validator.clone(),
                });
            }
            Err(_) => {}
        }
    }

    /// Take an account out of the queue for the next session.
    pub(crate) fn unqueue(validator: &T::AccountId) {
        let mut queue = pallet_session::QueuedKeys::<T>::get();
        let queued = queue.len();
        queue.retain(|(queued, _)| queued != validator);
        // An empty queue would leave the next session without validators.
        if queue.len() < queued && !queue.is_empty() {
            pallet_session::QueuedKeys::<T>::put(queue);
            pallet_session::QueuedChanged::<T>::put(true);
        }
    }
}
