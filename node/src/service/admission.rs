//! Who may talk to this node about the chain: the peers that the chain admitted, and nobody else.
//!
//! The network asks a store of peers whether one is banned before it opens a protocol to it, inwards
//! and outwards; [`Gate::before`] is such a store, for which whoever is not admitted is banned. Requests
//! (for blocks, states, proofs) have no such question, so [`Gate::guard`] stands in front of those who
//! answer them.

use super::FullClient;
use chaos_primitives::{Block, Hash};
use codec::DecodeAll;
use futures::{future::BoxFuture, FutureExt, StreamExt};
use sc_client_api::{BlockchainEvents, CallExecutor, ExecutorProvider, HeaderBackend};
use sc_network::{
    config::{
        IncomingRequest, NetworkBackendType, NodeKeyConfig, OutgoingResponse, PeerStoreProvider,
        Secret,
    },
    peer_store::ProtocolHandle,
    service::traits::NetworkService,
    Litep2pNetworkBackend, NetworkBackend, NetworkWorker, ObservedRole, PeerId, ProtocolName,
    ReputationChange,
};
use sc_service::{error::Error as ServiceError, Configuration};
use sp_core::traits::CallContext;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, RwLock},
    time::{Duration, Instant},
};
use substrate_prometheus_endpoint::{
    register, CounterVec, Gauge, Opts, PrometheusError, Registry, U64,
};

#[cfg(test)]
mod tests;

const LOG_TARGET: &str = "admission";

/// What the runtime answers with the bytes of the admitted peers' ids.
const ADMITTED_PEERS: &str = "NodeAdmissionApi_admitted_peers";

/// Of each refused peer there is at most one line in the log in such a time,
const LOG_INTERVAL: Duration = Duration::from_secs(600);
/// and of so many peers altogether: whoever makes up peer ids does not fill the log.
const LOG_PEERS: usize = 64;

/// The peers that a node knows to be admitted.
#[derive(Debug)]
struct List {
    /// This node.
    local: PeerId,
    /// Those that the operator named: boot nodes and reserved nodes.
    named: HashSet<PeerId>,
    /// Those that the chain admitted.
    admitted: HashSet<PeerId>,
}

impl List {
    /// Whether `peer` gets anything from this node.
    fn serves(&self, peer: &PeerId) -> bool {
        self.admitted.contains(peer)
    }

    /// Whether this node and `peer` may keep each other up to date.
    ///
    /// A node that its own database does not list is new, or no member. All members that it knows of may
    /// be gone, so it may also ask those that its operator named; it has nothing to keep from them.
    fn connects(&self, peer: &PeerId) -> bool {
        self.serves(peer) || (!self.serves(&self.local) && self.named.contains(peer))
    }

    /// Take `admitted` for the list, and say who may no longer be connected.
    fn replace(&mut self, admitted: HashSet<PeerId>) -> Vec<PeerId> {
        let before = Self {
            local: self.local,
            named: self.named.clone(),
            admitted: std::mem::replace(&mut self.admitted, admitted),
        };
        before
            .admitted
            .union(&before.named)
            .filter(|peer| before.connects(peer) && !self.connects(peer))
            .copied()
            .collect()
    }
}

/// Which refusals to write to the log.
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

/// Lets those through whom the chain admitted. Its clones share the list.
#[derive(Clone, Debug)]
pub struct Gate {
    list: Arc<RwLock<List>>,
    quiet: Arc<Mutex<Quiet>>,
    metrics: Option<Metrics>,
}

impl Gate {
    /// A gate for the node `local`, whose operator named the peers `named`, where `admitted` are admitted.
    pub fn new(
        local: PeerId,
        named: impl IntoIterator<Item = PeerId>,
        admitted: HashSet<PeerId>,
        registry: Option<&Registry>,
    ) -> Result<Self, PrometheusError> {
        let gate = Self {
            list: Arc::new(RwLock::new(List {
                local,
                named: named.into_iter().collect(),
                admitted: HashSet::new(),
            })),
            quiet: Default::default(),
            metrics: registry.map(Metrics::register).transpose()?,
        };
        gate.admit(admitted);
        Ok(gate)
    }

    /// Admit these and no others, and say who is to be disconnected.
    pub fn admit(&self, admitted: HashSet<PeerId>) -> Vec<PeerId> {
        if let Some(metrics) = &self.metrics {
            metrics.admitted.set(admitted.len() as u64);
        }
        self.list
            .write()
            .expect("no holder of the lock panics")
            .replace(admitted)
    }

    /// Whether this node itself is admitted.
    pub fn is_admitted(&self) -> bool {
        let list = self.list.read().expect("no holder of the lock panics");
        list.serves(&list.local)
    }

    fn serves(&self, peer: &PeerId) -> bool {
        self.list
            .read()
            .expect("no holder of the lock panics")
            .serves(peer)
    }

