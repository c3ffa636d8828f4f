//! Free reads of collections and items. The answer is none where there is no such collection or item.

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
        /// All there is to say of a collection, but of its items.
        fn collection_info(collection: CollectionId) -> Option<CollectionInfo<AccountId>>;

        /// Up to `limit` collections, at most 100, from id `start` on.
        fn collections(start: CollectionId, limit: u32) -> Vec<CollectionInfo<AccountId>>;

        /// Its name.
        fn name(collection: CollectionId) -> Option<String>;

        /// Its symbol.
        fn symbol(collection: CollectionId) -> Option<String>;

        /// Where the metadata of an item is: empty where nobody has said so.
        fn token_uri(collection: CollectionId, token_id: ItemId) -> Option<String>;

        /// Who has the item.
        fn owner_of(collection: CollectionId, token_id: ItemId) -> Option<AccountId>;

        /// How many items `owner` has in the collection. Counts them: 10,001 says that there are more than
        /// 10,000.
        fn balance_of(collection: CollectionId, owner: AccountId) -> Option<u32>;

        /// Who is approved for the item: none also where nobody is.
        fn get_approved(collection: CollectionId, token_id: ItemId) -> Option<AccountId>;

        /// Whether `operator` may transfer, approve and burn all that `owner` has in the collection.
        fn is_approved_for_all(
            collection: CollectionId,
            owner: AccountId,
            operator: AccountId,
        ) -> Option<bool>;

        /// How many items there are.
        fn total_supply(collection: CollectionId) -> Option<u32>;

        /// The `index`th item, from 0 up to the total supply.
        fn token_by_index(collection: CollectionId, index: u32) -> Option<ItemId>;

        /// The `index`th item of `owner`, from 0 up to its balance, and below 10,000. Passes over those before
        /// it.
        fn token_of_owner_by_index(
            collection: CollectionId,
            owner: AccountId,
            index: u32,
        ) -> Option<ItemId>;

        /// Up to `limit` items, at most 100, from index `start` on.
        fn tokens(collection: CollectionId, start: u32, limit: u32) -> Vec<ItemId>;

        /// Up to `limit` items of `owner`, at most 100, those after `start_after` in the order of
        /// `token_of_owner_by_index`, which is not that of their ids: the last one of a page is the
        /// `start_after` of the next, even if `owner` has it no more.
        fn tokens_of_owner(
            collection: CollectionId,
            owner: AccountId,
            start_after: Option<ItemId>,
            limit: u32,
        ) -> Vec<ItemId>;

        /// Who is to get how much of a sale of the item at `sale_price`, rounded down: none also
        /// where nobody is. In the unit of the price.
        fn royalty_info(
            collection: CollectionId,
            token_id: ItemId,
            sale_price: Balance,
        ) -> Option<(AccountId, Balance)>;
    }
}
