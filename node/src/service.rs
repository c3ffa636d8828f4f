//! A node, put together from its parts.
//!
//! Nothing here knows how blocks are made or made final: that is the [`Consensus`].

use crate::{
    consensus::{Consensus, ImportParams, StartParams},
    outsiders::SharedExecutor,
    rpc,
    rpc::server::RpcLimits,
    signatures,
    signatures::SignaturesFirst,
    transactions,
};
use announces::Announces;
use chaos_primitives::{Block, Hash};
use chaos_runtime::{apis::RuntimeApi, configs::contracts::HEAP_PAGES};
use futures::FutureExt;
use network::Network;
use sc_client_api::{Backend as _, BlockBackend};
use sc_consensus::{DefaultImportQueue, LongestChain};
use sc_executor::{sp_wasm_interface::ExtendedHostFunctions, HeapAllocStrategy, WasmExecutor};
use sc_network::config::FullNetworkConfiguration;
use sc_network_sync::{block_announces_protocol_name, SyncEventStream};
use sc_service::{
    config::ExecutorConfiguration, error::Error as ServiceError, BuildNetworkParams, Configuration,
    PartialComponents, TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::{Options as PoolOptions, TransactionPoolHandle};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

mod admission;
mod announces;
mod claims;
mod ip_filter;
mod metrics;
mod network;
mod preflight;
mod requests;
mod runtime_cache;
mod sifted;
mod tasks;
#[cfg(test)]
pub mod testing;

pub use ip_filter::{IpFilter, IpFilterParams};

#[cfg(not(feature = "runtime-benchmarks"))]
type StockHostFunctions = sp_io::SubstrateHostFunctions;
#[cfg(feature = "runtime-benchmarks")]
type StockHostFunctions = (
    sp_io::SubstrateHostFunctions,
    frame_benchmarking::benchmarking::HostFunctions,
);

/// What the runtime may call of the node.
type HostFunctions = ExtendedHostFunctions<StockHostFunctions, signatures::HostFunctions>;

/// Executes the runtime.
pub type Executor = SharedExecutor<WasmExecutor<HostFunctions>>;
/// Reads and writes the chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// Which of several heads to build on: that of the longest chain that has what is final.
pub type FullSelectChain = LongestChain<FullBackend, Block>;
/// The transactions that wait for a block.
pub type FullPool = TransactionPoolHandle<Block, FullClient>;

/// The blocks that wait to be imported.
pub type FullImportQueue = SignaturesFirst<DefaultImportQueue<Block>>;

/// The parts that every command needs which works on the chain.
pub type Partial<C> = PartialComponents<
    FullClient,
    FullBackend,
    FullSelectChain,
    FullImportQueue,
    FullPool,
    (<C as Consensus>::Link, Option<Telemetry>),
>;

/// Open the database and what reads and writes it. Without `pool_options` the pool is the SDK's.
pub fn new_partial<C: Consensus>(
    config: &Configuration,
    pool_options: Option<PoolOptions>,
) -> Result<Partial<C>, ServiceError> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;

    let executor = executor(&config.executor);
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts::<Block, RuntimeApi, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor.clone(),
            Vec::new(),
        )?;
    let client = Arc::new(client);
    preflight::check_genesis(config, &client, &executor)?;

    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager
            .spawn_handle()
            .spawn("telemetry", None, worker.run());
        telemetry
    });
    let select_chain = LongestChain::new(backend.clone());
    let pool_tasks = task_manager.spawn_essential_handle();
    let is_authority = config.role.is_authority();
    let transaction_pool: Arc<FullPool> = Arc::new(match pool_options {
        Some(options) => transactions::pool(
            options,
            is_authority,
            client.clone(),
            pool_tasks,
            config.prometheus_registry(),
        ),
        None => sc_transaction_pool::Builder::new(pool_tasks, client.clone(), is_authority.into())
            .with_options(config.transaction_pool.clone())
            .with_prometheus(config.prometheus_registry())
            .build(),
    });
    let (import_queue, link) = C::import_queue(ImportParams {
        config,
        client: client.clone(),
        select_chain: select_chain.clone(),
        transaction_pool: transaction_pool.clone(),
        task_manager: &task_manager,
        telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
    })?;
    let import_queue = SignaturesFirst::new(
        import_queue,
        client.clone(),
        C::header_check(client.clone()),
        &task_manager.spawn_essential_handle(),
    );

    Ok(PartialComponents {
        client,
        backend,
        task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: (link, telemetry),
    })
}

