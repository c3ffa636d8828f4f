//! Houses, their terms and auctions, as they are kept and as calls name them.

use crate::curve::{Curve, PriceCurve};
use chaos_primitives::{Balance, Clock, CollectionId, ItemId, TokenId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::U256;
use sp_runtime::{traits::UniqueSaturatedInto, Permill};

/// Most accounts that a house may name as its sellers.
pub const MAX_SELLERS: u32 = 64;

/// Most currencies that a house may have one after the other: its turnover is kept in each.
pub const MAX_CURRENCIES: u32 = 8;

/// Most auctions that one read gives.
pub const MAX_PAGE: u32 = 100;

/// Most items that one call of [`close_house`](crate::Call::close_house) gives back.
pub const MAX_RETURNED: u32 = 16;

/// Number of a house: they count up from 0.
pub type HouseId = u32;

/// Number of an auction, whatever its house: they count up from 0.
pub type AuctionId = u64;

/// What prices are in, and are paid in.
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
    /// Whoever has one.
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

/// What a house asks of those who list items with it.
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
    /// What prices are in.
    pub currency: Currency,
    /// The part of each price that is the house's owner's.
    pub commission: Permill,
    /// Fewest blocks in which a price may fall; at least one.
    pub shortest: BlockNumber,
    /// Most blocks in which a price may fall; at least as many as `shortest`.
    pub longest: BlockNumber,
    /// How prices fall.
    pub curve: Curve<BlockNumber>,
    /// Who may list items.
    pub sellers: Sellers<AccountId>,
}

/// The terms of a house, and those that will be or that replaced them. Which are in force is known by
/// the time alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct TermsRecord<AccountId, BlockNumber> {
    /// In force until the announced ones are.
    pub current: Terms<AccountId, BlockNumber>,
    /// In force from the block on.
    pub announced: Option<(Terms<AccountId, BlockNumber>, BlockNumber)>,
}

impl<AccountId, BlockNumber: Ord> TermsRecord<AccountId, BlockNumber> {
    /// The terms of what is listed in block `now`.
    pub fn in_force(self, now: &BlockNumber) -> Terms<AccountId, BlockNumber> {
        match self.announced {
            Some((terms, effective_from)) if effective_from <= *now => terms,
            _ => self.current,
        }
    }

    /// The terms that are not in force in block `now` yet, and the block from which on they are.
    pub fn upcoming(
        self,
        now: &BlockNumber,
    ) -> Option<(Terms<AccountId, BlockNumber>, BlockNumber)> {
        self.announced
            .filter(|(_, effective_from)| effective_from > now)
    }
}

/// A house that was not closed, but for its terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct House<AccountId> {
    /// Who created it, may pause and close it, and gets its commission.
    pub owner: AccountId,
    /// Which items it auctions.
    pub collection: CollectionId,
    /// Nothing is listed and no bid is taken at the moment.
    pub paused: bool,
    /// How many items it has that are neither sold nor given back.
    pub auctions: u64,
    /// How many currencies it has had; at most [`MAX_CURRENCIES`].
    pub currencies: u32,
    /// What is held of the owner. Planck.
    pub deposit: Balance,
}

/// An item that is neither sold nor given back. The terms are those that it was listed with.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Auction<AccountId, BlockNumber> {
    /// Whose account has the item.
    pub house: HouseId,
    /// The item's collection.
    pub collection: CollectionId,
    /// The item.
    pub item: ItemId,
    /// Who listed it, and is paid or has it back.
    pub seller: AccountId,
    /// What its price is in.
    pub currency: Currency,
    /// The part of the price that is the house's owner's.
    pub commission: Permill,
    /// How the price falls.
    pub curve: Curve<BlockNumber>,
    /// The price in block `start`.
    pub start_price: Balance,
    /// The price in the end; at most the start price.
    pub floor_price: Balance,
    /// The block in which it was listed.
    pub start: BlockNumber,
    /// The first block of the floor price, after `start`, if the clock never stands.
    pub end: BlockNumber,
    /// What is held of the seller. Planck.
    pub deposit: Balance,
    /// It was cancelled, but the ledger kept the item from moving: it is for the seller to fetch.
    pub cancelled: bool,
    /// What the clock of its house for its currency said when it was listed.
    pub clock: BlockNumber,
}

impl<AccountId, BlockNumber: Copy + UniqueSaturatedInto<u64>> Auction<AccountId, BlockNumber> {
    /// The price after so many blocks in which it fell.
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

/// What was sold in one currency, and the time by which its prices fall. A sum of prices fits whatever the
/// number of sales: a price is below 2^128, and so is their number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Turnover<BlockNumber> {
    /// The sum of the prices, in the currency's smallest unit.
    pub paid: U256,
    /// How many items.
    pub sold: u64,
    /// Goes while the house is not paused, by the clock of the currency.
    pub clock: Clock<BlockNumber>,
}
