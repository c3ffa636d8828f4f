//! Equivocations: who can be reported, for what, and the punishment: removal from the set with the next session.

use crate::{AnswersFrom, Config, Error, Event, Pallet, Validators};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get, weights::Weight};
use pallet_offences::{ConcurrentReportsIndex, Reports};
use pallet_session::{historical::IdentificationTuple, CurrentIndex};
use sp_runtime::Perbill;
use sp_staking::{
    offence::{Offence, OffenceDetails, OffenceError, OnOffenceHandler, ReportOffence},
    SessionIndex,
};

/// Filters reports for `pallet-offences`, which tells offences apart by their slots or rounds. The owner of a
/// validator's key can choose those, so it would accept any number of reports about one validator.
impl<T, O> ReportOffence<T::AccountId, IdentificationTuple<T>, O> for Pallet<T>
where
    T: Config,
    O: Offence<IdentificationTuple<T>>,
{
    fn report_offence(reporters: Vec<T::AccountId>, offence: O) -> Result<(), OffenceError> {
        let session = offence.session_index();
        let any_answers = offence
            .offenders()
            .iter()
            .any(|(validator, ())| Self::answers_for(validator, session));
        ensure!(any_answers, OffenceError::DuplicateReport);
        pallet_offences::Pallet::<T>::report_offence(reporters, offence)
    }

    /// Whether none of these can be punished any more. The session is not given, so some reports of earlier sessions
    /// are refused only when they are executed.
    fn is_known_offence(offenders: &[IdentificationTuple<T>], _: &O::Slot) -> bool {
        let now = CurrentIndex::<T>::get();
        !offenders
            .iter()
            .any(|(validator, ())| Self::answers_for(validator, now))
    }
}

impl<T: Config> OnOffenceHandler<T::AccountId, IdentificationTuple<T>, Weight> for Pallet<T> {
    fn on_offence(
        offenders: &[OffenceDetails<T::AccountId, IdentificationTuple<T>>],
        _: &[Perbill],
        session: SessionIndex,
    ) -> Weight {
        for OffenceDetails {
            offender: (validator, ()),
            ..
        } in offenders
        {
            // The list includes earlier offenders, who were punished.
            if Self::answers_for(validator, session) {
                Self::punish(validator);
            }
        }
        // For each: the list, the queue, that the queue changed, that it is not what was planned, and from when it
        // answers; and the session.
        T::DbWeight::get()
            .reads_writes(4, 5)
            .saturating_mul(offenders.len() as u64)
    }
}

impl<T: Config> Pallet<T> {
    /// Whether an account is a validator that answers for an equivocation of that session.
    pub(crate) fn answers_for(validator: &T::AccountId, session: SessionIndex) -> bool {
        let sessions = AnswersFrom::<T>::get(validator)..=CurrentIndex::<T>::get();
        sessions.contains(&session) && Validators::<T>::get().contains(validator)
    }

    /// Let an account answer for nothing that it signed up to the end of this session.
    pub(crate) fn answer_from_next_session(validator: &T::AccountId) {
        let next = CurrentIndex::<T>::get().saturating_add(1);
        AnswersFrom::<T>::insert(validator, next);
    }

    /// Remove an equivocator, if there are enough others.
    fn punish(validator: &T::AccountId) {
        match Self::try_remove(validator) {
            Ok(()) => Self::deposit_event(Event::EquivocatorRemoved {
                validator: validator.clone(),
            }),
            Err(Error::TooFewValidators) => {
                Self::answer_from_next_session(validator);
                Self::deposit_event(Event::EquivocatorKept {
                    validator: validator.clone(),
                });
            }
            Err(_) => {}
        }
    }

    /// Delete the reports of the session that has ended. If there are more than this takes, by validators that came
    /// and went in one session, the next time deletes the rest.
    pub(crate) fn forget_reports() {
        let most = T::MaxValidators::get().saturating_mul(2);
        let _ = Reports::<T>::clear(most, None);
        let _ = ConcurrentReportsIndex::<T>::clear(most, None);
    }
}
