//! Lets admitted peers through.
//!
//! Before the network opens a protocol to a peer, in either direction, it asks a peer store whether that peer is
//! banned. [`Gate::before`] is a peer store for which everybody is banned who is not admitted. For requests (blocks,
//! states, proofs) the network asks nobody, so [`Gate::guard`] stands in front of the request handlers.
//!
//! What strangers can make a node remember or log is bounded: [`LOG_PEERS`] peer ids, and as many log lines in a
//! [`LOG_INTERVAL`]. No metric has a label that a stranger could make up.

use super::LOG_TARGET;
use async_channel::TrySendError;
use chaos_primitives::{Block, Hash};
use futures::{future::BoxFuture, FutureExt};
use sc_network::{
    config::{IncomingRequest, OutgoingResponse, PeerStoreProvider},
    peer_store::ProtocolHandle,
    Litep2pNetworkBackend, NetworkBackend, NetworkWorker, ObservedRole, PeerId, ReputationChange,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, RwLock, RwLockReadGuard},
    time::{Duration, Instant},
};
use substrate_prometheus_endpoint::{
    register, CounterVec, Gauge, Opts, PrometheusError, Registry, U64,
};

#[cfg(test)]
mod tests;

/// The time in which at most one line is logged about a refused peer,
const LOG_INTERVAL: Duration = Duration::from_secs(600);
/// and of this many peers altogether, so that made-up peer ids do not fill the log.
const LOG_PEERS: usize = 64;

/// The peers that a node knows.
#[derive(Debug)]
struct List {
    /// This node.
    local: PeerId,
    /// Those that the operator named: boot nodes and reserved nodes.
    named: HashSet<PeerId>,
    /// Those that the chain admits.
    membership: Membership,
}

/// The peers that the chain admits at some block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    pub peers: HashSet<PeerId>,
    /// Whether the block is so old that they may all have gone since.
    pub is_outdated: bool,
}

impl List {
    /// Whether `peer` gets anything from this node.
    fn serves(&self, peer: &PeerId) -> bool {
        self.membership.peers.contains(peer)
    }

    /// Whether this node and `peer` may keep each other up to date.
    ///
    /// All members that a node knows may be gone if it is new or was away for long. So it may also ask those that its
    /// operator named.
    fn connects(&self, peer: &PeerId) -> bool {
        let asks_named = self.membership.is_outdated || !self.serves(&self.local);
        self.serves(peer) || (asks_named && self.named.contains(peer))
    }

    /// Who may be connected.
    fn connected(&self) -> HashSet<PeerId> {
        let known = self.membership.peers.union(&self.named).copied();
        known.filter(|peer| self.connects(peer)).collect()
    }

    /// Replace the membership, and return what changes.
    fn replace(&mut self, membership: Membership) -> Change {
        let before = self.connected();
        self.membership = membership;
        let after = self.connected();
        Change {
            gone: before.difference(&after).copied().collect(),
            come: after.difference(&before).copied().collect(),
        }
    }
}

/// What a new membership changes.
#[derive(Debug)]
pub struct Change {
    /// Peers that may no longer be connected.
    pub gone: Vec<PeerId>,
    /// Peers that may be connected now.
    pub come: Vec<PeerId>,
}

/// Decides which refusals are logged.
#[derive(Debug, Default)]
struct Quiet(HashMap<PeerId, Instant>);

impl Quiet {
    /// Whether the refusal of `peer` at `now` is worth a line.
    fn is_news(&mut self, peer: &PeerId, now: Instant) -> bool {
        if self.0.contains_key(peer) || self.0.len() >= LOG_PEERS {
            self.0
                .retain(|_, logged| now.duration_since(*logged) < LOG_INTERVAL);
        }
        let is_news = !self.0.contains_key(peer) && self.0.len() < LOG_PEERS;
        if is_news {
            self.0.insert(*peer, now);
        }
        is_news
    }
}

#[derive(Clone, Debug)]
struct Metrics {
    admitted: Gauge<U64>,
    refused: CounterVec<U64>,
}

impl Metrics {
    fn register(registry: &Registry) -> Result<Self, PrometheusError> {
        Ok(Self {
            admitted: register(
                Gauge::new(
                    "chaos_admission_admitted_peers",
                    "Peers that the chain admitted",
                )?,
                registry,
            )?,
            refused: register(
                CounterVec::new(
                    Opts::new(
                        "chaos_admission_refused_total",
                        "What peers that are not admitted were refused",
                    ),
                    &["what"],
                )?,
                registry,
            )?,
        })
    }
}

/// Lets admitted peers through. Its clones share the list.
#[derive(Clone, Debug)]
pub struct Gate {
    list: Arc<RwLock<List>>,
    quiet: Arc<Mutex<Quiet>>,
    metrics: Option<Metrics>,
}

impl Gate {
    /// A gate for the node `local`, whose operator named the peers `named`.
    pub fn new(
        local: PeerId,
        named: impl IntoIterator<Item = PeerId>,
        membership: Membership,
        registry: Option<&Registry>,
    ) -> Result<Self, PrometheusError> {
        let gate = Self {
            list: Arc::new(RwLock::new(List {
                local,
                named: named.into_iter().collect(),
                membership: Membership::default(),
            })),
            quiet: Default::default(),
            metrics: registry.map(Metrics::register).transpose()?,
        };
        gate.admit(membership);
        Ok(gate)
    }

