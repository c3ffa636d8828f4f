//! Voting.

use crate::{
    CipId, Cips, Config, CredentialId, Credentials, Error, Event, FreezeReason, HoldReason,
    NextCredentialId, OpenTally, Pallet, Tallies, Vote, VoteKey, VoteOf, VoteRecordOf, VotesBySize,
};
use chaos_primitives::{Balance, Deposits};
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, InspectFreeze, InspectHold, MutateFreeze},
        Get,
    },
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{ArithmeticError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::vote`](crate::Call::vote).
    pub(crate) fn do_vote(
        cip: CipId,
        voter: T::AccountId,
        approve: bool,
        votes: Balance,
    ) -> DispatchResult {
        let before = Self::open_tally(cip)?;
        ensure!(
            !VoteOf::<T>::contains_key(cip, &voter),
            Error::<T>::AlreadyVoted
        );
        ensure!(votes > 0, Error::<T>::NoVotes);
        ensure!(
            votes <= T::Currency::balance(&voter),
            Error::<T>::InsufficientCoins
        );
        let mut after = before
            .with(approve, votes)
            .ok_or(ArithmeticError::Overflow)?;
        let credential = NextCredentialId::<T>::get();
        let next = credential.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;
        Self::leave_time_to_answer(cip, &before.tally, &mut after)?;

        let deposit = T::VoteDeposit::get();
        Self::hold_above_minimum(HoldReason::Vote, &voter, deposit)?;
        let reason = FreezeReason::Vote.into();
        let most = T::Currency::balance_frozen(&reason, &voter).max(votes);
        T::Currency::set_freeze(&reason, &voter, most)?;
        NextCredentialId::<T>::put(next);
        VotesBySize::<T>::insert(&voter, VoteKey::new(cip, votes), ());
        Tallies::<T>::insert(cip, after);
        VoteOf::<T>::insert(cip, &voter, credential);
        let vote = Vote {
            cip,
            voter,
            approve,
            votes,
            block: System::<T>::block_number(),
            extrinsic: System::<T>::extrinsic_index(),
            deposit,
        };
        Self::deposit_voted(credential, &vote);
        Credentials::<T>::insert(credential, vote);
        Ok(())
    }

    /// The votes on a CIP, if it takes votes in this block.
    pub(crate) fn open_tally(cip: CipId) -> Result<OpenTally<BlockNumberFor<T>>, Error<T>> {
        match Tallies::<T>::get(cip) {
            Some(open) if System::<T>::block_number() < open.end => Ok(open),
            Some(_) => Err(Error::VotingEnded),
            None if Cips::<T>::contains_key(cip) => Err(Error::VotingEnded),
            None => Err(Error::UnknownCip),
        }
    }

    /// The most coins that one of the account's votes freezes. The same coin may vote on every CIP.
    pub(crate) fn most_votes(who: &T::AccountId) -> Balance {
        // Each vote has a deposit. Without the check, the look-up would pass over all votes that the block has
        // unlocked.
        if T::Currency::balance_on_hold(&HoldReason::Vote.into(), who) == 0 {
            return 0;
        }
        let mut votes = VotesBySize::<T>::iter_key_prefix(who);
        votes.next().map_or(0, |key| key.votes())
    }

    fn deposit_voted(credential: CredentialId, vote: &VoteRecordOf<T>) {
        Self::deposit_event(Event::Voted {
            credential,
            cip: vote.cip,
            voter: vote.voter.clone(),
            approve: vote.approve,
            votes: vote.votes,
            block: vote.block,
            extrinsic: vote.extrinsic,
        });
    }
}
