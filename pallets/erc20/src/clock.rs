//! The clocks of tokens, for those who give holders some time: it does not pass while nobody can do anything.

use crate::{Config, Pallet, Tokens};
use chaos_primitives::{Balance, TokenClock, TokenId};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use pallet_assets::FrozenBalance;

/// What the ledger asks whether something keeps a token from moving.
type Freezer<T> = <T as pallet_assets::Config>::Freezer;

impl<T: Config> Pallet<T> {
    /// Whether holders can move the token: it is neither paused, nor kept by the ledger's freezer. False where
    /// there is no such token.
    pub(crate) fn moves(token_id: TokenId) -> bool {
        let is_kept =
            <Freezer<T> as FrozenBalance<TokenId, T::AccountId, Balance>>::contains_freezes(
                token_id,
            );
        Self::is_paused(token_id) == Some(false) && !is_kept
    }

    /// Stop the token's clock, or set it going.
    pub(crate) fn adjust_clock(token_id: TokenId) {
        let (goes, now) = (Self::moves(token_id), System::<T>::block_number());
        Tokens::<T>::mutate_extant(token_id, |token| token.clock.set(goes, now));
    }
}

impl<T: Config> TokenClock<BlockNumberFor<T>> for Pallet<T> {
    fn time(token_id: TokenId, block: BlockNumberFor<T>) -> BlockNumberFor<T> {
        Tokens::<T>::get(token_id).map_or(block, |token| token.clock.at(block))
    }

    fn adjust(token_id: TokenId) {
        Self::adjust_clock(token_id);
    }
}
