//! How storage of earlier versions becomes that of this one.

use crate::{Clocks, Config, Pallet, Token, Tokens};
use core::marker::PhantomData;
use frame_support::{
    migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
    storage::IterableStorageMap,
    traits::{ConstU32, Get, GetStorageVersion, StorageVersion},
    weights::{Weight, WeightMeter},
    BoundedVec,
};

/// The key of an entry in the state, after which a step goes on.
type RawKey = BoundedVec<u8, ConstU32<64>>;

/// Storage as it was.
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

/// To version 1: gives each token its clocks. Those of tokens that don't move have stood since then. In steps, as
/// nobody bounds how many tokens there are.
pub struct StartClocks<T>(PhantomData<T>);

impl<T: Config> StartClocks<T> {
    /// Of one token: it, the ledger's record of it, and whether it is frozen.
    pub(crate) fn weight_of_one() -> Weight {
        Weight::from_parts(50_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(3, 1))
    }

    /// The key of the token after the one with that key, which is given its clocks.
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
        // As on a chain that began with this version.
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
