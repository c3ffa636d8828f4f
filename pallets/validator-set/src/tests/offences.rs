//! What happens to those who equivocate.

use super::mock::*;
use crate::{Event, Validators};
use chaos_primitives::Validators as _;
use frame_support::assert_ok;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

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
