//! Houses, their terms and auctions: what is stored, and the arguments of calls.

use crate::curve::{Curve, PriceCurve};
use chaos_primitives::{Balance, Clock, CollectionId, ItemId, TokenId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::U256;
use sp_runtime::{traits::UniqueSaturatedInto, Permill};

/// The most accounts that a house may name as its sellers.
pub const MAX_SELLERS: u32 = 64;

/// The most currencies that a house may have one after the other; it has a turnover in each.
pub const MAX_CURRENCIES: u32 = 8;

/// The most auctions that one read returns.
pub const MAX_PAGE: u32 = 100;

/// The most items that one call of [`close_house`](crate::Call::close_house) returns.
pub const MAX_RETURNED: u32 = 16;

/// The id of a house; ids count up from 0.
pub type HouseId = u32;

/// The id of an auction, over all houses; ids count up from 0.
pub type AuctionId = u64;

/// The currency of prices and payments.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Currency {
    /// COS; prices are in planck.
    Coin,
    /// A token of the ERC20 paradigm; prices are in its smallest unit.
    Token(TokenId),
}

/// Who may list items with a house.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
// In JSON the accounts, or null.
#[serde(untagged)]
pub enum Sellers<AccountId> {
    /// Everybody with an item.
    Anybody,
    /// These accounts alone.
    Accounts(BoundedVec<AccountId, ConstU32<MAX_SELLERS>>),
}

impl<AccountId: PartialEq> Sellers<AccountId> {
    /// Whether `who` may list items.
    pub fn include(&self, who: &AccountId) -> bool {
        match self {
            Self::Anybody => true,
            Self::Accounts(accounts) => accounts.contains(who),
        }
    }
}

/// The terms of a house for those who list items with it.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Terms<AccountId, BlockNumber> {
    /// The currency of prices.
    pub currency: Currency,
    /// The part of each price for the house's owner.
    pub commission: Permill,
    /// The shortest duration, in blocks; at least one.
    pub shortest: BlockNumber,
    /// The longest duration, in blocks; at least `shortest`.
    pub longest: BlockNumber,
    /// How prices fall.
    pub curve: Curve<BlockNumber>,
    /// Who may list items.
    pub sellers: Sellers<AccountId>,
}

/// The terms of a house: those in force, and those that are announced or that replaced them. Which are in force is
/// determined by the time alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct TermsRecord<AccountId, BlockNumber> {
    /// In force until the announced ones are.
    pub current: Terms<AccountId, BlockNumber>,
    /// The announced terms, and the first block in which they are in force.
    pub announced: Option<(Terms<AccountId, BlockNumber>, BlockNumber)>,
}

impl<AccountId, BlockNumber: Ord> TermsRecord<AccountId, BlockNumber> {
    /// The terms in force in block `now`.
    pub fn in_force(self, now: &BlockNumber) -> Terms<AccountId, BlockNumber> {
        match self.announced {
            Some((terms, effective_from)) if effective_from <= *now => terms,
            _ => self.current,
        }
    }

    /// The terms that are not in force yet in block `now`, and the first block in which they are.
    pub fn upcoming(
        self,
        now: &BlockNumber,
    ) -> Option<(Terms<AccountId, BlockNumber>, BlockNumber)> {
        self.announced
            .filter(|(_, effective_from)| effective_from > now)
    }
}

/// A house, without its terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct House<AccountId> {
    /// The creator, who can pause and close it, and gets its commission.
    pub owner: AccountId,
    /// The collection whose items it auctions.
    pub collection: CollectionId,
    /// Whether it is paused: it takes no listings and no bids.
    pub paused: bool,
    /// How many items it has that were neither sold nor returned.
    pub auctions: u64,
    /// How many currencies it has had; at most [`MAX_CURRENCIES`].
    pub currencies: u32,
    /// The deposit held from the owner. Planck.
    pub deposit: Balance,
}

/// An item that was neither sold nor returned. The terms are those with which it was listed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Auction<AccountId, BlockNumber> {
    /// The house, whose account has the item.
    pub house: HouseId,
    /// The item's collection.
    pub collection: CollectionId,
    /// The item.
    pub item: ItemId,
    /// The seller.
    pub seller: AccountId,
    /// The currency of its price.
    pub currency: Currency,
    /// The part of the price for the house's owner.
    pub commission: Permill,
    /// How the price falls.
    pub curve: Curve<BlockNumber>,
    /// The price in block `start`.
    pub start_price: Balance,
    /// The final price; at most the start price.
    pub floor_price: Balance,
    /// The block in which it was listed.
    pub start: BlockNumber,
    /// The first block of the floor price, after `start`, if the clock never stands still.
    pub end: BlockNumber,
    /// The deposit held from the seller. Planck.
    pub deposit: Balance,
    /// Whether it was cancelled but the ledger did not release the item: the seller can still get it.
    pub cancelled: bool,
    /// The reading of the house's clock for its currency when it was listed.
    pub clock: BlockNumber,
}

impl<AccountId, BlockNumber: Copy + UniqueSaturatedInto<u64>> Auction<AccountId, BlockNumber> {
    /// The price after this many blocks in which it fell.
    pub fn price_after(&self, elapsed: BlockNumber) -> Balance {
        let number = |block: BlockNumber| -> u64 { block.unique_saturated_into() };
        let duration = number(self.end).saturating_sub(number(self.start));
        self.curve.price(
            self.start_price,
            self.floor_price,
            number(elapsed),
            duration,
        )
    }
}

/// What was sold in one currency, and the clock by which its prices fall. The sum of prices can't overflow: each is
/// below 2^128, and so is their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Turnover<BlockNumber> {
    /// The sum of the prices, in the currency's smallest unit.
    pub paid: U256,
    /// The number of items.
    pub sold: u64,
    /// Runs while the house is not paused, by the clock of the currency.
    pub clock: Clock<BlockNumber>,
}
