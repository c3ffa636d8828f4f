//! Ground rules.

use super::mock::*;
use crate::{CurrentRules, Error, Event, GenesisConfig, GroundRules, GroundRulesError, Rules};
use chaos_primitives::{currency::*, time::DAYS};
use frame_support::assert_ok;
use sp_runtime::{BuildStorage, DispatchError, Permill};

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
    ]
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
        let all = Permill::one();
        for rules in [
            GroundRules {
                min_voters: u32::MAX,
                min_turnout: all,
                min_approval: all,
                min_period: u64::MAX,
                max_period: u64::MAX,
                enactment_delay: u64::MAX,
                deposit: u128::MAX,
            },
            GroundRules {
                min_voters: 1,
                min_turnout: Permill::from_parts(1),
                min_approval: Permill::from_parts(500_001),
                min_period: 1,
                max_period: 1,
                enactment_delay: 1,
                deposit: EXISTENTIAL_DEPOSIT,
            },
        ] {
            assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
        }
    });
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
#[should_panic(expected = "expected shares of at most 1000000 parts per million")]
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
        enactment_delay: (2 * DAYS).into(),
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
        "enactmentDelay": 5,
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
