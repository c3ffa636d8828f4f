//! How blocks are made and made final.
//!
//! All that is specific to a family of consensus stands behind the trait [`Consensus`]; the rest of the node is
//! generic over it. The chain spec says by its extension `consensus` which [`Family`] a chain has.
//!
//! A new family is a file or folder here, a variant of [`Family`] and its place in `Family::ALL`, and an arm of
//! [`with_consensus`]. What it asks of the runtime is in `runtime/src/apis/consensus.rs`, its pallets are in
//! `runtime/src/configs/consensus.rs`, and its keys in `SessionKeys` of `runtime/src/lib.rs`.

mod aura_grandpa;
mod equivocation;
mod instant_seal;
mod seal;

pub use aura_grandpa::AuraGrandpa;
pub use instant_seal::InstantSeal;

use crate::{
    authorship::{Author, Share},
    chain_spec::Extensions,
    client::{FullBackend, FullClient, FullPool},
    headers::CheckHeader,
    rpc,
};
use chaos_primitives::{Block, BlockNumber, Hash};
use futures::future::BoxFuture;
use jsonrpsee::RpcModule;
use sc_chain_spec::ChainSpec;
use sc_consensus::DefaultImportQueue;
use sc_network::{
    config::{PeerStoreProvider, Role},
    service::{traits::NetworkService, NotificationMetrics},
    NetworkBackend, ProtocolName,
};
use sc_proposer_metrics::MetricsLink;
use sc_service::{error::Error as ServiceError, Configuration, TaskManager, WarpSyncConfig};
use sc_telemetry::TelemetryHandle;
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use substrate_prometheus_endpoint::Registry;

/// The families that this node knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    AuraGrandpa,
    InstantSeal,
}

/// Evaluate an expression in which a name stands for the [`Consensus`] of a [`Family`].
macro_rules! with_consensus {
    ($family:expr, $consensus:ident => $body:expr) => {
        match $family {
            $crate::consensus::Family::AuraGrandpa => {
                type $consensus = $crate::consensus::AuraGrandpa;
                $body
            }
            $crate::consensus::Family::InstantSeal => {
                type $consensus = $crate::consensus::InstantSeal;
                $body
            }
        }
    };
}
pub(crate) use with_consensus;

impl Family {
    const ALL: [Self; 2] = [Self::AuraGrandpa, Self::InstantSeal];

    /// Its name in chain specs.
    pub fn name(self) -> &'static str {
        with_consensus!(self, C => C::NAME)
    }

    /// The family that `chain_spec` names, Aura and GRANDPA if none. An error if it is unknown or cannot run this
    /// chain.
    pub fn of(chain_spec: &dyn ChainSpec) -> Result<Self, String> {
        let family = match Extensions::of(chain_spec).consensus {
            None => Self::AuraGrandpa,
            Some(name) => {
                let known = Self::ALL.into_iter().find(|family| family.name() == name);
                known.ok_or_else(|| {
                    let names = Self::ALL.map(Self::name).join(", ");
                    format!("unknown consensus `{name}` in the chain spec: expected one of {names}")
                })?
            }
        };
        with_consensus!(family, C => C::check_spec(chain_spec))?;
        Ok(family)
    }
}

/// Builds the JSON-RPC of a consensus.
pub type RpcBuilder = Box<dyn FnOnce(&rpc::Deps) -> Result<RpcModule<()>, ServiceError> + Send>;

/// The network that is being built, to which a consensus adds its protocols.
pub trait Protocols<N: NetworkBackend<Block, Hash>> {
    /// The peers, for protocols of notifications: whoever may not use them is banned here.
    fn peer_store(&self) -> Arc<dyn PeerStoreProvider>;

    fn metrics(&self) -> NotificationMetrics;

    fn add_notifications(&mut self, protocol: N::NotificationProtocolConfig);

    /// Add a protocol whose requests are answered by the task `name`, with the same limits as all others, and on a
    /// permissioned chain behind the same gate.
    fn add_requests(
        &mut self,
        protocol: N::RequestResponseProtocolConfig,
        name: &'static str,
        answer: BoxFuture<'static, ()>,
    ) -> ProtocolName;
}

