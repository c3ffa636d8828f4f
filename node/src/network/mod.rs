//! The network of a chain: who may be in it ([`admission`]), from where ([`addresses`]), what nodes may ask of each
//! other ([`requests`]), what they tell each other ([`gossip`]), and what is believed of it ([`sync_strategy`]).
//!
//! It is what [`sc_service::build_network`] makes, with limits and perhaps a [`Gate`] in front of each request
//! protocol, and with filtered notifications. That function adds the request protocols itself, and leaves no room for
//! guards.
//!
//! A new request protocol is added in [`build`], by `add_requests`, or by `add_checked_requests` if some of its
//! requests deserve no answer; one of a consensus in its `join_network`. Each way puts the limits and the gate in front
//! of it.

pub mod addresses;
pub mod admission;
pub mod gossip;
mod requests;
mod sync_strategy;

pub use admission::Backend;

use crate::{
    client::{FullClient, FullPool},
    consensus::{self, Protocols as _},
    executor::external,
    headers::CheckHeader,
    signatures::FullImportQueue,
};
use admission::Gate;
use chaos_primitives::{Block, Hash};
use futures::{future::BoxFuture, pin_mut, select, FutureExt, StreamExt};
use gossip::{
    broadcast::{Broadcaster, TimedPool},
    notifications::{BlockAnnouncements, Filtered, SingleTransactions},
    propagation::PropagationRounds,
};
use sc_client_api::{BlockBackend, BlockchainEvents, HeaderBackend};
use sc_consensus::ImportQueue;
use sc_network::{
    config::{
        FullNetworkConfiguration, Params as BackendParams, PeerStore, PeerStoreProvider, SyncMode,
    },
    service::{
        traits::{NetworkService, RequestResponseConfig},
        NotificationMetrics,
    },
    NetworkBackend, NetworkBlock, ProtocolName, Roles,
};
use sc_network_light::light_client_requests::handler::LightClientRequestHandler;
use sc_network_sync::{
    block_relay_protocol::BlockRelayParams,
    block_request_handler::BlockRequestHandler,
    engine::SyncingEngine,
    service::network::NetworkServiceProvider,
    state_request_handler::StateRequestHandler,
    strategy::polkadot::{PolkadotSyncingStrategy, PolkadotSyncingStrategyConfig},
    warp_request_handler::RequestHandler as WarpSyncRequestHandler,
    SyncingService, WarpSyncConfig,
};
use sc_network_transactions::TransactionsHandlerPrototype;
use sc_service::{
    error::Error as ServiceError, Configuration, SpawnTaskHandle, TaskManager,
    TransactionPoolAdapter,
};
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedSender};
use sp_consensus::block_validation::BlockAnnounceValidator;
use sp_runtime::traits::Header;
use std::sync::Arc;
use sync_strategy::CautiousSync;

#[cfg(test)]
mod tests;

/// In the list of tasks, where the SDK has its own of the network.
const GROUP: Option<&str> = Some("networking");

/// What the rest of a node needs of its network.
pub struct Network {
    pub service: Arc<dyn NetworkService>,
    pub system_rpc: TracingUnboundedSender<sc_rpc::system::Request<Block>>,
    pub transactions: Broadcaster,
    pub sync: Arc<SyncingService<Block>>,
}

/// What a network is built of.
pub struct Params<'a, N: Backend> {
    pub config: &'a Configuration,
    /// Those of the consensus are already among them.
    pub protocols: Protocols<N>,
    pub client: Arc<FullClient>,
    pub transaction_pool: Arc<PropagationRounds<FullPool>>,
    pub import_queue: FullImportQueue,
    pub check: Arc<dyn CheckHeader>,
    pub announces: Box<dyn BlockAnnounceValidator<Block> + Send>,
    pub warp_sync: Option<WarpSyncConfig<Block>>,
    pub task_manager: &'a TaskManager,
}

/// The protocols of a network that is being built, each with its guards.
pub struct Protocols<N: Backend> {
    config: FullNetworkConfiguration<Block, Hash, N>,
    metrics: NotificationMetrics,
    gate: Option<Gate>,
    spawner: SpawnTaskHandle,
}

impl<N: Backend> Protocols<N> {
    /// No protocols yet. Without a `gate` everybody may sync the chain.
    pub fn new(config: &Configuration, gate: Option<Gate>, spawner: SpawnTaskHandle) -> Self {
        let registry = config.prometheus_registry();
        Self {
            config: FullNetworkConfiguration::new(&config.network, registry.cloned()),
            metrics: N::register_notification_metrics(registry),
            gate,
            spawner,
        }
    }

