//! Pausing and handing over.

use super::mock::*;
use crate::{Error, Event, TokenOptions};
use frame_support::assert_ok;

#[test]
fn the_owner_pauses_and_unpauses() {
    new_test_ext().execute_with(|| {
        token();
        events();
        refused(
            || Erc20::unpause(signed(ALICE), 0),
            Error::<Test>::NotPaused,
        );
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        assert_eq!(Erc20::is_paused(0), Some(true));
        refused(|| Erc20::pause(signed(ALICE), 0), Error::<Test>::Paused);
        assert_ok!(Erc20::unpause(signed(ALICE), 0));
        assert_eq!(Erc20::is_paused(0), Some(false));
        assert_eq!(
            events(),
            [
                Event::Paused { token_id: 0 },
                Event::Unpaused { token_id: 0 }
            ]
        );
        assert_ok!(transfer(ALICE, BOB, 1));
    });
}

#[test]
fn only_the_owner_of_a_pausable_token_pauses() {
    new_test_ext().execute_with(|| {
        for call in [Erc20::pause, Erc20::unpause] {
            refused(|| call(signed(ALICE), 0), Error::<Test>::UnknownToken);
        }
        token_with(TokenOptions {
            pausable: false,
            ..ALL_OPTIONS
        });
        for call in [Erc20::pause, Erc20::unpause] {
            refused(|| call(signed(BOB), 0), Error::<Test>::NotOwner);
            refused(|| call(signed(ALICE), 0), Error::<Test>::NotPausable);
        }
    });
}

#[test]
fn a_new_owner_has_the_rights_and_the_old_one_none() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(Erc20::transfer_ownership(signed(ALICE), 0, account(BOB)));
        assert_eq!(owner(0), Some(account(BOB)));
        assert_eq!(
            events(),
            [Event::OwnershipTransferred {
                token_id: 0,
                previous_owner: account(ALICE),
                new_owner: Some(account(BOB)),
            }]
        );
        assert_ok!(mint(BOB, BOB, 1));
        refused(|| mint(ALICE, BOB, 1), Error::<Test>::NotOwner);
        // The tokens and the deposit are still the creator's.
        assert_eq!(balance(0, ALICE), SUPPLY);
        assert_eq!(held(ALICE), TOKEN_DEPOSIT);
    });
}

#[test]
fn renounced_is_renounced() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(Erc20::renounce_ownership(signed(ALICE), 0));
        assert_eq!(owner(0), None);
        assert_eq!(
            events(),
            [Event::OwnershipTransferred {
                token_id: 0,
                previous_owner: account(ALICE),
                new_owner: None,
            }]
        );
        for id in [ALICE, BOB] {
            refused(|| mint(id, id, 1), Error::<Test>::NotOwner);
            refused(|| Erc20::pause(signed(id), 0), Error::<Test>::NotOwner);
            refused(
                || Erc20::transfer_ownership(signed(id), 0, account(id)),
                Error::<Test>::NotOwner,
            );
        }
        assert_ok!(transfer(ALICE, BOB, 1));
    });
}

#[test]
fn nobody_hands_over_what_is_not_there_or_not_theirs() {
    new_test_ext().execute_with(|| {
        let hand_over = |id| Erc20::transfer_ownership(signed(id), 0, account(BOB));
        let renounce = |id| Erc20::renounce_ownership(signed(id), 0);
        refused(|| hand_over(ALICE), Error::<Test>::UnknownToken);
        refused(|| renounce(ALICE), Error::<Test>::UnknownToken);
        token();
        refused(|| hand_over(BOB), Error::<Test>::NotOwner);
        refused(|| renounce(BOB), Error::<Test>::NotOwner);
    });
}
