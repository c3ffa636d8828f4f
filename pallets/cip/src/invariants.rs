//! The guarantees of the README, checked in storage.

use crate::{
    CipId, Cips, Config, Credentials, CurrentRules, Enacting, Enactment, Ending, Forfeited,
    FreezeReason, HoldReason, Lifting, NextCipId, NextCredentialId, NextResolutionId, Outcome,
    Pallet, PreimageDeposits, ResolutionOf, Resolutions, Tallies, Tally, VoteKey, VoteOf,
    VotesBySize,
};
use alloc::collections::BTreeMap;
use chaos_primitives::{deposits_are_held, Balance, BigEndianKey};
use frame_support::{
    ensure,
    traits::fungible::{Inspect, InspectFreeze, InspectHold},
};
use sp_runtime::{traits::UniqueSaturatedInto, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// The body of `try_state`. Reads every CIP and every vote that is not unlocked.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        ensure!(
            CurrentRules::<T>::get()
                .check(T::Currency::minimum_balance())
                .is_ok(),
            "ground rules that there can't be"
        );
        ensure!(
            !Enacting::<T>::exists(),
            "an enactment that has not come to its end"
        );
        Self::check_cips()?;
        Self::check_resolutions()?;
        Self::check_votes()?;
        Self::check_tallies()?;
        Self::check_accounts()?;
        Self::check_holds()
    }

    fn check_cips() -> Result<(), TryRuntimeError> {
        for (id, cip) in Cips::<T>::iter() {
            ensure!(
                id < NextCipId::<T>::get(),
                "a CIP has an id that was not given"
            );
            ensure!(cip.start < cip.end, "a CIP that ends before it starts");
            let open = Tallies::<T>::get(id);
            ensure!(
                open.is_some() != ResolutionOf::<T>::contains_key(id),
                "a CIP that is both decided and not, or neither"
            );
            ensure!(
                open.is_none_or(|open| open.end == cip.end),
                "a CIP with two ends"
            );
            let key = BigEndianKey::from(u64::from(id));
            ensure!(
                Ending::<T>::contains_key(Self::ending_key(cip.end), key) == open.is_some(),
                "an undecided CIP that is not found by its end, or a decided one that is"
            );
        }
        // Every undecided CIP has its entries; as there are as many entries as CIPs, there are no others.
        let undecided = Tallies::<T>::iter_keys().count();
        let counted: usize = Tallies::<T>::count().unique_saturated_into();
        ensure!(
            Tallies::<T>::iter_keys().all(Cips::<T>::contains_key)
                && Ending::<T>::iter_keys().count() == undecided
                && counted == undecided,
            "something is left of a CIP that was withdrawn or decided"
        );
        Ok(())
    }

    fn check_resolutions() -> Result<(), TryRuntimeError> {
        for (id, resolution) in Resolutions::<T>::iter() {
            ensure!(
                id < NextResolutionId::<T>::get(),
                "a resolution has an id that was not given"
            );
            ensure!(
                ResolutionOf::<T>::get(resolution.cip) == Some(id),
                "a CIP with another resolution, or none"
            );
            let cip = Cips::<T>::get(resolution.cip).ok_or("a resolution on no CIP")?;
            ensure!(
                cip.end <= resolution.decided,
                "a CIP that was decided before its end"
            );
            let is_enough = resolution
                .tally
                .passes(&resolution.thresholds, T::Currency::total_issuance());
            let is_passed = resolution.outcome == Outcome::Passed;
            // The converse holds too, except for CIPs that were decided when votes against still counted for the
            // turnout.
            ensure!(
                is_passed || !is_enough,
                "a CIP that was rejected with enough votes"
            );
            let has_call = cip.proposal.is_some() && is_passed;
            ensure!(
                resolution.enactment.is_some() == has_call,
                "a call that passed without an enactment, or one without a call"
            );
            let is_in_order = resolution
                .enactment
                .is_none_or(|enactment| match enactment {
                    Enactment::Scheduled { at } | Enactment::Enacted { at } => {
                        at > resolution.decided
                    }
                    // A call can be cancelled in the block of the decision.
                    Enactment::Failed { at, .. } => at >= resolution.decided,
                });
            ensure!(is_in_order, "an enactment before the decision");
        }
        ensure!(
            Resolutions::<T>::iter_keys().count() == ResolutionOf::<T>::iter_keys().count(),
            "a CIP with two resolutions"
        );
        Ok(())
    }

    fn check_votes() -> Result<(), TryRuntimeError> {
        for (id, vote) in Credentials::<T>::iter() {
            ensure!(
                id < NextCredentialId::<T>::get(),
                "a credential that was not given"
            );
            ensure!(vote.votes > 0, "a vote of no coins");
            ensure!(
                VoteOf::<T>::get(vote.cip, &vote.voter) == Some(id),
                "a vote that is not found by its CIP and its voter"
            );
            ensure!(
                VotesBySize::<T>::contains_key(&vote.voter, VoteKey::new(vote.cip, vote.votes)),
                "a vote that is not among those of its voter"
            );
            let is_unlocked =
                !Tallies::<T>::contains_key(vote.cip) && !Lifting::<T>::contains_key(vote.cip);
            ensure!(!is_unlocked, "a vote that nobody will unlock");
        }
        let votes = Credentials::<T>::iter_keys().count();
        let open = VotesBySize::<T>::iter_keys().count();
        ensure!(
            VoteOf::<T>::iter_keys().count() == votes && open == votes,
            "something is left of a vote that was unlocked"
        );
        Ok(())
    }

    /// A tally is the sum of its votes, and does not exceed the issuance.
    fn check_tallies() -> Result<(), TryRuntimeError> {
        let mut cast = BTreeMap::<CipId, (Tally, u32)>::new();
        for vote in Credentials::<T>::iter_values() {
            let (tally, accounts) = cast.entry(vote.cip).or_default();
            *tally = tally
                .with(vote.approve, vote.votes)
                .ok_or("more votes than there can be")?;
            *accounts = accounts.saturating_add(1);
        }
        for (cip, open) in Tallies::<T>::iter() {
            let (tally, accounts) = cast.get(&cip).copied().unwrap_or_default();
            ensure!(
                open.tally == tally && open.accounts == accounts,
                "a tally that is not that of its votes"
            );
            ensure!(
                tally.approve.saturating_add(tally.disapprove) <= T::Currency::total_issuance(),
                "more votes than coins"
            );
        }
        for (cip, left) in Lifting::<T>::iter() {
            ensure!(
                ResolutionOf::<T>::contains_key(cip) || !Cips::<T>::contains_key(cip),
                "votes to unlock on a CIP that was neither decided nor withdrawn"
            );
            let accounts = cast.get(&cip).map_or(0, |(_, accounts)| *accounts);
            ensure!(
                left > 0 && left == accounts,
                "other votes to unlock than there are"
            );
        }
        Ok(())
    }

    /// Coins that vote exist and are frozen.
    fn check_accounts() -> Result<(), TryRuntimeError> {
        let reason = FreezeReason::Vote.into();
        let mut largest = BTreeMap::<T::AccountId, Balance>::new();
        for (who, key) in VotesBySize::<T>::iter_keys() {
            let most = largest.entry(who).or_default();
            *most = key.votes().max(*most);
        }
        for (who, largest) in largest {
            ensure!(
                Self::most_votes(&who) == largest,
                "an account whose first vote is not its largest"
            );
            ensure!(
                T::Currency::balance_frozen(&reason, &who) == largest,
                "an account with another freeze than its largest vote"
            );
            ensure!(
                T::Currency::total_balance(&who) >= largest,
                "an account with fewer coins than votes"
            );
        }
        Ok(())
    }

    /// What an account has on hold is the sum of its deposits.
    fn check_holds() -> Result<(), TryRuntimeError> {
        for cip in PreimageDeposits::<T>::iter_keys() {
            let enactment = ResolutionOf::<T>::get(cip)
                .and_then(Resolutions::<T>::get)
                .and_then(|record| record.enactment);
            ensure!(
                Tallies::<T>::contains_key(cip)
                    || matches!(enactment, Some(Enactment::Scheduled { .. })),
                "a deposit for a preimage that nobody needs"
            );
        }
        ensure!(
            Forfeited::<T>::iter_values().all(|lost| lost > 0),
            "an account that is listed without a lost deposit"
        );
        let open = Tallies::<T>::iter_keys().filter_map(Cips::<T>::get);
        let proposals = open
            .map(|cip| (cip.proposer, cip.deposit))
            .chain(Forfeited::<T>::iter());
        let votes = Credentials::<T>::iter_values().map(|vote| (vote.voter, vote.deposit));
        let preimages = PreimageDeposits::<T>::iter()
            .filter_map(|(cip, deposit)| Some((Cips::<T>::get(cip)?.proposer, deposit)));
        let held = |reason: HoldReason| {
            let reason = reason.into();
            move |who: &T::AccountId| T::Currency::balance_on_hold(&reason, who)
        };
        ensure!(
            deposits_are_held(proposals, held(HoldReason::Proposal))
                && deposits_are_held(votes, held(HoldReason::Vote))
                && deposits_are_held(preimages, held(HoldReason::Preimage)),
            "what is held of an account is not the sum of its deposits"
        );
        Ok(())
    }
}
