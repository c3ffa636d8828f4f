//! Reads of collections and items. The answer is none if there is no such collection or item.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::CollectionInfo;
use alloc::{string::String, vec::Vec};
use chaos_primitives::{Balance, CollectionId, ItemId};
use codec::Codec;

sp_api::decl_runtime_apis! {
    /// The reads of EIP-721 with its extensions for metadata and enumeration, of EIP-2981, and of
    /// what this paradigm adds.
    pub trait Erc721Api<AccountId: Codec> {
        /// The details of a collection, without its items.
        fn collection_info(collection: CollectionId) -> Option<CollectionInfo<AccountId>>;

        /// Up to `limit` collections, at most 100, from id `start` on.
        fn collections(start: CollectionId, limit: u32) -> Vec<CollectionInfo<AccountId>>;

        /// The name.
        fn name(collection: CollectionId) -> Option<String>;

        /// The symbol.
        fn symbol(collection: CollectionId) -> Option<String>;

        /// The URI of an item's metadata. Empty if none was set.
        fn token_uri(collection: CollectionId, token_id: ItemId) -> Option<String>;

        /// The owner of the item.
        fn owner_of(collection: CollectionId, token_id: ItemId) -> Option<AccountId>;

        /// The number of items of `owner` in the collection. Counts them: 10,001 means more than 10,000.
        fn balance_of(collection: CollectionId, owner: AccountId) -> Option<u32>;

        /// The approved account of the item. None also if there is none.
        fn get_approved(collection: CollectionId, token_id: ItemId) -> Option<AccountId>;

        /// Whether `operator` may transfer, approve and burn all items of `owner` in the collection.
        fn is_approved_for_all(
            collection: CollectionId,
            owner: AccountId,
            operator: AccountId,
        ) -> Option<bool>;

        /// How many items there are.
        fn total_supply(collection: CollectionId) -> Option<u32>;

        /// The `index`th item, from 0 up to the total supply.
        fn token_by_index(collection: CollectionId, index: u32) -> Option<ItemId>;

        /// The `index`th item of `owner`, from 0 up to its balance, and below 10,000. Skips those before it.
        fn token_of_owner_by_index(
            collection: CollectionId,
            owner: AccountId,
            index: u32,
        ) -> Option<ItemId>;

        /// Up to `limit` items, at most 100, from index `start` on.
        fn tokens(collection: CollectionId, start: u32, limit: u32) -> Vec<ItemId>;

        /// Up to `limit` items of `owner`, at most 100, after `start_after` in the order of
        /// `token_of_owner_by_index`, which is not that of their ids. The last item of a page is the `start_after` of
        /// the next, even if `owner` does not have it any more.
        fn tokens_of_owner(
            collection: CollectionId,
            owner: AccountId,
            start_after: Option<ItemId>,
            limit: u32,
        ) -> Vec<ItemId>;

        /// The receiver and the amount of the royalty for a sale of the item at `sale_price`, rounded down, in the
        /// unit of the price. None also if there is no royalty.
        fn royalty_info(
            collection: CollectionId,
            token_id: ItemId,
            sale_price: Balance,
        ) -> Option<(AccountId, Balance)>;
    }
}
