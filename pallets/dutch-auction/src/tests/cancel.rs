//! Giving items back.

use super::mock::*;
use crate::{Auctions, Error, Event, HoldReason, Houses};
use chaos_primitives::{currency::COS, Balance};
use frame_support::assert_ok;
use sp_runtime::{DispatchError, DispatchResult};

fn cancel() -> DispatchResult {
    DutchAuction::cancel(signed(SELLER), AUCTION)
}

fn cancelled() -> crate::Event<Test> {
    Event::Cancelled {
        auction_id: AUCTION,
        house: HOUSE,
    }
}

fn returned() -> crate::Event<Test> {
    Event::Returned {
        auction_id: AUCTION,
        item: 0,
        seller: account(SELLER),
    }
}

#[test]
fn cancelling_gives_back_the_item_and_the_deposit_at_any_time() {
    for block in [1, 40, 81, 1_000_000] {
        with_auction(|| {
            go_to(block);
            assert_ok!(cancel());
            assert_eq!(item_owner(0), Some(account(SELLER)));
            assert_eq!(held(HoldReason::Auction, SELLER), 0);
            assert_eq!(coins(SELLER), COINS);
            assert_eq!(Houses::<Test>::get(HOUSE).unwrap().auctions, 0);
            assert_eq!(events(), [cancelled(), returned()]);
            refused(cancel, Error::<Test>::AuctionEnded);
        });
    }
}

#[test]
fn nobody_but_the_seller_should_cancel() {
    with_auction(|| {
        for who in [OWNER, BUYER, ADMIN, NOBODY] {
            refused(
                || DutchAuction::cancel(signed(who), AUCTION),
                Error::<Test>::NotAuctionSeller,
            );
        }
        refused(
            || DutchAuction::cancel(RuntimeOrigin::root(), AUCTION),
            DispatchError::BadOrigin,
        );
        refused(
            || DutchAuction::cancel(signed(SELLER), AUCTION + 1),
            Error::<Test>::UnknownAuction,
        );
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, Balance::MAX));
        refused(cancel, Error::<Test>::AuctionEnded);
    });
}

#[test]
fn cancelling_works_while_the_house_and_the_currency_are_paused() {
    with_gold_auction(|| {
        pause_gold(true);
        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE));
        assert_ok!(cancel());
        assert_eq!(item_owner(0), Some(account(SELLER)));
    });
}

#[test]
fn a_seller_with_nothing_to_spare_can_cancel() {
    with_auction(|| {
        let rest = coins(SELLER) - chaos_primitives::currency::EXISTENTIAL_DEPOSIT;
        assert_ok!(Balances::transfer_keep_alive(
            signed(SELLER),
            account(OTHER),
            rest
        ));
        assert_ok!(cancel());
        assert_eq!(item_owner(0), Some(account(SELLER)));
    });
}

#[test]
fn an_auction_ends_even_while_the_ledger_keeps_the_item() {
    with_auction(|| {
        pause_collection(true);
        assert_ok!(cancel());
        assert_eq!(events(), [cancelled()]);
        assert!(Auctions::<Test>::get(AUCTION).unwrap().cancelled);
        assert_eq!(held(HoldReason::Auction, SELLER), AUCTION_DEPOSIT);
        assert_ok!(DutchAuction::do_try_state());

        // It is the seller's to fetch, and nobody's to buy, when it moves again.
        refused(cancel, pallet_nfts::Error::<Test>::ItemLocked);
        let bid = || DutchAuction::bid(signed(BUYER), AUCTION, Balance::MAX);
        refused(bid, Error::<Test>::AuctionEnded);
        refused(|| close_house(OWNER, HOUSE), Error::<Test>::HouseNotEmpty);
        pause_collection(false);
        refused(bid, Error::<Test>::AuctionEnded);
        assert_ok!(cancel());
        assert_eq!(events(), [returned()]);
        assert_eq!(item_owner(0), Some(account(SELLER)));
        assert_eq!(coins(SELLER), COINS);
        assert_eq!(Auctions::<Test>::iter().count(), 0);
        refused(cancel, Error::<Test>::AuctionEnded);
    });
}

#[test]
fn a_lock_on_the_item_itself_is_no_different() {
    with_auction(|| {
        assert_ok!(Nfts::lock_item_transfer(signed(ADMIN), ART, 0));
        assert_ok!(cancel());
        refused(cancel, pallet_nfts::Error::<Test>::ItemLocked);
        assert_ok!(Nfts::unlock_item_transfer(signed(ADMIN), ART, 0));
        assert_ok!(cancel());
        assert_eq!(item_owner(0), Some(account(SELLER)));
    });
}

#[test]
fn the_deposit_of_an_item_that_is_gone_comes_back() {
    with_auction(|| {
        assert_ok!(Nfts::burn(RuntimeOrigin::root(), ART, 0));
        assert_ok!(cancel());
        assert_eq!(events(), [cancelled()]);
        assert_eq!(coins(SELLER), COINS);
    });
}

#[test]
fn an_item_is_listed_again_after_it_came_back() {
    with_auction(|| {
        assert_ok!(cancel());
        list(0, COS, COS, 10);
        assert_eq!(DutchAuction::auction_of_item(ART, 0), Some(AUCTION + 1));
        refused(cancel, Error::<Test>::AuctionEnded);
    });
}

/// Reserves are taken from what is held, and nothing says so.
#[test]
fn an_item_is_given_back_and_a_house_closed_although_less_is_held_than_on_record() {
    with_auction(|| {
        for id in [SELLER, OWNER] {
            assert_ok!(Balances::force_unreserve(
                RuntimeOrigin::root(),
                account(id),
                1
            ));
        }
        assert_ok!(DutchAuction::cancel(signed(SELLER), AUCTION));
        assert_eq!(item_owner(0), Some(account(SELLER)));
        assert_ok!(close_house(OWNER, HOUSE));
    });
}

#[test]
fn an_item_is_sold_although_less_is_held_than_on_record() {
    with_auction(|| {
        assert_ok!(Balances::force_unreserve(
            RuntimeOrigin::root(),
            account(SELLER),
            1
        ));
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, 100 * COS));
        assert_eq!(item_owner(0), Some(account(BUYER)));
    });
}
