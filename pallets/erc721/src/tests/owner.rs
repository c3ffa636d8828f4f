//! Handing a collection over.

use super::mock::*;
use crate::{Error, Event, HoldReason};
use frame_support::assert_ok;

#[test]
fn a_new_owner_mints_and_the_old_one_no_more() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(Erc721::transfer_ownership(signed(ALICE), 0, account(BOB)));
        assert_eq!(
            events(),
            [Event::OwnershipTransferred {
                collection: 0,
                previous_owner: account(ALICE),
                new_owner: account(BOB),
            }]
        );
        refused(|| mint(ALICE, ALICE), Error::<Test>::NotOwner);
        assert_ok!(mint(BOB, BOB));
        assert_eq!(Erc721::collection_info(0).unwrap().owner, account(BOB));
        // Items and deposits stay where they are.
        assert_eq!(owner_of(0), Some(account(ALICE)));
        assert_eq!(held(HoldReason::Collection, ALICE), COLLECTION_DEPOSIT);
        assert_eq!(held(HoldReason::Item, ALICE), ITEM_DEPOSIT);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn only_the_owner_hands_over() {
    new_test_ext().execute_with(|| {
        let hand_over = |caller| Erc721::transfer_ownership(signed(caller), 0, account(BOB));
        refused(|| hand_over(ALICE), Error::<Test>::UnknownCollection);
        items(&[BOB]);
        refused(|| hand_over(BOB), Error::<Test>::NotOwner);
        assert_ok!(hand_over(ALICE));
        refused(|| hand_over(ALICE), Error::<Test>::NotOwner);
    });
}
