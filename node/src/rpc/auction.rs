//! `auction_*`: houses, their Dutch auctions, and what they cost now and later.
//!
//! Prices are decimal strings, in the smallest unit of the currency. Every method takes the hash of a
//! block as its last parameter, and answers for the best block without one. The answer is null where
//! there is no such house or auction, or not any more.

use super::{ask, decimal, Decimal};
use crate::client::FullClient;
use chaos_primitives::{AccountId, BlockNumber, CollectionId, Hash, ItemId};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_dutch_auction::{
    runtime_api::{AuctionDetails, DutchAuctionApi, EndingCursor, HouseDetails, Page, TurnoverIn},
    AuctionId, HouseId,
};
use std::sync::Arc;

#[rpc(server, namespace = "auction")]
pub trait AuctionRpc {
    /// A house that was not closed.
    #[method(name = "house", blocking)]
    fn house(
        &self,
        house: HouseId,
        at: Option<Hash>,
    ) -> RpcResult<Option<HouseDetails<AccountId, BlockNumber>>>;

    /// The account that sellers approve for a house, whether or not there is such a house yet.
    #[method(name = "houseAccount", blocking)]
    fn house_account(&self, house: HouseId, at: Option<Hash>) -> RpcResult<AccountId>;

    /// An auction whose item is neither sold nor given back.
    #[method(name = "auction", blocking)]
    fn auction(
        &self,
        auction_id: AuctionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<AuctionDetails<AccountId, BlockNumber>>>;

    /// The auction of an item.
    #[method(name = "ofItem", blocking)]
    fn of_item(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<Option<AuctionId>>;

    /// The price now.
    #[method(name = "price", blocking)]
    fn price(&self, auction_id: AuctionId, at: Option<Hash>) -> RpcResult<Option<Decimal>>;

    /// The price in a block, if the item is not sold before.
    #[method(name = "priceAt", blocking)]
    fn price_at(
        &self,
        auction_id: AuctionId,
        number: BlockNumber,
        at: Option<Hash>,
    ) -> RpcResult<Option<Decimal>>;

    /// Up to `limit` auctions of a house, at most 100, from id `start` on.
    #[method(name = "ofHouse", blocking)]
    fn of_house(
        &self,
        house: HouseId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Page<AccountId, BlockNumber, AuctionId>>;

    /// Up to `limit` auctions of a seller, at most 100, from id `start` on.
    #[method(name = "ofSeller", blocking)]
    fn of_seller(
        &self,
        seller: AccountId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Page<AccountId, BlockNumber, AuctionId>>;

    /// Up to `limit` auctions, at most 100, whose prices rest at the floor before block `before`, the
    /// earliest first.
    #[method(name = "endingBefore", blocking)]
    fn ending_before(
        &self,
        before: BlockNumber,
        start: Option<EndingCursor<BlockNumber>>,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Page<AccountId, BlockNumber, EndingCursor<BlockNumber>>>;

    /// What a house sold in each currency that it has had.
    #[method(name = "turnover", blocking)]
    fn turnover(&self, house: HouseId, at: Option<Hash>) -> RpcResult<Vec<TurnoverIn>>;
}

/// Answers `auction_*` from the runtime.
pub struct Auction {
    client: Arc<FullClient>,
}

impl Auction {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }
}

impl AuctionRpcServer for Auction {
    fn house(
        &self,
        house: HouseId,
        at: Option<Hash>,
    ) -> RpcResult<Option<HouseDetails<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| api.house(block, house))
    }

    fn house_account(&self, house: HouseId, at: Option<Hash>) -> RpcResult<AccountId> {
        ask(&self.client, at, |api, block| {
            api.house_account(block, house)
        })
    }

    fn auction(
        &self,
        auction_id: AuctionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<AuctionDetails<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| {
            api.auction(block, auction_id)
        })
    }

    fn of_item(
        &self,
        collection: CollectionId,
        token_id: ItemId,
        at: Option<Hash>,
    ) -> RpcResult<Option<AuctionId>> {
        ask(&self.client, at, |api, block| {
            api.auction_of_item(block, collection, token_id)
        })
    }

    fn price(&self, auction_id: AuctionId, at: Option<Hash>) -> RpcResult<Option<String>> {
        ask(&self.client, at, |api, block| api.price(block, auction_id)).map(decimal)
    }

    fn price_at(
        &self,
        auction_id: AuctionId,
        number: BlockNumber,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>> {
        ask(&self.client, at, |api, block| {
            api.price_at(block, auction_id, number)
        })
        .map(decimal)
    }

    fn of_house(
        &self,
        house: HouseId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Page<AccountId, BlockNumber, AuctionId>> {
        ask(&self.client, at, |api, block| {
            api.auctions_of_house(block, house, start, limit)
        })
    }

    fn of_seller(
        &self,
        seller: AccountId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Page<AccountId, BlockNumber, AuctionId>> {
        ask(&self.client, at, |api, block| {
            api.auctions_of_seller(block, seller, start, limit)
        })
    }

    fn ending_before(
        &self,
        before: BlockNumber,
        start: Option<EndingCursor<BlockNumber>>,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Page<AccountId, BlockNumber, EndingCursor<BlockNumber>>> {
        ask(&self.client, at, |api, block| {
            api.auctions_ending(block, before, start, limit)
        })
    }

    fn turnover(&self, house: HouseId, at: Option<Hash>) -> RpcResult<Vec<TurnoverIn>> {
        ask(&self.client, at, |api, block| api.turnover(block, house))
    }
}