/// A family of consensus. Its functions are called in this order, and hand on a `Link`, and after joining the network a
/// `Joined`.
pub trait Consensus: 'static {
    /// Its name in chain specs.
    const NAME: &'static str;

    /// What importing blocks hands on.
    type Link: 'static;
    /// The same, with the protocols on the network.
    type Joined: 'static;

    /// Refuse a chain that this consensus cannot run.
    fn check_spec(_: &dyn ChainSpec) -> Result<(), String> {
        Ok(())
    }

    /// Verify and import the blocks that arrive, and choose the head to build on.
    fn import_queue(
        params: ImportParams,
    ) -> Result<(DefaultImportQueue<Block>, Self::Link), ServiceError>;

    /// Judge headers for a node of this role, as far as `client` knows the chain.
    fn header_check(client: Arc<FullClient>, role: Role) -> Arc<dyn CheckHeader>;

    /// Add protocols to the network, and say how to warp sync.
    fn join_network<N: NetworkBackend<Block, Hash>>(
        link: Self::Link,
        params: JoinParams,
        protocols: &mut impl Protocols<N>,
    ) -> Result<(Self::Joined, Option<WarpSyncConfig<Block>>), ServiceError>;

    /// Its JSON-RPC methods.
    fn rpc(joined: &Self::Joined) -> RpcBuilder;

    /// Start to make blocks, if this node is an authority, and to make them final.
    fn start(
        joined: Self::Joined,
        task_manager: &TaskManager,
        params: StartParams,
    ) -> Result<(), ServiceError>;

    /// Undo what was recorded for the last `blocks` blocks.
    fn revert(client: Arc<FullClient>, blocks: BlockNumber) -> sc_cli::Result<()>;
}

/// What importing blocks needs.
pub struct ImportParams<'a> {
    pub config: &'a Configuration,
    pub client: Arc<FullClient>,
    pub backend: Arc<FullBackend>,
    pub transaction_pool: Arc<FullPool>,
    pub task_manager: &'a TaskManager,
    pub telemetry: Option<TelemetryHandle>,
}

/// What joining the network needs.
pub struct JoinParams<'a> {
    pub config: &'a Configuration,
    pub genesis_hash: Hash,
    pub backend: Arc<FullBackend>,
}

/// What taking part needs.
pub struct StartParams {
    pub role: Role,
    pub node_name: String,
    pub force_authoring: bool,
    pub prometheus_registry: Option<Registry>,
    pub client: Arc<FullClient>,
    pub transaction_pool: Arc<FullPool>,
    pub keystore: KeystorePtr,
    pub network: Arc<dyn NetworkService>,
    pub sync_service: Arc<sc_network_sync::SyncingService<Block>>,
    pub telemetry: Option<TelemetryHandle>,
}

impl StartParams {
    /// Makes blocks of the transactions in the pool.
    fn author(&self, task_manager: &TaskManager) -> Author {
        Author {
            client: self.client.clone(),
            pool: self.transaction_pool.clone(),
            spawner: task_manager.spawn_handle(),
            metrics: MetricsLink::new(self.prometheus_registry.as_ref()),
            telemetry: self.telemetry.clone(),
            share: Share::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain_spec;
    use serde_json::{json, Value};

    /// The family of a development chain whose spec has these parts instead of its own.
    fn family(changes: Value) -> Result<Family, String> {
        Family::of(&chain_spec::with_changes("dev", json!({}), changes)?)
    }

    #[test]
    fn a_chain_spec_names_its_consensus() {
        assert_eq!(family(json!({})), Ok(Family::AuraGrandpa));
        for each in Family::ALL {
            assert_eq!(family(json!({ "consensus": each.name() })), Ok(each));
        }
    }

    #[test]
    fn an_unknown_consensus_is_refused_with_those_that_there_are() {
        let error = family(json!({ "consensus": "proof-of-luck" })).unwrap_err();
        assert!(error.contains("`proof-of-luck`"), "{error}");
        for known in Family::ALL {
            assert!(error.contains(known.name()), "{error}");
        }
    }

    #[test]
    fn instant_seal_is_for_development_chains() {
        for kind in ["Local", "Live"] {
            let spec = json!({ "chainType": kind, "consensus": InstantSeal::NAME });
            let error = family(spec).unwrap_err();
            assert!(error.contains("Development"), "{error}");
        }
    }

    #[test]
    fn a_chain_with_instant_seal_is_not_permissioned() {
        let spec = |consensus| json!({ "consensus": consensus, "permissioned": true });
        let error = family(spec(InstantSeal::NAME)).unwrap_err();
        assert!(error.contains("cannot be permissioned"), "{error}");
        assert_eq!(family(spec(AuraGrandpa::NAME)), Ok(Family::AuraGrandpa));
    }
}
