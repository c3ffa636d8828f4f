//! Opening, buying in and closing sales.

use super::mock::*;
use crate::{Error, Event, HoldReason, NextSale, PausedBefore, Price, Sale, SaleTerms, Sales};
use chaos_primitives::{currency::*, Balance};
use frame_support::assert_ok;
use sp_runtime::{ArithmeticError, DispatchError};

fn buy(who: u8, amount: Balance) -> sp_runtime::DispatchResult {
    BusinessTokens::buy(signed(who), GOLD, amount, Balance::MAX)
}

#[test]
fn opening_a_sale_moves_the_tokens_into_the_escrow_and_holds_a_deposit() {
    new_test_ext().execute_with(|| {
        assert_ok!(BusinessTokens::open_sale(signed(ALICE), GOLD, terms()));

        assert_eq!(gold_in_escrow(), 100 * WHOLE);
        assert_eq!(gold(ALICE), SUPPLY - 100 * WHOLE);
        assert_eq!(held(HoldReason::Sale, ALICE), SALE_DEPOSIT);
        // The issuer pays for the escrow's account.
        assert_eq!(coins(ALICE), COINS - SALE_DEPOSIT - EXISTENTIAL_DEPOSIT);
        assert_eq!(
            Sales::<Test>::get(GOLD),
            Some(Sale {
                number: 0,
                issuer: account(ALICE),
                terms: terms(),
                remaining: 100 * WHOLE,
                deposit: SALE_DEPOSIT,
            })
        );
        assert_eq!(NextSale::<Test>::get(GOLD), 1);
        assert_eq!(
            events(),
            [Event::SaleOpened {
                token_id: GOLD,
                issuer: account(ALICE),
                terms: terms(),
            }]
        );
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_sale_should_not_open_with_terms_that_make_no_sense() {
    new_test_ext().execute_with(|| {
        go_to(15);
        let falling = |start_price, end_price, start, end| Price::Falling {
            start_price,
            end_price,
            start,
            end,
        };
        let with_price = |price| SaleTerms { price, ..terms() };
        let with_limits = |min_per_account, max_per_account| SaleTerms {
            min_per_account,
            max_per_account,
            ..terms()
        };
        for (terms, error) in [
            (
                SaleTerms {
                    amount: 0,
                    ..terms()
                },
                Error::<Test>::ZeroAmount,
            ),
            (with_price(Price::Fixed(0)), Error::ZeroPrice),
            (with_price(falling(5, 0, 10, 20)), Error::ZeroPrice),
            (with_price(falling(5, 6, 10, 20)), Error::PriceNotFalling),
            (with_price(falling(6, 5, 10, 10)), Error::PriceNotFalling),
            (with_price(falling(6, 5, 11, 10)), Error::PriceNotFalling),
            (
                SaleTerms {
                    start: 20,
                    ..terms()
                },
                Error::SalePeriodEmpty,
            ),
            (
                SaleTerms {
                    start: 21,
                    ..terms()
                },
                Error::SalePeriodEmpty,
            ),
            (SaleTerms { end: 15, ..terms() }, Error::SaleAlreadyOver),
            (with_limits(Some(8), Some(7)), Error::MinimumAboveMaximum),
            (with_limits(None, Some(0)), Error::MinimumAboveMaximum),
            (
                with_limits(Some(100 * WHOLE + 1), None),
                Error::MinimumAboveMaximum,
            ),
        ] {
            refused(
                || BusinessTokens::open_sale(signed(ALICE), GOLD, terms),
                error,
            );
        }
        // The least that makes sense.
        for terms in [
            SaleTerms { end: 16, ..terms() },
            with_price(falling(5, 5, 0, 1)),
            with_limits(Some(0), Some(1)),
            with_limits(Some(100 * WHOLE), Some(100 * WHOLE)),
        ] {
            assert_ok!(BusinessTokens::open_sale(signed(ALICE), GOLD, terms));
            assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        }
    });
}

#[test]
fn a_sale_should_not_open_for_anybody_but_the_owner() {
    new_test_ext().execute_with(|| {
        let open = |origin, token_id| BusinessTokens::open_sale(origin, token_id, terms());
        refused(|| open(signed(BOB), GOLD), NOT_OWNER);
        refused(|| open(signed(ALICE), NO_TOKEN), UNKNOWN_TOKEN);
        refused(
            || open(RuntimeOrigin::root(), GOLD),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn a_sale_should_not_open_while_another_one_of_the_token_is() {
    new_test_ext().execute_with(|| {
        open_sale();
        // Not even when it is over: its tokens are still in the escrow.
        for now in [10, 20] {
            go_to(now);
            refused(
                || BusinessTokens::open_sale(signed(ALICE), GOLD, SaleTerms { end: 30, ..terms() }),
                Error::<Test>::SaleAlreadyOpen,
            );
        }
    });
}

#[test]
fn a_sale_should_not_open_when_the_owner_lacks_tokens_or_the_deposit() {
    new_test_ext().execute_with(|| {
        let too_many = SaleTerms {
            amount: SUPPLY + 1,
            ..terms()
        };
        refused(
            || BusinessTokens::open_sale(signed(ALICE), GOLD, too_many),
            INSUFFICIENT_BALANCE,
        );
        let rest = COINS - SALE_DEPOSIT + 1;
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            rest
        ));
        refused(
            || BusinessTokens::open_sale(signed(ALICE), GOLD, terms()),
            Error::<Test>::DepositUnaffordable,
        );
    });
}

#[test]
fn a_sale_should_not_open_when_there_were_too_many_to_count() {
    new_test_ext().execute_with(|| {
        NextSale::<Test>::insert(GOLD, u32::MAX);
        refused(
            || BusinessTokens::open_sale(signed(ALICE), GOLD, terms()),
            ArithmeticError::Overflow,
        );
    });
}

#[test]
fn buying_pays_the_issuer_at_once_and_delivers_the_tokens() {
    new_test_ext().execute_with(|| {
        open_sale();
        events();
        let issuers = coins(ALICE);
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, 3 * WHOLE, 6 * COS));

        assert_eq!(gold(BOB), 3 * WHOLE);
        assert_eq!(gold_in_escrow(), 97 * WHOLE);
        assert_eq!(coins(BOB), COINS - 6 * COS);
        assert_eq!(coins(ALICE), issuers + 6 * COS);
        assert_eq!(Sales::<Test>::get(GOLD).unwrap().remaining, 97 * WHOLE);
        // Without limits, nothing is on record.
        assert_eq!(held(HoldReason::Purchase, BOB), 0);
        assert_eq!(
            events(),
            [Event::Bought {
                token_id: GOLD,
                buyer: account(BOB),
                amount: 3 * WHOLE,
                cost: 6 * COS,
            }]
        );
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_fraction_of_a_planck_is_paid_in_full() {
    new_test_ext().execute_with(|| {
        open_sale_of(SaleTerms {
            price: Price::Fixed(1),
            ..terms()
        });
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, 1, 1));
        assert_eq!(coins(BOB), COINS - 1);
        assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, WHOLE + 1, 2));
        assert_eq!(coins(BOB), COINS - 3);
    });
}

#[test]
fn a_falling_price_is_that_of_the_block() {
    new_test_ext().execute_with(|| {
        open_sale_of(SaleTerms {
            price: Price::Falling {
                start_price: 10 * COS,
                end_price: COS,
                start: 11,
                end: 14,
            },
            ..terms()
        });
        let mut paid = 0;
        for (now, price) in [(10, 10), (11, 10), (12, 7), (13, 4), (14, 1), (19, 1)] {
            go_to(now);
            refused(
                || BusinessTokens::buy(signed(BOB), GOLD, WHOLE, price * COS - 1),
                Error::<Test>::CostAboveMaximum,
            );
            assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, WHOLE, price * COS));
            paid += price * COS;
            assert_eq!(coins(BOB), COINS - paid, "in block {now}");
        }
    });
}

