//! Checks by its header alone whether an author of Aura has made a block.
//!
//! A header names its slot, the slot belongs to one of the authors, and that author's seal covers the rest of the
//! header. The authors are known where the parent is known. Otherwise those of the best block are used: they seldom
//! change, so a seal that matches is good, and nothing can be said of one that does not.
//!
//! Each block has a later slot than its parent, so a chain has at most one block per slot. With that, no seal makes a
//! header good that is far ahead.
//!
//! Nor does a seal make a header good that is far behind. The authors at an old block, including those who were
//! removed since, could seal a successor of it for every slot to come. So headers that are not above the last final
//! block are not judged by their seal: a removed author counts only until the block that removed it is final.

use crate::{
    client::FullClient,
    headers::{CheckHeader, Turn, Verdict},
};
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use sc_consensus_aura::{
    standalone::{
        check_header_slot_and_seal, fetch_authorities, find_pre_digest, slot_author,
        slot_duration_at, SealVerificationError,
    },
    CompatibleDigestItem,
};
use schnellru::{ByLength, LruMap};
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::{
    sr25519::{AuthorityId, AuthorityPair, AuthoritySignature},
    Slot, SlotDuration,
};
use sp_timestamp::Timestamp;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

#[cfg(test)]
mod tests;

/// For how many blocks the rules for their successors are cached.
const BLOCKS_REMEMBERED: u32 = 16;

/// How many slots clocks may differ by, which is what the import queue of Aura allows.
const DRIFT: u64 = 1;

/// The rules that the state of a block sets for its successors.
#[derive(Debug)]
struct Rules {
    authors: Vec<AuthorityId>,
    slot_duration: SlotDuration,
}

impl Rules {
    /// Whose turn `slot` is.
    fn turn(&self, slot: Slot) -> Option<Turn> {
        let author = slot_author::<AuthorityPair>(slot, &self.authors)?;
        Some(Turn {
            slot: *slot,
            author: AsRef::<[u8]>::as_ref(author).to_vec(),
        })
    }
}

