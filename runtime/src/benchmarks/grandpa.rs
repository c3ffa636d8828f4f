//! Benchmarks of `pallet-grandpa`. The SDK doesn't benchmark a whole equivocation report, but estimates its weight.

use super::validators::begin_session;
use crate::{
    configs::consensus::MAX_VALIDATORS, Grandpa, Hash, Runtime, RuntimeOrigin, ValidatorSet,
};
use alloc::boxed::Box;
use chaos_primitives::BlockNumber;
use core::marker::PhantomData;
use finality_grandpa::{Message, Prevote};
use frame_benchmarking::v2::*;
use frame_support::traits::KeyOwnerProofSystem;
use frame_system::Config;
use pallet_grandpa::{Call, SetIdSession, Stalled};
use sp_consensus_grandpa::{
    localized_payload, AuthorityId, AuthoritySignature, Equivocation, EquivocationProof, KEY_TYPE,
};
use sp_runtime::RuntimeAppPublic;

/// The benchmarks.
pub struct Pallet<T>(PhantomData<T>);

const ROUND: u64 = 1;
/// Not the first set: a report also looks up the one before.
const SET_ID: u64 = 1;

fn vote(
    voter: &AuthorityId,
    block: u8,
) -> Option<(Prevote<Hash, BlockNumber>, AuthoritySignature)> {
    let vote = Prevote {
        target_hash: Hash::repeat_byte(block),
        target_number: 1,
    };
    let payload = localized_payload(ROUND, SET_ID, &Message::Prevote(vote.clone()));
    Some((vote, voter.sign(&payload)?))
}

fn equivocation(offender: &AuthorityId) -> Option<EquivocationProof<Hash, BlockNumber>> {
    let votes = finality_grandpa::Equivocation {
        round_number: ROUND,
        identity: offender.clone(),
        first: vote(offender, 1)?,
        second: vote(offender, 2)?,
    };
    Some(EquivocationProof::new(SET_ID, Equivocation::Prevote(votes)))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Includes the check in `pre_dispatch`. `x`: validators in the session of the proof. `n`: maximum nominators of a
    /// validator, which the pallet's weight has as a parameter; this chain has none.
    #[benchmark]
    fn report_equivocation(
        x: Linear<2, MAX_VALIDATORS>,
        n: Linear<0, 1>,
    ) -> Result<(), BenchmarkError> {
        let offender = AuthorityId::generate_pair(None);
        pallet_session::CurrentIndex::<Runtime>::put(1);
        begin_session(x, |keys| keys.grandpa = offender.clone());
        for (set, session) in [(SET_ID - 1, 0), (SET_ID, 1)] {
            SetIdSession::<Runtime>::insert(set, session);
        }
        let proof = equivocation(&offender).ok_or("the key is in the keystore")?;
        let owner = ValidatorSet::prove((KEY_TYPE, offender)).ok_or("the validator has the key")?;
        let report = Call::<Runtime>::report_equivocation_unsigned {
            equivocation_proof: Box::new(proof.clone()),
            key_owner_proof: owner.clone(),
        };

        #[block]
        {
            Grandpa::pre_dispatch(&report)?;
            Grandpa::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), owner)?;
        }

        assert!(
            Grandpa::pre_dispatch(&report).is_err(),
            "the offence is known now"
        );
        Ok(())
    }

    #[benchmark]
    fn note_stalled() -> Result<(), BenchmarkError> {
        #[block]
        {
            Grandpa::note_stalled(RuntimeOrigin::root(), 1_000, 1)?;
        }

        assert!(Stalled::<Runtime>::exists());
        Ok(())
    }
}
