//! Improvements, and votes on them.

use super::acting::{note, LARGEST};
use super::{address, batch, case, fresh, of, one, simple, Case, OTHER, SENDER};
use crate::{
    cases::remark,
    chain::{Chain, Error, Transaction},
};
use chaos_primitives::currency::COS;
use chaos_runtime::{Runtime, RuntimeCall, RuntimeOrigin};
use codec::Encode;
use frame_support::traits::Bounded;
use pallet_cip::{CipId, MAX_OPEN_VOTES, MAX_UNLOCKED};
use sp_core::H256;
use sp_io::hashing::blake2_256;

type Gov = pallet_cip::Call<Runtime>;
type Coin = pallet_balances::Call<Runtime>;
type Note = pallet_preimage::Call<Runtime>;

/// For how many blocks votes are taken.
const PERIOD: u32 = 100;
/// For an account that votes.
const FUNDS: u128 = 10 * COS;

type Proposed =
    Bounded<chaos_runtime::configs::governance::FilteredCall, sp_runtime::traits::BlakeTwo256>;

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
            Ok(Gov::new_call_variant_withdraw(0))
        }),
        // Who has noted it wants it no longer: it goes with the proposal.
        one("Cip.withdraw of a preimage of 4 MB", |chain| {
            let call = remark(LARGEST - 8).encode();
            let (proposal, hash) = (propose(lookup(&call)), H256(blake2_256(&call)));
            chain.send(SENDER, note(call))?;
            chain.send(SENDER, proposal)?;
            chain.send(SENDER, Note::unnote_preimage { hash })?;
            Ok(Gov::new_call_variant_withdraw(0))
        }),
        one("Cip.vote", |chain| {
            chain.send(SENDER, proposal())?;
            Ok(vote(0))
        }),
        one("Cip.vote after 63", |chain| {
            chain.send(SENDER, batch(vec![proposal(); MAX_OPEN_VOTES as usize]))?;
            let last = MAX_OPEN_VOTES - 1;
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
            Ok(Gov::new_call_variant_unlock(0))
        }),
        one("Cip.unlock of 100", |chain| {
            decided(chain, MAX_UNLOCKED)?;
            Ok(Gov::new_call_variant_unlock(0))
        }),
        case("Cip.unlock of 2,000, twenty times in a block", unlock_all),
        case(
            "Cip.vote after 64 votes were lifted in the same block",
            |chain| {
                chain.send(SENDER, batch(vec![proposal(); MAX_OPEN_VOTES as usize]))?;
                let end = chain.number() + PERIOD;
                let votes = (0..MAX_OPEN_VOTES).map(vote).collect();
                chain.send(SENDER, batch(votes))?;
                // One that is open for longer.
                chain.send(OTHER, proposal())?;
                chain.wait_until(end - 1)?;
                let unlock = |cip| Gov::new_call_variant_unlock(cip).into();
                let nonce = chain.nonce(SENDER);
                Ok(vec![
                    chain.sign(SENDER, batch((0..MAX_OPEN_VOTES).map(unlock).collect())),
                    chain.sign_as(SENDER, nonce + 1, vote(MAX_OPEN_VOTES)),
                ])
            },
        ),
    ]
}

fn lookup(call: &[u8]) -> Proposed {
    Bounded::Lookup {
        hash: H256(blake2_256(call)),
        len: call.len() as u32,
    }
}

/// Each of them finds the next votes behind those that were lifted before.
fn unlock_all(chain: &mut Chain) -> Result<Vec<Transaction>, Error> {
    const TIMES: u32 = 20;
    decided(chain, TIMES * MAX_UNLOCKED)?;
    let nonce = chain.nonce(SENDER);
    let unlock = |n| chain.sign_as(SENDER, nonce + n, Gov::new_call_variant_unlock(0));
    Ok((0..TIMES).map(unlock).collect())
}

/// A proposal with so many votes, which is decided in the next block.
pub fn decided(chain: &mut Chain, votes: u32) -> Result<(), Error> {
    chain.send(SENDER, proposal())?;
    let end = chain.number() + PERIOD;
    cast_votes(chain, votes)?;
    chain.wait_until(end - 1)?;
    Ok(())
}

/// Let so many accounts vote on the first proposal.
pub fn cast_votes(chain: &mut Chain, votes: u32) -> Result<(), Error> {
    for voter in (0..votes).map(fresh) {
        let fund = Coin::transfer_keep_alive {
            dest: address(voter.clone()),
            value: FUNDS,
        };
        chain.dispatch(RuntimeOrigin::signed(of(SENDER)), fund)?;
        chain.dispatch(RuntimeOrigin::signed(voter), vote(0))?;
    }
    Ok(())
}
