//! Checking, forwarding and submitting reports.

use crate::{
    is_equivocation, Call, Config, EquivocationOffence, EquivocationProofOf, Error, Pallet,
    LOG_TARGET,
};
use alloc::{boxed::Box, vec};
use frame_support::{
    ensure,
    traits::{Get, KeyOwnerProofSystem},
};
use frame_system::offchain::SubmitTransaction;
use sp_runtime::{
    transaction_validity::{
        InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidity,
        ValidTransaction,
    },
    RuntimeAppPublic,
};
use sp_session::{GetSessionNumber, GetValidatorCount};
use sp_staking::offence::ReportOffence;

impl<T: Config> Pallet<T> {
    /// The offence that is proved, if it is not known yet.
    fn check(
        equivocation_proof: &EquivocationProofOf<T>,
        key_owner_proof: T::KeyOwnerProof,
    ) -> Result<EquivocationOffence<T::Offender>, Error<T>> {
        ensure!(
            is_equivocation(equivocation_proof),
            Error::InvalidEquivocationProof
        );
        let slot = equivocation_proof.slot;
        let session_index = key_owner_proof.session();
        let validator_set_count = key_owner_proof.validator_count();
        let key = (
            <T::AuthorityId as RuntimeAppPublic>::ID,
            equivocation_proof.offender.clone(),
        );
        let offender = T::KeyOwnerProofSystem::check_proof(key, key_owner_proof)
            .ok_or(Error::InvalidKeyOwnershipProof)?;
        let offenders = [offender];
        ensure!(
            !T::ReportOffence::is_known_offence(&offenders, &slot),
            Error::DuplicateOffenceReport
        );
        let [offender] = offenders;
        Ok(EquivocationOffence {
            slot,
            session_index,
            validator_set_count,
            offender,
        })
    }

    /// Report an offence, without a reporter: the author who included it did so at no cost.
    pub(crate) fn report(
        equivocation_proof: &EquivocationProofOf<T>,
        key_owner_proof: T::KeyOwnerProof,
    ) -> Result<(), Error<T>> {
        let offence = Self::check(equivocation_proof, key_owner_proof)?;
        T::ReportOffence::report_offence(vec![], offence).map_err(|_| Error::DuplicateOffenceReport)
    }

    /// Whether a report is valid in the pool or a block.
    pub(crate) fn validate_report(
        source: TransactionSource,
        call: &Call<T>,
    ) -> TransactionValidity {
        let Call::report_equivocation_unsigned {
            equivocation_proof,
            key_owner_proof,
        } = call
        else {
            return InvalidTransaction::Call.into();
        };
        // Checking costs the sender nothing, so it is not done for others.
        if !matches!(
            source,
            TransactionSource::Local | TransactionSource::InBlock
        ) {
            return InvalidTransaction::Call.into();
        }
        Self::check(equivocation_proof, key_owner_proof.clone()).map_err(|error| match error {
            Error::DuplicateOffenceReport => InvalidTransaction::Stale,
            _ => InvalidTransaction::BadProof,
        })?;
        ValidTransaction::with_tag_prefix("AuraEquivocation")
            .priority(TransactionPriority::MAX)
            .and_provides((equivocation_proof.offender.clone(), equivocation_proof.slot))
            .longevity(T::ReportLongevity::get())
            // Other nodes would refuse it.
            .propagate(false)
            .build()
    }

    /// Submit a report to the pool of this node; none if the pool refuses it.
    pub fn submit_unsigned_equivocation_report(
        equivocation_proof: EquivocationProofOf<T>,
        key_owner_proof: T::KeyOwnerProof,
    ) -> Option<()> {
        let call = Call::report_equivocation_unsigned {
            equivocation_proof: Box::new(equivocation_proof),
            key_owner_proof,
        };
        let submitted =
            SubmitTransaction::<T, Call<T>>::submit_transaction(T::create_bare(call.into()));
        match submitted {
            Ok(()) => log::info!(target: LOG_TARGET, "Submitted an equivocation report"),
            Err(()) => log::error!(target: LOG_TARGET, "The pool refuses an equivocation report"),
        }
        submitted.ok()
    }
}
