//! The gate in front of real networks. Who has none opens everything to everybody.

use super::*;
use crate::service::testing::{config, peer_id, Node, Stream, ANNOUNCES};
use sc_network::RequestFailure;

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

    for peer in gate.admit(membership(&[local])) {
        node.network.remove_reserved_peer(peer);
        node.network.disconnect_peer(peer, ANNOUNCES.into());
    }
    assert_eq!(node.streams.recv().await.unwrap(), Stream::Closed(member));
    assert_eq!(members.streams.recv().await.unwrap(), Stream::Closed(local));
}
