//! The time that notice periods and falling prices follow.

use crate::{Config, NoticePeriod, Pallet};
use chaos_primitives::{TokenClocks, TokenId};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{CheckedAdd, Saturating},
    ArithmeticError,
};

impl<T: Config> Pallet<T> {
    /// The token's own time, in blocks. It stands still while the token is paused, when holders can't leave, and
    /// never goes back.
    pub(crate) fn time(token_id: TokenId) -> BlockNumberFor<T> {
        T::Tokens::unpaused_time(token_id, System::<T>::block_number())
    }

    /// The time at which the notice period of an announcement made now has passed.
    pub(crate) fn after_notice(token_id: TokenId) -> Result<BlockNumberFor<T>, ArithmeticError> {
        Self::time(token_id)
            .checked_add(&NoticePeriod::<T>::get())
            .ok_or(ArithmeticError::Overflow)
    }

    /// In how many blocks before this one the token was paused.
    pub(crate) fn paused_blocks(token_id: TokenId) -> BlockNumberFor<T> {
        System::<T>::block_number().saturating_sub(Self::time(token_id))
    }

    /// The first block of a time of the token, if it is not paused until then. For a time that has come, an earlier
    /// block.
    pub(crate) fn block_at(token_id: TokenId, time: BlockNumberFor<T>) -> BlockNumberFor<T> {
        time.saturating_add(Self::paused_blocks(token_id))
    }
}
