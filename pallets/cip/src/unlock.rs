//! Unlocking the votes on decided and withdrawn CIPs, so that the voters' coins are free again.

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
        // Of a withdrawn CIP, only the votes are left.
        let is_known = Cips::<T>::contains_key(cip) || Lifting::<T>::contains_key(cip);
        ensure!(is_known, Error::<T>::UnknownCip);
        ensure!(!Tallies::<T>::contains_key(cip), Error::<T>::VotingOpen);
        let unlocked = Self::unlock_some(cip, MAX_UNLOCKED);
        ensure!(unlocked > 0, Error::<T>::NothingToUnlock);
        Ok(Some(T::WeightInfo::unlock(unlocked)).into())
    }

    /// Let this many accounts' votes on a CIP be unlocked from now on.
    pub(crate) fn start_unlocking(cip: CipId, accounts: u32) {
        if accounts > 0 {
            Lifting::<T>::insert(cip, accounts);
        }
    }

    /// Unlock as many votes as `limit` allows, and at most [`MAX_UNLOCKED_IDLE`]. Returns the weight.
    pub(crate) fn unlock_within(limit: Weight) -> Weight {
        let most = Self::max_unlocked_within(limit);
        let mut left = most;
        // One iterator for all CIPs: starting again for each would pass over the deleted ones again and again.
        let mut cips = Lifting::<T>::iter_keys();
        while left > 0 {
            let Some(cip) = cips.next() else {
                break;
            };
            match Self::unlock_some(cip, left) {
                // No CIP is listed without votes. If one ever were, it must not stay.
                0 => Lifting::<T>::remove(cip),
                unlocked => left = left.saturating_sub(unlocked),
            }
        }
        if most == 0 {
            Weight::zero()
        } else {
            T::WeightInfo::unlock_idle(most.saturating_sub(left))
        }
    }

    /// How many votes can be unlocked within this weight.
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
            // Unlocking weighs nothing.
            None => MAX_UNLOCKED_IDLE,
        }
    }

    /// Unlock up to `limit` votes on a decided or withdrawn CIP. Returns how many.
    fn unlock_some(cip: CipId, limit: u32) -> u32 {
        let Some(left) = Lifting::<T>::get(cip) else {
            return 0;
        };
        let count = left.min(limit);
        let votes: Vec<_> = VoteOf::<T>::iter_prefix(cip)
            .take(count.unique_saturated_into())
            .collect();
        let unlocked: u32 = votes.len().unique_saturated_into();
        for (voter, credential) in votes {
            Self::unlock_vote(cip, voter, credential);
        }
        match left.saturating_sub(unlocked) {
            0 => Lifting::<T>::remove(cip),
            left => Lifting::<T>::insert(cip, left),
        }
        unlocked
    }

    fn unlock_vote(cip: CipId, voter: T::AccountId, credential: CredentialId) {
        VoteOf::<T>::remove(cip, &voter);
        if let Some(vote) = Credentials::<T>::take(credential) {
            VotesBySize::<T>::remove(&voter, VoteKey::new(cip, vote.votes));
            Self::release(HoldReason::Vote, &voter, vote.deposit);
        }
        let frozen = Self::most_votes(&voter);
        // Lowering a freeze can't fail for an account that has one. If it ever did, that must not keep the votes of
        // others locked.
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
