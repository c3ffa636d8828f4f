//! Reads: the functions of the runtime API, and the guarantees that `try_state` checks.

use crate::{
    runtime_api::{AuctionDetails, EndingCursor, HouseDetails, Page, TurnoverIn},
    AuctionId, Auctions, AuctionsOfHouse, AuctionsOfSeller, Config, Ending, HoldReason, HouseId,
    HouseTerms, Houses, Listings, NextAuctionId, NextHouseId, Pallet, Turnovers, MAX_CURRENCIES,
    MAX_PAGE,
};
use alloc::vec::Vec;
use chaos_primitives::{deposits_are_held, Balance, BigEndianKey, CollectionId, ItemId};
use frame_support::{ensure, traits::fungible::InspectHold};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{SaturatedConversion, Saturating, UniqueSaturatedInto},
    TryRuntimeError,
};

/// A page of auctions of the pallet.
pub type PageOf<T, Cursor> =
    Page<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, Cursor>;

impl<T: Config> Pallet<T> {
    /// A house that was not closed.
    pub fn house(house: HouseId) -> Option<HouseDetails<T::AccountId, BlockNumberFor<T>>> {
        let details = Houses::<T>::get(house)?;
        let record = HouseTerms::<T>::get(house)?;
        let now = System::<T>::block_number();
        Some(HouseDetails {
            house,
            owner: details.owner,
            account: Self::house_account(house),
            collection: details.collection,
            paused: details.paused,
            auctions: details.auctions,
            terms: record.clone().in_force(&now),
            announced: record.upcoming(&now),
        })
    }

    /// An auction whose item was neither sold nor returned.
    pub fn auction(
        auction_id: AuctionId,
    ) -> Option<AuctionDetails<T::AccountId, BlockNumberFor<T>>> {
        let auction = Auctions::<T>::get(auction_id)?;
        let is_paused = Houses::<T>::get(auction.house)?.paused;
        let now = System::<T>::block_number();
        let elapsed = Self::elapsed(&auction, now);
        let price = auction.price_after(elapsed);
        // At the floor price, it is not known since when.
        let duration = auction.end.saturating_sub(auction.start);
        let start = match elapsed < duration {
            true => now.saturating_sub(elapsed),
            false => auction.start,
        };
        Some(AuctionDetails {
            auction_id,
            house: auction.house,
            collection: auction.collection,
            item: auction.item,
            seller: auction.seller,
            currency: auction.currency,
            commission: auction.commission,
            curve: auction.curve,
            start_price: auction.start_price,
            floor_price: auction.floor_price,
            start,
            end: start.saturating_add(duration),
            price: (!auction.cancelled).then_some(price),
            open: !auction.cancelled && !is_paused,
        })
    }

    /// The auction of an item.
    pub fn auction_of_item(collection: CollectionId, item: ItemId) -> Option<AuctionId> {
        Listings::<T>::get(collection, item)
    }

    /// The price now, or none if there is no such auction, or it was cancelled.
    pub fn price(auction_id: AuctionId) -> Option<Balance> {
        Self::price_at(auction_id, System::<T>::block_number())
    }

    /// The price in block `block`, if the item is not sold before and no clock stops or starts until then.
    pub fn price_at(auction_id: AuctionId, block: BlockNumberFor<T>) -> Option<Balance> {
        let auction = Auctions::<T>::get(auction_id).filter(|auction| !auction.cancelled)?;
        Some(Self::price_in(&auction, block))
    }

    /// Up to `limit` auctions of a house (at most [`MAX_PAGE`]), from id `start` on.
    pub fn auctions_of_house(house: HouseId, start: AuctionId, limit: u32) -> PageOf<T, AuctionId> {
        let ids = match start.checked_sub(1) {
            None => AuctionsOfHouse::<T>::iter_key_prefix(house),
            Some(before) => {
                let key = AuctionsOfHouse::<T>::hashed_key_for(house, BigEndianKey::from(before));
                AuctionsOfHouse::<T>::iter_key_prefix_from(house, key)
            }
        };
        Self::page(ids.map(AuctionId::from), limit, |id| *id)
    }

    /// Up to `limit` auctions of a seller (at most [`MAX_PAGE`]), from id `start` on.
    pub fn auctions_of_seller(
        seller: &T::AccountId,
        start: AuctionId,
        limit: u32,
    ) -> PageOf<T, AuctionId> {
        let ids = match start.checked_sub(1) {
            None => AuctionsOfSeller::<T>::iter_key_prefix(seller),
            Some(before) => {
                let key = AuctionsOfSeller::<T>::hashed_key_for(seller, BigEndianKey::from(before));
                AuctionsOfSeller::<T>::iter_key_prefix_from(seller, key)
            }
        };
        Self::page(ids.map(AuctionId::from), limit, |id| *id)
    }

    /// Up to `limit` auctions (at most [`MAX_PAGE`]) that reach their floor price before block `before` if their
    /// clocks never stand still, the earliest first, from `start` on.
    pub fn auctions_ending(
        before: BlockNumberFor<T>,
        start: Option<EndingCursor<BlockNumberFor<T>>>,
        limit: u32,
    ) -> PageOf<T, EndingCursor<BlockNumberFor<T>>> {
        let places = match start.and_then(Self::key_before) {
            None => Ending::<T>::iter_keys(),
            Some((end, id)) => Ending::<T>::iter_keys_from(Ending::<T>::hashed_key_for(end, id)),
        };
        let places = places
            .map(|(end, id)| EndingCursor {
                end: u64::from(end).saturated_into(),
                auction_id: id.into(),
            })
            .take_while(|place| place.end < before);
        Self::page(places, limit, |place| place.auction_id)
    }

