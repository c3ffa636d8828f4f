//! What a report weighs, with the check before it, by the size of the validator set.

use crate::{Call, Config, EquivocationProofOf, Pallet};
use alloc::{boxed::Box, vec};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::traits::UnfilteredDispatchable;
use frame_system::{pallet_prelude::HeaderFor, RawOrigin};
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_consensus_slots::Slot;
use sp_runtime::{
    traits::{Header, One},
    transaction_validity::TransactionSource,
    Digest, DigestItem, RuntimeAppPublic,
};

/// Sets up validators and keys of a session in the runtime.
pub trait BenchmarkHelper<AuthorityId, KeyOwnerProof> {
    /// Begin a session of `count` validators, the last of them with this Aura key, and prove its ownership.
    fn session_with(key: &AuthorityId, count: u32) -> KeyOwnerProof;
}

const SLOT: u64 = 1_800_000_000;

/// A block of `author`; `salt` makes it different from others.
fn header<T: Config>(author: &T::AuthorityId, salt: u8) -> Option<HeaderFor<T>> {
    let slot = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(SLOT).encode());
    let digest = Digest {
        logs: vec![slot, DigestItem::Other(vec![salt])],
    };
    let mut header = HeaderFor::<T>::new(
        One::one(),
        Default::default(),
        Default::default(),
        Default::default(),
        digest,
    );
    let seal = author.sign(&header.hash())?;
    header
        .digest_mut()
        .push(DigestItem::Seal(AURA_ENGINE_ID, seal.encode()));
    Some(header)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Larger sets continue along the same line.
    #[benchmark]
    fn report_equivocation_unsigned(n: Linear<2, 128>) -> Result<(), BenchmarkError> {
        let offender = <T::AuthorityId as RuntimeAppPublic>::generate_pair(None);
        let key_owner_proof = T::BenchmarkHelper::session_with(&offender, n);
        let equivocation_proof = EquivocationProofOf::<T> {
            slot: SLOT.into(),
            first_header: header::<T>(&offender, 1).ok_or("the key is in the keystore")?,
            second_header: header::<T>(&offender, 2).ok_or("the key is in the keystore")?,
            offender,
        };
        let call = Call::<T>::report_equivocation_unsigned {
            equivocation_proof: Box::new(equivocation_proof),
            key_owner_proof,
        };
        let report = call.clone();

        #[block]
        {
            Pallet::<T>::validate_report(TransactionSource::InBlock, &report)
                .map_err(|error| -> &'static str { error.into() })?;
            report.dispatch_bypass_filter(RawOrigin::None.into())?;
        }

        assert!(
            Pallet::<T>::validate_report(TransactionSource::InBlock, &call).is_err(),
            "the offence is known now"
        );
        Ok(())
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
