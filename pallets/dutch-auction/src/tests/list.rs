//! Listing items.

use super::mock::*;
use crate::{
    Auction, AuctionId, Auctions, Currency, Curve, Error, Event, HoldReason, Houses, Listings,
    NextAuctionId, Sellers, Terms,
};
use chaos_primitives::{currency::COS, Balance, ItemId};
use frame_support::assert_ok;
use sp_runtime::{DispatchError, DispatchResult, Permill};

fn list_by(who: u8, item: ItemId) -> DispatchResult {
    DutchAuction::list(signed(who), HOUSE, item, 100 * COS, 20 * COS, 80)
}

#[test]
fn listing_moves_the_item_to_the_house_and_holds_a_deposit() {
    with_house(|| {
        go_to(7);
        assert_ok!(list_by(SELLER, 2));
        assert_eq!(item_owner(2), Some(custodian()));
        assert_eq!(held(HoldReason::Auction, SELLER), AUCTION_DEPOSIT);
        assert_eq!(coins(SELLER), COINS - AUCTION_DEPOSIT);
        // Nobody has to open the house's account.
        assert_eq!(System::providers(&custodian()), 0);
        assert_eq!(
            Auctions::<Test>::get(AUCTION),
            Some(Auction {
                house: HOUSE,
                collection: ART,
                item: 2,
                seller: account(SELLER),
                currency: Currency::Coin,
                commission: Permill::from_percent(5),
                curve: Curve::Linear,
                start_price: 100 * COS,
                floor_price: 20 * COS,
                start: 7,
                end: 87,
                deposit: AUCTION_DEPOSIT,
                cancelled: false,
                clock: 7,
            })
        );
        assert_eq!(Listings::<Test>::get(ART, 2), Some(AUCTION));
        assert_eq!(Houses::<Test>::get(HOUSE).unwrap().auctions, 1);
        assert_eq!(NextAuctionId::<Test>::get(), 1);
        assert_eq!(
            events(),
            [Event::Listed {
                auction_id: AUCTION,
                house: HOUSE,
                item: 2,
                seller: account(SELLER),
                currency: Currency::Coin,
                start_price: 100 * COS,
                floor_price: 20 * COS,
                end: 87,
            }]
        );
    });
}

#[test]
fn approval_of_the_item_alone_is_enough_and_used_up() {
    new_test_ext().execute_with(|| {
        create_house(terms());
        approve(SELLER, 1);
        assert_ok!(list_by(SELLER, 1));
        assert_ok!(DutchAuction::cancel(signed(SELLER), AUCTION));
        // The ledger dropped it when the item moved.
        refused(|| list_by(SELLER, 1), Error::<Test>::NotApproved);
    });
}

#[test]
fn listing_should_fail_without_approval_of_this_house_for_this_item() {
    new_test_ext().execute_with(|| {
        create_house(terms());
        create_house(terms());
        refused(|| list_by(SELLER, 0), Error::<Test>::NotApproved);
        approve(SELLER, 1);
        refused(|| list_by(SELLER, 0), Error::<Test>::NotApproved);
        refused(
            || DutchAuction::list(signed(SELLER), HOUSE + 1, 1, COS, COS, 10),
            Error::<Test>::NotApproved,
        );
        // Approvals of the ledger may lapse.
        let until = Some(3);
        let house = custodian();
        assert_ok!(Nfts::approve_transfer(signed(SELLER), ART, 2, house, until));
        go_to(5);
        refused(|| list_by(SELLER, 2), Error::<Test>::NotApproved);
        // And be taken back.
        assert_ok!(Nfts::cancel_approval(signed(SELLER), ART, 1, custodian()));
        refused(|| list_by(SELLER, 1), Error::<Test>::NotApproved);
    });
}

#[test]
fn listing_should_fail_for_items_of_others_and_items_that_do_not_exist() {
    with_house(|| {
        approve_all(OTHER);
        refused(|| list_by(OTHER, 0), Error::<Test>::NotItemOwner);
        // Nor may who is allowed to transfer it sell it.
        let other = account(OTHER);
        assert_ok!(Nfts::approve_transfer(signed(SELLER), ART, 0, other, None));
        refused(|| list_by(OTHER, 0), Error::<Test>::NotItemOwner);
        refused(|| list_by(SELLER, ITEMS), Error::<Test>::UnknownItem);
        // What is listed is the house's.
        assert_ok!(list_by(SELLER, 0));
        refused(|| list_by(SELLER, 0), Error::<Test>::NotItemOwner);
    });
}

#[test]
fn only_items_of_the_houses_collection_are_listed() {
    with_house(|| {
        assert_ok!(Nfts::transfer(signed(SELLER), ART, 0, account(OTHER)));
        // The item of the same number in another collection is still the seller's.
        assert_eq!(Nfts::owner(STAMPS, 0), Some(account(SELLER)));
        refused(|| list_by(SELLER, 0), Error::<Test>::NotItemOwner);
    });
}

