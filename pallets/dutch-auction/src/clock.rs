//! The time by which prices fall: it stands while nobody could bid, because the house is paused or its
//! currency does not move.

use crate::{AuctionOf, Config, Currency, HouseId, Pallet, Turnovers};
use alloc::vec::Vec;
use chaos_primitives::{Balance, TokenClocks};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{Saturating, Zero};

impl<T: Config> Pallet<T> {
    /// What the clock of a currency says in a block: it goes while the currency moves.
    pub(crate) fn currency_time(currency: Currency, block: BlockNumberFor<T>) -> BlockNumberFor<T> {
        match currency {
            Currency::Coin => block,
            Currency::Token(token_id) => T::Tokens::payable_time(token_id, block),
        }
    }

    /// What the clock of a house for a currency says in a block. It goes by that of the currency, and stands
    /// while the house is paused.
    pub(crate) fn house_time(
        house: HouseId,
        currency: Currency,
        block: BlockNumberFor<T>,
    ) -> BlockNumberFor<T> {
        let clock = Turnovers::<T>::get(house, currency).clock;
        clock.at(Self::currency_time(currency, block))
    }

    /// Stop the clocks of a house that has had so many currencies, or set them going, in a block.
    pub(crate) fn set_clocks(house: HouseId, currencies: u32, go: bool, block: BlockNumberFor<T>) {
        // No further: the look-up would pass over all that the block has deleted of other houses.
        let currencies: Vec<_> = Turnovers::<T>::iter_key_prefix(house)
            .take(currencies as usize)
            .collect();
        for currency in currencies {
            let time = Self::currency_time(currency, block);
            Turnovers::<T>::mutate(house, currency, |turnover| turnover.clock.set(go, time));
        }
    }

    /// How many blocks before `block` an auction's price has fallen in.
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
