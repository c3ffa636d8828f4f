#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod offence;
mod proof;
mod report;
pub mod runtime_api;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use offence::EquivocationOffence;
pub use pallet::*;
pub use proof::is_equivocation;
pub use weights::WeightInfo;

/// Where this pallet logs to.
const LOG_TARGET: &str = "runtime::aura-equivocation";

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::boxed::Box;
    use codec::Codec;
    use frame_support::{pallet_prelude::*, traits::KeyOwnerProofSystem};
    use frame_system::{offchain::CreateBare, pallet_prelude::*};
    use sp_consensus_slots::EquivocationProof;
    use sp_runtime::{KeyTypeId, RuntimeAppPublic};
    use sp_session::{GetSessionNumber, GetValidatorCount};
    use sp_staking::offence::ReportOffence;

    /// Two headers of one author in one slot.
    pub type EquivocationProofOf<T> = EquivocationProof<HeaderFor<T>, <T as Config>::AuthorityId>;

    /// The pallet has no storage.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config + CreateBare<Call<Self>> {
        /// The key that seals blocks: that of `pallet-aura`.
        type AuthorityId: Parameter + RuntimeAppPublic;

        /// Proof that a key was a validator's in a session.
        type KeyOwnerProof: Parameter + GetSessionNumber + GetValidatorCount;

        /// The owner of a key.
        type Offender: Codec + Clone;

        /// Checks these proofs.
        type KeyOwnerProofSystem: KeyOwnerProofSystem<
            (KeyTypeId, Self::AuthorityId),
            Proof = Self::KeyOwnerProof,
            IdentificationTuple = Self::Offender,
        >;

        /// Records offences and has them punished.
        type ReportOffence: ReportOffence<
            Self::AccountId,
            Self::Offender,
            EquivocationOffence<Self::Offender>,
        >;

        /// How many blocks a report stays valid in the pool.
        #[pallet::constant]
        type ReportLongevity: Get<u64>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;

        /// Sets up sessions for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AuthorityId, Self::KeyOwnerProof>;
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The headers do not prove that the offender made two blocks in the slot.
        InvalidEquivocationProof,
        /// The offender's key is not proved to be a validator's in a session on record.
        InvalidKeyOwnershipProof,
        /// The offender was already reported, for this session or a later one, or does not validate any more.
        DuplicateOffenceReport,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Report that a validator made two blocks in one slot.
        ///
        /// Origin: none, from the author of the block alone. Errors:
        /// [`Error::InvalidEquivocationProof`], [`Error::InvalidKeyOwnershipProof`],
        /// [`Error::DuplicateOffenceReport`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::report_equivocation_unsigned(
            key_owner_proof.validator_count(),
        ))]
        pub fn report_equivocation_unsigned(
            origin: OriginFor<T>,
            equivocation_proof: Box<EquivocationProofOf<T>>,
            key_owner_proof: T::KeyOwnerProof,
        ) -> DispatchResult {
            ensure_none(origin)?;
            Self::report(&equivocation_proof, key_owner_proof)?;
            Ok(())
        }
    }

    #[allow(deprecated)]
    #[pallet::validate_unsigned]
    impl<T: Config> ValidateUnsigned for Pallet<T> {
        type Call = Call<T>;

        // Before it is executed, a report is checked by this again: that is the default.
        fn validate_unsigned(source: TransactionSource, call: &Call<T>) -> TransactionValidity {
            Self::validate_report(source, call)
        }
    }
}
