//! Destroying items.

use super::mock::*;
use crate::{CollectionOptions, Error, HoldReason, Tokens};
use frame_support::assert_ok;

#[test]
fn an_owner_burns_its_item() {
    new_test_ext().execute_with(|| {
        items(&[]);
        assert_ok!(Erc721::mint(
            signed(ALICE),
            0,
            account(BOB),
            Some(b"own.json".to_vec())
        ));
        events();
        assert_ok!(burn(BOB, 0));
        assert_eq!(events(), [transferred(0, Some(BOB), None)]);
        assert_eq!(owner_of(0), None);
        assert_eq!(Erc721::token_uri(0, 0), None);
        assert_eq!((balance(BOB), Erc721::total_supply(0)), (0, Some(0)));
        assert_eq!(Tokens::<Test>::iter().count(), 0);
        assert_eq!(pallet_nfts::ItemMetadataOf::<Test>::iter().count(), 0);
        assert_eq!(pallet_nfts::ItemConfigOf::<Test>::iter().count(), 0);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn approved_account_and_operator_burn_too() {
    new_test_ext().execute_with(|| {
        items(&[ALICE, ALICE, ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(burn(BOB, 0));
        refused(|| burn(BOB, 1), Error::<Test>::NotApproved);
        assert_ok!(set_approval_for_all(ALICE, CHARLIE, true));
        assert_ok!(burn(CHARLIE, 1));
        assert_eq!(tokens(), [2]);
    });
}

#[test]
fn the_deposit_goes_back_to_who_minted() {
    new_test_ext().execute_with(|| {
        items(&[BOB, BOB]);
        assert_ok!(Erc721::transfer_ownership(
            signed(ALICE),
            0,
            account(CHARLIE)
        ));
        assert_ok!(mint(CHARLIE, BOB));
        assert_ok!(burn(BOB, 0));
        assert_eq!(held(HoldReason::Item, ALICE), ITEM_DEPOSIT);
        assert_eq!(held(HoldReason::Item, CHARLIE), ITEM_DEPOSIT);
        assert_ok!(burn(BOB, 2));
        assert_eq!(held(HoldReason::Item, CHARLIE), 0);
        assert_eq!(coins(CHARLIE), COINS);
        assert_eq!(coins(ALICE), COINS - COLLECTION_DEPOSIT - ITEM_DEPOSIT);
        assert_eq!(coins(BOB), COINS);
    });
}

#[test]
fn burning_gives_the_number_to_the_last() {
    new_test_ext().execute_with(|| {
        items(&[ALICE; 5]);
        for (token_id, left) in [
            (1, vec![0, 4, 2, 3]),
            (3, vec![0, 4, 2]),
            (0, vec![2, 4]),
            (4, vec![2]),
            (2, vec![]),
        ] {
            assert_ok!(burn(ALICE, token_id));
            assert_eq!(tokens(), left);
            assert_ok!(Erc721::do_try_state());
        }
    });
}

#[test]
fn bad_burns_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        refused(|| burn(ALICE, 0), Error::<Test>::UnknownCollection);
        items(&[BOB]);
        refused(|| burn(BOB, 1), Error::<Test>::UnknownToken);
        // Owning the collection is not enough.
        refused(|| burn(ALICE, 0), Error::<Test>::NotApproved);
        assert_ok!(burn(BOB, 0));
        refused(|| burn(BOB, 0), Error::<Test>::UnknownToken);
    });
}

#[test]
fn nobody_burns_what_is_not_burnable() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            burnable: false,
            ..all_options()
        };
        items_with(options, &[BOB]);
        assert_ok!(set_approval_for_all(BOB, CHARLIE, true));
        for caller in [ALICE, BOB, CHARLIE] {
            refused(|| burn(caller, 0), Error::<Test>::NotBurnable);
        }
    });
}

#[test]
fn what_cannot_be_transferred_can_be_burned() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            transferable: false,
            ..all_options()
        };
        items_with(options, &[BOB, BOB]);
        assert_ok!(burn(BOB, 0));
        assert_ok!(set_approval_for_all(BOB, CHARLIE, true));
        assert_ok!(burn(CHARLIE, 1));
        assert_ok!(Erc721::do_try_state());
    });
}

/// Reserves are taken from what is held, and nothing says so.
#[test]
fn an_item_is_burnt_although_less_is_held_than_on_record() {
    new_test_ext().execute_with(|| {
        items(&[BOB]);
        let all = held(HoldReason::Item, ALICE) + held(HoldReason::Collection, ALICE);
        assert_ok!(Balances::force_unreserve(
            RuntimeOrigin::root(),
            account(ALICE),
            all
        ));
        assert_ok!(burn(BOB, 0));
        assert_eq!(owner_of(0), None);
    });
}
