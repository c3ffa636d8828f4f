//! `auction_*`: houses, their Dutch auctions, and what they cost now and later.
//!
//! Prices are decimal strings, in the smallest unit of the currency. Every method takes the hash of a
//! block as its last parameter, and answers for the best block without one. The answer is null where
//! there is no such house or auction, or not any more.

use super::{ask, decimal};
use crate::client::FullClient;
use chaos_primitives::{AccountId, BlockNumber, CollectionId, Hash, ItemId, TokenId};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_dutch_auction::{
    runtime_api::{AuctionDetails, DutchAuctionApi, EndingCursor, HouseDetails, Page, TurnoverIn},
    AuctionId, Currency, Curve, HouseId, Sellers, Terms,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[rpc(server, namespace = "auction")]
pub trait AuctionRpc {
    /// A house that was not closed.
    #[method(name = "house", blocking)]
    fn house(&self, house: HouseId, at: Option<Hash>) -> RpcResult<Option<HouseJson>>;

    /// The account that sellers approve for a house, whether or not there is such a house yet.
    #[method(name = "houseAccount", blocking)]
    fn house_account(&self, house: HouseId, at: Option<Hash>) -> RpcResult<AccountId>;

    /// An auction whose item is neither sold nor given back.
    #[method(name = "auction", blocking)]
    fn auction(&self, auction_id: AuctionId, at: Option<Hash>) -> RpcResult<Option<AuctionJson>>;

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
    fn price(&self, auction_id: AuctionId, at: Option<Hash>) -> RpcResult<Option<String>>;

    /// The price in a block, if the item is not sold before.
    #[method(name = "priceAt", blocking)]
    fn price_at(
        &self,
        auction_id: AuctionId,
        number: BlockNumber,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>>;

    /// Up to `limit` auctions of a house, at most 100, from id `start` on.
    #[method(name = "ofHouse", blocking)]
    fn of_house(
        &self,
        house: HouseId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<AuctionId>>;

    /// Up to `limit` auctions of a seller, at most 100, from id `start` on.
    #[method(name = "ofSeller", blocking)]
    fn of_seller(
        &self,
        seller: AccountId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<AuctionId>>;

    /// Up to `limit` auctions, at most 100, whose prices rest at the floor before block `before`, the
    /// earliest first.
    #[method(name = "endingBefore", blocking)]
    fn ending_before(
        &self,
        before: BlockNumber,
        start: Option<CursorJson>,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<CursorJson>>;

    /// What a house sold in each currency that it has had.
    #[method(name = "turnover", blocking)]
    fn turnover(&self, house: HouseId, at: Option<Hash>) -> RpcResult<Vec<TurnoverJson>>;
}

/// A currency as JSON: `"coin"`, or `{ "token": 0 }`.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub enum CurrencyJson {
    Coin,
    Token(TokenId),
}

impl From<Currency> for CurrencyJson {
    fn from(currency: Currency) -> Self {
        match currency {
            Currency::Coin => Self::Coin,
            Currency::Token(token_id) => Self::Token(token_id),
        }
    }
}

/// A curve as JSON.
#[derive(Serialize, Clone)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CurveJson {
    Linear,
    Exponential { half_life: BlockNumber },
    Steps { count: u32 },
}

impl From<Curve<BlockNumber>> for CurveJson {
    fn from(curve: Curve<BlockNumber>) -> Self {
        match curve {
            Curve::Linear => Self::Linear,
            Curve::Exponential { half_life } => Self::Exponential { half_life },
            Curve::Steps { count } => Self::Steps { count },
        }
    }
}

/// The terms of a house as JSON. The commission is in parts per million; without sellers, everybody is.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct TermsJson {
    currency: CurrencyJson,
    commission: u32,
    shortest: BlockNumber,
    longest: BlockNumber,
    curve: CurveJson,
    sellers: Option<Vec<AccountId>>,
}

impl From<Terms<AccountId, BlockNumber>> for TermsJson {
    fn from(terms: Terms<AccountId, BlockNumber>) -> Self {
        Self {
            currency: terms.currency.into(),
            commission: terms.commission.deconstruct(),
            shortest: terms.shortest,
            longest: terms.longest,
            curve: terms.curve.into(),
            sellers: match terms.sellers {
                Sellers::Anybody => None,
                Sellers::Accounts(accounts) => Some(accounts.into_inner()),
            },
        }
    }
}

/// Terms that will be as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedTermsJson {
    terms: TermsJson,
    effective_from: BlockNumber,
}

/// A house as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct HouseJson {
    house: HouseId,
    owner: AccountId,
    account: AccountId,
    collection: CollectionId,
    paused: bool,
    auctions: u64,
    terms: TermsJson,
    announced: Option<AnnouncedTermsJson>,
}

