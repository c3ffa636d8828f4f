//! Free reads, and that the guarantees are checked.

use super::mock::*;
use crate::{
    runtime_api::{
        AnnouncedPolicy, AnnouncedPrice, AnnouncedWithdrawal, PolicyStatus, RedemptionStatus,
        SaleStatus,
    },
    Charge, Moving, NextSale, NoticePeriod, PausedBefore, PolicyRecords, Price, Purchases,
    RedemptionPrices, Rules, SaleTerms, Sales,
};
use chaos_primitives::{currency::COS, Balance};
use frame_support::{assert_ok, storage::with_storage_layer};
use sp_runtime::DispatchError;

#[test]
fn a_sale_shows_its_price_and_what_is_left() {
    new_test_ext().execute_with(|| {
        assert_eq!(BusinessTokens::sale(GOLD), None);
        let terms = SaleTerms {
            price: Price::Falling {
                start_price: 10 * COS,
                end_price: COS,
                start: 11,
                end: 14,
            },
            ..terms()
        };
        assert_ok!(BusinessTokens::open_sale(signed(ALICE), GOLD, terms));
        let status = |sold, price, open| {
            Some(SaleStatus {
                issuer: account(ALICE),
                terms,
                sold,
                remaining: 100 * WHOLE - sold,
                price,
                open,
            })
        };
        assert_eq!(BusinessTokens::sale(GOLD), status(0, 10 * COS, false));
        go_to(12);
        assert_eq!(BusinessTokens::sale(GOLD), status(0, 7 * COS, true));
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, WHOLE, 7 * COS));
        assert_eq!(BusinessTokens::sale(GOLD), status(WHOLE, 7 * COS, true));
        go_to(20);
        assert_eq!(BusinessTokens::sale(GOLD), status(WHOLE, COS, false));
    });
}

#[test]
fn a_sale_without_anything_left_is_not_open() {
    new_test_ext().execute_with(|| {
        open_sale();
        assert_ok!(BusinessTokens::buy(
            signed(BOB),
            GOLD,
            100 * WHOLE,
            Balance::MAX
        ));
        assert!(!BusinessTokens::sale(GOLD).unwrap().open);
    });
}

#[test]
fn the_cost_that_is_shown_is_the_one_that_is_paid() {
    new_test_ext().execute_with(|| {
        let cost = |amount| BusinessTokens::purchase_cost(GOLD, amount);
        assert_eq!(cost(1), None);
        assert_ok!(BusinessTokens::open_sale(signed(ALICE), GOLD, terms()));
        assert_eq!(cost(1), None);
        go_to(10);
        assert_eq!(cost(3), Some(6 * COS / 1_000));
        assert_eq!(cost(0), None);
        assert_eq!(cost(100 * WHOLE), Some(200 * COS));
        assert_eq!(cost(100 * WHOLE + 1), None);
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, 3, cost(3).unwrap()));
        assert_eq!(coins(BOB), COINS - 6 * COS / 1_000);
        go_to(20);
        assert_eq!(cost(1), None);
    });
}

#[test]
fn a_redemption_shows_its_price_reserve_and_withdrawal() {
    new_test_ext().execute_with(|| {
        assert_eq!(BusinessTokens::redemption(GOLD), None);
        redeem_from(5 * COS);
        let status = |price, withdrawal| {
            Some(RedemptionStatus {
                price,
                reserve: 5 * COS,
                withdrawal,
            })
        };
        assert_eq!(BusinessTokens::redemption(GOLD), status(COS, None));
        assert_ok!(BusinessTokens::withdraw_redemption(
            signed(ALICE),
            GOLD,
            COS
        ));
        assert_eq!(BusinessTokens::announced_price(GOLD), None);
        assert_ok!(BusinessTokens::set_redemption(signed(ALICE), GOLD, 0));
        let price = AnnouncedPrice {
            price: 0,
            effective_from: 1 + NOTICE,
        };
        assert_eq!(BusinessTokens::announced_price(GOLD), Some(price));
        go_to(1 + NOTICE);
        assert_eq!(BusinessTokens::announced_price(GOLD), None);
        let announced = AnnouncedWithdrawal {
            cos: COS,
            due: 1 + NOTICE,
            lapses: 1 + 2 * NOTICE,
        };
        go_to(2 * NOTICE);
        assert_eq!(BusinessTokens::redemption(GOLD), status(0, Some(announced)));
        go_to(1 + 2 * NOTICE);
        assert_eq!(BusinessTokens::redemption(GOLD), status(0, None));
    });
}

#[test]
fn the_payout_that_is_shown_is_the_one_that_is_paid() {
    new_test_ext().execute_with(|| {
        let payout = |amount| BusinessTokens::redemption_payout(GOLD, amount);
        assert_eq!(payout(WHOLE), None);
        redeem_from(5 * COS);
        assert_eq!(payout(0), None);
        assert_eq!(payout(WHOLE), Some(COS));
        assert_eq!(payout(5 * WHOLE), Some(5 * COS));
        assert_eq!(payout(5 * WHOLE + 1), None);
        assert_eq!(payout(Balance::MAX), None);
        give(BOB, WHOLE);
        let shown = payout(WHOLE).unwrap();
        assert_ok!(BusinessTokens::redeem(signed(BOB), GOLD, WHOLE, shown));
        assert_eq!(coins(BOB), COINS + shown);
    });
}

