//! Tokens that move by this pallet's calls alone.

use super::mock::*;
use crate::{Charge, Error, Event, Moving, Regulation, Regulations, SaleTerms};
use chaos_primitives::{currency::COS, Balance, Erc20Tokens, RegulatedTokens};
use frame_support::{assert_ok, storage::with_storage_layer, traits::Get};
use pallet_assets::FrozenBalance;
use sp_runtime::{DispatchError, DispatchResult};

fn set(regulated: bool) -> DispatchResult {
    BusinessTokens::set_regulated(signed(ALICE), GOLD, regulated)
}

fn regulation() -> Option<Regulation> {
    Regulations::<Test>::get(GOLD)
}

/// Every way of a wallet to move gold of BOB, who has 100 of it and allowed CHARLIE to spend 50.
fn wallets_calls() -> Vec<RuntimeCall> {
    use pallet_assets::Call::*;
    let [bob, charlie] = [BOB, CHARLIE].map(account);
    let id = GOLD;
    let transfers: Vec<RuntimeCall> = vec![
        transfer {
            id,
            target: charlie.clone(),
            amount: 1,
        }
        .into(),
        transfer {
            id,
            target: charlie.clone(),
            amount: 100,
        }
        .into(),
        transfer_keep_alive {
            id,
            target: charlie.clone(),
            amount: 1,
        }
        .into(),
        transfer_approved {
            id,
            owner: bob,
            destination: charlie.clone(),
            amount: 1,
        }
        .into(),
        transfer_all {
            id,
            dest: charlie,
            keep_alive: false,
        }
        .into(),
    ];
    let mut calls = transfers.clone();
    for call in transfers {
        let calls_of_batch = vec![call];
        calls.push(
            pallet_utility::Call::batch_all {
                calls: calls_of_batch,
            }
            .into(),
        );
    }
    calls
}

/// Send a call as the one who may: CHARLIE spends what BOB allowed it to.
fn send(call: RuntimeCall) -> DispatchResult {
    use sp_runtime::traits::Dispatchable;
    let is_spending = format!("{call:?}").contains("transfer_approved");
    let who = if is_spending { CHARLIE } else { BOB };
    call.dispatch(signed(who)).map(drop).map_err(|e| e.error)
}

/// What BOB has after a call, which is undone.
fn left_after(call: RuntimeCall) -> (DispatchResult, Balance) {
    let mut seen = None;
    let _ = with_storage_layer(|| -> DispatchResult {
        let result = send(call.clone());
        seen = Some((result, gold(BOB)));
        Err(DispatchError::Unavailable)
    });
    seen.unwrap()
}

/// BOB has 100 gold by way of the pallet, and allows CHARLIE, who has 1, to spend some.
fn regulated_gold_of_bob() {
    assert_ok!(set(true));
    enforce(vec![rule("give", Charge::Flat(0))]);
    for (id, amount) in [(BOB, 100), (CHARLIE, 1)] {
        let give = b"give".to_vec();
        assert_ok!(BusinessTokens::execute(
            signed(ALICE),
            GOLD,
            give,
            Some(account(id)),
            amount,
            0
        ));
    }
    assert_ok!(Assets::approve_transfer(
        signed(BOB),
        GOLD,
        account(CHARLIE),
        50
    ));
}

#[test]
fn a_token_can_be_regulated_and_that_be_lifted_for_ever() {
    new_test_ext().execute_with(|| {
        assert!(!BusinessTokens::regulated(GOLD));
        assert_ok!(set(true));
        assert!(BusinessTokens::regulated(GOLD));
        assert_eq!(regulation(), Some(Regulation::Regulated));
        assert_eq!(events(), [Event::RegulationSet { token_id: GOLD }]);
        refused(|| set(true), Error::<Test>::AlreadyRegulated);

        assert_ok!(set(false));
        assert!(!BusinessTokens::regulated(GOLD));
        assert_eq!(regulation(), Some(Regulation::Lifted));
        assert_eq!(events(), [Event::RegulationLifted { token_id: GOLD }]);
        refused(|| set(false), Error::<Test>::NotRegulated);
        refused(|| set(true), Error::<Test>::AlreadyLifted);
    });
}

#[test]
fn regulating_should_fail_when_anybody_else_has_some_of_the_token() {
    new_test_ext().execute_with(|| {
        refused(|| set(false), Error::<Test>::NotRegulated);
        give(BOB, 1);
        refused(|| set(true), Error::<Test>::NotWholeSupply);
        assert_ok!(Assets::transfer(signed(BOB), GOLD, account(ALICE), 1));
        // What is for sale is not the owner's any more.
        open_sale();
        refused(|| set(true), Error::<Test>::NotWholeSupply);
    });
}