impl From<HouseDetails<AccountId, BlockNumber>> for HouseJson {
    fn from(house: HouseDetails<AccountId, BlockNumber>) -> Self {
        let announced = house
            .announced
            .map(|(terms, effective_from)| AnnouncedTermsJson {
                terms: terms.into(),
                effective_from,
            });
        Self {
            house: house.house,
            owner: house.owner,
            account: house.account,
            collection: house.collection,
            paused: house.paused,
            auctions: house.auctions,
            terms: house.terms.into(),
            announced,
        }
    }
}

/// An auction as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct AuctionJson {
    auction_id: AuctionId,
    house: HouseId,
    collection: CollectionId,
    token_id: ItemId,
    seller: AccountId,
    currency: CurrencyJson,
    commission: u32,
    curve: CurveJson,
    start_price: String,
    floor_price: String,
    start: BlockNumber,
    end: BlockNumber,
    price: Option<String>,
    open: bool,
}

impl From<AuctionDetails<AccountId, BlockNumber>> for AuctionJson {
    fn from(auction: AuctionDetails<AccountId, BlockNumber>) -> Self {
        Self {
            auction_id: auction.auction_id,
            house: auction.house,
            collection: auction.collection,
            token_id: auction.item,
            seller: auction.seller,
            currency: auction.currency.into(),
            commission: auction.commission.deconstruct(),
            curve: auction.curve.into(),
            start_price: auction.start_price.to_string(),
            floor_price: auction.floor_price.to_string(),
            start: auction.start,
            end: auction.end,
            price: decimal(auction.price),
            open: auction.open,
        }
    }
}

/// Some auctions as JSON, and where the next page starts.
#[derive(Serialize, Clone)]
pub struct PageJson<Cursor> {
    auctions: Vec<AuctionJson>,
    next: Option<Cursor>,
}

impl<From, Cursor> std::convert::From<Page<AccountId, BlockNumber, From>> for PageJson<Cursor>
where
    From: Into<Cursor>,
{
    fn from(page: Page<AccountId, BlockNumber, From>) -> Self {
        Self {
            auctions: page.auctions.into_iter().map(Into::into).collect(),
            next: page.next.map(Into::into),
        }
    }
}

/// A place among the auctions that end as JSON.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct CursorJson {
    end: BlockNumber,
    auction_id: AuctionId,
}

impl From<EndingCursor<BlockNumber>> for CursorJson {
    fn from(cursor: EndingCursor<BlockNumber>) -> Self {
        Self {
            end: cursor.end,
            auction_id: cursor.auction_id,
        }
    }
}

impl From<CursorJson> for EndingCursor<BlockNumber> {
    fn from(cursor: CursorJson) -> Self {
        Self {
            end: cursor.end,
            auction_id: cursor.auction_id,
        }
    }
}

/// A turnover as JSON.
#[derive(Serialize, Clone)]
pub struct TurnoverJson {
    currency: CurrencyJson,
    paid: String,
    sold: u64,
}

impl From<TurnoverIn> for TurnoverJson {
    fn from(turnover: TurnoverIn) -> Self {
        Self {
            currency: turnover.currency.into(),
            paid: turnover.paid.to_string(),
            sold: turnover.sold,
        }
    }
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
    fn house(&self, house: HouseId, at: Option<Hash>) -> RpcResult<Option<HouseJson>> {
        let house = ask(&self.client, at, |api, block| api.house(block, house))?;
        Ok(house.map(Into::into))
    }

    fn house_account(&self, house: HouseId, at: Option<Hash>) -> RpcResult<AccountId> {
        ask(&self.client, at, |api, block| {
            api.house_account(block, house)
        })
    }

    fn auction(&self, auction_id: AuctionId, at: Option<Hash>) -> RpcResult<Option<AuctionJson>> {
        let auction = ask(&self.client, at, |api, block| {
            api.auction(block, auction_id)
        })?;
        Ok(auction.map(Into::into))
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
    ) -> RpcResult<PageJson<AuctionId>> {
        ask(&self.client, at, |api, block| {
            api.auctions_of_house(block, house, start, limit)
        })
        .map(Into::into)
    }

    fn of_seller(
        &self,
        seller: AccountId,
        start: AuctionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<AuctionId>> {
        ask(&self.client, at, |api, block| {
            api.auctions_of_seller(block, seller, start, limit)
        })
        .map(Into::into)
    }

    fn ending_before(
        &self,
        before: BlockNumber,
        start: Option<CursorJson>,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<PageJson<CursorJson>> {
        ask(&self.client, at, |api, block| {
            api.auctions_ending(block, before, start.map(Into::into), limit)
        })
        .map(Into::into)
    }

    fn turnover(&self, house: HouseId, at: Option<Hash>) -> RpcResult<Vec<TurnoverJson>> {
        let turnover = ask(&self.client, at, |api, block| api.turnover(block, house))?;
        Ok(turnover.into_iter().map(Into::into).collect())
    }
}
