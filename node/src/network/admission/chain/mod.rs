//! Reads from the chain who is admitted.

use super::{
    gate::{Change, Membership},
    AccountId, BlockNumber, Connections, FullClient, Gate, LOG_TARGET,
};
use chaos_primitives::{Block, Hash};
use chaos_runtime::Runtime;
use codec::Decode;
use futures::{stream, Stream, StreamExt};
use pallet_node_admission::runtime_api::NodeAdmissionApi;
use sc_client_api::{BlockchainEvents, HeaderBackend, StorageProvider};
use sc_network::PeerId;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_core::storage::StorageKey;
use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

#[cfg(test)]
mod tests;

/// The age from which on a list counts as out of date: all of its members may be gone.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);

/// How often the age of the list is checked while nothing becomes final.
const READ_AGAIN: Duration = Duration::from_secs(60);

/// While syncing, many blocks become final at once. Of this many, only the last is read.
const AT_ONCE: usize = 256;

/// Reads who is admitted, block by block. The list may be long, so it is read again only when the chain says that it
/// has changed.
pub struct Reader<'a> {
    client: &'a FullClient,
    /// The list that was read last, and its revision.
    list: Option<(u64, HashSet<PeerId>)>,
}

impl<'a> Reader<'a> {
    pub fn new(client: &'a FullClient) -> Self {
        Self { client, list: None }
    }

    /// The peers that the chain admits at `block`.
    pub fn read(&mut self, block: Hash) -> Result<Membership, String> {
        let start = Instant::now();
        let membership = Membership {
            peers: self.admitted(block).map_err(|error| error.to_string())?,
            is_outdated: is_outdated(time(self.client, block)?, now()),
        };
        log::debug!(
            target: LOG_TARGET,
            "Read {} admitted peers in {} µs",
            membership.peers.len(),
            start.elapsed().as_micros(),
        );
        Ok(membership)
    }

    fn admitted(&mut self, block: Hash) -> Result<HashSet<PeerId>, ApiError> {
        type Api<'a> = &'a dyn NodeAdmissionApi<Block, AccountId, BlockNumber>;
        let api = self.client.runtime_api();
        let api: Api = &*api;
        let revision = api.revision(block)?;
        if let Some((known, peers)) = &self.list {
            if *known == revision {
                return Ok(peers.clone());
            }
        }
        let peers: HashSet<_> = api
            .admitted_peers(block)?
            .iter()
            .filter_map(|peer| PeerId::from_bytes(peer.as_bytes()).ok())
            .collect();
        self.list = Some((revision, peers.clone()));
        Ok(peers)
    }
}

/// The time of `block` since the Unix epoch. The genesis block has none.
fn time(client: &FullClient, block: Hash) -> Result<Duration, String> {
    let key = pallet_timestamp::Now::<Runtime>::hashed_key();
    let value = client
        .storage(block, &StorageKey(key.to_vec()))
        .map_err(|error| error.to_string())?;
    let millis = value.map_or(Ok(0), |value| u64::decode(&mut &value.0[..]));
    millis
        .map(Duration::from_millis)
        .map_err(|error| error.to_string())
}

fn now() -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default()
}

/// Whether all peers that were admitted at `time` may be gone `now`.
fn is_outdated(time: Duration, now: Duration) -> bool {
    now.saturating_sub(time) > MAX_AGE
}

/// Keep `gate` up to date with the final blocks of the chain, and `connections` with the gate.
pub async fn follow(gate: Gate, client: Arc<FullClient>, mut connections: Connections) {
    let finalized = client.finality_notification_stream();
    // Some may have become final since the gate was made.
    let current = stream::iter([client.info().finalized_hash]);
    let blocks = current.chain(and_again(
        finalized.map(|block| block.hash),
        || client.info().finalized_hash,
        READ_AGAIN,
    ));
    let mut reader = Reader::new(&client);
    keep(
        gate,
        blocks,
        |block| reader.read(block),
        |change| connections.apply(change),
    )
    .await
}

/// The `finalized` blocks, and the `last` one repeatedly: when no more become final, it gets old.
fn and_again(
    finalized: impl Stream<Item = Hash>,
    last: impl Fn() -> Hash,
    time: Duration,
) -> impl Stream<Item = Hash> {
    let ticks = stream::unfold((), move |()| async move {
        tokio::time::sleep(time).await;
        Some(((), ()))
    });
    stream::select(finalized, ticks.map(move |()| last()))
}

/// Update `gate` with the `membership` at each of the `blocks`, and `apply` what changes. Where the chain cannot be
/// read, the list stays as it was.
async fn keep(
    gate: Gate,
    blocks: impl Stream<Item = Hash>,
    mut membership: impl FnMut(Hash) -> Result<Membership, String>,
    mut apply: impl FnMut(Change),
) {
    let mut blocks = std::pin::pin!(blocks.ready_chunks(AT_ONCE));
    while let Some(blocks) = blocks.next().await {
        let Some(block) = blocks.last() else {
            continue;
        };
        let was_admitted = gate.is_admitted();
        match membership(*block) {
            Ok(membership) => apply(gate.admit(membership)),
            Err(error) => {
                log::warn!(target: LOG_TARGET, "🚪 Cannot read the admitted peers at {block:?}: {error}")
            }
        }
        match (was_admitted, gate.is_admitted()) {
            (false, true) => log::info!(target: LOG_TARGET, "🚪 This node is admitted"),
            (true, false) => log::warn!(target: LOG_TARGET, "🚪 This node is no longer admitted"),
            _ => {}
        }
    }
}
