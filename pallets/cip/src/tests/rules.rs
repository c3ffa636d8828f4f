//! Ground rules.

use super::mock::*;
use crate::{
    CipId, CurrentRules, Enactment, Error, Event, GenesisConfig, GroundRules, GroundRulesError,
    Rules,
};
use chaos_primitives::{currency::*, time::DAYS, AccountId, Balance};
use frame_support::{
    assert_ok,
    traits::{fungible::Mutate, Hooks},
};
use proptest::{prelude::*, test_runner::TestRunner};
use sp_runtime::{BuildStorage, DispatchError, Permill};
use std::cell::Cell;

#[test]
fn root_sets_ground_rules() {
    run(|| {
        let rules = GroundRules {
            min_voters: 7,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
        assert_eq!(CurrentRules::<Test>::get(), rules);
        assert_eq!(events(), [Event::GroundRulesSet { rules }]);
    });
}

#[test]
fn nobody_else_sets_ground_rules() {
    run(|| {
        refused(
            || Cip::set_ground_rules(signed(ALICE), ground_rules()),
            DispatchError::BadOrigin,
        );
        refused(
            || Cip::set_ground_rules(RuntimeOrigin::none(), ground_rules()),
            DispatchError::BadOrigin,
        );
    });
}

/// Rules that there can't be, and why.
fn impossible() -> Vec<(GroundRules<u64>, GroundRulesError, Error<Test>)> {
    let good = ground_rules();
    let most = GroundRules::<u64>::strictest();
    vec![
        (
            GroundRules {
                min_voters: 0,
                ..good
            },
            GroundRulesError::VotersZero,
            Error::VotersZero,
        ),
        (
            GroundRules {
                min_turnout: Permill::zero(),
                ..good
            },
            GroundRulesError::TurnoutZero,
            Error::TurnoutZero,
        ),
        (
            GroundRules {
                min_approval: Permill::from_percent(50),
                ..good
            },
            GroundRulesError::ApprovalNotAboveHalf,
            Error::ApprovalNotAboveHalf,
        ),
        (
            GroundRules {
                min_period: 0,
                ..good
            },
            GroundRulesError::PeriodZero,
            Error::PeriodZero,
        ),
        (
            GroundRules {
                min_period: 101,
                enactment_delay: 202,
                ..good
            },
            GroundRulesError::PeriodBoundsReversed,
            Error::PeriodBoundsReversed,
        ),
        (
            GroundRules {
                enactment_delay: 0,
                ..good
            },
            GroundRulesError::DelayZero,
            Error::DelayZero,
        ),
        (
            GroundRules {
                deposit: EXISTENTIAL_DEPOSIT - 1,
                ..good
            },
            GroundRulesError::DepositTooLow,
            Error::DepositTooLow,
        ),
        (
            GroundRules {
                enactment_delay: 2 * good.min_period - 1,
                ..good
            },
            GroundRulesError::DelayTooShort,
            Error::DelayTooShort,
        ),
        (
            GroundRules {
                min_voters: most.min_voters + 1,
                ..good
            },
            GroundRulesError::VotersTooMany,
            Error::VotersTooMany,
        ),
        (
            GroundRules {
                min_turnout: above(most.min_turnout),
                ..good
            },
            GroundRulesError::TurnoutTooHigh,
            Error::TurnoutTooHigh,
        ),
        (
            GroundRules {
                min_approval: above(most.min_approval),
                ..good
            },
            GroundRulesError::ApprovalTooHigh,
            Error::ApprovalTooHigh,
        ),
        (
            GroundRules {
                min_period: most.min_period + 1,
                enactment_delay: 2 * (most.min_period + 1),
                max_period: most.max_period,
                ..good
            },
            GroundRulesError::MinPeriodTooLong,
            Error::MinPeriodTooLong,
        ),
        (
            GroundRules {
                max_period: most.max_period + 1,
                ..good
            },
            GroundRulesError::MaxPeriodTooLong,
            Error::MaxPeriodTooLong,
        ),
        (
            GroundRules {
                enactment_delay: most.enactment_delay + 1,
                ..good
            },
            GroundRulesError::DelayTooLong,
            Error::DelayTooLong,
        ),
        (
            GroundRules {
                deposit: most.deposit + 1,
                ..good
            },
            GroundRulesError::DepositTooHigh,
            Error::DepositTooHigh,
        ),
    ]
}

fn above(part: Permill) -> Permill {
    Permill::from_parts(part.deconstruct() + 1)
}

#[test]
fn impossible_ground_rules_are_refused() {
    run(|| {
        for (rules, _, error) in impossible() {
            refused(
                || Cip::set_ground_rules(RuntimeOrigin::root(), rules),
                error,
            );
        }
    });
}

#[test]
fn the_strictest_and_the_loosest_ground_rules_are_possible() {
    run(|| {
        for rules in [GroundRules::strictest(), loosest()] {
            assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
        }
    });
}

fn loosest() -> GroundRules<u64> {
    GroundRules {
        min_voters: 1,
        min_turnout: Permill::from_parts(1),
        min_approval: Permill::from_parts(500_001),
        min_period: 1,
        max_period: 1,
        enactment_delay: 2,
        deposit: EXISTENTIAL_DEPOSIT,
    }
}

/// Some within the bounds, some at them, some beyond.
fn any_ground_rules() -> impl Strategy<Value = GroundRules<u64>> {
    let most = GroundRules::<u64>::strictest();
    let least = loosest();
    let part = |least: Permill, most: Permill| {
        let (least, most) = (least.deconstruct(), most.deconstruct());
        let parts = prop_oneof![20 => least..=most, 2 => Just(most), 1 => 0..=1_000_000u32];
        parts.prop_map(Permill::from_parts)
    };
    let blocks = |most: u64| prop_oneof![20 => 1..=most, 2 => Just(most), 1 => any::<u64>()];
    (
        prop_oneof![20 => 1..=most.min_voters, 2 => Just(most.min_voters), 1 => any::<u32>()],
        part(least.min_turnout, most.min_turnout),
        part(least.min_approval, most.min_approval),
        blocks(most.min_period),
        blocks(most.max_period),
        blocks(most.enactment_delay),
        prop_oneof![
            20 => least.deposit..=most.deposit,
            2 => Just(most.deposit),
            1 => any::<Balance>()
        ],
    )
        .prop_map(
            |(min_voters, min_turnout, min_approval, period, max_period, delay, deposit)| {
                GroundRules {
                    min_voters,
                    min_turnout,
                    min_approval,
                    min_period: period.min(delay / 2).max(1),
                    max_period,
                    enactment_delay: delay.max(2),
                    deposit,
                }
            },
        )
}

/// Let so many accounts vote in favour, who have a fifth of all coins together, and a quarter as many against.
fn vote_of_a_fifth(cip: CipId, voters: u32) {
    let each = Balances::total_issuance() / 5 / Balance::from(voters) + 1;
    for n in 0..voters {
        let mut id = [0; 32];
        id[..4].copy_from_slice(&(n + 1).to_be_bytes());
        let voter = AccountId::from(id);
        // What is not locked by a vote is the deposit, and what keeps the account.
        assert_ok!(Balances::transfer_allow_death(
            signed(DAVE),
            voter.clone(),
            each + COS
        ));
        assert_ok!(Cip::vote(RuntimeOrigin::signed(voter), cip, true, each));
    }
    let against = each * Balance::from(voters) / 4;
    assert_ok!(vote(CAROL, cip, false, against));
}

/// No CIP is the last: whatever rules one can put in force, another can replace.
#[test]
fn ground_rules_that_are_put_in_force_can_be_changed_again() {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(40));
    let changed = Cell::new(0);
    runner
        .run(&any_ground_rules(), |rules| {
            new_test_ext().execute_with(|| {
                if Cip::set_ground_rules(RuntimeOrigin::root(), rules).is_err() {
                    return;
                }
                for (who, coins) in [(ALICE, 20_000), (CAROL, 20_000), (DAVE, 60_000)] {
                    assert_ok!(Balances::mint_into(&account(who), coins * COS));
                }
                let proposal = inline(crate::Call::set_ground_rules { rules: loosest() });
                let own = Rules {
                    period: rules.min_period,
                    ..super::mock::rules()
                };
                let cip = propose_by(ALICE, proposal, own);
                vote_of_a_fifth(cip, rules.min_voters);
                let end = 1 + rules.min_period;
                System::set_block_number(end);
                Cip::on_initialize(end);
                let Some(Enactment::Scheduled { at }) = enactment(cip) else {
                    panic!("{rules:?} can't be changed again: {:?}", resolution(cip));
                };
                System::set_block_number(at);
                assert_ok!(Cip::enact(RuntimeOrigin::root(), cip, PLENTY));
                assert_eq!(Cip::ground_rules(), loosest());
                changed.set(changed.get() + 1);
            });
            Ok(())
        })
        .unwrap();
    assert!(changed.get() > 8, "only {} were allowed", changed.get());
}

