//! Motions: opening, deciding and closing them.

use crate::{
    agenda::key_of, Applications, Config, CurrentParameters, Ending, Error, Event, HoldReason,
    Motion, MotionId, MotionOf, Motions, Narrowings, NextMotionId, Outcome, Pallet, PeerIds,
    Recount, Subject, SubjectOf, Tally, VotesOf,
};
use chaos_primitives::{BigEndianKey, Deposits};
use frame_support::storage::with_storage_layer;
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{Saturating, UniqueSaturatedInto},
    DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
    /// Open a motion, with a deposit of the proposer, unless the chain proposes it. Returns its id, and the first
    /// block in which no vote is taken.
    pub(crate) fn open(
        subject: SubjectOf<T>,
        proposer: Option<(HoldReason, T::AccountId)>,
    ) -> Result<(MotionId, BlockNumberFor<T>), DispatchError> {
        let parameters = CurrentParameters::<T>::get();
        let id = NextMotionId::<T>::get();
        let next = id.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;
        let start = System::<T>::block_number();
        let end = start.saturating_add(parameters.vote_period);
        let deposit = match &proposer {
            Some((reason, who)) => {
                Self::hold_above_minimum(*reason, who, parameters.deposit)?;
                parameters.deposit
            }
            None => 0,
        };

        NextMotionId::<T>::put(next);
        Ending::<T>::insert(Self::block_key(end), key_of(id), ());
        let motion = Motion {
            subject,
            proposer: proposer.map(|(_, who)| who),
            deposit,
            start,
            end,
            votes: VotesOf::<T>::default(),
        };
        Motions::<T>::insert(key_of(id), motion);
        Ok((id, end))
    }

    /// The storage key of a block in [`Ending`].
    pub(crate) fn block_key(block: BlockNumberFor<T>) -> BigEndianKey {
        let number: u64 = block.unique_saturated_into();
        number.into()
    }

    /// An open motion.
    pub(crate) fn open_motion(id: MotionId) -> Result<MotionOf<T>, Error<T>> {
        Motions::<T>::get(key_of(id)).ok_or_else(|| {
            if id < NextMotionId::<T>::get() {
                Error::<T>::MotionClosed
            } else {
                Error::<T>::UnknownMotion
            }
        })
    }

    /// The outcome of these votes by the threshold in force, or none if it is not certain.
    pub(crate) fn verdict(tally: &Tally) -> Option<bool> {
        tally.verdict(CurrentParameters::<T>::get().threshold)
    }

    /// The maintainers or the threshold changed: count all votes again from the next block on.
    pub(crate) fn recount_all() {
        Recount::<T>::put(0);
    }

    /// Carry out a motion, or refuse it.
    pub(crate) fn close_decided(id: MotionId, motion: MotionOf<T>, carried: bool, tally: Tally) {
        if !carried {
            return Self::close(id, motion, Outcome::Refused, tally);
        }
        // Removed before it is carried out, or the removal of its member would close it as void. All or nothing.
        Motions::<T>::remove(key_of(id));
        let outcome = match with_storage_layer(|| Self::carry_out(&motion)) {
            Ok(()) => Outcome::Carried,
            Err(error) => Outcome::Failed(error),
        };
        Self::close(id, motion, outcome, tally);
    }

    fn carry_out(motion: &MotionOf<T>) -> DispatchResult {
        match &motion.subject {
            Subject::Admission {
                applicant,
                peer_id,
                role,
                label,
            } => Self::admit(
                applicant.clone(),
                peer_id.clone(),
                *role,
                label.clone(),
                motion.deposit,
            ),
            Subject::Removal { member, .. } => {
                Self::remove_member(*member, crate::Departure::Removed)
            }
            Subject::Promotion { member } => Self::promote(*member),
            Subject::CodeUploads { uploads } => Self::narrow_code_uploads(*uploads),
        }
    }

    /// Close a motion, and remove everything that it kept.
    pub(crate) fn close(id: MotionId, motion: MotionOf<T>, outcome: Outcome, tally: Tally) {
        Motions::<T>::remove(key_of(id));
        Ending::<T>::remove(Self::block_key(motion.end), key_of(id));
        match motion.subject {
            Subject::Admission { peer_id, .. } => {
                Applications::<T>::mutate(|open| *open = open.saturating_sub(1));
                // The deposit is the member's from now on.
                if outcome != Outcome::Carried {
                    PeerIds::<T>::remove(&peer_id);
                    Self::release_from(HoldReason::Node, &motion.proposer, motion.deposit);
                }
                if outcome == Outcome::Refused {
                    Self::refuse(peer_id);
                }
            }
            Subject::Removal { member, .. } => {
                Self::release_from(HoldReason::Motion, &motion.proposer, motion.deposit);
                Self::update_member(member, |member| member.removal = None);
            }
            Subject::Promotion { member } => {
                Self::release_from(HoldReason::Motion, &motion.proposer, motion.deposit);
                Self::update_member(member, |member| member.promotion = None);
            }
            Subject::CodeUploads { uploads } => {
                Self::release_from(HoldReason::Motion, &motion.proposer, motion.deposit);
                Narrowings::<T>::remove(uploads);
            }
        }
        Self::deposit_event(Event::Decided {
            motion: id,
            outcome,
            tally,
        });
    }
}
