//! CIPs: which of them are carried out, and what must hold of them that their pallet does not say of itself.

use crate::{
    finding::{Finding, Kind},
    people::{Person, PEOPLE},
};
use chaos_runtime::{
    calls, AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeCall, RuntimeEvent, System,
};
use codec::Decode;
use frame_support::traits::{fungible::Inspect as _, Bounded};
use pallet_cip::{
    Call, CipId, Cips, CurrentRules, Enactment, Event, ResolutionOf, Resolutions, Tallies, VoteOf,
    LATE,
};
use std::cmp::Reverse;

/// Within so many blocks the end of a vote and an enactment are waited for.
const SOON: u32 = 40;

/// Of so many CIPs those who have the most coins approve.
const MOST_APPROVED: usize = 8;

/// More than the ground rules that the dictionary sets ask for.
const APPROVERS: usize = 4;

/// Votes by which the CIPs that end soon pass, and who has to cast them.
pub fn approvals() -> Vec<(&'static Person, RuntimeCall)> {
    let mut rich: Vec<(Balance, &'static Person)> = PEOPLE
        .iter()
        .map(|person| (Balances::balance(&person.account), person))
        .collect();
    rich.sort_by_key(|(coins, _)| Reverse(*coins));
    rich.truncate(APPROVERS);
    let latest = System::block_number().saturating_add(SOON);
    let open: Vec<CipId> = Tallies::<Runtime>::iter()
        .filter(|(_, open)| open.end <= latest)
        .map(|(cip, _)| cip)
        .take(MOST_APPROVED)
        .collect();
    let mut approvals = Vec::new();
    for cip in open {
        for (coins, person) in &rich {
            if VoteOf::<Runtime>::contains_key(cip, &person.account) {
                continue;
            }
            // The other half is for fees and deposits.
            let vote = Call::<Runtime>::vote {
                cip,
                approve: true,
                votes: *coins / 2,
            };
            approvals.push((*person, vote.into()));
        }
    }
    approvals
}

/// Whether a vote ends soon, or the call of a CIP is due soon.
pub fn are_awaited() -> bool {
    let latest = System::block_number().saturating_add(SOON);
    Tallies::<Runtime>::iter_values().any(|open| open.end <= latest)
        || Resolutions::<Runtime>::iter_values().any(|resolution| {
            matches!(resolution.enactment, Some(Enactment::Scheduled { at }) if at <= latest)
        })
}

/// The calls of the CIPs that were enacted in the block so far. None for one that was a preimage, which is gone.
pub fn enacted() -> Vec<Option<RuntimeCall>> {
    System::read_events_no_consensus()
        .filter_map(|record| match record.event {
            RuntimeEvent::Cip(Event::Enacted { cip, .. }) => Some(call_of(cip)),
            _ => None,
        })
        .collect()
}

fn call_of(cip: CipId) -> Option<RuntimeCall> {
    match Cips::<Runtime>::get(cip)?.proposal?.call {
        Bounded::Inline(bytes) => RuntimeCall::decode(&mut &bytes[..]).ok(),
        _ => None,
    }
}

/// Whether a CIP that was enacted may have called a contract, as Root. Of a preimage, which is gone, nobody can tell.
pub fn may_have_called_contracts() -> bool {
    let is_of_contracts = |call: &RuntimeCall| matches!(call, RuntimeCall::Contracts(_));
    Resolutions::<Runtime>::iter_values()
        .filter(|resolution| matches!(resolution.enactment, Some(Enactment::Enacted { .. })))
        .any(|resolution| {
            call_of(resolution.cip).is_none_or(|call| calls::count(&call, &is_of_contracts) > 0)
        })
}

/// No vote goes on for ever, however often it turns: it ends the longest period after its start at most, or a tenth of its
/// own period after that, and not before it is over. The dictionary leaves the longest period as it is.
pub fn end_in_time() -> Result<(), Finding> {
    let max_period = CurrentRules::<Runtime>::get().max_period;
    for (id, open) in Tallies::<Runtime>::iter() {
        let Some(cip) = Cips::<Runtime>::get(id) else {
            continue;
        };
        let period = cip.rules.period;
        let longer = period.saturating_add(tenth(period));
        let earliest = cip.start.saturating_add(period);
        let latest = cip.start.saturating_add(longer.max(max_period));
        if !(earliest..=latest).contains(&open.end) {
            let (start, end) = (cip.start, open.end);
            let what = format!("CIP {id} began in block {start} for {period}, and ends in {end}");
            return Err(Finding::new(Kind::End, what));
        }
    }
    Ok(())
}

/// Of a period, one block at least.
fn tenth(period: BlockNumber) -> BlockNumber {
    (period / LATE).max(1)
}

/// The CIPs that take votes and have for a tenth of their period, and that hardly anybody is for; and who proposed each.
pub fn ignored() -> Vec<(CipId, AccountId)> {
    let now = System::block_number();
    let ground = CurrentRules::<Runtime>::get();
    let issuance = Balances::total_issuance();
    Cips::<Runtime>::iter()
        .filter(|(id, cip)| {
            let tally = Tallies::<Runtime>::get(*id)
                .map(|open| open.tally)
                .unwrap_or_default();
            !ResolutionOf::<Runtime>::contains_key(*id)
                && (cip.start.saturating_add(tenth(cip.rules.period))..cip.end).contains(&now)
                && tally.is_ignored(&ground.thresholds(&cip.rules), issuance)
        })
        .map(|(id, cip)| (id, cip.proposer))
        .collect()
}
