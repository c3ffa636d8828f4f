//! A node with a real network, chain and consensus, which strangers tell of blocks.

use super::*;
use crate::{
    consensus::{AuraGrandpa, Consensus},
    network::{self, gossip::propagation::PropagationRounds, Protocols},
    testing::{self, new_chain, Node, Stream},
};
use codec::Encode;
use sc_client_api::HeaderBackend;
use sc_network::{
    config::{MultiaddrWithPeerId, NotificationHandshake},
    Litep2pNetworkBackend as Litep2p,
};
use sc_network_sync::block_announces_protocol_name;
use sp_consensus_aura::{
    digests::CompatibleDigestItem, sr25519::AuthoritySignature, Slot, SlotDuration,
};
use sp_core::{sr25519, Pair};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob};
use sp_runtime::{Digest, DigestItem};
use sp_timestamp::Timestamp;

/// So many cut a validator off when they were all believed.
const FLOOD: u32 = 6_000;

/// As far ahead as the forged headers are.
const FAR: u32 = 1_000_000;

fn sealed(number: u32, parent: Hash, by: Sr25519Keyring) -> Header {
    let slot = Slot::from_timestamp(Timestamp::current(), SlotDuration::from_millis(1_000));
    let slot = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot);
    let digest = Digest { logs: vec![slot] };
    let mut header = Header::new(number, Hash::zero(), Hash::zero(), parent, digest);
    let signature: sr25519::Signature = by.pair().sign(header.hash().as_bytes());
    let seal = CompatibleDigestItem::<AuthoritySignature>::aura_seal(signature.into());
    header.digest.push(seal);
    header
}

/// Wait until a node of the development chain, of which Alice is the only author, disconnects a stranger who announces
/// these blocks, and say what reputation is left.
async fn assert_disconnected<T: Encode>(
    key: [u8; 32],
    announcements: impl FnOnce(Hash) -> Vec<T>,
) -> i32 {
    let (_folder, mut config, chain) = new_chain();
    config.network.listen_addresses = vec!["/ip4/127.0.0.1/tcp/0".parse().unwrap()];
    // No other node shall be found.
    config.network.transport = testing::config(key).transport;
    let genesis = chain.client.info().genesis_hash;
    let check = AuraGrandpa::header_check(chain.client.clone(), config.role);
    let announces = BlockAnnounces::new(check.clone());
    let spawner = chain.task_manager.spawn_handle();
    let network = network::build(network::Params {
        config: &config,
        protocols: Protocols::<Litep2p>::new(&config, None, spawner),
        client: chain.client.clone(),
        transaction_pool: Arc::new(PropagationRounds::new(chain.transaction_pool.clone())),
        import_queue: chain.import_queue,
        check,
        announces: announces.validator(),
        warp_sync: None,
        task_manager: &chain.task_manager,
    })
    .unwrap();
    announces.ask(network.sync.clone());

    let address = MultiaddrWithPeerId {
        multiaddr: network.service.listen_addresses()[0].clone(),
        peer_id: network.service.local_peer_id(),
    };
    // A full node that is at the genesis block.
    let handshake = (1u8, 0u32, genesis, genesis);
    let stranger = Node::announcing(
        testing::Announces {
            protocol: block_announces_protocol_name(genesis, config.chain_spec.fork_id()).into(),
            handshake: Some(NotificationHandshake::new(handshake)),
            greeting: announcements(genesis).iter().map(Encode::encode).collect(),
        },
        testing::config(key),
        Some(address),
        None,
    );
    let node = network.service.local_peer_id();
    let next = || async { stranger.streams.recv().await.unwrap() };
    assert_eq!(next().await, Stream::Opened(node));
    assert_eq!(next().await, Stream::Closed(node));
    let best = network.sync.status().await.unwrap().best_seen_block;
    assert_eq!(best, None, "it believes none of them");
    network.service.peer_reputation(&testing::peer_id(key))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_floods_a_node_with_headers_without_a_seal_is_disconnected() {
    let unsealed = |number, genesis| {
        let mut header = sealed(FAR + number, genesis, Alice);
        header.digest.logs.pop();
        header
    };
    let flood = |genesis| (0..FLOOD).map(|number| unsealed(number, genesis)).collect();
    assert_disconnected([11; 32], flood).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_seals_without_being_the_author_is_disconnected() {
    let forged = |genesis| vec![sealed(1, genesis, Bob)];
    assert_disconnected([12; 32], forged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_announces_what_is_no_block_is_banned() {
    // One byte without a length in front of it, which is no header.
    let junk = |_| vec![0u8; FLOOD as usize];
    assert!(assert_disconnected([13; 32], junk).await < -1_000_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_announces_a_genesis_block_is_banned() {
    let genesis = |genesis| vec![sealed(0, genesis, Alice); FLOOD as usize];
    assert!(assert_disconnected([14; 32], genesis).await < -1_000_000_000);
}
