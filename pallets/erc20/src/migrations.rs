//! How storage of earlier versions becomes that of this one.

use crate::{Config, Pallet, PausesRecordedFrom};
use core::marker::PhantomData;
use frame_support::{
    migrations::VersionedMigration, traits::Get, traits::UncheckedOnRuntimeUpgrade, weights::Weight,
};

/// To version 1: notes the block from which on pauses are on record. Tokens that are paused by then have no record, and
/// count as paused since then.
pub type RecordPauses<T> = VersionedMigration<
    0,
    1,
    UncheckedRecordPauses<T>,
    Pallet<T>,
    <T as frame_system::Config>::DbWeight,
>;

/// [`RecordPauses`] without a look at the version.
pub struct UncheckedRecordPauses<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for UncheckedRecordPauses<T> {
    fn on_runtime_upgrade() -> Weight {
        PausesRecordedFrom::<T>::put(frame_system::Pallet::<T>::block_number());
        T::DbWeight::get().writes(1)
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        Pallet::<T>::check_invariants()
    }
}
