//! How houses and auctions from before there were clocks got theirs.

use super::mock::*;
use crate::{
    migrations::{v0, StartClocks},
    AuctionId, AuctionOf, Auctions, Currency, Turnovers,
};
use chaos_primitives::currency::COS;
use frame_support::{
    assert_ok,
    migrations::{SteppedMigration, SteppedMigrationError},
    storage::unhashed,
    traits::{GetStorageVersion, StorageVersion},
    weights::WeightMeter,
};

/// As version 0 had them.
fn forget_clocks() {
    for (house, currency, turnover) in Turnovers::<Test>::iter().collect::<Vec<_>>() {
        let old = v0::Turnover {
            paid: turnover.paid,
            sold: turnover.sold,
        };
        v0::Turnovers::<Test>::insert(house, currency, old);
    }
    for (id, auction) in Auctions::<Test>::iter().collect::<Vec<_>>() {
        let key = Auctions::<Test>::hashed_key_for(id);
        unhashed::put(&key, &without_clock(auction));
    }
    StorageVersion::new(0).put::<DutchAuction>();
}

fn without_clock(auction: AuctionOf<Test>) -> v0::AuctionOf<Test> {
    v0::Auction {
        house: auction.house,
        collection: auction.collection,
        item: auction.item,
        seller: auction.seller,
        currency: auction.currency,
        commission: auction.commission,
        curve: auction.curve,
        start_price: auction.start_price,
        floor_price: auction.floor_price,
        start: auction.start,
        end: auction.end,
        deposit: auction.deposit,
        cancelled: auction.cancelled,
    }
}

/// With weight for so many houses each time, and so many blocks after each step but the last. How many steps it took.
fn migrate(houses: u64, blocks: u64) -> u32 {
    let (mut cursor, mut steps) = (None, 0);
    loop {
        let mut meter = WeightMeter::with_limit(StartClocks::<Test>::weight_of_house() * houses);
        cursor = StartClocks::<Test>::step(cursor, &mut meter).unwrap();
        steps += 1;
        if cursor.is_none() {
            return steps;
        }
        go_to(System::block_number() + blocks);
    }
}

#[test]
fn houses_and_auctions_from_before_go_on_as_they_were() {
    with_auction(|| {
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, 100 * COS));
        list(1, 100 * COS, 20 * COS, 80);
        // A second house, which is paused.
        create_house(terms_in(Currency::Token(GOLD)));
        let operator = (account(SELLER), DutchAuction::house_account(HOUSE + 1));
        Operators::set(&Operators::get().into_iter().chain([operator]).collect());
        let listed = DutchAuction::list(signed(SELLER), HOUSE + 1, 2, 1_000, 200, 80);
        assert_ok!(listed);
        let [going, standing] = [AUCTION + 1, AUCTION + 2];
        go_to(21);
        let seen = |id: AuctionId| DutchAuction::auction(id).unwrap();
        let before = (seen(going), DutchAuction::turnover(HOUSE));
        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE + 1));

        forget_clocks();
        let mut too_little = WeightMeter::with_limit(StartClocks::<Test>::weight_of_house() / 2);
        let refused = StartClocks::<Test>::step(None, &mut too_little);
        assert!(matches!(
            refused,
            Err(SteppedMigrationError::InsufficientWeight { .. })
        ));
        // Two houses, and the end, twice; the auctions between are done in one.
        assert_eq!(migrate(1, 0), 7);
        assert_eq!(DutchAuction::on_chain_storage_version(), 1);

        assert_eq!((seen(going), DutchAuction::turnover(HOUSE)), before);
        assert_eq!(seen(standing).price, Some(800));
        assert_ok!(DutchAuction::do_try_state());
        // The block of the migration does not count, nor the next, into which it might have gone on.
        go_to(33);
        assert_eq!(DutchAuction::price(going), Some(70 * COS));
        assert_eq!(DutchAuction::price(standing), Some(800));
        assert_ok!(DutchAuction::resume_house(signed(OWNER), HOUSE + 1));
        go_to(44);
        assert_eq!(DutchAuction::price(standing), Some(700));
        // It does not begin again.
        assert_eq!(migrate(1, 0), 1);
        assert_eq!(DutchAuction::price(standing), Some(700));
    });
}

#[test]
fn prices_stand_while_houses_and_auctions_migrate() {
    with_auction(|| {
        create_house(terms_in(Currency::Token(GOLD)));
        let operator = (account(SELLER), DutchAuction::house_account(HOUSE + 1));
        Operators::set(&Operators::get().into_iter().chain([operator]).collect());
        let listed = DutchAuction::list(signed(SELLER), HOUSE + 1, 2, 1_000, 200, 80);
        assert_ok!(listed);
        let prices = || [AUCTION, AUCTION + 1].map(|id| DutchAuction::price(id).unwrap());
        go_to(21);
        let before = prices();
        assert_eq!(before, [80 * COS, 800]);

        // One house in each block.
        forget_clocks();
        assert_eq!(migrate(1, 1), 7);
        assert_eq!((System::block_number(), prices()), (27, before));
        assert_ok!(DutchAuction::do_try_state());

        // The first block in which somebody can bid again.
        go_to(28);
        assert_eq!(prices(), before);
        go_to(38);
        assert_eq!(prices(), [70 * COS, 700]);
    });
}

#[test]
fn a_chain_without_houses_migrates_in_one_step() {
    new_test_ext().execute_with(|| {
        StorageVersion::new(0).put::<DutchAuction>();
        assert_eq!(migrate(10, 1), 1);
        assert_eq!(DutchAuction::on_chain_storage_version(), 1);
    });
}