    /// Put the limits, and the gate if there is one, in front of the handler of a protocol's requests.
    fn guard(
        &self,
        protocol: &mut N::RequestResponseProtocolConfig,
        name: &'static str,
        check: requests::Check,
    ) {
        let bounds = requests::bounds::<N>(protocol, name, check);
        self.spawner.spawn("request-bounds", GROUP, bounds);
        if let Some(gate) = &self.gate {
            let guard = gate.guard::<N>(protocol, name);
            self.spawner.spawn("admission-guard", GROUP, guard);
        }
    }

    /// Add a protocol of which `check` says which requests deserve an answer. The handler gets a thread of its own,
    /// which it blocks.
    fn add_checked_requests(
        &mut self,
        mut protocol: N::RequestResponseProtocolConfig,
        name: &'static str,
        check: requests::Check,
        answer: BoxFuture<'static, ()>,
    ) -> ProtocolName {
        self.guard(&mut protocol, name, check);
        self.spawner.spawn_blocking(name, GROUP, answer);
        let protocol_name = protocol.protocol_name().clone();
        self.config.add_request_response_protocol(protocol);
        protocol_name
    }
}

impl<N: Backend> consensus::Protocols<N> for Protocols<N> {
    fn peer_store(&self) -> Arc<dyn PeerStoreProvider> {
        let store = self.config.peer_store_handle();
        match &self.gate {
            Some(gate) => gate.before(store),
            None => store,
        }
    }

    fn metrics(&self) -> NotificationMetrics {
        self.metrics.clone()
    }

    fn add_notifications(&mut self, protocol: N::NotificationProtocolConfig) {
        self.config.add_notification_protocol(protocol);
    }

    fn add_requests(
        &mut self,
        protocol: N::RequestResponseProtocolConfig,
        name: &'static str,
        answer: BoxFuture<'static, ()>,
    ) -> ProtocolName {
        self.add_checked_requests(protocol, name, requests::any, answer)
    }
}

