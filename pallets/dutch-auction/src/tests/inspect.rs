//! What can be asked.

use super::mock::*;
use crate::{
    runtime_api::{EndingCursor, TurnoverIn},
    AuctionId, Currency, MAX_PAGE,
};
use chaos_primitives::{currency::COS, Balance};
use frame_support::assert_ok;
use sp_core::U256;
use sp_runtime::Permill;

/// Item 0, listed again and again for so many blocks: the ids count up, and the items don't matter.
fn list_many(durations: &[u64]) {
    for (index, duration) in durations.iter().enumerate() {
        let item = ITEMS + index as u32;
        mint(ART, item, &account(SELLER));
        list(item, COS, 0, *duration);
    }
}

fn of_house(start: AuctionId, limit: u32) -> (Vec<AuctionId>, Option<AuctionId>) {
    let page = DutchAuction::auctions_of_house(HOUSE, start, limit);
    let ids = page.auctions.iter().map(|auction| auction.auction_id);
    (ids.collect(), page.next)
}

fn of_seller(who: u8, start: AuctionId, limit: u32) -> (Vec<AuctionId>, Option<AuctionId>) {
    let page = DutchAuction::auctions_of_seller(&account(who), start, limit);
    let ids = page.auctions.iter().map(|auction| auction.auction_id);
    (ids.collect(), page.next)
}

/// All auctions that end before a block, in pages of so many.
fn ending(before: u64, limit: u32) -> Vec<(u64, AuctionId)> {
    let mut found = Vec::new();
    let mut start = None;
    loop {
        let page = DutchAuction::auctions_ending(before, start, limit);
        assert!(page.auctions.len() <= limit as usize);
        found.extend(
            page.auctions
                .iter()
                .map(|auction| (auction.end, auction.auction_id)),
        );
        match page.next {
            Some(next) => start = Some(next),
            None => return found,
        }
    }
}

#[test]
fn a_house_is_described() {
    with_house(|| {
        let house = DutchAuction::house(HOUSE).unwrap();
        assert_eq!(house.owner, account(OWNER));
        assert_eq!(house.account, custodian());
        assert_eq!(house.collection, ART);
        assert_eq!(house.terms, terms());
        assert_eq!(house.announced, None);
        assert_eq!((house.auctions, house.paused), (0, false));
        assert_eq!(DutchAuction::house(HOUSE + 1), None);
        list(0, COS, 0, 10);
        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE));
        let house = DutchAuction::house(HOUSE).unwrap();
        assert_eq!((house.auctions, house.paused), (1, true));
    });
}

#[test]
fn an_auction_is_described_with_its_price_now() {
    with_auction(|| {
        go_to(41);
        let auction = DutchAuction::auction(AUCTION).unwrap();
        assert_eq!(auction.auction_id, AUCTION);
        assert_eq!(auction.house, HOUSE);
        assert_eq!((auction.collection, auction.item), (ART, 0));
        assert_eq!(auction.seller, account(SELLER));
        assert_eq!(auction.currency, Currency::Coin);
        assert_eq!(auction.commission, Permill::from_percent(5));
        assert_eq!((auction.start, auction.end), (1, 81));
        assert_eq!(auction.start_price, 100 * COS);
        assert_eq!(auction.floor_price, 20 * COS);
        assert_eq!(auction.price, Some(60 * COS));
        assert!(auction.open);
        assert_eq!(DutchAuction::auction_of_item(ART, 0), Some(AUCTION));
        assert_eq!(DutchAuction::auction_of_item(STAMPS, 0), None);

        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE));
        assert!(!DutchAuction::auction(AUCTION).unwrap().open);
        pause_collection(true);
        assert_ok!(DutchAuction::cancel(signed(SELLER), AUCTION));
        let auction = DutchAuction::auction(AUCTION).unwrap();
        assert_eq!((auction.price, auction.open), (None, false));
        assert_eq!(DutchAuction::price(AUCTION), None);
        pause_collection(false);
        assert_ok!(DutchAuction::cancel(signed(SELLER), AUCTION));
        assert_eq!(DutchAuction::auction(AUCTION), None);
        assert_eq!(DutchAuction::auction_of_item(ART, 0), None);
    });
}

#[test]
fn a_price_is_known_for_any_block() {
    with_auction(|| {
        go_to(11);
        assert_eq!(DutchAuction::price(AUCTION), Some(90 * COS));
        for (block, price) in [
            (0, 100),
            (1, 100),
            (2, 99),
            (80, 21),
            (81, 20),
            (u64::MAX, 20),
        ] {
            assert_eq!(DutchAuction::price_at(AUCTION, block), Some(price * COS));
        }
        assert_eq!(DutchAuction::price(AUCTION + 1), None);
        // What is predicted is what is paid.
        go_to(33);
        let price = DutchAuction::price(AUCTION).unwrap();
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, price));
        assert_eq!(coins(BUYER), COINS - price);
    });
}

