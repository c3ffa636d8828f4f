//! Reads: the runtime API's functions.

use crate::{Config, Latest, Pallet, RecordOf};

impl<T: Config> Pallet<T> {
    /// The value that was set last, or none if no value was set.
    pub fn latest() -> Option<RecordOf<T>> {
        Latest::<T>::get()
    }
}
