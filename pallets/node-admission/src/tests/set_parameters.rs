//! Parameters.

use super::mock::*;
use crate::{
    CurrentParameters, Error, Event, Outcome, Parameters, Role, MAX_DEPOSIT, MAX_ROTATION_PERIOD,
    MAX_VOTE_PERIOD, MAX_WAITING_PERIOD,
};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, Balance};
use frame_support::assert_ok;
use proptest::prelude::*;
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
        for more in [1, u64::from(u32::MAX)] {
            refused(
                || set_parameters(|new| new.vote_period = u64::from(MAX_VOTE_PERIOD) + more),
                Error::<Test>::VotePeriodTooLong,
            );
            refused(
                || set_parameters(|new| new.waiting_period = u64::from(MAX_WAITING_PERIOD) + more),
                Error::<Test>::WaitingPeriodTooLong,
            );
            refused(
                || {
                    set_parameters(|new| {
                        new.rotation_period = u64::from(MAX_ROTATION_PERIOD) + more
                    })
                },
                Error::<Test>::RotationPeriodTooLong,
            );
        }
        for deposit in [MAX_DEPOSIT + 1, Balance::MAX] {
            refused(
                || set_parameters(|new| new.deposit = deposit),
                Error::<Test>::DepositTooHigh,
            );
        }
        let most = |new: &mut Parameters<u64>| {
            new.vote_period = MAX_VOTE_PERIOD.into();
            new.waiting_period = MAX_WAITING_PERIOD.into();
            new.rotation_period = MAX_ROTATION_PERIOD.into();
            new.deposit = MAX_DEPOSIT;
        };
        assert_ok!(set_parameters(most));
    });
}

/// Some within the bounds, some at them, some beyond.
fn any_parameters() -> impl Strategy<Value = Parameters<u64>> {
    let blocks = |most: u32| {
        let most = u64::from(most);
        prop_oneof![20 => 0..=most, 2 => Just(most), 1 => any::<u64>()]
    };
    (
        prop_oneof![20 => 1..=1_000_000u32, 1 => Just(0)],
        blocks(MAX_VOTE_PERIOD),
        blocks(MAX_WAITING_PERIOD),
        blocks(MAX_ROTATION_PERIOD),
        any::<u32>(),
        prop_oneof![20 => 1..=MAX_VALIDATORS, 1 => any::<u32>()],
        prop_oneof![20 => EXISTENTIAL_DEPOSIT..=MAX_DEPOSIT, 1 => any::<Balance>()],
    )
        .prop_map(
            |(threshold, vote, waiting, rotation, inactive_sessions, min_validators, deposit)| {
                Parameters {
                    threshold: Permill::from_parts(threshold),
                    vote_period: vote,
                    waiting_period: waiting,
                    rotation_period: rotation,
                    inactive_sessions,
                    min_validators,
                    deposit,
                }
            },
        )
}

proptest! {
    /// No parameters are the last, and what begins by them ends in time.
    #[test]
    fn whatever_is_set_can_be_changed_again(all in prop::collection::vec(any_parameters(), 1..8)) {
        run(|| {
            let root = RuntimeOrigin::root;
            for new in all {
                let before = CurrentParameters::<Test>::get();
                let is_set = NodeAdmission::set_parameters(root(), new).is_ok();
                let now = CurrentParameters::<Test>::get();
                assert_eq!(now, if is_set { new } else { before });
                assert!((1..=u64::from(MAX_VOTE_PERIOD)).contains(&now.vote_period));
                assert!(now.waiting_period <= u64::from(MAX_WAITING_PERIOD));
                assert!(now.rotation_period <= u64::from(MAX_ROTATION_PERIOD));
                assert!((EXISTENTIAL_DEPOSIT..=MAX_DEPOSIT).contains(&now.deposit));
            }
            for back in [Parameters::default(), parameters()] {
                assert_ok!(NodeAdmission::set_parameters(root(), back));
            }
        });
    }
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
