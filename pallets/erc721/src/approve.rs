//! Approvals: one account for an item, which the ledger stores, and operators for all items of an owner in a
//! collection.

use crate::{Config, Error, Event, HoldReason, Operators, Pallet};
use chaos_primitives::{CollectionId, Deposits, ItemId};
use frame_support::{ensure, traits::Get};
use frame_system::RawOrigin;
use pallet_nfts::{Item, ItemDetailsFor, Pallet as Ledger};
use sp_runtime::{
    traits::{BlockNumberProvider, StaticLookup},
    DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
    /// See [`Call::approve`](crate::Call::approve).
    pub fn do_approve(
        collection: CollectionId,
        caller: &T::AccountId,
        approved: Option<T::AccountId>,
        token_id: ItemId,
    ) -> DispatchResult {
        let options = Self::known_collection(collection)?.options;
        let item = Self::known_item(collection, token_id)?;
        ensure!(
            item.owner == *caller || Self::is_operator(collection, &item.owner, caller),
            Error::<T>::NotApproved
        );
        ensure!(
            options.transferable || approved.is_none(),
            Error::<T>::NotTransferable
        );
        if let Some(approved) = &approved {
            Self::ensure_not_zero(approved)?;
        }

        let origin = || RawOrigin::Signed(item.owner.clone()).into();
        // The ledger has room for one, even if it has expired.
        if !item.approvals.is_empty() {
            Ledger::<T>::clear_all_transfer_approvals(origin(), collection, token_id)?;
        }
        if let Some(approved) = approved.clone() {
            let delegate = T::Lookup::unlookup(approved);
            Ledger::<T>::approve_transfer(origin(), collection, token_id, delegate, None)?;
        }
        Self::deposit_event(Event::Approval {
            collection,
            token_id,
            owner: item.owner,
            approved,
        });
        Ok(())
    }

    /// See [`Call::set_approval_for_all`](crate::Call::set_approval_for_all).
    pub fn do_set_approval_for_all(
        collection: CollectionId,
        owner: T::AccountId,
        operator: T::AccountId,
        approved: bool,
    ) -> DispatchResult {
        Self::known_collection(collection)?;
        let key = (collection, &owner, &operator);
        match Operators::<T>::get(key) {
            None if approved => {
                Self::ensure_not_zero(&operator)?;
                let deposit = T::OperatorDeposit::get();
                Self::hold(HoldReason::Operator, &owner, deposit)?;
                Operators::<T>::insert(key, deposit);
            }
            Some(deposit) if !approved => {
                Self::release(HoldReason::Operator, &owner, deposit);
                Operators::<T>::remove(key);
            }
            _ => {}
        }
        Self::deposit_event(Event::ApprovalForAll {
            collection,
            owner,
            operator,
            approved,
        });
        Ok(())
    }

    /// The approved account of the item. An approval made in the ledger may have a deadline, which is its last block.
    pub fn get_approved(collection: CollectionId, token_id: ItemId) -> Option<T::AccountId> {
        Self::approved_of(&Item::<T>::get(collection, token_id)?)
    }

    /// Whether `operator` may transfer, approve and burn all items of `owner` in the collection.
    pub(crate) fn is_operator(
        collection: CollectionId,
        owner: &T::AccountId,
        operator: &T::AccountId,
    ) -> bool {
        Operators::<T>::contains_key((collection, owner, operator))
    }

    /// The owner of the item, if `caller` may transfer or burn it.
    pub(crate) fn ensure_may_move(
        collection: CollectionId,
        token_id: ItemId,
        caller: &T::AccountId,
    ) -> Result<T::AccountId, DispatchError> {
        let item = Self::known_item(collection, token_id)?;
        ensure!(
            Self::may_move(collection, &item, caller),
            Error::<T>::NotApproved
        );
        Ok(item.owner)
    }

    pub(crate) fn may_move(
        collection: CollectionId,
        item: &ItemDetailsFor<T, ()>,
        caller: &T::AccountId,
    ) -> bool {
        item.owner == *caller
            || Self::approved_of(item).as_ref() == Some(caller)
            || Self::is_operator(collection, &item.owner, caller)
    }

    fn approved_of(item: &ItemDetailsFor<T, ()>) -> Option<T::AccountId> {
        let now = T::BlockNumberProvider::current_block_number();
        let mut valid = item
            .approvals
            .iter()
            .filter(|(_, deadline)| deadline.is_none_or(|deadline| now <= deadline));
        valid.next().map(|(approved, _)| approved.clone())
    }

    /// The ledger's record of an item.
    pub(crate) fn known_item(
        collection: CollectionId,
        token_id: ItemId,
    ) -> Result<ItemDetailsFor<T, ()>, DispatchError> {
        Ok(Item::<T>::get(collection, token_id).ok_or(Error::<T>::UnknownToken)?)
    }
}
