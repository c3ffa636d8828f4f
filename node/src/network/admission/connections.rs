//! Connects and disconnects peers when the list changes.

use super::{gate::Change, LOG_TARGET};
use sc_network::{
    config::{MultiaddrWithPeerId, NetworkConfiguration},
    service::traits::NetworkService,
    PeerId, ProtocolName,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The connections of a node.
pub struct Connections {
    network: Arc<dyn NetworkService>,
    /// The protocol that all others follow.
    block_announces: ProtocolName,
    /// The peers that the operator named, with an address of each.
    named: HashMap<PeerId, MultiaddrWithPeerId>,
    /// Those of them that are always to be connected.
    reserved: HashSet<PeerId>,
    /// Those of them that were disconnected.
    removed: HashSet<PeerId>,
}

impl Connections {
    pub fn new(
        network: Arc<dyn NetworkService>,
        block_announces: ProtocolName,
        config: &NetworkConfiguration,
    ) -> Self {
        let reserved = &config.default_peers_set.reserved_nodes;
        let named = config.boot_nodes.iter().chain(reserved);
        Self {
            network,
            block_announces,
            named: named.map(|node| (node.peer_id, node.clone())).collect(),
            reserved: reserved.iter().map(|node| node.peer_id).collect(),
            removed: HashSet::new(),
        }
    }

    pub fn apply(&mut self, change: Change) {
        for peer in change.gone {
            log::info!(target: LOG_TARGET, "🚪 Disconnecting {peer}, which is not admitted");
            // Reserved peers are not disconnected. The other protocols follow this one.
            self.network.remove_reserved_peer(peer);
            self.network
                .disconnect_peer(peer, self.block_announces.clone());
            if self.reserved.contains(&peer) {
                self.removed.insert(peer);
            }
        }
        for peer in change.come {
            let Some(node) = self.named.get(&peer) else {
                continue;
            };
            // The network has forgotten it if it could not be connected for an hour.
            self.network.add_known_address(peer, node.multiaddr.clone());
            if self.removed.remove(&peer) {
                if let Err(error) = self.network.add_reserved_peer(node.clone()) {
                    log::warn!(target: LOG_TARGET, "🚪 Cannot reserve {node} again: {error}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{config, Node, Stream, ANNOUNCES};
    use std::time::Duration;

    async fn next(node: &Node) -> Stream {
        let stream = tokio::time::timeout(Duration::from_secs(60), node.streams.recv());
        stream.await.expect("a stream opens or closes").unwrap()
    }

    fn change(gone: Option<PeerId>, come: Option<PeerId>) -> Change {
        Change {
            gone: gone.into_iter().collect(),
            come: come.into_iter().collect(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_reserved_node_that_is_admitted_again_is_connected_again() {
        let other = Node::start(config([2; 32]), None, None);
        let peer = other.network.local_peer_id();
        let mut config = config([1; 32]);
        config.default_peers_set.reserved_nodes = vec![other.address()];
        let node = Node::start(config.clone(), None, None);
        let mut connections = Connections::new(node.network.clone(), ANNOUNCES.into(), &config);
        assert_eq!(next(&node).await, Stream::Opened(peer));

        connections.apply(change(Some(peer), None));
        assert_eq!(next(&node).await, Stream::Closed(peer));
        connections.apply(change(None, Some(peer)));
        assert_eq!(next(&node).await, Stream::Opened(peer));
    }
}
