//! Setting the value.

use crate::{Config, Error, Event, Latest, Pallet, Record};
use frame_support::{ensure, traits::Get};
use frame_system::Pallet as System;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::set_value`](crate::Call::set_value).
    pub(crate) fn do_set_value(who: T::AccountId, value: u32) -> DispatchResult {
        ensure!(value <= T::MaxValue::get(), Error::<T>::ValueTooLarge);
        let record = Record {
            value,
            by: who.clone(),
            at: System::<T>::block_number(),
        };
        Latest::<T>::put(record);
        Self::deposit_event(Event::ValueSet { value, by: who });
        Ok(())
    }
}
