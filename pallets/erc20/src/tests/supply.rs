//! Minting and burning.

use super::mock::*;
use crate::{Error, TokenOptions, MAX_SUPPLY};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, Balance};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

fn burn(from: u8, value: Balance) -> DispatchResult {
    Erc20::burn(signed(from), 0, value)
}

fn burn_from(spender: u8, from: u8, value: Balance) -> DispatchResult {
    Erc20::burn_from(signed(spender), 0, account(from), value)
}

fn supply() -> Balance {
    Assets::total_supply(0)
}

#[test]
fn the_owner_mints_for_anybody() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(mint(ALICE, BOB, 10));
        assert_eq!((supply(), balance(0, BOB)), (SUPPLY + 10, 10));
        assert_eq!(events(), [transferred(0, None, Some(BOB), 10)]);
        let before = coins(ALICE);
        assert_ok!(mint(ALICE, NOBODY, 1));
        assert_eq!(coins(ALICE), before - EXISTENTIAL_DEPOSIT);
        assert_ok!(mint(ALICE, NOBODY + 1, 0));
        assert_eq!(coins(NOBODY + 1), 0);
    });
}

#[test]
fn only_what_may_be_minted_is() {
    new_test_ext().execute_with(|| {
        refused(|| mint(ALICE, BOB, 1), Error::<Test>::UnknownToken);
        token_with(TokenOptions {
            mintable: false,
            ..ALL_OPTIONS
        });
        refused(|| mint(BOB, BOB, 1), Error::<Test>::NotOwner);
        refused(|| mint(ALICE, BOB, 1), Error::<Test>::NotMintable);
    });
}

#[test]
fn the_supply_stays_under_the_cap() {
    new_test_ext().execute_with(|| {
        token_with(TokenOptions {
            cap: Some(SUPPLY + 10),
            ..ALL_OPTIONS
        });
        refused(|| mint(ALICE, BOB, 11), Error::<Test>::CapExceeded);
        assert_ok!(mint(ALICE, BOB, 10));
        refused(|| mint(ALICE, BOB, 1), Error::<Test>::CapExceeded);
        // What is burned makes room.
        assert_ok!(burn(BOB, 4));
        assert_ok!(mint(ALICE, BOB, 4));
        refused(
            || mint(ALICE, BOB, Balance::MAX),
            Error::<Test>::CapExceeded,
        );
    });
}

#[test]
fn the_supply_is_at_most_half_of_what_a_balance_can_say() {
    new_test_ext().execute_with(|| {
        let create = |supply, cap| {
            let options = TokenOptions { cap, ..ALL_OPTIONS };
            let [name, symbol] = [b"Gold", b"Gold"].map(|text| text.to_vec());
            Erc20::create(signed(ALICE), name, symbol, 0, supply, options)
        };
        for cap in [None, Some(Balance::MAX)] {
            let too_many = || create(MAX_SUPPLY + 1, cap);
            refused(too_many, Error::<Test>::SupplyTooLarge);
        }
        token();
        let room = MAX_SUPPLY - SUPPLY;
        for value in [room + 1, Balance::MAX] {
            refused(|| mint(ALICE, BOB, value), Error::<Test>::SupplyTooLarge);
        }
        assert_ok!(mint(ALICE, BOB, room));
        assert_eq!(supply(), MAX_SUPPLY);
        refused(|| mint(ALICE, BOB, 1), Error::<Test>::SupplyTooLarge);
        // All of it still moves.
        assert_ok!(Erc20::transfer(signed(BOB), 0, account(CHARLIE), room));
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn holders_burn_what_is_theirs() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(burn(ALICE, 10));
        assert_eq!((supply(), balance(0, ALICE)), (SUPPLY - 10, SUPPLY - 10));
        assert_eq!(events(), [transferred(0, Some(ALICE), None, 10)]);
        assert_ok!(burn(BOB, 0));
        refused(|| burn(BOB, 1), Error::<Test>::InsufficientBalance);
        assert_ok!(burn(ALICE, SUPPLY - 10));
        assert_eq!(supply(), 0);
        assert_eq!(Erc20::info(0).unwrap().holders, 0);
    });
}

#[test]
fn burning_for_another_spends_the_allowance() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        assert_ok!(burn_from(BOB, ALICE, 4));
        assert_eq!(allowance(0, ALICE, BOB), 6);
        assert_eq!(balance(0, ALICE), SUPPLY - 4);
        refused(
            || burn_from(BOB, ALICE, 7),
            Error::<Test>::InsufficientAllowance,
        );
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), Balance::MAX));
        refused(
            || burn_from(BOB, ALICE, SUPPLY),
            Error::<Test>::InsufficientBalance,
        );
        assert_ok!(burn_from(BOB, ALICE, 1));
        assert_eq!(allowance(0, ALICE, BOB), Balance::MAX);
    });
}

/// As with transfers of nothing, whoever lists them must not believe that the account has signed.
#[test]
fn anybody_burns_nothing_of_anybody() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(burn_from(CHARLIE, ALICE, 0));
        assert_eq!(events(), [transferred(0, Some(ALICE), None, 0)]);
        assert_eq!(supply(), SUPPLY);
    });
}

#[test]
fn only_what_may_be_burned_is() {
    new_test_ext().execute_with(|| {
        refused(|| burn(ALICE, 1), Error::<Test>::UnknownToken);
        refused(|| burn_from(BOB, ALICE, 1), Error::<Test>::UnknownToken);
        token_with(TokenOptions {
            burnable: false,
            ..ALL_OPTIONS
        });
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        refused(|| burn(ALICE, 1), Error::<Test>::NotBurnable);
        refused(|| burn_from(BOB, ALICE, 1), Error::<Test>::NotBurnable);
    });
}

#[test]
fn nothing_is_minted_or_burned_while_paused_or_frozen() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        FrozenToken::set(&Some(0));
        refused(|| burn(ALICE, 1), Error::<Test>::Frozen);
        refused(|| burn_from(BOB, ALICE, 1), Error::<Test>::Frozen);
        FrozenToken::set(&None);
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        refused(|| mint(ALICE, BOB, 1), Error::<Test>::Paused);
        refused(|| burn(ALICE, 1), Error::<Test>::Paused);
        refused(|| burn_from(BOB, ALICE, 1), Error::<Test>::Paused);
    });
}
