//! Collection owners, and transferring ownership.

use crate::{CollectionOf, Collections, Config, Error, Event, Pallet};
use chaos_primitives::{is_zero, CollectionId};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn known_collection(
        collection: CollectionId,
    ) -> Result<CollectionOf<T>, DispatchError> {
        Ok(Collections::<T>::get(collection).ok_or(Error::<T>::UnknownCollection)?)
    }

    /// The collection, if `who` owns it.
    pub(crate) fn owned_collection(
        collection: CollectionId,
        who: &T::AccountId,
    ) -> Result<CollectionOf<T>, DispatchError> {
        let details = Self::known_collection(collection)?;
        ensure!(details.owner == *who, Error::<T>::NotOwner);
        Ok(details)
    }

    pub(crate) fn ensure_not_zero(account: &T::AccountId) -> DispatchResult {
        ensure!(!is_zero(account), Error::<T>::ZeroAccount);
        Ok(())
    }

    /// See [`Call::transfer_ownership`](crate::Call::transfer_ownership).
    pub fn do_transfer_ownership(
        collection: CollectionId,
        previous_owner: T::AccountId,
        new_owner: T::AccountId,
    ) -> DispatchResult {
        let mut details = Self::owned_collection(collection, &previous_owner)?;
        Self::ensure_not_zero(&new_owner)?;
        details.owner = new_owner.clone();
        Collections::<T>::insert(collection, details);
        Self::deposit_event(Event::OwnershipTransferred {
            collection,
            previous_owner,
            new_owner,
        });
        Ok(())
    }
}
