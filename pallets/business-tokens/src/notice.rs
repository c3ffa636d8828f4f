//! The time by which notices run.

use crate::{Config, NoticePeriod, Pallet};
use chaos_primitives::{TokenClocks, TokenId};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{CheckedAdd, Saturating},
    ArithmeticError,
};

impl<T: Config> Pallet<T> {
    /// The token's own time, in blocks. It stands while the token is paused, when holders can't leave, and never goes
    /// back.
    pub(crate) fn time(token_id: TokenId) -> BlockNumberFor<T> {
        T::Tokens::unpaused_time(token_id, System::<T>::block_number())
    }

    /// The first time for which holders have heard in time of what is announced now.
    pub(crate) fn after_notice(token_id: TokenId) -> Result<BlockNumberFor<T>, ArithmeticError> {
        Self::time(token_id)
            .checked_add(&NoticePeriod::<T>::get())
            .ok_or(ArithmeticError::Overflow)
    }

    /// The first block of a time of the token's, unless it is paused until then. One that has come was in an earlier block.
    pub(crate) fn block_at(token_id: TokenId, time: BlockNumberFor<T>) -> BlockNumberFor<T> {
        let stood = System::<T>::block_number().saturating_sub(Self::time(token_id));
        time.saturating_add(stood)
    }
}
