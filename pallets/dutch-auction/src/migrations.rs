//! Migrations of the pallet's storage.

use crate::{
    Auction, AuctionOf, Auctions, Config, HouseId, HouseOf, Houses, Pallet, Turnover, Turnovers,
    MAX_CURRENCIES,
};
use alloc::vec::Vec;
use chaos_primitives::Clock;
use codec::{Decode, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
    migrations::{MigrationId, SteppedMigration, SteppedMigrationError},
    storage::IterableStorageMap,
    traits::{ConstU32, Get, GetStorageVersion, StorageVersion},
    weights::{Weight, WeightMeter},
    BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::traits::{One, Saturating};

/// The key of a storage entry, after which a step continues.
type RawKey = BoundedVec<u8, ConstU32<64>>;

/// The storage of version 0.
pub(crate) mod v0 {
    use crate::{Config, Currency, Curve, HouseId, Pallet};
    use chaos_primitives::{Balance, CollectionId, ItemId};
    use codec::{Decode, Encode};
    use frame_support::{storage_alias, Twox64Concat};
    use sp_core::U256;
    use sp_runtime::Permill;

    /// A turnover without a clock.
    #[derive(Encode, Decode)]
    pub(crate) struct Turnover {
        pub paid: U256,
        pub sold: u64,
    }

    #[storage_alias]
    pub(crate) type Turnovers<T: Config> =
        StorageDoubleMap<Pallet<T>, Twox64Concat, HouseId, Twox64Concat, Currency, Turnover>;

    /// An auction without the reading of a clock.
    #[derive(Encode, Decode)]
    pub(crate) struct Auction<AccountId, BlockNumber> {
        pub house: HouseId,
        pub collection: CollectionId,
        pub item: ItemId,
        pub seller: AccountId,
        pub currency: Currency,
        pub commission: Permill,
        pub curve: Curve<BlockNumber>,
        pub start_price: Balance,
        pub floor_price: Balance,
        pub start: BlockNumber,
        pub end: BlockNumber,
        pub deposit: Balance,
        pub cancelled: bool,
    }

    /// An auction of the pallet.
    pub(crate) type AuctionOf<T> = Auction<
        <T as frame_system::Config>::AccountId,
        frame_system::pallet_prelude::BlockNumberFor<T>,
    >;
}

/// The passes of the migration, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub enum Pass<BlockNumber> {
    /// Houses get their clocks, which stand still: nobody can bid before the migration has ended.
    Houses,
    /// Auctions record the readings of the clocks when they were listed.
    Auctions {
        /// How many blocks the previous pass took.
        took: BlockNumber,
    },
    /// The clocks of houses that are not paused are started.
    Resume {
        /// In this block, in which the migration will have ended: this pass takes as long as the first.
        at: BlockNumber,
    },
}

/// The progress of the migration.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub struct Cursor<BlockNumber> {
    /// The block of the first step, since which all clocks stand still.
    began: BlockNumber,
    /// The current pass.
    pass: Pass<BlockNumber>,
    /// The key of the last house or auction of this pass, if any.
    previous: Option<RawKey>,
}

/// To version 1: gives houses their clocks, and records in auctions their readings at the listing. In steps, as the
/// numbers of houses and auctions are not bounded.
pub struct StartClocks<T>(PhantomData<T>);

impl<T: Config> StartClocks<T> {
    fn weight_of_one(pass: Pass<BlockNumberFor<T>>) -> Weight {
        match pass {
            Pass::Houses | Pass::Resume { .. } => Self::weight_of_house(),
            Pass::Auctions { .. } => Self::weight_of_auction(),
        }
    }

    /// The weight for one house with as many currencies as there can be, all of them tokens.
    pub(crate) fn weight_of_house() -> Weight {
        let currencies = u64::from(MAX_CURRENCIES);
        // The house, each of its turnovers and the clock of its currency, and the end of either map.
        let reads = currencies.saturating_mul(2).saturating_add(3);
        let writes = currencies.saturating_add(1);
        Weight::from_parts(200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads_writes(reads, writes))
    }

    /// The key, and the entry.
    fn weight_of_auction() -> Weight {
        Weight::from_parts(30_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(2, 1))
    }

