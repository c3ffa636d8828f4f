//! Returning items to their sellers.

use crate::{
    AuctionId, AuctionOf, Auctions, AuctionsOfHouse, Config, Ending, Error, Event, HouseId, Pallet,
    MAX_RETURNED,
};
use alloc::vec::Vec;
use chaos_primitives::BigEndianKey;
use frame_support::{
    ensure, storage::with_storage_layer, traits::tokens::nonfungibles_v2::Transfer,
};
use sp_runtime::{traits::UniqueSaturatedInto, DispatchResult};

/// The result of ending auctions of a house that is being closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    /// How many were tried.
    pub tried: u32,
    /// How many of them ended, or had their items returned.
    pub done: u32,
}

impl<T: Config> Pallet<T> {
    /// See [`Call::cancel`](crate::Call::cancel).
    pub(crate) fn do_cancel(auction_id: AuctionId, who: T::AccountId) -> DispatchResult {
        let auction = Self::open_auction(auction_id)?;
        ensure!(auction.seller == who, Error::<T>::NotAuctionSeller);
        Self::end_unsold(auction_id, auction)
    }

    /// End the auctions of a house that were listed first, at most [`MAX_RETURNED`] of those it has, and return the
    /// items of those that ended before if the ledger releases them now.
    pub(crate) fn end_first_auctions(house: HouseId, auctions: u64) -> Ended {
        // Not past the last one: the look-up would pass over all keys of other houses that the block has deleted.
        let most = auctions.min(MAX_RETURNED.into());
        let ids: Vec<_> = AuctionsOfHouse::<T>::iter_key_prefix(house)
            .map(AuctionId::from)
            .take(most.unique_saturated_into())
            .collect();
        let mut ended = Ended::default();
        for auction_id in ids {
            let result = with_storage_layer(|| {
                Self::end_unsold(auction_id, Self::open_auction(auction_id)?)
            });
            ended.tried = ended.tried.saturating_add(1);
            ended.done = ended.done.saturating_add(u32::from(result.is_ok()));
        }
        ended
    }

    /// End an auction and return its item to the seller, if the ledger releases it.
    fn end_unsold(auction_id: AuctionId, auction: AuctionOf<T>) -> DispatchResult {
        let has_item = Self::has_item(auction_id, &auction);
        let returned = if has_item {
            Self::return_item(&auction)
        } else {
            Ok(())
        };

        if !auction.cancelled {
            Self::deposit_event(Event::Cancelled {
                auction_id,
                house: auction.house,
            });
        }
        match returned {
            Ok(()) => {
                Self::remove_auction(auction_id, &auction);
                if has_item {
                    Self::deposit_event(Event::Returned {
                        auction_id,
                        item: auction.item,
                        seller: auction.seller,
                    });
                }
                Ok(())
            }
            Err(error) if auction.cancelled => Err(error),
            Err(_) => {
                Self::keep_for_seller(auction_id, auction);
                Ok(())
            }
        }
    }

    /// All or nothing, even if the ledger fails midway.
    fn return_item(auction: &AuctionOf<T>) -> DispatchResult {
        with_storage_layer(|| {
            T::Items::transfer(&auction.collection, &auction.item, &auction.seller)
        })
    }

    /// End an auction whose item the ledger does not release. Otherwise its price would fall on, and when the item is
    /// released somebody could buy it before its seller gets it back.
    fn keep_for_seller(auction_id: AuctionId, mut auction: AuctionOf<T>) {
        Ending::<T>::remove(Self::ending_key(&auction), BigEndianKey::from(auction_id));
        auction.cancelled = true;
        Auctions::<T>::insert(auction_id, auction);
    }
}