/// Build the network of a chain.
pub fn build<N: Backend>(params: Params<N>) -> Result<Network, ServiceError> {
    let Params {
        config,
        mut protocols,
        client,
        transaction_pool,
        import_queue,
        check,
        announces,
        warp_sync,
        task_manager,
    } = params;
    let spawn_handle = task_manager.spawn_handle();
    let spawn_essential_handle = task_manager.spawn_essential_handle();
    let protocol_id = config.protocol_id();
    let fork_id = config.chain_spec.fork_id();
    let registry = config.prometheus_registry();
    let genesis_hash = client.info().genesis_hash;
    let metrics = protocols.metrics();
    let peer_store = protocols.peer_store();
    let peers_hint = {
        let peers = &config.network.default_peers_set;
        (peers.in_peers + peers.out_peers) as usize + peers.reserved_nodes.len()
    };
    if config.network.ipfs_server {
        return Err(ServiceError::Other(
            "this chain serves nothing over IPFS: remove --ipfs-server".into(),
        ));
    }
    check_sync_mode(
        config.network.sync_mode,
        client.requires_full_sync(),
        warp_sync.is_some(),
    )?;

    // The protocols of requests.
    let provider = NetworkServiceProvider::new();
    let BlockRelayParams {
        server: mut blocks,
        downloader: block_downloader,
        request_response_config: protocol,
    } = BlockRequestHandler::new::<N>(
        provider.handle(),
        &protocol_id,
        fork_id,
        client.clone(),
        peers_hint,
    );
    let answer_blocks = async move { blocks.run().await };
    protocols.add_requests(protocol, "block-request-handler", answer_blocks.boxed());
    let (states, protocol) =
        StateRequestHandler::new::<N>(&protocol_id, fork_id, client.clone(), peers_hint);
    let state_request_protocol_name =
        protocols.add_requests(protocol, "state-request-handler", states.run().boxed());
    let warp_sync_protocol_name = match &warp_sync {
        Some(WarpSyncConfig::WithProvider(provider)) => {
            let (proofs, protocol) = WarpSyncRequestHandler::new::<_, N>(
                protocol_id.clone(),
                genesis_hash,
                fork_id,
                provider.clone(),
            );
            let name = "warp-sync-request-handler";
            Some(protocols.add_requests(protocol, name, proofs.run().boxed()))
        }
        _ => None,
    };
    let (proofs, protocol) =
        LightClientRequestHandler::new::<N>(&protocol_id, fork_id, client.clone());
    protocols.add_checked_requests(
        protocol,
        "light-client-request-handler",
        requests::light,
        external::task(proofs.run()).boxed(),
    );

    // The protocols of notifications, each with the store of peers behind the gate.
    let strategy = PolkadotSyncingStrategy::new(
        PolkadotSyncingStrategyConfig {
            mode: config.network.sync_mode,
            max_parallel_downloads: config.network.max_parallel_downloads,
            max_blocks_per_request: config.network.max_blocks_per_request,
            min_peers_to_start_warp_sync: config.network.min_peers_to_start_warp_sync,
            metrics_registry: registry.cloned(),
            state_request_protocol_name,
            block_downloader,
            gap_sync_body_policy: sc_service::default_gap_sync_body_policy(config.blocks_pruning),
        },
        client.clone(),
        warp_sync,
        warp_sync_protocol_name,
    )?;
    // Of this, sync reads how many peers there may be and who is reserved, and has its protocol made as it says.
    let filtered = FullNetworkConfiguration::<Block, Hash, Filtered<N, BlockAnnouncements>>::new(
        &config.network,
        None,
    );
    let (syncing, sync, block_announce_config) = SyncingEngine::new(
        Roles::from(&config.role),
        client.clone(),
        registry,
        metrics.clone(),
        &filtered,
        protocol_id.clone(),
        fork_id,
        announces,
        Box::new(CautiousSync::new(strategy, check)),
        provider.handle(),
        import_queue.service(),
        peer_store.clone(),
    )?;
    spawn_essential_handle.spawn_blocking("syncing", None, syncing.run());
    let sync = Arc::new(sync);
    let (transactions, protocol) =
        TransactionsHandlerPrototype::new::<_, Block, Filtered<N, SingleTransactions>>(
            protocol_id.clone(),
            genesis_hash,
            fork_id,
            metrics.clone(),
            peer_store,
        );
    protocols.add_notifications(protocol);

    // The network, and those who work with it.
    let mut network_config = protocols.config;
    let peers = network_config.take_peer_store();
    spawn_handle.spawn("peer-store", GROUP, peers.run());
    let has_boot_nodes = !config.network.boot_nodes.is_empty();
    let executor = spawn_handle.clone();
    let network = N::new(BackendParams {
        role: config.role,
        executor: Box::new(move |task| executor.spawn("libp2p-node", GROUP, task)),
        network_config,
        genesis_hash,
        protocol_id,
        fork_id: fork_id.map(ToOwned::to_owned),
        metrics_registry: registry.cloned(),
        block_announce_config,
        ipfs_config: None,
        notification_metrics: metrics,
    })?;
    let service = network.network_service();
    let timed_pool = Arc::new(TimedPool::new(TransactionPoolAdapter::new(
        transaction_pool,
        client.clone(),
    )));
    let (gossip, controller) =
        transactions.build(service.clone(), sync.clone(), timed_pool.clone(), registry)?;
    spawn_handle.spawn_blocking("network-transactions-handler", GROUP, gossip.run());
    spawn_handle.spawn_blocking(
        "chain-sync-network-service-provider",
        GROUP,
        provider.run(Arc::new(service.clone())),
    );
    let importing = sync.clone();
    spawn_handle.spawn("import-queue", None, async move {
        import_queue.run(importing.as_ref()).await
    });
    let (system_rpc, system_requests) = tracing_unbounded("mpsc_system_rpc", 10_000);
    spawn_handle.spawn(
        "system-rpc-handler",
        GROUP,
        sc_service::build_system_rpc_future::<_, _, Hash>(
            config.role,
            service.clone(),
            sync.clone(),
            client.clone(),
            system_requests,
            has_boot_nodes,
        ),
    );
    spawn_essential_handle.spawn_blocking(
        "network-worker",
        GROUP,
        run(network, client, sync.clone(), config.announce_block),
    );
    Ok(Network {
        service,
        system_rpc,
        transactions: timed_pool.broadcaster(controller),
        sync,
    })
}

/// Refuse a way of syncing that an archive node or the consensus does not have.
fn check_sync_mode(
    mode: SyncMode,
    is_archive: bool,
    has_warp_sync: bool,
) -> Result<(), ServiceError> {
    let reason = match mode {
        SyncMode::Full => return Ok(()),
        _ if is_archive => "an archive node has to sync every block",
        SyncMode::Warp if !has_warp_sync => "the consensus of this chain has no warp sync",
        SyncMode::Warp | SyncMode::LightState { .. } => return Ok(()),
    };
    Err(ServiceError::Other(format!("{reason}: use --sync full")))
}

/// Run the network, and tell it which blocks are imported and final.
async fn run<N: NetworkBackend<Block, Hash>>(
    network: N,
    client: Arc<FullClient>,
    sync: Arc<SyncingService<Block>>,
    announce_imported: bool,
) {
    let mut imported = client.import_notification_stream().fuse();
    let mut finalized = client.finality_notification_stream().fuse();
    let network = network.run().fuse();
    pin_mut!(network);
    loop {
        select! {
            block = imported.next() => {
                let Some(block) = block else { return };
                if announce_imported {
                    sync.announce_block(block.hash, None);
                }
                if block.is_new_best {
                    sync.new_best_block_imported(block.hash, *block.header.number());
                }
            }
            block = finalized.select_next_some() => {
                sync.on_block_finalized(block.hash, block.header);
            }
            _ = network => return,
        }
    }
}
