//! Makes a block as soon as there is a transaction, final at once: for development chains of a single node.
//!
//! The runtime is that of [Aura](super::AuraGrandpa), so each block needs a slot after that of its parent. When
//! blocks are made faster than slots go by, the clock of the chain is therefore ahead of the node's. Blocks are not
//! sealed and nobody checks who made them, so only chain specs of the type `Development` may use this.
//! `engine_createBlock` makes a block without a transaction.

use super::{
    aura_grandpa::check_validators, Consensus, ImportParams, JoinParams, Protocols, RpcBuilder,
    StartParams,
};
use crate::{
    client::{FullClient, LongestChain},
    headers::{CheckHeader, Turn, Verdict},
};
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use futures::{channel::mpsc, stream, StreamExt};
use sc_chain_spec::{ChainSpec, ChainType};
use sc_consensus::DefaultImportQueue;
use sc_consensus_aura::standalone::find_pre_digest;
use sc_consensus_manual_seal::{
    consensus::aura::AuraConsensusDataProvider,
    rpc::{ManualSeal, ManualSealApiServer},
    run_manual_seal, EngineCommand, ManualSealParams,
};
use sc_network::NetworkBackend;
use sc_service::{error::Error as ServiceError, TaskManager, WarpSyncConfig};
use sc_transaction_pool_api::TransactionPool;
use sp_consensus_aura::{sr25519::AuthoritySignature, Slot, SlotDuration};
use sp_timestamp::{InherentDataProvider as TimestampProvider, Timestamp};
use std::{error::Error, sync::Arc};

/// How many transactions that are submitted while a block is being made trigger the next one together.
const MAX_SUBMITTED: usize = 1_024;

/// How many calls of `engine_createBlock` may wait.
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
        match chain_spec.chain_type() {
            ChainType::Development => Ok(()),
            other => Err(format!(
                "the consensus `{}` is for chains of the type Development only, not {other:?}: anybody \
                 could make its blocks",
                Self::NAME,
            )),
        }
    }

    fn import_queue(
        params: ImportParams,
    ) -> Result<(DefaultImportQueue<Block>, LongestChain), ServiceError> {
        check_validators(&params.client)?;
        let import_queue = sc_consensus_manual_seal::import_queue(
            Box::new(params.client),
            &params.task_manager.spawn_essential_handle(),
            params.config.prometheus_registry(),
        );
        Ok((import_queue, LongestChain::new(params.backend)))
    }

    fn header_check(_: Arc<FullClient>) -> Arc<dyn CheckHeader> {
        Arc::new(AcceptAll)
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
        let requester = joined.requester.clone();
        Box::new(move |_| Ok(ManualSeal::new(requester).into_rpc().remove_context()))
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
        let submitted = transaction_pool
            .import_notification_stream()
            .ready_chunks(MAX_SUBMITTED)
            .map(|_| EngineCommand::SealNewBlock {
                create_empty: false,
                finalize: true,
                parent_hash: None,
                sender: None,
            });
        let time_client = client.clone();
        let seal = run_manual_seal(ManualSealParams {
            block_import: client.clone(),
            env: author,
            client,
            pool: transaction_pool,
            commands_stream: stream::select(submitted, joined.requests),
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

/// Accepts every header, as anybody may make blocks.
struct AcceptAll;

impl CheckHeader for AcceptAll {
    fn check_turn(&self, _: &Header) -> (Verdict, Option<Turn>) {
        (Verdict::Sound, None)
    }

    fn highest(&self) -> Option<BlockNumber> {
        None
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
        },
        signatures::tests::transaction::remark,
        testing::{self, new_chain_of, rpc_deps},
    };
    use sc_client_api::{BlockBackend, BlockchainEvents};
    use sc_network::Litep2pNetworkBackend as Litep2p;
    use sc_transaction_pool_api::TransactionSource;
    use serde_json::Value;
    use sp_blockchain::HeaderBackend;
    use sp_keyring::Sr25519Keyring::Alice;
    use std::time::Duration;
    use tokio::time::timeout;

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

    #[tokio::test(flavor = "multi_thread")]
    async fn blocks_are_made_and_final_at_once() {
        let (_folder, mut config, chain) = new_chain_of::<InstantSeal>(&[], |_| {});
        config.network.listen_addresses = vec!["/ip4/127.0.0.1/tcp/0".parse().unwrap()];
        // No other node shall be found.
        config.network.transport = testing::config([21; 32]).transport;
        let (client, pool) = (chain.client.clone(), chain.transaction_pool.clone());
        let genesis_hash = client.info().genesis_hash;
        let transaction = sign(&chain, Alice, 0, remark(1));
        let deps = rpc_deps(&chain);
        let spawner = chain.task_manager.spawn_handle();

        let mut protocols = network::Protocols::<Litep2p>::new(&config, None, spawner.clone());
        let join = JoinParams {
            config: &config,
            genesis_hash,
            backend: chain.backend.clone(),
        };
        let (joined, warp_sync) =
            InstantSeal::join_network(chain.link, join, &mut protocols).unwrap();
        let check = InstantSeal::header_check(client.clone());
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

        let mut finalized = client.finality_notification_stream();
        pool.submit_one(
            genesis_hash,
            TransactionSource::External,
            transaction.clone(),
        )
        .await
        .unwrap();
        let block = timeout(Duration::from_secs(60), finalized.next()).await;
        let first = block.unwrap().unwrap();
        assert_eq!(first.header.number, 1);
        let body = client.block_body(first.hash).unwrap().unwrap();
        assert!(body.contains(&transaction));

        let created: Result<Value, _> = rpc
            .call("engine_createBlock", (true, true, None::<Hash>))
            .await;
        created.unwrap();
        let info = client.info();
        assert_eq!((info.best_number, info.finalized_number), (2, 2));
        let second = client.header(info.best_hash).unwrap().unwrap();
        let [first, second] = [first.header, second]
            .map(|header| find_pre_digest::<Block, AuthoritySignature>(&header).unwrap());
        assert!(first < second);
    }
}