    /// Migrate the next entry of a pass. Returns its key, or none after the last.
    fn do_next(cursor: &Cursor<BlockNumberFor<T>>) -> Option<RawKey> {
        let previous = cursor.previous.clone().map(RawKey::into_inner);
        let key = match cursor.pass {
            Pass::Houses => next_house::<T>(previous, |house, _| {
                Self::give_clocks(house, cursor.began);
            }),
            Pass::Auctions { .. } => {
                Auctions::<T>::translate_next::<v0::AuctionOf<T>, _>(previous, |_, auction| {
                    Some(with_clock::<T>(auction))
                })
            }
            Pass::Resume { at } => next_house::<T>(previous, |house, details| {
                if !details.paused {
                    Pallet::<T>::set_clocks(house, details.currencies, true, at);
                }
            }),
        };
        // It is shorter: a prefix and a hash, 40 bytes, and an id.
        key.map(BoundedVec::truncate_from)
    }

    /// The pass after a pass, if any.
    fn after(cursor: &Cursor<BlockNumberFor<T>>) -> Option<Pass<BlockNumberFor<T>>> {
        let now = System::<T>::block_number();
        match cursor.pass {
            Pass::Houses => Some(Pass::Auctions {
                took: now.saturating_sub(cursor.began),
            }),
            // If nothing more fits into this block, it starts in the next.
            Pass::Auctions { took } => Some(Pass::Resume {
                at: now.saturating_add(took).saturating_add(One::one()),
            }),
            Pass::Resume { .. } => None,
        }
    }

    /// Clocks that have stood still since a block.
    fn give_clocks(house: HouseId, since: BlockNumberFor<T>) {
        let turnovers: Vec<_> = v0::Turnovers::<T>::iter_prefix(house)
            .take(MAX_CURRENCIES as usize)
            .collect();
        for (currency, v0::Turnover { paid, sold }) in turnovers {
            let mut clock = Clock::default();
            clock.set(false, Pallet::<T>::currency_time(currency, since));
            Turnovers::<T>::insert(house, currency, Turnover { paid, sold, clock });
        }
    }
}

/// Pass the house after this key to `act`, and return its key.
fn next_house<T: Config>(
    previous: Option<Vec<u8>>,
    act: impl FnOnce(HouseId, &HouseOf<T>),
) -> Option<Vec<u8>> {
    let mut houses = match previous {
        Some(key) => Houses::<T>::iter_from(key),
        None => Houses::<T>::iter(),
    };
    let (house, details) = houses.next()?;
    act(house, &details);
    Some(Houses::<T>::hashed_key_for(house))
}

/// With the reading of its clock: the number of the block, as no clock had ever stood still.
fn with_clock<T: Config>(auction: v0::AuctionOf<T>) -> AuctionOf<T> {
    let clock: BlockNumberFor<T> = auction.start;
    Auction {
        house: auction.house,
        collection: auction.collection,
        item: auction.item,
        seller: auction.seller,
        currency: auction.currency,
        commission: auction.commission,
        curve: auction.curve,
        start_price: auction.start_price,
        floor_price: auction.floor_price,
        start: auction.start,
        end: auction.end,
        deposit: auction.deposit,
        cancelled: auction.cancelled,
        clock,
    }
}

impl<T: Config> SteppedMigration for StartClocks<T> {
    type Cursor = Cursor<BlockNumberFor<T>>;
    type Identifier = MigrationId<20>;

    fn id() -> Self::Identifier {
        MigrationId {
            pallet_id: *b"pallet-dutch-auction",
            version_from: 0,
            version_to: 1,
        }
    }

    fn step(
        cursor: Option<Self::Cursor>,
        meter: &mut WeightMeter,
    ) -> Result<Option<Self::Cursor>, SteppedMigrationError> {
        // As on a chain that started with this version.
        if Pallet::<T>::on_chain_storage_version() >= 1 {
            return Ok(None);
        }
        let mut cursor = cursor.unwrap_or_else(|| Cursor {
            began: System::<T>::block_number(),
            pass: Pass::Houses,
            previous: None,
        });
        let required = Self::weight_of_one(cursor.pass);
        if !meter.can_consume(required) {
            return Err(SteppedMigrationError::InsufficientWeight { required });
        }
        while meter.try_consume(Self::weight_of_one(cursor.pass)).is_ok() {
            cursor.previous = Self::do_next(&cursor);
            if cursor.previous.is_some() {
                continue;
            }
            let Some(pass) = Self::after(&cursor) else {
                StorageVersion::new(1).put::<Pallet<T>>();
                return Ok(None);
            };
            cursor.pass = pass;
        }
        Ok(Some(cursor))
    }
}
