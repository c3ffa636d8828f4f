//! Makes a block as soon as there is a transaction, final at once: for development chains of a single node.
//!
//! The runtime is that of [Aura](super::AuraGrandpa), so each block needs a slot after that of its parent. When
//! blocks are made faster than slots go by, the clock of the chain is therefore ahead of the node's. Blocks are not
//! sealed and nobody checks who made them, so only chain specs of the type `Development` may use this.
//! [`engine_*`](rpc) makes blocks without transactions.

mod rpc;

use super::{
    aura_grandpa::check_validators, Consensus, ImportParams, JoinParams, Protocols, RpcBuilder,
    StartParams,
};
use crate::{
    chain_spec::Extensions,
    client::{FullClient, FullPool, LongestChain},
    headers::{CheckHeader, Turn, Verdict},
};
use async_trait::async_trait;
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use futures::{channel::mpsc, future, stream, Stream, StreamExt};
use rpc::{Engine, EngineApiServer};
use sc_chain_spec::{ChainSpec, ChainType};
use sc_client_api::BlockchainEvents;
use sc_consensus::{
    BasicQueue, BlockImportParams, DefaultImportQueue, ForkChoiceStrategy, Verifier,
};
use sc_consensus_aura::standalone::find_pre_digest;
use sc_consensus_manual_seal::{
    consensus::aura::AuraConsensusDataProvider, rpc::ManualSeal, run_manual_seal, EngineCommand,
    ManualSealParams,
};
use sc_network::{config::Role, NetworkBackend};
use sc_service::{error::Error as ServiceError, TaskManager, WarpSyncConfig};
use sc_transaction_pool_api::TransactionPool;
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_consensus_aura::{sr25519::AuthoritySignature, Slot, SlotDuration};
use sp_timestamp::{InherentDataProvider as TimestampProvider, Timestamp};
use std::{error::Error, sync::Arc};

/// How many transactions that are submitted while a block is being made trigger the next one together.
const MAX_SUBMITTED: usize = 1_024;

/// How many calls of `engine_*` may wait.
const MAX_REQUESTS: usize = 64;

type Command = EngineCommand<Hash>;

/// Makes a block for each transaction, or for several that arrive at the same time.
pub struct InstantSeal;

/// What waits to be started.
pub struct Joined {
    select_chain: LongestChain,
    requests: mpsc::Receiver<Command>,
    requester: mpsc::Sender<Command>,
}

impl Consensus for InstantSeal {
    const NAME: &'static str = "instant-seal";

    type Link = LongestChain;
    type Joined = Joined;

    fn check_spec(chain_spec: &dyn ChainSpec) -> Result<(), String> {
        let kind = chain_spec.chain_type();
        if kind != ChainType::Development {
            return Err(format!(
                "the consensus `{}` is for chains of the type Development only, not {kind:?}: anybody could \
                 make its blocks",
                Self::NAME,
            ));
        }
        if Extensions::of(chain_spec).permissioned {
            return Err(format!(
                "a chain with the consensus `{}` cannot be permissioned: every member, also those that may \
                 not validate, could make its blocks",
                Self::NAME,
            ));
        }
        Ok(())
    }

    fn import_queue(
        params: ImportParams,
    ) -> Result<(DefaultImportQueue<Block>, LongestChain), ServiceError> {
        check_validators(&params.client)?;
        let import_queue = BasicQueue::new(
            Follow {
                is_author: params.config.role.is_authority(),
            },
            Box::new(params.client),
            None,
            &params.task_manager.spawn_essential_handle(),
            params.config.prometheus_registry(),
        );
        Ok((import_queue, LongestChain::new(params.backend)))
    }

    fn header_check(client: Arc<FullClient>, role: Role) -> Arc<dyn CheckHeader> {
        Arc::new(AcceptAll {
            client,
            is_author: role.is_authority(),
        })
    }

    fn join_network<N: NetworkBackend<Block, Hash>>(
        select_chain: LongestChain,
        _: JoinParams,
        _: &mut impl Protocols<N>,
    ) -> Result<(Joined, Option<WarpSyncConfig<Block>>), ServiceError> {
        let (requester, requests) = mpsc::channel(MAX_REQUESTS);
        let joined = Joined {
            select_chain,
            requests,
            requester,
        };
        Ok((joined, None))
    }

    fn rpc(joined: &Joined) -> RpcBuilder {
        let engine = Engine(ManualSeal::new(joined.requester.clone()));
        Box::new(move |_| Ok(engine.into_rpc().remove_context()))
    }

