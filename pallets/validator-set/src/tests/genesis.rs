//! What a chain starts from, and what it can't start from.

use super::mock::*;
use crate::{SessionLength, Validators};

#[test]
fn the_first_session_has_the_validators_of_the_genesis() {
    new_test_ext().execute_with(|| {
        assert_eq!(Validators::<Test>::get(), vec![1, 2, 3, 4]);
        assert_eq!(SessionLength::<Test>::get(), SESSION);
        assert_eq!(Session::validators(), [1, 2, 3, 4]);
        assert!(Historical::historical_root(0).is_some());
    });
}

#[test]
#[should_panic(expected = "expected a sessionLength of at least 1 block, found 0")]
fn sessions_must_have_a_length() {
    let _ = storage(&[1, 2], 0);
}

#[test]
#[should_panic(expected = "expected 2 to 5 validators, found 1")]
fn there_must_be_enough_validators() {
    let _ = storage(&[1], SESSION);
}

#[test]
#[should_panic(expected = "expected 2 to 5 validators, found 6")]
fn there_must_not_be_too_many_validators() {
    let _ = storage(&[1, 2, 3, 4, 5, 6], SESSION);
}

#[test]
#[should_panic(expected = "expected each validator once, found entry 2 twice")]
fn no_validator_stands_twice() {
    let mut config = crate::GenesisConfig::<Test> {
        session_length: SESSION,
        ..Default::default()
    };
    config.validators = vec![1, 2, 1];
    sp_io::TestExternalities::default()
        .execute_with(|| frame_support::traits::BuildGenesisConfig::build(&config));
}
