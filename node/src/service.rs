//! Puts a node together from its parts.
//!
//! It does not know how blocks are made or made final: the [`Consensus`] does.

use crate::{
    chain::{self, Chain},
    chain_spec::Extensions,
    consensus::{Consensus, JoinParams, StartParams},
    metrics,
    network::{
        self,
        addresses::IpFilter,
        admission,
        gossip::{block_announces::BlockAnnounces, propagation::PropagationRounds},
        Network, Protocols,
    },
    preflight,
    rpc::server::RpcLimits,
    signatures, tasks,
};
use futures::FutureExt;
use sc_client_api::{Backend as _, BlockBackend};
use sc_network_sync::{block_announces_protocol_name, SyncEventStream};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_transaction_pool::Options as PoolOptions;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

/// Start a node: its network, its RPC, and its part in the consensus.
pub async fn new_full<C, N>(
    mut config: Configuration,
    pool_options: Option<PoolOptions>,
    ip_filter: Option<IpFilter>,
    rpc_limits: RpcLimits,
) -> Result<TaskManager, ServiceError>
where
    C: Consensus,
    N: network::Backend,
{
    preflight::check_node_key(&config)?;
    preflight::check_ports(&mut config)?;
    if let Some(ip_filter) = &ip_filter {
        ip_filter.prepare(&mut config.network).await?;
    }
    let Chain {
        client,
        backend,
        mut task_manager,
        keystore,
        transaction_pool,
        import_queue,
        link,
        mut telemetry,
    } = chain::open::<C>(&config, pool_options)?;

    let genesis_hash = client
        .block_hash(0)?
        .ok_or_else(|| "the database has no genesis block".to_string())?;
    let extensions = Extensions::of(&*config.chain_spec);
    let gate = admission::gate(&mut config, &client, extensions.permissioned)?;
    let mut protocols = Protocols::<N>::new(&config, gate.clone(), task_manager.spawn_handle());
    let join = JoinParams {
        config: &config,
        genesis_hash,
        backend: backend.clone(),
    };
    let (joined, warp_sync) = C::join_network(link, join, &mut protocols)?;

    let check = C::header_check(client.clone(), config.role);
    let announces = BlockAnnounces::new(check.clone());
    let propagated = Arc::new(PropagationRounds::new(transaction_pool.clone()));
    let Network {
        service: network,
        system_rpc: system,
        transactions: broadcaster,
        sync: sync_service,
    } = network::build(network::Params {
        config: &config,
        protocols,
        client: client.clone(),
        transaction_pool: propagated.clone(),
        import_queue,
        check,
        announces: announces.validator(),
        warp_sync,
        task_manager: &task_manager,
    })?;
    announces.ask(sync_service.clone());
    task_manager.spawn_handle().spawn(
        "transaction-propagation",
        Some("networking"),
        propagated.follow(sync_service.event_stream("transaction-propagation")),
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
            keystore: Some(keystore.clone()),
            offchain_db: backend.offchain_storage(),
            transaction_pool: Some(OffchainTransactionPoolFactory::new(
                transaction_pool.clone(),
            )),
            network_provider: Arc::new(network.clone()),
            // No pallet makes HTTP requests.
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

    let consensus = StartParams {
        role: config.role,
        node_name: config.network.node_name.clone(),
        force_authoring: config.force_authoring,
        prometheus_registry: config.prometheus_registry().cloned(),
        client: client.clone(),
        transaction_pool: transaction_pool.clone(),
        keystore: keystore.clone(),
        network: network.clone(),
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
    };

    let tasks = tasks::Params {
        config,
        client,
        backend,
        task_manager: &mut task_manager,
        keystore,
        pool: transaction_pool,
        consensus_rpc: C::rpc(&joined),
        network,
        system,
        broadcaster,
        sync: sync_service,
        telemetry: telemetry.as_mut(),
    };
    tasks::spawn(tasks, &rpc_limits)?;

    C::start(joined, &task_manager, consensus)?;
    Ok(task_manager)
}