/// A purchase names the token alone: what it is for may not become another thing.
#[test]
fn regulating_should_fail_once_the_token_was_for_sale() {
    new_test_ext().execute_with(|| {
        open_sale();
        let again = || -> DispatchResult {
            BusinessTokens::close_sale(signed(ALICE), GOLD)?;
            set(true)?;
            BusinessTokens::open_sale(signed(ALICE), GOLD, terms())
        };
        refused(again, Error::<Test>::AlreadySold);
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        refused(|| set(true), Error::<Test>::AlreadySold);
    });
}

#[test]
fn regulating_should_fail_for_anybody_but_the_owner() {
    new_test_ext().execute_with(|| {
        let by = |origin, token_id| BusinessTokens::set_regulated(origin, token_id, true);
        refused(|| by(signed(BOB), GOLD), NOT_OWNER);
        refused(|| by(signed(ALICE), NO_TOKEN), UNKNOWN_TOKEN);
        refused(|| by(RuntimeOrigin::root(), GOLD), DispatchError::BadOrigin);
    });
}

#[test]
fn no_call_of_a_wallet_moves_a_regulated_token() {
    new_test_ext().execute_with(|| {
        regulated_gold_of_bob();
        for call in wallets_calls() {
            let (result, left) = left_after(call.clone());
            assert_eq!(left, 100, "{call:?}");
            // Only `transfer_all` succeeds, with all that can be moved: nothing.
            let moves_nothing = format!("{call:?}").contains("transfer_all");
            assert_eq!(result.is_ok(), moves_nothing, "{call:?}");
        }
        // Nor does one to oneself, nor the one who administers the ledger.
        refused(
            || Assets::transfer(signed(BOB), GOLD, account(BOB), 1),
            pallet_assets::Error::<Test>::BalanceLow,
        );
        // That burns as much as it can.
        assert_ok!(Assets::burn(signed(ADMIN), GOLD, account(BOB), 100));
        assert_eq!(gold(BOB), 100);
        let transfer = || Tokens::transfer(GOLD, &account(BOB), &account(BOB), &account(ALICE), 1);
        refused(transfer, pallet_assets::Error::<Test>::BalanceLow);
    });
}

#[test]
fn every_call_of_a_wallet_moves_a_token_that_is_not_regulated_any_more() {
    new_test_ext().execute_with(|| {
        regulated_gold_of_bob();
        assert_ok!(set(false));
        for call in wallets_calls() {
            let (result, left) = left_after(call.clone());
            assert_ok!(result);
            assert!(left < 100, "{call:?}");
        }
    });
}

