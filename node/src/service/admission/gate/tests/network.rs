//! The gate in front of real networks, on the loopback interface. Who has none opens everything to everybody.

use super::*;
use sc_network::{
    config::{
        FullNetworkConfiguration, MultiaddrWithPeerId, NetworkConfiguration, NodeKeyConfig, Params,
        Role, Secret, SetConfig,
    },
    service::traits::{
        NetworkService, NotificationEvent, NotificationService, PeerStore, ValidationResult,
    },
    IfDisconnected, NotificationMetrics, RequestFailure,
};

const BLOCKS: &str = "/test/blocks";
const ANNOUNCES: &str = "/test/announces";

type NetworkConfig = FullNetworkConfiguration<Block, Hash, Litep2p>;

struct Node {
    network: Arc<dyn NetworkService>,
    /// The streams of announces that open and close.
    streams: async_channel::Receiver<Stream>,
}

#[derive(Debug, PartialEq, Eq)]
enum Stream {
    Opened(PeerId),
    Closed(PeerId),
}

impl Node {
    /// Start a node with `key` that knows `known`, behind `gate` if there is one.
    fn start(key: [u8; 32], known: Option<MultiaddrWithPeerId>, gate: Option<&Gate>) -> Self {
        let mut config = NetworkConfiguration::new_local();
        config.node_key = secret(key);
        config.boot_nodes = known.into_iter().collect();
        let mut network_config = NetworkConfig::new(&config, None);
        let spawn = |task| drop(tokio::spawn(task));

        let (answers, requests) = async_channel::bounded(8);
        let mut blocks = protocol(Some(answers));
        let mut store = network_config.peer_store_handle();
        if let Some(gate) = gate {
            spawn(gate.guard::<Litep2p>(&mut blocks, "block"));
            store = gate.before(store);
        }
        spawn(answer(requests).boxed());
        network_config.add_request_response_protocol(blocks);
        let (block_announce_config, announces) =
            <Litep2p as NetworkBackend<Block, Hash>>::notification_config(
                ANNOUNCES.into(),
                vec![],
                1024,
                None,
                SetConfig::default(),
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
        spawn(watch(announces, events).boxed());
        Self { network, streams }
    }

    fn address(&self) -> MultiaddrWithPeerId {
        MultiaddrWithPeerId {
            multiaddr: self.network.listen_addresses()[0].clone(),
            peer_id: self.network.local_peer_id(),
        }
    }

    async fn ask(&self, peer: PeerId) -> Result<Vec<u8>, RequestFailure> {
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
        let _ = streams.send(stream).await;
    }
}

fn secret(key: [u8; 32]) -> NodeKeyConfig {
    NodeKeyConfig::Ed25519(Secret::Input(
        sc_network::config::ed25519::SecretKey::try_from_bytes(key).unwrap(),
    ))
}

fn peer_id(key: [u8; 32]) -> PeerId {
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

/// How often the gate refused `what`.
fn refusals(gate: &Gate, what: &str) -> u64 {
    let refused = &gate.metrics.as_ref().unwrap().refused;
    refused.with_label_values(&[what]).get()
}

fn metered(local: PeerId, admitted: &[PeerId]) -> Gate {
    Gate::new(local, [], membership(admitted), Some(&Registry::new())).unwrap()
}

#[tokio::test]
async fn outsiders_get_no_response_until_they_are_admitted() {
    let keys = [[1; 32], [2; 32], [3; 32]];
    let [local, member, outsider] = keys.map(peer_id);
    let gate = metered(local, &[local, member]);
    let node = Node::start(keys[0], None, Some(&gate));
    let members = Node::start(keys[1], Some(node.address()), None);
    let outsiders = Node::start(keys[2], Some(node.address()), None);

    assert_eq!(members.ask(local).await.unwrap(), b"blocks");
    assert!(matches!(
        outsiders.ask(local).await,
        Err(RequestFailure::Refused)
    ));
    assert_eq!(refusals(&gate, "block"), 1);

    gate.admit(membership(&[local, outsider]));
    assert_eq!(outsiders.ask(local).await.unwrap(), b"blocks");
    assert!(members.ask(local).await.is_err());
}

#[tokio::test]
async fn outsiders_get_no_stream_until_they_are_admitted() {
    let keys = [[4; 32], [5; 32], [6; 32]];
    let [local, member, outsider] = keys.map(peer_id);
    let gate = metered(local, &[local, member]);
    let node = Node::start(keys[0], None, Some(&gate));
    // It asks for a stream by itself, again and again.
    let outsiders = Node::start(keys[2], Some(node.address()), None);
    while refusals(&gate, "connection") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let members_gate = metered(member, &[local, member]);
    let members = Node::start(keys[1], Some(node.address()), Some(&members_gate));
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Opened(member));
    assert_eq!(members.streams.recv().await.unwrap(), Stream::Opened(local));
    assert!(outsiders.streams.is_empty());

    gate.admit(membership(&[local, member, outsider]));
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Opened(outsider));
    assert_eq!(
        outsiders.streams.recv().await.unwrap(),
        Stream::Opened(local)
    );
}

#[tokio::test]
async fn who_is_removed_loses_its_stream() {
    let keys = [[7; 32], [8; 32]];
    let [local, member] = keys.map(peer_id);
    let gate = metered(local, &[local, member]);
    let node = Node::start(keys[0], None, Some(&gate));
    let members = Node::start(keys[1], Some(node.address()), None);
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Opened(member));
    assert_eq!(members.streams.recv().await.unwrap(), Stream::Opened(local));

    for peer in gate.admit(membership(&[local])) {
        node.network.remove_reserved_peer(peer);
        node.network.disconnect_peer(peer, ANNOUNCES.into());
    }
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Closed(member));
    assert_eq!(members.streams.recv().await.unwrap(), Stream::Closed(local));
}
