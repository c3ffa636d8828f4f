//! When things are due: the index of CIPs by their ends, and the scheduler's agenda of enactments.

use crate::{Call, CipId, Config, Ending, Pallet, WeightInfo, MAX_ATTEMPTS};
use chaos_primitives::BigEndianKey;
use frame_support::{
    storage::with_storage_layer,
    traits::{
        schedule::{v3::Anon, DispatchTime, HARD_DEADLINE},
        Get, StorePreimage,
    },
    weights::Weight,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::{
    traits::{Saturating, UniqueSaturatedInto},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    /// The storage key of a block in [`Ending`].
    pub(crate) fn ending_key(end: BlockNumberFor<T>) -> BigEndianKey {
        UniqueSaturatedInto::<u64>::unique_saturated_into(end).into()
    }

    /// Add a CIP to those that end in this block.
    pub(crate) fn schedule_end(cip: CipId, end: BlockNumberFor<T>) {
        Ending::<T>::insert(
            Self::ending_key(end),
            BigEndianKey::from(u64::from(cip)),
            (),
        );
    }

    /// Remove a CIP from those that end in this block.
    pub(crate) fn unschedule_end(cip: CipId, end: BlockNumberFor<T>) {
        Ending::<T>::remove(Self::ending_key(end), BigEndianKey::from(u64::from(cip)));
    }

    /// Whether the scheduler can dispatch an enactment with a call of this weight.
    pub(crate) fn can_be_enacted(call_weight: Weight) -> bool {
        let whole = T::WeightInfo::enact().saturating_add(call_weight);
        whole.all_lte(T::MaxCallWeight::get())
    }

    /// Schedule the call of a CIP in the first block from `due` on that has room. Returns that block, and the number
    /// of attempts. `call_weight` is that of [`Call::enact`].
    pub(crate) fn schedule_enactment(
        cip: CipId,
        call_weight: Weight,
        due: BlockNumberFor<T>,
    ) -> Result<(BlockNumberFor<T>, u32), DispatchError> {
        let call: T::Proposal = Call::enact { cip, call_weight }.into();
        // Too short to need a preimage.
        let call = T::Preimages::bound(call)?;
        let mut refused = DispatchError::Exhausted;
        for attempt in 0..MAX_ATTEMPTS {
            let at = due.saturating_add(attempt.into());
            let scheduled = with_storage_layer(|| {
                T::Scheduler::schedule(
                    DispatchTime::At(at),
                    None,
                    HARD_DEADLINE,
                    RawOrigin::Root.into(),
                    call.clone(),
                )
            });
            match scheduled {
                Ok(_) => return Ok((at, attempt.saturating_add(1))),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }
}