    fn start(
        joined: Joined,
        task_manager: &TaskManager,
        params: StartParams,
    ) -> Result<(), ServiceError> {
        if !params.role.is_authority() {
            return Ok(());
        }
        let author = params.author(task_manager);
        let StartParams {
            client,
            transaction_pool,
            ..
        } = params;
        let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
        let due = when_due(client.clone(), transaction_pool.clone());
        let time_client = client.clone();
        let seal = run_manual_seal(ManualSealParams {
            block_import: client.clone(),
            env: author,
            client,
            pool: transaction_pool,
            commands_stream: stream::select(due.boxed(), joined.requests),
            select_chain: joined.select_chain,
            consensus_data_provider: Some(Box::new(
                AuraConsensusDataProvider::new_with_slot_duration(slot_duration),
            )),
            create_inherent_data_providers: move |parent, ()| {
                let time = time_of_child(&time_client, parent, slot_duration);
                async move { time.map(TimestampProvider::new) }
            },
        });
        task_manager.spawn_essential_handle().spawn_blocking(
            "instant-seal",
            Some("block-authoring"),
            seal,
        );
        Ok(())
    }

    fn revert(_: Arc<FullClient>, _: BlockNumber) -> sc_cli::Result<()> {
        Ok(())
    }
}

/// Asks for a block when transactions are submitted, and again as long as blocks leave some: one has no room for more,
/// the first one of a session for none.
fn when_due(client: Arc<FullClient>, pool: Arc<FullPool>) -> impl Stream<Item = Command> {
    let submitted = pool
        .import_notification_stream()
        .ready_chunks(MAX_SUBMITTED)
        .map(|_| true);
    let made = client.import_notification_stream().map(|_| false);
    stream::select(submitted, made)
        .then(move |is_new| {
            let (best, pool) = (client.info().best_hash, pool.clone());
            // Without those that this block has taken.
            async move { (is_new, pool.ready_at(best).await.count()) }
        })
        .scan(Backlog::default(), |backlog, (is_new, ready)| {
            future::ready(Some(backlog.is_due(is_new, ready)))
        })
        .filter(|is_due| future::ready(*is_due))
        .map(|_| EngineCommand::SealNewBlock {
            create_empty: true,
            finalize: true,
            parent_hash: None,
            sender: None,
        })
}

/// The transactions that wait for a block.
#[derive(Default)]
struct Backlog {
    ready: usize,
    /// How many blocks in a row took none of them.
    vain: u8,
}

impl Backlog {
    /// Whether `ready` transactions are worth a block: not after two in a row took none of them, until there is a new
    /// one.
    fn is_due(&mut self, is_new: bool, ready: usize) -> bool {
        self.vain = match is_new || ready != self.ready {
            true => 0,
            false => self.vain.saturating_add(1),
        };
        self.ready = ready;
        ready > 0 && self.vain < 2
    }
}

fn time_of_child(
    client: &FullClient,
    parent: Hash,
    duration: SlotDuration,
) -> Result<Timestamp, Box<dyn Error + Send + Sync>> {
    let parent = client.header(parent)?.ok_or("there is no such parent")?;
    // The genesis block has no slot.
    let slot = find_pre_digest::<Block, AuthoritySignature>(&parent).unwrap_or_default();
    Ok(time_after(slot, duration, Timestamp::current()))
}

/// The start of the current slot, or of the slot after `parent` if that is later: a slot has one block.
fn time_after(parent: Slot, duration: SlotDuration, now: Timestamp) -> Timestamp {
    let slot = Slot::from_timestamp(now, duration).max(parent + 1);
    slot.timestamp(duration).unwrap_or(now)
}

/// Takes the blocks of others, which prove nothing of who made them: a node that makes blocks takes none, and any other
/// takes the first one of each number, as final as it is where it was made.
struct Follow {
    is_author: bool,
}

#[async_trait]
impl Verifier<Block> for Follow {
    async fn verify(
        &self,
        mut block: BlockImportParams<Block>,
    ) -> Result<BlockImportParams<Block>, String> {
        if self.is_author {
            return Err("this node makes the blocks of the chain itself".into());
        }
        block.finalized = true;
        block.fork_choice = Some(ForkChoiceStrategy::LongestChain);
        // Nobody is notified of blocks of the initial sync, and the next one, which the pool would learn from, may
        // never come.
        block.origin = BlockOrigin::NetworkBroadcast;
        Ok(block)
    }
}

/// Accepts every header, as blocks have no seal.
struct AcceptAll {
    client: Arc<FullClient>,
    is_author: bool,
}

impl CheckHeader for AcceptAll {
    fn check_turn(&self, _: &Header) -> (Verdict, Option<Turn>) {
        (Verdict::Sound, None)
    }

