//! Approved accounts and operators.

use super::mock::*;
use crate::{CollectionOptions, Error, Event, HoldReason};
use frame_support::assert_ok;

#[test]
fn one_account_is_approved_for_an_item() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_eq!(approved(0), Some(account(BOB)));
        assert_ok!(approve(ALICE, Some(CHARLIE), 0));
        assert_eq!(approved(0), Some(account(CHARLIE)));
        refused(
            || transfer_from(BOB, ALICE, BOB, 0),
            Error::<Test>::NotApproved,
        );
        assert_ok!(approve(ALICE, None, 0));
        assert_eq!(approved(0), None);
        refused(
            || transfer_from(CHARLIE, ALICE, BOB, 0),
            Error::<Test>::NotApproved,
        );
        let approval = |approved: Option<u8>| Event::Approval {
            collection: 0,
            token_id: 0,
            owner: account(ALICE),
            approved: approved.map(account),
        };
        assert_eq!(events(), [Some(BOB), Some(CHARLIE), None].map(approval));
    });
}

#[test]
fn nobody_and_the_same_can_be_approved_again() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, None, 0));
        assert_eq!(events().len(), 1);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_eq!(approved(0), Some(account(BOB)));
        // As OpenZeppelin has it, the owner too.
        assert_ok!(approve(ALICE, Some(ALICE), 0));
        assert_eq!(approved(0), Some(account(ALICE)));
    });
}

#[test]
fn the_owner_and_its_operators_approve_and_nobody_else() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        // Not who is approved.
        for caller in [BOB, CHARLIE] {
            refused(
                || approve(caller, Some(CHARLIE), 0),
                Error::<Test>::NotApproved,
            );
            refused(|| approve(caller, None, 0), Error::<Test>::NotApproved);
        }
        assert_ok!(set_approval_for_all(ALICE, CHARLIE, true));
        events();
        assert_ok!(approve(CHARLIE, Some(CHARLIE), 0));
        assert_eq!(
            events(),
            [Event::Approval {
                collection: 0,
                token_id: 0,
                owner: account(ALICE),
                approved: Some(account(CHARLIE)),
            }]
        );
    });
}

#[test]
fn bad_approvals_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        refused(
            || approve(ALICE, Some(BOB), 0),
            Error::<Test>::UnknownCollection,
        );
        refused(
            || set_approval_for_all(ALICE, BOB, true),
            Error::<Test>::UnknownCollection,
        );
        let options = CollectionOptions {
            transferable: false,
            ..all_options()
        };
        items_with(options, &[ALICE]);
        refused(|| approve(ALICE, Some(BOB), 1), Error::<Test>::UnknownToken);
        // Before it is said that nobody can.
        refused(|| approve(BOB, Some(BOB), 0), Error::<Test>::NotApproved);
        refused(
            || approve(ALICE, Some(BOB), 0),
            Error::<Test>::NotTransferable,
        );
        assert_ok!(approve(ALICE, None, 0));
    });
}

#[test]
fn an_approval_is_not_the_next_owners() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(transfer_from(ALICE, ALICE, CHARLIE, 0));
        assert_eq!(approved(0), None);
        // Not even when it comes back.
        assert_ok!(transfer_from(CHARLIE, CHARLIE, ALICE, 0));
        refused(
            || transfer_from(BOB, ALICE, BOB, 0),
            Error::<Test>::NotApproved,
        );
    });
}

#[test]
fn an_operator_is_of_one_owner_and_one_collection() {
    new_test_ext().execute_with(|| {
        items(&[ALICE, BOB]);
        collection();
        assert_ok!(Erc721::mint(signed(ALICE), 1, account(ALICE), None));
        events();
        assert_ok!(set_approval_for_all(ALICE, CHARLIE, true));
        assert_eq!(
            events(),
            [Event::ApprovalForAll {
                collection: 0,
                owner: account(ALICE),
                operator: account(CHARLIE),
                approved: true,
            }]
        );
        let is_operator = |collection, owner| {
            Erc721::is_approved_for_all(collection, &account(owner), &account(CHARLIE))
        };
        assert_eq!(is_operator(0, ALICE), Some(true));
        assert_eq!(is_operator(0, BOB), Some(false));
        assert_eq!(is_operator(1, ALICE), Some(false));
        assert_eq!(is_operator(2, ALICE), None);
        refused(
            || transfer_from(CHARLIE, BOB, CHARLIE, 1),
            Error::<Test>::NotApproved,
        );
        refused(
            || {
                let from_alice = (account(ALICE), account(CHARLIE));
                outcome(Erc721::transfer_from(
                    signed(CHARLIE),
                    1,
                    from_alice.0,
                    from_alice.1,
                    0,
                ))
            },
            Error::<Test>::NotApproved,
        );
    });
}

#[test]
fn an_operator_is_none_after_it_was_revoked() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(set_approval_for_all(ALICE, BOB, true));
        assert_ok!(set_approval_for_all(ALICE, BOB, false));
        for call in [
            || transfer_from(BOB, ALICE, BOB, 0),
            || approve(BOB, Some(BOB), 0),
            || burn(BOB, 0),
        ] {
            refused(call, Error::<Test>::NotApproved);
        }
    });
}

#[test]
fn an_operator_has_one_deposit_held_which_comes_back() {
    new_test_ext().execute_with(|| {
        items(&[]);
        for approved in [true, true] {
            assert_ok!(set_approval_for_all(BOB, CHARLIE, approved));
            assert_eq!(held(HoldReason::Operator, BOB), OPERATOR_DEPOSIT);
        }
        assert_ok!(set_approval_for_all(BOB, ALICE, true));
        assert_eq!(held(HoldReason::Operator, BOB), 2 * OPERATOR_DEPOSIT);
        assert_ok!(Erc721::do_try_state());
        for operator in [ALICE, CHARLIE, CHARLIE] {
            assert_ok!(set_approval_for_all(BOB, operator, false));
        }
        assert_eq!(coins(BOB), COINS);
        assert_eq!(events().len(), 6);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn who_cannot_pay_the_deposit_has_no_operator() {
    new_test_ext().execute_with(|| {
        items(&[BOB]);
        assert_ok!(Balances::transfer_keep_alive(
            signed(BOB),
            account(ALICE),
            COINS - OPERATOR_DEPOSIT
        ));
        refused(
            || set_approval_for_all(BOB, ALICE, true),
            Error::<Test>::DepositUnaffordable,
        );
        // An approved account costs nothing.
        assert_ok!(approve(BOB, Some(ALICE), 0));
    });
}