#[test]
fn listing_should_fail_with_prices_and_durations_outside_the_terms() {
    with_house(|| {
        let list = |start: Balance, floor, duration| {
            DutchAuction::list(signed(SELLER), HOUSE, 0, start, floor, duration)
        };
        refused(|| list(1, 2, 10), Error::<Test>::StartBelowFloor);
        refused(|| list(2, 1, 9), Error::<Test>::DurationTooShort);
        refused(|| list(2, 1, 0), Error::<Test>::DurationTooShort);
        refused(|| list(2, 1, 1_001), Error::<Test>::DurationTooLong);
        refused(|| list(2, 1, u64::MAX), Error::<Test>::DurationTooLong);
        assert_ok!(list(2, 2, 10));
        for (item, duration) in [(1, 10), (2, 1_000)] {
            assert_ok!(DutchAuction::list(
                signed(SELLER),
                HOUSE,
                item,
                Balance::MAX,
                0,
                duration
            ));
        }
    });
}

#[test]
fn listing_should_fail_when_the_end_is_no_block() {
    let endless = Terms {
        longest: u64::MAX,
        ..terms()
    };
    with_house_of(endless, || {
        refused(
            || DutchAuction::list(signed(SELLER), HOUSE, 0, COS, 0, u64::MAX),
            Error::<Test>::DurationTooLong,
        );
        list(0, COS, 0, u64::MAX - 1);
        assert_eq!(DutchAuction::auction(AUCTION).unwrap().end, u64::MAX);
    });
}

#[test]
fn only_the_sellers_of_a_closed_circle_list() {
    let accounts = vec![account(OTHER), account(SELLER)];
    let circle = Terms {
        sellers: Sellers::Accounts(accounts.try_into().unwrap()),
        ..terms()
    };
    with_house_of(circle, || {
        approve_all(BUYER);
        assert_ok!(Nfts::transfer(signed(SELLER), ART, 1, account(BUYER)));
        refused(|| list_by(BUYER, 1), Error::<Test>::NotASeller);
        refused(|| list_by(OWNER, 0), Error::<Test>::NotASeller);
        assert_ok!(list_by(SELLER, 0));
        // Anybody may buy.
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, 100 * COS));
    });
}

#[test]
fn listing_should_fail_while_the_house_is_paused() {
    with_house(|| {
        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE));
        refused(|| list_by(SELLER, 0), Error::<Test>::HousePaused);
        assert_ok!(DutchAuction::resume_house(signed(OWNER), HOUSE));
        assert_ok!(list_by(SELLER, 0));
    });
}

#[test]
fn listing_should_fail_when_the_ledger_keeps_the_item() {
    with_house(|| {
        let locked = pallet_nfts::Error::<Test>::ItemLocked;
        pause_collection(true);
        refused(|| list_by(SELLER, 0), locked);
        pause_collection(false);
        assert_ok!(Nfts::lock_item_transfer(signed(ADMIN), ART, 1));
        refused(
            || list_by(SELLER, 1),
            pallet_nfts::Error::<Test>::ItemLocked,
        );
        assert_ok!(list_by(SELLER, 0));
    });
}

#[test]
fn listing_should_fail_without_the_coins_for_the_deposit() {
    with_house(|| {
        let rest = COINS - AUCTION_DEPOSIT;
        let other = account(OTHER);
        assert_ok!(Balances::transfer_keep_alive(signed(SELLER), other, rest));
        refused(|| list_by(SELLER, 0), Error::<Test>::DepositUnaffordable);
        refused(
            || DutchAuction::list(RuntimeOrigin::root(), HOUSE, 0, COS, 0, 10),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn listing_should_fail_when_all_ids_are_taken() {
    with_house(|| {
        NextAuctionId::<Test>::put(AuctionId::MAX);
        refused(|| list_by(SELLER, 0), Error::<Test>::NoIdLeft);
        NextAuctionId::<Test>::put(0);
    });
}

#[test]
fn a_price_set_in_the_ledger_and_an_approval_end_with_the_listing() {
    with_house(|| {
        let other = account(OTHER);
        assert_ok!(Nfts::approve_transfer(signed(SELLER), ART, 0, other, None));
        assert_ok!(Nfts::set_price(signed(SELLER), ART, 0, Some(1), None));
        assert_ok!(list_by(SELLER, 0));
        let taken = Nfts::transfer(signed(OTHER), ART, 0, account(OTHER));
        assert_eq!(taken, Err(pallet_nfts::Error::<Test>::NoPermission.into()));
        let bought = Nfts::buy_item(signed(BUYER), ART, 0, 1);
        assert_eq!(bought, Err(pallet_nfts::Error::<Test>::NotForSale.into()));
        let taken_back = Nfts::transfer(signed(SELLER), ART, 0, account(SELLER));
        assert_eq!(
            taken_back,
            Err(pallet_nfts::Error::<Test>::NoPermission.into())
        );
        assert_eq!(item_owner(0), Some(custodian()));
    });
}

#[test]
fn an_item_sent_to_the_house_directly_is_in_no_auction() {
    with_house(|| {
        assert_ok!(Nfts::transfer(signed(SELLER), ART, 3, custodian()));
        assert_eq!(DutchAuction::auction_of_item(ART, 3), None);
        refused(|| list_by(SELLER, 3), Error::<Test>::NotItemOwner);
        // The house works on, and can be closed.
        assert_ok!(list_by(SELLER, 0));
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, 100 * COS));
        assert_ok!(close_house(OWNER, HOUSE));
    });
}
