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
        // For each the list, the queue, that it changed, and that it is no longer what was planned.
        T::DbWeight::get()
            .reads_writes(2, 4)
            .saturating_mul(offenders.len() as u64)
    }
}

impl<T: Config> Pallet<T> {
    /// Remove an equivocator. The list of offenders names earlier ones again: those who are out are
    /// passed over.
    fn punish(validator: &T::AccountId) {
        match Self::try_remove(validator) {
            Ok(()) => Self::deposit_event(Event::EquivocatorRemoved {
                validator: validator.clone(),
            }),
            Err(crate::Error::TooFewValidators) => Self::deposit_event(Event::EquivocatorKept {
                validator: validator.clone(),
            }),
            Err(_) => {}
        }
    }
}
