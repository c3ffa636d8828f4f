//! The rights to items, for other paradigms.

use crate::{Collections, Config, Pallet};
use chaos_primitives::{is_zero, Balance, CollectionId, ItemId, TradingRights};
use pallet_nfts::Item;

impl<T: Config> TradingRights<T::AccountId> for Pallet<T> {
    /// The owner may trade it too.
    fn may_trade(
        collection: CollectionId,
        item: ItemId,
        owner: &T::AccountId,
        trader: &T::AccountId,
    ) -> bool {
        Item::<T>::get(collection, item).is_some_and(|details| {
            details.owner == *owner && Self::may_move(collection, &details, trader)
        })
    }

    fn royalty(
        collection: CollectionId,
        item: ItemId,
        price: Balance,
    ) -> Option<(T::AccountId, Balance)> {
        // Older collections may have the account of zeros, which can't receive tokens.
        Self::royalty_info(collection, item, price).filter(|(receiver, _)| !is_zero(receiver))
    }

    fn collection_owner(collection: CollectionId) -> Option<T::AccountId> {
        Some(Collections::<T>::get(collection)?.owner)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_for_benchmark(owner: &T::AccountId) -> (CollectionId, ItemId) {
        crate::benchmarking::collection_with_item::<T>(owner)
    }

    /// As an operator, which is looked up last.
    #[cfg(feature = "runtime-benchmarks")]
    fn approve_for_benchmark(
        collection: CollectionId,
        _item: ItemId,
        owner: &T::AccountId,
        trader: &T::AccountId,
    ) {
        Self::do_set_approval_for_all(collection, owner.clone(), trader.clone(), true)
            .expect("the owner can pay the deposit");
    }
}
