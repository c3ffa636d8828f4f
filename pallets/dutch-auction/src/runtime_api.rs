//! Reads of houses and auctions. Prices are in the smallest unit of the currency. The answer is none if there is no
//! such house or auction, or not any more.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{AuctionId, Currency, Curve, HouseId, Terms};
use alloc::vec::Vec;
use chaos_primitives::{json, Balance, CollectionId, ItemId};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize, Serializer};
use sp_core::U256;
use sp_runtime::Permill;

/// The details of a house, without its auctions and its turnover.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HouseDetails<AccountId, BlockNumber> {
    /// The id of the house.
    pub house: HouseId,
    /// The creator, who gets its commission.
    pub owner: AccountId,
    /// The account that sellers approve, and that has their items.
    pub account: AccountId,
    /// The collection whose items it auctions.
    pub collection: CollectionId,
    /// Whether it is paused: it takes no listings and no bids.
    pub paused: bool,
    /// How many items it has that were neither sold nor returned.
    pub auctions: u64,
    /// The terms in force.
    pub terms: Terms<AccountId, BlockNumber>,
    /// The announced terms, and the first block in which they are in force.
    #[serde(serialize_with = "announced")]
    pub announced: Option<(Terms<AccountId, BlockNumber>, BlockNumber)>,
}

/// In JSON `{ "terms": …, "effectiveFrom": … }`, or null.
fn announced<AccountId: Serialize, BlockNumber: Serialize, S: Serializer>(
    announced: &Option<(Terms<AccountId, BlockNumber>, BlockNumber)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Announced<'a, AccountId, BlockNumber> {
        terms: &'a Terms<AccountId, BlockNumber>,
        effective_from: &'a BlockNumber,
    }

    announced
        .as_ref()
        .map(|(terms, effective_from)| Announced {
            terms,
            effective_from,
        })
        .serialize(serializer)
}

/// The details of an auction.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuctionDetails<AccountId, BlockNumber> {
    /// The id of the auction.
    pub auction_id: AuctionId,
    /// The house.
    pub house: HouseId,
    /// The item's collection.
    pub collection: CollectionId,
    /// The item.
    #[serde(rename = "tokenId")]
    pub item: ItemId,
    /// The seller.
    pub seller: AccountId,
    /// The currency of the price.
    pub currency: Currency,
    /// The part of the price for the house's owner.
    pub commission: Permill,
    /// How the price falls.
    pub curve: Curve<BlockNumber>,
    /// The price in block `start`.
    #[serde(serialize_with = "json::decimal")]
    pub start_price: Balance,
    /// The price from block `end` on.
    #[serde(serialize_with = "json::decimal")]
    pub floor_price: Balance,
    /// The block in which it was listed. While the price falls, later by as many blocks as its clock has stood still
    /// since then, so that the curve gives the price for the blocks since `start`.
    pub start: BlockNumber,
    /// The first block of the floor price if the clock does not stand still any more. If the price has reached the
    /// floor, as if it never had.
    pub end: BlockNumber,
    /// The price now, or none if it was cancelled.
    #[serde(serialize_with = "json::optional_decimal")]
    pub price: Option<Balance>,
    /// Whether bids are taken now: it was not cancelled, and the house is not paused.
    pub open: bool,
}

/// A page of auctions, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct Page<AccountId, BlockNumber, Cursor> {
    /// As many as asked for, at most 100, or all that are left.
    pub auctions: Vec<AuctionDetails<AccountId, BlockNumber>>,
    /// The start of the next page, or none if this is the last.
    pub next: Option<Cursor>,
}

/// A place in the order of ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndingCursor<BlockNumber> {
    /// The first block of the floor price, if the clock never stands still.
    pub end: BlockNumber,
    /// The auction, among those with the same block.
    pub auction_id: AuctionId,
}

/// What a house has sold in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct TurnoverIn {
    /// The currency.
    pub currency: Currency,
    /// The sum of the prices.
    #[serde(serialize_with = "json::decimal")]
    pub paid: U256,
    /// The number of items.
    pub sold: u64,
}

sp_api::decl_runtime_apis! {
    /// What buyers, sellers and owners of houses need to know.
    pub trait DutchAuctionApi<AccountId: Codec, BlockNumber: Codec> {
        /// A house that was not closed.
        fn house(house: HouseId) -> Option<HouseDetails<AccountId, BlockNumber>>;

        /// The account that sellers approve for a house, whether or not there is such a house yet.
        fn house_account(house: HouseId) -> AccountId;

        /// An auction whose item was neither sold nor returned.
        fn auction(auction_id: AuctionId) -> Option<AuctionDetails<AccountId, BlockNumber>>;

        /// The auction of an item.
        fn auction_of_item(collection: CollectionId, item: ItemId) -> Option<AuctionId>;

        /// The price now. None also if the auction was cancelled.
        fn price(auction_id: AuctionId) -> Option<Balance>;

        /// The price in block `block`, if the item is not sold before and its clock neither stops nor starts until
        /// then; the start price for blocks before the listing. None also if the auction was cancelled.
        fn price_at(auction_id: AuctionId, block: BlockNumber) -> Option<Balance>;

        /// Up to `limit` auctions of a house, at most 100, from id `start` on.
        fn auctions_of_house(
            house: HouseId,
            start: AuctionId,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, AuctionId>;

        /// Up to `limit` auctions of a seller, at most 100, from id `start` on.
        fn auctions_of_seller(
            seller: AccountId,
            start: AuctionId,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, AuctionId>;

        /// Up to `limit` auctions, at most 100, that reach their floor price before block `before` or have already,
        /// the earliest first, from `start` on. Without those that were cancelled. Those whose clocks have stood
        /// still end later.
        fn auctions_ending(
            before: BlockNumber,
            start: Option<EndingCursor<BlockNumber>>,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, EndingCursor<BlockNumber>>;

        /// What a house has sold in each currency it has had.
        fn turnover(house: HouseId) -> Vec<TurnoverIn>;
    }
}
