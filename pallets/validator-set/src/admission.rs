//! The list of validators, for the pallet that decides on it.

use crate::{AnswersFrom, Config, Error, Event, Pallet, Planned, Validators};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use pallet_session::{QueuedChanged, QueuedKeys};
use sp_runtime::DispatchResult;

impl<T: Config> chaos_primitives::Validators<T::AccountId> for Pallet<T> {
    fn validators() -> Vec<T::AccountId> {
        Validators::<T>::get().into_inner()
    }

    fn active() -> Vec<T::AccountId> {
        pallet_session::Validators::<T>::get()
    }

    fn queued() -> Vec<T::AccountId> {
        Self::next_keys()
            .into_iter()
            .map(|(validator, _)| validator)
            .collect()
    }

    fn max_validators() -> u32 {
        T::MaxValidators::get()
    }

    fn add(who: &T::AccountId) -> DispatchResult {
        Validators::<T>::try_mutate(|validators| {
            ensure!(!validators.contains(who), Error::<T>::AlreadyValidator);
            validators
                .try_push(who.clone())
                .map_err(|_| Error::<T>::TooManyValidators)
        })?;
        Self::answer_from_next_session(who);
        Self::deposit_event(Event::ValidatorAdded {
            validator: who.clone(),
        });
        Ok(())
    }

    fn remove(who: &T::AccountId) -> DispatchResult {
        Self::try_remove(who)?;
        Self::deposit_event(Event::ValidatorRemoved {
            validator: who.clone(),
        });
        Ok(())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn set_for_benchmark(validators: Vec<T::AccountId>) {
        use codec::Decode;
        use sp_runtime::traits::TrailingZeroInput;

        let keys = T::Keys::decode(&mut TrailingZeroInput::zeroes()).expect("zeroes are keys");
        let queue: Vec<_> = validators
            .iter()
            .map(|who| (who.clone(), keys.clone()))
            .collect();
        QueuedKeys::<T>::put(queue);
        pallet_session::Validators::<T>::put(&validators);
        Validators::<T>::put(frame_support::BoundedVec::truncate_from(validators));
    }
}

impl<T: Config> Pallet<T> {
    /// Remove a validator from the list, and from the queue that `pallet-session` has already made for the next
    /// session.
    pub(crate) fn try_remove(who: &T::AccountId) -> Result<(), Error<T>> {
        let mut validators = Validators::<T>::get();
        let listed = validators.len();
        validators.retain(|validator| validator != who);
        ensure!(validators.len() < listed, Error::<T>::NotValidator);
        let mut queue = Self::next_keys();
        let queued = queue.len();
        queue.retain(|(validator, _)| validator != who);
        let unqueued = queue.len() < queued;

        let min = T::MinValidators::get() as usize;
        let enough = validators.len() >= min && (!unqueued || queue.len() >= min);
        ensure!(enough, Error::<T>::TooFewValidators);

        Validators::<T>::put(validators);
        AnswersFrom::<T>::remove(who);
        if unqueued {
            QueuedKeys::<T>::put(queue);
            QueuedChanged::<T>::put(true);
            // The queue is not what was planned any more: an account that is added again has to be planned again.
            Planned::<T>::kill();
        }
        Ok(())
    }
}
