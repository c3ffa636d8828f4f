//! Improvements, and votes on them.

use super::{
    acting::{note, LARGEST},
    address, batch, case, fresh, in_a_row, of, one, remark, simple, utility, Case, OTHER, SENDER,
};
use crate::chain::{Chain, Error, Transaction};
use chaos_primitives::currency::COS;
use chaos_runtime::{filters::FilteredCall, AccountId, Runtime, RuntimeCall, RuntimeOrigin};
use codec::Encode;
use frame_support::traits::Bounded;
use pallet_cip::{CipId, VoteKey, VotesBySize, LATE, MAX_UNLOCKED};
use pallet_utility::derivative_account_id;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::traits::BlakeTwo256;

type Gov = pallet_cip::Call<Runtime>;
type Coin = pallet_balances::Call<Runtime>;
type Note = pallet_preimage::Call<Runtime>;
type Proposed = Bounded<FilteredCall, BlakeTwo256>;

/// For how many blocks votes are taken.
const PERIOD: u32 = 100;
/// More votes of an account than most will have.
const MANY_VOTES: u32 = 64;
/// For an account that votes.
const FUNDS: u128 = 10 * COS;

pub fn cases() -> Vec<Case> {
    vec![
        simple("Cip.propose", proposal),
        one("Cip.propose of a preimage of 4 MB", |chain| {
            let call = remark(LARGEST - 8).encode();
            let proposal = propose(lookup(&call));
            chain.send(SENDER, note(call))?;
            Ok(proposal)
        }),
        one("Cip.withdraw", |chain| {
            chain.send(SENDER, proposal())?;
            chain.wait_until(chain.number() + PERIOD / LATE)?;
            Ok(Gov::new_call_variant_withdraw(0))
        }),
        // Who has noted it wants it no longer: it goes with the proposal.
        one("Cip.withdraw of a preimage of 4 MB", |chain| {
            let call = remark(LARGEST - 8).encode();
            let (proposal, hash) = (propose(lookup(&call)), H256(blake2_256(&call)));
            chain.send(SENDER, note(call))?;
            chain.send(SENDER, proposal)?;
            chain.send(SENDER, Note::unnote_preimage { hash })?;
            chain.wait_until(chain.number() + PERIOD / LATE)?;
            Ok(Gov::new_call_variant_withdraw(0))
        }),
        one("Cip.vote", |chain| {
            chain.send(SENDER, proposal())?;
            Ok(vote(0))
        }),
        one("Cip.vote after 63", |chain| {
            propose_many(chain, MANY_VOTES)?;
            let last = MANY_VOTES - 1;
            chain.send(SENDER, batch((0..last).map(vote).collect()))?;
            Ok(vote(last))
        }),
        one("Cip.vote for a second time, which fails", |chain| {
            chain.send(SENDER, proposal())?;
            chain.send(SENDER, vote(0))?;
            Ok(Gov::new_call_variant_vote(0, false, COS))
        }),
        one("Cip.unlock before the end, which fails", |chain| {
            chain.send(SENDER, proposal())?;
            Ok(unlock(0))
        }),
        one("Cip.unlock of 100, of voters with 64 votes", |chain| {
            decided(chain, MANY_VOTES, MAX_UNLOCKED)?;
            Ok(unlock(0))
        }),
        case("Cip.unlock of 1,800, eighteen times in a block", unlock_all),
        case("Cip.vote after 64 were lifted in the same block", |chain| {
            propose_many(chain, MANY_VOTES)?;
            let end = chain.number() + PERIOD;
            let votes = (0..MANY_VOTES).map(vote).collect();
            chain.send(SENDER, batch(votes))?;
            // One that is open for longer.
            chain.send(OTHER, proposal())?;
            chain.wait_until(end - 1)?;
            let unlocks: Vec<_> = (0..MANY_VOTES).map(unlock).collect();
            let vote = vote(MANY_VOTES);
            Ok(in_a_row(chain, [unlocks, vec![vote]].concat()))
        }),
        case(
            "Cip.vote by 200 after the votes of 900 were lifted in the same block",
            vote_after_others,
        ),
    ]
}

