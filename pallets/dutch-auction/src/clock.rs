//! The time by which prices fall. It stands still while bids are not possible, because the house is paused or its
//! currency can't be transferred.

use crate::{AuctionOf, Config, Currency, HouseId, Pallet, Turnovers};
use alloc::vec::Vec;
use chaos_primitives::{Balance, TokenClocks};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{Saturating, Zero};

impl<T: Config> Pallet<T> {
    /// The clock of a currency in a block. It runs while the currency can be transferred.
    pub(crate) fn currency_time(currency: Currency, block: BlockNumberFor<T>) -> BlockNumberFor<T> {
        match currency {
            Currency::Coin => block,
            Currency::Token(token_id) => T::Tokens::payable_time(token_id, block),
        }
    }

    /// The clock of a house for a currency in a block. It follows the currency's, and stands still while the house is
    /// paused.
    pub(crate) fn house_time(
        house: HouseId,
        currency: Currency,
        block: BlockNumberFor<T>,
    ) -> BlockNumberFor<T> {
        let clock = Turnovers::<T>::get(house, currency).clock;
        clock.at(Self::currency_time(currency, block))
    }

    /// Stop or start, in a block, the clocks of a house that has had this many currencies.
    pub(crate) fn set_clocks(house: HouseId, currencies: u32, go: bool, block: BlockNumberFor<T>) {
        // Not past the last one: the look-up would pass over all keys of other houses that the block has deleted.
        let currencies: Vec<_> = Turnovers::<T>::iter_key_prefix(house)
            .take(currencies as usize)
            .collect();
        for currency in currencies {
            let time = Self::currency_time(currency, block);
            Turnovers::<T>::mutate(house, currency, |turnover| turnover.clock.set(go, time));
        }
    }

    /// In how many blocks before `block` the price of an auction has fallen.
    pub(crate) fn elapsed(auction: &AuctionOf<T>, block: BlockNumberFor<T>) -> BlockNumberFor<T> {
        if block <= auction.start {
            return Zero::zero();
        }
        Self::house_time(auction.house, auction.currency, block).saturating_sub(auction.clock)
    }

    /// The price of an auction in a block.
    pub(crate) fn price_in(auction: &AuctionOf<T>, block: BlockNumberFor<T>) -> Balance {
        auction.price_after(Self::elapsed(auction, block))
    }
}
