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

    /// The team's tranche is locked by `pallet-vesting`, so that every wallet shows it.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_vesting::Config<Currency: Currency<Self::AccountId, Balance = Balance>>
    {
        /// The coin.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

        /// The pallet's account, the pot, has what ICO contributors have not claimed yet.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The account that gets dust. It never dies; the foundation's tranche must give it at least the existential
        /// deposit.
        type Treasury: Get<Self::AccountId>;

        /// How many blocks the whole of the team's tranche is locked.
        #[pallet::constant]
        type TeamLock: Get<BlockNumberFor<Self>>;

        /// How many blocks it then takes to be released.
        #[pallet::constant]
        type TeamRelease: Get<BlockNumberFor<Self>>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// The claims of ICO contributors without an account on this chain.
    #[pallet::storage]
    pub type Claims<T: Config> =
        StorageMap<_, Identity, EthereumAddress, Claim<T::AccountId>, OptionQuery>;

    /// The sum of the open claims, in planck. The pot has at least as much.
    #[pallet::storage]
    pub type Unclaimed<T: Config> = StorageValue<_, Balance, ValueQuery>;

    /// How many accounts and Ethereum addresses got each tranche.
    #[pallet::storage]
    pub type Recipients<T: Config> = StorageMap<_, Identity, Tranche, u32, ValueQuery>;

    /// The recipients of each tranche. Amounts are in planck.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound, frame_support::DebugNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Angel investors: 1,000,000 COS.
        pub angel: Vec<(T::AccountId, Balance)>,
        /// ICO contributors with an account: together with `ico_claims`, 6,000,000 COS.
        pub ico: Vec<(T::AccountId, Balance)>,
        /// ICO contributors who claim with their Ethereum key.
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
        /// A contributor to the ICO claimed its COS.
        Claimed {
            /// The Ethereum address of the contributor.
            claimant: EthereumAddress,
            /// The account that got the COS.
            dest: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The signature can't have been made by an Ethereum key.
        InvalidSignature,
        /// The signer has no claim. A signature of another text, or for another account or chain, recovers to another
        /// signer and leads here too.
        NothingToClaim,
        /// The signer has already claimed.
        AlreadyClaimed,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Claim the COS of an ICO contribution with an Ethereum signature. Unsigned, and free.
        ///
        /// The signature is the authority; only an open claim gets into the pool or a block.
        ///
        /// - `dest`: the account that gets the COS.
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
