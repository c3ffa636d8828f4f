//! Migrations.

use super::mock::*;
use crate::{migrations::BoundGroundRules, CurrentRules, Error, GroundRules, GroundRulesError};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, Balance};
use frame_support::{
    assert_ok, assert_storage_noop,
    traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use proptest::prelude::*;
use sp_runtime::Permill;

fn bound() {
    BoundGroundRules::<Test>::on_runtime_upgrade();
}

/// As before there were bounds.
fn put(rules: GroundRules<u64>) {
    StorageVersion::new(0).put::<Cip>();
    CurrentRules::<Test>::put(rules);
}

#[test]
fn ground_rules_that_nobody_could_change_become_the_strictest() {
    run(|| {
        put(GroundRules {
            min_voters: u32::MAX,
            min_turnout: Permill::one(),
            min_approval: Permill::one(),
            min_period: u64::MAX,
            max_period: u64::MAX,
            enactment_delay: u64::MAX,
            deposit: Balance::MAX,
        });
        bound();
        assert_eq!(Cip::ground_rules(), GroundRules::strictest());
        assert_eq!(Cip::on_chain_storage_version(), 1);
        assert_storage_noop!(bound());
    });
}

#[test]
fn ground_rules_that_there_may_be_stay() {
    run(|| {
        put(ground_rules());
        bound();
        assert_eq!(Cip::ground_rules(), ground_rules());
    });
}

#[test]
fn a_call_waits_for_as_long_as_the_shortest_vote() {
    run(|| {
        let hasty = GroundRules {
            enactment_delay: 1,
            ..ground_rules()
        };
        let error = Error::<Test>::DelayTooShort;
        refused(
            || Cip::set_ground_rules(RuntimeOrigin::root(), hasty),
            error,
        );
        put(hasty);
        bound();
        let expected = GroundRules {
            enactment_delay: hasty.min_period,
            ..hasty
        };
        assert_eq!(Cip::ground_rules(), expected);
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), expected));
    });
}

proptest! {
    /// Whatever was allowed before there were upper bounds.
    #[test]
    fn the_nearest_ground_rules_are_some_that_there_may_be(
        min_voters in 1u32..,
        turnout in 1..=1_000_000u32,
        approval in 500_001..=1_000_000u32,
        periods in (1u64.., 1u64..),
        enactment_delay in 1u64..,
        deposit in EXISTENTIAL_DEPOSIT..,
    ) {
        let rules = GroundRules {
            min_voters,
            min_turnout: Permill::from_parts(turnout),
            min_approval: Permill::from_parts(approval),
            min_period: periods.0.min(periods.1),
            max_period: periods.0.max(periods.1),
            enactment_delay,
            deposit,
        };
        let near = rules.within_bounds();
        prop_assert_eq!(near.check(EXISTENTIAL_DEPOSIT), Ok::<(), GroundRulesError>(()));
        prop_assert_eq!(near.within_bounds(), near);
    }
}
