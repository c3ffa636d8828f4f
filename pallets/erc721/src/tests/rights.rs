//! What other paradigms see.

use super::mock::*;
use crate::CollectionOptions;
use chaos_primitives::{AccountId, Balance, TradingRights};
use frame_support::{
    assert_ok,
    traits::tokens::nonfungibles_v2::{Inspect, Transfer},
};
use sp_runtime::Permill;

fn may_trade(owner: u8, trader: u8) -> bool {
    Erc721::may_trade(0, 0, &account(owner), &account(trader))
}

fn royalty(rate: Permill, price: Balance) -> Option<(AccountId, Balance)> {
    let collection = collection_with(CollectionOptions {
        royalty: Some((account(ARTIST), rate)),
        ..all_options()
    });
    assert_ok!(Erc721::mint(signed(ALICE), collection, account(BOB), None));
    <Erc721 as TradingRights<AccountId>>::royalty(collection, 0, price)
}

#[test]
fn who_may_transfer_may_trade() {
    new_test_ext().execute_with(|| {
        assert!(!may_trade(ALICE, ALICE));
        items(&[ALICE]);
        assert!(may_trade(ALICE, ALICE));
        assert!(!may_trade(ALICE, BOB));
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(set_approval_for_all(ALICE, CHARLIE, true));
        assert!(may_trade(ALICE, BOB) && may_trade(ALICE, CHARLIE));
        // For the owner, and nobody else.
        assert!(!may_trade(BOB, BOB) && !may_trade(CHARLIE, CHARLIE));
        assert_ok!(transfer_from(ALICE, ALICE, ARTIST, 0));
        for trader in [ALICE, BOB, CHARLIE] {
            assert!(!may_trade(ALICE, trader) && !may_trade(ARTIST, trader));
        }
    });
}

#[test]
fn an_approval_that_has_expired_is_no_right_to_trade() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(ledger_approve(ALICE, 0, BOB, Some(5)));
        System::set_block_number(6);
        assert!(may_trade(ALICE, BOB));
        System::set_block_number(7);
        assert!(!may_trade(ALICE, BOB));
    });
}

#[test]
fn a_royalty_is_a_part_of_the_price_rounded_down() {
    new_test_ext().execute_with(|| {
        for (parts, price, amount) in [
            (100_000, 1_000, 100),
            (100_000, 9, 0),
            (333_333, 1_000_000, 333_333),
            (333_333, 10, 3),
            (1, 999_999, 0),
            (1, 1_000_000, 1),
            (0, 1_000, 0),
            (1_000_000, 7, 7),
            (1_000_000, Balance::MAX, Balance::MAX),
            (500_000, 3, 1),
            (500_000, Balance::MAX, Balance::MAX / 2),
            (
                999_999,
                Balance::MAX,
                Balance::MAX - Balance::MAX / 1_000_000 - 1,
            ),
        ] {
            let expected = Some((account(ARTIST), amount));
            assert_eq!(royalty(Permill::from_parts(parts), price), expected);
        }
    });
}

#[test]
fn there_may_be_no_royalty() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            royalty: None,
            ..all_options()
        };
        items_with(options, &[ALICE]);
        assert_eq!(Erc721::royalty_info(0, 0, 1_000), None);
        // Nor is there one of what there is not.
        collection();
        assert_eq!(Erc721::royalty_info(1, 0, 1_000), None);
        assert_eq!(Erc721::royalty_info(2, 0, 1_000), None);
    });
}

#[test]
fn what_another_pallet_moves_is_a_transfer_like_others() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        events();
        let moved = || <Erc721 as Transfer<AccountId>>::transfer(&0, &0, &account(CHARLIE));
        LockedItem::set(&Some((0, 0)));
        refused(moved, pallet_nfts::Error::<Test>::ItemLocked);
        LockedItem::set(&None);
        assert_ok!(moved());
        assert_eq!(events(), [transferred(0, Some(ALICE), Some(CHARLIE))]);
        let owner = <Erc721 as Inspect<AccountId>>::owner(&0, &0);
        assert_eq!((owner, approved(0)), (Some(account(CHARLIE)), None));
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn the_owner_of_a_collection_is_not_its_owner_in_the_ledger() {
    new_test_ext().execute_with(|| {
        let owner = || <Erc721 as TradingRights<AccountId>>::collection_owner(0);
        assert_eq!(owner(), None);
        collection();
        assert_eq!(owner(), Some(account(ALICE)));
    });
}
