//! The time by which prices fall.

use super::mock::*;
use crate::{Currency, Error};
use chaos_primitives::{currency::COS, Balance};
use frame_support::{assert_ok, storage::with_storage_layer};
use sp_runtime::DispatchResult;

/// Of the item that is listed in block 1: 100 in that block, 1 less in each, 20 in the end. In COS, or ten of GOLD.
fn price() -> Balance {
    DutchAuction::price(AUCTION).unwrap()
}

/// What a house or a token is stopped with.
type Pause = fn(bool);

/// Both kinds of auctions in which bids can be stopped, how, and a hundredth of the start price.
fn with_each(test: impl Fn(Pause, Balance)) {
    with_auction(|| test(pause_house, COS));
    with_gold_auction(|| test(pause_house, 10));
    with_gold_auction(|| test(pause_gold, 10));
}

#[test]
fn a_price_stands_while_nobody_can_bid_and_falls_on_after_that() {
    with_each(|pause, unit| {
        go_to(21);
        pause(true);
        for block in [21, 22, 100, 1_000] {
            go_to(block);
            assert_eq!(price(), 80 * unit);
        }
        pause(false);
        assert_eq!(price(), 80 * unit);
        // Somebody could not bid in this block, so that it does not count.
        go_to(1_001);
        assert_eq!(price(), 80 * unit);
        go_to(1_002);
        assert_eq!(price(), 79 * unit);
        go_to(1_061);
        assert_eq!(price(), 20 * unit);
    });
}

/// As who pauses, waits, and resumes and bids in one transaction.
#[test]
fn who_stops_bids_does_not_get_a_lower_price() {
    with_each(|pause, unit| {
        go_to(21);
        pause(true);
        go_to(1_000);
        let resume_and_bid = |most: Balance| -> DispatchResult {
            with_storage_layer(|| {
                pause(false);
                DutchAuction::bid(signed(OWNER), AUCTION, most)
            })
        };
        let refused = resume_and_bid(80 * unit - 1);
        assert_eq!(refused, Err(Error::<Test>::PriceAboveMaximum.into()));
        assert_ok!(resume_and_bid(80 * unit));
        assert_eq!(item_owner(0), Some(account(OWNER)));
    });
}

/// As who pauses first and resumes last in each block, so that nobody else's bid finds the house open.
#[test]
fn who_stops_bids_in_each_block_holds_the_price() {
    with_each(|pause, unit| {
        for block in 21..60 {
            go_to(block);
            assert_eq!(price(), 80 * unit);
            pause(true);
            assert_eq!(price(), 80 * unit);
            pause(false);
            assert_eq!(price(), 80 * unit);
        }
    });
}

#[test]
fn what_stops_a_price_twice_counts_once() {
    with_gold_auction(|| {
        for (block, pause, paused) in [
            (11, pause_house as Pause, true),
            (21, pause_gold, true),
            (31, pause_house, false),
            (41, pause_gold, false),
            (51, pause_gold, true),
            (61, pause_house, true),
            (71, pause_house, false),
            (81, pause_gold, false),
        ] {
            go_to(block);
            pause(paused);
        }
        // Of the blocks from 11 to 41 none counts, nor from 51 to 81. Where one begins or ends while the other
        // goes on, neither does the first block after both.
        assert_eq!(price(), 1_000 - 10 * (10 + 8));
        go_to(92);
        assert_eq!(price(), 1_000 - 10 * (10 + 8 + 9));
    });
}

#[test]
fn a_price_never_rises() {
    with_gold_auction(|| {
        let mut last = price();
        for block in 2..200u64 {
            go_to(block);
            for (pause, every) in [(pause_house as Pause, 3), (pause_gold, 7)] {
                // In some blocks several times.
                for _ in 0..block % 4 {
                    if (block / every) % 2 == 0 {
                        pause(true);
                        pause(false);
                    }
                    assert!(price() <= last);
                    last = price();
                }
            }
        }
        assert!(last < 1_000);
    });
}

#[test]
fn what_is_listed_while_its_currency_does_not_move_begins_when_it_does() {
    with_house_of(terms_in(Currency::Token(GOLD)), || {
        go_to(11);
        pause_gold(true);
        go_to(21);
        list(0, 1_000, 200, 80);
        go_to(100);
        assert_eq!(price(), 1_000);
        pause_gold(false);
        go_to(111);
        assert_eq!(price(), 900);
    });
}

#[test]
fn an_auction_is_not_shortened_by_what_was_before_its_listing() {
    with_each(|pause, unit| {
        go_to(11);
        pause(true);
        go_to(51);
        pause(false);
        go_to(101);
        list(1, 100 * unit, 20 * unit, 80);
        go_to(111);
        assert_eq!(DutchAuction::price(AUCTION + 1), Some(90 * unit));
        assert_eq!(price(), 31 * unit);
    });
}

#[test]
fn a_currency_that_comes_while_the_house_is_paused_stands_too() {
    with_house(|| {
        pause_house(true);
        assert_ok!(DutchAuction::set_terms(
            signed(OWNER),
            HOUSE,
            terms_in(Currency::Token(GOLD))
        ));
        go_to(100);
        assert_ok!(DutchAuction::do_try_state());
        pause_house(false);
        assert_ok!(DutchAuction::do_try_state());
        list(0, 1_000, 200, 80);
        go_to(111);
        assert_eq!(price(), 900);
    });
}

#[test]
fn a_pause_of_one_house_or_token_stops_no_other() {
    with_auction(|| {
        pause_gold(true);
        create_house(terms());
        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE + 1));
        go_to(21);
        assert_eq!(price(), 80 * COS);
    });
}

#[test]
fn the_end_of_an_auction_moves_with_its_clock() {
    with_each(|pause, unit| {
        let described = || {
            let auction = DutchAuction::auction(AUCTION).unwrap();
            (auction.start, auction.end, auction.price)
        };
        go_to(21);
        assert_eq!(described(), (1, 81, Some(80 * unit)));
        pause(true);
        go_to(30);
        assert_eq!(described(), (10, 90, Some(80 * unit)));
        // As if it stood for ever.
        assert_eq!(DutchAuction::price_at(AUCTION, 1_000), Some(80 * unit));
        pause(false);
        go_to(40);
        assert_eq!(described(), (11, 91, Some(71 * unit)));
        for (block, left) in [(0, 100), (1, 100), (11, 90), (40, 71), (90, 21), (91, 20)] {
            assert_eq!(DutchAuction::price_at(AUCTION, block), Some(left * unit));
        }
        go_to(91);
        assert_eq!(described(), (1, 81, Some(20 * unit)));
        // It is found by the end that it was listed with.
        let before = |block| {
            DutchAuction::auctions_ending(block, None, 10)
                .auctions
                .len()
        };
        assert_eq!([81, 82].map(before), [0, 1]);
    });
}
