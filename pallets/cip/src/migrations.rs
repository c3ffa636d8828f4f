//! Migrations of the pallet's storage.

use crate::{
    CipId, Config, CredentialId, Credentials, CurrentRules, OpenTally, Pallet, Tallies, Tally,
    VoteKey, VotesBySize, WeightInfo,
};
use codec::{Decode, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
    migrations::{MigrationId, SteppedMigration, SteppedMigrationError, VersionedMigration},
    traits::{Get, GetStorageVersion, StorageVersion, UncheckedOnRuntimeUpgrade},
    weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;

/// To version 1: bounds the ground rules by the strictest that are allowed, and the delay by twice the shortest
/// period.
pub type BoundGroundRules<T> = VersionedMigration<
    0,
    1,
    UncheckedBoundGroundRules<T>,
    Pallet<T>,
    <T as frame_system::Config>::DbWeight,
>;

/// [`BoundGroundRules`] without the check of the version.
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
        let checked = rules.check(T::Currency::minimum_balance());
        checked.map_err(|_| "ground rules that there can't be".into())
    }
}

/// The storage of version 1.
pub(crate) mod v1 {
    use super::*;
    use chaos_primitives::Balance;
    use frame_support::{
        pallet_prelude::{OptionQuery, ValueQuery},
        storage_alias,
        traits::ConstU32,
        Blake2_128Concat, BoundedVec, Twox64Concat,
    };

    /// Its `tally.voters` are all accounts that voted.
    #[derive(Encode, Decode, MaxEncodedLen)]
    pub struct OpenTally<BlockNumber> {
        pub end: BlockNumber,
        pub tally: Tally,
    }

    #[storage_alias]
    pub type Tallies<T: Config> =
        StorageMap<Pallet<T>, Twox64Concat, CipId, OpenTally<BlockNumberFor<T>>, OptionQuery>;

    #[storage_alias]
    pub type OpenVotes<T: Config> = StorageMap<
        Pallet<T>,
        Blake2_128Concat,
        <T as frame_system::Config>::AccountId,
        BoundedVec<(CipId, Balance), ConstU32<64>>,
        ValueQuery,
    >;
}

/// To version 2, in steps of one open CIP or one vote that is not unlocked. Counts the open CIPs, counts as voters
/// only those in favour, and sorts each account's votes, so that there may be any number of them. No CIP is decided
/// until it is done.
pub struct CountApprovals<T>(PhantomData<T>);

/// The progress of [`CountApprovals`]: the last entry that was migrated, if any.
#[derive(Encode, Decode, MaxEncodedLen)]
pub enum Progress {
    /// In the open CIPs.
    Cips(Option<CipId>),
    /// In the votes.
    Votes(Option<CredentialId>),
}

impl<T: Config> CountApprovals<T> {
    /// Migrate one more entry, if any is left.
    fn advance(progress: Progress) -> Option<Progress> {
        match progress {
            Progress::Cips(last) => {
                let mut cips = match last {
                    Some(last) => v1::Tallies::<T>::iter_from_key(last),
                    None => v1::Tallies::<T>::iter(),
                };
                Some(match cips.next() {
                    Some((cip, old)) => {
                        Self::count_cip(cip, old);
                        Progress::Cips(Some(cip))
                    }
                    None => Progress::Votes(None),
                })
            }
            Progress::Votes(last) => {
                let mut votes = match last {
                    Some(last) => Credentials::<T>::iter_from_key(last),
                    None => Credentials::<T>::iter(),
                };
                let (credential, vote) = votes.next()?;
                v1::OpenVotes::<T>::remove(&vote.voter);
                VotesBySize::<T>::insert(&vote.voter, VoteKey::new(vote.cip, vote.votes), ());
                if let Some(mut open) = Tallies::<T>::get(vote.cip).filter(|_| vote.approve) {
                    open.tally.voters = open.tally.voters.saturating_add(1);
                    Tallies::<T>::insert(vote.cip, open);
                }
                Some(Progress::Votes(Some(credential)))
            }
        }
    }

    /// The voters of a CIP are counted with the votes.
    fn count_cip(cip: CipId, old: v1::OpenTally<BlockNumberFor<T>>) {
        // Removed first, so that inserting it counts it.
        v1::Tallies::<T>::remove(cip);
        let open = OpenTally {
            end: old.end,
            tally: Tally {
                voters: 0,
                ..old.tally
            },
            accounts: old.tally.voters,
        };
        Tallies::<T>::insert(cip, open);
    }
}

impl<T: Config> SteppedMigration for CountApprovals<T> {
    type Cursor = Progress;
    type Identifier = MigrationId<10>;

    fn id() -> Self::Identifier {
        MigrationId {
            pallet_id: *b"pallet-cip",
            version_from: 1,
            version_to: 2,
        }
    }

    fn step(
        cursor: Option<Self::Cursor>,
        meter: &mut WeightMeter,
    ) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
        if Pallet::<T>::on_chain_storage_version() >= 2 {
            return Ok(None);
        }
        // Unlocking a vote touches more.
        let required = T::WeightInfo::unlock_idle(1);
        if !meter.can_consume(required) {
            return Err(SteppedMigrationError::InsufficientWeight { required });
        }
        let mut progress = cursor.unwrap_or(Progress::Cips(None));
        while meter.try_consume(required).is_ok() {
            match Self::advance(progress) {
                Some(next) => progress = next,
                None => {
                    StorageVersion::new(2).put::<Pallet<T>>();
                    return Ok(None);
                }
            }
        }
        Ok(Some(progress))
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        Pallet::<T>::do_try_state()
    }
}
