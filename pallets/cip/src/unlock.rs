//! Lifting the votes on CIPs that were decided or withdrawn: a voter's coins are free again.

use crate::{
    CipId, Cips, Config, CredentialId, Credentials, Error, Event, FreezeReason, HoldReason,
    Lifting, Pallet, Tallies, VoteKey, VoteOf, VotesBySize, WeightInfo, MAX_UNLOCKED,
    MAX_UNLOCKED_IDLE,
};
use alloc::vec::Vec;
use chaos_primitives::Deposits;
use frame_support::{
    dispatch::DispatchResultWithPostInfo, ensure, traits::fungible::MutateFreeze, weights::Weight,
};
use sp_runtime::traits::UniqueSaturatedInto;

impl<T: Config> Pallet<T> {
    /// See [`Call::unlock`](crate::Call::unlock).
    pub(crate) fn do_unlock(cip: CipId) -> DispatchResultWithPostInfo {
        // Of one that was withdrawn there are but the votes.
        let is_known = Cips::<T>::contains_key(cip) || Lifting::<T>::contains_key(cip);
        ensure!(is_known, Error::<T>::UnknownCip);
        ensure!(!Tallies::<T>::contains_key(cip), Error::<T>::VotingOpen);
        let lifted = Self::unlock_some(cip, MAX_UNLOCKED);
        ensure!(lifted > 0, Error::<T>::NothingToUnlock);
        Ok(Some(T::WeightInfo::unlock(lifted)).into())
    }

    /// From now on, the votes of so many accounts on a CIP are lifted.
    pub(crate) fn start_unlocking(cip: CipId, accounts: u32) {
        if accounts > 0 {
            Lifting::<T>::insert(cip, accounts);
        }
    }

    /// Lift as many votes as fit, and no more than [`MAX_UNLOCKED_IDLE`]. Says what it weighed.
    pub(crate) fn unlock_within(limit: Weight) -> Weight {
        let most = Self::max_unlocked_within(limit);
        let mut left = most;
        // Goes on from one to the next: to begin again would be to pass over those that are done, again and again.
        let mut cips = Lifting::<T>::iter_keys();
        while left > 0 {
            let Some(cip) = cips.next() else {
                break;
            };
            match Self::unlock_some(cip, left) {
                // No CIP stands there without votes; were there one, it must not stay.
                0 => Lifting::<T>::remove(cip),
                lifted => left = left.saturating_sub(lifted),
            }
        }
        if most == 0 {
            Weight::zero()
        } else {
            T::WeightInfo::unlock_idle(most.saturating_sub(left))
        }
    }

    /// How many votes can be lifted with such a weight.
    fn max_unlocked_within(limit: Weight) -> u32 {
        let base = T::WeightInfo::unlock_idle(0);
        let each = T::WeightInfo::unlock_idle(1).saturating_sub(base);
        let Some(rest) = limit.checked_sub(&base) else {
            return 0;
        };
        match rest.checked_div_per_component(&each) {
            Some(fitting) => fitting
                .min(MAX_UNLOCKED_IDLE.into())
                .unique_saturated_into(),
            // It weighs nothing.
            None => MAX_UNLOCKED_IDLE,
        }
    }

    /// Lift up to `limit` votes on a CIP that was decided or withdrawn, and say how many.
    fn unlock_some(cip: CipId, limit: u32) -> u32 {
        let Some(left) = Lifting::<T>::get(cip) else {
            return 0;
        };
        let count = left.min(limit);
        let votes: Vec<_> = VoteOf::<T>::iter_prefix(cip)
            .take(count.unique_saturated_into())
            .collect();
        let lifted: u32 = votes.len().unique_saturated_into();
        for (voter, credential) in votes {
            Self::unlock_vote(cip, voter, credential);
        }
        match left.saturating_sub(lifted) {
            0 => Lifting::<T>::remove(cip),
            left => Lifting::<T>::insert(cip, left),
        }
        lifted
    }

    fn unlock_vote(cip: CipId, voter: T::AccountId, credential: CredentialId) {
        VoteOf::<T>::remove(cip, &voter);
        if let Some(vote) = Credentials::<T>::take(credential) {
            VotesBySize::<T>::remove(&voter, VoteKey::new(cip, vote.votes));
            Self::release(HoldReason::Vote, &voter, vote.deposit);
        }
        let frozen = Self::most_votes(&voter);
        // To lower a freeze needs nothing that an account with one can lack. Were it ever refused, that must not
        // keep the votes of others.
        let _ = T::Currency::set_freeze(&FreezeReason::Vote.into(), &voter, frozen);
        Self::take_forfeited(&voter);
        Self::deposit_event(Event::VoteLifted {
            credential,
            cip,
            voter,
            frozen,
        });
    }
}
