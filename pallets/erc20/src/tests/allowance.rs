//! Allowances: EIP-20's `approve`, and OpenZeppelin's increase and decrease.

use super::mock::*;
use crate::{Error, Event, INFINITE_ALLOWANCE};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, Balance};
use frame_support::assert_ok;
use sp_runtime::{ArithmeticError, DispatchResult};

fn approve(value: Balance) -> DispatchResult {
    Erc20::approve(signed(ALICE), 0, account(BOB), value)
}

fn increase(value: Balance) -> DispatchResult {
    Erc20::increase_allowance(signed(ALICE), 0, account(BOB), value)
}

fn decrease(value: Balance) -> DispatchResult {
    Erc20::decrease_allowance(signed(ALICE), 0, account(BOB), value)
}

fn approval(value: Balance) -> Event<Test> {
    Event::Approval {
        token_id: 0,
        owner: account(ALICE),
        spender: account(BOB),
        value,
    }
}

#[test]
fn approve_sets_and_never_adds() {
    new_test_ext().execute_with(|| {
        token();
        for value in [5, 9, 9, 2, 0, 0, INFINITE_ALLOWANCE, 1] {
            events();
            assert_ok!(approve(value));
            assert_eq!(allowance(0, ALICE, BOB), value);
            assert_eq!(events(), [approval(value)]);
            assert_eq!(allowance(0, BOB, ALICE), 0);
        }
    });
}

#[test]
fn the_ledger_counts_allowances_and_keeps_one_deposit_for_each() {
    new_test_ext().execute_with(|| {
        token();
        let reserved = || Balances::reserved_balance(account(ALICE)) - TOKEN_DEPOSIT;
        let approvals = || pallet_assets::Asset::<Test>::get(0).unwrap().approvals;
        for (value, count) in [(5, 1), (9, 1), (2, 1), (0, 0), (3, 1)] {
            assert_ok!(approve(value));
            assert_eq!(approvals(), count);
            assert_eq!(reserved(), Balance::from(count) * APPROVAL_DEPOSIT);
        }
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(CHARLIE), 1));
        assert_eq!((approvals(), reserved()), (2, 2 * APPROVAL_DEPOSIT));
    });
}

#[test]
fn more_can_be_approved_than_there_is() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(approve(SUPPLY + 1));
        assert_eq!(allowance(0, ALICE, BOB), SUPPLY + 1);
    });
}

#[test]
fn allowances_are_increased_and_decreased() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(increase(10));
        assert_ok!(increase(5));
        assert_ok!(decrease(3));
        assert_eq!(allowance(0, ALICE, BOB), 12);
        assert_ok!(decrease(12));
        assert_eq!(allowance(0, ALICE, BOB), 0);
        assert_eq!(
            events(),
            [approval(10), approval(15), approval(12), approval(0)]
        );
        refused(|| decrease(1), Error::<Test>::InsufficientAllowance);
    });
}

#[test]
fn an_allowance_does_not_overflow() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(approve(1));
        refused(|| increase(Balance::MAX), ArithmeticError::Overflow);
        assert_ok!(increase(Balance::MAX - 1));
        assert_eq!(allowance(0, ALICE, BOB), INFINITE_ALLOWANCE);
        refused(|| increase(1), ArithmeticError::Overflow);
        assert_ok!(decrease(Balance::MAX));
        assert_eq!(allowance(0, ALICE, BOB), 0);
    });
}

#[test]
fn an_unknown_token_has_no_allowances() {
    new_test_ext().execute_with(|| {
        for call in [approve, increase, decrease] {
            for value in [0, 1] {
                refused(|| call(value), Error::<Test>::UnknownToken);
            }
        }
        assert_eq!(Erc20::allowance(0, &account(ALICE), &account(BOB)), None);
    });
}

#[test]
fn an_allowance_needs_a_deposit() {
    new_test_ext().execute_with(|| {
        token();
        let most = coins(ALICE) - EXISTENTIAL_DEPOSIT - APPROVAL_DEPOSIT + 1;
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            most
        ));
        refused(|| approve(1), Error::<Test>::DepositUnaffordable);
    });
}

#[test]
fn allowances_of_a_paused_token_can_be_revoked() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(approve(7));
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        assert_ok!(decrease(3));
        assert_ok!(approve(0));
        assert_eq!(allowance(0, ALICE, BOB), 0);
        assert_eq!(Erc20::is_paused(0), Some(true));
    });
}
