//! Migrations of the pallet's storage.

use crate::{Config, Members, Memberships, Pallet};
use core::marker::PhantomData;
use frame_support::{
    migrations::VersionedMigration, traits::Get, traits::UncheckedOnRuntimeUpgrade, weights::Weight,
};

/// To version 1: counts each account's members. In one block, as there are at most `MaxMembers`.
pub type CountMemberships<T> = VersionedMigration<
    0,
    1,
    UncheckedCountMemberships<T>,
    Pallet<T>,
    <T as frame_system::Config>::DbWeight,
>;

/// [`CountMemberships`] without the check of the version.
pub struct UncheckedCountMemberships<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for UncheckedCountMemberships<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut members = 0u64;
        for member in Members::<T>::iter_values() {
            Memberships::<T>::mutate(&member.account, |count| {
                *count = Some(count.unwrap_or(0).saturating_add(1));
            });
            members = members.saturating_add(1);
        }
        T::DbWeight::get().reads_writes(members.saturating_mul(2), members)
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        Pallet::<T>::do_try_state()
    }
}
