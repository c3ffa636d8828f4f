//! The items of a collection, numbered without gaps (ERC721Enumerable), at a cost that does not depend on how many
//! there are. Transfers don't change the numbers, so the ledger's need not know of them.

use crate::{Config, Pallet, Token, TokenByIndex, Tokens};
use chaos_primitives::{Balance, CollectionId, ItemId};

impl<T: Config> Pallet<T> {
    /// Number a new item, the `index`th, and record its deposit.
    pub(crate) fn append(
        collection: CollectionId,
        token_id: ItemId,
        index: u32,
        depositor: T::AccountId,
        deposit: Balance,
    ) {
        let token = Token {
            index,
            depositor,
            deposit,
        };
        Tokens::<T>::insert(collection, token_id, token);
        TokenByIndex::<T>::insert(collection, index, token_id);
    }

    /// Give the number of an item to the last one, whose number is `last_index`. Returns the record of the item, or
    /// none if there is no such item.
    pub(crate) fn swap_remove(
        collection: CollectionId,
        token_id: ItemId,
        last_index: u32,
    ) -> Option<Token<T::AccountId>> {
        let token = Tokens::<T>::take(collection, token_id)?;
        let last = TokenByIndex::<T>::take(collection, last_index)?;
        if last != token_id {
            TokenByIndex::<T>::insert(collection, token.index, last);
            Tokens::<T>::mutate(collection, last, |moved| {
                if let Some(moved) = moved {
                    moved.index = token.index;
                }
            });
        }
        Some(token)
    }
}
