//! Making items, one or many.

use super::mock::*;
use crate::{CollectionOptions, Error, Event, HoldReason, NextTokenId};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, ItemId};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

fn mint_with(uri: &[u8]) -> DispatchResult {
    outcome(Erc721::mint(
        signed(ALICE),
        0,
        account(BOB),
        Some(uri.to_vec()),
    ))
}

#[test]
fn a_new_item_is_its_recipients() {
    new_test_ext().execute_with(|| {
        items(&[]);
        assert_ok!(mint(ALICE, BOB));
        assert_eq!(events(), [transferred(0, None, Some(BOB))]);
        assert_eq!(owner_of(0), Some(account(BOB)));
        assert_eq!((balance(ALICE), balance(BOB)), (0, 1));
        assert_eq!(Erc721::total_supply(0), Some(1));
        assert_eq!(held(HoldReason::Item, ALICE), ITEM_DEPOSIT);
        assert_eq!(coins(BOB), COINS);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn ids_count_up_and_are_never_used_again() {
    new_test_ext().execute_with(|| {
        items(&[BOB, CHARLIE]);
        assert_ok!(burn(CHARLIE, 1));
        assert_ok!(mint(ALICE, CHARLIE));
        assert_eq!(owner_of(1), None);
        assert_eq!(owner_of(2), Some(account(CHARLIE)));
        assert_eq!((tokens(), next_token_id()), (vec![0, 2], 3));
    });
}

#[test]
fn each_collection_counts_its_own() {
    new_test_ext().execute_with(|| {
        items(&[BOB, BOB]);
        collection();
        assert_ok!(Erc721::mint(signed(ALICE), 1, account(BOB), None));
        assert_eq!(Erc721::owner_of(1, 0), Some(account(BOB)));
        assert_eq!(Erc721::total_supply(1), Some(1));
        assert_eq!(balance(BOB), 2);
    });
}

#[test]
fn the_minter_pays_the_existential_deposit_of_a_new_account() {
    new_test_ext().execute_with(|| {
        items(&[]);
        let before = coins(ALICE);
        assert_ok!(batch_mint(ALICE, NOBODY, 2));
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
        assert_eq!(
            coins(ALICE),
            before - EXISTENTIAL_DEPOSIT - 2 * ITEM_DEPOSIT
        );
        assert_eq!(
            events(),
            [
                Event::DepositPaid {
                    payer: account(ALICE),
                    account: account(NOBODY),
                    amount: EXISTENTIAL_DEPOSIT,
                },
                transferred(0, None, Some(NOBODY)),
                transferred(1, None, Some(NOBODY)),
            ]
        );
    });
}

#[test]
fn only_the_owner_of_the_collection_mints() {
    new_test_ext().execute_with(|| {
        refused(|| mint(ALICE, BOB), Error::<Test>::UnknownCollection);
        refused(
            || batch_mint(ALICE, BOB, 1),
            Error::<Test>::UnknownCollection,
        );
        items(&[BOB]);
        assert_ok!(set_approval_for_all(ALICE, BOB, true));
        refused(|| mint(BOB, BOB), Error::<Test>::NotOwner);
        refused(|| batch_mint(BOB, BOB, 1), Error::<Test>::NotOwner);
    });
}

#[test]
fn a_collection_has_at_most_its_maximal_supply() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            max_supply: Some(2),
            ..all_options()
        };
        items_with(options, &[BOB]);
        refused(|| batch_mint(ALICE, BOB, 2), Error::<Test>::CollectionFull);
        assert_ok!(mint(ALICE, BOB));
        refused(|| mint(ALICE, BOB), Error::<Test>::CollectionFull);
        // Burning makes room.
        assert_ok!(burn(BOB, 0));
        assert_ok!(mint(ALICE, BOB));
        assert_eq!(tokens(), [1, 2]);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn a_batch_is_many_items_of_one_recipient() {
    new_test_ext().execute_with(|| {
        items(&[CHARLIE]);
        assert_ok!(batch_mint(ALICE, BOB, 3));
        assert_eq!(
            events(),
            [1, 2, 3].map(|token_id| transferred(token_id, None, Some(BOB)))
        );
        assert_eq!(balance(BOB), 3);
        assert_eq!(held(HoldReason::Item, ALICE), 4 * ITEM_DEPOSIT);
        assert_eq!(tokens(), [0, 1, 2, 3]);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn a_batch_has_1_to_1024_items() {
    new_test_ext().execute_with(|| {
        items(&[]);
        refused(|| batch_mint(ALICE, BOB, 0), Error::<Test>::CountZero);
        for count in [1_025, u32::MAX] {
            refused(|| batch_mint(ALICE, BOB, count), Error::<Test>::TooMany);
        }
        assert_ok!(batch_mint(ALICE, BOB, 1_024));
        assert_eq!(balance(BOB), 1_024);
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn who_cannot_pay_the_deposits_mints_nothing() {
    new_test_ext().execute_with(|| {
        items(&[]);
        // For three items, and to exist.
        let most = coins(ALICE) - 3 * ITEM_DEPOSIT - EXISTENTIAL_DEPOSIT;
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            most
        ));
        for count in [4, 1_024] {
            refused(
                || batch_mint(ALICE, BOB, count),
                Error::<Test>::DepositUnaffordable,
            );
        }
        assert_ok!(batch_mint(ALICE, BOB, 2));
        // There is nothing for a new account besides.
        refused(|| mint(ALICE, NOBODY), Error::<Test>::DepositUnaffordable);
        assert_ok!(mint(ALICE, BOB));
    });
}

#[test]
fn an_item_may_have_a_uri_of_its_own_which_wallets_see() {
    new_test_ext().execute_with(|| {
        items(&[]);
        assert_ok!(mint_with(b"own.json"));
        let metadata = pallet_nfts::ItemMetadataOf::<Test>::get(0, 0).unwrap();
        assert_eq!(metadata.data.into_inner(), b"own.json");
        assert_eq!(Erc721::token_uri(0, 0), Some("https://a.b/own.json".into()));
        // An empty one is none.
        assert_ok!(mint_with(b""));
        assert!(!pallet_nfts::ItemMetadataOf::<Test>::contains_key(0, 1));
        assert_eq!(Erc721::token_uri(0, 1), Some("https://a.b/1".into()));
        assert_ok!(mint_with(&[b'u'; LONGEST]));
        refused(
            || mint_with(&[b'u'; LONGEST + 1]),
            Error::<Test>::UriTooLong,
        );
        refused(|| mint_with(b"\xff"), Error::<Test>::NotUtf8);
    });
}

#[test]
fn there_is_no_id_after_the_last() {
    new_test_ext().execute_with(|| {
        items(&[]);
        NextTokenId::<Test>::insert(0, ItemId::MAX - 1);
        refused(|| batch_mint(ALICE, BOB, 2), Error::<Test>::NoIdLeft);
        assert_ok!(mint(ALICE, BOB));
        assert_eq!(tokens(), [ItemId::MAX - 1]);
        refused(|| mint(ALICE, BOB), Error::<Test>::NoIdLeft);
        assert_ok!(burn(BOB, ItemId::MAX - 1));
        refused(|| mint(ALICE, BOB), Error::<Test>::NoIdLeft);
    });
}