/// A block before the one that is judged.
#[derive(Clone, Copy, Debug)]
enum Ancestor<'a> {
    Parent(&'a Header),
    /// Any number of blocks before: one that is on every fork that this node would follow.
    Distant(&'a Header),
}

/// Checks the seals of headers.
pub struct Seals {
    client: Arc<FullClient>,
    rules: Mutex<LruMap<Hash, Arc<Rules>, ByLength>>,
}

impl Seals {
    pub fn new(client: Arc<FullClient>) -> Self {
        let rules = LruMap::new(ByLength::new(BLOCKS_REMEMBERED));
        Self {
            client,
            rules: Mutex::new(rules),
        }
    }

    /// The rules that `block` sets for its successors. `None` if its state is unknown or pruned.
    fn rules(&self, block: Hash) -> Option<Arc<Rules>> {
        let remembered = || self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = remembered().get(&block) {
            return Some(rules.clone());
        }
        let rules = Arc::new(Rules {
            authors: fetch_authorities::<_, Block, _>(&*self.client, block).ok()?,
            slot_duration: slot_duration_at::<AuthorityId, Block, _>(&*self.client, block).ok()?,
        });
        remembered().insert(block, rules.clone());
        Some(rules)
    }

    fn header(&self, block: Hash) -> Option<Header> {
        self.client.header(block).ok().flatten()
    }
}

impl CheckHeader for Seals {
    fn check_turn(&self, header: &Header) -> (Verdict, Option<Turn>) {
        let Some(slot) = slot_of_sealed(header) else {
            return (Verdict::Forged, None);
        };
        let info = self.client.info();
        if is_settled(header, info.finalized_number, info.finalized_hash) {
            return (Verdict::Settled, None);
        }
        let now = Timestamp::current();
        if let Some(parent) = self.header(header.parent_hash) {
            if let Some(rules) = self.rules(header.parent_hash) {
                return judge_turn(header, slot, Ancestor::Parent(&parent), &rules, now);
            }
        }
        match (self.header(info.finalized_hash), self.rules(info.best_hash)) {
            (Some(ancestor), Some(rules)) => {
                judge_turn(header, slot, Ancestor::Distant(&ancestor), &rules, now)
            }
            _ => (Verdict::Unknown, None),
        }
    }

    fn highest(&self) -> Option<BlockNumber> {
        let info = self.client.info();
        let rules = self.rules(info.best_hash)?;
        let now = Slot::from_timestamp(Timestamp::current(), rules.slot_duration);
        Some(highest(&self.header(info.finalized_hash)?, now))
    }
}

/// Whether a block is not above the `last` final one, or is right above it and follows another one.
fn is_settled(header: &Header, last: BlockNumber, last_hash: Hash) -> bool {
    header.number <= last || (header.number - 1 == last && header.parent_hash != last_hash)
}

/// The highest number that a descendant of `block` can have `now`.
fn highest(block: &Header, now: Slot) -> BlockNumber {
    let slots = now.saturating_add(DRIFT).saturating_sub(*slot_of(block));
    let blocks = BlockNumber::try_from(*slots).unwrap_or(BlockNumber::MAX);
    block.number.saturating_add(blocks)
}

/// The slot of a block that was imported. The genesis block has none.
fn slot_of(block: &Header) -> Slot {
    slot_of_sealed(block).unwrap_or_default()
}

/// The slot of a header, if it has one, and a seal of the right form.
fn slot_of_sealed(header: &Header) -> Option<Slot> {
    let seal = header.digest.logs().last()?;
    CompatibleDigestItem::<AuthoritySignature>::as_aura_seal(seal)?;
    find_pre_digest::<Block, AuthoritySignature>(header).ok()
}

/// What [`judge`] says, and whose turn it was if the seal is good.
fn judge_turn(
    header: &Header,
    slot: Slot,
    ancestor: Ancestor,
    rules: &Rules,
    now: Timestamp,
) -> (Verdict, Option<Turn>) {
    let verdict = judge(header, slot, ancestor, rules, now);
    let turn = match verdict {
        Verdict::Sound | Verdict::Early(_) => rules.turn(slot),
        Verdict::Forged | Verdict::Unknown | Verdict::Settled => None,
    };
    (verdict, turn)
}

fn judge(
    header: &Header,
    slot: Slot,
    ancestor: Ancestor,
    rules: &Rules,
    now: Timestamp,
) -> Verdict {
    let (before, is_parent) = match ancestor {
        Ancestor::Parent(parent) => (parent, true),
        Ancestor::Distant(block) => (block, false),
    };
    let blocks = match header.number.checked_sub(before.number) {
        Some(blocks) => blocks,
        None if is_parent => return Verdict::Forged,
        None => return Verdict::Unknown,
    };
    if u64::from(blocks) > *slot.saturating_sub(*slot_of(before)) || (is_parent && blocks != 1) {
        return Verdict::Forged;
    }
    // Of headers that are early, too, the seal is checked.
    let any_time = u64::MAX.into();
    let sealed = check_header_slot_and_seal::<Block, AuthorityPair>(
        any_time,
        header.clone(),
        &rules.authors,
    );
    match sealed {
        Ok(_) => {
            let wait = time_until(slot, rules.slot_duration, now);
            if wait.is_zero() {
                Verdict::Sound
            } else {
                Verdict::Early(wait)
            }
        }
        Err(SealVerificationError::BadSignature) if !is_parent => Verdict::Unknown,
        Err(_) => Verdict::Forged,
    }
}

/// How long it is until a block of `slot` may be imported.
fn time_until(slot: Slot, duration: SlotDuration, now: Timestamp) -> Duration {
    let due = slot
        .saturating_sub(DRIFT)
        .saturating_mul(duration.as_millis());
    Duration::from_millis(due.saturating_sub(now.as_millis()))
}