#[test]
fn genesis_says_what_is_wrong_with_its_ground_rules() {
    for (rules, error, _) in impossible() {
        let build = || {
            GenesisConfig::<Test> {
                ground_rules: rules,
            }
            .build_storage()
        };
        let panic = std::panic::catch_unwind(build).unwrap_err();
        let text = panic.downcast_ref::<String>().unwrap();
        assert_eq!(*text, format!("CIP ground rules: {error}"));
    }
}

#[test]
#[should_panic(expected = "minTurnout must be at most a fifth")]
fn genesis_has_no_shares_above_one() {
    // As JSON has them: in a transaction they would not be decoded.
    let ground_rules = GroundRules {
        min_turnout: serde_json::from_str("1000001").unwrap(),
        ..Default::default()
    };
    GenesisConfig::<Test> { ground_rules }
        .build_storage()
        .unwrap();
}

#[test]
fn genesis_has_the_rules_of_the_main_network_if_nothing_is_said() {
    let expected = GroundRules::<u64> {
        min_voters: 10,
        min_turnout: Permill::from_percent(5),
        min_approval: Permill::from_parts(500_100),
        min_period: (7 * DAYS).into(),
        max_period: (28 * DAYS).into(),
        enactment_delay: (14 * DAYS).into(),
        deposit: 100 * COS,
    };
    assert_eq!(GenesisConfig::<Test>::default().ground_rules, expected);
    let storage = GenesisConfig::<Test>::default().build_storage().unwrap();
    sp_io::TestExternalities::from(storage)
        .execute_with(|| assert_eq!(Cip::ground_rules(), expected));
}

