//! Benchmarks of `pallet-session`. The SDK's need `pallet-staking`, which this chain doesn't have.

use crate::{AccountId, Balances, Runtime, RuntimeOrigin, Session, SessionKeys};
use alloc::vec::Vec;
use chaos_primitives::currency::COS;
use codec::Encode;
use core::marker::PhantomData;
use frame_benchmarking::v2::*;
use frame_support::traits::fungible::Mutate;
use frame_system::Config;
use pallet_session::NextKeys;

/// The benchmarks.
pub struct Pallet<T>(PhantomData<T>);

/// An account that can pay the deposit, its session keys, and the proof of possession.
fn validator() -> Result<(AccountId, SessionKeys, Vec<u8>), BenchmarkError> {
    let validator: AccountId = whitelisted_caller();
    Balances::mint_into(&validator, COS)?;
    let generated = SessionKeys::generate(&validator.encode(), None);
    Ok((validator, generated.keys, generated.proof.encode()))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_keys() -> Result<(), BenchmarkError> {
        let (validator, keys, proof) = validator()?;

        #[block]
        {
            Session::set_keys(RuntimeOrigin::signed(validator.clone()), keys, proof)?;
        }

        assert!(NextKeys::<Runtime>::contains_key(validator));
        Ok(())
    }

    #[benchmark]
    fn purge_keys() -> Result<(), BenchmarkError> {
        let (validator, keys, proof) = validator()?;
        Session::set_keys(RuntimeOrigin::signed(validator.clone()), keys, proof)?;

        #[block]
        {
            Session::purge_keys(RuntimeOrigin::signed(validator.clone()))?;
        }

        assert!(!NextKeys::<Runtime>::contains_key(validator));
        Ok(())
    }
}
