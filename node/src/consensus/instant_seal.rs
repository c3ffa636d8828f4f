//! Makes a block as soon as there is a transaction, final at once: for development chains of a single node.
//!
//! The runtime is that of [Aura](super::AuraGrandpa), so each block needs a slot after that of its parent. When
//! blocks are made faster than slots go by, the clock of the chain is therefore ahead of the node's. Blocks are not
//! sealed and nobody checks who made them, so only chain specs of the type `Development` may use this.
//! `engine_createBlock` makes a block without a transaction.

use super::{
    aura_grandpa::check_validators, CheckHeader, Consensus, ImportParams, JoinParams, Protocols,
    RpcBuilder, StartParams, Turn, Verdict,
};
use crate::client::{FullClient, LongestChain};
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
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::{sr25519::AuthoritySignature, Slot, SlotDuration};
use sp_timestamp::{InherentDataProvider as TimestampProvider, Timestamp};
use std::{error::Error, sync::Arc};

/// Transactions that are submitted while a block is made wait for the next one together: so many of them make one
/// block.
const MAX_SUBMITTED: usize = 1_024;

/// Calls of `engine_createBlock` that may wait.
const MAX_REQUESTS: usize = 64;

type Command = EngineCommand<Hash>;

/// A block for each transaction, or for those that come at the same time.
pub struct InstantSeal;

/// Blocks that somebody asks for.
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
                "the consensus `{}` is for chains of the type Development, and this one is {other:?}: \
                 anybody could make its blocks",
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
        Arc::new(Anybody)
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

/// The beginning of the present slot, or of the one after `parent` if that is later: a slot has one block.
fn time_after(parent: Slot, duration: SlotDuration, now: Timestamp) -> Timestamp {
    let slot = Slot::from_timestamp(now, duration).max(parent + 1);
    slot.timestamp(duration).unwrap_or(now)
}

/// Whoever makes a block may.
struct Anybody;

impl CheckHeader for Anybody {
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
}
