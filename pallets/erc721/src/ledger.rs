//! Items for other pallets: the ledger's, with this pallet's events.

use crate::{Collections, Config, Event, Pallet};
use chaos_primitives::{CollectionId, ItemId};
use frame_support::traits::tokens::nonfungibles_v2::{Inspect, Transfer};
use pallet_nfts::Pallet as Ledger;
use sp_runtime::DispatchResult;

impl<T: Config> Inspect<T::AccountId> for Pallet<T> {
    type ItemId = ItemId;
    type CollectionId = CollectionId;

    fn owner(collection: &CollectionId, token_id: &ItemId) -> Option<T::AccountId> {
        Self::owner_of(*collection, *token_id)
    }

    /// The paradigm's owner. In the ledger, this pallet's account owns the collection.
    fn collection_owner(collection: &CollectionId) -> Option<T::AccountId> {
        Some(Collections::<T>::get(collection)?.owner)
    }

    fn can_transfer(collection: &CollectionId, token_id: &ItemId) -> bool {
        <Ledger<T> as Inspect<T::AccountId>>::can_transfer(collection, token_id)
    }
}

impl<T: Config> Transfer<T::AccountId> for Pallet<T> {
    /// Transfers without asking the owner. The approval ends even if the item stays with its owner.
    fn transfer(
        collection: &CollectionId,
        token_id: &ItemId,
        destination: &T::AccountId,
    ) -> DispatchResult {
        let from = Self::owner_of(*collection, *token_id);
        <Ledger<T> as Transfer<T::AccountId>>::transfer(collection, token_id, destination)?;
        Self::deposit_event(Event::Transfer {
            collection: *collection,
            token_id: *token_id,
            from,
            to: Some(destination.clone()),
        });
        Ok(())
    }
}
