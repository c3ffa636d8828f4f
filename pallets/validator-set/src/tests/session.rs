//! Planning sessions.

use super::mock::*;
use pallet_session::historical::StoredRange;

/// Whether the session pallet announced a change of authorities for the session after this one.
fn change_is_queued() -> bool {
    pallet_session::QueuedChanged::<Test>::get()
}

#[test]
fn sessions_have_the_length_of_the_genesis() {
    new_test_ext().execute_with(|| {
        pass_sessions(1);
        assert_eq!(System::block_number(), SESSION);
        pass_sessions(3);
        assert_eq!(System::block_number(), 4 * SESSION);
    });
}

#[test]
fn a_session_with_the_same_validators_changes_nothing() {
    new_test_ext().execute_with(|| {
        // The first plan is new.
        pass_sessions(2);
        for _ in 0..5 {
            pass_sessions(1);
            assert!(!change_is_queued());
            assert_eq!(Session::validators(), [1, 2, 3, 4]);
        }
    });
}

#[test]
fn new_keys_of_a_validator_are_a_change() {
    new_test_ext().execute_with(|| {
        pass_sessions(3);
        set_keys(3, 30);
        pass_sessions(1);
        assert!(change_is_queued());
        assert_eq!(Session::queued_keys()[2], (3, 30.into()));
    });
}

#[test]
fn a_validator_without_keys_is_passed_over() {
    new_test_ext().execute_with(|| {
        purge_keys(2);
        pass_sessions(2);
        assert_eq!(Session::validators(), [1, 3, 4]);
    });
}

#[test]
fn old_sessions_are_forgotten() {
    new_test_ext().execute_with(|| {
        pass_sessions(10);
        let (first, end) = StoredRange::<Test>::get().unwrap();
        assert_eq!((first, end), (10 - SessionsKept::get(), 10 + 2));
        assert!(Historical::historical_root(first - 1).is_none());
        assert!(Historical::historical_root(first).is_some());
    });
}