#[test]
fn a_regulated_token_moves_by_the_calls_of_this_pallet() {
    new_test_ext().execute_with(|| {
        assert_ok!(set(true));
        redeem_from(10 * COS);
        enforce(vec![rule("send", Charge::Flat(1))]);
        let now = System::block_number();
        open_sale_of(SaleTerms {
            start: now,
            end: now + 10,
            ..terms()
        });
        assert_eq!(gold_in_escrow(), 100 * WHOLE);
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, 3 * WHOLE, 6 * COS));
        let send = b"send".to_vec();
        assert_ok!(BusinessTokens::execute(
            signed(BOB),
            GOLD,
            send,
            Some(account(CHARLIE)),
            WHOLE,
            1
        ));
        assert_eq!((gold(BOB), gold(CHARLIE)), (2 * WHOLE - 1, WHOLE));
        assert_ok!(BusinessTokens::redeem(signed(CHARLIE), GOLD, WHOLE, COS));
        assert_eq!(gold(CHARLIE), 0);
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_eq!(gold(ALICE), SUPPLY - 3 * WHOLE + 1);
        assert_eq!(gold_in_escrow(), WHOLE);
        // Nor does what was redeemed stay there for ever.
        assert_ok!(BusinessTokens::set_redemption(signed(ALICE), GOLD, 0));
        go_to(System::block_number() + NOTICE);
        assert_ok!(BusinessTokens::collect_redeemed(signed(BOB), GOLD));
        assert_eq!(gold(ALICE), SUPPLY - 2 * WHOLE + 1);
        // After each of them it is as regulated as before.
        assert!(BusinessTokens::regulated(GOLD));
        refused(
            || Assets::transfer(signed(BOB), GOLD, account(ALICE), 1),
            pallet_assets::Error::<Test>::BalanceLow,
        );
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_movement_that_fails_leaves_the_token_regulated() {
    new_test_ext().execute_with(|| {
        assert_ok!(set(true));
        let [alice, bob] = [ALICE, BOB].map(account);
        // Without a storage layer around it that would undo everything.
        let moved = BusinessTokens::move_tokens(GOLD, &alice, &alice, &bob, SUPPLY + 1);
        assert_eq!(moved, Err(INSUFFICIENT_BALANCE));
        assert_eq!(regulation(), Some(Regulation::Regulated));
        assert!(!Moving::<Test>::exists());
    });
}

/// Only of whom it is moved, and of that token.
#[test]
fn a_movement_leaves_all_else_frozen() {
    new_test_ext().execute_with(|| {
        regulated_gold_of_bob();
        Moving::<Test>::put((GOLD, account(BOB)));
        let frozen = |id| Tokens::frozen_balance(GOLD, &account(id));
        assert_eq!([BOB, CHARLIE].map(frozen), [None, Some(Balance::MAX)]);
        assert!(BusinessTokens::regulated(GOLD));
        Moving::<Test>::put((GOLD + 1, account(BOB)));
        assert_eq!(frozen(BOB), Some(Balance::MAX));
    });
}

#[test]
fn a_movement_leaves_a_token_without_regulation_as_it_was() {
    new_test_ext().execute_with(|| {
        let [alice, bob] = [ALICE, BOB].map(account);
        assert_ok!(BusinessTokens::move_tokens(GOLD, &alice, &alice, &bob, 1));
        assert_eq!(regulation(), None);
        assert_ok!(BusinessTokens::move_tokens(GOLD, &bob, &bob, &alice, 1));
        assert_ok!(set(true));
        assert_ok!(set(false));
        assert_ok!(BusinessTokens::move_tokens(GOLD, &alice, &alice, &bob, 1));
        assert_eq!(regulation(), Some(Regulation::Lifted));
    });
}

/// Whoever pays for an account in the ledger that has nothing gets that back.
#[test]
fn the_deposit_of_an_empty_account_comes_back() {
    new_test_ext().execute_with(|| {
        regulated_gold_of_bob();
        let holders = || pallet_assets::Asset::<Test>::get(GOLD).unwrap().accounts;
        let (before, had) = (holders(), coins(ADMIN));
        let deposit: Balance = <Test as pallet_assets::Config>::AssetAccountDeposit::get();
        assert_ok!(Assets::touch(signed(ADMIN), GOLD));
        assert_ok!(Assets::touch_other(signed(ADMIN), GOLD, account(NOBODY)));
        assert_eq!(holders(), before + 2);
        assert_eq!(coins(ADMIN), had - 2 * deposit);
        assert_ok!(Assets::refund(signed(ADMIN), GOLD, false));
        assert_ok!(Assets::refund_other(signed(ADMIN), GOLD, account(NOBODY)));
        assert_eq!((holders(), coins(ADMIN)), (before, had));
        // Tokens are not burned for it.
        refused(
            || Assets::refund(signed(BOB), GOLD, true),
            pallet_assets::Error::<Test>::ContainsFreezes,
        );
    });
}

#[test]
fn the_tokens_clock_is_told_of_regulations() {
    new_test_ext().execute_with(|| {
        refused(|| set(false), Error::<Test>::NotRegulated);
        assert_ok!(set(true));
        refused(|| set(true), Error::<Test>::AlreadyRegulated);
        assert_ok!(set(false));
        assert_eq!(Adjusted::get(), [(GOLD, true), (GOLD, false)]);
    });
}

#[test]
fn the_ledger_is_told_what_is_regulated_and_what_moves() {
    new_test_ext().execute_with(|| {
        let silver = create_token(account(BOB), 0, 1);
        let is_regulated = || [GOLD, silver].map(BusinessTokens::is_regulated);
        assert_eq!(is_regulated(), [false, false]);
        assert_ok!(set(true));
        assert_eq!(is_regulated(), [true, false]);
        assert!(!BusinessTokens::is_moving(GOLD, &account(ALICE)));
        Moving::<Test>::put((GOLD, account(ALICE)));
        assert!(BusinessTokens::is_moving(GOLD, &account(ALICE)));
        assert!(!BusinessTokens::is_moving(GOLD, &account(BOB)));
        assert!(!BusinessTokens::is_moving(silver, &account(ALICE)));
        Moving::<Test>::kill();
        assert_ok!(set(false));
        assert_eq!(is_regulated(), [false, false]);
    });
}

#[test]
fn the_ledger_is_told_that_everything_is_frozen() {
    new_test_ext().execute_with(|| {
        let frozen = |id| Tokens::frozen_balance(GOLD, &account(id));
        assert_eq!(frozen(ALICE), None);
        assert!(!Tokens::contains_freezes(GOLD));
        assert_ok!(set(true));
        // Who has nothing has nothing frozen.
        assert_eq!(
            [ALICE, BOB, NOBODY].map(frozen),
            [Some(Balance::MAX), None, None]
        );
        assert!(Tokens::contains_freezes(GOLD));
        let silver = create_token(account(BOB), 0, 1);
        assert_eq!(Tokens::frozen_balance(silver, &account(BOB)), None);
        assert_ok!(set(false));
        assert_eq!(frozen(ALICE), None);
    });
}