#[test]
fn a_policy_shows_what_is_in_force_and_what_is_announced() {
    new_test_ext().execute_with(|| {
        let nothing = PolicyStatus {
            in_force: vec![],
            announced: None,
        };
        assert_eq!(BusinessTokens::policy(GOLD), nothing);
        // In the order of the operations.
        let [a, b, c] = ["a", "b", "c"].map(|name| rule(name, Charge::Flat(1)));
        let rules = vec![c.clone(), a.clone(), b.clone()];
        assert_ok!(BusinessTokens::set_policy(signed(ALICE), GOLD, rules));
        let first = vec![a.clone(), b, c];
        assert_eq!(
            BusinessTokens::policy(GOLD),
            PolicyStatus {
                in_force: vec![],
                announced: Some(AnnouncedPolicy {
                    rules: first.clone(),
                    effective_from: 1 + NOTICE
                }),
            }
        );
        go_to(1 + NOTICE);
        let in_force = PolicyStatus {
            in_force: first.clone(),
            announced: None,
        };
        assert_eq!(BusinessTokens::policy(GOLD), in_force);
        assert_ok!(BusinessTokens::set_policy(signed(ALICE), GOLD, vec![]));
        assert_eq!(
            BusinessTokens::policy(GOLD),
            PolicyStatus {
                in_force: first,
                announced: Some(AnnouncedPolicy {
                    rules: vec![],
                    effective_from: 1 + 2 * NOTICE
                }),
            }
        );
        go_to(1 + 2 * NOTICE);
        assert_eq!(BusinessTokens::policy(GOLD), nothing);
    });
}

#[test]
fn the_charge_that_is_shown_is_the_fee_that_is_charged() {
    new_test_ext().execute_with(|| {
        let charge = |amount| BusinessTokens::operation_charge(GOLD, b"use".to_vec(), amount);
        enforce(vec![rule("use", tiered(&[(10, 3, 10_000)]))]);
        assert_eq!([9, 10, 101].map(charge), [Some(0), Some(4), Some(5)]);
        assert_eq!(
            BusinessTokens::operation_charge(GOLD, b"other".to_vec(), 1),
            None
        );
        give(BOB, 5);
        assert_ok!(BusinessTokens::execute(
            signed(BOB),
            GOLD,
            b"use".to_vec(),
            None,
            101,
            5
        ));
        assert_eq!(gold(BOB), 0);
    });
}

/// Something done to the storage, and what is wrong with it.
type Break<'a> = (&'a str, Box<dyn Fn() + 'a>);

#[test]
fn a_storage_that_breaks_a_guarantee_is_noticed() {
    new_test_ext().execute_with(|| {
        enforce(vec![rule("use", Charge::Flat(1))]);
        assert_ok!(BusinessTokens::set_redemption(signed(ALICE), GOLD, COS));
        let now = System::block_number();
        open_sale_of(SaleTerms {
            start: now,
            end: now + 10,
            max_per_account: Some(WHOLE),
            ..terms()
        });
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, WHOLE, 2 * COS));
        assert_ok!(BusinessTokens::do_try_state());

        let sale = Sales::<Test>::get(GOLD).unwrap();
        let key = (GOLD, 0, operation("use"));
        let bob = account(BOB);
        let breaks: Vec<Break> = vec![
            ("notice", Box::new(|| NoticePeriod::<Test>::put(0))),
            ("number", Box::new(|| NextSale::<Test>::insert(GOLD, 7))),
            (
                "remaining",
                Box::new(|| {
                    let mut sale = sale.clone();
                    sale.remaining += 1;
                    Sales::<Test>::insert(GOLD, sale)
                }),
            ),
            (
                "purchase",
                Box::new(|| Purchases::<Test>::remove(GOLD, &bob)),
            ),
            (
                "limit",
                Box::new(|| {
                    let mut sale = sale.clone();
                    sale.terms.max_per_account = Some(1);
                    Sales::<Test>::insert(GOLD, sale)
                }),
            ),
            (
                "deposit",
                Box::new(|| {
                    let mut sale = sale.clone();
                    sale.deposit += 1;
                    Sales::<Test>::insert(GOLD, sale)
                }),
            ),
            (
                "purchase deposit",
                Box::new(|| {
                    Purchases::<Test>::mutate(GOLD, &bob, |p| p.as_mut().unwrap().deposit = 0)
                }),
            ),
            (
                "price",
                Box::new(|| RedemptionPrices::<Test>::insert(GOLD, 0)),
            ),
            ("pauses", Box::new(|| PausedBefore::<Test>::insert(GOLD, 0))),
            ("movement", Box::new(|| Moving::<Test>::put((GOLD, &bob)))),
            ("rule", Box::new(|| Rules::<Test>::remove(key.clone()))),
            ("policy", Box::new(|| PolicyRecords::<Test>::remove(GOLD))),
        ];
        for (what, break_it) in breaks {
            let _ = with_storage_layer(|| -> Result<(), DispatchError> {
                break_it();
                assert!(BusinessTokens::do_try_state().is_err(), "{what}");
                Err(DispatchError::Unavailable)
            });
            assert_ok!(BusinessTokens::do_try_state());
        }
    });
}