#[test]
fn ground_rules_are_written_in_camel_case() {
    let json = serde_json::json!({
        "minVoters": 2,
        "minTurnout": 100_000,
        "minApproval": 600_000,
        "minPeriod": 5,
        "maxPeriod": 100,
        "enactmentDelay": 10,
        "deposit": 10_000_000_000_000u64,
    });
    let rules: GroundRules<u64> = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(rules, ground_rules());
    assert_eq!(serde_json::to_value(rules).unwrap(), json);
    let genesis: GenesisConfig<Test> =
        serde_json::from_value(serde_json::json!({ "groundRules": json })).unwrap();
    assert_eq!(genesis.ground_rules, ground_rules());
}

#[test]
fn the_stricter_of_both_rules_counts() {
    let ground = ground_rules();
    let own = Rules {
        min_voters: Some(9),
        min_turnout: Some(Permill::from_percent(3)),
        min_approval: None,
        period: PERIOD,
    };
    let thresholds = ground.thresholds(&own);
    assert_eq!(thresholds.min_voters, 9);
    assert_eq!(thresholds.min_turnout, ground.min_turnout);
    assert_eq!(thresholds.min_approval, ground.min_approval);
}

/// Ground rules that become stricter count for CIPs under way; a CIP that named its own keeps those if
/// the ground rules become looser.
#[test]
fn the_ground_rules_of_the_decision_count() {
    run(|| {
        let own = Rules {
            min_voters: Some(3),
            ..rules()
        };
        let (loose, strict) = (propose(ALICE, None), propose_by(ALICE, None, own));
        approve(loose);
        approve(strict);
        let set = |min_voters| {
            let rules = GroundRules {
                min_voters,
                ..ground_rules()
            };
            assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
        };
        assert!(Cip::cip(loose).unwrap().would_pass);
        set(3);
        assert!(!Cip::cip(loose).unwrap().would_pass);
        set(1);
        assert!(Cip::cip(loose).unwrap().would_pass);
        assert!(!Cip::cip(strict).unwrap().would_pass);
        go_to(END);
        assert_eq!(resolution(loose).unwrap().thresholds.min_voters, 1);
        assert_eq!(resolution(strict).unwrap().thresholds.min_voters, 3);
    });
}