    fn highest(&self) -> Option<BlockNumber> {
        self.is_author.then(|| self.client.info().best_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authorship::tests::sign,
        network::{
            self,
            gossip::{block_announces::BlockAnnounces, propagation::PropagationRounds},
            Network,
        },
        signatures::tests::transaction::remark,
        testing::{self, new_chain_of, rpc_deps},
    };
    use chaos_primitives::time::MINUTES;
    use jsonrpsee::{
        core::{server::MethodsError, traits::ToRpcParams},
        types::error::METHOD_NOT_FOUND_CODE,
        RpcModule,
    };
    use sc_client_api::BlockBackend;
    use sc_network::Litep2pNetworkBackend as Litep2p;
    use sc_rpc::DenyUnsafe;
    use sc_transaction_pool_api::TransactionSource;
    use serde_json::Value;
    use sp_keyring::Sr25519Keyring::Alice;
    use sp_runtime::{traits::Header as _, OpaqueExtrinsic};
    use std::time::Duration;
    use tempfile::TempDir;
    use tokio::time::timeout;

    const CREATE: &str = "engine_createBlock";
    const FINALIZE: &str = "engine_finalizeBlock";

    /// Of the development chain, in blocks.
    const SESSION_BLOCKS: BlockNumber = MINUTES;

    const SLOT: SlotDuration = SlotDuration::from_millis(1_000);

    fn time(parent: u64, now: u64) -> u64 {
        time_after(parent.into(), SLOT, now.into()).as_millis()
    }

    #[test]
    fn a_block_has_the_present_slot() {
        assert_eq!(time(0, 1_800_000_000_700), 1_800_000_000_000);
        assert_eq!(time(1_799_999_999, 1_800_000_000_700), 1_800_000_000_000);
    }

    #[test]
    fn blocks_that_come_faster_than_slots_have_one_each() {
        assert_eq!(time(1_800_000_000, 1_800_000_000_700), 1_800_000_001_000);
        assert_eq!(time(1_800_000_500, 1_800_000_000_700), 1_800_000_501_000);
    }

    #[test]
    fn transactions_are_worth_a_block_until_two_in_a_row_took_none() {
        let mut backlog = Backlog::default();
        let mut due = |is_new, ready| backlog.is_due(is_new, ready);
        assert!(!due(false, 0));
        assert!(due(true, 3));
        // The first block of a session took none, the next one two.
        assert!(due(false, 3));
        assert!(due(false, 1));
        assert!(due(false, 1));
        assert!(!due(false, 1));
        assert!(!due(false, 1));
        assert!(due(true, 1));
        assert!(!due(false, 0));
    }

    /// A node without peers.
    struct Node {
        client: Arc<FullClient>,
        pool: Arc<FullPool>,
        rpc: RpcModule<()>,
        /// Not submitted yet.
        transaction: OpaqueExtrinsic,
        /// What runs until this is dropped.
        _running: (Network, TaskManager, TempDir),
    }

    impl Node {
        fn start() -> Self {
            let (folder, mut config, chain) = new_chain_of::<InstantSeal>(&[], |_| {});
            config.network.listen_addresses = vec!["/ip4/127.0.0.1/tcp/0".parse().unwrap()];
            // No other node shall be found.
            config.network.transport = testing::config([21; 32]).transport;
            let (client, pool) = (chain.client.clone(), chain.transaction_pool.clone());
            let transaction = sign(&chain, Alice, 0, remark(1));
            let deps = rpc_deps(&chain);
            let spawner = chain.task_manager.spawn_handle();

            let mut protocols = network::Protocols::<Litep2p>::new(&config, None, spawner.clone());
            let join = JoinParams {
                config: &config,
                genesis_hash: client.info().genesis_hash,
                backend: chain.backend.clone(),
            };
            let (joined, warp_sync) =
                InstantSeal::join_network(chain.link, join, &mut protocols).unwrap();
            let check = InstantSeal::header_check(client.clone(), config.role);
            let network = network::build(network::Params {
                config: &config,
                protocols,
                client: client.clone(),
                transaction_pool: Arc::new(PropagationRounds::new(pool.clone())),
                import_queue: chain.import_queue,
                check: check.clone(),
                announces: BlockAnnounces::new(check).validator(),
                warp_sync,
                task_manager: &chain.task_manager,
            })
            .unwrap();
            let maintenance =
                sc_transaction_pool::notification_future(client.clone(), pool.clone(), true);
            spawner.spawn("txpool-notifications", None, maintenance);
            let rpc = InstantSeal::rpc(&joined)(&deps).unwrap();
            let params = StartParams {
                role: config.role,
                node_name: "test".into(),
                force_authoring: false,
                prometheus_registry: None,
                client: client.clone(),
                transaction_pool: pool.clone(),
                keystore: chain.keystore,
                network: network.service.clone(),
                sync_service: network.sync.clone(),
                telemetry: None,
            };
            InstantSeal::start(joined, &chain.task_manager, params).unwrap();
            Self {
                client,
                pool,
                rpc,
                transaction,
                _running: (network, chain.task_manager, folder),
            }
        }

        async fn call(
            &self,
            policy: DenyUnsafe,
            method: &str,
            params: impl ToRpcParams,
        ) -> Result<Value, MethodsError> {
            let mut rpc = self.rpc.clone();
            rpc.extensions_mut().insert(policy);
            rpc.call(method, params).await
        }

        async fn create_empty(&self) {
            let created = self.call(DenyUnsafe::No, CREATE, (true, true, None::<Hash>));
            created.await.unwrap();
        }

        async fn submit(&self) {
            let best = self.client.info().best_hash;
            let transaction = self.transaction.clone();
            self.pool
                .submit_one(best, TransactionSource::External, transaction)
                .await
                .unwrap();
        }

        /// The numbers of its best and of its last final block.
        fn height(&self) -> (BlockNumber, BlockNumber) {
            let info = self.client.info();
            (info.best_number, info.finalized_number)
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn blocks_are_made_and_final_at_once() {
        let node = Node::start();
        let mut finalized = node.client.finality_notification_stream();
        node.submit().await;
        let block = timeout(Duration::from_secs(60), finalized.next()).await;
        let first = block.unwrap().unwrap();
        assert_eq!(first.header.number, 1);
        let body = node.client.block_body(first.hash).unwrap().unwrap();
        assert!(body.contains(&node.transaction));

        node.create_empty().await;
        assert_eq!(node.height(), (2, 2));
        let second = node.client.info().best_hash;
        let second = node.client.header(second).unwrap().unwrap();
        let [first, second] = [first.header, second]
            .map(|header| find_pre_digest::<Block, AuthoritySignature>(&header).unwrap());
        assert!(first < second);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_transaction_waits_for_the_second_block_of_a_session() {
        let node = Node::start();
        for _ in 1..SESSION_BLOCKS {
            node.create_empty().await;
        }
        let mut finalized = node.client.finality_notification_stream();
        node.submit().await;
        for (number, transactions) in [(SESSION_BLOCKS, 0), (SESSION_BLOCKS + 1, 1)] {
            let block = timeout(Duration::from_secs(60), finalized.next()).await;
            let block = block.unwrap().unwrap();
            assert_eq!(block.header.number, number);
            let body = node.client.block_body(block.hash).unwrap().unwrap();
            // The time, and these.
            assert_eq!(body.len(), 1 + transactions);
        }
    }

    #[tokio::test]
    async fn a_node_that_makes_blocks_takes_none_and_others_take_them_as_final() {
        let block = || {
            let header = Header::new(
                1,
                Default::default(),
                Default::default(),
                Default::default(),
                Default::default(),
            );
            BlockImportParams::new(BlockOrigin::NetworkInitialSync, header)
        };
        let author = Follow { is_author: true };
        let error = author.verify(block()).await.err().unwrap();
        assert!(
            error.contains("makes the blocks of the chain itself"),
            "{error}"
        );

        let follower = Follow { is_author: false };
        let taken = follower.verify(block()).await.unwrap();
        assert!(taken.finalized);
        // Which the pool is notified of.
        assert_eq!(taken.origin, BlockOrigin::NetworkBroadcast);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_above_the_best_block_is_plausible_to_a_node_that_makes_them() {
        let (_folder, _, chain) = new_chain_of::<InstantSeal>(&[], |_| {});
        let highest = |role| InstantSeal::header_check(chain.client.clone(), role).highest();
        assert_eq!(highest(Role::Authority), Some(0));
        assert_eq!(highest(Role::Full), None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn strangers_neither_make_blocks_nor_make_them_final() {
        let node = Node::start();
        let refused = |answer: Result<Value, MethodsError>| {
            let Err(MethodsError::JsonRpc(error)) = &answer else {
                panic!("{answer:?}");
            };
            assert_eq!(error.code(), METHOD_NOT_FOUND_CODE);
            assert_eq!(
                error.message(),
                "RPC call is unsafe to be called externally"
            );
        };
        let create = (true, false, None::<Hash>);
        refused(node.call(DenyUnsafe::Yes, CREATE, create).await);
        assert_eq!(node.height(), (0, 0));
        // Commands are obeyed in turn: one of the stranger would have made a block before this.
        node.call(DenyUnsafe::No, CREATE, create).await.unwrap();
        assert_eq!(node.height(), (1, 0));

        let finalize = (node.client.info().best_hash, None::<Vec<u8>>);
        refused(node.call(DenyUnsafe::Yes, FINALIZE, finalize.clone()).await);
        node.call(DenyUnsafe::No, CREATE, create).await.unwrap();
        assert_eq!(node.height(), (2, 0));
        let made = node.call(DenyUnsafe::No, FINALIZE, finalize).await;
        assert_eq!(made.unwrap(), Value::Bool(true));
        assert_eq!(node.height(), (2, 1));
    }
}
