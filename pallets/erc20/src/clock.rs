//! The clocks of tokens, for periods that give holders time: they don't run while holders can do nothing.

use crate::{ClocksOf, Config, Pallet, Tokens};
use chaos_primitives::{RegulatedTokens, TokenClocks, TokenId};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};

impl<T: Config> Pallet<T> {
    /// The token's clocks, stopped or started in this block if that is due.
    pub(crate) fn adjusted(token_id: TokenId, mut clocks: ClocksOf<T>) -> ClocksOf<T> {
        let now = System::<T>::block_number();
        let is_unpaused = Self::is_paused(token_id) == Some(false);
        let is_regulated = T::Regulation::is_regulated(token_id);
        clocks.unpaused.set(is_unpaused, now);
        clocks.payable.set(is_unpaused && !is_regulated, now);
        clocks
    }

    /// Stop or start the token's clocks.
    pub(crate) fn set_clocks(token_id: TokenId) {
        Tokens::<T>::mutate_extant(token_id, |token| {
            token.clocks = Self::adjusted(token_id, token.clocks);
        });
    }

    fn clocks(token_id: TokenId) -> ClocksOf<T> {
        Tokens::<T>::get(token_id)
            .map(|token| token.clocks)
            .unwrap_or_default()
    }
}

impl<T: Config> TokenClocks<BlockNumberFor<T>> for Pallet<T> {
    fn unpaused_time(token_id: TokenId, block: BlockNumberFor<T>) -> BlockNumberFor<T> {
        Self::clocks(token_id).unpaused.at(block)
    }

    fn payable_time(token_id: TokenId, block: BlockNumberFor<T>) -> BlockNumberFor<T> {
        Self::clocks(token_id).payable.at(block)
    }

    fn adjust_clocks(token_id: TokenId) {
        Self::set_clocks(token_id);
    }
}
