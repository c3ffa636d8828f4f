//! Motions that are due, and motions to be counted again.

use crate::{
    Config, Ending, MotionId, Motions, NextMotionId, Outcome, Pallet, Recount, Tally, WeightInfo,
    MAX_RECOUNTED,
};
use alloc::{collections::BTreeSet, vec::Vec};
use chaos_primitives::BigEndianKey;
use frame_support::{traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::UniqueSaturatedInto;

impl<T: Config> Pallet<T> {
    /// Close the motions that are due, and count again where needed. Returns the weight.
    pub(crate) fn decide_due(now: BlockNumberFor<T>) -> Weight {
        let expired = Self::expire(now);
        let recounted = Self::recount();
        let weight = T::WeightInfo::agenda()
            .saturating_add(T::WeightInfo::expire().saturating_mul(expired.into()));
        match recounted {
            0 => weight,
            count => weight.saturating_add(T::WeightInfo::recount(count)),
        }
    }

    /// Close the motions that are due, the earliest first, as many as a block takes. Returns how many.
    fn expire(now: BlockNumberFor<T>) -> u32 {
        let due: Vec<_> = Ending::<T>::iter_keys()
            .take_while(|(end, _)| *end <= Self::block_key(now))
            .take(T::MaxEndsPerBlock::get() as usize)
            .collect();
        for (end, key) in &due {
            let Some(motion) = Motions::<T>::get(key) else {
                // An earlier one made it void.
                Ending::<T>::remove(end, key);
                continue;
            };
            let id = id_of(*key);
            let tally = Tally::of(&motion.votes, &Self::maintainers());
            // The votes may suffice now, as the maintainers changed in the last block.
            match Self::verdict(&tally) {
                Some(carried) => Self::close_decided(id, motion, carried, tally),
                None => Self::close(id, motion, Outcome::Expired, tally),
            }
        }
        due.len().unique_saturated_into()
    }

    /// Count the votes on the next motions again, if needed. Returns on how many.
    fn recount() -> u32 {
        let Some(from) = Recount::<T>::take() else {
            return 0;
        };
        let most = MAX_RECOUNTED as usize;
        let keys: Vec<_> = match from.checked_sub(1) {
            Some(before) => {
                let before = Motions::<T>::hashed_key_for(key_of(before));
                Motions::<T>::iter_keys_from(before).take(most).collect()
            }
            None => Motions::<T>::iter_keys().take(most).collect(),
        };
        for key in &keys {
            Self::recount_one(*key, &Self::maintainers());
        }
        // A decision may have changed the maintainers; then all motions have to be counted again.
        if keys.len() == most && !Recount::<T>::exists() {
            if let Some(next) = keys.last().and_then(|last| id_of(*last).checked_add(1)) {
                if next < NextMotionId::<T>::get() {
                    Recount::<T>::put(next);
                }
            }
        }
        keys.len().unique_saturated_into()
    }

    fn recount_one(key: BigEndianKey, maintainers: &BTreeSet<T::AccountId>) {
        // An earlier one made it void.
        let Some(mut motion) = Motions::<T>::get(key) else {
            return;
        };
        let tally = Tally::of(&motion.votes, maintainers);
        if let Some(carried) = Self::verdict(&tally) {
            return Self::close_decided(id_of(key), motion, carried, tally);
        }
        let voted = motion.votes.len();
        motion
            .votes
            .retain(|(voter, _)| maintainers.contains(voter));
        if motion.votes.len() < voted {
            Motions::<T>::insert(key, motion);
        }
    }
}

/// The key of a motion.
pub(crate) fn key_of(id: MotionId) -> BigEndianKey {
    u64::from(id).into()
}

/// The motion of a key.
pub(crate) fn id_of(key: BigEndianKey) -> MotionId {
    u64::from(key).unique_saturated_into()
}
