//! How storage of earlier versions becomes that of this one.

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

/// The key of an entry in the state, after which a step goes on.
type RawKey = BoundedVec<u8, ConstU32<64>>;

/// Storage as it was.
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

    /// An auction that does not know what a clock said.
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

/// Where the migration goes on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub enum Cursor {
    /// With the house after the one of that key.
    Houses(Option<RawKey>),
    /// With the auction after the one of that key: all houses have their clocks.
    Auctions(Option<RawKey>),
}

/// To version 1: gives houses their clocks, and notes in auctions what these said when they were listed. The
/// clocks of houses that are paused have stood since then. In steps, as nobody bounds how many there are.
pub struct StartClocks<T>(PhantomData<T>);

impl<T: Config> StartClocks<T> {
    /// Of a house that has had as many currencies as may be, all of them tokens. Of an auction it is less.
    pub(crate) fn weight_of_one() -> Weight {
        let currencies = u64::from(MAX_CURRENCIES);
        // The house; each of its turnovers, and the clock of its currency; and the end of either map.
        let reads = currencies.saturating_mul(2).saturating_add(3);
        let writes = currencies.saturating_add(1);
        Weight::from_parts(200_000_000, 0)
            .saturating_add(T::DbWeight::get().reads_writes(reads, writes))
    }

    /// Give the next house its clocks.
    fn next_house(previous: Option<RawKey>) -> Option<RawKey> {
        let key = Houses::<T>::translate_next::<HouseOf<T>, _>(
            previous.map(RawKey::into_inner),
            |house, details| {
                Self::start_clocks(house, !details.paused);
                Some(details)
            },
        );
        // It is shorter: a prefix and a hash, 40 bytes, and an id.
        key.map(BoundedVec::truncate_from)
    }

    fn start_clocks(house: HouseId, go: bool) {
        let now = System::<T>::block_number();
        let turnovers: Vec<_> = v0::Turnovers::<T>::iter_prefix(house)
            .take(MAX_CURRENCIES as usize)
            .collect();
        for (currency, v0::Turnover { paid, sold }) in turnovers {
            let mut clock = Clock::default();
            clock.set(go, Pallet::<T>::currency_time(currency, now));
            Turnovers::<T>::insert(house, currency, Turnover { paid, sold, clock });
        }
    }

    /// Note in the next auction what its clock said: the number of the block, as none had ever stood.
    fn next_auction(previous: Option<RawKey>) -> Option<RawKey> {
        let key = Auctions::<T>::translate_next::<v0::AuctionOf<T>, _>(
            previous.map(RawKey::into_inner),
            |_, auction| Some(with_clock::<T>(auction)),
        );
        key.map(BoundedVec::truncate_from)
    }
}

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
    type Cursor = Cursor;
    type Identifier = MigrationId<20>;

    fn id() -> Self::Identifier {
        MigrationId {
            pallet_id: *b"pallet-dutch-auction",
            version_from: 0,
            version_to: 1,
        }
    }

    fn step(
        cursor: Option<Cursor>,
        meter: &mut WeightMeter,
    ) -> Result<Option<Cursor>, SteppedMigrationError> {
        // As on a chain that began with this version.
        if Pallet::<T>::on_chain_storage_version() >= 1 {
            return Ok(None);
        }
        let required = Self::weight_of_one();
        if !meter.can_consume(required) {
            return Err(SteppedMigrationError::InsufficientWeight { required });
        }
        let mut cursor = cursor.unwrap_or(Cursor::Houses(None));
        while meter.try_consume(required).is_ok() {
            cursor = match cursor {
                Cursor::Houses(previous) => match Self::next_house(previous) {
                    Some(key) => Cursor::Houses(Some(key)),
                    None => Cursor::Auctions(None),
                },
                Cursor::Auctions(previous) => match Self::next_auction(previous) {
                    Some(key) => Cursor::Auctions(Some(key)),
                    None => {
                        StorageVersion::new(1).put::<Pallet<T>>();
                        return Ok(None);
                    }
                },
            };
        }
        Ok(Some(cursor))
    }
}
