//! What a claim weighs, with the preceding check in the pool.

use crate::{Call, Claim, Claims, Config, CurrencyOf, EthereumSignature, Pallet, Unclaimed};
use chaos_primitives::currency::COS;
use frame_benchmarking::v2::*;
use frame_support::traits::fungible::Mutate;
use frame_system::RawOrigin;
use sp_io::{
    crypto::{ecdsa_generate, ecdsa_sign_prehashed},
    hashing::keccak_256,
};
use sp_runtime::key_types::DUMMY;
#[allow(deprecated)]
use sp_runtime::{traits::ValidateUnsigned, transaction_validity::TransactionSource};

/// The signature of an Ethereum wallet for a claim to `dest`.
fn sign<T: Config>(dest: &T::AccountId) -> Option<EthereumSignature> {
    let text = Pallet::<T>::claim_text(dest);
    let message = alloc::format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    let key = ecdsa_generate(DUMMY, None);
    let signature = ecdsa_sign_prehashed(DUMMY, &key, &keccak_256(message.as_bytes()))?;
    Some(EthereumSignature(signature.0))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// The pool's check and the claim itself both recover the address, and both are charged.
    #[benchmark]
    fn claim() -> Result<(), BenchmarkError> {
        let dest: T::AccountId = account("dest", 0, 0);
        let ethereum_signature = sign::<T>(&dest).ok_or("there is a keystore")?;
        let claimant =
            crate::recover_claimant(&Pallet::<T>::claim_text(&dest), &ethereum_signature)
                .ok_or("the signature is good")?;
        Claims::<T>::insert(
            claimant,
            Claim {
                amount: COS,
                claimed_by: None,
            },
        );
        Unclaimed::<T>::mutate(|unclaimed| *unclaimed += COS);
        CurrencyOf::<T>::mint_into(&Pallet::<T>::pot(), 2 * COS)?;
        let call = Call::<T>::claim {
            dest: dest.clone(),
            ethereum_signature: ethereum_signature.clone(),
        };

        #[block]
        {
            #[allow(deprecated)]
            Pallet::<T>::validate_unsigned(TransactionSource::Local, &call)
                .map_err(|error| -> &'static str { error.into() })?;
            Pallet::<T>::claim(RawOrigin::None.into(), dest.clone(), ethereum_signature)?;
        }

        let record = Claims::<T>::get(claimant).ok_or("the claim stays on record")?;
        assert_eq!(record.claimed_by, Some(dest));
        Ok(())
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
