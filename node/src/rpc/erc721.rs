//! `erc721_*`: the reads of EIP-721 with its extensions, and of EIP-2981, for items of the ERC721
//! paradigm.
//!
//! Prices are decimal strings: JSON numbers lose digits above 2^53. Every method takes the hash of a
//! block as its last parameter, and answers for the best block without one.

use super::{ask, parse_amount, unknown, Decimal, RuntimeApi};
use crate::client::FullClient;
use chaos_primitives::{json, AccountId, Balance, CollectionId, Hash, ItemId};
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
};
use pallet_erc721::{runtime_api::Erc721Api, CollectionInfo, MAX_COUNTED};
use serde::Serialize;
use sp_api::ApiError;
use std::sync::Arc;

#[rpc(server, namespace = "erc721")]
pub trait Erc721Rpc {
    /// Up to `limit` collections, at most 100, from id `start` on.
    #[method(name = "collections", blocking)]
    fn collections(
        &self,
        start: CollectionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<CollectionInfo<AccountId>>>;

    /// All there is to say of a collection, but of its items.
    #[method(name = "collectionInfo", blocking)]
    fn collection_info(
        &self,
        collection: CollectionId,
        at: Option<Hash>,
    ) -> RpcResult<CollectionInfo<AccountId>>;

    /// Its name.
    #[method(name = "name", blocking)]
    fn name(&self, collection: CollectionId, at: Option<Hash>) -> RpcResult<String>;

    /// Its symbol.
    #[method(name = "symbol", blocking)]
    fn symbol(&self, collection: CollectionId, at: Option<Hash>) -> RpcResult<String>;

    /// Where the metadata of an item is: empty where nobody has said so.
    #[method(name = "tokenURI", blocking)]
    fn token_uri(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<String>;

    /// Who has the item.
    #[method(name = "ownerOf", blocking)]
    fn owner_of(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<AccountId>;

    /// How many items an account has in the collection: an error where there are more than 10,000.
    #[method(name = "balanceOf", blocking)]
    fn balance_of(
        &self,
        collection: CollectionId,
        owner: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<u32>;

    /// Who is approved for the item: null where nobody is.
    #[method(name = "getApproved", blocking)]
    fn get_approved(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<Option<AccountId>>;

    /// Whether `operator` may transfer, approve and burn all that `owner` has in the collection.
    #[method(name = "isApprovedForAll", blocking)]
    fn is_approved_for_all(
        &self,
        collection: CollectionId,
        owner: AccountId,
        operator: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<bool>;

    /// How many items there are.
    #[method(name = "totalSupply", blocking)]
    fn total_supply(&self, collection: CollectionId, at: Option<Hash>) -> RpcResult<u32>;

    /// The `index`th item, from 0 up to the total supply: null from there on.
    #[method(name = "tokenByIndex", blocking)]
    fn token_by_index(
        &self,
        collection: CollectionId,
        index: u32,
        at: Option<Hash>,
    ) -> RpcResult<Option<ItemId>>;

    /// The `index`th item of `owner`, from 0 up to its balance: null from there on, an error from 10,000 on.
    #[method(name = "tokenOfOwnerByIndex", blocking)]
    fn token_of_owner_by_index(
        &self,
        collection: CollectionId,
        owner: AccountId,
        index: u32,
        at: Option<Hash>,
    ) -> RpcResult<Option<ItemId>>;

    /// Up to `limit` items, at most 100, from index `start` on.
    #[method(name = "tokens", blocking)]
    fn tokens(
        &self,
        collection: CollectionId,
        start: u32,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<ItemId>>;

    /// Up to `limit` items of `owner`, at most 100, after `start_after`: the last of a page is the
    /// `start_after` of the next.
    #[method(name = "tokensOfOwner", blocking)]
    fn tokens_of_owner(
        &self,
        collection: CollectionId,
        owner: AccountId,
        start_after: Option<ItemId>,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<ItemId>>;

    /// Who is to get how much of a sale at `sale_price`: null where nobody is.
    #[method(name = "royaltyInfo", blocking)]
    fn royalty_info(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        sale_price: Decimal,
        at: Option<Hash>,
    ) -> RpcResult<Option<RoyaltyJson>>;
}

/// The royalty of a sale as JSON: of a pair, the runtime API doesn't say which is which.
#[derive(Serialize, Clone)]
pub struct RoyaltyJson {
    receiver: AccountId,
    #[serde(serialize_with = "json::decimal")]
    amount: Balance,
}

impl From<(AccountId, Balance)> for RoyaltyJson {
    fn from((receiver, amount): (AccountId, Balance)) -> Self {
        Self { receiver, amount }
    }
}

/// Answers `erc721_*` from the runtime.
pub struct Erc721 {
    client: Arc<FullClient>,
}

impl Erc721 {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }

    /// What the runtime says of a collection in that block, if there is one.
    fn of_collection<R>(
        &self,
        collection: CollectionId,
        at: Option<Hash>,
        question: impl FnOnce(RuntimeApi, Hash) -> Result<Option<R>, ApiError>,
    ) -> RpcResult<R> {
        ask(&self.client, at, question)?.ok_or_else(|| unknown(format!("collection {collection}")))
    }

    /// What the runtime says of an item in that block, if there is one.
    fn of_item<R>(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
        question: impl FnOnce(RuntimeApi, Hash) -> Result<R, ApiError>,
    ) -> RpcResult<R> {
        ask(&self.client, at, |api, block| {
            match api.owner_of(block, collection, token_id)? {
                Some(_) => question(api, block).map(Some),
                None => Ok(None),
            }
        })?
        .ok_or_else(|| unknown(format!("item {token_id} in collection {collection}")))
    }
}

/// Nobody counts so many items.
fn too_many() -> ErrorObjectOwned {
    ErrorObjectOwned::owned(
        INVALID_PARAMS_CODE,
        format!("items are counted up to {MAX_COUNTED}: page through erc721_tokensOfOwner"),
        None::<()>,
    )
}

impl Erc721RpcServer for Erc721 {
    fn collections(
        &self,
        start: CollectionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<CollectionInfo<AccountId>>> {
        ask(&self.client, at, |api, block| {
            api.collections(block, start, limit)
        })
    }

    fn collection_info(
        &self,
        collection: CollectionId,
        at: Option<Hash>,
    ) -> RpcResult<CollectionInfo<AccountId>> {
        self.of_collection(collection, at, |api, block| {
            api.collection_info(block, collection)
        })
    }

    fn name(&self, collection: CollectionId, at: Option<Hash>) -> RpcResult<String> {
        self.of_collection(collection, at, |api, block| api.name(block, collection))
    }

    fn symbol(&self, collection: CollectionId, at: Option<Hash>) -> RpcResult<String> {
        self.of_collection(collection, at, |api, block| api.symbol(block, collection))
    }

    fn token_uri(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<String> {
        self.of_item(collection, token_id, at, |api, block| {
            api.token_uri(block, collection, token_id)
        })
        .map(Option::unwrap_or_default)
    }

    fn owner_of(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<AccountId> {
        let owner = ask(&self.client, at, |api, block| {
            api.owner_of(block, collection, token_id)
        })?;
        owner.ok_or_else(|| unknown(format!("item {token_id} in collection {collection}")))
    }

    fn balance_of(
        &self,
        collection: CollectionId,
        owner: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<u32> {
        let balance = self.of_collection(collection, at, |api, block| {
            api.balance_of(block, collection, owner)
        })?;
        (balance <= MAX_COUNTED)
            .then_some(balance)
            .ok_or_else(too_many)
    }

    fn get_approved(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<Option<AccountId>> {
        self.of_item(collection, token_id, at, |api, block| {
            api.get_approved(block, collection, token_id)
        })
    }

    fn is_approved_for_all(
        &self,
        collection: CollectionId,
        owner: AccountId,
        operator: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<bool> {
        self.of_collection(collection, at, |api, block| {
            api.is_approved_for_all(block, collection, owner, operator)
        })
    }

    fn total_supply(&self, collection: CollectionId, at: Option<Hash>) -> RpcResult<u32> {
        self.of_collection(collection, at, |api, block| {
            api.total_supply(block, collection)
        })
    }

    fn token_by_index(
        &self,
        collection: CollectionId,
        index: u32,
        at: Option<Hash>,
    ) -> RpcResult<Option<ItemId>> {
        ask(&self.client, at, |api, block| {
            api.token_by_index(block, collection, index)
        })
    }

    fn token_of_owner_by_index(
        &self,
        collection: CollectionId,
        owner: AccountId,
        index: u32,
        at: Option<Hash>,
    ) -> RpcResult<Option<ItemId>> {
        if index >= MAX_COUNTED {
            return Err(too_many());
        }
        ask(&self.client, at, |api, block| {
            api.token_of_owner_by_index(block, collection, owner, index)
        })
    }

    fn tokens(
        &self,
        collection: CollectionId,
        start: u32,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<ItemId>> {
        ask(&self.client, at, |api, block| {
            api.tokens(block, collection, start, limit)
        })
    }

    fn tokens_of_owner(
        &self,
        collection: CollectionId,
        owner: AccountId,
        start_after: Option<ItemId>,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<ItemId>> {
        ask(&self.client, at, |api, block| {
            api.tokens_of_owner(block, collection, owner, start_after, limit)
        })
    }

    fn royalty_info(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        sale_price: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<RoyaltyJson>> {
        let sale_price = parse_amount(&sale_price)?;
        let royalty = self.of_item(collection, token_id, at, |api, block| {
            api.royalty_info(block, collection, token_id, sale_price)
        })?;
        Ok(royalty.map(Into::into))
    }
}
