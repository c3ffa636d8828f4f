//! Burning items (ERC721Burnable of OpenZeppelin Contracts 5).

use crate::{Config, Error, Event, HoldReason, Pallet};
use chaos_primitives::{CollectionId, Deposits, ItemId};
use frame_support::{ensure, traits::tokens::nonfungibles_v2::Mutate};
use pallet_nfts::{ItemConfig, Pallet as Ledger};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::burn`](crate::Call::burn).
    pub fn do_burn(
        collection: CollectionId,
        caller: &T::AccountId,
        token_id: ItemId,
    ) -> DispatchResult {
        let options = Self::known_collection(collection)?.options;
        ensure!(options.burnable, Error::<T>::NotBurnable);
        let owner = Self::ensure_may_move(collection, token_id, caller)?;
        Self::ensure_not_locked(collection, token_id)?;

        <Ledger<T> as Mutate<T::AccountId, ItemConfig>>::burn(&collection, &token_id, None)?;
        // The last item's number was the number of items less one, which is how many are left.
        let last_index = Self::supply(collection);
        let token =
            Self::swap_remove(collection, token_id, last_index).ok_or(Error::<T>::UnknownToken)?;
        Self::release(HoldReason::Item, &token.depositor, token.deposit);
        Self::deposit_event(Event::Transfer {
            collection,
            token_id,
            from: Some(owner),
            to: None,
        });
        Ok(())
    }
}
