//! Adding and removing validators, as the pallet does that decides on them.

use super::mock::*;
use crate::{Error, Event};
use chaos_primitives::Validators;
use frame_support::{assert_noop, assert_ok};

#[test]
fn the_list_is_that_of_the_genesis_until_it_changes() {
    new_test_ext().execute_with(|| {
        assert_eq!(ValidatorSet::validators(), [1, 2, 3, 4]);
        assert_eq!(ValidatorSet::active(), [1, 2, 3, 4]);
        assert_eq!(ValidatorSet::queued(), [1, 2, 3, 4]);
        assert_eq!(ValidatorSet::max_validators(), 5);
    });
}

#[test]
fn a_validator_added_makes_blocks_from_the_session_after_the_next_on() {
    new_test_ext().execute_with(|| {
        set_keys(5, 5);
        pass_sessions(2);
        assert_ok!(ValidatorSet::add(&5));
        System::assert_last_event(Event::ValidatorAdded { validator: 5 }.into());
        assert_eq!(ValidatorSet::validators(), [1, 2, 3, 4, 5]);
        pass_sessions(1);
        assert_eq!(Session::validators(), [1, 2, 3, 4]);
        assert_eq!(ValidatorSet::queued(), [1, 2, 3, 4, 5]);
        pass_sessions(1);
        assert_eq!(Session::validators(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn a_validator_added_makes_blocks_once_it_has_keys() {
    new_test_ext().execute_with(|| {
        assert_ok!(ValidatorSet::add(&5));
        pass_sessions(3);
        assert_eq!(Session::validators(), [1, 2, 3, 4]);

        set_keys(5, 5);
        pass_sessions(1);
        assert_eq!(Session::validators(), [1, 2, 3, 4]);
        pass_sessions(1);
        assert_eq!(Session::validators(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn a_validator_removed_makes_no_blocks_from_the_next_session_on() {
    new_test_ext().execute_with(|| {
        pass_sessions(2);
        assert_ok!(ValidatorSet::remove(&2));
        System::assert_last_event(Event::ValidatorRemoved { validator: 2 }.into());
        assert_eq!(ValidatorSet::queued(), [1, 3, 4]);
        assert_eq!(ValidatorSet::active(), [1, 2, 3, 4]);
        for _ in 0..3 {
            pass_sessions(1);
            assert_eq!(ValidatorSet::active(), [1, 3, 4]);
        }
    });
}

#[test]
fn a_validator_removed_before_its_first_session_never_makes_blocks() {
    new_test_ext().execute_with(|| {
        set_keys(5, 5);
        assert_ok!(ValidatorSet::add(&5));
        pass_sessions(1);
        assert_ok!(ValidatorSet::remove(&5));
        for _ in 0..3 {
            pass_sessions(1);
            assert_eq!(Session::validators(), [1, 2, 3, 4]);
        }
    });
}

/// Also where it gets its old place, and the plan would be the one before.
#[test]
fn a_validator_removed_and_added_in_one_session_comes_back() {
    for validator in [2, 4] {
        new_test_ext().execute_with(|| {
            pass_sessions(2);
            assert_ok!(ValidatorSet::remove(&validator));
            assert_ok!(ValidatorSet::add(&validator));
            pass_sessions(1);
            assert!(!Session::validators().contains(&validator));
            pass_sessions(1);
            assert!(Session::validators().contains(&validator));
        });
    }
}

#[test]
fn adding_should_fail_when_the_account_is_a_validator() {
    new_test_ext().execute_with(|| {
        assert_noop!(ValidatorSet::add(&1), Error::<Test>::AlreadyValidator);
    });
}

#[test]
fn adding_should_fail_when_the_set_is_full() {
    new_test_ext().execute_with(|| {
        assert_ok!(ValidatorSet::add(&5));
        assert_noop!(ValidatorSet::add(&6), Error::<Test>::TooManyValidators);
    });
}

#[test]
fn removing_should_fail_when_the_account_is_no_validator() {
    new_test_ext().execute_with(|| {
        assert_noop!(ValidatorSet::remove(&9), Error::<Test>::NotValidator);
        assert_ok!(ValidatorSet::remove(&2));
        assert_noop!(ValidatorSet::remove(&2), Error::<Test>::NotValidator);
    });
}

#[test]
fn removing_should_fail_when_too_few_would_be_left() {
    new_test_ext().execute_with(|| {
        for validator in [1, 2] {
            assert_ok!(ValidatorSet::remove(&validator));
        }
        assert_noop!(ValidatorSet::remove(&3), Error::<Test>::TooFewValidators);
    });
}

/// Who has none makes no blocks, and may go.
#[test]
fn removing_should_fail_when_too_few_with_keys_would_be_left() {
    new_test_ext().execute_with(|| {
        for validator in [1, 2] {
            purge_keys(validator);
        }
        pass_sessions(1);
        assert_eq!(ValidatorSet::queued(), [3, 4]);
        assert_noop!(ValidatorSet::remove(&3), Error::<Test>::TooFewValidators);
        assert_ok!(ValidatorSet::remove(&1));
    });
}
