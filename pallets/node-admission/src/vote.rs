//! Voting: one maintainer, one vote.

use crate::{agenda::key_of, Config, Error, Event, MotionId, Motions, Pallet, Tally};
use alloc::collections::BTreeSet;
use chaos_primitives::Validators;
use frame_support::ensure;
use frame_system::Pallet as System;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// The accounts that can vote: the current validators.
    pub fn maintainers() -> BTreeSet<T::AccountId> {
        T::Validators::validators().into_iter().collect()
    }

    /// See [`Call::vote`](crate::Call::vote).
    pub(crate) fn do_vote(id: MotionId, voter: T::AccountId, approve: bool) -> DispatchResult {
        let mut motion = Self::open_motion(id)?;
        ensure!(
            System::<T>::block_number() < motion.end,
            Error::<T>::MotionClosed
        );
        let maintainers = Self::maintainers();
        ensure!(maintainers.contains(&voter), Error::<T>::NotMaintainer);
        ensure!(
            motion.votes.iter().all(|(voted, _)| *voted != voter),
            Error::<T>::AlreadyVoted
        );
        // There is room: the other votes are by other maintainers.
        motion
            .votes
            .retain(|(voted, _)| maintainers.contains(voted));
        motion
            .votes
            .try_push((voter.clone(), approve))
            .map_err(|_| Error::<T>::TooManyValidators)?;

        Self::deposit_event(Event::Voted {
            motion: id,
            voter,
            approve,
        });
        let tally = Tally::of(&motion.votes, &maintainers);
        match Self::verdict(&tally) {
            Some(carried) => Self::close_decided(id, motion, carried, tally),
            None => Motions::<T>::insert(key_of(id), motion),
        }
        Ok(())
    }
}
