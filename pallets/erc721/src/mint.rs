//! Minting.

use crate::{Config, Error, Event, HoldReason, NextTokenId, Pallet, MAX_BATCH};
use alloc::vec::Vec;
use chaos_primitives::{Balance, CollectionId, Deposits, ItemId};
use frame_support::{
    ensure,
    traits::{tokens::nonfungibles_v2::Mutate, Get},
};
use pallet_nfts::{ItemConfig, Pallet as Ledger};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// See [`Call::mint`](crate::Call::mint). Returns how many accounts it opened.
    pub fn do_mint(
        collection: CollectionId,
        minter: &T::AccountId,
        to: &T::AccountId,
        uri: Option<Vec<u8>>,
    ) -> Result<u32, DispatchError> {
        Self::owned_collection(collection, minter)?;
        let uri = Self::text(uri.unwrap_or_default(), Error::<T>::UriTooLong)?;
        let token_id = NextTokenId::<T>::get(collection);
        let opened = Self::do_batch_mint(collection, minter, to, 1)?;
        if !uri.is_empty() {
            <Ledger<T> as Mutate<T::AccountId, ItemConfig>>::set_item_metadata(
                None,
                &collection,
                &token_id,
                &uri,
            )?;
        }
        Ok(opened)
    }

    /// See [`Call::batch_mint`](crate::Call::batch_mint). Returns how many accounts it opened.
    pub fn do_batch_mint(
        collection: CollectionId,
        minter: &T::AccountId,
        to: &T::AccountId,
        count: u32,
    ) -> Result<u32, DispatchError> {
        let options = Self::owned_collection(collection, minter)?.options;
        Self::ensure_not_zero(to)?;
        ensure!(count > 0, Error::<T>::CountZero);
        ensure!(count <= MAX_BATCH, Error::<T>::TooMany);
        let ids = ids_from(NextTokenId::<T>::get(collection), count).ok_or(Error::<T>::NoIdLeft)?;
        let supply = Self::supply(collection);
        ensure!(
            has_room(supply, count, options.max_supply),
            Error::<T>::CollectionFull
        );

        let deposit = <T as Config>::ItemDeposit::get();
        let deposits = deposit
            .checked_mul(Balance::from(count))
            .ok_or(Error::<T>::DepositUnaffordable)?;
        Self::hold(HoldReason::Item, minter, deposits)?;
        let opened = Self::open_account(minter, to)?;
        NextTokenId::<T>::insert(collection, ids.end);
        // Does not overflow: there is room for all of them.
        for (token_id, index) in ids.zip(supply..) {
            Ledger::<T>::mint_into(&collection, &token_id, to, &ItemConfig::default(), true)?;
            Self::append(collection, token_id, index, minter.clone(), deposit);
            Self::deposit_event(Event::Transfer {
                collection,
                token_id,
                from: None,
                to: Some(to.clone()),
            });
        }
        Ok(opened)
    }
}

/// The next `count` ids, if there are as many. The largest number is never used, so that there is always a next id.
fn ids_from(next: ItemId, count: u32) -> Option<core::ops::Range<ItemId>> {
    Some(next..next.checked_add(count)?)
}

/// Check that the collection may have `count` more items.
fn has_room(supply: u32, count: u32, max_supply: Option<u32>) -> bool {
    supply
        .checked_add(count)
        .is_some_and(|sum| sum <= max_supply.unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_up_to_the_last() {
        assert_eq!(ids_from(0, 2), Some(0..2));
        assert_eq!(ids_from(7, 1), Some(7..8));
        assert_eq!(
            ids_from(ItemId::MAX - 1, 1),
            Some(ItemId::MAX - 1..ItemId::MAX)
        );
        assert_eq!(ids_from(ItemId::MAX - 1, 2), None);
        assert_eq!(ids_from(ItemId::MAX, 1), None);
    }

    #[test]
    fn there_is_room_up_to_the_maximal_supply() {
        assert!(has_room(0, 1, None));
        assert!(has_room(2, 3, Some(5)));
        assert!(!has_room(2, 4, Some(5)));
        assert!(!has_room(5, 1, Some(5)));
        assert!(has_room(u32::MAX - 1, 1, None));
        assert!(!has_room(u32::MAX, 1, None));
    }
}
