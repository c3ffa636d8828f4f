//! Opens a chain: its database, and what reads and writes it. Every command that works on a chain begins here.

use crate::{
    client::{FullBackend, FullClient, FullPool},
    consensus::{Consensus, ImportParams},
    executor::{self, genesis, Executor},
    pool, preflight,
    signatures::{FullImportQueue, SignaturesFirst},
};
use chaos_primitives::Block;
use chaos_runtime::apis::RuntimeApi;
use sc_client_api::Backend;
use sc_service::{
    error::Error as ServiceError, BuildGenesisBlock, Configuration, GenesisBlockBuilder,
    TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::Options as PoolOptions;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// An open chain with the consensus `C`.
pub struct Chain<C: Consensus> {
    pub client: Arc<FullClient>,
    pub backend: Arc<FullBackend>,
    pub task_manager: TaskManager,
    pub keystore: KeystorePtr,
    pub transaction_pool: Arc<FullPool>,
    pub import_queue: FullImportQueue,
    /// What importing blocks hands on to the rest of the consensus.
    pub link: C::Link,
    pub telemetry: Option<Telemetry>,
}

/// Open the chain that `config` names. Without `pool_options` the pool is the SDK's.
pub fn open<C: Consensus>(
    config: &Configuration,
    pool_options: Option<PoolOptions>,
) -> Result<Chain<C>, ServiceError> {
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

    let executor = executor::new(&config.executor);
    let backend = sc_service::new_db_backend(config.db_config())?;
    let genesis_block = GenesisBlock {
        config,
        backend: backend.clone(),
        executor: executor.clone(),
    };
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor.clone(),
            backend,
            genesis_block,
            false,
        )?;
    let client = Arc::new(client);
    preflight::check_genesis(config, &client, &executor)?;
    preflight::check_consensus(&client, C::NAME)?;

    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager
            .spawn_handle()
            .spawn("telemetry", None, worker.run());
        telemetry
    });
    let pool_tasks = task_manager.spawn_essential_handle();
    let is_authority = config.role.is_authority();
    let transaction_pool: Arc<FullPool> = Arc::new(match pool_options {
        Some(options) => pool::new(
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
        backend: backend.clone(),
        transaction_pool: transaction_pool.clone(),
        task_manager: &task_manager,
        telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
    })?;
    let import_queue = SignaturesFirst::new(
        import_queue,
        client.clone(),
        C::header_check(client.clone(), config.role),
        &task_manager.spawn_essential_handle(),
    );

    Ok(Chain {
        client,
        backend,
        task_manager,
        keystore: keystore_container.keystore(),
        transaction_pool,
        import_queue,
        link,
        telemetry,
    })
}

/// The first block of a chain, which is made only if the database is empty.
struct GenesisBlock<'a> {
    config: &'a Configuration,
    backend: Arc<FullBackend>,
    executor: Executor,
}

impl BuildGenesisBlock<Block> for GenesisBlock<'_> {
    type BlockImportOperation = <FullBackend as Backend<Block>>::BlockImportOperation;

    fn build_genesis_block(self) -> sp_blockchain::Result<(Block, Self::BlockImportOperation)> {
        let Self {
            config,
            backend,
            executor,
        } = self;
        let storage = genesis::storage(&*config.chain_spec, &executor)
            .map_err(sp_blockchain::Error::Storage)?;
        let has_state = !config.no_genesis();
        GenesisBlockBuilder::<Block, _, _>::new_with_storage(storage, has_state, backend, executor)?
            .build_genesis_block()
    }
}
