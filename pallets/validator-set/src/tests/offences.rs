//! What happens to those who equivocate.

use super::mock::*;
use crate::{AnswersFrom, Event, Validators};
use chaos_primitives::Validators as _;
use frame_support::{assert_noop, assert_ok};
use pallet_offences::{ConcurrentReportsIndex, Reports};
use sp_runtime::Perbill;
use sp_staking::offence::{
    Kind, Offence, OffenceDetails, OffenceError, OnOffenceHandler, ReportOffence,
};

fn report(offenders: &[u64]) {
    let details: Vec<_> = offenders
        .iter()
        .map(|v| OffenceDetails {
            offender: (*v, ()),
            reporters: vec![],
        })
        .collect();
    let fractions = vec![Perbill::one(); offenders.len()];
    ValidatorSet::on_offence(&details, &fractions, Session::current_index());
}

#[test]
fn an_equivocator_is_out_at_the_next_session() {
    new_test_ext().execute_with(|| {
        pass_sessions(2);
        report(&[3]);
        System::assert_last_event(Event::EquivocatorRemoved { validator: 3 }.into());
        assert_eq!(Session::validators(), [1, 2, 3, 4]);

        pass_sessions(1);
        assert_eq!(Session::validators(), [1, 2, 4]);
        pass_sessions(5);
        assert_eq!(Session::validators(), [1, 2, 4]);
    });
}

#[test]
fn two_equivocators_are_out_at_once() {
    new_test_ext().execute_with(|| {
        report(&[1, 4]);
        pass_sessions(1);
        assert_eq!(Session::validators(), [2, 3]);
    });
}

#[test]
fn an_offence_reported_again_changes_nothing() {
    new_test_ext().execute_with(|| {
        report(&[3]);
        let events = System::event_count();
        report(&[3]);
        assert_eq!(System::event_count(), events);
        assert_eq!(Validators::<Test>::get(), vec![1, 2, 4]);
    });
}

#[test]
fn an_equivocator_stays_when_too_few_would_be_left() {
    new_test_ext().execute_with(|| {
        report(&[1, 2, 3]);
        System::assert_last_event(Event::EquivocatorKept { validator: 3 }.into());
        pass_sessions(2);
        assert_eq!(Session::validators(), [3, 4]);
    });
}

#[test]
fn an_equivocator_may_be_added_again() {
    new_test_ext().execute_with(|| {
        report(&[3]);
        pass_sessions(2);
        assert_ok!(ValidatorSet::add(&3));
        pass_sessions(2);
        assert_eq!(Session::validators(), [1, 2, 4, 3]);
    });
}

/// The others couldn't go on: without session keys they make no blocks.
#[test]
fn an_equivocator_stays_when_too_few_with_keys_would_be_left() {
    new_test_ext().execute_with(|| {
        for validator in [1, 2] {
            purge_keys(validator);
        }
        pass_sessions(2);
        report(&[3]);
        System::assert_last_event(Event::EquivocatorKept { validator: 3 }.into());
        pass_sessions(2);
        assert_eq!(Session::validators(), [3, 4]);
    });
}

/// Two votes of a validator in a round of a session.
#[derive(Clone)]
struct Votes {
    offender: u64,
    session: u32,
    round: u32,
}

impl Offence<(u64, ())> for Votes {
    const ID: Kind = *b"test:equivocatio";
    type Slot = u32;

    fn offenders(&self) -> Vec<(u64, ())> {
        vec![(self.offender, ())]
    }

    fn session_index(&self) -> u32 {
        self.session
    }

    fn validator_set_count(&self) -> u32 {
        4
    }

    fn slot(&self) -> u32 {
        self.round
    }

    fn slash_fraction(&self, _: u32) -> Perbill {
        Perbill::one()
    }
}

fn report_votes(offender: u64, session: u32, round: u32) -> Result<(), OffenceError> {
    let votes = Votes {
        offender,
        session,
        round,
    };
    <ValidatorSet as ReportOffence<_, _, Votes>>::report_offence(vec![], votes)
}

fn is_known(offender: u64) -> bool {
    <ValidatorSet as ReportOffence<u64, _, Votes>>::is_known_offence(&[(offender, ())], &1)
}

#[track_caller]
fn assert_refused(offender: u64, session: u32, round: u32) {
    let error = OffenceError::DuplicateReport;
    assert_noop!(report_votes(offender, session, round), error);
}

#[test]
fn who_is_no_validator_any_more_is_not_reported() {
    new_test_ext().execute_with(|| {
        pass_sessions(2);
        assert!(!is_known(3));
        assert_ok!(report_votes(3, 2, 1));
        for sessions in [0, 1, 1] {
            pass_sessions(sessions);
            assert!(is_known(3));
            for session in 0..=Session::current_index() {
                for round in 1..5 {
                    assert_refused(3, session, round);
                }
            }
        }
        assert_ok!(ValidatorSet::remove(&4));
        assert_refused(4, 2, 1);
        assert_refused(9, 2, 1);
    });
}

/// One that stays, as there would be too few without it.
#[test]
fn a_validator_is_reported_once_a_session() {
    new_test_ext().execute_with(|| {
        assert_ok!(ValidatorSet::remove(&3));
        assert_ok!(ValidatorSet::remove(&4));
        pass_sessions(3);
        for _ in 0..3 {
            let now = Session::current_index();
            assert_ok!(report_votes(1, now - 1, 1));
            System::assert_has_event(Event::EquivocatorKept { validator: 1 }.into());
            assert!(is_known(1));
            for session in 0..=now {
                assert_refused(1, session, 2);
            }
            assert!(!is_known(2));
            pass_sessions(2);
        }
    });
}

#[test]
fn a_session_that_has_not_begun_has_no_equivocations() {
    new_test_ext().execute_with(|| {
        pass_sessions(2);
        assert_refused(3, 3, 1);
        assert_ok!(report_votes(3, 2, 1));
    });
}

#[test]
fn who_was_added_again_answers_for_what_it_signs_from_then_on() {
    new_test_ext().execute_with(|| {
        pass_sessions(2);
        assert_ok!(report_votes(3, 2, 1));
        pass_sessions(1);
        assert_ok!(ValidatorSet::add(&3));
        for session in 0..=3 {
            assert_refused(3, session, 2);
        }
        pass_sessions(2);
        for session in 0..=3 {
            assert_refused(3, session, 2);
        }
        assert_ok!(report_votes(3, 5, 2));
        assert_eq!(Validators::<Test>::get(), vec![1, 2, 4]);
    });
}

/// Also where both equivocated in one round.
#[test]
fn a_report_about_another_punishes_nobody_again() {
    new_test_ext().execute_with(|| {
        assert_ok!(report_votes(3, 0, 7));
        assert_ok!(ValidatorSet::add(&3));
        assert_ok!(report_votes(4, 0, 7));
        assert_eq!(Validators::<Test>::get(), vec![1, 2, 3]);
    });
}

#[test]
fn reports_are_forgotten_when_the_session_is_over() {
    new_test_ext().execute_with(|| {
        let on_record = || {
            (
                Reports::<Test>::iter().count(),
                ConcurrentReportsIndex::<Test>::iter().count(),
            )
        };
        assert_ok!(report_votes(3, 0, 7));
        assert_ok!(report_votes(4, 0, 8));
        assert_eq!(on_record(), (2, 2));
        pass_sessions(1);
        assert_eq!(on_record(), (0, 0));
        assert_eq!(AnswersFrom::<Test>::iter().count(), 0);
    });
}
