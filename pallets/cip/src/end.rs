//! The end of a vote: moving it, and deciding the CIPs that have ended.

use crate::{
    CipId, Cips, Config, CurrentRules, Enactment, Ending, Error, Event, NextResolutionId,
    OpenTally, Outcome, Pallet, Resolution, ResolutionOf, Resolutions, Tallies, Tally, WeightInfo,
    MAX_ATTEMPTS,
};
use alloc::vec::Vec;
use chaos_primitives::{BigEndianKey, Deposits};
use frame_support::{
    ensure,
    storage::with_storage_layer,
    traits::{fungible::Inspect, Get, GetStorageVersion},
    weights::Weight,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{One, Saturating, UniqueSaturatedInto},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    /// Whether a migration to this storage version is still in progress.
    pub(crate) fn is_migrating() -> bool {
        Self::on_chain_storage_version() < Self::in_code_storage_version()
    }

    /// If a vote turns the outcome just before the end, move the end, so that others can respond. When the end can't
    /// be moved any more, no vote may make the CIP pass. `before` are the votes without it, `open` those with it.
    pub(crate) fn leave_time_to_answer(
        cip: CipId,
        before: &Tally,
        open: &mut OpenTally<BlockNumberFor<T>>,
    ) -> Result<(), Error<T>> {
        let mut record = Cips::<T>::get(cip).ok_or(Error::<T>::UnknownCip)?;
        let now = System::<T>::block_number();
        if !record.is_late(now, record.end) {
            return Ok(());
        }
        let ground = CurrentRules::<T>::get();
        let thresholds = Self::thresholds(&record, &ground);
        let issuance = T::Currency::total_issuance();
        let passes = |tally: &Tally| tally.passes(&thresholds, issuance);
        let will_pass = passes(&open.tally);
        if passes(before) == will_pass {
            return Ok(());
        }
        let end = record.end_after_turn(now, ground.max_period);
        ensure!(
            !will_pass || !record.is_late(now, end),
            Error::<T>::NoTimeToAnswer
        );
        if end == open.end {
            return Ok(());
        }
        Self::unschedule_end(cip, open.end);
        Self::schedule_end(cip, end);
        open.end = end;
        record.end = end;
        Cips::<T>::insert(cip, record);
        Self::deposit_event(Event::EndMoved { cip, end });
        Ok(())
    }

    /// Decide the CIPs that have ended, the earliest first, as many as a block takes. Returns the weight.
    pub(crate) fn decide_due(now: BlockNumberFor<T>) -> Weight {
        let most = T::MaxEndsPerBlock::get().unique_saturated_into();
        let due: Vec<_> = Ending::<T>::iter_keys()
            .take_while(|(end, _)| *end <= Self::ending_key(now))
            .take(most)
            .collect();
        let mut weight = T::WeightInfo::agenda();
        if due.is_empty() || Self::is_migrating() {
            return weight;
        }
        for (end, key) in due {
            let cip = u64::from(key).unique_saturated_into();
            // All or nothing; if it fails, the next block tries again.
            let decided = with_storage_layer(|| Self::decide(end, cip, now));
            let weighed = decided.unwrap_or_else(|error| {
                Self::deposit_event(Event::EndPostponed { cip, error });
                Self::weight_of_deciding(MAX_ATTEMPTS)
            });
            weight = weight.saturating_add(weighed);
        }
        weight
    }

    /// The weight of the heavier outcome, if the enactment's place was found in the given attempt.
    fn weight_of_deciding(attempts: u32) -> Weight {
        T::WeightInfo::end(attempts).max(T::WeightInfo::reject())
    }

    fn decide(
        end: BigEndianKey,
        cip: CipId,
        now: BlockNumberFor<T>,
    ) -> Result<Weight, DispatchError> {
        let record = Cips::<T>::get(cip).ok_or(Error::<T>::UnknownCip)?;
        let open = Tallies::<T>::take(cip).ok_or(Error::<T>::VotingEnded)?;
        Ending::<T>::remove(end, BigEndianKey::from(u64::from(cip)));
        let tally = open.tally;
        let ground = CurrentRules::<T>::get();
        let thresholds = Self::thresholds(&record, &ground);
        let issuance = T::Currency::total_issuance();

        let (outcome, enactment, attempts) = if tally.passes(&thresholds, issuance) {
            let scheduled = record
                .proposal
                .as_ref()
                .map(|proposed| {
                    // Nobody has to prepare for a call that is not made, and after the delay it would be too late to
                    // cancel.
                    let delay = match Self::only_cancels(&proposed.call) {
                        true => One::one(),
                        false => ground.enactment_delay,
                    };
                    let due = now.saturating_add(delay);
                    Self::schedule_enactment(cip, Self::enactment_weight(proposed), due)
                })
                .transpose()?;
            let attempts = scheduled.map_or(1, |(_, attempts)| attempts);
            (Outcome::Passed, scheduled.map(|(at, _)| at), attempts)
        } else {
            Self::drop_preimage(cip, &record);
            (Outcome::Rejected, None, 1)
        };
        if tally.is_ignored(&thresholds, issuance) {
            Self::forfeit(cip, record.proposer, record.deposit);
        } else {
            Self::release(
                crate::HoldReason::Proposal,
                &record.proposer,
                record.deposit,
            );
        }
        Self::start_unlocking(cip, open.accounts);
        Self::record(Resolution {
            cip,
            outcome,
            tally,
            thresholds,
            decided: now,
            enactment: enactment.map(|at| Enactment::Scheduled { at }),
        })?;
        Ok(Self::weight_of_deciding(attempts))
    }

    fn record(resolution: Resolution<BlockNumberFor<T>>) -> Result<(), DispatchError> {
        let id = NextResolutionId::<T>::get();
        let next = id.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;
        NextResolutionId::<T>::put(next);
        ResolutionOf::<T>::insert(resolution.cip, id);
        let Resolution {
            cip,
            outcome,
            tally,
            ..
        } = resolution;
        Self::deposit_event(match (outcome, resolution.enactment) {
            (Outcome::Rejected, _) => Event::Rejected {
                cip,
                resolution: id,
                tally,
            },
            (Outcome::Passed, enactment) => Event::Passed {
                cip,
                resolution: id,
                tally,
                enactment: enactment.and_then(|enactment| match enactment {
                    Enactment::Scheduled { at } => Some(at),
                    _ => None,
                }),
            },
        });
        Resolutions::<T>::insert(id, resolution);
        Ok(())
    }
}