#[test]
fn auctions_of_a_house_are_paged_in_the_order_of_their_ids() {
    with_house(|| {
        // More than 256, so that the order of the bytes of an id matters.
        list_many(&[10; 300]);
        for gone in [0, 255, 256] {
            assert_ok!(DutchAuction::cancel(signed(SELLER), gone));
        }
        assert_eq!(of_house(0, 3), (vec![1, 2, 3], Some(4)));
        assert_eq!(of_house(4, 2), (vec![4, 5], Some(6)));
        assert_eq!(of_house(253, 3), (vec![253, 254, 257], Some(258)));
        assert_eq!(of_house(299, 3), (vec![299], None));
        assert_eq!(of_house(300, 3), (vec![], None));
        assert_eq!(of_house(AuctionId::MAX, 3), (vec![], None));
        // Nothing is asked for, and nothing skipped.
        assert_eq!(of_house(1, 0), (vec![], Some(1)));
        let (ids, next) = of_house(1, 1_000);
        assert_eq!(ids.len() as u32, MAX_PAGE);
        assert_eq!(next, Some(101));
        assert_eq!(of_seller(SELLER, 253, 3), (vec![253, 254, 257], Some(258)));
        assert_eq!(of_seller(SELLER, 299, 100), (vec![299], None));
        let other = DutchAuction::auctions_of_house(HOUSE + 1, 0, 100);
        assert_eq!((other.auctions.len(), other.next), (0, None));
    });
}

#[test]
fn auctions_of_a_seller_are_only_its_own() {
    with_house(|| {
        approve_all(OTHER);
        assert_ok!(Nfts::transfer(signed(SELLER), ART, 1, account(OTHER)));
        list(0, COS, 0, 10);
        assert_ok!(DutchAuction::list(signed(OTHER), HOUSE, 1, COS, 0, 10));
        list(2, COS, 0, 10);
        assert_eq!(of_seller(SELLER, 0, 100), (vec![0, 2], None));
        assert_eq!(of_seller(OTHER, 0, 100), (vec![1], None));
        assert_eq!(of_seller(BUYER, 0, 100), (vec![], None));
        assert_eq!(of_house(0, 100), (vec![0, 1, 2], None));
    });
}

#[test]
fn auctions_are_found_by_their_ends_in_order() {
    with_house(|| {
        go_to(5);
        list_many(&[300, 10, 251, 10, 250, 1_000, 10]);
        let expected = [
            (15, 1),
            (15, 3),
            (15, 6),
            (255, 4),
            (256, 2),
            (305, 0),
            (1_005, 5),
        ];
        for limit in 1..=8 {
            assert_eq!(ending(u64::MAX, limit), expected);
            assert_eq!(ending(256, limit), expected[..4]);
            assert!(ending(15, limit).is_empty());
        }
        // Those that have ended and are not sold are still there.
        go_to(400);
        assert_eq!(ending(16, 2), expected[..3]);
        // From a place on, whether or not there is an auction.
        let from = |end, auction_id| {
            let start = Some(EndingCursor { end, auction_id });
            let page = DutchAuction::auctions_ending(u64::MAX, start, 2);
            let ids = page.auctions.iter().map(|auction| auction.auction_id);
            ids.collect::<Vec<_>>()
        };
        assert_eq!(from(0, 0), [1, 3]);
        assert_eq!(from(15, 2), [3, 6]);
        assert_eq!(from(16, 0), [4, 2]);
        assert_eq!(from(1_005, 5), [5]);
        assert!(from(1_005, 6).is_empty());
        assert!(from(u64::MAX, AuctionId::MAX).is_empty());

        // What was cancelled is not for sale.
        pause_collection(true);
        assert_ok!(DutchAuction::cancel(signed(SELLER), 3));
        pause_collection(false);
        assert_ok!(DutchAuction::bid(signed(BUYER), 6, Balance::MAX));
        assert_eq!(ending(16, 100), [(15, 1)]);
    });
}

#[test]
fn a_turnover_is_kept_in_each_currency() {
    with_house(|| {
        list(0, 3, 3, 10);
        list(1, 4, 4, 10);
        for id in 0..2 {
            assert_ok!(DutchAuction::bid(signed(BUYER), id, 4));
        }
        let gold = Currency::Token(GOLD);
        assert_ok!(DutchAuction::set_terms(
            signed(OWNER),
            HOUSE,
            terms_in(gold)
        ));
        let turnover = |currency, paid: u32, sold| TurnoverIn {
            currency,
            paid: U256::from(paid),
            sold,
        };
        assert_eq!(
            DutchAuction::turnover(HOUSE),
            [turnover(Currency::Coin, 7, 2), turnover(gold, 0, 0)]
        );
        go_to(1 + NOTICE);
        list(2, 10, 10, 10);
        assert_ok!(DutchAuction::bid(signed(BUYER), 2, 10));
        assert_eq!(
            DutchAuction::turnover(HOUSE),
            [turnover(Currency::Coin, 7, 2), turnover(gold, 10, 1)]
        );
        assert_eq!(DutchAuction::turnover(HOUSE + 1), []);
    });
}
