//! Names and URIs (ERC721Metadata, and ERC721URIStorage of OpenZeppelin Contracts 5).

use crate::{Collections, Config, Error, Event, Pallet, TextOf};
use alloc::{format, string::String, vec::Vec};
use chaos_primitives::{CollectionId, ItemId};
use frame_support::ensure;
use frame_system::RawOrigin;
use pallet_nfts::{CollectionSetting, CollectionSettings, ItemMetadataOf, Pallet as Ledger};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::set_base_uri`](crate::Call::set_base_uri).
    pub fn do_set_base_uri(
        collection: CollectionId,
        owner: &T::AccountId,
        base_uri: Vec<u8>,
    ) -> DispatchResult {
        let mut details = Self::owned_collection(collection, owner)?;
        ensure!(!details.metadata_frozen, Error::<T>::MetadataFrozen);
        details.base_uri = Self::text(base_uri.clone(), Error::<T>::UriTooLong)?;
        Collections::<T>::insert(collection, details);
        Self::deposit_event(Event::BaseUriSet {
            collection,
            base_uri,
        });
        Ok(())
    }

    /// See [`Call::freeze_metadata`](crate::Call::freeze_metadata). The ledger is told, for those who read it.
    pub fn do_freeze_metadata(collection: CollectionId, owner: &T::AccountId) -> DispatchResult {
        let mut details = Self::owned_collection(collection, owner)?;
        ensure!(!details.metadata_frozen, Error::<T>::MetadataFrozen);
        details.metadata_frozen = true;
        Collections::<T>::insert(collection, details);
        Ledger::<T>::lock_collection(
            RawOrigin::Signed(Self::account_id()).into(),
            collection,
            CollectionSettings::from_disabled(CollectionSetting::UnlockedMetadata.into()),
        )?;
        Self::deposit_event(Event::MetadataFrozen { collection });
        Ok(())
    }

    /// The URI of an item's metadata, or none if there is no such item. Empty if the collection has no base URI and
    /// the item has none of its own.
    pub fn token_uri(collection: CollectionId, token_id: ItemId) -> Option<String> {
        let base_uri = Collections::<T>::get(collection)?.base_uri;
        Self::owner_of(collection, token_id)?;
        let own = ItemMetadataOf::<T>::get(collection, token_id)
            .map(|metadata| decoded(&metadata.data))
            .unwrap_or_default();
        Some(uri(decoded(&base_uri), own, token_id))
    }

    /// Check that a text is not too long, and UTF-8.
    pub(crate) fn text(bytes: Vec<u8>, too_long: Error<T>) -> Result<TextOf<T>, DispatchError> {
        let text = TextOf::<T>::try_from(bytes).map_err(|_| too_long)?;
        ensure!(core::str::from_utf8(&text).is_ok(), Error::<T>::NotUtf8);
        Ok(text)
    }
}

/// A stored text, which is UTF-8.
pub(crate) fn decoded(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// The base URI followed by the item's own URI, or by its decimal id if it has none. Without a base, only the item's
/// own.
fn uri(base: String, own: String, token_id: ItemId) -> String {
    match (base.is_empty(), own.is_empty()) {
        (true, _) => own,
        (false, true) => format!("{base}{token_id}"),
        (false, false) => base + &own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_the_base_and_the_items_own_or_its_id() {
        for (base, own, expected) in [
            ("", "", ""),
            ("", "ipfs://own", "ipfs://own"),
            ("https://a.b/", "", "https://a.b/42"),
            ("https://a.b/", "own.json", "https://a.b/own.json"),
        ] {
            assert_eq!(uri(base.into(), own.into(), 42), expected);
        }
        assert_eq!(uri("b".into(), "".into(), 0), "b0");
        assert_eq!(uri("b".into(), "".into(), ItemId::MAX), "b4294967295");
    }
}
