//! How blocks are made and made final, behind one trait: the node is put together in
//! [`crate::service`] without knowing which consensus it is.

mod aura_grandpa;
mod equivocation;
mod seal;
#[cfg(test)]
pub mod testing;

pub use aura_grandpa::AuraGrandpa;

use crate::{
    chain_spec::Extensions,
    service::{FullBackend, FullClient, FullPool, FullSelectChain},
};
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use jsonrpsee::RpcModule;
use sc_consensus::DefaultImportQueue;
use sc_network::{
    config::{FullNetworkConfiguration, PeerStoreProvider, Role},
    service::{traits::NetworkService, NotificationMetrics},
    NetworkBackend,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager, WarpSyncConfig};
use sc_telemetry::TelemetryHandle;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// Builds the JSON-RPC of a consensus, given where its subscriptions run.
pub type RpcBuilder =
    Box<dyn Fn(SubscriptionTaskExecutor) -> Result<RpcModule<()>, ServiceError> + Send>;

/// What a header says of its block, before anything is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Whoever may make the block has made it.
    Sound,
    /// It is sound, but its time comes only after so long, by this node's clock.
    Early(Duration),
    /// Nobody who may make the block has made it. A node that keeps the rules does not pass it on.
    Forged,
    /// Blocks before it would have to be known.
    Unknown,
    /// It is not above the last final block, or follows another one of that height: nothing depends on it any more. Its
    /// seal is not looked at, as whoever could make blocks long ago can seal what was its turn then for ever.
    Settled,
}

/// When a block was made, and by whom. Whoever is honest makes one block in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub slot: u64,
    /// The key by which the block is sealed.
    pub author: Vec<u8>,
}

/// Looks at headers of blocks that are not imported yet. It has to cost far less than asking for the block, as
/// strangers send headers for nothing.
pub trait CheckHeader: Send + Sync {
    fn check(&self, header: &Header) -> Verdict {
        self.check_turn(header).0
    }

    /// The same, and in which turn a block was made that is sound or early, where the consensus has turns. Both are of
    /// one look at the chain: who the authors are may be another thing in the next moment.
    fn check_turn(&self, header: &Header) -> (Verdict, Option<Turn>);

    /// The highest number that a block of any chain can have by now which this node would follow. `None` where
    /// that can't be said.
    fn highest(&self) -> Option<BlockNumber>;
}

/// A consensus. Its functions are called in this order; what they have to tell each other is the
/// `Link`, and after joining the network the `Joined`.
pub trait Consensus: 'static {
    /// What importing blocks leaves for the others.
    type Link: 'static;
    /// The same, with the consensus' own protocol on the network.
    type Joined: 'static;

    /// How blocks that arrive are verified and imported.
    fn import_queue(
        params: ImportParams,
    ) -> Result<(DefaultImportQueue<Block>, Self::Link), ServiceError>;

    /// What can be said of headers, as far as `client` knows the chain.
    fn header_check(client: Arc<FullClient>) -> Arc<dyn CheckHeader>;

    /// Add the consensus' own protocols to the network, and say how to warp sync with it. They work
    /// with the peers that are not banned in `peer_store`.
    fn join_network<N: NetworkBackend<Block, Hash>>(
        link: Self::Link,
        config: &Configuration,
        genesis_hash: Hash,
        backend: Arc<FullBackend>,
        metrics: NotificationMetrics,
        peer_store: Arc<dyn PeerStoreProvider>,
        net_config: &mut FullNetworkConfiguration<Block, Hash, N>,
    ) -> (Self::Joined, Option<WarpSyncConfig<Block>>);

    /// Its JSON-RPC.
    fn rpc(joined: &Self::Joined, backend: Arc<FullBackend>) -> RpcBuilder;

    /// Start to make blocks, if this node is to, and to make them final.
    fn start(
        joined: Self::Joined,
        task_manager: &TaskManager,
        params: StartParams,
    ) -> Result<(), ServiceError>;

    /// Forget what was recorded of the last `blocks` blocks.
    fn revert(client: Arc<FullClient>, blocks: BlockNumber) -> sc_cli::Result<()>;
}

/// What importing blocks needs.
pub struct ImportParams<'a> {
    pub config: &'a Configuration,
    pub client: Arc<FullClient>,
    pub select_chain: FullSelectChain,
    pub transaction_pool: Arc<FullPool>,
    pub task_manager: &'a TaskManager,
    pub telemetry: Option<TelemetryHandle>,
}

/// What taking part needs.
pub struct StartParams {
    pub role: Role,
    pub node_name: String,
    pub force_authoring: bool,
    pub disable_finality: bool,
    pub extensions: Extensions,
    pub prometheus_registry: Option<Registry>,
    pub client: Arc<FullClient>,
    pub select_chain: FullSelectChain,
    pub transaction_pool: Arc<FullPool>,
    pub keystore: KeystorePtr,
    pub network: Arc<dyn NetworkService>,
    pub sync_service: Arc<sc_network_sync::SyncingService<Block>>,
    pub telemetry: Option<TelemetryHandle>,
}
