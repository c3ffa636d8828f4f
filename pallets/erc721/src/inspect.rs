//! Reads, and the guarantees that `try_state` checks.

use crate::{
    metadata::decoded, CollectionInfo, CollectionOf, Collections, Config, CurrencyOf, HoldReason,
    NextTokenId, Operators, Pallet, TokenByIndex, Tokens, MAX_COUNTED, MAX_PAGE,
};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{deposits_are_held, Balance, CollectionId, ItemId};
use frame_support::{
    ensure,
    traits::{fungible::InspectHold, tokens::nonfungibles_v2::InspectEnumerable},
};
use pallet_nfts::{
    Account, Collection as LedgerCollection, CollectionConfigOf, CollectionRoleOf,
    CollectionSetting, Item, Pallet as Ledger,
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// The details of a collection, without its items.
    pub fn collection_info(collection: CollectionId) -> Option<CollectionInfo<T::AccountId>> {
        let details = Collections::<T>::get(collection)?;
        Some(CollectionInfo {
            collection,
            name: decoded(&details.name),
            symbol: decoded(&details.symbol),
            base_uri: decoded(&details.base_uri),
            metadata_frozen: details.metadata_frozen,
            owner: details.owner,
            options: details.options,
            total_supply: Self::supply(collection),
            next_token_id: NextTokenId::<T>::get(collection),
        })
    }

    /// Up to `limit` collections (at most [`MAX_PAGE`]), from id `start` on.
    pub fn collections(start: CollectionId, limit: u32) -> Vec<CollectionInfo<T::AccountId>> {
        page(start, limit, Self::next_collection_id())
            .filter_map(Self::collection_info)
            .collect()
    }

    /// The name of the collection.
    pub fn collection_name(collection: CollectionId) -> Option<String> {
        Some(decoded(&Collections::<T>::get(collection)?.name))
    }

    /// The symbol of the collection.
    pub fn collection_symbol(collection: CollectionId) -> Option<String> {
        Some(decoded(&Collections::<T>::get(collection)?.symbol))
    }

    /// The owner of the item.
    pub fn owner_of(collection: CollectionId, token_id: ItemId) -> Option<T::AccountId> {
        Some(Item::<T>::get(collection, token_id)?.owner)
    }

    /// The number of items of `owner`. Counts them, as the ledger transfers them without this pallet, up to
    /// [`MAX_COUNTED`] and one more.
    pub fn balance_of(collection: CollectionId, owner: &T::AccountId) -> Option<u32> {
        let most = usize::try_from(MAX_COUNTED).ok()?.checked_add(1)?;
        let items = Ledger::<T>::owned_in_collection(&collection, owner);
        let balance = items.take(most).count();
        let balance = u32::try_from(balance).ok()?;
        Collections::<T>::contains_key(collection).then_some(balance)
    }

    /// Whether `operator` may transfer, approve and burn all items of `owner` in the collection.
    pub fn is_approved_for_all(
        collection: CollectionId,
        owner: &T::AccountId,
        operator: &T::AccountId,
    ) -> Option<bool> {
        Collections::<T>::contains_key(collection)
            .then(|| Self::is_operator(collection, owner, operator))
    }

    /// How many items there are.
    pub fn total_supply(collection: CollectionId) -> Option<u32> {
        Collections::<T>::contains_key(collection).then(|| Self::supply(collection))
    }

    /// The `index`th item.
    pub fn token_by_index(collection: CollectionId, index: u32) -> Option<ItemId> {
        TokenByIndex::<T>::get(collection, index)
    }

    /// The `index`th item of `owner`, in the ledger's order. None from [`MAX_COUNTED`] on.
    pub fn token_of_owner_by_index(
        collection: CollectionId,
        owner: &T::AccountId,
        index: u32,
    ) -> Option<ItemId> {
        let index = usize::try_from(Some(index).filter(|index| *index < MAX_COUNTED)?).ok()?;
        Ledger::<T>::owned_in_collection(&collection, owner).nth(index)
    }

    /// Up to `limit` items (at most [`MAX_PAGE`]), from index `start` on.
    pub fn tokens(collection: CollectionId, start: u32, limit: u32) -> Vec<ItemId> {
        page(start, limit, Self::supply(collection))
            .filter_map(|index| TokenByIndex::<T>::get(collection, index))
            .collect()
    }

    /// Up to `limit` items of `owner` (at most [`MAX_PAGE`]) after `start_after`, in the ledger's order. `owner` need
    /// not have `start_after` any more.
    pub fn tokens_of_owner(
        collection: CollectionId,
        owner: &T::AccountId,
        start_after: Option<ItemId>,
        limit: u32,
    ) -> Vec<ItemId> {
        let limit = limit.min(MAX_PAGE) as usize;
        let prefix = (owner, collection);
        match start_after {
            None => Account::<T>::iter_key_prefix(prefix).take(limit).collect(),
            Some(last) => {
                let key = Account::<T>::hashed_key_for((owner, collection, last));
                Account::<T>::iter_key_prefix_from(prefix, key)
                    .take(limit)
                    .collect()
            }
        }
    }

    /// The receiver and the amount of the royalty for a sale of the item at `sale_price`, rounded down.
    pub fn royalty_info(
        collection: CollectionId,
        token_id: ItemId,
        sale_price: Balance,
    ) -> Option<(T::AccountId, Balance)> {
        Self::owner_of(collection, token_id)?;
        let (receiver, rate) = Collections::<T>::get(collection)?.options.royalty?;
        Some((receiver, rate.mul_floor(sale_price)))
    }

    /// How many items there are, or none if there is no such collection.
    pub(crate) fn supply(collection: CollectionId) -> u32 {
        LedgerCollection::<T>::get(collection).map_or(0, |details| details.items)
    }

    /// Check the ledger's parameters: one approved account for an item, as in EIP-721, and no deposits, which this
    /// pallet's account could not pay.
    #[cfg(feature = "std")]
    pub(crate) fn check_ledger_config() {
        use frame_support::traits::Get;
        use pallet_nfts::{Config as LedgerConfig, PalletFeature};
        use sp_runtime::traits::Zero;

        assert_eq!(T::ApprovalsLimit::get(), 1, "one approved account");
        assert!(
            T::Features::get().is_enabled(PalletFeature::Approvals),
            "no approvals"
        );
        assert!(
            <T as LedgerConfig>::CollectionDeposit::get().is_zero()
                && <T as LedgerConfig>::ItemDeposit::get().is_zero()
                && T::MetadataDepositBase::get().is_zero()
                && T::DepositPerByte::get().is_zero(),
            "a deposit in the ledger"
        );
    }

    /// The body of `try_state`: the guarantees of the README that storage can show. Reads every item.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let known = Collections::<T>::iter_keys().count();
        ensure!(
            known == Self::next_collection_id() as usize
                && known == LedgerCollection::<T>::iter_keys().count(),
            "the ledger has other collections"
        );
        let mut items: usize = 0;
        for (collection, details) in Collections::<T>::iter() {
            Self::check_ledger_roles(collection, &details)?;
            Self::check_enumeration(collection, &details)?;
            items = items.saturating_add(Self::supply(collection) as usize);
        }
        ensure!(
            items == Tokens::<T>::iter_keys().count()
                && items == TokenByIndex::<T>::iter_keys().count()
                && items == Item::<T>::iter_keys().count()
                && items == Account::<T>::iter_keys().count(),
            "the ledger has other items"
        );
        Self::check_deposits()
    }

    /// Nobody else has a role, and the ledger knows whether items can be transferred.
    fn check_ledger_roles(
        collection: CollectionId,
        details: &CollectionOf<T>,
    ) -> Result<(), TryRuntimeError> {
        let account = Self::account_id();
        ensure!(
            Ledger::<T>::collection_owner(collection) == Some(account.clone())
                && CollectionRoleOf::<T>::iter_key_prefix(collection).all(|who| who == account),
            "somebody else administers a collection in the ledger"
        );
        let config =
            CollectionConfigOf::<T>::get(collection).ok_or("a collection without config")?;
        ensure!(
            details.options.transferable
                == config.is_setting_enabled(CollectionSetting::TransferableItems),
            "the ledger transfers what can't be"
        );
        Ok(())
    }

    /// The indices are a permutation of the items, and every item has one owner.
    fn check_enumeration(
        collection: CollectionId,
        details: &CollectionOf<T>,
    ) -> Result<(), TryRuntimeError> {
        let supply = Self::supply(collection);
        ensure!(
            details.options.max_supply.is_none_or(|max| supply <= max),
            "more items than the maximal supply"
        );
        let next = NextTokenId::<T>::get(collection);
        for index in 0..supply {
            let token_id = TokenByIndex::<T>::get(collection, index).ok_or("a gap of the index")?;
            let token = Tokens::<T>::get(collection, token_id).ok_or("an index of no item")?;
            ensure!(
                token.index == index && token_id < next,
                "an index of another item"
            );
            let owner = Self::owner_of(collection, token_id).ok_or("an item of nobody")?;
            ensure!(
                Account::<T>::contains_key((owner, collection, token_id)),
                "an owner without its item"
            );
        }
        Ok(())
    }

    /// What is on hold is the sum of the deposits.
    fn check_deposits() -> Result<(), TryRuntimeError> {
        let items = Tokens::<T>::iter_values().map(|token| (token.depositor, token.deposit));
        let operators = Operators::<T>::iter().map(|((_, owner, _), deposit)| (owner, deposit));
        Self::check_holds(HoldReason::Item, items)?;
        Self::check_holds(HoldReason::Operator, operators)
    }

    fn check_holds(
        reason: HoldReason,
        deposits: impl Iterator<Item = (T::AccountId, Balance)>,
    ) -> Result<(), TryRuntimeError> {
        let reason = reason.into();
        ensure!(
            deposits_are_held(deposits, |who| CurrencyOf::<T>::balance_on_hold(
                &reason, who
            )),
            "deposits are not what is held"
        );
        Ok(())
    }
}

/// Up to `limit` numbers (at most [`MAX_PAGE`]), from `start` up to `end`.
fn page(start: u32, limit: u32, end: u32) -> core::ops::Range<u32> {
    start..start.saturating_add(limit.min(MAX_PAGE)).min(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_with_what_there_is() {
        assert_eq!(page(0, 3, 10), 0..3);
        assert_eq!(page(8, 3, 10), 8..10);
        assert_eq!(page(0, u32::MAX, 1_000), 0..MAX_PAGE);
        assert!(page(10, 3, 10).is_empty());
        assert!(page(u32::MAX, u32::MAX, 10).is_empty());
        assert!(page(0, 0, 10).is_empty());
    }
}
