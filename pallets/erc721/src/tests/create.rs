//! Creating collections.

use super::mock::*;
use crate::{CollectionInfo, CollectionOptions, Error, Event, HoldReason};
use chaos_primitives::{AccountId, CollectionId};
use codec::{Decode, Encode};
use frame_support::assert_ok;
use pallet_nfts::NextCollectionId;
use sp_runtime::{DispatchResult, Permill};

fn create(
    name: &[u8],
    symbol: &[u8],
    base_uri: &[u8],
    options: CollectionOptions<AccountId>,
) -> DispatchResult {
    Erc721::create_collection(
        signed(ALICE),
        name.to_vec(),
        symbol.to_vec(),
        base_uri.to_vec(),
        options,
    )
}

#[test]
fn a_collection_is_its_creators_and_empty() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            max_supply: Some(7),
            ..all_options()
        };
        assert_ok!(create(b"Houses", b"HSE", b"https://a.b/", options.clone()));
        assert_eq!(
            events(),
            [Event::CollectionCreated {
                collection: 0,
                owner: account(ALICE),
                name: b"Houses".to_vec(),
                symbol: b"HSE".to_vec(),
                base_uri: b"https://a.b/".to_vec(),
                options: options.clone(),
            }]
        );
        assert_eq!(
            Erc721::collection_info(0),
            Some(CollectionInfo {
                collection: 0,
                name: "Houses".into(),
                symbol: "HSE".into(),
                base_uri: "https://a.b/".into(),
                metadata_frozen: false,
                owner: account(ALICE),
                options,
                total_supply: 0,
                next_token_id: 0,
            })
        );
        assert_eq!(held(HoldReason::Collection, ALICE), COLLECTION_DEPOSIT);
        assert_eq!(coins(ALICE), COINS - COLLECTION_DEPOSIT);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn the_ledger_shows_its_name_to_wallets_and_knows_its_options() {
    new_test_ext().execute_with(|| {
        items_with(
            CollectionOptions {
                max_supply: Some(7),
                transferable: false,
                ..all_options()
            },
            &[],
        );
        let metadata = pallet_nfts::CollectionMetadataOf::<Test>::get(0).unwrap();
        assert_eq!(metadata.data.into_inner(), b"Houses");
        let config = pallet_nfts::CollectionConfigOf::<Test>::get(0).unwrap();
        assert_eq!(config.max_supply, Some(7));
        assert!(config.has_disabled_setting(pallet_nfts::CollectionSetting::TransferableItems));
        assert_eq!(Nfts::collection_owner(0), Some(Erc721::account_id()));
    });
}

#[test]
fn ids_count_up_from_zero() {
    new_test_ext().execute_with(|| {
        assert_eq!([collection(), collection(), collection()], [0, 1, 2]);
        assert_eq!(held(HoldReason::Collection, ALICE), 3 * COLLECTION_DEPOSIT);
        assert_eq!(Erc721::collections(1, 2).len(), 2);
        assert_eq!(Erc721::collections(2, 100)[0].collection, 2);
        assert_eq!(Erc721::collections(3, 1), []);
        assert_eq!(Erc721::collections(CollectionId::MAX, u32::MAX), []);
    });
}

#[test]
fn a_page_has_at_most_a_hundred_collections() {
    new_test_ext().execute_with(|| {
        for _ in 0..101 {
            collection();
        }
        assert_eq!(Erc721::collections(0, u32::MAX).len(), 100);
    });
}

#[test]
fn the_longest_texts_are_kept_and_a_base_uri_may_be_empty() {
    new_test_ext().execute_with(|| {
        let longest = [b'n'; LONGEST];
        assert_ok!(create(&longest, &longest, &longest, all_options()));
        assert_ok!(create("Häuser".as_bytes(), b"H", b"", all_options()));
        assert_eq!(Erc721::collection_name(1), Some("Häuser".into()));
        assert_eq!(Erc721::collection_symbol(0).unwrap().len(), LONGEST);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn bad_parameters_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        let long = [b'n'; LONGEST + 1];
        for (name, symbol, base_uri, error) in [
            (&b""[..], &b"HSE"[..], &b""[..], Error::<Test>::NameEmpty),
            (&long, b"HSE", b"", Error::NameTooLong),
            (b"Houses", b"", b"", Error::SymbolEmpty),
            (b"Houses", &long, b"", Error::SymbolTooLong),
            (b"Houses", b"HSE", &long, Error::UriTooLong),
            (b"\xff", b"HSE", b"", Error::NotUtf8),
            (b"Houses", b"\xc3\x28", b"", Error::NotUtf8),
            (b"Houses", b"HSE", b"\xff", Error::NotUtf8),
        ] {
            refused(|| create(name, symbol, base_uri, all_options()), error);
        }
        let none = CollectionOptions {
            max_supply: Some(0),
            ..all_options()
        };
        refused(
            || create(b"Houses", b"HSE", b"", none.clone()),
            Error::<Test>::MaxSupplyZero,
        );
    });
}

#[test]
fn a_royalty_of_more_than_all_cannot_be_said() {
    let all = (account(ARTIST), Permill::one());
    let decoded = <(AccountId, Permill)>::decode(&mut &all.encode()[..]);
    assert_eq!(decoded, Ok(all));
    let more = (account(ARTIST), 1_000_001u32).encode();
    assert!(<(AccountId, Permill)>::decode(&mut &more[..]).is_err());
}

#[test]
fn who_cannot_pay_the_deposit_creates_nothing() {
    new_test_ext().execute_with(|| {
        let most = COINS - COLLECTION_DEPOSIT;
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            most
        ));
        refused(
            || create(b"Houses", b"HSE", b"", all_options()),
            Error::<Test>::DepositUnaffordable,
        );
    });
}

#[test]
fn there_is_no_id_after_the_last() {
    new_test_ext().execute_with(|| {
        NextCollectionId::<Test>::put(CollectionId::MAX);
        refused(
            || create(b"Houses", b"HSE", b"", all_options()),
            Error::<Test>::NoIdLeft,
        );
    });
}
