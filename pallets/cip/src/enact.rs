//! Enactment: dispatching the call of a passed CIP, once.

use crate::{
    CipId, Cips, Config, Enacting, Enactment, Error, Event, Pallet, ProposedCallOf, ResolutionId,
    ResolutionOf, Resolutions, WeightInfo,
};
use frame_support::{
    dispatch::{extract_actual_weight, DispatchResultWithPostInfo, GetDispatchInfo},
    ensure,
    storage::with_storage_layer,
    weights::Weight,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_runtime::{
    traits::{Dispatchable, One, Saturating},
    DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
    /// See [`Call::enact`](crate::Call::enact).
    pub(crate) fn do_enact(cip: CipId, call_weight: Weight) -> DispatchResultWithPostInfo {
        let record = Cips::<T>::get(cip).ok_or(Error::<T>::UnknownCip)?;
        let (resolution, proposed) = ResolutionOf::<T>::get(cip)
            .zip(record.proposal)
            .ok_or(Error::<T>::NotEnactable)?;
        Self::ensure_enactable(resolution)?;

        let fetching = Self::weight_of_fetching(&proposed.call);
        let spent = if fetching.all_lte(call_weight) {
            match Self::peek(&proposed.call) {
                Ok(call) => Self::dispatch(cip, resolution, &proposed, call, call_weight),
                Err(error) => {
                    Self::conclude(cip, resolution, Err(error.into()));
                    fetching
                }
            }
        } else {
            let needed = Self::enactment_weight(&proposed);
            Self::postpone(cip, resolution, needed);
            Weight::zero()
        };
        Ok(Some(T::WeightInfo::enact().saturating_add(spent)).into())
    }

    /// See [`Call::cancel`](crate::Call::cancel).
    pub(crate) fn do_cancel(cip: CipId) -> DispatchResult {
        ensure!(Cips::<T>::contains_key(cip), Error::<T>::UnknownCip);
        let resolution = ResolutionOf::<T>::get(cip).ok_or(Error::<T>::NothingToCancel)?;
        let is_awaited = Self::scheduled(resolution).is_some() && Enacting::<T>::get() != Some(cip);
        ensure!(is_awaited, Error::<T>::NothingToCancel);
        // The scheduled task will find nothing to enact.
        Self::conclude(cip, resolution, Err(Error::<T>::Cancelled.into()));
        Ok(())
    }

    /// The block in which a call is due, if it was not dispatched.
    fn scheduled(resolution: ResolutionId) -> Option<BlockNumberFor<T>> {
        match Resolutions::<T>::get(resolution)?.enactment? {
            Enactment::Scheduled { at } => Some(at),
            Enactment::Enacted { .. } | Enactment::Failed { .. } => None,
        }
    }

    /// Check that a call is due and not dispatched, and that no enactment is in progress.
    fn ensure_enactable(resolution: ResolutionId) -> DispatchResult {
        let is_due =
            Self::scheduled(resolution).is_some_and(|at| at <= System::<T>::block_number());
        ensure!(is_due && !Enacting::<T>::exists(), Error::<T>::NotEnactable);
        Ok(())
    }

    /// Dispatch a call, unless it weighs more than `call_weight`. Returns the weight that was used.
    fn dispatch(
        cip: CipId,
        resolution: ResolutionId,
        proposed: &ProposedCallOf<T>,
        call: T::Proposal,
        call_weight: Weight,
    ) -> Weight {
        let fetching = Self::weight_of_fetching(&proposed.call);
        let info = call.get_dispatch_info();
        let needed = fetching.saturating_add(info.call_weight);
        if needed.any_gt(call_weight) {
            Self::postpone(cip, resolution, needed);
            return fetching;
        }
        Enacting::<T>::put(cip);
        // A call that fails changes nothing.
        let result = with_storage_layer(|| call.dispatch(RawOrigin::Root.into()));
        Enacting::<T>::kill();
        let dispatched = extract_actual_weight(&result, &info);
        let result = result.map(drop).map_err(|failed| failed.error);
        Self::conclude(cip, resolution, result);
        fetching.saturating_add(dispatched)
    }

    /// Schedule a call again that a runtime upgrade has made heavier, so that no block gets more than was reserved.
    fn postpone(cip: CipId, resolution: ResolutionId, needed: Weight) {
        let next = System::<T>::block_number().saturating_add(One::one());
        let scheduled = if Self::can_be_enacted(needed) {
            Self::schedule_enactment(cip, needed, next).map(|(at, _)| at)
        } else {
            Err(Error::<T>::CallTooHeavy.into())
        };
        match scheduled {
            Ok(at) => {
                Self::set_enactment(resolution, Enactment::Scheduled { at });
                Self::deposit_event(Event::EnactmentPostponed { cip, at });
            }
            Err(error) => Self::conclude(cip, resolution, Err(error)),
        }
    }

    /// Record the outcome of the call.
    fn conclude(cip: CipId, resolution: ResolutionId, result: Result<(), DispatchError>) {
        if let Some(record) = Cips::<T>::get(cip) {
            Self::drop_preimage(cip, &record);
        }
        let at = System::<T>::block_number();
        match result {
            Ok(()) => {
                Self::set_enactment(resolution, Enactment::Enacted { at });
                Self::deposit_event(Event::Enacted { cip, resolution });
            }
            Err(error) => {
                Self::set_enactment(resolution, Enactment::Failed { at, error });
                Self::deposit_event(Event::EnactmentFailed {
                    cip,
                    resolution,
                    error,
                });
            }
        }
    }

    fn set_enactment(resolution: ResolutionId, enactment: Enactment<BlockNumberFor<T>>) {
        Resolutions::<T>::mutate_extant(resolution, |record| record.enactment = Some(enactment));
    }
}
