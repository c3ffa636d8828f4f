#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod admission;
mod keys;
mod offences;
mod session;

#[cfg(test)]
mod tests;

pub use pallet::*;
pub use session::{NoIdentification, SessionLengthOf};

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use sp_staking::SessionIndex;

    /// Nothing was ever migrated: what came later began empty.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
        + pallet_session::historical::Config<FullIdentification = ()>
        + pallet_offences::Config<
            IdentificationTuple = (<Self as frame_system::Config>::AccountId, ()),
        >
    {
        /// The fewest validators, and the fewest with session keys. At least 1: without any, a chain stands still.
        #[pallet::constant]
        type MinValidators: Get<u32>;

        /// The most validators.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// For how many past sessions an equivocation can be proved.
        #[pallet::constant]
        type SessionsKept: Get<u32>;
    }

    /// The accounts that are to validate, in the order in which they were added. Those that have set session keys do,
    /// from the session after the next on.
    #[pallet::storage]
    pub type Validators<T: Config> =
        StorageValue<_, BoundedVec<T::AccountId, T::MaxValidators>, ValueQuery>;

    /// How many blocks a session lasts.
    #[pallet::storage]
    pub type SessionLength<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

    /// The hash of the validators and session keys that were planned last. A session with the same ones needs no
    /// change of authorities, which every light client would have to follow.
    #[pallet::storage]
    pub type Planned<T: Config> = StorageValue<_, T::Hash, OptionQuery>;

    /// The first session whose equivocations each validator answers for: the one after it was added or last reported.
    /// Those of the genesis answer from the first session on.
    #[pallet::storage]
    pub type AnswersFrom<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, SessionIndex, ValueQuery>;

    /// The session keys with which each session began, and their owners, for as long as its equivocations can be
    /// proved: this session and `SessionsKept` before it. At most `MaxValidators` each.
    #[pallet::storage]
    #[pallet::unbounded]
    pub type KeysInForce<T: Config> =
        StorageMap<_, Twox64Concat, SessionIndex, Vec<(T::AccountId, T::Keys)>, OptionQuery>;

    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The first validators. Their session keys are in the genesis of `session`.
        pub validators: Vec<T::AccountId>,
        /// How many blocks a session lasts, at least 1.
        pub session_length: BlockNumberFor<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        /// # Panics
        /// If the session length is zero, or there are too few or too many validators, or one
        /// stands twice.
        fn build(&self) {
            use sp_runtime::traits::Zero;

            // FRAME builds the default genesis in a native test of every runtime. Chain specs are
            // built by the compiled runtime, which takes it for the mistake that it is.
            if cfg!(feature = "std") && self.validators.is_empty() && self.session_length.is_zero()
            {
                return;
            }
            assert!(
                !self.session_length.is_zero(),
                "validatorSet: expected a sessionLength of at least 1 block, found 0"
            );
            let count = self.validators.len();
            let (min, max) = (T::MinValidators::get(), T::MaxValidators::get());
            let validators = BoundedVec::try_from(self.validators.clone())
                .ok()
                .filter(|_| count >= min as usize)
                .unwrap_or_else(|| {
                    panic!("validatorSet: expected {min} to {max} validators, found {count}")
                });
            for (entry, validator) in validators.iter().enumerate() {
                assert!(
                    !validators
                        .iter()
                        .take(entry)
                        .any(|earlier| earlier == validator),
                    "validatorSet: expected each validator once, found entry {entry} twice"
                );
            }
            Validators::<T>::put(validators);
            SessionLength::<T>::put(self.session_length);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An account will validate once it has session keys.
        ValidatorAdded {
            /// The account of the validator.
            validator: T::AccountId,
        },
        /// An account will not validate any more.
        ValidatorRemoved {
            /// The account of the validator.
            validator: T::AccountId,
        },
        /// A validator that equivocated leaves the set with the next session.
        EquivocatorRemoved {
            /// The account of the validator.
            validator: T::AccountId,
        },
        /// A validator that equivocated stays, because otherwise there would be too few.
        EquivocatorKept {
            /// The account of the validator.
            validator: T::AccountId,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is a validator.
        AlreadyValidator,
        /// The account is not a validator.
        NotValidator,
        /// The set of validators is full.
        TooManyValidators,
        /// There would be too few validators.
        TooFewValidators,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(
                T::MinValidators::get() > 0,
                "a chain without validators stands still"
            );
            assert!(
                T::SessionsKept::get() > 0,
                "equivocations of this session must be provable"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
