//! Adding and removing validators.

use super::mock::*;
use crate::{Error, Event, Validators};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError::BadOrigin;

#[test]
fn a_validator_added_makes_blocks_once_it_has_keys() {
    new_test_ext().execute_with(|| {
        assert_ok!(ValidatorSet::add_validator(RuntimeOrigin::root(), 5));
        System::assert_last_event(Event::ValidatorAdded { validator: 5 }.into());
        pass_sessions(3);
        assert_eq!(Session::validators(), [1, 2, 3, 4]);

        set_keys(5, 5);
        pass_sessions(2);
        assert_eq!(Session::validators(), [1, 2, 3, 4, 5]);
    });
}

#[test]
fn a_validator_removed_leaves_after_the_session_that_is_queued() {
    new_test_ext().execute_with(|| {
        assert_ok!(ValidatorSet::remove_validator(RuntimeOrigin::root(), 2));
        System::assert_last_event(Event::ValidatorRemoved { validator: 2 }.into());
        pass_sessions(2);
        assert_eq!(Session::validators(), [1, 3, 4]);
    });
}

#[test]
fn adding_should_fail_when_the_account_is_a_validator() {
    new_test_ext().execute_with(|| {
        assert_noop!(
            ValidatorSet::add_validator(RuntimeOrigin::root(), 1),
            Error::<Test>::AlreadyValidator
        );
    });
}

#[test]
fn adding_should_fail_when_the_set_is_full() {
    new_test_ext().execute_with(|| {
        assert_ok!(ValidatorSet::add_validator(RuntimeOrigin::root(), 5));
        assert_noop!(
            ValidatorSet::add_validator(RuntimeOrigin::root(), 6),
            Error::<Test>::TooManyValidators
        );
    });
}

#[test]
fn removing_should_fail_when_the_account_is_no_validator() {
    new_test_ext().execute_with(|| {
        assert_noop!(
            ValidatorSet::remove_validator(RuntimeOrigin::root(), 9),
            Error::<Test>::NotValidator
        );
    });
}

#[test]
fn removing_should_fail_when_too_few_would_be_left() {
    new_test_ext().execute_with(|| {
        for validator in [1, 2] {
            assert_ok!(ValidatorSet::remove_validator(
                RuntimeOrigin::root(),
                validator
            ));
        }
        assert_noop!(
            ValidatorSet::remove_validator(RuntimeOrigin::root(), 3),
            Error::<Test>::TooFewValidators
        );
    });
}

#[test]
fn only_the_admin_changes_the_set() {
    new_test_ext().execute_with(|| {
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none()] {
            assert_noop!(ValidatorSet::add_validator(origin.clone(), 5), BadOrigin);
            assert_noop!(ValidatorSet::remove_validator(origin, 1), BadOrigin);
        }
        assert_eq!(Validators::<Test>::get(), vec![1, 2, 3, 4]);
    });
}
