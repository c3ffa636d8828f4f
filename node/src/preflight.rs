//! Checks before a node starts, for operator mistakes that the libraries below would not notice.

use crate::{
    client::FullClient,
    executor::{genesis, Executor},
};
use chaos_primitives::{Block, Hash};
use sc_client_api::AuxStore;
use sc_network::{
    config::{NodeKeyConfig, Secret},
    multiaddr::Protocol,
};
use sc_service::{error::Error as ServiceError, Configuration};
use sp_blockchain::HeaderBackend;
use sp_runtime::{
    traits::{Hash as _, HashingFor},
    StateVersion,
};
use std::{
    io::ErrorKind,
    net::{IpAddr, SocketAddr, TcpListener},
};

/// Where the database keeps a hash of the chain spec that it was last opened with.
const CHAIN_SPEC_KEY: &[u8] = b"chaos/chain-spec";

/// Where the database keeps the name of the consensus that its blocks are made by.
const CONSENSUS_KEY: &[u8] = b"chaos/consensus";

/// Refuse a database that belongs to another chain with the same id.
///
/// Computing the genesis block of a chain spec takes seconds, so it is done only if the chain spec is not identical to
/// the one that the database was last opened with.
pub fn check_genesis(
    config: &Configuration,
    client: &FullClient,
    executor: &Executor,
) -> Result<(), ServiceError> {
    let spec = config
        .chain_spec
        .as_json(false)
        .map_err(ServiceError::Other)?;
    let fingerprint = sp_io::hashing::blake2_256(spec.as_bytes());
    let known = client.get_aux(CHAIN_SPEC_KEY)?;
    if known.as_deref() == Some(&fingerprint[..]) {
        return Ok(());
    }
    let info = client.info();
    let is_new = known.is_none() && info.best_number == 0;
    if !is_new {
        let expected = genesis_hash(config, executor)?;
        if info.genesis_hash != expected {
            let path = config
                .database
                .path()
                .map(|path| path.display().to_string());
            return Err(ServiceError::Other(format!(
                "the database {} belongs to another chain: its genesis block is {:?}, that of the \
                 chain spec `{}` is {expected:?}. Choose another --base-path, or remove it with \
                 purge-chain",
                path.unwrap_or_default(),
                info.genesis_hash,
                config.chain_spec.id(),
            )));
        }
    }
    client.insert_aux(&[(CHAIN_SPEC_KEY, &fingerprint[..])], &[])?;
    Ok(())
}

/// Refuse a database whose blocks were made by another consensus. That is not in the genesis: each may have made blocks
/// final that the other knows nothing of.
pub fn check_consensus(client: &FullClient, name: &str) -> Result<(), ServiceError> {
    match client.get_aux(CONSENSUS_KEY)? {
        None => client.insert_aux(&[(CONSENSUS_KEY, name.as_bytes())], &[])?,
        Some(known) if known == name.as_bytes() => {}
        Some(known) => {
            return Err(ServiceError::Other(format!(
                "the blocks of this database were made by the consensus `{}`, and the chain spec \
                 names `{name}`. Choose another --base-path, or remove the database with \
                 purge-chain",
                String::from_utf8_lossy(&known),
            )))
        }
    }
    Ok(())
}

fn genesis_hash(config: &Configuration, executor: &Executor) -> Result<Hash, ServiceError> {
    let storage = genesis::storage(&*config.chain_spec, executor).map_err(ServiceError::Other)?;
    let version =
        sc_chain_spec::resolve_state_version_from_wasm::<_, HashingFor<Block>>(&storage, executor)?;
    let root = state_root(storage.top.into_iter().collect(), version);
    let block = sc_chain_spec::construct_genesis_block::<Block>(root, version);
    Ok(sp_runtime::traits::Block::hash(&block))
}

fn state_root(entries: Vec<(Vec<u8>, Vec<u8>)>, version: StateVersion) -> Hash {
    HashingFor::<Block>::trie_root(entries, version)
}

/// Refuse a network key that cannot be read, before anything runs that would have to be stopped. If the file does not
/// exist, the network creates it with a new key.
pub fn check_node_key(config: &Configuration) -> Result<(), ServiceError> {
    let NodeKeyConfig::Ed25519(secret) = &config.network.node_key;
    let Secret::File(path) = secret else {
        return Ok(());
    };
    if !path.exists() {
        return Ok(());
    }
    config
        .network
        .node_key
        .clone()
        .into_keypair()
        .map(drop)
        .map_err(|error| ServiceError::Other(format!("network key {}: {error}", path.display())))
}

/// Refuse to start if another program listens on a port: the libraries below would go on with a random port, or without
/// one. JSON-RPC refuses, too, if another program takes the port in the meantime.
pub fn check_ports(config: &mut Configuration) -> Result<(), ServiceError> {
    for endpoint in config.rpc.addr.iter_mut().flatten() {
        endpoint.retry_random_port = false;
    }
    let mut wanted: Vec<(&str, SocketAddr)> = Vec::new();
    match &config.rpc.addr {
        Some(endpoints) => wanted.extend(
            endpoints
                .iter()
                .map(|endpoint| ("--rpc-port", endpoint.listen_addr)),
        ),
        None => wanted.push(("--rpc-port", ([127, 0, 0, 1], config.rpc.port).into())),
    }
    if let Some(prometheus) = &config.prometheus_config {
        wanted.push(("--prometheus-port", prometheus.port));
    }
    wanted.extend(
        config
            .network
            .listen_addresses
            .iter()
            .filter_map(|address| tcp_socket(address.iter()))
            .map(|address| ("--port", address)),
    );
    for (option, address) in wanted {
        let trouble = match TcpListener::bind(address).map_err(|error| error.kind()) {
            Err(ErrorKind::AddrInUse) => "is in use by another program",
            Err(ErrorKind::PermissionDenied) => "needs privileges that this user does not have",
            // Other errors are not about the port: a machine without IPv6, say.
            _ => continue,
        };
        return Err(ServiceError::Other(format!(
            "{address} {trouble}; choose another {option}"
        )));
    }
    Ok(())
}

fn tcp_socket<'a>(mut address: impl Iterator<Item = Protocol<'a>>) -> Option<SocketAddr> {
    let ip: IpAddr = match address.next()? {
        Protocol::Ip4(ip) => ip.into(),
        Protocol::Ip6(ip) => ip.into(),
        _ => return None,
    };
    match address.next()? {
        Protocol::Tcp(port) => Some((ip, port).into()),
        _ => None,
    }
}
