//! Auctions of items whose price falls until somebody bids.

use crate::{call, Balance, BlockNumber, ItemId, Result, READS};

pub(crate) const PALLET: u8 = 54;

/// Names a house, an auction platform for a collection.
pub type HouseId = u32;
/// Names an auction.
pub type AuctionId = u64;

/// The auctions of the chain.
///
/// Errors are [`Error::DutchAuction`](crate::Error::DutchAuction), where nothing else is said, and
/// those of the ledgers of items and tokens.
pub struct DutchAuction;

impl DutchAuction {
    /// Puts an item of the contract up for auction. The house's account must be approved for it
    /// before. 0.055 COS of the contract are held until the item is sold or given back.
    ///
    /// - `start_price`, `floor_price`: planck, or the smallest unit of the house's token.
    /// - `duration`: in how many blocks the price falls from one to the other.
    ///
    /// Errors: `UnknownHouse`, `HouseClosed`, `HousePaused`, `NotASeller`, `UnknownItem`,
    /// `NotItemOwner`, `NotApproved`, `StartBelowFloor`, `DurationTooShort`, `DurationTooLong`,
    /// `NoIdLeft`, `DepositUnaffordable`.
    pub fn list(
        house: HouseId,
        item: ItemId,
        start_price: Balance,
        floor_price: Balance,
        duration: BlockNumber,
    ) -> Result<AuctionId> {
        let arguments = (house, item, start_price, floor_price, duration);
        call(PALLET, 1, &arguments)
    }

    /// Buys the item, at the price of this block. The contract pays, and has the item then.
    ///
    /// - `max_price`: the most to pay.
    ///
    /// Errors: `UnknownAuction`, `AuctionEnded`, `OwnAuction`, `HousePaused`, `PriceAboveMaximum`,
    /// `InsufficientFunds`, `CurrencyUnavailable`, `ItemNotInCustody`, `DepositUnaffordable`.
    pub fn bid(auction: AuctionId, max_price: Balance) -> Result<()> {
        call(PALLET, 2, &(auction, max_price))
    }

    /// Ends an auction of the contract, which gets the item and its deposit back.
    ///
    /// Errors: `UnknownAuction`, `AuctionEnded`, `NotAuctionSeller`.
    pub fn cancel(auction: AuctionId) -> Result<()> {
        call(PALLET, 3, &auction)
    }

    /// What a bid would pay in this block.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such auction.
    pub fn price(auction: AuctionId) -> Result<Balance> {
        call(PALLET, READS, &auction)
    }
}
