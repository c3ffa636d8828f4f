//! How storage of earlier versions becomes that of this one.

use crate::{Config, CurrentRules, Pallet};
use core::marker::PhantomData;
use frame_support::{
    migrations::VersionedMigration, traits::Get, traits::UncheckedOnRuntimeUpgrade, weights::Weight,
};

/// To version 1: ground rules that are stricter than they may be become the strictest, and the delay is at least the
/// shortest period.
pub type BoundGroundRules<T> = VersionedMigration<
    0,
    1,
    UncheckedBoundGroundRules<T>,
    Pallet<T>,
    <T as frame_system::Config>::DbWeight,
>;

/// [`BoundGroundRules`] without a look at the version.
pub struct UncheckedBoundGroundRules<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for UncheckedBoundGroundRules<T> {
    fn on_runtime_upgrade() -> Weight {
        CurrentRules::<T>::mutate(|rules| *rules = rules.within_bounds());
        T::DbWeight::get().reads_writes(1, 1)
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        use frame_support::traits::fungible::Inspect;
        let rules = CurrentRules::<T>::get();
        let checked = rules.check(T::Coin::minimum_balance());
        checked.map_err(|_| "ground rules that there can't be".into())
    }
}
