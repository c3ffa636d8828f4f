//! The list in the hands of another pallet, which decides who validates.

use crate::{Config, Error, Event, Pallet, Validators};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchResult;

impl<T: Config> chaos_primitives::Validators<T::AccountId> for Pallet<T> {
    fn validators() -> Vec<T::AccountId> {
        Validators::<T>::get().into_inner()
    }

    fn max_validators() -> u32 {
        T::MaxValidators::get()
    }

    fn add(who: &T::AccountId) -> DispatchResult {
        Self::try_add(who)?;
        Ok(())
    }

    fn remove(who: &T::AccountId) -> DispatchResult {
        Self::try_remove(who)?;
        Self::unqueue(who);
        Self::deposit_event(Event::ValidatorRemoved {
            validator: who.clone(),
        });
        Ok(())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_for_benchmark(validators: Vec<T::AccountId>) {
        Validators::<T>::put(frame_support::BoundedVec::truncate_from(validators));
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn try_add(validator: &T::AccountId) -> Result<(), Error<T>> {
        Validators::<T>::try_mutate(|validators| {
            ensure!(
                !validators.contains(validator),
                Error::<T>::AlreadyValidator
            );
            validators
                .try_push(validator.clone())
                .map_err(|_| Error::<T>::TooManyValidators)
        })?;
        Self::deposit_event(Event::ValidatorAdded {
            validator: validator.clone(),
        });
        Ok(())
    }
}
