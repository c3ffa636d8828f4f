//! Announcing policies, their deposits, and when they are in force.

use super::mock::*;
use crate::{
    Charge, Error, Event, HoldReason, Operation, Payer, PolicyRecords, Rule, RuleOf, Rules,
    MAX_OPERATION_LENGTH, MAX_RULES, MILLION,
};
use chaos_primitives::{currency::COS, Balance};
use codec::Encode;
use frame_support::assert_ok;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

fn set(rules: Vec<RuleOf<Test>>) -> DispatchResult {
    BusinessTokens::set_policy(signed(ALICE), GOLD, rules)
}

/// One rule, for one operation, with this fee.
fn flat(fee: Balance) -> Vec<RuleOf<Test>> {
    vec![rule("use", Charge::Flat(fee))]
}

fn deposit(rules: &[RuleOf<Test>]) -> Balance {
    let bytes: usize = rules.iter().map(|rule| rule.encode().len()).sum();
    POLICY_DEPOSIT[0] + POLICY_DEPOSIT[1] * bytes as Balance
}

fn held_of(id: u8) -> Balance {
    held(HoldReason::Policy, id)
}

/// The fee in force for [`flat`].
fn fee() -> Option<Balance> {
    BusinessTokens::operation_charge(GOLD, b"use".to_vec(), 0)
}

fn stored_rules() -> usize {
    Rules::<Test>::iter().count()
}

