//! Giving items back to their sellers.

use crate::{AuctionId, AuctionOf, Auctions, Config, Ending, Error, Event, Pallet};
use chaos_primitives::Ordered;
use frame_support::{
    ensure, storage::with_storage_layer, traits::tokens::nonfungibles_v2::Transfer,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::cancel`](crate::Call::cancel).
    pub(crate) fn do_cancel(auction_id: AuctionId, who: T::AccountId) -> DispatchResult {
        let auction = Self::open_auction(auction_id)?;
        ensure!(auction.seller == who, Error::<T>::NotAuctionSeller);
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
                        seller: who,
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

    /// All or nothing, even if the ledger fails half-way.
    fn return_item(auction: &AuctionOf<T>) -> DispatchResult {
        with_storage_layer(|| {
            T::Items::transfer(&auction.collection, &auction.item, &auction.seller)
        })
    }

    /// End an auction whose item the ledger does not let go at the moment. Its price would fall on, and
    /// whoever comes first when the item moves again would have it, perhaps before its seller.
    fn keep_for_seller(auction_id: AuctionId, mut auction: AuctionOf<T>) {
        Ending::<T>::remove(Self::ending_key(&auction), Ordered::from(auction_id));
        auction.cancelled = true;
        Auctions::<T>::insert(auction_id, auction);
    }
}
