#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

mod inspect;
mod invariants;
pub mod runtime_api;
mod set_value;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    /// A record of the pallet.
    pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// Nothing was ever migrated.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The largest value.
        #[pallet::constant]
        type MaxValue: Get<u32>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// The value that was set last.
    #[pallet::storage]
    pub type Latest<T: Config> = StorageValue<_, RecordOf<T>, OptionQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A value was set.
        ValueSet {
            /// The value.
            value: u32,
            /// The account that set it.
            by: T::AccountId,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The value exceeds the maximum.
        ValueTooLarge,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Set the value. Anybody can do this.
        ///
        /// - `value`: at most [`MaxValue`](Config::MaxValue).
        ///
        /// Errors: [`Error::ValueTooLarge`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_value())]
        pub fn set_value(origin: OriginFor<T>, value: u32) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_value(who, value)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
