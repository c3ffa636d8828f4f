//! Transfers.

use crate::{Config, Error, Pallet};
use chaos_primitives::{CollectionId, ItemId};
use frame_support::{
    ensure,
    traits::{tokens::nonfungibles_v2::Transfer, Locker},
};
use pallet_nfts::{ItemConfigOf, ItemSetting, Pallet as Ledger, PalletAttributes};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::transfer_from`](crate::Call::transfer_from). Returns how many accounts it opened.
    pub fn do_transfer_from(
        collection: CollectionId,
        caller: &T::AccountId,
        from: &T::AccountId,
        to: &T::AccountId,
        token_id: ItemId,
    ) -> Result<u32, DispatchError> {
        let options = Self::known_collection(collection)?.options;
        ensure!(options.transferable, Error::<T>::NotTransferable);
        Self::ensure_not_zero(to)?;
        let owner = Self::ensure_may_move(collection, token_id, caller)?;
        ensure!(owner == *from, Error::<T>::NotTokenOwner);
        Self::ensure_not_locked(collection, token_id)?;

        let opened = Self::open_account(caller, to)?;
        <Self as Transfer<T::AccountId>>::transfer(&collection, &token_id, to)?;
        Ok(opened)
    }

    pub(crate) fn ensure_not_locked(collection: CollectionId, token_id: ItemId) -> DispatchResult {
        ensure!(!Self::is_locked(collection, token_id), Error::<T>::Locked);
        Ok(())
    }

    /// Whether an existing item is locked. The ledger has three locks: the runtime's [`Locker`], that of pallets that
    /// use `nonfungibles_v2`, such as auctions, and that of the item's settings, which does not prevent burning.
    pub fn is_locked(collection: CollectionId, token_id: ItemId) -> bool {
        T::Locker::is_locked(collection, token_id)
            || Ledger::<T>::has_system_attribute(
                &collection,
                &token_id,
                PalletAttributes::TransferDisabled,
            )
            .unwrap_or(true)
            || ItemConfigOf::<T>::get(collection, token_id)
                .is_none_or(|config| config.has_disabled_setting(ItemSetting::Transferable))
    }
}
