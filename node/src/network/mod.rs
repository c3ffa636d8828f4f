//! A network whose protocols of requests are bounded, and serve admitted peers alone where the chain says so.
//!
//! It is what [`sc_service::build_network`] makes, with [`bounds`] and perhaps a [`Gate`] in front of each
//! protocol, and with [`sifted`](super::sifted) notifications. That function hands the protocols of requests to the
//! network itself, where nothing can be put in between any more.

use super::{
    admission::{Backend, Gate},
    claims::Claims,
    requests::{self, bounds},
    sifted::{Announcements, Sifting, Transactions},
    FullClient, FullImportQueue, FullPool,
};
use crate::{
    consensus::CheckHeader,
    outsiders,
    transactions::{Gossiped, Teller, Told},
};
use chaos_primitives::{Block, Hash};
use futures::{future::BoxFuture, pin_mut, select, FutureExt, StreamExt};
use sc_client_api::{BlockBackend, BlockchainEvents, HeaderBackend};
use sc_consensus::ImportQueue;
use sc_network::{
    config::{FullNetworkConfiguration, Params, PeerStore, SyncMode},
    service::traits::{NetworkService, RequestResponseConfig},
    NetworkBackend, NetworkBlock, Roles,
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
use sc_service::{error::Error as ServiceError, BuildNetworkParams, TransactionPoolAdapter};
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedSender};
use sp_consensus::block_validation::DefaultBlockAnnounceValidator;
use sp_runtime::traits::Header;
use std::sync::Arc;

/// In the list of tasks, where the SDK has its own of the network.
const GROUP: Option<&str> = Some("networking");

/// What of a network the others need.
pub struct Network {
    pub service: Arc<dyn NetworkService>,
    pub system_rpc: TracingUnboundedSender<sc_rpc::system::Request<Block>>,
    pub transactions: Teller,
    pub sync: Arc<SyncingService<Block>>,
}

type NetworkParams<'a, N> =
    BuildNetworkParams<'a, Block, N, Gossiped<FullPool>, FullImportQueue, FullClient>;

