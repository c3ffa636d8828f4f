//! Leaving.

use crate::{Config, Departure, MemberId, Pallet};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::leave`](crate::Call::leave).
    pub(crate) fn do_leave(member: MemberId, who: T::AccountId) -> DispatchResult {
        Self::owned_member(member, &who)?;
        Self::remove_member(member, Departure::Left)
    }
}
