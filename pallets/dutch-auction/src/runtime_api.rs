//! Free reads of houses and auctions. Prices are in the smallest unit of the currency; the answer is
//! none where there is no such house or auction, or not any more.

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

/// All there is to say of a house, but its auctions and its turnover.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HouseDetails<AccountId, BlockNumber> {
    /// Its id.
    pub house: HouseId,
    /// Who created it, and gets its commission.
    pub owner: AccountId,
    /// Which account sellers approve, and has their items.
    pub account: AccountId,
    /// Which items it auctions.
    pub collection: CollectionId,
    /// Nothing is listed and no bid is taken at the moment.
    pub paused: bool,
    /// How many items it has that are neither sold nor given back.
    pub auctions: u64,
    /// The terms of what is listed now.
    pub terms: Terms<AccountId, BlockNumber>,
    /// The terms that will be, and the first block of them.
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
    struct Announced<'a, Terms, BlockNumber> {
        terms: &'a Terms,
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

/// All there is to say of an auction.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuctionDetails<AccountId, BlockNumber> {
    /// Its id.
    pub auction_id: AuctionId,
    /// Which house it is with.
    pub house: HouseId,
    /// The item's collection.
    pub collection: CollectionId,
    /// The item.
    #[serde(rename = "tokenId")]
    pub item: ItemId,
    /// Who sells it.
    pub seller: AccountId,
    /// What the price is in.
    pub currency: Currency,
    /// The part of it that is the house's owner's.
    pub commission: Permill,
    /// How it falls.
    pub curve: Curve<BlockNumber>,
    /// The price in block `start`.
    #[serde(serialize_with = "json::decimal")]
    pub start_price: Balance,
    /// The price from block `end` on.
    #[serde(serialize_with = "json::decimal")]
    pub floor_price: Balance,
    /// The block in which it was listed; while the price falls, later by as many blocks as its clock has stood
    /// since then, so that the curve says of the blocks since what the price is.
    pub start: BlockNumber,
    /// The first block of the floor price, if the clock stands no more. Where the price rests, if it never stood.
    pub end: BlockNumber,
    /// The price now: none where it was cancelled.
    #[serde(serialize_with = "json::optional_decimal")]
    pub price: Option<Balance>,
    /// Whether a bid is taken now: it was not cancelled, and the house is not paused.
    pub open: bool,
}

/// Some auctions, in the order of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct Page<AccountId, BlockNumber, Cursor> {
    /// As many as were asked for, at most 100, or all that are left.
    pub auctions: Vec<AuctionDetails<AccountId, BlockNumber>>,
    /// Where the next page starts: none where this is the last.
    pub next: Option<Cursor>,
}

/// A place among the auctions that end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndingCursor<BlockNumber> {
    /// The first block of the floor price, if the clock never stands.
    pub end: BlockNumber,
    /// The auction, among those with the same.
    pub auction_id: AuctionId,
}

/// What a house sold in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct TurnoverIn {
    /// Which.
    pub currency: Currency,
    /// The sum of the prices.
    #[serde(serialize_with = "json::decimal")]
    pub paid: U256,
    /// How many items.
    pub sold: u64,
}

sp_api::decl_runtime_apis! {
    /// What buyers, sellers and owners of houses want to know.
    pub trait DutchAuctionApi<AccountId: Codec, BlockNumber: Codec> {
        /// A house that was not closed.
        fn house(house: HouseId) -> Option<HouseDetails<AccountId, BlockNumber>>;

        /// The account that sellers approve for a house, whether or not there is such a house yet.
        fn house_account(house: HouseId) -> AccountId;

        /// An auction whose item is neither sold nor given back.
        fn auction(auction_id: AuctionId) -> Option<AuctionDetails<AccountId, BlockNumber>>;

        /// The auction of an item.
        fn auction_of_item(collection: CollectionId, item: ItemId) -> Option<AuctionId>;

        /// The price now: none also where the auction was cancelled.
        fn price(auction_id: AuctionId) -> Option<Balance>;

        /// The price in block `block`, if the item is not sold before, and as if nothing stopped its clock or
        /// set it going any more; the start price for blocks before it was listed. None also where the auction
        /// was cancelled.
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

        /// Up to `limit` auctions, at most 100, whose prices rest at the floor before block `before`
        /// or do already, the earliest first, from `start` on. Without those that were cancelled. Those whose
        /// clocks have stood end later than this says.
        fn auctions_ending(
            before: BlockNumber,
            start: Option<EndingCursor<BlockNumber>>,
            limit: u32,
        ) -> Page<AccountId, BlockNumber, EndingCursor<BlockNumber>>;

        /// What a house sold in each currency that it has had.
        fn turnover(house: HouseId) -> Vec<TurnoverIn>;
    }
}
