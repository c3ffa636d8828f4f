//! The JSON-RPC namespaces that every node of the SDK has.

use super::{storage, Deps};
use crate::pool::NoRetry;
use jsonrpsee::RpcModule;
use sc_client_api::{Backend, HeaderBackend};
use sc_rpc::{
    author::{Author, AuthorApiServer},
    chain::ChainApiServer,
    offchain::{Offchain, OffchainApiServer},
    state::{ChildStateApiServer, StateApiServer},
    system::{System, SystemApiServer, SystemInfo},
    SubscriptionTaskExecutor,
};
use sc_rpc_spec_v2::{
    archive::{Archive, ArchiveApiServer},
    bitswap::{Bitswap, BitswapApiServer},
    chain_head::{ChainHead, ChainHeadApiServer, ChainHeadConfig},
    chain_spec::{ChainSpec, ChainSpecApiServer},
    transaction::{
        Transaction, TransactionApiServer, TransactionBroadcast, TransactionBroadcastApiServer,
        TransactionMetrics,
    },
};
use sc_service::{error::Error as ServiceError, Configuration};
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// Maximum number of transactions that a connection may broadcast at a time: the SDK's default.
const MAX_BROADCAST: usize = 16;

/// Maximum number of `chainHead_v1_follow` per connection: the minimum that the specification asks for,
const MAX_FOLLOWS: usize = 2;
/// and most events of one that wait for their reader. A follow begins with the blocks that are not final, of which
/// there may be 128, and forks.
const MAX_EVENTS: usize = 256;

/// What the namespaces need.
pub struct Standard<'a> {
    pub config: &'a Configuration,
    pub deps: &'a Deps,
    pub keystore: KeystorePtr,
    /// For `chainHead`, whose operations keep their threads until what they found is taken.
    pub operations: SubscriptionTaskExecutor,
}

impl Standard<'_> {
    pub fn create(self) -> Result<RpcModule<()>, ServiceError> {
        let Self {
            config,
            deps,
            keystore,
            operations,
        } = self;
        let Deps {
            client,
            pool,
            backend,
            system,
            sync,
            subscriptions: tasks,
        } = deps.clone();
        let spec = &config.chain_spec;
        let genesis = client.info().genesis_hash;
        let metrics = config
            .prometheus_registry()
            .map(TransactionMetrics::new)
            .transpose()?;
        let info = SystemInfo {
            chain_name: spec.name().into(),
            impl_name: config.impl_name.clone(),
            impl_version: config.impl_version.clone(),
            properties: spec.properties(),
            chain_type: spec.chain_type(),
        };
        let (state, child_state) = sc_rpc::state::new_full(client.clone(), tasks.clone(), None);
        let states_are_kept = config
            .state_pruning
            .as_ref()
            .is_some_and(|pruning| pruning.is_archive());

        let mut module = RpcModule::new(());
        let mut merge = |namespace: jsonrpsee::Methods| {
            module
                .merge(namespace)
                .map_err(|error| ServiceError::Application(error.into()))
        };
        let chain = sc_rpc::chain::new_full(client.clone(), tasks.clone());
        merge(chain.into_rpc().into())?;
        merge(state.into_rpc().into())?;
        merge(child_state.into_rpc().into())?;
        merge(System::new(info, system).into_rpc().into())?;
        let author = Author::new(client.clone(), pool.clone(), keystore, tasks.clone());
        merge(author.into_rpc().into())?;
        if let Some(storage) = backend.offchain_storage() {
            merge(Offchain::new(storage).into_rpc().into())?;
        }

        let chain_spec = ChainSpec::new(spec.name().into(), genesis, spec.properties());
        merge(chain_spec.into_rpc().into())?;
        let head = ChainHead::new(
            client.clone(),
            backend.clone(),
            operations,
            ChainHeadConfig {
                max_follow_subscriptions_per_connection: MAX_FOLLOWS,
                subscription_buffer_cap: MAX_EVENTS,
                ..ChainHeadConfig::default()
            },
        );
        merge(head.into_rpc().into())?;
        let watched = Transaction::new(client.clone(), pool.clone(), tasks.clone(), metrics);
        merge(watched.into_rpc().into())?;
        let pool = Arc::new(NoRetry::new(pool));
        let broadcast =
            TransactionBroadcast::new(client.clone(), pool, tasks.clone(), MAX_BROADCAST);
        merge(broadcast.into_rpc().into())?;
        merge(Bitswap::new(client.clone(), sync).into_rpc().into())?;
        if states_are_kept && config.blocks_pruning.is_archive() {
            merge(
                Archive::new(client.clone(), backend, genesis, tasks)
                    .into_rpc()
                    .into(),
            )?;
        }
        storage::replace(&mut module, client)?;
        Ok(module)
    }
}