#[test]
fn a_policy_is_announced_and_in_force_after_the_notice_period() {
    new_test_ext().execute_with(|| {
        assert_ok!(set(flat(7)));
        assert_eq!(
            events(),
            [Event::PolicyAnnounced {
                token_id: GOLD,
                version: 0,
                effective_from: 1 + NOTICE,
            }]
        );
        assert_eq!(held_of(ALICE), deposit(&flat(7)));
        assert_eq!(stored_rules(), 1);
        // Also the first one.
        go_to(NOTICE);
        assert_eq!(fee(), None);
        go_to(1 + NOTICE);
        assert_eq!(fee(), Some(7));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

/// Holders can't leave while it is. What is in force already stays so.
#[test]
fn the_notice_of_a_policy_stands_while_the_token_is_paused() {
    new_test_ext().execute_with(|| {
        enforce(flat(7));
        events();
        assert_ok!(set(flat(8)));
        pause_for(1_000);
        assert_eq!(fee(), Some(7));
        let due = System::block_number() + NOTICE;
        let announced = BusinessTokens::policy(GOLD).announced.unwrap();
        assert_eq!(announced.effective_from, due);
        go_to(due - 1);
        assert_eq!(fee(), Some(7));
        go_to(due);
        assert_eq!(fee(), Some(8));
        pause_for(1_000);
        assert_eq!(fee(), Some(8));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn the_policy_in_force_stays_until_the_next_one_is() {
    new_test_ext().execute_with(|| {
        enforce(flat(7));
        assert_ok!(set(flat(8)));
        assert_eq!(held_of(ALICE), 2 * deposit(&flat(7)));
        go_to(2 * NOTICE);
        assert_eq!(fee(), Some(7));
        go_to(1 + 2 * NOTICE);
        assert_eq!(fee(), Some(8));
        // What it replaced is removed when there is another one.
        assert_eq!(stored_rules(), 2);
        assert_ok!(set(flat(9)));
        assert_eq!(stored_rules(), 2);
        assert_eq!(fee(), Some(8));
        assert_eq!(held_of(ALICE), 2 * deposit(&flat(7)));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_policy_that_is_not_in_force_yet_is_replaced_and_the_notice_starts_again() {
    new_test_ext().execute_with(|| {
        enforce(flat(7));
        assert_ok!(set(flat(8)));
        go_to(2 * NOTICE);
        assert_ok!(set(flat(9)));
        assert_eq!(stored_rules(), 2);
        assert_eq!(held_of(ALICE), 2 * deposit(&flat(7)));
        for now in [1 + 2 * NOTICE, 3 * NOTICE - 1] {
            go_to(now);
            assert_eq!(fee(), Some(7), "in block {now}");
        }
        go_to(3 * NOTICE);
        assert_eq!(fee(), Some(9));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_policy_replaces_all_rules_of_the_last() {
    new_test_ext().execute_with(|| {
        enforce(vec![
            rule("use", Charge::Flat(1)),
            rule("send", Charge::Flat(2)),
        ]);
        enforce(vec![rule("send", Charge::Flat(3))]);
        assert_eq!(fee(), None);
        let send = BusinessTokens::operation_charge(GOLD, b"send".to_vec(), 0);
        assert_eq!(send, Some(3));
    });
}

#[test]
fn an_empty_policy_ends_the_one_in_force_after_the_notice_and_its_deposit_can_be_had_back() {
    new_test_ext().execute_with(|| {
        enforce(flat(7));
        assert_ok!(set(vec![]));
        assert_eq!(held_of(ALICE), deposit(&flat(7)) + POLICY_DEPOSIT[0]);
        go_to(2 * NOTICE);
        assert_eq!(fee(), Some(7));
        go_to(1 + 2 * NOTICE);
        assert_eq!(fee(), None);
        events();
        assert_ok!(set(vec![]));
        assert_eq!(events(), [Event::PolicyEnded { token_id: GOLD }]);
        assert_eq!(held_of(ALICE), 0);
        assert_eq!(stored_rules(), 0);
        assert!(!PolicyRecords::<Test>::contains_key(GOLD));
        refused(|| set(vec![]), Error::<Test>::NoPolicy);
    });
}

#[test]
fn an_empty_policy_takes_back_the_first_one_before_it_is_in_force() {
    new_test_ext().execute_with(|| {
        refused(|| set(vec![]), Error::<Test>::NoPolicy);
        assert_ok!(set(flat(7)));
        assert_ok!(set(vec![]));
        assert_eq!((held_of(ALICE), stored_rules()), (0, 0));
        go_to(1 + NOTICE);
        assert_eq!(fee(), None);
    });
}

#[test]
fn a_policy_after_the_end_of_one_starts_with_its_own_notice() {
    new_test_ext().execute_with(|| {
        enforce(flat(7));
        enforce(vec![]);
        assert_ok!(set(flat(8)));
        assert_eq!(fee(), None);
        assert_eq!(held_of(ALICE), deposit(&flat(8)));
        go_to(System::block_number() + NOTICE);
        assert_eq!(fee(), Some(8));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_deposit_goes_back_to_who_paid_it_even_when_the_token_was_handed_over() {
    new_test_ext().execute_with(|| {
        enforce(flat(7));
        hand_over(GOLD, Some(BOB));
        let set = |rules| BusinessTokens::set_policy(signed(BOB), GOLD, rules);
        assert_ok!(set(flat(8)));
        assert_eq!(held_of(ALICE), deposit(&flat(7)));
        assert_eq!(held_of(BOB), deposit(&flat(8)));
        go_to(System::block_number() + NOTICE);
        assert_ok!(set(flat(9)));
        assert_eq!(held_of(ALICE), 0);
        assert_eq!(held_of(BOB), 2 * deposit(&flat(8)));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_policy_stays_in_force_when_nobody_owns_the_token() {
    new_test_ext().execute_with(|| {
        assert_ok!(set(flat(7)));
        hand_over(GOLD, None);
        refused(|| set(flat(8)), NOT_OWNER);
        go_to(1 + NOTICE);
        assert_eq!(fee(), Some(7));
    });
}

#[test]
fn a_policy_may_have_as_many_rules_tiers_and_letters_as_there_is_room_for() {
    new_test_ext().execute_with(|| {
        let tiers: Vec<_> = (0..16).map(|i| (i, i, MILLION)).collect();
        let full = |last: u32| -> Vec<_> {
            (0..last)
                .map(|i| {
                    let name = format!("{i:0width$}", width = MAX_OPERATION_LENGTH as usize);
                    rule(&name, tiered(&tiers))
                })
                .collect()
        };
        // 300 bytes each, and more coins than there are in the mock.
        let rich = 100_000 * COS;
        Balances::force_set_balance(RuntimeOrigin::root(), account(ALICE), rich).unwrap();
        for _ in 0..3 {
            enforce(full(MAX_RULES));
            assert_ok!(BusinessTokens::do_try_state());
        }
        assert_eq!(stored_rules(), 2 * MAX_RULES as usize);
        refused(|| set(full(MAX_RULES + 1)), Error::<Test>::TooManyRules);
    });
}

#[test]
fn a_policy_should_fail_when_a_rule_makes_no_sense() {
    new_test_ext().execute_with(|| {
        let proportional = |rate, min, max| Charge::Proportional { rate, min, max };
        for (charge, error) in [
            (
                proportional(MILLION + 1, 0, None),
                Error::<Test>::RateAboveOne,
            ),
            (proportional(u32::MAX, 0, None), Error::RateAboveOne),
            (proportional(0, 2, Some(1)), Error::MinimumAboveMaximum),
            (tiered(&[]), Error::NoTiers),
            (
                tiered(&[(0, 0, 0), (1, 0, MILLION + 1)]),
                Error::RateAboveOne,
            ),
            (tiered(&[(1, 0, 0), (1, 0, 0)]), Error::TiersNotAscending),
            (tiered(&[(1, 0, 0), (0, 0, 0)]), Error::TiersNotAscending),
        ] {
            // Whether it is the first or the last.
            let error = DispatchError::from(error);
            let [good, bad] = [("good", Charge::Flat(0)), ("bad", charge)].map(|(n, c)| rule(n, c));
            refused(|| set(vec![bad.clone(), good.clone()]), error);
            refused(|| set(vec![good.clone(), bad.clone()]), error);
        }
        refused(
            || set(vec![rule("", Charge::Flat(0))]),
            Error::<Test>::OperationEmpty,
        );
        let twice = [1, 2].map(|fee| rule("use", Charge::Flat(fee)));
        refused(|| set(twice.to_vec()), Error::<Test>::DuplicateOperation);
        // What it costs, and whether it costs anything.
        for fee in [0, 1] {
            let to_zero = Rule {
                receiver: Some(account(0)),
                ..rule("bad", Charge::Flat(fee))
            };
            let rules = vec![rule("good", Charge::Flat(fee)), to_zero];
            refused(|| set(rules.clone()), Error::<Test>::ZeroAccount);
        }
        for charge in [
            proportional(MILLION, 1, Some(1)),
            proportional(0, 0, None),
            tiered(&[(Balance::MAX, Balance::MAX, MILLION)]),
        ] {
            assert_ok!(set(vec![rule("use", charge)]));
        }
    });
}

#[test]
fn a_policy_should_fail_for_anybody_but_the_owner_and_without_its_deposit() {
    new_test_ext().execute_with(|| {
        let by = |origin, token_id| BusinessTokens::set_policy(origin, token_id, flat(1));
        refused(|| by(signed(BOB), GOLD), NOT_OWNER);
        refused(|| by(signed(ALICE), NO_TOKEN), UNKNOWN_TOKEN);
        refused(|| by(RuntimeOrigin::root(), GOLD), DispatchError::BadOrigin);
        let rest = COINS - POLICY_DEPOSIT[0];
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            rest
        ));
        refused(|| set(flat(1)), Error::<Test>::DepositUnaffordable);
    });
}

#[test]
fn a_policy_should_fail_when_it_would_be_in_force_after_the_last_block() {
    new_test_ext().execute_with(|| {
        go_to(u64::MAX - NOTICE + 1);
        refused(|| set(flat(1)), ArithmeticError::Overflow);
    });
}

#[test]
fn a_policy_should_fail_when_there_were_too_many_to_count() {
    new_test_ext().execute_with(|| {
        assert_ok!(set(flat(1)));
        PolicyRecords::<Test>::mutate(GOLD, |policies| {
            let (announced, _) = policies.announced.as_mut().unwrap();
            announced.version = u32::MAX;
        });
        refused(|| set(flat(2)), ArithmeticError::Overflow);
    });
}

#[test]
fn rules_are_encoded_as_clients_write_them() {
    let rule = Rule {
        operation: Operation::try_from(b"use".to_vec()).unwrap(),
        charge: Charge::Proportional {
            rate: 10_000,
            min: 1,
            max: Some(2),
        },
        payer: Payer::Counterparty,
        receiver: Some(account(BOB)),
    };
    let mut expected = vec![3 << 2];
    expected.extend(b"use");
    expected.push(1);
    expected.extend(10_000u32.to_le_bytes());
    expected.extend(1u128.to_le_bytes());
    expected.push(1);
    expected.extend(2u128.to_le_bytes());
    expected.extend([1, 1]);
    expected.extend([BOB; 32]);
    assert_eq!(rule.encode(), expected);
}
