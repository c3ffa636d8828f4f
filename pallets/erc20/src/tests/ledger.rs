//! The ledger's own calls: open to wallets for transfers and approvals, closed for the rest.

use super::mock::*;
use crate::{Error, TokenOptions, MAX_SUPPLY};
use chaos_primitives::Balance;
use frame_support::assert_ok;
use pallet_assets::FrozenBalance;
use sp_runtime::{DispatchError, TokenError};

type LedgerError = pallet_assets::Error<Test>;

#[test]
fn both_ways_to_move_tokens_are_one() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Assets::transfer(signed(ALICE), 0, account(BOB), 10));
        assert_ok!(Erc20::transfer(signed(BOB), 0, account(CHARLIE), 4));
        assert_eq!((balance(0, BOB), balance(0, CHARLIE)), (6, 4));
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn both_ways_to_approve_are_one() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        // The ledger adds.
        assert_ok!(Assets::approve_transfer(signed(ALICE), 0, account(BOB), 5));
        assert_eq!(allowance(0, ALICE, BOB), 15);
        assert_ok!(Assets::transfer_approved(
            signed(BOB),
            0,
            account(ALICE),
            account(CHARLIE),
            9
        ));
        assert_eq!(allowance(0, ALICE, BOB), 6);
        assert_ok!(Erc20::transfer_from(
            signed(BOB),
            0,
            account(ALICE),
            account(CHARLIE),
            6
        ));
        assert_eq!((allowance(0, ALICE, BOB), balance(0, CHARLIE)), (0, 15));
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 3));
        assert_ok!(Assets::cancel_approval(signed(ALICE), 0, account(BOB)));
        assert_eq!(allowance(0, ALICE, BOB), 0);
        // An allowance of nothing, with a deposit, goes away when it is set.
        assert_ok!(Assets::approve_transfer(signed(ALICE), 0, account(BOB), 0));
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 0));
        assert_eq!(coins(ALICE), COINS - TOKEN_DEPOSIT);
    });
}

/// The ledger takes from one and gives to the other what fits on top of the supply, or nothing.
#[test]
fn all_there_can_be_moves_by_the_ledgers_transfer_all() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::mint(
            signed(ALICE),
            0,
            account(ALICE),
            MAX_SUPPLY - SUPPLY
        ));
        for keep_alive in [true, false] {
            assert_ok!(Assets::transfer_all(
                signed(ALICE),
                0,
                account(BOB),
                keep_alive
            ));
            assert_ok!(Erc20::do_try_state());
        }
        assert_eq!((balance(0, ALICE), balance(0, BOB)), (0, MAX_SUPPLY));
        assert_ok!(Assets::transfer_all(signed(BOB), 0, account(BOB), false));
        assert_eq!(balance(0, BOB), MAX_SUPPLY);
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn pausing_stops_the_ledgers_own_calls() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        for call in [
            || Assets::transfer(signed(ALICE), 0, account(BOB), 1),
            || Assets::transfer_keep_alive(signed(ALICE), 0, account(BOB), 1),
            || Assets::transfer_approved(signed(BOB), 0, account(ALICE), account(BOB), 1),
        ] {
            refused(call, LedgerError::AssetNotLive);
        }
        refused(
            || Assets::transfer_all(signed(ALICE), 0, account(BOB), false),
            TokenError::Frozen,
        );
    });
}

#[test]
fn nobody_creates_in_the_ledger() {
    new_test_ext().execute_with(|| {
        refused(
            || Assets::create(signed(ALICE), 7, account(ALICE), 1),
            DispatchError::BadOrigin,
        );
        for origin in [signed(ALICE), RuntimeOrigin::root()] {
            refused(
                || Assets::force_create(origin.clone(), 7, account(ALICE), true, 1),
                DispatchError::BadOrigin,
            );
        }
    });
}

#[test]
fn neither_owner_nor_root_gets_round_the_options() {
    new_test_ext().execute_with(|| {
        token_with(TokenOptions::default());
        for call in [
            || Assets::mint(signed(ALICE), 0, account(ALICE), 1),
            || Assets::burn(signed(ALICE), 0, account(ALICE), 1),
            || Assets::force_transfer(signed(ALICE), 0, account(ALICE), account(BOB), 1),
            || Assets::freeze_asset(signed(ALICE), 0),
            || Assets::block(signed(ALICE), 0, account(ALICE)),
            || Assets::transfer_ownership(signed(ALICE), 0, account(BOB)),
            || Assets::set_min_balance(signed(ALICE), 0, 5),
            || Assets::set_metadata(signed(ALICE), 0, vec![1], vec![1], 1),
            || Assets::start_destroy(signed(ALICE), 0),
        ] {
            refused(call, LedgerError::NoPermission);
        }
        let who = || account(ALICE);
        let root = RuntimeOrigin::root;
        refused(
            || Assets::force_asset_status(root(), 0, who(), who(), who(), who(), 1, false, true),
            DispatchError::BadOrigin,
        );
        refused(
            || Assets::force_set_metadata(root(), 0, vec![1], vec![1], 1, false),
            DispatchError::BadOrigin,
        );
        refused(
            || Assets::start_destroy(root(), 0),
            DispatchError::BadOrigin,
        );
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn a_frozen_token_says_so_here_and_in_the_ledger() {
    new_test_ext().execute_with(|| {
        token();
        FrozenToken::set(&Some(0));
        refused(|| transfer(ALICE, BOB, 1), Error::<Test>::Frozen);
        refused(
            || Assets::transfer(signed(ALICE), 0, account(BOB), 1),
            LedgerError::BalanceLow,
        );
    });
}

#[test]
fn all_of_a_regulated_token_is_frozen_except_what_is_being_moved() {
    new_test_ext().execute_with(|| {
        let [gold, silver] = [token(), token()];
        let frozen = |token_id, id| Erc20::frozen_balance(token_id, &account(id));
        assert_eq!(frozen(gold, ALICE), None);
        assert!(!Erc20::contains_freezes(gold));
        FrozenToken::set(&Some(gold));
        assert!(Erc20::contains_freezes(gold));
        // Who has nothing has nothing frozen.
        assert_eq!(
            [ALICE, BOB, NOBODY].map(|id| frozen(gold, id)),
            [Some(Balance::MAX), None, None]
        );
        assert_eq!(frozen(silver, ALICE), None);
        Moving::set(&Some(account(BOB)));
        assert_eq!(frozen(gold, ALICE), Some(Balance::MAX));
        Moving::set(&Some(account(ALICE)));
        assert_eq!(frozen(gold, ALICE), None);
        assert_ok!(transfer(ALICE, BOB, 1));
        assert_eq!(frozen(gold, BOB), Some(Balance::MAX));
    });
}