/// From 10 COS in block 11 to 1 COS in block 14, for sale in blocks 10 to 99.
fn open_falling_sale() {
    open_sale_of(SaleTerms {
        price: Price::Falling {
            start_price: 10 * COS,
            end_price: COS,
            start: 11,
            end: 14,
        },
        end: 100,
        ..terms()
    });
}

/// Or whoever can pause the token would be the first to buy when the price is at its lowest.
#[test]
fn a_falling_price_stands_while_the_token_is_paused() {
    new_test_ext().execute_with(|| {
        // What was before the sale does not delay it.
        pause_for(5);
        open_falling_sale();
        let price = || BusinessTokens::sale(GOLD).unwrap().price;
        go_to(12);
        assert_eq!(price(), 7 * COS);
        for _ in 0..2 {
            pause_for(30);
            assert_eq!(price(), 7 * COS);
            let cost = BusinessTokens::purchase_cost(GOLD, WHOLE);
            assert_eq!(cost, Some(7 * COS));
            refused(
                || BusinessTokens::buy(signed(BOB), GOLD, WHOLE, 7 * COS - 1),
                Error::<Test>::CostAboveMaximum,
            );
            assert_ok!(BusinessTokens::buy(signed(BOB), GOLD, WHOLE, 7 * COS));
            assert_ok!(BusinessTokens::do_try_state());
        }
        // Two blocks that count are left of the fall.
        go_to(System::block_number() + 1);
        assert_eq!(price(), 4 * COS);
        go_to(System::block_number() + 1);
        assert_eq!(price(), COS);
        pause_for(10);
        assert_eq!(price(), COS);
    });
}

