//! A sequence: blocks of transactions, with time going on between them.

use crate::{
    chain::{Chain, Outcome},
    checks, cips,
    dictionary::{Draw, Transaction},
    finding::Finding,
    prices::Prices,
    story::forwarder,
    tally::Tally,
    undo,
};
use chaos_runtime::{RuntimeCall, System};
use std::fmt;

/// Most bytes of a call that a log shows.
const MAX_SHOWN: usize = 600;

/// For so many blocks at most a sequence waits for what was decided.
const MOST_AWAITED: u32 = 60;

/// What was sent, to be shown where something is found.
#[derive(Default)]
pub struct Log(Vec<(u32, RuntimeCall, Option<Outcome>)>);

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (block, call, outcome) in &self.0 {
            let call: String = format!("{call:?}").chars().take(MAX_SHOWN).collect();
            match outcome {
                Some(outcome) => writeln!(f, "block {block}: {outcome:?}: {call}")?,
                None => writeln!(f, "block {block}: and then: {call}")?,
            }
        }
        Ok(())
    }
}

/// Run the sequence that these bytes decide on.
pub fn run(
    chain: &mut Chain,
    bytes: &[u8],
    log: &mut Log,
    tally: &mut Tally,
) -> Result<(), Finding> {
    chain.reset();
    let mut draw = Draw::new(bytes);
    draw.know_contract(forwarder());
    let mut included = Vec::new();
    let mut prices = Prices::default();
    while !draw.source.is_empty() {
        open_block(chain, tally)?;
        for _ in 0..1 + draw.source.below(6) {
            let transaction = chain.run(|| draw.transaction());
            let bytes = transaction.bytes.clone();
            if send(chain, transaction, log, tally)?.is_included() {
                included.push(bytes);
            }
        }
        repeat(chain, &mut draw, &included)?;
        chain.run(|| prices.check())?;
        prices = chain.run(Prices::now);
        chain.close_block()?;
        tally.block();
        pass(chain, &mut draw, tally)?;
        chain.run(checks::after_block)?;
    }
    match bytes.len() % 8 {
        0 => undo::undo(chain)?,
        1 => decide(chain, log, tally)?,
        _ => {}
    }
    chain.run(checks::after_sequence)
}

/// Begin a block, and count the CIPs that it carries out.
fn open_block(chain: &mut Chain, tally: &mut Tally) -> Result<(), Finding> {
    chain.open_block()?;
    for call in chain.run(cips::enacted) {
        tally.enacted(call.as_ref());
    }
    Ok(())
}

/// A block in which nothing is sent.
fn empty_block(chain: &mut Chain, tally: &mut Tally) -> Result<(), Finding> {
    open_block(chain, tally)?;
    chain.close_block()?;
    tally.block();
    Ok(())
}

/// Have those with the most coins approve of the CIPs that are open, and let blocks go by until their calls were
/// dispatched. By chance alone, few sequences last so long, and agree.
pub fn decide(chain: &mut Chain, log: &mut Log, tally: &mut Tally) -> Result<(), Finding> {
    open_block(chain, tally)?;
    for (voter, vote) in chain.run(cips::approvals) {
        let transaction = chain.run(|| Transaction::signed(voter, vote, 0));
        send(chain, transaction, log, tally)?;
    }
    chain.close_block()?;
    tally.block();
    let mut waited = 0;
    while waited < MOST_AWAITED && chain.run(cips::are_awaited) {
        empty_block(chain, tally)?;
        waited += 1;
    }
    Ok(())
}

/// Sometimes, send again what was in a block.
fn repeat(chain: &mut Chain, draw: &mut Draw, included: &[Vec<u8>]) -> Result<(), Finding> {
    if included.is_empty() || !draw.source.once_in(4) {
        return Ok(());
    }
    let bytes = draw.source.pick(included);
    let outcome = chain.apply(&bytes)?;
    checks::after_repetition(&outcome)
}

/// Send a transaction, and look at what it did.
pub fn send(
    chain: &mut Chain,
    transaction: Transaction,
    log: &mut Log,
    tally: &mut Tally,
) -> Result<Outcome, Finding> {
    let before = checks::before_transaction(chain, &transaction);
    let Transaction { bytes, call, .. } = transaction;
    let block = chain.run(System::block_number);
    log.0.push((block, call.clone(), None));
    let outcome = chain.apply(&bytes)?;
    checks::after_transaction(chain, before, &call, &outcome)?;
    tally.transaction(&call, &outcome);
    if let Some((_, _, became)) = log.0.last_mut() {
        *became = Some(outcome.clone());
    }
    Ok(outcome)
}

/// Sometimes, let blocks go by in which nothing is sent.
fn pass(chain: &mut Chain, draw: &mut Draw, tally: &mut Tally) -> Result<(), Finding> {
    let blocks = draw
        .source
        .pick(&[0, 0, 0, 0, 0, 0, 0, 1, 2, 5, 11, 25, 11, 5, 2, 1]);
    let blocks = match draw.source.once_in(64) {
        true => 70,
        false => blocks,
    };
    for _ in 0..blocks {
        empty_block(chain, tally)?;
    }
    Ok(())
}
