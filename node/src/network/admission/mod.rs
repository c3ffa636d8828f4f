//! Restricts a permissioned chain to the peers that the chain has admitted.
//!
//! The [`Gate`] knows them, [`follow`] keeps it up to date with the chain, and the [network](super) puts it in front
//! of every protocol that gives away something about the chain:
//!
//! | protocol | how it is guarded |
//! | --- | --- |
//! | block announcements, transactions, GRANDPA | [`Gate::before`]; the last two also have no slot for a peer that the first refuses |
//! | requests for blocks and justifications, states, warp proofs, light client proofs | [`Gate::guard`] |
//! | Bitswap (`--ipfs-server`) | not available |
//! | ping, identify, Kademlia | open to everybody; they reveal who is on the network, and where |
//!
//! - The gate is in place before the network exists, with the list at the last final block in the database: nothing is
//!   served before.
//! - A peer that the chain removes gets no answer and no new stream as soon as the removal is final on this node. Its
//!   streams are closed then; it keeps what was sent before.
//! - Others serve a node by what they know; whom it connects to, it decides by what it knows itself. Where that may
//!   be out of date, because nothing became final for a while, it may also ask the boot nodes and reserved nodes that
//!   its operator named, or it could wait for ever for members who have left. It answers no requests of theirs, but
//!   they see its announcements until it has caught up.
//! - A failure never shortens the list: where it cannot be read, it stays as it was.

use crate::client::FullClient;
use chaos_primitives::{AccountId, BlockNumber};
use sc_chain_spec::ChainType;
use sc_client_api::HeaderBackend;
use sc_network::{
    config::{NetworkBackendType, NodeKeyConfig, Secret},
    PeerId,
};
use sc_service::{error::Error as ServiceError, Configuration};
use sp_core::hexdisplay::HexDisplay;

mod chain;
mod connections;
mod gate;

pub use chain::follow;
pub use connections::Connections;
#[cfg(test)]
pub use gate::Membership;
pub use gate::{Backend, Gate};

#[cfg(test)]
mod tests;

const LOG_TARGET: &str = "admission";

/// Log who this node is, and make its gate if the chain is `permissioned`.
pub fn gate(
    config: &mut Configuration,
    client: &FullClient,
    permissioned: bool,
) -> Result<Option<Gate>, ServiceError> {
    let local = local_peer_id(config)?;
    let info = client.info();
    let membership = chain::Reader::new(client).read(info.finalized_hash);
    let (level, introduction) = Introduction {
        local,
        block: info.finalized_number,
        admitted: membership.as_ref().ok().map(|membership| {
            let peers = &membership.peers;
            (peers.len(), peers.contains(&local))
        }),
        permissioned,
        is_development: config.chain_spec.chain_type() == ChainType::Development,
    }
    .text();
    log::log!(target: LOG_TARGET, level, "🚪 {introduction}");
    if !permissioned {
        return Ok(None);
    }

    let refuse = |why: String| ServiceError::Other(format!("this chain is permissioned: {why}"));
    if !matches!(config.network.network_backend, NetworkBackendType::Litep2p) {
        return Err(refuse(
            "use --network-backend litep2p, the only one that enforces it".into(),
        ));
    }
    if config.network.ipfs_server {
        return Err(refuse(
            "remove --ipfs-server, which serves everybody".into(),
        ));
    }
    let membership =
        membership.map_err(|error| refuse(format!("cannot read the admitted peers: {error}")))?;
    let network = &config.network;
    let named = network
        .boot_nodes
        .iter()
        .chain(&network.default_peers_set.reserved_nodes)
        .map(|node| node.peer_id);
    Gate::new(local, named, membership, config.prometheus_registry())
        .map(Some)
        .map_err(|error| ServiceError::Other(error.to_string()))
}

/// Who this node is. If its key is generated at each start, it is fixed here: otherwise the network would get another
/// one.
fn local_peer_id(config: &mut Configuration) -> Result<PeerId, ServiceError> {
    let keypair = config.network.node_key.clone().into_keypair()?;
    config.network.node_key = NodeKeyConfig::Ed25519(Secret::Input(keypair.secret()));
    Ok(keypair.public().to_peer_id())
}

/// What a node logs about itself when it starts.
struct Introduction {
    local: PeerId,
    /// The last final block that the node knows.
    block: BlockNumber,
    /// How many nodes are admitted at that block, and whether this one is. None where the runtime knows of
    /// no admission.
    admitted: Option<(usize, bool)>,
    permissioned: bool,
    /// Whether every new node starts a chain of its own.
    is_development: bool,
}

impl Introduction {
    fn text(&self) -> (log::Level, String) {
        let local = self.local;
        let bytes = local.to_bytes();
        let apply = format!(
            "To have it admitted, call nodeAdmission.apply(peerId, role, label) from the account of its \
             owner, with the peerId 0x{}, and leave it running until the maintainers have voted",
            HexDisplay::from(&bytes),
        );
        match self.admitted {
            Some((count, true)) => (
                log::Level::Info,
                format!("This node, {local}, is one of {count} that are admitted"),
            ),
            Some((count, false)) if self.permissioned => (
                log::Level::Warn,
                format!(
                    "This node, {local}, is not one of the {count} that are admitted at block #{}, the \
                     last that it knows to be final. If it was not admitted since, nobody serves it. \
                     {apply}",
                    self.block,
                ),
            ),
            Some((_, false)) if !self.is_development => (
                log::Level::Info,
                format!(
                    "This node, {local}, is not admitted. Everybody may sync this chain, but only \
                     validators that were admitted make blocks. {apply}"
                ),
            ),
            _ => (log::Level::Info, format!("This node is {local}")),
        }
    }
}
