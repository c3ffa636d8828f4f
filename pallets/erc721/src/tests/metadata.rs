//! Names and URIs.

use super::mock::*;
use crate::{Error, Event};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

fn set_base_uri(caller: u8, base_uri: &[u8]) -> DispatchResult {
    Erc721::set_base_uri(signed(caller), 0, base_uri.to_vec())
}

#[test]
fn a_new_base_uri_is_that_of_all_items() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(Erc721::mint(
            signed(ALICE),
            0,
            account(BOB),
            Some(b"own".to_vec())
        ));
        events();
        for (base_uri, first, second) in [
            (&b"ipfs://c/"[..], "ipfs://c/0", "ipfs://c/own"),
            (b"", "", "own"),
        ] {
            assert_ok!(set_base_uri(ALICE, base_uri));
            assert_eq!(
                events(),
                [Event::BaseUriSet {
                    collection: 0,
                    base_uri: base_uri.to_vec(),
                }]
            );
            assert_eq!(Erc721::token_uri(0, 0), Some(first.into()));
            assert_eq!(Erc721::token_uri(0, 1), Some(second.into()));
        }
        assert_eq!(Erc721::token_uri(0, 2), None);
        assert_eq!(Erc721::token_uri(1, 0), None);
    });
}

#[test]
fn bad_base_uris_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        refused(
            || set_base_uri(ALICE, b""),
            Error::<Test>::UnknownCollection,
        );
        items(&[]);
        refused(|| set_base_uri(BOB, b""), Error::<Test>::NotOwner);
        let long = [b'u'; LONGEST + 1];
        refused(|| set_base_uri(ALICE, &long), Error::<Test>::UriTooLong);
        refused(|| set_base_uri(ALICE, b"\xff"), Error::<Test>::NotUtf8);
    });
}

#[test]
fn frozen_metadata_never_changes_any_more() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(Erc721::freeze_metadata(signed(ALICE), 0));
        assert_eq!(events(), [Event::MetadataFrozen { collection: 0 }]);
        assert!(Erc721::collection_info(0).unwrap().metadata_frozen);
        refused(
            || set_base_uri(ALICE, b"other"),
            Error::<Test>::MetadataFrozen,
        );
        refused(
            || Erc721::freeze_metadata(signed(ALICE), 0),
            Error::<Test>::MetadataFrozen,
        );
        // Not for a new owner either.
        assert_ok!(Erc721::transfer_ownership(signed(ALICE), 0, account(BOB)));
        refused(
            || set_base_uri(BOB, b"other"),
            Error::<Test>::MetadataFrozen,
        );
        assert_eq!(Erc721::token_uri(0, 0), Some("https://a.b/0".into()));
    });
}

#[test]
fn new_items_may_still_have_uris_of_their_own_and_old_ones_be_burned() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(Erc721::freeze_metadata(signed(ALICE), 0));
        assert_ok!(Erc721::mint(
            signed(ALICE),
            0,
            account(BOB),
            Some(b"own".to_vec())
        ));
        assert_eq!(Erc721::token_uri(0, 1), Some("https://a.b/own".into()));
        assert_ok!(burn(BOB, 1));
        assert_eq!(pallet_nfts::ItemMetadataOf::<Test>::iter().count(), 0);
    });
}

#[test]
fn only_the_owner_freezes_and_the_ledger_is_told() {
    new_test_ext().execute_with(|| {
        let freeze = |caller| Erc721::freeze_metadata(signed(caller), 0);
        refused(|| freeze(ALICE), Error::<Test>::UnknownCollection);
        items(&[BOB]);
        refused(|| freeze(BOB), Error::<Test>::NotOwner);
        assert_ok!(freeze(ALICE));
        let config = pallet_nfts::CollectionConfigOf::<Test>::get(0).unwrap();
        assert!(config.has_disabled_setting(pallet_nfts::CollectionSetting::UnlockedMetadata));
    });
}
