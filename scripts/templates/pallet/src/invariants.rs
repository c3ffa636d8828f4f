//! The guarantees of the README, checked in storage.

use crate::{Config, Latest, Pallet};
use frame_support::{ensure, traits::Get};
use frame_system::Pallet as System;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// The body of `try_state`.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        if let Some(record) = Latest::<T>::get() {
            ensure!(
                record.value <= T::MaxValue::get(),
                "a value above the maximum"
            );
            ensure!(
                record.at <= System::<T>::block_number(),
                "a value from a block to come"
            );
        }
        Ok(())
    }
}