/// Build the network of a chain, which everybody may sync unless there is a `gate`.
pub fn build<N: Backend>(
    params: NetworkParams<N>,
    check: Arc<dyn CheckHeader>,
    gate: Option<&Gate>,
) -> Result<Network, ServiceError> {
    let BuildNetworkParams {
        config,
        mut net_config,
        client,
        transaction_pool,
        spawn_handle,
        spawn_essential_handle,
        import_queue,
        warp_sync_config,
        metrics,
        gap_sync_body_policy,
        block_announce_validator_builder,
        // Nothing here has one.
        block_relay: _,
    } = params;
    let protocol_id = config.protocol_id();
    let fork_id = config.chain_spec.fork_id();
    let registry = config.prometheus_registry();
    let genesis_hash = client.info().genesis_hash;
    let peer_store = match gate {
        Some(gate) => gate.before(net_config.peer_store_handle()),
        None => net_config.peer_store_handle(),
    };
    let peers_hint = {
        let peers = &config.network.default_peers_set;
        (peers.in_peers + peers.out_peers) as usize + peers.reserved_nodes.len()
    };
    if config.network.ipfs_server {
        return Err(ServiceError::Other(
            "the chain has nothing to serve by --ipfs-server: leave it out".into(),
        ));
    }
    if client.requires_full_sync() && !matches!(config.network.sync_mode, SyncMode::Full) {
        return Err(ServiceError::Other(
            "a node that keeps all states has to sync all blocks: choose --sync full".into(),
        ));
    }

    // The protocols of requests, each with its guards. Who answers has a thread to itself: it is busy for as long
    // as it takes.
    let mut serve = |mut protocol: N::RequestResponseProtocolConfig,
                     what: &'static str,
                     check: requests::Check,
                     handler: BoxFuture<'static, ()>| {
        let name = protocol.protocol_name().clone();
        let guard = bounds::<N>(&mut protocol, what, check);
        spawn_handle.spawn("request-bounds", GROUP, guard);
        if let Some(gate) = gate {
            let guard = gate.guard::<N>(&mut protocol, what);
            spawn_handle.spawn("admission-guard", GROUP, guard);
        }
        spawn_handle.spawn_blocking(what, GROUP, handler);
        net_config.add_request_response_protocol(protocol);
        name
    };
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
    serve(
        protocol,
        "block-request-handler",
        requests::any,
        answer_blocks.boxed(),
    );
    let (states, protocol) =
        StateRequestHandler::new::<N>(&protocol_id, fork_id, client.clone(), peers_hint);
    let state_request_protocol_name = serve(
        protocol,
        "state-request-handler",
        requests::any,
        states.run().boxed(),
    );
    let warp_sync_protocol_name = match &warp_sync_config {
        Some(WarpSyncConfig::WithProvider(provider)) => {
            let (proofs, protocol) = WarpSyncRequestHandler::new::<_, N>(
                protocol_id.clone(),
                genesis_hash,
                fork_id,
                provider.clone(),
            );
            Some(serve(
                protocol,
                "warp-sync-request-handler",
                requests::any,
                proofs.run().boxed(),
            ))
        }
        _ => None,
    };
    let (proofs, protocol) =
        LightClientRequestHandler::new::<N>(&protocol_id, fork_id, client.clone());
    serve(
        protocol,
        "light-client-request-handler",
        requests::light,
        outsiders::task(proofs.run()).boxed(),
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
            gap_sync_body_policy: gap_sync_body_policy
                .unwrap_or_else(|| sc_service::default_gap_sync_body_policy(config.blocks_pruning)),
        },
        client.clone(),
        warp_sync_config,
        warp_sync_protocol_name,
    )?;
    let announces = match block_announce_validator_builder {
        Some(build) => build(client.clone()),
        None => Box::new(DefaultBlockAnnounceValidator),
    };
    // Of this, sync reads how many peers there may be and who is reserved, and has its protocol made as it says.
    let sifted = FullNetworkConfiguration::<Block, Hash, Sifting<N, Announcements>>::new(
        &net_config.network_config,
        None,
    );
    let (syncing, sync, block_announce_config) = SyncingEngine::new(
        Roles::from(&config.role),
        client.clone(),
        registry,
        metrics.clone(),
        &sifted,
        protocol_id.clone(),
        fork_id,
        announces,
        Box::new(Claims::new(strategy, check)),
        provider.handle(),
        import_queue.service(),
        peer_store.clone(),
    )?;
    spawn_essential_handle.spawn_blocking("syncing", None, syncing.run());
    let sync = Arc::new(sync);
    let (transactions, protocol) =
        TransactionsHandlerPrototype::new::<_, Block, Sifting<N, Transactions>>(
            protocol_id.clone(),
            genesis_hash,
            fork_id,
            metrics.clone(),
            peer_store,
        );
    net_config.add_notification_protocol(protocol);

    // The network, and those who work with it.
    let peers = net_config.take_peer_store();
    spawn_handle.spawn("peer-store", GROUP, peers.run());
    let has_boot_nodes = !config.network.boot_nodes.is_empty();
    let executor = spawn_handle.clone();
    let network = N::new(Params {
        role: config.role,
        executor: Box::new(move |task| executor.spawn("libp2p-node", GROUP, task)),
        network_config: net_config,
        genesis_hash,
        protocol_id,
        fork_id: fork_id.map(ToOwned::to_owned),
        metrics_registry: registry.cloned(),
        block_announce_config,
        ipfs_config: None,
        notification_metrics: metrics,
    })?;
    let service = network.network_service();
    let told = Arc::new(Told::new(TransactionPoolAdapter::new(
        transaction_pool,
        client.clone(),
    )));
    let (gossip, controller) =
        transactions.build(service.clone(), sync.clone(), told.clone(), registry)?;
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
        transactions: told.teller(controller),
        sync,
    })
}

/// Drive the network, and tell it what was imported and what is final.
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