    /// The greatest key below a place in the order of ends.
    fn key_before(place: EndingCursor<BlockNumberFor<T>>) -> Option<(BigEndianKey, BigEndianKey)> {
        let end: u64 = place.end.unique_saturated_into();
        let (end, id) = match place.auction_id.checked_sub(1) {
            Some(id) => (end, id),
            None => (end.checked_sub(1)?, AuctionId::MAX),
        };
        Some((end.into(), id.into()))
    }

    fn page<Cursor>(
        mut places: impl Iterator<Item = Cursor>,
        limit: u32,
        id: impl Fn(&Cursor) -> AuctionId,
    ) -> PageOf<T, Cursor> {
        let auctions = (0..limit.min(MAX_PAGE))
            .map_while(|_| places.next())
            .filter_map(|place| Self::auction(id(&place)))
            .collect();
        Page {
            auctions,
            next: places.next(),
        }
    }

    /// What a house has sold in each currency it has had, in the order of the currencies.
    pub fn turnover(house: HouseId) -> Vec<TurnoverIn> {
        let mut turnovers: Vec<_> = Turnovers::<T>::iter_prefix(house)
            .map(|(currency, turnover)| TurnoverIn {
                currency,
                paid: turnover.paid,
                sold: turnover.sold,
            })
            .collect();
        turnovers.sort_by_key(|turnover| turnover.currency);
        turnovers
    }

    /// The body of `try_state`. Reads every auction.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_houses()?;
        Self::check_auctions()?;
        Self::check_indexes()?;
        let houses = Houses::<T>::iter_values().map(|house| (house.owner, house.deposit));
        Self::check_holds(HoldReason::House, houses)?;
        let auctions =
            Auctions::<T>::iter_values().map(|auction| (auction.seller, auction.deposit));
        Self::check_holds(HoldReason::Auction, auctions)
    }

    fn check_houses() -> Result<(), TryRuntimeError> {
        for (id, house) in Houses::<T>::iter() {
            ensure!(
                id < NextHouseId::<T>::get(),
                "a house has an id that was not given"
            );
            let record = HouseTerms::<T>::get(id).ok_or("a house without terms")?;
            ensure!(
                house.deposit == Self::house_deposit(&record),
                "the deposit of a house is not that of its terms"
            );
            let auctions = AuctionsOfHouse::<T>::iter_key_prefix(id).count();
            ensure!(
                u64::try_from(auctions) == Ok(house.auctions),
                "a house counts other auctions than it has"
            );
            let currencies = Turnovers::<T>::iter_key_prefix(id).count();
            ensure!(
                u32::try_from(currencies) == Ok(house.currencies)
                    && house.currencies <= MAX_CURRENCIES,
                "a house counts other currencies than it has had"
            );
            ensure!(
                Turnovers::<T>::iter_prefix_values(id)
                    .all(|turnover| turnover.clock.goes() != house.paused),
                "a clock goes in a paused house, or stands in another"
            );
        }
        ensure!(
            HouseTerms::<T>::iter_keys().all(Houses::<T>::contains_key)
                && Turnovers::<T>::iter_keys().all(|(id, _)| Houses::<T>::contains_key(id)),
            "a closed house has left something"
        );
        Ok(())
    }

    fn check_auctions() -> Result<(), TryRuntimeError> {
        for (id, auction) in Auctions::<T>::iter() {
            ensure!(
                id < NextAuctionId::<T>::get(),
                "an auction has an id that was not given"
            );
            let house = Houses::<T>::get(auction.house).ok_or("an auction of a closed house")?;
            ensure!(
                house.collection == auction.collection,
                "an auction of another collection than its house's"
            );
            ensure!(
                Turnovers::<T>::contains_key(auction.house, auction.currency),
                "an auction in a currency that its house never had"
            );
            ensure!(
                auction.floor_price <= auction.start_price && auction.start < auction.end,
                "a price that does not fall"
            );
            let now = System::<T>::block_number();
            ensure!(
                auction.clock <= Self::house_time(auction.house, auction.currency, now),
                "a clock has gone back"
            );
            ensure!(
                Self::has_item(id, &auction),
                "a house does not have an item that it auctions"
            );
            let key = BigEndianKey::from(id);
            ensure!(
                AuctionsOfHouse::<T>::contains_key(auction.house, key)
                    && AuctionsOfSeller::<T>::contains_key(&auction.seller, key),
                "an auction that is not found by its house and its seller"
            );
            ensure!(
                Ending::<T>::contains_key(Self::ending_key(&auction), key) != auction.cancelled,
                "an auction that is not cancelled is not found by its end, or one that is"
            );
        }
        Ok(())
    }

    /// Every auction has its entries; as there are as many entries as auctions, there are no others.
    fn check_indexes() -> Result<(), TryRuntimeError> {
        let auctions = Auctions::<T>::iter_keys().count();
        let ending = Auctions::<T>::iter_values()
            .filter(|auction| !auction.cancelled)
            .count();
        ensure!(
            AuctionsOfHouse::<T>::iter_keys().count() == auctions
                && AuctionsOfSeller::<T>::iter_keys().count() == auctions
                && Listings::<T>::iter_keys().count() == auctions
                && Ending::<T>::iter_keys().count() == ending,
            "something is left of an auction that is over"
        );
        Ok(())
    }

    /// What an account has on hold is the sum of its deposits.
    fn check_holds(
        reason: HoldReason,
        deposits: impl Iterator<Item = (T::AccountId, Balance)>,
    ) -> Result<(), TryRuntimeError> {
        let reason = reason.into();
        ensure!(
            deposits_are_held(deposits, |who| T::Currency::balance_on_hold(&reason, who)),
            "what is held of an account is not the sum of its deposits"
        );
        Ok(())
    }
}