    fn connects(&self, peer: &PeerId) -> bool {
        self.list
            .read()
            .expect("no holder of the lock panics")
            .connects(peer)
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

    /// `store`, but for it everybody is banned whom this gate does not let through.
    pub fn before(&self, store: Arc<dyn PeerStoreProvider>) -> Arc<dyn PeerStoreProvider> {
        Arc::new(GatedPeerStore {
            store,
            gate: self.clone(),
        })
    }

    /// Stand between the network and those who answer the requests of a protocol. The future does the
    /// work; without it nobody is answered.
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
                    if answers.send(request).await.is_err() {
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

/// Without a change of the peer's reputation: that would outlast its admission.
fn refuse(request: IncomingRequest) {
    let _ = request.pending_response.send(OutgoingResponse {
        result: Err(()),
        reputation_changes: Vec::new(),
        sent_feedback: None,
    });
}

/// A backend of the network whose protocols of requests can be guarded.
pub trait Backend: NetworkBackend<Block, Hash> {
    /// Where the requests go that arrive.
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

/// A store of peers for which whoever is not admitted is banned.
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

    fn outgoing_candidates(&self, count: usize, mut ignored: HashSet<PeerId>) -> Vec<PeerId> {
        // The list may be long, and what the store knows longer still: as few as will do.
        let mut candidates = Vec::new();
        while candidates.len() < count {
            let more = self
                .store
                .outgoing_candidates(count - candidates.len(), ignored.clone());
            if more.is_empty() {
                break;
            }
            ignored.extend(&more);
            candidates.extend(more.into_iter().filter(|peer| self.gate.connects(peer)));
        }
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

/// The gate of the node with `config`, as the last final block of its database says.
pub fn gate(config: &mut Configuration, client: &FullClient) -> Result<Gate, ServiceError> {
    if !matches!(config.network.network_backend, NetworkBackendType::Litep2p) {
        return Err(ServiceError::Other(
            "the chain admits its peers (`permissioned`), which only --network-backend litep2p \
             enforces"
                .into(),
        ));
    }
    let keypair = config.network.node_key.clone().into_keypair()?;
    // A key that is made anew at each start would be another one when the network asks.
    config.network.node_key = NodeKeyConfig::Ed25519(Secret::Input(keypair.secret()));
    let local = keypair.public().to_peer_id();

    let info = client.info();
    let admitted = admitted(client, info.finalized_hash).map_err(|error| {
        ServiceError::Other(format!(
            "the chain admits its peers (`permissioned`), but whom can't be read: {error}"
        ))
    })?;
    let network = &config.network;
    let named = network
        .boot_nodes
        .iter()
        .chain(&network.default_peers_set.reserved_nodes)
        .map(|node| node.peer_id);
    let count = admitted.len();
    let gate = Gate::new(local, named, admitted, config.prometheus_registry())
        .map_err(|error| ServiceError::Other(error.to_string()))?;
    if gate.is_admitted() {
        log::info!(target: LOG_TARGET, "🚪 This node, {local}, is one of {count} that are admitted");
    } else {
        log::warn!(
            target: LOG_TARGET,
            "🚪 This node, {local}, is not one of the {count} that are admitted at block #{}, the \
             last that it knows to be final. If it was not admitted since, nobody serves it: apply \
             with `nodeAdmission.apply`, and leave it running until the maintainers have voted",
            info.finalized_number,
        );
    }
    Ok(gate)
}

/// The peers that are admitted at `block`.
fn admitted(client: &FullClient, block: Hash) -> Result<HashSet<PeerId>, String> {
    // By name, so that a node also runs chains whose runtime does not have this.
    let peers = client
        .executor()
        .call(block, ADMITTED_PEERS, &[], CallContext::Offchain)
        .map_err(|error| error.to_string())?;
    let peers = Vec::<Vec<u8>>::decode_all(&mut &peers[..]).map_err(|error| error.to_string())?;
    Ok(peers
        .iter()
        .filter_map(|peer| PeerId::from_bytes(peer).ok())
        .collect())
}

/// Keep `gate` as the chain says, final block by final block. Where the chain can't be read, those who
/// were admitted stay so.
pub async fn follow(
    gate: Gate,
    client: Arc<FullClient>,
    network: Arc<dyn NetworkService>,
    block_announces: ProtocolName,
) {
    let mut finalized = client.finality_notification_stream();
    let mut block = client.info().finalized_hash;
    loop {
        let was_admitted = gate.is_admitted();
        match admitted(&client, block) {
            Ok(admitted) => {
                for peer in gate.admit(admitted) {
                    log::info!(target: LOG_TARGET, "🚪 {peer} is no longer admitted");
                    // Reserved peers are not disconnected. The other protocols follow this one.
                    network.remove_reserved_peer(peer);
                    network.disconnect_peer(peer, block_announces.clone());
                }
            }
            Err(error) => {
                log::warn!(target: LOG_TARGET, "🚪 Who is admitted at {block:?} can't be read: {error}")
            }
        }
        match (was_admitted, gate.is_admitted()) {
            (false, true) => log::info!(target: LOG_TARGET, "🚪 This node is admitted"),
            (true, false) => log::warn!(target: LOG_TARGET, "🚪 This node is no longer admitted"),
            _ => {}
        }
        let Some(notification) = finalized.next().await else {
            return;
        };
        block = notification.hash;
        // While syncing, many blocks become final at once: the last will do.
        while let Some(Some(notification)) = finalized.next().now_or_never() {
            block = notification.hash;
        }
    }
}
