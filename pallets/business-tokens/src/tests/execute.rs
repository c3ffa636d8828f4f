//! Carrying out operations.

use super::mock::*;
use crate::{Charge, Error, Event, Payer, Rule, RuleOf, MILLION};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, Balance};
use frame_support::assert_ok;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

fn execute(name: &str, counterparty: Option<u8>, amount: Balance) -> DispatchResult {
    execute_for(name, counterparty, amount, Balance::MAX)
}

fn execute_for(
    name: &str,
    counterparty: Option<u8>,
    amount: Balance,
    max_fee: Balance,
) -> DispatchResult {
    let name = name.as_bytes().to_vec();
    let counterparty = counterparty.map(account);
    BusinessTokens::execute(signed(BOB), GOLD, name, counterparty, amount, max_fee)
}

/// One percent, at least 5: paid by the initiator of `buy`, and by the counterparty of `sell`.
fn policy() -> Vec<RuleOf<Test>> {
    let charge = Charge::Proportional {
        rate: 10_000,
        min: 5,
        max: None,
    };
    let sell = Rule {
        payer: Payer::Counterparty,
        ..rule("sell", charge.clone())
    };
    vec![rule("buy", charge), sell]
}

fn executed(
    name: &str,
    counterparty: Option<u8>,
    [amount, fee]: [Balance; 2],
    payer: Payer,
    receiver: Option<u8>,
) -> Event<Test> {
    Event::Executed {
        token_id: GOLD,
        operation: operation(name),
        initiator: account(BOB),
        counterparty: counterparty.map(account),
        amount,
        fee,
        payer,
        receiver: receiver.map(account),
    }
}

#[test]
fn the_initiator_pays_the_fee_besides_the_amount() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 2_000);
        events();
        assert_ok!(execute("buy", Some(CHARLIE), 1_000));
        assert_eq!(gold(BOB), 2_000 - 1_000 - 10);
        assert_eq!(gold(CHARLIE), 1_000);
        assert_eq!(gold(ALICE), SUPPLY - 2_000 + 10);
        assert_eq!(
            events(),
            [executed(
                "buy",
                Some(CHARLIE),
                [1_000, 10],
                Payer::Initiator,
                Some(ALICE)
            )]
        );
    });
}

#[test]
fn the_counterparty_pays_the_fee_out_of_the_amount() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 1_000);
        events();
        assert_ok!(execute("sell", Some(CHARLIE), 1_000));
        assert_eq!(gold(BOB), 0);
        assert_eq!(gold(CHARLIE), 990);
        assert_eq!(gold(ALICE), SUPPLY - 990);
        assert_eq!(
            events(),
            [executed(
                "sell",
                Some(CHARLIE),
                [1_000, 10],
                Payer::Counterparty,
                Some(ALICE)
            )]
        );
    });
}

/// Nobody is charged for what somebody else starts.
#[test]
fn the_counterparty_never_has_less_than_before() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 100);
        give(CHARLIE, 100);
        refused(
            || execute("sell", Some(CHARLIE), 4),
            Error::<Test>::FeeAboveAmount,
        );
        assert_ok!(execute("sell", Some(CHARLIE), 5));
        assert_eq!((gold(BOB), gold(CHARLIE)), (95, 100));
    });
}

#[test]
fn without_a_counterparty_the_amount_is_only_what_the_fee_is_computed_of() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 10);
        events();
        assert_ok!(execute("buy", None, 1_000));
        assert_eq!(gold(BOB), 0);
        assert_eq!(gold(ALICE), SUPPLY);
        let amounts = [1_000, 10];
        assert_eq!(
            events(),
            [executed(
                "buy",
                None,
                amounts,
                Payer::Initiator,
                Some(ALICE)
            )]
        );
    });
}

#[test]
fn the_receiver_of_the_rule_gets_the_fee() {
    new_test_ext().execute_with(|| {
        let to_charlie = Rule {
            receiver: Some(account(CHARLIE)),
            ..rule("buy", Charge::Flat(7))
        };
        enforce(vec![to_charlie]);
        give(BOB, 7);
        // Whoever owns the token, and where nobody does.
        hand_over(GOLD, None);
        assert_ok!(execute("buy", None, 0));
        assert_eq!(gold(CHARLIE), 7);
    });
}

#[test]
fn the_owner_of_the_token_gets_the_fee_where_the_rule_names_nobody() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 10);
        hand_over(GOLD, Some(CHARLIE));
        assert_ok!(execute("buy", None, 1_000));
        assert_eq!(gold(CHARLIE), 10);
    });
}

