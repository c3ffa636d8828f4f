//! Parts of nodes for tests: nodes without a network, and networks without a chain, on the loopback interface. The
//! latter request blocks from each other, of which there are none, and open streams to announce some.

use crate::{
    chain::{self, Chain},
    chain_spec,
    cli::Cli,
    consensus::{AuraGrandpa, Consensus},
    executor,
    headers::{CheckHeader, Turn, Verdict},
    network::admission::Gate,
    pool,
    rpc::Deps,
};
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use clap::Parser;
use futures::FutureExt;
use sc_cli::SubstrateCli;
use sc_network::{
    config::{
        ed25519, FullNetworkConfiguration, IncomingRequest, MultiaddrWithPeerId,
        NetworkConfiguration, NodeKeyConfig, NotificationHandshake, OutgoingResponse, Params, Role,
        Secret,
    },
    service::traits::{
        NetworkService, NotificationEvent, NotificationService, PeerStore, ValidationResult,
    },
    IfDisconnected, Litep2pNetworkBackend as Litep2p, NetworkBackend, NotificationMetrics, PeerId,
    ProtocolName, RequestFailure,
};
use sc_service::{config::ExecutorConfiguration, Configuration};
use sc_utils::mpsc::tracing_unbounded;
use sp_consensus::NoNetwork;
use sp_core::storage::Storage;
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;

const BLOCKS: &str = "/test/blocks";
pub const ANNOUNCES: &str = "/test/announces";

/// A development chain in a folder that is removed at the end, and the configuration of its node.
pub fn new_chain() -> (TempDir, Configuration, Chain<AuraGrandpa>) {
    new_chain_with(&[], |_| {})
}

/// The same with more on the command line, and with another configuration.
pub fn new_chain_with(
    options: &[&str],
    change: impl FnOnce(&mut Configuration),
) -> (TempDir, Configuration, Chain<AuraGrandpa>) {
    new_chain_of(options, change)
}

/// The same with another consensus.
pub fn new_chain_of<C: Consensus>(
    options: &[&str],
    change: impl FnOnce(&mut Configuration),
) -> (TempDir, Configuration, Chain<C>) {
    let folder = tempfile::tempdir().unwrap();
    let base_path = folder.path().to_str().unwrap();
    let command = ["chaos-node", "--dev", "--base-path", base_path];
    let cli = Cli::parse_from(command.iter().chain(options));
    let tokio = tokio::runtime::Handle::current();
    let mut config = cli.create_configuration(&cli.run, tokio).unwrap();
    change(&mut config);
    let options = pool::pool_options(&cli.run.pool_config, true);
    let chain = chain::open(&config, options).unwrap();
    (folder, config, chain)
}

/// The first state of the development chain.
pub fn genesis() -> Storage {
    let chain_spec = chain_spec::load("dev").unwrap();
    let executor = executor::new(&ExecutorConfiguration::default());
    executor::genesis::storage(&chain_spec, &executor).unwrap()
}

/// What JSON-RPC needs of a node without a network.
pub fn rpc_deps<C: Consensus>(chain: &Chain<C>) -> Deps {
    let (system, _) = tracing_unbounded("system", 1);
    Deps {
        client: chain.client.clone(),
        pool: chain.transaction_pool.clone(),
        backend: chain.backend.clone(),
        system,
        sync: Arc::new(NoNetwork),
        subscriptions: Arc::new(chain.task_manager.spawn_handle()),
    }
}

/// A check with the same answer for every header.
pub struct FixedCheck {
    pub verdict: Verdict,
    pub highest: Option<BlockNumber>,
    pub turn: Option<Turn>,
}

impl FixedCheck {
    pub fn new(verdict: Verdict) -> Self {
        Self {
            verdict,
            highest: None,
            turn: None,
        }
    }
}

impl CheckHeader for FixedCheck {
    fn check_turn(&self, _: &Header) -> (Verdict, Option<Turn>) {
        (self.verdict, self.turn.clone())
    }

    fn highest(&self) -> Option<BlockNumber> {
        self.highest
    }
}

pub struct Node {
    pub network: Arc<dyn NetworkService>,
    /// The streams of announces that open and close.
    pub streams: async_channel::Receiver<Stream>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Stream {
    Opened(PeerId),
    Closed(PeerId),
}

/// How a node announces blocks.
pub struct Announces {
    pub protocol: ProtocolName,
    pub handshake: Option<NotificationHandshake>,
    /// What whoever opens a stream is told.
    pub greeting: Vec<Vec<u8>>,
}

impl Node {
    /// Start a node that knows `known`, behind `gate` if there is one.
    pub fn start(
        config: NetworkConfiguration,
        known: Option<MultiaddrWithPeerId>,
        gate: Option<&Gate>,
    ) -> Self {
        let announces = Announces {
            protocol: ANNOUNCES.into(),
            handshake: None,
            greeting: vec![],
        };
        Self::announcing(announces, config, known, gate)
    }

