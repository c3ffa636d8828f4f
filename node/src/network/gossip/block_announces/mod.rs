//! Validates block announcements.
//!
//! Every peer may announce blocks, and the network looks each of them up in the database again and again until it has
//! the block. So announcements that the consensus finds forged are refused, and their sender is disconnected. An
//! honest node may announce what this node cannot judge yet, because it is behind or its clock is slow: that
//! disconnects nobody.
//!
//! In its turn an author may make any number of blocks, each of which takes as long to execute as an honest one
//! before it turns out to be bad. So two in a turn are accepted: they prove the equivocation. A turn belongs to one
//! author: where the set of authors has changed, a slot may be the turn of different authors on different forks, and
//! neither uses up the other's. The network has few places for announcements that are being validated, so few early
//! ones are kept.
//!
//! Blocks that are not above the last final one are refused and count as nobody's turn, so that removed authors are
//! ignored as soon as their removal is final. That disconnects nobody either: an honest node that is late may
//! announce a block that lost to another one. Nothing is missed, as such a block could not be imported, and blocks
//! below the final one that a node lacks after a warp sync are requested and not announced.

use crate::headers::{CheckHeader, Turn, Verdict};
use chaos_primitives::{Block, Hash, Header};
use futures::FutureExt;
use sp_consensus::{
    block_validation::{BlockAnnounceValidator, Validation},
    SyncOracle,
};
use std::{
    collections::{BTreeMap, HashSet},
    error::Error,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::{Duration, Instant},
};

#[cfg(test)]
mod tests;

/// How long an early block is kept until its time comes. A node whose clock is slow then follows its peers, late by as
/// much, and does not disconnect them.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// How often a node that is not syncing accepts a header that it cannot judge. That is enough to learn that the network
/// has gone on without this node, and too little to be a burden.
const UNKNOWN_INTERVAL: Duration = Duration::from_secs(10);

/// How many blocks of a turn are accepted,
const MAX_BLOCKS_PER_TURN: usize = 2;
/// for the turns of this many slots. Slots are counted and not turns, so that authors who share a slot cannot push
/// out the turns of others. Such authors are few, at most one for each set of authors since the last final block.
const MAX_SLOTS: usize = 1_024;

/// How many early blocks are kept until their time comes. The network has places for 256.
const MAX_EARLY: usize = 64;

type Oracle = Arc<dyn SyncOracle + Send + Sync>;
/// The blocks of a slot that were accepted, by author.
type Made = BTreeMap<Vec<u8>, Vec<Hash>>;
type Answer = Result<Validation, Box<dyn Error + Send>>;

/// Validates announcements.
#[derive(Clone)]
pub struct BlockAnnounces {
    check: Arc<dyn CheckHeader>,
    /// Says whether the node is syncing, as soon as there is a network to sync with.
    oracle: Arc<OnceLock<Oracle>>,
    /// When a header that could not be judged was last accepted.
    unknown_accepted: Arc<Mutex<Option<Instant>>>,
    /// The blocks of the last slots that were accepted.
    slots: Arc<Mutex<BTreeMap<u64, Made>>>,
    /// The early blocks that are kept.
    early: Arc<Mutex<HashSet<Hash>>>,
}

impl BlockAnnounces {
    pub fn new(check: Arc<dyn CheckHeader>) -> Self {
        Self {
            check,
            oracle: Default::default(),
            unknown_accepted: Default::default(),
            slots: Default::default(),
            early: Default::default(),
        }
    }

    /// A validator for the network, which shares what this one remembers.
    pub fn validator(&self) -> Box<dyn BlockAnnounceValidator<Block> + Send> {
        Box::new(self.clone())
    }

    /// Set whom to ask whether the node is syncing: the network, which does not exist yet when this is made.
    pub fn ask(&self, oracle: Oracle) {
        let _ = self.oracle.set(oracle);
    }

    async fn judge(&self, header: &Header) -> Validation {
        let mut wait_left = MAX_WAIT;
        loop {
            let (verdict, turn) = self.check.check_turn(header);
            match verdict {
                Verdict::Early(time) if time <= wait_left => {
                    let Some(_place) = self.keep(header, turn.as_ref()) else {
                        break Validation::Failure { disconnect: false };
                    };
                    wait_left -= time;
                    tokio::time::sleep(time).await;
                }
                Verdict::Sound if self.is_one_too_many(header, turn.as_ref()) => {
                    break Validation::Failure { disconnect: false }
                }
                Verdict::Sound => break Validation::Success { is_new_best: false },
                Verdict::Unknown if self.accepts_unknown() => {
                    break Validation::Success { is_new_best: false }
                }
                verdict => {
                    let disconnect = verdict == Verdict::Forged;
                    break Validation::Failure { disconnect };
                }
            }
        }
    }

    /// Whether enough others of the same turn were accepted.
    fn is_one_too_many(&self, header: &Header, turn: Option<&Turn>) -> bool {
        let Some(Turn { slot, author }) = turn else {
            return false;
        };
        let mut slots = lock(&self.slots);
        if slots.len() >= MAX_SLOTS && !slots.contains_key(slot) {
            if slots
                .first_key_value()
                .is_some_and(|(first, _)| slot < first)
            {
                return true;
            }
            slots.pop_first();
        }
        let by_author = slots.entry(*slot).or_default();
        let made = by_author.entry(author.clone()).or_default();
        let hash = header.hash();
        if made.contains(&hash) {
            return false;
        }
        let is_one_too_many = made.len() >= MAX_BLOCKS_PER_TURN;
        if !is_one_too_many {
            made.push(hash);
        }
        is_one_too_many
    }

    /// Take a place for an early block, if one is free. A block takes one, however many peers announce it.
    fn keep(&self, header: &Header, turn: Option<&Turn>) -> Option<Place<'_>> {
        if self.is_one_too_many(header, turn) {
            return None;
        }
        let mut early = lock(&self.early);
        let block = header.hash();
        let has_place = early.len() < MAX_EARLY && early.insert(block);
        // Not `then_some`: a place that is made is given back.
        has_place.then(|| Place {
            early: &self.early,
            block,
        })
    }

    /// While syncing, a node only takes from announcements how far the network is.
    fn accepts_unknown(&self) -> bool {
        let oracle = self.oracle.get();
        if oracle.is_some_and(|oracle| oracle.is_major_syncing()) {
            return true;
        }
        let mut doubted = lock(&self.unknown_accepted);
        let is_due = doubted.is_none_or(|last| last.elapsed() >= UNKNOWN_INTERVAL);
        if is_due {
            *doubted = Some(Instant::now());
        }
        is_due
    }
}

/// The place of an early block, which is free again when its time has come.
struct Place<'a> {
    early: &'a Mutex<HashSet<Hash>>,
    block: Hash,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        lock(self.early).remove(&self.block);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BlockAnnounceValidator<Block> for BlockAnnounces {
    fn validate(
        &mut self,
        header: &Header,
        data: &[u8],
    ) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        // Nothing is sent with announcements on this network.
        let has_data = !data.is_empty();
        let (this, header) = (self.clone(), header.clone());
        async move {
            if has_data {
                return Ok(Validation::Failure { disconnect: true });
            }
            Ok(this.judge(&header).await)
        }
        .boxed()
    }
}
