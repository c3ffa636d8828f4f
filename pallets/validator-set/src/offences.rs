//! Equivocations: who can be reported, for what, and the punishment, which is to be out of the set at the next session.

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

/// Takes reports for `pallet-offences`. That one tells offences apart by their slots or rounds, which whoever has the
/// key of a validator can choose, so that it would take any number of reports about one validator.
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

    /// Whether nothing is left that these could be punished for. What is asked doesn't say in which session, so some
    /// reports of earlier ones are refused only when they are made.
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
            // The list names earlier offenders again, who were punished.
            if Self::answers_for(validator, session) {
                Self::punish(validator);
            }
        }
        // For each the list, the queue, that it changed, that it is no longer what was planned, and since when it
        // answers; and which session it is.
        T::DbWeight::get()
            .reads_writes(4, 5)
            .saturating_mul(offenders.len() as u64)
    }
}

impl<T: Config> Pallet<T> {
    /// Whether an account is a validator, and is to be punished for an equivocation of that session.
    pub(crate) fn answers_for(validator: &T::AccountId, session: SessionIndex) -> bool {
        let sessions = AnswersFrom::<T>::get(validator)..=CurrentIndex::<T>::get();
        sessions.contains(&session) && Validators::<T>::get().contains(validator)
    }

    /// An account answers for nothing that it signed up to the end of this session.
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

    /// Delete the reports of the session that has ended. Should there be more than this takes, by validators who came
    /// and went in one session, the next time deletes the rest.
    pub(crate) fn forget_reports() {
        let most = T::MaxValidators::get().saturating_mul(2);
        let _ = Reports::<T>::clear(most, None);
        let _ = ConcurrentReportsIndex::<T>::clear(most, None);
    }
}
