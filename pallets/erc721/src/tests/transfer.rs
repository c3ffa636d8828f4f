//! Moving items: EIP-721's `transferFrom`.

use super::mock::*;
use crate::{CollectionOptions, Error, Event};
use chaos_primitives::currency::EXISTENTIAL_DEPOSIT;
use frame_support::assert_ok;

#[test]
fn an_owner_transfers_its_item() {
    new_test_ext().execute_with(|| {
        items(&[ALICE, BOB]);
        assert_ok!(transfer_from(BOB, BOB, CHARLIE, 1));
        assert_eq!(events(), [transferred(1, Some(BOB), Some(CHARLIE))]);
        assert_eq!(owner_of(1), Some(account(CHARLIE)));
        assert_eq!((balance(BOB), balance(CHARLIE)), (0, 1));
        assert_eq!(tokens(), [0, 1]);
        assert_ok!(Erc721::do_try_state());
        refused(
            || transfer_from(BOB, BOB, ALICE, 1),
            Error::<Test>::NotApproved,
        );
    });
}

#[test]
fn the_approved_account_transfers_once() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(transfer_from(BOB, ALICE, CHARLIE, 0));
        assert_eq!(owner_of(0), Some(account(CHARLIE)));
        assert_eq!(approved(0), None);
        refused(
            || transfer_from(BOB, CHARLIE, BOB, 0),
            Error::<Test>::NotApproved,
        );
    });
}

#[test]
fn an_operator_transfers_all_that_its_owner_has_and_nothing_else() {
    new_test_ext().execute_with(|| {
        items(&[ALICE, ALICE, CHARLIE]);
        assert_ok!(set_approval_for_all(ALICE, BOB, true));
        assert_ok!(transfer_from(BOB, ALICE, CHARLIE, 0));
        assert_ok!(transfer_from(BOB, ALICE, BOB, 1));
        // What has left the owner has left the operator.
        for token_id in [0, 2] {
            refused(
                || transfer_from(BOB, CHARLIE, BOB, token_id),
                Error::<Test>::NotApproved,
            );
        }
        // What comes later is the operator's to move too.
        assert_ok!(mint(ALICE, ALICE));
        assert_ok!(transfer_from(BOB, ALICE, BOB, 3));
    });
}

#[test]
fn a_transfer_to_oneself_changes_nothing_but_the_approval_and_says_so() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        events();
        assert_ok!(transfer_from(ALICE, ALICE, ALICE, 0));
        assert_eq!(events(), [transferred(0, Some(ALICE), Some(ALICE))]);
        assert_eq!((balance(ALICE), approved(0)), (1, None));
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn the_caller_pays_the_existential_deposit_of_a_new_account() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        events();
        let before = coins(ALICE);
        assert_ok!(transfer_from(BOB, ALICE, NOBODY, 0));
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
        assert_eq!(coins(BOB), COINS - EXISTENTIAL_DEPOSIT);
        assert_eq!(coins(ALICE), before);
        assert_eq!(
            events(),
            [
                Event::DepositPaid {
                    payer: account(BOB),
                    account: account(NOBODY),
                    amount: EXISTENTIAL_DEPOSIT,
                },
                transferred(0, Some(ALICE), Some(NOBODY)),
            ]
        );
        // Who has nothing but that can't open another account, but can give the item back.
        refused(
            || transfer_from(NOBODY, NOBODY, NOBODY + 1, 0),
            Error::<Test>::DepositUnaffordable,
        );
        assert_ok!(transfer_from(NOBODY, NOBODY, ALICE, 0));
    });
}

#[test]
fn bad_transfers_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        let unknown = || transfer_from(ALICE, ALICE, BOB, 0);
        refused(unknown, Error::<Test>::UnknownCollection);
        items(&[]);
        refused(unknown, Error::<Test>::UnknownToken);
        assert_ok!(mint(ALICE, ALICE));
        refused(
            || transfer_from(BOB, ALICE, BOB, 0),
            Error::<Test>::NotApproved,
        );
        refused(
            || transfer_from(BOB, BOB, BOB, 0),
            Error::<Test>::NotApproved,
        );
        // As in EIP-721, `from` is looked at after the right to transfer.
        refused(
            || transfer_from(ALICE, BOB, CHARLIE, 0),
            Error::<Test>::NotTokenOwner,
        );
        assert_ok!(set_approval_for_all(ALICE, BOB, true));
        refused(
            || transfer_from(BOB, BOB, CHARLIE, 0),
            Error::<Test>::NotTokenOwner,
        );
        assert_ok!(burn(ALICE, 0));
        refused(unknown, Error::<Test>::UnknownToken);
    });
}

#[test]
fn nobody_transfers_what_is_not_transferable() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            transferable: false,
            ..all_options()
        };
        items_with(options, &[BOB]);
        assert_ok!(set_approval_for_all(BOB, CHARLIE, true));
        for caller in [ALICE, BOB, CHARLIE] {
            refused(
                || transfer_from(caller, BOB, CHARLIE, 0),
                Error::<Test>::NotTransferable,
            );
        }
    });
}