    /// Admit these and no others, and return what changes.
    pub fn admit(&self, membership: Membership) -> Change {
        if let Some(metrics) = &self.metrics {
            metrics.admitted.set(membership.peers.len() as u64);
        }
        self.list
            .write()
            .expect("no holder of the lock panics")
            .replace(membership)
    }

    /// Whether this node itself is admitted.
    pub fn is_admitted(&self) -> bool {
        let list = self.list();
        list.serves(&list.local)
    }

    /// Whether `peer` gets anything from this node.
    pub fn serves(&self, peer: &PeerId) -> bool {
        self.list().serves(peer)
    }

    /// Whether this node and `peer` may keep each other up to date.
    pub fn connects(&self, peer: &PeerId) -> bool {
        self.list().connects(peer)
    }

    fn list(&self) -> RwLockReadGuard<'_, List> {
        self.list.read().expect("no holder of the lock panics")
    }

    fn refused(&self, peer: &PeerId, what: &str) {
        if let Some(metrics) = &self.metrics {
            metrics.refused.with_label_values(&[what]).inc();
        }
        let mut quiet = self.quiet.lock().expect("no holder of the lock panics");
        if quiet.is_news(peer, Instant::now()) {
            log::info!(target: LOG_TARGET, "🚪 Refused {peer}, which is not admitted ({what})");
        }
    }

    /// `store`, with everybody banned who is not admitted.
    pub fn before(&self, store: Arc<dyn PeerStoreProvider>) -> Arc<dyn PeerStoreProvider> {
        Arc::new(GatedPeerStore {
            store,
            gate: self.clone(),
        })
    }

    /// Put the gate between the network and the handler of a protocol's requests. The future does the work; without it
    /// no request is answered.
    pub fn guard<N: Backend>(
        &self,
        protocol: &mut N::RequestResponseProtocolConfig,
        what: &'static str,
    ) -> BoxFuture<'static, ()> {
        let gate = self.clone();
        let queue = N::inbound_queue(protocol);
        let guarded = queue.take().map(|answers| {
            let (arrivals, requests) = match answers.capacity() {
                Some(capacity) => async_channel::bounded(capacity),
                None => async_channel::unbounded(),
            };
            *queue = Some(arrivals);
            (requests, answers)
        });
        let guard = async move {
            let Some((requests, answers)) = guarded else {
                return;
            };
            while let Ok(request) = requests.recv().await {
                if gate.serves(&request.peer) {
                    // Never waits: outsiders would fill the queue meanwhile. To drop a request is what
                    // the network does where a queue is full.
                    if let Err(TrySendError::Closed(_)) = answers.try_send(request) {
                        return;
                    }
                } else {
                    gate.refused(&request.peer, what);
                    refuse(request);
                }
            }
        };
        guard.boxed()
    }
}

/// Refuse without changing the peer's reputation, which would outlast its admission.
fn refuse(request: IncomingRequest) {
    let _ = request.pending_response.send(OutgoingResponse {
        result: Err(()),
        reputation_changes: Vec::new(),
        sent_feedback: None,
    });
}

/// A network backend whose request protocols can be guarded.
pub trait Backend: NetworkBackend<Block, Hash> {
    /// Where incoming requests go.
    fn inbound_queue(protocol: &mut Self::RequestResponseProtocolConfig) -> &mut Queue;
}

type Queue = Option<async_channel::Sender<IncomingRequest>>;

impl Backend for Litep2pNetworkBackend {
    fn inbound_queue(protocol: &mut Self::RequestResponseProtocolConfig) -> &mut Queue {
        &mut protocol.inbound_queue
    }
}

impl Backend for NetworkWorker<Block, Hash> {
    fn inbound_queue(protocol: &mut Self::RequestResponseProtocolConfig) -> &mut Queue {
        &mut protocol.inbound_queue
    }
}

/// A peer store for which everybody is banned who is not admitted.
#[derive(Debug)]
struct GatedPeerStore {
    store: Arc<dyn PeerStoreProvider>,
    gate: Gate,
}

impl PeerStoreProvider for GatedPeerStore {
    fn is_banned(&self, peer: &PeerId) -> bool {
        if !self.gate.connects(peer) {
            self.gate.refused(peer, "connection");
            return true;
        }
        self.store.is_banned(peer)
    }

    fn outgoing_candidates(&self, count: usize, ignored: HashSet<PeerId>) -> Vec<PeerId> {
        // The store sorts all that it knows, however few are asked for.
        let mut candidates = self.store.outgoing_candidates(usize::MAX, ignored);
        candidates.retain(|peer| self.gate.connects(peer));
        candidates.truncate(count);
        candidates
    }

    fn register_protocol(&self, protocol: Arc<dyn ProtocolHandle>) {
        self.store.register_protocol(protocol)
    }

    fn report_disconnect(&self, peer: PeerId) {
        self.store.report_disconnect(peer)
    }

    fn report_peer(&self, peer: PeerId, change: ReputationChange) {
        self.store.report_peer(peer, change)
    }

    fn set_peer_role(&self, peer: &PeerId, role: ObservedRole) {
        self.store.set_peer_role(peer, role)
    }

    fn peer_reputation(&self, peer: &PeerId) -> i32 {
        self.store.peer_reputation(peer)
    }

    fn peer_role(&self, peer: &PeerId) -> Option<ObservedRole> {
        self.store.peer_role(peer)
    }

    fn add_known_peer(&self, peer: PeerId) {
        self.store.add_known_peer(peer)
    }
}