/// A proposal with everything as long as can be.
pub fn proposal() -> RuntimeCall {
    let call = remark(100).encode();
    propose(Bounded::Inline(call.try_into().expect("it is short")))
}

fn propose(call: Proposed) -> RuntimeCall {
    Gov::new_call_variant_propose(
        vec![b't'; 128],
        pallet_cip::Document {
            hash: H256::zero(),
            location: vec![b'l'; 256],
        },
        Some(call),
        pallet_cip::Rules {
            min_voters: None,
            min_turnout: None,
            min_approval: None,
            period: PERIOD,
        },
    )
    .into()
}

fn vote(cip: CipId) -> RuntimeCall {
    Gov::new_call_variant_vote(cip, true, COS).into()
}

fn unlock(cip: CipId) -> RuntimeCall {
    Gov::new_call_variant_unlock(cip).into()
}

fn propose_many(chain: &mut Chain, count: u32) -> Result<(), Error> {
    let proposals = vec![proposal(); count as usize];
    chain.send(SENDER, batch(proposals)).map(drop)
}

fn lookup(call: &[u8]) -> Proposed {
    Bounded::Lookup {
        hash: H256(blake2_256(call)),
        len: call.len() as u32,
    }
}

/// Each of them finds the next votes behind those that were lifted before.
fn unlock_all(chain: &mut Chain) -> Result<Vec<Transaction>, Error> {
    const TIMES: u32 = 18;
    decided(chain, 1, TIMES * MAX_UNLOCKED)?;
    Ok(in_a_row(chain, (0..TIMES).map(|_| unlock(0)).collect()))
}

/// Votes of the sender's derivative accounts, which have none yet, in the order in which the state has them. All that were
/// lifted come between them.
fn vote_after_others(chain: &mut Chain) -> Result<Vec<Transaction>, Error> {
    const TIMES: u32 = 9;
    propose_many(chain, 1)?;
    let end = chain.number() + PERIOD;
    // One that is open for longer.
    chain.send(OTHER, proposal())?;
    cast(chain, 1, TIMES * MAX_UNLOCKED)?;
    let mut voters: Vec<_> = (0..200)
        .map(|index| (derivative_account_id(of(SENDER), index), index))
        .collect();
    voters.sort_by_key(|(who, _)| VotesBySize::<Runtime>::hashed_key_for(who, VoteKey::new(1, 0)));
    for (who, _) in &voters {
        fund(chain, who)?;
    }
    chain.wait_until(end - 1)?;
    let mut calls: Vec<_> = (0..TIMES).map(|_| unlock(0)).collect();
    let vote_as = |(_, index)| {
        let call = Box::new(vote(1));
        utility(pallet_utility::Call::<Runtime>::as_derivative { index, call })
    };
    calls.push(batch(voters.into_iter().map(vote_as).collect()));
    Ok(in_a_row(chain, calls))
}

/// So many proposals that are decided in the next block, with the votes of so many on each.
pub fn decided(chain: &mut Chain, proposals: u32, voters: u32) -> Result<(), Error> {
    propose_many(chain, proposals)?;
    let end = chain.number() + PERIOD;
    cast(chain, proposals, voters)?;
    chain.wait_until(end - 1)?;
    Ok(())
}

/// The votes of so many on each of the first proposals.
fn cast(chain: &mut Chain, proposals: u32, voters: u32) -> Result<(), Error> {
    for voter in (0..voters).map(fresh) {
        fund(chain, &voter)?;
        for cip in 0..proposals {
            chain.dispatch(RuntimeOrigin::signed(voter.clone()), vote(cip))?;
        }
    }
    Ok(())
}

fn fund(chain: &mut Chain, voter: &AccountId) -> Result<(), Error> {
    let fund = Coin::transfer_keep_alive {
        dest: address(voter.clone()),
        value: FUNDS,
    };
    chain.dispatch(RuntimeOrigin::signed(of(SENDER)), fund)
}
