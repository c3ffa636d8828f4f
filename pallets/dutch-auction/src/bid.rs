//! Bids: buying an item at its price.

use crate::{
    AuctionId, AuctionOf, Config, Currency, Error, Event, HouseId, Pallet, Split, Turnovers,
};
use chaos_primitives::{Balance, TradingRights};
use frame_support::{ensure, traits::tokens::nonfungibles_v2::Transfer};
use frame_system::Pallet as System;
use sp_runtime::{ArithmeticError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::bid`](crate::Call::bid).
    pub(crate) fn do_bid(
        auction_id: AuctionId,
        buyer: T::AccountId,
        max_price: Balance,
    ) -> DispatchResult {
        let auction = Self::open_auction(auction_id)?;
        ensure!(!auction.cancelled, Error::<T>::AuctionEnded);
        let house = Self::open_house(auction.house)?;
        ensure!(!house.paused, Error::<T>::HousePaused);
        ensure!(auction.seller != buyer, Error::<T>::OwnAuction);
        ensure!(
            Self::has_item(auction_id, &auction),
            Error::<T>::ItemNotInCustody
        );
        let price = Self::price_in(&auction, System::<T>::block_number());
        ensure!(price <= max_price, Error::<T>::PriceAboveMaximum);
        Self::ensure_affordable(auction.currency, &buyer, price)?;

        let (split, royalty_receiver) = Self::split(&auction, &house.owner, price);
        Self::remove_auction(auction_id, &auction);
        if let Some(receiver) = &royalty_receiver {
            Self::pay(auction.currency, &buyer, receiver, split.royalty)?;
        }
        Self::pay(auction.currency, &buyer, &house.owner, split.commission)?;
        Self::pay(auction.currency, &buyer, &auction.seller, split.proceeds)?;
        T::Items::transfer(&auction.collection, &auction.item, &buyer)?;
        Self::add_turnover(auction.house, auction.currency, price)?;
        Self::deposit_event(Event::Sold {
            auction_id,
            house: auction.house,
            item: auction.item,
            seller: auction.seller,
            buyer,
            currency: auction.currency,
            price,
            royalty: split.royalty,
            royalty_receiver,
            commission: split.commission,
            proceeds: split.proceeds,
        });
        Ok(())
    }

    /// How `price` is split, and who gets the royalty, if anybody. The part of a receiver that can't receive it goes
    /// to the seller: a sale must not depend on an account that is gone.
    fn split(
        auction: &AuctionOf<T>,
        house_owner: &T::AccountId,
        price: Balance,
    ) -> (Split, Option<T::AccountId>) {
        let royalty = T::Rights::royalty(auction.collection, auction.item, price);
        let (receiver, royalty) = match royalty {
            Some((receiver, royalty)) => (Some(receiver), royalty),
            None => (None, 0),
        };
        let mut split = Split::new(price, royalty, auction.commission);
        let receiver = receiver.filter(|receiver| {
            split.royalty > 0 && Self::can_receive(auction.currency, receiver, split.royalty)
        });
        if receiver.is_none() {
            split = split.without_royalty();
        }
        if !Self::can_receive(auction.currency, house_owner, split.commission) {
            split = split.without_commission();
        }
        (split, receiver)
    }

    fn add_turnover(house: HouseId, currency: Currency, price: Balance) -> DispatchResult {
        Turnovers::<T>::try_mutate(house, currency, |turnover| {
            turnover.paid = turnover
                .paid
                .checked_add(price.into())
                .ok_or(ArithmeticError::Overflow)?;
            turnover.sold = turnover
                .sold
                .checked_add(1)
                .ok_or(ArithmeticError::Overflow)?;
            Ok(())
        })
    }
}
