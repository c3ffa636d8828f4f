//! Migrations of the pallet's storage.

use crate::{Clocks, Config, Pallet, Token, Tokens};
use core::marker::PhantomData;
use frame_support::{
    migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
    storage::IterableStorageMap,
    traits::{ConstU32, Get, GetStorageVersion, StorageVersion},
    weights::{Weight, WeightMeter},
    BoundedVec,
};

/// The key of a storage entry, after which a step continues.
type RawKey = BoundedVec<u8, ConstU32<64>>;

/// The storage of version 0.
pub(crate) mod v0 {
    use crate::TokenOptions;
    use codec::{Decode, Encode};

    /// A token without clocks.
    #[derive(Encode, Decode)]
    pub(crate) struct Token<AccountId> {
        pub owner: Option<AccountId>,
        pub options: TokenOptions,
    }
}

/// To version 1: gives every token its clocks. Those of tokens that don't move have been standing still since then.
/// In steps, as the number of tokens is not bounded.
pub struct StartClocks<T>(PhantomData<T>);

impl<T: Config> StartClocks<T> {
    /// The weight for one token: its record, the ledger's record, and whether it is frozen.
    pub(crate) fn weight_of_one() -> Weight {
        Weight::from_parts(50_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// Give the token after the one with this key its clocks, and return its key.
    fn next(previous: Option<RawKey>) -> Option<RawKey> {
        let key = Tokens::<T>::translate_next::<v0::Token<T::AccountId>, _>(
            previous.map(RawKey::into_inner),
            |token_id, v0::Token { owner, options }| {
                Some(Token {
                    owner,
                    options,
                    clocks: Pallet::<T>::adjusted(token_id, Clocks::default()),
                })
            },
        );
        // It is shorter: a prefix and a hash, 40 bytes, and an id.
        key.map(BoundedVec::truncate_from)
    }
}

impl<T: Config> SteppedMigration for StartClocks<T> {
    type Cursor = RawKey;
    type Identifier = MigrationId<12>;

    fn id() -> Self::Identifier {
        MigrationId {
            pallet_id: *b"pallet-erc20",
            version_from: 0,
            version_to: 1,
        }
    }

    fn step(
        mut cursor: Option<RawKey>,
        meter: &mut WeightMeter,
    ) -> Result<Option<RawKey>, SteppedMigrationError> {
        // As on a chain that started with this version.
        if Pallet::<T>::on_chain_storage_version() >= 1 {
            return Ok(None);
        }
        let required = Self::weight_of_one();
        if !meter.can_consume(required) {
            return Err(SteppedMigrationError::InsufficientWeight { required });
        }
        while meter.try_consume(required).is_ok() {
            cursor = Self::next(cursor);
            if cursor.is_none() {
                StorageVersion::new(1).put::<Pallet<T>>();
                break;
            }
        }
        Ok(cursor)
    }
}
