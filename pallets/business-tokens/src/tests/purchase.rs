//! Sales with limits for each account.

use super::mock::*;
use crate::{Error, Event, HoldReason, Purchase, Purchases, SaleTerms};
use chaos_primitives::{currency::COS, Balance};
use frame_support::assert_ok;
use sp_runtime::{DispatchError, DispatchResult};

fn buy(who: u8, amount: Balance) -> DispatchResult {
    BusinessTokens::buy(signed(who), GOLD, amount, Balance::MAX)
}

fn purchase(who: u8) -> Option<Purchase> {
    Purchases::<Test>::get(GOLD, account(who))
}

/// Between 5 and 20 whole tokens for each.
fn open_limited_sale() {
    open_sale_of(SaleTerms {
        min_per_account: Some(5 * WHOLE),
        max_per_account: Some(20 * WHOLE),
        ..terms()
    });
}

#[test]
fn a_purchase_is_recorded_and_its_deposit_held_once() {
    new_test_ext().execute_with(|| {
        open_limited_sale();
        for (amount, in_all) in [(5, 5), (1, 6), (14, 20)] {
            assert_ok!(buy(BOB, amount * WHOLE));
            assert_eq!(
                purchase(BOB),
                Some(Purchase {
                    sale: 0,
                    amount: in_all * WHOLE,
                    deposit: PURCHASE_DEPOSIT,
                })
            );
            assert_eq!(held(HoldReason::Purchase, BOB), PURCHASE_DEPOSIT);
            assert_eq!(coins(BOB), COINS - in_all * 2 * COS - PURCHASE_DEPOSIT);
            assert_ok!(BusinessTokens::do_try_state());
        }
    });
}

#[test]
fn buying_should_fail_outside_the_limits_of_an_account() {
    new_test_ext().execute_with(|| {
        open_limited_sale();
        refused(
            || buy(BOB, 5 * WHOLE - 1),
            Error::<Test>::BelowAccountMinimum,
        );
        refused(
            || buy(BOB, 20 * WHOLE + 1),
            Error::<Test>::AboveAccountMaximum,
        );
        assert_ok!(buy(BOB, 20 * WHOLE));
        refused(|| buy(BOB, 1), Error::<Test>::AboveAccountMaximum);
        // The limits are for each account.
        assert_ok!(buy(CHARLIE, 20 * WHOLE));
    });
}

#[test]
fn one_limit_alone_is_enough_for_a_record() {
    new_test_ext().execute_with(|| {
        for (min_per_account, max_per_account) in [(Some(WHOLE), None), (None, Some(WHOLE))] {
            open_sale_of(SaleTerms {
                min_per_account,
                max_per_account,
                ..terms()
            });
            assert_ok!(buy(BOB, WHOLE));
            assert!(purchase(BOB).is_some());
            assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
            assert_ok!(BusinessTokens::forget_purchase(signed(BOB), GOLD));
            go_to(1);
        }
    });
}

#[test]
fn a_purchase_in_an_earlier_sale_counts_for_nothing_and_gives_way() {
    new_test_ext().execute_with(|| {
        open_limited_sale();
        assert_ok!(buy(BOB, 20 * WHOLE));
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        open_limited_sale();
        // The minimum is asked for again.
        refused(|| buy(BOB, WHOLE), Error::<Test>::BelowAccountMinimum);
        assert_ok!(buy(BOB, 20 * WHOLE));
        assert_eq!(
            purchase(BOB),
            Some(Purchase {
                sale: 1,
                amount: 20 * WHOLE,
                deposit: PURCHASE_DEPOSIT,
            })
        );
        assert_eq!(held(HoldReason::Purchase, BOB), PURCHASE_DEPOSIT);
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn buying_should_fail_when_the_deposit_is_not_affordable() {
    new_test_ext().execute_with(|| {
        open_limited_sale();
        let rest = COINS - PURCHASE_DEPOSIT / 2;
        assert_ok!(Balances::transfer_keep_alive(
            signed(BOB),
            account(ALICE),
            rest
        ));
        refused(|| buy(BOB, 5 * WHOLE), Error::<Test>::DepositUnaffordable);
    });
}

#[test]
fn forgetting_a_purchase_releases_the_deposit_when_the_sale_was_closed() {
    new_test_ext().execute_with(|| {
        open_limited_sale();
        assert_ok!(buy(BOB, 5 * WHOLE));
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        events();
        assert_ok!(BusinessTokens::forget_purchase(signed(BOB), GOLD));
        assert_eq!(purchase(BOB), None);
        assert_eq!(held(HoldReason::Purchase, BOB), 0);
        assert_eq!(coins(BOB), COINS - 10 * COS);
        assert_eq!(
            events(),
            [Event::PurchaseForgotten {
                token_id: GOLD,
                buyer: account(BOB),
            }]
        );
    });
}

#[test]
fn a_purchase_can_be_forgotten_when_the_sale_has_ended_or_is_a_later_one() {
    new_test_ext().execute_with(|| {
        open_limited_sale();
        assert_ok!(buy(BOB, 5 * WHOLE));
        assert_ok!(buy(CHARLIE, 5 * WHOLE));
        go_to(20);
        assert_ok!(BusinessTokens::forget_purchase(signed(BOB), GOLD));
        assert_ok!(BusinessTokens::do_try_state());
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        go_to(1);
        open_limited_sale();
        assert_ok!(BusinessTokens::forget_purchase(signed(CHARLIE), GOLD));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

/// The issuer may never close it.
#[test]
fn a_purchase_can_be_forgotten_when_the_sale_is_sold_out() {
    new_test_ext().execute_with(|| {
        open_sale_of(SaleTerms {
            amount: 30 * WHOLE,
            max_per_account: Some(20 * WHOLE),
            ..terms()
        });
        assert_ok!(buy(BOB, 20 * WHOLE));
        let forget = |who| BusinessTokens::forget_purchase(signed(who), GOLD);
        refused(|| forget(BOB), Error::<Test>::SaleStillOpen);
        assert_ok!(buy(CHARLIE, 10 * WHOLE));
        assert_ok!(forget(BOB));
        assert_eq!(purchase(BOB), None);
        assert_eq!(held(HoldReason::Purchase, BOB), 0);
        assert_ok!(BusinessTokens::do_try_state());
        refused(|| buy(BOB, 1), Error::<Test>::SoldOut);
        assert_ok!(forget(CHARLIE));
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_purchase_should_not_be_forgotten_while_its_sale_goes_on() {
    new_test_ext().execute_with(|| {
        let forget = || BusinessTokens::forget_purchase(signed(BOB), GOLD);
        refused(forget, Error::<Test>::NoPurchase);
        open_limited_sale();
        assert_ok!(buy(BOB, 5 * WHOLE));
        for now in [10, 19] {
            go_to(now);
            refused(forget, Error::<Test>::SaleStillOpen);
        }
        refused(
            || BusinessTokens::forget_purchase(signed(CHARLIE), GOLD),
            Error::<Test>::NoPurchase,
        );
        refused(
            || BusinessTokens::forget_purchase(RuntimeOrigin::root(), GOLD),
            DispatchError::BadOrigin,
        );
    });
}
