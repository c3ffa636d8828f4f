//! Listing items, and the records of auctions.

use crate::{
    Auction, AuctionId, AuctionOf, Auctions, AuctionsOfHouse, AuctionsOfSeller, Config, Ending,
    Error, Event, HoldReason, HouseId, Houses, Listings, NextAuctionId, Pallet,
};
use chaos_primitives::{Balance, BigEndianKey, CollectionId, Deposits, ItemId, TradingRights};
use frame_support::{
    ensure,
    traits::{
        tokens::nonfungibles_v2::{Inspect, Transfer},
        Get,
    },
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{CheckedAdd, UniqueSaturatedInto},
    ArithmeticError, DispatchResult,
};

impl<T: Config> Pallet<T> {
    /// See [`Call::list`](crate::Call::list).
    pub(crate) fn do_list(
        house: HouseId,
        seller: T::AccountId,
        item: ItemId,
        start_price: Balance,
        floor_price: Balance,
        duration: BlockNumberFor<T>,
    ) -> DispatchResult {
        let mut details = Self::open_house(house)?;
        ensure!(!details.paused, Error::<T>::HousePaused);
        let start = System::<T>::block_number();
        let terms = Self::terms_record(house)?.in_force(&start);
        ensure!(terms.sellers.include(&seller), Error::<T>::NotASeller);
        let collection = details.collection;
        let custodian = Self::house_account(house);
        Self::ensure_may_sell(collection, item, &seller, &custodian)?;
        ensure!(floor_price <= start_price, Error::<T>::StartBelowFloor);
        ensure!(duration >= terms.shortest, Error::<T>::DurationTooShort);
        ensure!(duration <= terms.longest, Error::<T>::DurationTooLong);
        let end = start
            .checked_add(&duration)
            .ok_or(Error::<T>::DurationTooLong)?;
        let auction_id = NextAuctionId::<T>::get();
        let next = auction_id.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;
        details.auctions = details
            .auctions
            .checked_add(1)
            .ok_or(ArithmeticError::Overflow)?;

        let deposit = T::AuctionDeposit::get();
        Self::hold(HoldReason::Auction, &seller, deposit)?;
        T::Items::transfer(&collection, &item, &custodian)?;
        NextAuctionId::<T>::put(next);
        Houses::<T>::insert(house, details);
        let auction = Auction {
            house,
            collection,
            item,
            seller: seller.clone(),
            currency: terms.currency,
            commission: terms.commission,
            curve: terms.curve,
            start_price,
            floor_price,
            start,
            end,
            deposit,
            cancelled: false,
            clock: Self::house_time(house, terms.currency, start),
        };
        Self::insert_auction(auction_id, auction);
        Self::deposit_event(Event::Listed {
            auction_id,
            house,
            item,
            seller,
            currency: terms.currency,
            start_price,
            floor_price,
            end,
        });
        Ok(())
    }

    /// Check that the seller owns the item, and the house may take it.
    fn ensure_may_sell(
        collection: CollectionId,
        item: ItemId,
        seller: &T::AccountId,
        custodian: &T::AccountId,
    ) -> DispatchResult {
        let owner = T::Items::owner(&collection, &item).ok_or(Error::<T>::UnknownItem)?;
        ensure!(owner == *seller, Error::<T>::NotItemOwner);
        ensure!(
            T::Rights::may_trade(collection, item, seller, custodian),
            Error::<T>::NotApproved
        );
        Ok(())
    }

    fn insert_auction(auction_id: AuctionId, auction: AuctionOf<T>) {
        let key = BigEndianKey::from(auction_id);
        AuctionsOfHouse::<T>::insert(auction.house, key, ());
        AuctionsOfSeller::<T>::insert(&auction.seller, key, ());
        Ending::<T>::insert(Self::ending_key(&auction), key, ());
        Listings::<T>::insert(auction.collection, auction.item, auction_id);
        Auctions::<T>::insert(auction_id, auction);
    }

    /// Remove an auction whose item is not in the house any more, and release its deposit.
    pub(crate) fn remove_auction(auction_id: AuctionId, auction: &AuctionOf<T>) {
        let key = BigEndianKey::from(auction_id);
        AuctionsOfHouse::<T>::remove(auction.house, key);
        AuctionsOfSeller::<T>::remove(&auction.seller, key);
        Ending::<T>::remove(Self::ending_key(auction), key);
        if Listings::<T>::get(auction.collection, auction.item) == Some(auction_id) {
            Listings::<T>::remove(auction.collection, auction.item);
        }
        Auctions::<T>::remove(auction_id);
        Houses::<T>::mutate_extant(auction.house, |details| {
            // Never below zero; if it ever were, that must not keep an item from its owner.
            details.auctions = details.auctions.saturating_sub(1);
        });
        Self::release(HoldReason::Auction, &auction.seller, auction.deposit);
    }

    /// The storage key of an auction in [`Ending`].
    pub(crate) fn ending_key(auction: &AuctionOf<T>) -> BigEndianKey {
        UniqueSaturatedInto::<u64>::unique_saturated_into(auction.end).into()
    }

    /// An auction whose item was neither sold nor returned.
    pub(crate) fn open_auction(auction_id: AuctionId) -> Result<AuctionOf<T>, Error<T>> {
        Auctions::<T>::get(auction_id).ok_or_else(|| {
            if auction_id < NextAuctionId::<T>::get() {
                Error::AuctionEnded
            } else {
                Error::UnknownAuction
            }
        })
    }

    /// Whether the house has the item, for this auction. It has not only if the ledger was forced to move or destroy
    /// it.
    pub(crate) fn has_item(auction_id: AuctionId, auction: &AuctionOf<T>) -> bool {
        let owner = T::Items::owner(&auction.collection, &auction.item);
        owner == Some(Self::house_account(auction.house))
            && Listings::<T>::get(auction.collection, auction.item) == Some(auction_id)
    }
}