    /// The same, with announcements of its own.
    pub fn announcing(
        announces: Announces,
        mut config: NetworkConfiguration,
        known: Option<MultiaddrWithPeerId>,
        gate: Option<&Gate>,
    ) -> Self {
        let Announces {
            protocol,
            handshake,
            greeting,
        } = announces;
        config.boot_nodes = known.into_iter().collect();
        let mut network_config =
            FullNetworkConfiguration::<Block, Hash, Litep2p>::new(&config, None);
        let spawn = |task| drop(tokio::spawn(task));

        let (answers, requests) = async_channel::bounded(8);
        let mut blocks = <Litep2p as NetworkBackend<Block, Hash>>::request_response_config(
            BLOCKS.into(),
            vec![],
            1024,
            1024,
            Duration::from_secs(10),
            Some(answers),
        );
        let mut store = network_config.peer_store_handle();
        if let Some(gate) = gate {
            spawn(gate.guard::<Litep2p>(&mut blocks, "block"));
            store = gate.before(store);
        }
        spawn(answer(requests).boxed());
        network_config.add_request_response_protocol(blocks);
        let (block_announce_config, announces) =
            <Litep2p as NetworkBackend<Block, Hash>>::notification_config(
                protocol,
                vec![],
                1024,
                handshake,
                config.default_peers_set.clone(),
                NotificationMetrics::new(None),
                store,
            );
        spawn(network_config.take_peer_store().run().boxed());
        let backend = <Litep2p as NetworkBackend<Block, Hash>>::new(Params {
            role: Role::Full,
            executor: Box::new(|task| drop(tokio::spawn(task))),
            network_config,
            protocol_id: "test".into(),
            genesis_hash: Hash::zero(),
            fork_id: None,
            metrics_registry: None,
            block_announce_config,
            ipfs_config: None,
            notification_metrics: NotificationMetrics::new(None),
        })
        .unwrap();
        let network = NetworkBackend::<Block, Hash>::network_service(&backend);
        spawn(NetworkBackend::<Block, Hash>::run(backend).boxed());
        let (events, streams) = async_channel::unbounded();
        spawn(watch(announces, greeting, events).boxed());
        Self { network, streams }
    }

    /// Where it listens first, and who it is.
    pub fn address(&self) -> MultiaddrWithPeerId {
        MultiaddrWithPeerId {
            multiaddr: self.network.listen_addresses()[0].clone(),
            peer_id: self.network.local_peer_id(),
        }
    }

    /// What `peer` answers.
    pub async fn ask(&self, peer: PeerId) -> Result<Vec<u8>, RequestFailure> {
        let connect = IfDisconnected::TryConnect;
        let asking = self
            .network
            .request(peer, BLOCKS.into(), vec![], None, connect);
        asking.await.map(|(response, _)| response)
    }
}

/// Accept whom the network lets through, and say so.
async fn watch(
    mut announces: Box<dyn NotificationService>,
    greeting: Vec<Vec<u8>>,
    streams: async_channel::Sender<Stream>,
) {
    while let Some(event) = announces.next_event().await {
        let stream = match event {
            NotificationEvent::ValidateInboundSubstream { result_tx, .. } => {
                let _ = result_tx.send(ValidationResult::Accept);
                continue;
            }
            NotificationEvent::NotificationStreamOpened { peer, .. } => Stream::Opened(peer),
            NotificationEvent::NotificationStreamClosed { peer } => Stream::Closed(peer),
            NotificationEvent::NotificationReceived { .. } => continue,
        };
        let opened = match &stream {
            Stream::Opened(peer) => Some(*peer),
            Stream::Closed(_) => None,
        };
        let _ = streams.send(stream).await;
        if let Some(peer) = opened {
            for notification in &greeting {
                // Whoever has closed the stream wants to hear no more.
                let _ = announces
                    .send_async_notification(&peer, notification.clone())
                    .await;
            }
        }
    }
}

/// The configuration of a node with `key`.
pub fn config(key: [u8; 32]) -> NetworkConfiguration {
    NetworkConfiguration {
        node_key: secret(key),
        ..NetworkConfiguration::new_local()
    }
}

fn secret(key: [u8; 32]) -> NodeKeyConfig {
    NodeKeyConfig::Ed25519(Secret::Input(
        ed25519::SecretKey::try_from_bytes(key).unwrap(),
    ))
}

pub fn peer_id(key: [u8; 32]) -> PeerId {
    let keypair = secret(key).into_keypair().unwrap();
    keypair.public().to_peer_id()
}

async fn answer(requests: async_channel::Receiver<IncomingRequest>) {
    while let Ok(request) = requests.recv().await {
        let _ = request.pending_response.send(OutgoingResponse {
            result: Ok(b"blocks".to_vec()),
            reputation_changes: vec![],
            sent_feedback: None,
        });
    }
}
