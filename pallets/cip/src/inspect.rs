//! Reads: the functions of the runtime API.

use crate::{
    runtime_api::{
        CallDetails, CipDetails, CipPage, FrozenCoins, ResolutionDetails, ResolutionPage,
        VoteDetails,
    },
    CipId, Cips, Config, CredentialId, Credentials, CurrentRules, FreezeReason, GroundRulesOf,
    NextCipId, NextResolutionId, Outcome, Pallet, ProposedCallOf, Resolution, ResolutionId,
    ResolutionOf, Resolutions, State, Tallies, Tally, VoteOf, VoteRecordOf, VotesBySize,
    MAX_LOOKED_AT, MAX_PAGE,
};
use alloc::vec::Vec;
use chaos_primitives::Balance;
use frame_support::traits::{
    fungible::{Inspect, InspectFreeze},
    Bounded,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::traits::UniqueSaturatedInto;

/// The details of a CIP of the pallet.
pub type CipDetailsOf<T> = CipDetails<
    <T as frame_system::Config>::AccountId,
    BlockNumberFor<T>,
    <T as frame_system::Config>::Hash,
>;

/// A page of CIPs of the pallet.
pub type CipPageOf<T> = CipPage<
    <T as frame_system::Config>::AccountId,
    BlockNumberFor<T>,
    <T as frame_system::Config>::Hash,
>;

impl<T: Config> Pallet<T> {
    /// The ground rules in force.
    pub fn ground_rules() -> GroundRulesOf<T> {
        CurrentRules::<T>::get()
    }

    /// The deposit for a CIP that is proposed now. Planck.
    pub fn deposit() -> Balance {
        CurrentRules::<T>::get().deposit_beside(Tallies::<T>::count())
    }

    /// A CIP that was not withdrawn.
    pub fn cip(cip: CipId) -> Option<CipDetailsOf<T>> {
        let record = Cips::<T>::get(cip)?;
        let id = ResolutionOf::<T>::get(cip);
        let resolution = id.and_then(Resolutions::<T>::get);
        let (tally, thresholds, would_pass, state, enactment) = match resolution {
            Some(resolution) => (
                resolution.tally,
                resolution.thresholds,
                resolution.outcome == Outcome::Passed,
                resolution.state(),
                resolution.enactment,
            ),
            None => {
                let tally = Tallies::<T>::get(cip)?.tally;
                let thresholds = Self::thresholds(&record, &CurrentRules::<T>::get());
                let would_pass = tally.passes(&thresholds, T::Currency::total_issuance());
                (tally, thresholds, would_pass, State::Voting, None)
            }
        };
        Some(CipDetails {
            cip,
            proposer: record.proposer,
            title: record.title.into_inner(),
            document_hash: record.document.hash,
            document_location: record.document.location.into_inner(),
            call: record.proposal.map(Self::call_details),
            rules: record.rules,
            thresholds,
            start: record.start,
            end: record.end,
            deposit: record.deposit,
            tally,
            state,
            would_pass,
            resolution: id,
            enactment,
        })
    }

    fn call_details(proposed: ProposedCallOf<T>) -> CallDetails<T::Hash> {
        let hash = proposed.call.hash();
        let len = proposed.call.len().unwrap_or_default();
        let inline = match proposed.call {
            Bounded::Inline(bytes) => Some(bytes.into_inner()),
            _ => None,
        };
        CallDetails {
            hash,
            len,
            inline,
            weight: proposed.weight,
        }
    }

    /// The block in which a CIP was proposed, or none if there is no such CIP or it was withdrawn.
    pub fn start(cip: CipId) -> Option<BlockNumberFor<T>> {
        Some(Cips::<T>::get(cip)?.start)
    }

    /// The state of a CIP, or none if there is no such CIP or it was withdrawn.
    pub fn state(cip: CipId) -> Option<State> {
        match ResolutionOf::<T>::get(cip).and_then(Resolutions::<T>::get) {
            Some(resolution) => Some(resolution.state()),
            None => Tallies::<T>::contains_key(cip).then_some(State::Voting),
        }
    }

    /// The votes on a CIP, as of its decision if it was decided. None if there is no such CIP or it was withdrawn.
    pub fn tally(cip: CipId) -> Option<Tally> {
        match ResolutionOf::<T>::get(cip).and_then(Resolutions::<T>::get) {
            Some(resolution) => Some(resolution.tally),
            None => Some(Tallies::<T>::get(cip)?.tally),
        }
    }

    /// Up to `limit` CIPs (at most [`MAX_PAGE`]) from id `start` on, in the given state or in any. Looks at no more
    /// than [`MAX_LOOKED_AT`] ids.
    pub fn cips(state: Option<State>, start: CipId, limit: u32) -> CipPageOf<T> {
        let limit = limit.min(MAX_PAGE).unique_saturated_into();
        let last = NextCipId::<T>::get();
        let stop = start.saturating_add(MAX_LOOKED_AT).min(last);
        let mut cips = Vec::new();
        let mut id = start;
        while id < stop && cips.len() < limit {
            if Self::state(id).is_some_and(|found| state.is_none_or(|wanted| wanted == found)) {
                cips.extend(Self::cip(id));
            }
            id = id.saturating_add(1);
        }
        CipPage {
            cips,
            next: (id < last).then_some(id),
        }
    }

    /// A vote that is not unlocked.
    pub fn credential(credential: CredentialId) -> Option<VoteRecordOf<T>> {
        Credentials::<T>::get(credential)
    }

    /// The votes of an account that are not unlocked, in the order in which they were cast: the largest, up to
    /// [`MAX_LOOKED_AT`] of them.
    pub fn votes(who: &T::AccountId) -> Vec<VoteDetails<BlockNumberFor<T>>> {
        let details = |cip| {
            let credential = VoteOf::<T>::get(cip, who)?;
            let vote = Credentials::<T>::get(credential)?;
            Some(VoteDetails {
                credential,
                cip,
                approve: vote.approve,
                votes: vote.votes,
                end: Self::end_of(cip),
            })
        };
        let mut votes: Vec<_> = VotesBySize::<T>::iter_key_prefix(who)
            .take(MAX_LOOKED_AT.unique_saturated_into())
            .filter_map(|key| details(key.cip()))
            .collect();
        votes.sort_by_key(|vote| vote.credential);
        votes
    }

    /// The end of the vote on a CIP. For a withdrawn one, this block.
    fn end_of(cip: CipId) -> BlockNumberFor<T> {
        Cips::<T>::get(cip).map_or_else(System::<T>::block_number, |record| record.end)
    }

    /// The coins that an account can't transfer because they vote.
    pub fn frozen(who: &T::AccountId) -> FrozenCoins<BlockNumberFor<T>> {
        let amount = T::Currency::balance_frozen(&FreezeReason::Vote.into(), who);
        let until = VotesBySize::<T>::iter_key_prefix(who)
            .take_while(|key| key.votes() == amount)
            .take(MAX_LOOKED_AT.unique_saturated_into())
            .map(|key| Self::end_of(key.cip()))
            .max();
        FrozenCoins { amount, until }
    }

    /// Up to `limit` decisions (at most [`MAX_PAGE`]), from id `start` on.
    pub fn resolutions(start: ResolutionId, limit: u32) -> ResolutionPage<BlockNumberFor<T>> {
        let last = NextResolutionId::<T>::get();
        let stop = start.saturating_add(limit.min(MAX_PAGE)).min(last);
        let resolutions = (start..stop)
            .filter_map(|id| {
                let resolution = Resolutions::<T>::get(id)?;
                Some(ResolutionDetails { id, resolution })
            })
            .collect();
        // An empty page if `start` is above the last.
        let next = start.max(stop);
        ResolutionPage {
            resolutions,
            next: (next < last).then_some(next),
        }
    }

    /// A decision.
    pub fn resolution(id: ResolutionId) -> Option<Resolution<BlockNumberFor<T>>> {
        Resolutions::<T>::get(id)
    }
}
