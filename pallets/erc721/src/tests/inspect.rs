//! Free reads: the ledger's order, pages, and what there is not.

use super::mock::*;
use crate::{MAX_BATCH, MAX_COUNTED};
use chaos_primitives::ItemId;
use frame_support::assert_ok;
use std::collections::BTreeSet;

/// All items of somebody, read in pages.
fn paged(owner: u8, limit: u32) -> Vec<ItemId> {
    let mut items = Vec::new();
    loop {
        let page = Erc721::tokens_of_owner(0, &account(owner), items.last().copied(), limit);
        assert!(page.len() <= limit as usize);
        if page.is_empty() {
            return items;
        }
        items.extend(page);
    }
}

#[test]
fn the_items_of_an_owner_are_read_in_pages_in_one_order() {
    new_test_ext().execute_with(|| {
        items(&[]);
        assert_ok!(batch_mint(ALICE, ALICE, 20));
        assert_ok!(batch_mint(ALICE, BOB, 250));
        collection();
        assert_ok!(Erc721::batch_mint(signed(ALICE), 1, account(BOB), 5));
        let by_index: Vec<_> = (0..balance(BOB))
            .map(|index| Erc721::token_of_owner_by_index(0, &account(BOB), index).unwrap())
            .collect();
        assert_eq!(BTreeSet::from_iter(by_index.clone()), (20..270).collect());
        for limit in [1, 7, 100] {
            assert_eq!(paged(BOB, limit), by_index);
        }
        assert_eq!(Erc721::token_of_owner_by_index(0, &account(BOB), 250), None);
        let page = |limit| Erc721::tokens_of_owner(0, &account(BOB), None, limit).len();
        assert_eq!((page(0), page(u32::MAX)), (0, 100));
        assert!(Erc721::tokens_of_owner(0, &account(CHARLIE), None, 9).is_empty());
        assert!(Erc721::tokens_of_owner(7, &account(BOB), None, 9).is_empty());
    });
}

#[test]
fn items_are_counted_up_to_a_limit() {
    new_test_ext().execute_with(|| {
        items(&[]);
        for _ in 0..MAX_COUNTED / MAX_BATCH {
            assert_ok!(batch_mint(ALICE, BOB, MAX_BATCH));
        }
        assert_ok!(batch_mint(ALICE, BOB, MAX_COUNTED % MAX_BATCH));
        assert_eq!(balance(BOB), MAX_COUNTED);
        let item = |index| Erc721::token_of_owner_by_index(0, &account(BOB), index);
        assert!(item(MAX_COUNTED - 1).is_some());
        assert_ok!(batch_mint(ALICE, BOB, 5));
        assert_eq!(balance(BOB), MAX_COUNTED + 1);
        assert!(item(MAX_COUNTED - 1).is_some());
        assert_eq!(item(MAX_COUNTED), None);
        assert_eq!(Erc721::total_supply(0), Some(MAX_COUNTED + 5));
    });
}

#[test]
fn a_page_goes_on_where_the_last_one_ended_even_if_that_item_has_moved() {
    new_test_ext().execute_with(|| {
        items(&[BOB; 10]);
        let all = paged(BOB, 10);
        assert_ok!(transfer_from(BOB, BOB, ALICE, all[3]));
        let rest = Erc721::tokens_of_owner(0, &account(BOB), Some(all[3]), 10);
        assert_eq!(rest, all[4..]);
        assert_ok!(burn(ALICE, all[3]));
        let rest = Erc721::tokens_of_owner(0, &account(BOB), Some(all[3]), 10);
        assert_eq!(rest, all[4..]);
    });
}

#[test]
fn the_items_of_a_collection_are_read_in_pages() {
    new_test_ext().execute_with(|| {
        items(&[]);
        assert_ok!(batch_mint(ALICE, BOB, 250));
        assert_eq!(Erc721::tokens(0, 0, 3), [0, 1, 2]);
        assert_eq!(Erc721::tokens(0, 248, 3), [248, 249]);
        assert_eq!(Erc721::tokens(0, 0, u32::MAX).len(), 100);
        assert!(Erc721::tokens(0, u32::MAX, u32::MAX).is_empty());
        assert!(Erc721::tokens(1, 0, 3).is_empty());
        assert_eq!(Erc721::token_by_index(0, 249), Some(249));
        assert_eq!(Erc721::token_by_index(0, 250), None);
        assert_ok!(burn(BOB, 1));
        assert_eq!(Erc721::tokens(0, 0, 3), [0, 249, 2]);
        assert_eq!(Erc721::token_by_index(0, 249), None);
    });
}

#[test]
fn there_is_no_answer_of_what_there_is_not() {
    new_test_ext().execute_with(|| {
        let who = account(ALICE);
        assert_eq!(Erc721::collection_info(0), None);
        assert_eq!(Erc721::collection_name(0), None);
        assert_eq!(Erc721::collection_symbol(0), None);
        assert_eq!(Erc721::total_supply(0), None);
        assert_eq!(Erc721::balance_of(0, &who), None);
        assert_eq!(Erc721::is_approved_for_all(0, &who, &who), None);
        assert_eq!(Erc721::token_of_owner_by_index(0, &who, 0), None);
        collection();
        assert_eq!(Erc721::balance_of(0, &who), Some(0));
        assert_eq!(Erc721::total_supply(0), Some(0));
        assert_eq!(owner_of(0), None);
        assert_eq!(approved(0), None);
    });
}

#[test]
fn the_ledger_has_the_parameters_that_the_pallet_needs() {
    Erc721::check_ledger_config();
}
