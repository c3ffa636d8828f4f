//! The time by which notices run.

use crate::{Config, NoticePeriod, Pallet};
use chaos_primitives::{Erc20Tokens, TokenId};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
    traits::{CheckedAdd, Saturating},
    ArithmeticError,
};

impl<T: Config> Pallet<T> {
    /// The token's own time, in blocks. It stands while the token is paused, when holders can't leave, and never goes back.
    pub(crate) fn clock(token_id: TokenId) -> BlockNumberFor<T> {
        let now = frame_system::Pallet::<T>::block_number();
        now.saturating_sub(T::Tokens::paused_blocks(token_id).into())
    }

    /// The first time for which holders have heard in time of what is announced now.
    pub(crate) fn after_notice(token_id: TokenId) -> Result<BlockNumberFor<T>, ArithmeticError> {
        Self::clock(token_id)
            .checked_add(&NoticePeriod::<T>::get())
            .ok_or(ArithmeticError::Overflow)
    }

    /// The first block of a time of the token's, unless it is paused until then. One that has come was in an earlier block.
    pub(crate) fn block_at(token_id: TokenId, time: BlockNumberFor<T>) -> BlockNumberFor<T> {
        time.saturating_add(T::Tokens::paused_blocks(token_id).into())
    }
}