/// The end is a block, whatever happens before.
#[test]
fn a_sale_ends_although_the_token_was_paused() {
    new_test_ext().execute_with(|| {
        open_falling_sale();
        pause_for(89);
        assert_ok!(buy(BOB, 1));
        pause_for(1);
        refused(|| buy(BOB, 1), Error::<Test>::SaleNotOpen);
    });
}

/// It was opened when no clock had ever stood.
#[test]
fn the_price_of_a_sale_from_before_stands_as_well() {
    new_test_ext().execute_with(|| {
        open_falling_sale();
        PausedBefore::<Test>::remove(GOLD);
        go_to(13);
        let price = || BusinessTokens::sale(GOLD).unwrap().price;
        assert_eq!(price(), 4 * COS);
        pause_for(30);
        assert_eq!(price(), 4 * COS);
        assert_ok!(BusinessTokens::do_try_state());
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
    });
}

#[test]
fn the_record_of_pauses_goes_with_the_sale() {
    new_test_ext().execute_with(|| {
        let recorded = || PausedBefore::<Test>::contains_key(GOLD);
        pause_for(5);
        // A price that does not fall needs none.
        open_sale();
        assert!(!recorded());
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        open_falling_sale();
        assert_eq!(PausedBefore::<Test>::get(GOLD), 5);
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert!(!recorded());
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn the_last_token_can_be_bought() {
    new_test_ext().execute_with(|| {
        open_sale();
        assert_ok!(buy(BOB, 100 * WHOLE));
        assert_eq!(gold_in_escrow(), 0);
        refused(|| buy(BOB, 1), Error::<Test>::SoldOut);
        assert_ok!(BusinessTokens::do_try_state());
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_eq!(gold(BOB), 100 * WHOLE);
        assert_eq!(held(HoldReason::Sale, ALICE), 0);
    });
}

#[test]
fn the_issuer_can_buy_from_itself_without_harm() {
    new_test_ext().execute_with(|| {
        open_sale();
        let before = coins(ALICE);
        assert_ok!(buy(ALICE, WHOLE));
        assert_eq!(coins(ALICE), before);
        assert_eq!(gold(ALICE), SUPPLY - 99 * WHOLE);
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn buying_should_fail_when_there_is_no_sale() {
    new_test_ext().execute_with(|| {
        refused(|| buy(BOB, 1), Error::<Test>::NoSale);
        refused(
            || BusinessTokens::buy(signed(BOB), NO_TOKEN, 1, 1),
            Error::<Test>::NoSale,
        );
        open_sale();
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        refused(|| buy(BOB, 1), Error::<Test>::NoSale);
    });
}

#[test]
fn buying_should_fail_before_the_start_and_from_the_end_on() {
    new_test_ext().execute_with(|| {
        open_sale();
        for now in [9, 20, 21] {
            go_to(now);
            refused(|| buy(BOB, 1), Error::<Test>::SaleNotOpen);
        }
        for now in [10, 19] {
            go_to(now);
            assert_ok!(buy(BOB, 1));
        }
    });
}

#[test]
fn buying_should_fail_when_less_is_left_or_nothing_is_asked_for() {
    new_test_ext().execute_with(|| {
        open_sale();
        refused(|| buy(BOB, 100 * WHOLE + 1), Error::<Test>::SoldOut);
        refused(|| buy(BOB, Balance::MAX), Error::<Test>::SoldOut);
        refused(|| buy(BOB, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn buying_should_fail_when_it_costs_more_than_the_buyer_would_pay_or_has() {
    new_test_ext().execute_with(|| {
        open_sale();
        refused(
            || BusinessTokens::buy(signed(BOB), GOLD, WHOLE, 2 * COS - 1),
            Error::<Test>::CostAboveMaximum,
        );
        assert_ok!(Balances::transfer_keep_alive(
            signed(BOB),
            account(CHARLIE),
            COINS - 2 * COS
        ));
        // Not even the last existential deposit is taken.
        refused(|| buy(BOB, WHOLE), Error::<Test>::InsufficientCoins);
        refused(|| buy(BOB, 2 * WHOLE), Error::<Test>::InsufficientCoins);
        refused(
            || BusinessTokens::buy(RuntimeOrigin::none(), GOLD, 1, 1),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn buying_should_fail_when_the_cost_overflows() {
    new_test_ext().execute_with(|| {
        open_sale_of(SaleTerms {
            price: Price::Fixed(Balance::MAX),
            ..terms()
        });
        refused(|| buy(BOB, WHOLE + 1), ArithmeticError::Overflow);
        refused(|| buy(BOB, WHOLE), Error::<Test>::InsufficientCoins);
    });
}

#[test]
fn closing_a_sale_returns_what_is_unsold_and_the_deposit() {
    new_test_ext().execute_with(|| {
        open_sale();
        assert_ok!(buy(BOB, 30 * WHOLE));
        events();
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));

        assert_eq!(gold(ALICE), SUPPLY - 30 * WHOLE);
        assert_eq!(gold_in_escrow(), 0);
        assert_eq!(held(HoldReason::Sale, ALICE), 0);
        assert_eq!(coins(ALICE), COINS + 60 * COS - EXISTENTIAL_DEPOSIT);
        assert_eq!(Sales::<Test>::get(GOLD), None);
        assert_eq!(
            events(),
            [Event::SaleClosed {
                token_id: GOLD,
                issuer: account(ALICE),
                unsold: 70 * WHOLE,
            }]
        );
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn a_sale_stays_its_issuers_when_the_token_is_handed_over() {
    new_test_ext().execute_with(|| {
        open_sale();
        hand_over(GOLD, Some(CHARLIE));
        let issuers = coins(ALICE);
        assert_ok!(buy(BOB, WHOLE));
        assert_eq!(coins(ALICE), issuers + 2 * COS);
        assert_eq!(coins(CHARLIE), COINS);

        refused(
            || BusinessTokens::close_sale(signed(BOB), GOLD),
            Error::<Test>::NotIssuerNorOwner,
        );
        assert_ok!(BusinessTokens::close_sale(signed(CHARLIE), GOLD));
        assert_eq!(gold(ALICE), SUPPLY - WHOLE);
        assert_eq!(gold(CHARLIE), 0);
        assert_eq!(held(HoldReason::Sale, ALICE), 0);
        assert_eq!(coins(CHARLIE), COINS);
    });
}

#[test]
fn the_issuer_can_close_a_sale_when_it_is_the_owner_no_more() {
    new_test_ext().execute_with(|| {
        for owner in [Some(CHARLIE), None] {
            hand_over(GOLD, Some(ALICE));
            open_sale();
            hand_over(GOLD, owner);
            assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
            assert_eq!(gold(ALICE), SUPPLY);
            go_to(1);
        }
    });
}

/// Where nobody can set it free again, as its owner has renounced it, that is for good.
#[test]
fn a_sale_of_a_paused_token_and_its_deposit_stay_until_it_moves() {
    new_test_ext().execute_with(|| {
        open_sale();
        hand_over(GOLD, Some(BOB));
        assert_ok!(Assets::freeze_asset(signed(ADMIN), GOLD));
        for who in [ALICE, BOB] {
            refused(
                || BusinessTokens::close_sale(signed(who), GOLD),
                pallet_assets::Error::<Test>::AssetNotLive,
            );
        }
        assert_eq!(held(HoldReason::Sale, ALICE), SALE_DEPOSIT);
        assert_ok!(Assets::thaw_asset(signed(ADMIN), GOLD));
        hand_over(GOLD, None);
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_eq!((gold(ALICE), held(HoldReason::Sale, ALICE)), (SUPPLY, 0));
    });
}

#[test]
fn closing_should_fail_when_there_is_no_sale() {
    new_test_ext().execute_with(|| {
        refused(
            || BusinessTokens::close_sale(signed(ALICE), GOLD),
            Error::<Test>::NoSale,
        );
        refused(
            || BusinessTokens::close_sale(RuntimeOrigin::root(), GOLD),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn sales_of_several_tokens_have_nothing_to_do_with_each_other() {
    new_test_ext().execute_with(|| {
        let silver = create_token(account(BOB), 0, 50);
        open_sale();
        let terms = SaleTerms {
            amount: 50,
            ..terms()
        };
        assert_ok!(BusinessTokens::open_sale(signed(BOB), silver, terms));
        assert_ne!(BusinessTokens::escrow(silver), escrow());
        assert_ok!(BusinessTokens::buy(signed(CHARLIE), silver, 2, 4 * COS));
        assert_eq!(Assets::balance(silver, account(CHARLIE)), 2);
        assert_eq!(gold(CHARLIE), 0);
        assert_eq!(Sales::<Test>::get(GOLD).unwrap().remaining, 100 * WHOLE);
        assert_ok!(BusinessTokens::do_try_state());
    });
}

/// Reserves are taken from what is held, and nothing says so.
#[test]
fn a_sale_is_closed_and_a_purchase_forgotten_although_less_is_held_than_on_record() {
    new_test_ext().execute_with(|| {
        open_sale_of(SaleTerms {
            max_per_account: Some(WHOLE),
            ..terms()
        });
        assert_ok!(buy(BOB, WHOLE));
        for id in [ALICE, BOB] {
            assert_ok!(Balances::force_unreserve(
                RuntimeOrigin::root(),
                account(id),
                1
            ));
        }
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_ok!(BusinessTokens::forget_purchase(signed(BOB), GOLD));
        assert_eq!(gold(ALICE) + gold(BOB), SUPPLY);
    });
}
