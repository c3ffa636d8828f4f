//! The gate in front of real networks. Who has none opens everything to everybody.

use super::*;
use crate::{
    network::admission::Connections,
    testing::{config, peer_id, Node, Stream, ANNOUNCES},
};
use sc_network::{config::NonReservedPeerMode, RequestFailure};

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
    let node = Node::start(config(keys[0]), None, Some(&gate));
    let members = Node::start(config(keys[1]), Some(node.address()), None);
    let outsiders = Node::start(config(keys[2]), Some(node.address()), None);

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
    let node = Node::start(config(keys[0]), None, Some(&gate));
    // It asks for a stream by itself, again and again.
    let outsiders = Node::start(config(keys[2]), Some(node.address()), None);
    while refusals(&gate, "connection") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let members_gate = metered(member, &[local, member]);
    let members = Node::start(config(keys[1]), Some(node.address()), Some(&members_gate));
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
    let node = Node::start(config(keys[0]), None, Some(&gate));
    let members = Node::start(config(keys[1]), Some(node.address()), None);
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Opened(member));
    assert_eq!(members.streams.recv().await.unwrap(), Stream::Opened(local));

    Connections::new(node.network.clone(), ANNOUNCES.into(), &config(keys[0]))
        .apply(gate.admit(membership(&[local])));
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Closed(member));
    assert_eq!(members.streams.recv().await.unwrap(), Stream::Closed(local));
}

/// By a node that connects to reserved peers alone.
#[tokio::test]
async fn a_reserved_node_that_was_removed_is_connected_when_it_is_admitted_again() {
    let keys = [[9; 32], [10; 32]];
    let [local, member] = keys.map(peer_id);
    let members = Node::start(config(keys[1]), None, None);
    let mut config = config(keys[0]);
    config.default_peers_set.reserved_nodes = vec![members.address()];
    config.default_peers_set.non_reserved_mode = NonReservedPeerMode::Deny;
    let gate = metered(local, &[local, member]);
    let node = Node::start(config.clone(), None, Some(&gate));
    let mut connections = Connections::new(node.network.clone(), ANNOUNCES.into(), &config);
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Opened(member));

    connections.apply(gate.admit(membership(&[local])));
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Closed(member));

    connections.apply(gate.admit(membership(&[local, member])));
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Opened(member));
}
