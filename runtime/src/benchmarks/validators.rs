//! Sets up a session's validators, for benchmarks.

use crate::{AccountId, Runtime, SessionKeys, ValidatorSet};
use alloc::vec::Vec;
use frame_support::traits::KeyOwnerProofSystem;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::{ed25519, sr25519};
use sp_runtime::{BoundedVec, RuntimeAppPublic};
use sp_session::MembershipProof;

/// Begin a session of `count` validators. `keys` can replace the session keys of the last one; the others are made up.
pub fn begin_session(count: u32, keys: impl FnOnce(&mut SessionKeys)) {
    let mut validators: Vec<(AccountId, SessionKeys)> = (1..=count)
        .map(|i| {
            let validator: AccountId = frame_benchmarking::account("validator", i, 0);
            let bytes: [u8; 32] = validator.clone().into();
            let keys = SessionKeys {
                aura: sr25519::Public::from_raw(bytes).into(),
                grandpa: ed25519::Public::from_raw(bytes).into(),
            };
            (validator, keys)
        })
        .collect();
    if let Some((_, of_the_last)) = validators.last_mut() {
        keys(of_the_last);
    }
    for (validator, keys) in &validators {
        pallet_session::NextKeys::<Runtime>::insert(validator, keys);
    }
    let accounts: Vec<_> = validators
        .iter()
        .map(|(validator, _)| validator.clone())
        .collect();
    pallet_validator_set::Validators::<Runtime>::put(BoundedVec::truncate_from(accounts.clone()));
    pallet_session::Validators::<Runtime>::put(accounts);
    let session = pallet_session::CurrentIndex::<Runtime>::get();
    pallet_validator_set::KeysInForce::<Runtime>::insert(session, &validators);
    pallet_session::QueuedKeys::<Runtime>::put(validators);
}

/// The benchmark helper of `pallet-aura-equivocation`.
pub struct Validators;

impl pallet_aura_equivocation::BenchmarkHelper<AuraId, MembershipProof> for Validators {
    fn session_with(key: &AuraId, count: u32) -> MembershipProof {
        begin_session(count, |keys| keys.aura = key.clone());
        ValidatorSet::prove((AuraId::ID, key)).expect("the validator has this key")
    }
}
