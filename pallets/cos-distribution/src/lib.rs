#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod claim;
mod genesis;
mod inspect;
pub mod runtime_api;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

pub use claim::{claim_text, recover_claimant};
pub use genesis::{check_list, check_total, check_treasury, GenesisError, List};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use chaos_primitives::Balance;
    use frame_support::{
        pallet_prelude::*,
        traits::{fungible, Currency},
        PalletId,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::Zero;

    /// Nothing was ever migrated.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// The coin of the pallet.
    pub type CurrencyOf<T> = <T as Config>::Currency;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// The team's part is locked through `pallet-vesting`, so that every wallet shows it.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_vesting::Config<Currency: Currency<Self::AccountId, Balance = Balance>>
    {
        /// The coin.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

        /// Its account, the pot, holds what ICO contributors have not claimed yet.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The account that receives dust. It must be given at least the existential deposit out
        /// of the foundation's tranche, and never dies.
        type Treasury: Get<Self::AccountId>;

        /// How long the team's tranche is locked as a whole, in blocks.
        #[pallet::constant]
        type TeamLock: Get<BlockNumberFor<Self>>;

        /// How long the team's tranche then takes to be released, in blocks.
        #[pallet::constant]
        type TeamRelease: Get<BlockNumberFor<Self>>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// What contributors to the ICO without an account on this chain are owed.
    #[pallet::storage]
    pub type Claims<T: Config> =
        StorageMap<_, Identity, EthereumAddress, Claim<T::AccountId>, OptionQuery>;

    /// Sum of the claims that are still open, in planck. The pot holds at least as much.
    #[pallet::storage]
    pub type Unclaimed<T: Config> = StorageValue<_, Balance, ValueQuery>;

    /// How many accounts and Ethereum addresses each tranche was given to.
    #[pallet::storage]
    pub type Recipients<T: Config> = StorageMap<_, Identity, Tranche, u32, ValueQuery>;

    /// The recipients of each tranche, amounts in planck.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound, frame_support::DebugNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Angel investors: 1,000,000 COS.
        pub angel: Vec<(T::AccountId, Balance)>,
        /// Contributors to the ICO who have an account: with `ico_claims`, 6,000,000 COS.
        pub ico: Vec<(T::AccountId, Balance)>,
        /// Contributors to the ICO who claim with their Ethereum key.
        pub ico_claims: Vec<(EthereumAddress, Balance)>,
        /// The team: 1,000,000 COS, locked.
        pub team: Vec<(T::AccountId, Balance)>,
        /// The foundation: 2,000,000 COS.
        pub foundation: Vec<(T::AccountId, Balance)>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        /// # Panics
        /// With the [`GenesisError`] of the first wrong entry: no chain spec is made of it.
        fn build(&self) {
            if let Err(error) = Pallet::<T>::distribute(self) {
                panic!("COS distribution: {error}");
            }
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A contributor to the ICO moved what it is owed to an account.
        Claimed {
            /// The contributor.
            claimant: EthereumAddress,
            /// Where the coins went.
            dest: T::AccountId,
            /// Planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The signature is not one that an Ethereum key can have made.
        InvalidSignature,
        /// The address that signed this text is owed nothing. A signature of another text, or for
        /// another chain or destination, leads here too: it recovers to another address.
        NothingToClaim,
        /// The address that signed has claimed already.
        AlreadyClaimed,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Move an ICO contribution out of the pot. Unsigned and free of charge: the Ethereum
        /// signature is the authority, and only an open claim gets into the pool or a block.
        ///
        /// - `dest`: who gets the coins.
        /// - `ethereum_signature`: of [`claim_text`] for `dest`, as an EIP-191 personal message.
        ///
        /// Errors: [`Error::InvalidSignature`], [`Error::NothingToClaim`],
        /// [`Error::AlreadyClaimed`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::claim())]
        pub fn claim(
            origin: OriginFor<T>,
            dest: T::AccountId,
            ethereum_signature: EthereumSignature,
        ) -> DispatchResult {
            ensure_none(origin)?;
            Self::do_claim(dest, &ethereum_signature)
        }
    }

    // General transactions with `#[pallet::authorize]` would be the successor, but wallets sign and
    // send bare ones.
    #[allow(deprecated)]
    #[pallet::validate_unsigned]
    impl<T: Config> ValidateUnsigned for Pallet<T> {
        type Call = Call<T>;

        fn validate_unsigned(_: TransactionSource, call: &Self::Call) -> TransactionValidity {
            match call {
                Call::claim {
                    dest,
                    ethereum_signature,
                } => Self::validate_claim(dest, ethereum_signature),
                _ => InvalidTransaction::Call.into(),
            }
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(
                !T::TeamRelease::get().is_zero(),
                "the team's tranche must be released over time, not at once"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
