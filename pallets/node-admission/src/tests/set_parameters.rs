//! Parameters.

use super::mock::*;
use crate::{CurrentParameters, Error, Event, Outcome, Role};
use chaos_primitives::currency::EXISTENTIAL_DEPOSIT;
use frame_support::assert_ok;
use sp_runtime::{DispatchError, Permill};

#[test]
fn root_changes_them() {
    run(|| {
        let mut new = parameters();
        new.threshold = Permill::from_percent(75);
        assert_ok!(NodeAdmission::set_parameters(RuntimeOrigin::root(), new));
        assert_eq!(CurrentParameters::<Test>::get(), new);
        assert_eq!(events(), [Event::ParametersSet { parameters: new }]);
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        refused(
            || NodeAdmission::set_parameters(signed(ALICE), parameters()),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn some_are_none_to_admit_nodes_by() {
    run(|| {
        refused(
            || set_parameters(|new| new.threshold = Permill::zero()),
            Error::<Test>::ThresholdZero,
        );
        refused(
            || set_parameters(|new| new.vote_period = 0),
            Error::<Test>::VotePeriodZero,
        );
        refused(
            || set_parameters(|new| new.inactive_sessions = 0),
            Error::<Test>::InactiveSessionsZero,
        );
        for minimum in [0, MAX_VALIDATORS + 1, u32::MAX] {
            refused(
                || set_parameters(|new| new.min_validators = minimum),
                Error::<Test>::MinValidatorsOutOfBounds,
            );
        }
        refused(
            || set_parameters(|new| new.deposit = EXISTENTIAL_DEPOSIT - 1),
            Error::<Test>::DepositTooLow,
        );
    });
}

#[test]
fn a_lower_threshold_decides_in_the_next_block() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        votes(id, &[ALICE], true);
        assert_ok!(set_parameters(
            |new| new.threshold = Permill::from_percent(30)
        ));
        assert!(motion(id).is_some());
        events();
        next_block();
        assert_eq!(outcomes(), [(id, Outcome::Carried)]);
    });
}

#[test]
fn a_deposit_is_given_back_as_it_was_held() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Observer);
        assert_ok!(set_parameters(|new| new.deposit = 3 * DEPOSIT));
        assert_ok!(NodeAdmission::leave(signed(EVE), eve));
        assert_eq!(Balances::free_balance(account(EVE)), COINS);
    });
}