/// Start a node: its network, its RPC, and its part in the consensus.
pub async fn new_full<C, N>(
    mut config: Configuration,
    pool_options: Option<PoolOptions>,
    ip_filter: Option<IpFilter>,
    rpc_limits: RpcLimits,
) -> Result<TaskManager, ServiceError>
where
    C: Consensus,
    N: admission::Backend,
{
    preflight::check_node_key(&config)?;
    preflight::check_ports(&mut config)?;
    if let Some(ip_filter) = &ip_filter {
        ip_filter.prepare(&mut config.network).await?;
    }
    let PartialComponents {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        select_chain,
        transaction_pool,
        other: (link, mut telemetry),
    } = new_partial::<C>(&config, pool_options)?;

    let genesis_hash = client
        .block_hash(0)?
        .ok_or_else(|| "the database has no genesis block".to_string())?;
    let extensions = crate::chain_spec::Extensions::of(&*config.chain_spec);
    let gate = admission::gate(&mut config, &client, extensions.permissioned)?;
    let mut net_config = FullNetworkConfiguration::<Block, Hash, N>::new(
        &config.network,
        config.prometheus_registry().cloned(),
    );
    let metrics = N::register_notification_metrics(config.prometheus_registry());
    let peer_store = match &gate {
        Some(gate) => gate.before(net_config.peer_store_handle()),
        None => net_config.peer_store_handle(),
    };
    let (link, warp_sync_config) = C::join_network::<N>(
        link,
        &config,
        genesis_hash,
        backend.clone(),
        metrics.clone(),
        peer_store,
        &mut net_config,
    );

    let check = C::header_check(client.clone());
    let announces = Announces::new(check.clone());
    let validator = announces.validator();
    let gossiped = Arc::new(transactions::Gossiped::new(transaction_pool.clone()));
    let network_params = BuildNetworkParams {
        config: &config,
        net_config,
        client: client.clone(),
        transaction_pool: gossiped.clone(),
        spawn_handle: task_manager.spawn_handle(),
        spawn_essential_handle: task_manager.spawn_essential_handle(),
        import_queue,
        block_announce_validator_builder: Some(Box::new(|_| validator)),
        warp_sync_config,
        block_relay: None,
        metrics,
        gap_sync_body_policy: None,
    };
    let Network {
        service: network,
        system_rpc: system,
        transactions: teller,
        sync: sync_service,
    } = network::build(network_params, check, gate.as_ref())?;
    announces.ask(sync_service.clone());
    task_manager.spawn_handle().spawn(
        "gossiped-transactions",
        Some("networking"),
        gossiped.follow(sync_service.event_stream("gossiped-transactions")),
    );
    if let Some(ip_filter) = ip_filter {
        ip_filter.start(
            network.clone(),
            &task_manager.spawn_essential_handle(),
            config.prometheus_registry(),
        )?;
    }
    if let Some(gate) = gate {
        let block_announces =
            block_announces_protocol_name(genesis_hash, config.chain_spec.fork_id());
        task_manager.spawn_essential_handle().spawn_blocking(
            "admission",
            Some("networking"),
            admission::follow(
                gate,
                client.clone(),
                admission::Connections::new(
                    network.clone(),
                    block_announces.into(),
                    &config.network,
                ),
            ),
        );
    }

    if let Some(registry) = config.prometheus_registry() {
        signatures::register_metrics(registry)?;
        task_manager.spawn_handle().spawn_blocking(
            "business-metrics",
            None,
            metrics::follow(metrics::Metrics::register(registry)?, client.clone()),
        );
    }

    if config.offchain_worker.enabled {
        let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
            runtime_api_provider: client.clone(),
            is_validator: config.role.is_authority(),
            keystore: Some(keystore_container.keystore()),
            offchain_db: backend.offchain_storage(),
            transaction_pool: Some(OffchainTransactionPoolFactory::new(
                transaction_pool.clone(),
            )),
            network_provider: Arc::new(network.clone()),
            // No pallet makes any.
            enable_http_requests: false,
            custom_extensions: |_| vec![],
        })?;
        task_manager.spawn_handle().spawn(
            "offchain-workers-runner",
            "offchain-worker",
            workers
                .run(client.clone(), task_manager.spawn_handle())
                .boxed(),
        );
    }

    let rpc_builder = {
        let (client, pool) = (client.clone(), transaction_pool.clone());
        let consensus_rpc = C::rpc(&link, backend.clone());
        Box::new(move |subscriptions| {
            let mut module = rpc::create(client.clone(), pool.clone())?;
            module
                .merge(consensus_rpc(subscriptions)?)
                .map_err(|error| ServiceError::Application(error.into()))?;
            Ok(module)
        })
    };

    let consensus = StartParams {
        role: config.role,
        node_name: config.network.node_name.clone(),
        force_authoring: config.force_authoring,
        disable_finality: config.disable_grandpa,
        extensions,
        prometheus_registry: config.prometheus_registry().cloned(),
        client: client.clone(),
        select_chain,
        transaction_pool: transaction_pool.clone(),
        keystore: keystore_container.keystore(),
        network: network.clone(),
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
    };

    let tasks = tasks::Params {
        config,
        client,
        backend,
        task_manager: &mut task_manager,
        keystore: keystore_container.keystore(),
        pool: transaction_pool,
        rpc_builder,
        network,
        system,
        teller,
        sync: sync_service,
        telemetry: telemetry.as_mut(),
    };
    tasks::spawn(tasks, &rpc_limits)?;

    C::start(link, &task_manager, consensus)?;
    Ok(task_manager)
}

/// The executor keeps what it compiled of the runtime on disk, so that a second start is quick.
///
/// Dry runs get as much memory as blocks, for which the chain's state says it.
fn executor(config: &ExecutorConfiguration) -> Executor {
    let pages = config.default_heap_pages.unwrap_or(HEAP_PAGES);
    let heap = HeapAllocStrategy::Static {
        extra_pages: pages as _,
    };
    let mut builder = WasmExecutor::builder()
        .with_execution_method(config.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.max_runtime_instances)
        .with_runtime_cache_size(config.runtime_cache_size);
    if let Some(folder) = runtime_cache::folder() {
        builder = builder.with_cache_path(folder);
    }
    SharedExecutor::new(builder.build())
}
