//! What adding and removing a validator costs, in the largest set.

use crate::{Call, Config, Pallet, Validators};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{EnsureOrigin, Get},
    BoundedVec,
};

/// A set of `count` validators.
fn fill<T: Config>(count: u32) -> Vec<T::AccountId> {
    let validators: Vec<T::AccountId> = (0..count).map(|i| account("validator", i, 0)).collect();
    Validators::<T>::put(BoundedVec::truncate_from(validators.clone()));
    validators
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn add_validator() -> Result<(), BenchmarkError> {
        let origin =
            T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        fill::<T>(T::MaxValidators::get() - 1);
        let validator: T::AccountId = account("new", 0, 0);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, validator.clone());

        assert!(Validators::<T>::get().contains(&validator));
        Ok(())
    }

    #[benchmark]
    fn remove_validator() -> Result<(), BenchmarkError> {
        let origin =
            T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let last = fill::<T>(T::MaxValidators::get())
            .pop()
            .ok_or("there is a validator")?;

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, last.clone());

        assert!(!Validators::<T>::get().contains(&last));
        Ok(())
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
