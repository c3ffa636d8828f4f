//! A sync strategy that does not believe everything peers say about their best block.
//!
//! Nodes that connect tell each other the number of their best block, without a proof. With many connections an
//! attacker could convince a validator that it is far behind: it would make no blocks and relay nothing until it had
//! caught up with a chain that does not exist. So the number is capped at the highest that any chain can have by now,
//! which the consensus knows. A node that is up to date can then not be talked into syncing.
//!
//! A vote may be for a block that nobody has announced and that may not exist. GRANDPA then has all peers asked for
//! it, and those without it are disconnected: a single validator could make the others disconnect each other. Here
//! nobody is asked while blocks become final, and otherwise one peer at a time.

use crate::headers::CheckHeader;
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use sc_consensus::{BlockImportError, BlockImportStatus};
use sc_network::{types::ProtocolName, PeerId};
use sc_network_common::sync::message::BlockAnnounce;
use sc_network_sync::{
    service::network::NetworkServiceHandle,
    strategy::{StrategyKey, SyncingAction, SyncingStrategy},
    SyncStatus,
};
use std::{
    any::Any,
    collections::BTreeMap,
    ops::Bound::{Excluded, Unbounded},
    sync::Arc,
    time::{Duration, Instant},
};

#[cfg(test)]
mod tests;

type Imported = (
    Result<BlockImportStatus<BlockNumber>, BlockImportError>,
    Hash,
);

/// The shortest time between two peers being asked for a block that nobody has announced,
const REQUEST_INTERVAL: Duration = Duration::from_secs(30);
/// and how long no block must have become final before.
const FINALITY_TIMEOUT: Duration = Duration::from_secs(60);

/// Caps the best blocks that peers claim, and hardly ever asks for blocks that nobody has announced.
pub struct CautiousSync<S> {
    strategy: S,
    check: Arc<dyn CheckHeader>,
    turns: Turns,
}

/// Whose turn it is to be asked.
struct Turns {
    /// The peers, and how many blocks they have.
    peers: BTreeMap<PeerId, BlockNumber>,
    /// Who was asked last.
    last: Option<PeerId>,
    /// When the next one may be asked.
    due: Instant,
}

impl Turns {
    fn new(now: Instant) -> Self {
        Self {
            peers: BTreeMap::new(),
            last: None,
            due: now + FINALITY_TIMEOUT,
        }
    }

    /// The next peer that may have a block of this number, if it is time to ask one.
    fn next(&mut self, number: BlockNumber, now: Instant) -> Option<PeerId> {
        if now < self.due {
            return None;
        }
        let others = self
            .peers
            .range((self.last.map_or(Unbounded, Excluded), Unbounded));
        let (next, _) = others
            .chain(&self.peers)
            .find(|(_, best)| **best >= number)?;
        self.last = Some(*next);
        self.due = now + REQUEST_INTERVAL;
        self.last
    }

    /// A block has become final.
    fn finalized(&mut self, now: Instant) {
        self.due = now + FINALITY_TIMEOUT;
    }
}

impl<S> CautiousSync<S> {
    pub fn new(strategy: S, check: Arc<dyn CheckHeader>) -> Self {
        Self {
            strategy,
            check,
            turns: Turns::new(Instant::now()),
        }
    }
}

impl<S: SyncingStrategy<Block>> SyncingStrategy<Block> for CautiousSync<S> {
    fn add_peer(&mut self, peer: PeerId, best_hash: Hash, claimed: BlockNumber) {
        let best_number = match self.check.highest() {
            Some(highest) => claimed.min(highest),
            None => claimed,
        };
        self.turns.peers.insert(peer, best_number);
        self.strategy.add_peer(peer, best_hash, best_number)
    }

    fn remove_peer(&mut self, peer: &PeerId) {
        self.turns.peers.remove(peer);
        self.strategy.remove_peer(peer)
    }

    // Headers are looked at before ([`super::gossip::block_announces`]).
    fn on_validated_block_announce(
        &mut self,
        is_best: bool,
        peer: PeerId,
        announce: &BlockAnnounce<Header>,
    ) -> Option<(Hash, BlockNumber)> {
        let best = self
            .strategy
            .on_validated_block_announce(is_best, peer, announce);
        if let Some((_, number)) = best {
            self.turns.peers.insert(peer, number);
        }
        best
    }

    fn set_sync_fork_request(&mut self, peers: Vec<PeerId>, hash: &Hash, number: BlockNumber) {
        let peers = match peers.is_empty() {
            true => self
                .turns
                .next(number, Instant::now())
                .into_iter()
                .collect(),
            false => peers,
        };
        if !peers.is_empty() {
            self.strategy.set_sync_fork_request(peers, hash, number)
        }
    }

    fn request_justification(&mut self, hash: &Hash, number: BlockNumber) {
        self.strategy.request_justification(hash, number)
    }

    fn clear_justification_requests(&mut self) {
        self.strategy.clear_justification_requests()
    }

    fn on_justification_import(&mut self, hash: Hash, number: BlockNumber, success: bool) {
        self.strategy.on_justification_import(hash, number, success)
    }

    fn on_generic_response(
        &mut self,
        peer: &PeerId,
        key: StrategyKey,
        protocol: ProtocolName,
        response: Box<dyn Any + Send>,
    ) {
        self.strategy
            .on_generic_response(peer, key, protocol, response)
    }

    fn on_blocks_processed(&mut self, imported: usize, count: usize, results: Vec<Imported>) {
        self.strategy.on_blocks_processed(imported, count, results)
    }

    fn on_block_finalized(&mut self, hash: &Hash, number: BlockNumber) {
        self.turns.finalized(Instant::now());
        self.strategy.on_block_finalized(hash, number)
    }

    fn update_chain_info(&mut self, best_hash: &Hash, best_number: BlockNumber) {
        self.strategy.update_chain_info(best_hash, best_number)
    }

    fn is_major_syncing(&self) -> bool {
        self.strategy.is_major_syncing()
    }

    fn num_peers(&self) -> usize {
        self.strategy.num_peers()
    }

    fn status(&self) -> SyncStatus<Block> {
        self.strategy.status()
    }

    fn num_downloaded_blocks(&self) -> usize {
        self.strategy.num_downloaded_blocks()
    }

    fn num_sync_requests(&self) -> usize {
        self.strategy.num_sync_requests()
    }

    fn actions(
        &mut self,
        network: &NetworkServiceHandle,
    ) -> Result<Vec<SyncingAction<Block>>, sp_blockchain::Error> {
        self.strategy.actions(network)
    }
}
