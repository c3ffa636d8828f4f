//! Migrations.

use super::mock::*;
use crate::{
    migrations::{v1, BoundGroundRules, CountApprovals},
    Credentials, CurrentRules, Error, GroundRules, GroundRulesError, Lifting, Outcome, Rules,
    Tallies, VotesBySize, WeightInfo,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    Balance,
};
use frame_support::{
    assert_ok, assert_storage_noop,
    migrations::{SteppedMigration, SteppedMigrationError},
    traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
    weights::{Weight, WeightMeter},
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
        migrate(1);
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
fn a_call_waits_for_twice_as_long_as_the_shortest_vote() {
    run(|| {
        let hasty = GroundRules {
            enactment_delay: ground_rules().min_period,
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
            enactment_delay: 2 * hasty.min_period,
            ..hasty
        };
        assert_eq!(Cip::ground_rules(), expected);
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), expected));
    });
}

/// As version 1 would have it.
fn downgrade() {
    let cips: Vec<_> = Tallies::<Test>::iter_keys().collect();
    for cip in cips {
        let open = Tallies::<Test>::take(cip).unwrap();
        let mut tally = open.tally;
        tally.voters = open.accounts;
        let old = v1::OpenTally {
            end: open.end,
            tally,
        };
        v1::Tallies::<Test>::insert(cip, old);
    }
    sp_io::storage::clear(&Tallies::<Test>::counter_storage_final_key());
    for vote in Credentials::<Test>::iter_values() {
        v1::OpenVotes::<Test>::mutate(&vote.voter, |open| {
            open.try_push((vote.cip, vote.votes)).unwrap();
        });
    }
    let _ = VotesBySize::<Test>::clear(u32::MAX, None);
    StorageVersion::new(1).put::<Cip>();
}

/// In steps of so many items. Says how many steps it took.
fn migrate(items: u64) -> u32 {
    let mut cursor = None;
    for steps in 1.. {
        let mut meter = WeightMeter::with_limit(Weights::unlock_idle(1) * items);
        cursor = CountApprovals::<Test>::step(cursor, &mut meter).unwrap();
        if cursor.is_none() {
            return steps;
        }
    }
    unreachable!("it ends")
}

fn root() -> Vec<u8> {
    sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Two CIPs that are open, one of which two accounts are against and two in favour; one that was decided, and one
/// that was withdrawn, whose votes were not unlocked.
fn with_votes(test: impl FnOnce()) {
    run(|| {
        let later = Rules {
            period: 2 * PERIOD,
            ..rules()
        };
        let [decided, withdrawn] = [0; 2].map(|_| propose(ALICE, None));
        let [first, second] = [0; 2].map(|_| propose_by(BOB, None, later));
        approve(decided);
        assert_ok!(vote(CAROL, withdrawn, true, COS));
        for (who, approve, votes) in [
            (ALICE, true, 100 * COS),
            (BOB, true, 400 * COS),
            (CAROL, false, 200 * COS),
            (DAVE, false, COS),
        ] {
            assert_ok!(vote(who, first, approve, votes));
        }
        assert_ok!(vote(BOB, second, false, 7 * COS));
        go_to_full(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), withdrawn));
        System::set_block_number(END);
        <Cip as frame_support::traits::Hooks<u64>>::on_initialize(END);
        assert_eq!(Lifting::<Test>::iter_keys().count(), 2);
        test();
    });
}

#[test]
fn votes_are_counted_again_and_none_is_lost() {
    for items in [1, 2, 3, 1_000] {
        with_votes(|| {
            let before = root();
            downgrade();
            assert!(root() != before);
            let steps = migrate(items);
            // Two CIPs, eight votes, and the end of either.
            assert_eq!(u64::from(steps), 12u64.div_ceil(items));
            assert!(root() == before, "not all is as it was");
            assert_storage_noop!(migrate(1));
        });
    }
}

#[test]
fn no_cip_is_decided_while_votes_are_counted() {
    with_votes(|| {
        downgrade();
        let mut meter = WeightMeter::with_limit(Weights::unlock_idle(1) * 4);
        let cursor = CountApprovals::<Test>::step(None, &mut meter).unwrap();
        let end = 1 + 2 * PERIOD;
        System::set_block_number(end);
        let decide = || <Cip as frame_support::traits::Hooks<u64>>::on_initialize(end);
        assert_storage_noop!(decide());
        let mut meter = WeightMeter::new();
        assert!(CountApprovals::<Test>::step(cursor, &mut meter)
            .unwrap()
            .is_none());
        decide();
        let record = resolution(2).unwrap();
        assert_eq!(record.outcome, Outcome::Passed);
        assert_eq!(record.tally.voters, 2);
    });
}

#[test]
fn a_step_that_has_no_room_for_anything_says_so() {
    run(|| {
        downgrade();
        let required = Weights::unlock_idle(1);
        let mut meter = WeightMeter::with_limit(required - Weight::from_parts(1, 0));
        let step = CountApprovals::<Test>::step(None, &mut meter);
        let too_little = SteppedMigrationError::InsufficientWeight { required };
        assert_eq!(step.err(), Some(too_little));
        migrate(1);
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