#[test]
fn without_anybody_to_get_it_an_operation_has_to_be_free() {
    new_test_ext().execute_with(|| {
        let charge = tiered(&[(100, 1, 0)]);
        enforce(vec![rule("buy", charge)]);
        give(BOB, 1_000);
        hand_over(GOLD, None);
        events();
        refused(
            || execute("buy", Some(CHARLIE), 100),
            Error::<Test>::NoReceiver,
        );
        assert_ok!(execute("buy", Some(CHARLIE), 99));
        assert_eq!(gold(CHARLIE), 99);
        assert_eq!(
            events(),
            [executed(
                "buy",
                Some(CHARLIE),
                [99, 0],
                Payer::Initiator,
                None
            )]
        );
    });
}

#[test]
fn initiator_counterparty_and_receiver_may_be_one() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 1_000);
        hand_over(GOLD, Some(BOB));
        for name in ["buy", "sell"] {
            assert_ok!(execute(name, Some(BOB), 1_000));
            assert_eq!(gold(BOB), 1_000);
        }
    });
}

#[test]
fn the_initiator_pays_for_accounts_that_do_not_exist_yet() {
    new_test_ext().execute_with(|| {
        let to_nobody = Rule {
            receiver: Some(account(NOBODY)),
            ..rule("buy", Charge::Flat(7))
        };
        enforce(vec![to_nobody]);
        give(BOB, 1_000);
        assert_ok!(execute("buy", Some(77), 100));
        assert_eq!((gold(77), gold(NOBODY)), (100, 7));
        assert_eq!(coins(BOB), COINS - 2 * EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn an_operation_should_fail_as_a_whole_when_its_fee_can_not_be_paid() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 1_009);
        refused(
            || execute("buy", Some(CHARLIE), 1_000),
            INSUFFICIENT_BALANCE,
        );
        refused(
            || execute("sell", Some(CHARLIE), 1_010),
            INSUFFICIENT_BALANCE,
        );
    });
}

/// Whoever pays it: the initiator agreed to no more, and the counterparty is sent no less.
#[test]
fn an_operation_should_fail_when_it_costs_more_than_its_maximum() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 3_000);
        for name in ["buy", "sell"] {
            refused(
                || execute_for(name, Some(CHARLIE), 1_000, 9),
                Error::<Test>::FeeAboveMaximum,
            );
            assert_ok!(execute_for(name, Some(CHARLIE), 1_000, 10));
        }
        // A policy that comes into force before the operation does.
        enforce(vec![rule("buy", Charge::Flat(11))]);
        refused(
            || execute_for("buy", Some(CHARLIE), 100, 10),
            Error::<Test>::FeeAboveMaximum,
        );
        enforce(vec![rule("buy", Charge::Flat(0))]);
        assert_ok!(execute_for("buy", Some(CHARLIE), 100, 0));
    });
}

#[test]
fn an_operation_should_fail_without_a_rule_in_force() {
    new_test_ext().execute_with(|| {
        give(BOB, 1_000);
        refused(|| execute("buy", None, 1), Error::<Test>::UnknownOperation);
        assert_ok!(BusinessTokens::set_policy(signed(ALICE), GOLD, policy()));
        refused(|| execute("buy", None, 1), Error::<Test>::UnknownOperation);
        go_to(1 + NOTICE);
        for name in ["", "bu", "buyy", "this name is too long for any operation"] {
            refused(|| execute(name, None, 1), Error::<Test>::UnknownOperation);
        }
        assert_ok!(execute("buy", None, 1));
        refused(
            || BusinessTokens::execute(signed(BOB), NO_TOKEN, b"buy".to_vec(), None, 1, 5),
            Error::<Test>::UnknownOperation,
        );
        refused(
            || BusinessTokens::execute(RuntimeOrigin::root(), GOLD, b"buy".to_vec(), None, 1, 5),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn an_operation_should_fail_when_the_counterparty_is_to_pay_and_there_is_none() {
    new_test_ext().execute_with(|| {
        enforce(policy());
        give(BOB, 1_000);
        refused(|| execute("sell", None, 1), Error::<Test>::NoCounterparty);
    });
}

#[test]
fn an_operation_should_fail_when_its_fee_overflows() {
    new_test_ext().execute_with(|| {
        let charge = tiered(&[(0, 1, MILLION)]);
        enforce(vec![rule("buy", charge)]);
        give(BOB, 1_000);
        refused(
            || execute("buy", None, Balance::MAX),
            ArithmeticError::Overflow,
        );
    });
}
