//! Starts what runs beside consensus and network: pool maintenance, metrics, telemetry, JSON-RPC.
//!
//! It does what [`sc_service::spawn_tasks`] does, but with this node's JSON-RPC [server](rpc::server): the SDK's does
//! not support its limits.

use crate::{
    client::{FullBackend, FullClient, FullPool},
    consensus::RpcBuilder,
    executor::external,
    network::gossip::broadcast::Broadcaster,
    rpc::{self, server::Asked},
};
use chaos_primitives::Block;
use codec::Encode;
use jsonrpsee::server::stop_channel;
use sc_client_api::{BlockBackend, HeaderBackend, StorageKey, StorageProvider, UsageProvider};
use sc_network::service::traits::NetworkService;
use sc_network_sync::SyncingService;
use sc_rpc_server::Server;
use sc_service::{
    config::PrometheusConfig, error::Error as ServiceError, Configuration, MetricsService,
    TaskManager,
};
use sc_telemetry::Telemetry;
use sc_transaction_pool_api::TransactionPool;
use sc_utils::mpsc::TracingUnboundedSender;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// Number of threads on which JSON-RPC calls wait for the disk and the runtime,
const RPC_THREADS: u32 = 128;
/// and on which `chainHead` operations wait, also for their reader. If they shared threads with everybody, one client
/// could hold up all. A connection may have 32 operations, so the connections of one address leave a fifth of them.
/// Threads are created on demand.
const OPERATION_THREADS: u32 = 1_024;

/// What the tasks need. Unlike with [`sc_service::SpawnTasksParams`], transactions are broadcast by this node's
/// [`Broadcaster`], and telemetry gets no `txpool.import`, a count in each second.
pub struct Params<'a> {
    pub config: Configuration,
    pub client: Arc<FullClient>,
    pub backend: Arc<FullBackend>,
    pub task_manager: &'a mut TaskManager,
    pub keystore: KeystorePtr,
    pub pool: Arc<FullPool>,
    pub consensus_rpc: RpcBuilder,
    pub network: Arc<dyn NetworkService>,
    pub system: TracingUnboundedSender<sc_rpc::system::Request<Block>>,
    pub broadcaster: Broadcaster,
    pub sync: Arc<SyncingService<Block>>,
    pub telemetry: Option<&'a mut Telemetry>,
}

/// Spawn the tasks, which run as long as the `task_manager`.
pub fn spawn(params: Params, limits: &rpc::server::RpcLimits) -> Result<(), ServiceError> {
    let Params {
        config,
        client,
        backend,
        task_manager,
        keystore,
        pool,
        consensus_rpc,
        network,
        system,
        broadcaster,
        sync,
        telemetry,
    } = params;
    let best = client.usage_info().chain;
    let seeds = config.dev_key_seed.iter().cloned().collect();
    sp_session::generate_initial_session_keys(
        client.clone(),
        best.best_hash,
        seeds,
        keystore.clone(),
    )
    .map_err(|error| ServiceError::Application(error.into()))?;

    let sysinfo = sc_sysinfo::gather_sysinfo();
    sc_sysinfo::print_sysinfo(&sysinfo);
    let telemetry = telemetry
        .map(|telemetry| {
            sc_service::init_telemetry(
                config.network.node_name.clone(),
                config.impl_name.clone(),
                config.impl_version.clone(),
                config.chain_spec.name().to_string(),
                config.role.is_authority(),
                network.clone(),
                client.clone(),
                telemetry,
                Some(sysinfo),
            )
        })
        .transpose()?;
    log::info!("📦 Highest known block at #{}", best.best_number);

    let tasks = task_manager.spawn_handle();
    tasks.spawn(
        "txpool-notifications",
        Some("transaction-pool"),
        sc_transaction_pool::notification_future(
            client.clone(),
            pool.clone(),
            config.transaction_pool.use_all_block_notifications(),
        ),
    );
    tasks.spawn(
        "on-transaction-imported",
        Some("transaction-pool"),
        broadcaster.run(pool.import_notification_stream()),
    );
    let metrics = match config.prometheus_config.clone() {
        Some(PrometheusConfig { port, registry }) => {
            let metrics = MetricsService::with_prometheus(
                telemetry,
                &registry,
                config.role,
                &config.network.node_name,
                &config.impl_version,
            )?;
            tasks.spawn("prometheus-endpoint", None, async move {
                let _ = substrate_prometheus_endpoint::init_prometheus(port, registry).await;
            });
            metrics
        }
        None => MetricsService::new(telemetry),
    };
    tasks.spawn(
        "telemetry-periodic-send",
        None,
        metrics.run(client.clone(), pool.clone(), network.clone(), sync.clone()),
    );

    let runtime = sc_service::create_rpc_runtime(RPC_THREADS)?;
    let threads = runtime.handle().clone();
    let operating = sc_service::create_rpc_runtime(OPERATION_THREADS)?;
    external::serve_on(&[&threads, operating.handle()]);
    let (stop, stopper) = stop_channel();
    let server = Server::new(stopper.clone(), Vec::new(), runtime);
    let operations = Server::new(stopper, Vec::new(), operating);
    let deps = rpc::Deps {
        client: client.clone(),
        pool,
        backend,
        system,
        sync: sync.clone(),
        subscriptions: server.spawn_handle(),
    };
    let mut module = rpc::standard::Standard {
        config: &config,
        deps: &deps,
        keystore,
        operations: operations.spawn_handle(),
    }
    .create()?;
    for namespaces in [rpc::create(&deps)?, consensus_rpc(&deps)?] {
        module
            .merge(namespaces)
            .map_err(|error| ServiceError::Application(error.into()))?;
    }
    rpc::server::start(
        &config.rpc,
        limits,
        config.prometheus_registry(),
        module,
        size_of(client.clone()),
        &threads,
        stop,
    )?;

    tasks.spawn(
        "informant",
        None,
        sc_informant::build(client, network, sync),
    );
    task_manager.keep_alive((config.base_path, server, operations));
    Ok(())
}

/// Reads the size of something. Errors are left to the method itself.
fn size_of(client: Arc<FullClient>) -> rpc::server::SizeOf {
    Arc::new(move |asked| match asked {
        Asked::Value(at, key) => {
            let at = at.unwrap_or_else(|| client.info().best_hash);
            let value = client.storage(at, &StorageKey(key.to_vec()));
            value.ok().flatten().map_or(0, |value| value.0.len())
        }
        Asked::Body(block) => {
            let body = client.block_body(block).ok().flatten();
            let bytes = body.iter().flatten().map(Encode::encoded_size);
            bytes.sum()
        }
    })
}
