//! Creating tokens.

use super::mock::*;
use crate::{Error, Event, NextTokenId, TokenInfo, TokenOptions};
use chaos_primitives::{Balance, TokenId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn create(name: &[u8], symbol: &[u8], decimals: u8, cap: Option<Balance>) -> DispatchResult {
    let options = TokenOptions { cap, ..ALL_OPTIONS };
    Erc20::create(
        signed(ALICE),
        name.to_vec(),
        symbol.to_vec(),
        decimals,
        SUPPLY,
        options,
    )
}

#[test]
fn a_token_is_its_creators_with_all_of_its_supply() {
    new_test_ext().execute_with(|| {
        assert_ok!(create(b"Gold", b"GLD", 6, Some(SUPPLY)));
        let options = TokenOptions {
            cap: Some(SUPPLY),
            ..ALL_OPTIONS
        };
        assert_eq!(
            Erc20::info(0),
            Some(TokenInfo {
                token_id: 0,
                name: "Gold".into(),
                symbol: "GLD".into(),
                decimals: 6,
                total_supply: SUPPLY,
                owner: Some(account(ALICE)),
                options,
                paused: false,
                holders: 1,
            })
        );
        assert_eq!(balance(0, ALICE), SUPPLY);
        assert_eq!(held(ALICE), TOKEN_DEPOSIT);
        assert_eq!(coins(ALICE), COINS - TOKEN_DEPOSIT);
        assert_eq!(
            events(),
            [
                Event::Created {
                    token_id: 0,
                    owner: account(ALICE),
                    name: b"Gold".to_vec(),
                    symbol: b"GLD".to_vec(),
                    decimals: 6,
                    options,
                },
                transferred(0, None, Some(ALICE), SUPPLY),
            ]
        );
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn each_read_says_what_info_says() {
    new_test_ext().execute_with(|| {
        assert_ok!(create(b"Gold", b"GLD", 6, Some(2 * SUPPLY)));
        let info = Erc20::info(0).unwrap();
        assert_eq!(Erc20::token_name(0), Some(info.name));
        assert_eq!(Erc20::token_symbol(0), Some(info.symbol));
        assert_eq!(Erc20::decimals(0), Some(info.decimals));
        assert_eq!(Erc20::total_supply(0), Some(info.total_supply));
        assert_eq!(Erc20::owner(0), info.owner);
        assert_eq!(Erc20::options(0), Some(info.options));
        assert_eq!(Erc20::is_paused(0), Some(info.paused));
        assert_eq!(Erc20::holders(0), Some(info.holders));
    });
}

#[test]
fn nothing_is_said_of_a_token_that_does_not_exist() {
    new_test_ext().execute_with(|| {
        assert_eq!(Erc20::info(0), None);
        assert_eq!(Erc20::token_name(0), None);
        assert_eq!(Erc20::token_symbol(0), None);
        assert_eq!(Erc20::decimals(0), None);
        assert_eq!(Erc20::total_supply(0), None);
        assert_eq!(Erc20::owner(0), None);
        assert_eq!(Erc20::options(0), None);
        assert_eq!(Erc20::is_paused(0), None);
        assert_eq!(Erc20::holders(0), None);
    });
}

#[test]
fn the_ledger_shows_its_name_to_wallets() {
    new_test_ext().execute_with(|| {
        let token_id = token();
        let metadata = pallet_assets::Metadata::<Test>::get(token_id);
        assert_eq!(metadata.name.as_slice(), b"Gold");
        assert_eq!(metadata.symbol.as_slice(), b"GLD");
        assert_eq!(metadata.decimals, 6);
        assert_eq!(metadata.deposit, 0);
    });
}

#[test]
fn ids_count_up_from_zero() {
    new_test_ext().execute_with(|| {
        assert_eq!([token(), token(), token()], [0, 1, 2]);
        assert_eq!(held(ALICE), 3 * TOKEN_DEPOSIT);
        assert_eq!(Erc20::page(1, 2).len(), 2);
        assert_eq!(Erc20::page(2, 100)[0].token_id, 2);
        assert_eq!(Erc20::page(3, 1), []);
        assert_eq!(Erc20::page(TokenId::MAX, u32::MAX), []);
    });
}

#[test]
fn a_page_has_at_most_a_hundred_tokens() {
    new_test_ext().execute_with(|| {
        for _ in 0..101 {
            token();
        }
        assert_eq!(Erc20::page(0, u32::MAX).len(), 100);
    });
}

#[test]
fn a_token_without_supply_is_nobodys_yet() {
    new_test_ext().execute_with(|| {
        assert_ok!(Erc20::create(
            signed(ALICE),
            b"Gold".to_vec(),
            b"GLD".to_vec(),
            0,
            0,
            ALL_OPTIONS
        ));
        assert_eq!(Erc20::info(0).unwrap().holders, 0);
        assert_eq!(events().len(), 1);
    });
}

#[test]
fn the_longest_name_and_most_decimals_are_kept() {
    new_test_ext().execute_with(|| {
        assert_ok!(create(&[b'n'; 50], &[b's'; 50], 18, None));
        assert_eq!(Erc20::info(0).unwrap().name.len(), 50);
    });
}

#[test]
fn bad_parameters_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        for (name, symbol, decimals, cap, error) in [
            (&b""[..], &b"GLD"[..], 6, None, Error::<Test>::NameEmpty),
            (&[b'n'; 51], b"GLD", 6, None, Error::NameTooLong),
            (b"Gold", b"", 6, None, Error::SymbolEmpty),
            (b"Gold", &[b's'; 51], 6, None, Error::SymbolTooLong),
            (b"\xff", b"GLD", 6, None, Error::NotUtf8),
            (b"Gold", b"\xc3\x28", 6, None, Error::NotUtf8),
            (b"Gold", b"GLD", 19, None, Error::TooManyDecimals),
            (b"Gold", b"GLD", 6, Some(0), Error::CapZero),
            (b"Gold", b"GLD", 6, Some(SUPPLY - 1), Error::CapExceeded),
        ] {
            refused(|| create(name, symbol, decimals, cap), error);
        }
    });
}

#[test]
fn who_cannot_pay_the_deposit_creates_nothing() {
    new_test_ext().execute_with(|| {
        let most = COINS - TOKEN_DEPOSIT;
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            most
        ));
        refused(
            || create(b"Gold", b"GLD", 6, None),
            Error::<Test>::DepositUnaffordable,
        );
    });
}

#[test]
fn there_is_no_id_after_the_last() {
    new_test_ext().execute_with(|| {
        NextTokenId::<Test>::put(TokenId::MAX);
        assert_noop!(create(b"Gold", b"GLD", 6, None), Error::<Test>::NoIdLeft);
    });
}
