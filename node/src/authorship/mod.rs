//! Makes blocks of the transactions in the pool.
//!
//! It does what the SDK's proposer (`sc-basic-authorship`) does, but applies many transactions by one call into the
//! runtime, as the call itself costs more than a transfer. Where the runtime cannot do that, or traps, transactions
//! are applied one by one.

mod share;

use crate::client::{FullClient, FullPool};
use chaos_primitives::{Block, Hash, Header};
use chaos_runtime::{
    apis::RuntimeApi, batches::TransactionBatches, configs::system::MAX_BLOCK_LENGTH,
};
use codec::Encode;
use futures::{channel::oneshot, future, FutureExt};
use sc_proposer_metrics::{EndProposingReason, MetricsLink};
use sc_service::SpawnTaskHandle;
use sc_telemetry::{telemetry, TelemetryHandle, CONSENSUS_INFO};
use sc_transaction_pool_api::{
    InPoolTransaction, ReadyTransactions, TransactionPool, TxInvalidityReportMap,
};
pub use share::Share;
use sp_api::{ApiExt, ApiRef, ConstructRuntimeApi, Core, ProvideRuntimeApi, TransactionOutcome};
use sp_block_builder::BlockBuilder;
use sp_blockchain::{ApplyExtrinsicFailed, Error};
use sp_consensus::{Environment, Proposal, ProposeArgs};
use sp_core::traits::CallContext;
use sp_inherents::InherentData;
use sp_runtime::{
    traits::{Block as _, Header as _},
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    Digest, ExtrinsicInclusionMode, OpaqueExtrinsic, Weight,
};
use std::{
    collections::VecDeque,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

const LOG_TARGET: &str = "authorship";

/// Maximum number of transactions in one call. With so many, the cost of the call itself is small.
const MAX_BATCH: usize = 256;

/// No more transactions are added to a call that has this many bytes: of large ones only the first would be applied.
const BATCH_BYTES: usize = 128 * 1024;

/// Once this many transactions did not fit, and half of the time is over, the block counts as full. Before that,
/// smaller ones are looked for: the first ones may be an attempt to keep the block empty.
const MAX_SKIPPED: usize = 16;

/// The first version of `TransactionBatches` that has a budget. With an older one, transactions are applied one by one.
const WITH_BUDGET: u32 = 2;

/// Maximum size of a block in bytes: what the runtime allows. Everything that the pool accepts fits into an empty
/// block, so nothing stays in the pool for ever.
const MAX_BLOCK_BYTES: usize = MAX_BLOCK_LENGTH as usize;

type Pooled = Arc<<FullPool as TransactionPool>::InPoolTransaction>;
type Ready = Box<dyn ReadyTransactions<Item = Pooled> + Send>;
type Invalid = TxInvalidityReportMap<<FullPool as TransactionPool>::Hash>;
type Api = <RuntimeApi as ConstructRuntimeApi<Block, FullClient>>::RuntimeApi;

/// What a block author needs.
#[derive(Clone)]
pub struct Author {
    pub client: Arc<FullClient>,
    pub pool: Arc<FullPool>,
    pub spawner: SpawnTaskHandle,
    pub metrics: MetricsLink,
    pub telemetry: Option<TelemetryHandle>,
    /// The share of the time in which transactions are applied.
    pub share: Share,
}

impl Environment<Block> for Author {
    type Proposer = Proposer;
    type CreateProposer = future::Ready<Result<Proposer, Error>>;
    type Error = Error;

    fn init(&mut self, parent: &Header) -> Self::CreateProposer {
        future::ready(Ok(Proposer {
            author: self.clone(),
            parent: parent.clone(),
        }))
    }
}

/// Makes a block on top of `parent`.
pub struct Proposer {
    author: Author,
    parent: Header,
}

impl sp_consensus::Proposer<Block> for Proposer {
    type Error = Error;
    type Proposal = Pin<Box<dyn future::Future<Output = Result<Proposal<Block>, Error>> + Send>>;

    fn propose(self, args: ProposeArgs<Block>) -> Self::Proposal {
        let (sender, receiver) = oneshot::channel();
        let spawner = self.author.spawner.clone();
        spawner.spawn_blocking("proposer", Some("block-authoring"), async move {
            // Nobody waits for a block whose slot is over.
            let _ = sender.send(self.make_block(args).await);
        });
        async move { receiver.await? }.boxed()
    }
}

impl Proposer {
    async fn make_block(self, args: ProposeArgs<Block>) -> Result<Proposal<Block>, Error> {
        let begun = Instant::now();
        let parent = self.parent.hash();
        let pool = &self.author.pool;
        let ready = pool
            .ready_at_with_timeout(parent, args.max_duration / 8)
            .await;
        let mut invalid = Invalid::new();
        let (proposal, end) = self.fill(args, ready, begun, &mut invalid)?;
        pool.report_invalid(Some(parent), invalid).await;
        self.report(&proposal.block, end, begun.elapsed());
        Ok(proposal)
    }

    /// Make the block that was `begun` then, and say why it has no more transactions. Invalid ones are added to
    /// `invalid`.
    fn fill(
        &self,
        args: ProposeArgs<Block>,
        ready: Ready,
        begun: Instant,
        invalid: &mut Invalid,
    ) -> Result<(Proposal<Block>, EndProposingReason), Error> {
        let share = &self.author.share;
        let mut api = self.author.client.runtime_api();
        if let Some(recorder) = args.storage_proof_recorder {
            api.record_proof_with_recorder(recorder);
        }
        for extension in args.extra_extensions.into_extensions() {
            api.register_extension(extension);
        }
        let mut draft = Draft::begin(api, &self.parent, args.inherent_digests)?;
        let inherents_begun = Instant::now();
        draft.apply_inherents(args.inherent_data)?;
        self.author.metrics.report(|metrics| {
            let took = inherents_begun.elapsed().as_secs_f64();
            metrics.create_inherents_time.observe(took);
        });
        let end = match draft.mode {
            ExtrinsicInclusionMode::AllExtrinsics => {
                let room = Room {
                    bytes: args.block_size_limit.unwrap_or(MAX_BLOCK_BYTES),
                    soft_deadline: begun + share.of(args.max_duration) / 2,
                    deadline: begun + share.of(args.max_duration),
                    end: begun + args.max_duration,
                };
                draft.apply_ready(ready, room, invalid)
            }
            ExtrinsicInclusionMode::OnlyInherents => EndProposingReason::TransactionForbidden,
        };
        let applied = begun.elapsed();
        let proposal = draft.finish(&self.author.client)?;
        share.learn(applied, begun.elapsed(), args.max_duration);
        Ok((proposal, end))
    }

    fn report(&self, block: &Block, end: EndProposingReason, took: Duration) {
        let (number, hash) = (block.header.number, block.header.hash());
        let transactions = block.extrinsics.len();
        self.author.metrics.report(|metrics| {
            let seconds = took.as_secs_f64();
            metrics.number_of_transactions.set(transactions as u64);
            metrics.block_constructed.observe(seconds);
            metrics.create_block_proposal_time.observe(seconds);
            metrics.report_end_proposing_reason(end);
        });
        log::info!(
            "🎁 Prepared block for proposing at {number} ({} ms) hash: {hash:?}; parent_hash: {}; \
             end: {end:?}; extrinsics_count: {transactions}",
            took.as_millis(),
            block.header.parent_hash,
        );
        telemetry!(
            self.author.telemetry;
            CONSENSUS_INFO;
            "prepared_block_for_proposing";
            "number" => ?number,
            "hash" => ?hash,
        );
    }
}

/// What a block has room for.
struct Room {
    bytes: usize,
    /// Until when transactions that fit are looked for among many that don't.
    soft_deadline: Instant,
    /// When the last transaction may be applied.
    deadline: Instant,
    /// When the block has to be complete.
    end: Instant,
}

/// What became of a transaction.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// It is in the block.
    Applied,
    /// There is not enough time left for what it declares.
    NotNow,
    Refused(TransactionValidityError),
    /// The runtime trapped. The state is unchanged.
    Trapped,
}

/// A block that is being made.
struct Draft<'a> {
    api: ApiRef<'a, Api>,
    parent: Hash,
    mode: ExtrinsicInclusionMode,
    transactions: Vec<OpaqueExtrinsic>,
    bytes: usize,
    /// Whether the runtime applies many transactions at once, within a budget.
    batches: bool,
    /// How many are applied one by one, since the runtime trapped on one of them.
    suspects: usize,
}

impl<'a> Draft<'a> {
    fn begin(mut api: ApiRef<'a, Api>, parent: &Header, digest: Digest) -> Result<Self, Error> {
        let hash = parent.hash();
        let number = parent.number + 1;
        let header = Header::new(number, Hash::default(), Hash::default(), hash, digest);
        api.set_call_context(CallContext::Onchain { import: false });
        Ok(Self {
            mode: api.initialize_block(hash, &header)?,
            batches: api.has_api_with::<dyn TransactionBatches<Block>, _>(hash, has_budget)?,
            suspects: 0,
            parent: hash,
            transactions: Vec::new(),
            bytes: header.encoded_size(),
            api,
        })
    }

    fn apply_inherents(&mut self, data: InherentData) -> Result<(), Error> {
        let parent = self.parent;
        let inherents = self.api.execute_in_transaction(|api| {
            TransactionOutcome::Rollback(api.inherent_extrinsics(parent, data))
        })?;
        for inherent in inherents {
            match self.apply_one(inherent) {
                Answer::Applied => {}
                Answer::Refused(error) if error.was_mandatory() => {
                    return Err(ApplyExtrinsicFailed::Validity(error).into());
                }
                answer => {
                    log::warn!(target: LOG_TARGET, "Skipped an inherent: {answer:?}");
                }
            }
        }
        Ok(())
    }

    /// Apply `ready` transactions while there is `room`, and say why no more.
    fn apply_ready(
        &mut self,
        mut ready: Ready,
        room: Room,
        invalid: &mut Invalid,
    ) -> EndProposingReason {
        let inherents = self.transactions.len();
        let mut waiting = VecDeque::<Pooled>::new();
        let mut left_out = 0;
        let mut full = EndProposingReason::NoMoreTransactions;
        // How long the last one took that was applied by itself. Without a budget, the next takes about as long.
        let mut call = Duration::ZERO;
        loop {
            let begun = Instant::now();
            let enough = if self.batches {
                begun >= room.deadline
            } else {
                begun + call > room.deadline
            };
            if enough {
                return EndProposingReason::HitDeadline;
            }
            while waiting.len() < MAX_BATCH {
                let Some(transaction) = ready.next() else {
                    break;
                };
                waiting.push_back(transaction);
            }
            if waiting.is_empty() || (left_out >= MAX_SKIPPED && begun >= room.soft_deadline) {
                return full;
            }
            let mut batch = self.fitting(&waiting, &room);
            if batch.is_empty() {
                if let Some(transaction) = waiting.pop_front() {
                    ready.report_invalid(&transaction);
                }
                full = EndProposingReason::HitBlockSizeLimit;
                left_out += 1;
                continue;
            }
            // The first one may take all the time there is: it would never get in otherwise.
            let until = if self.transactions.len() == inherents {
                batch.truncate(1);
                room.end
            } else {
                room.deadline
            };
            let answers = self.apply(batch, weight_of(until - begun));
            call = begun.elapsed();
            for (transaction, answer) in waiting.drain(..answers.len()).zip(answers) {
                if answer != Answer::Applied {
                    ready.report_invalid(&transaction);
                }
                match answer {
                    Answer::Applied => {}
                    Answer::NotNow => {
                        full = EndProposingReason::HitDeadline;
                        left_out += 1;
                    }
                    Answer::Refused(error) if error.exhausted_resources() => {
                        full = EndProposingReason::HitBlockWeightLimit;
                        left_out += 1;
                    }
                    // The one before it, by the same account, was left out.
                    Answer::Refused(TransactionValidityError::Invalid(
                        InvalidTransaction::Future,
                    )) => {}
                    Answer::Refused(error) => {
                        log::debug!(target: LOG_TARGET, "{}: {error:?}", transaction.hash());
                        invalid.insert(*transaction.hash(), Some(error));
                    }
                    // The pool takes no reason for a trap.
                    Answer::Trapped => {
                        invalid.insert(*transaction.hash(), None);
                    }
                }
            }
        }
    }

    /// The first of those that are `waiting`: as many as there is `room` for, and few large ones.
    fn fitting(&self, waiting: &VecDeque<Pooled>, room: &Room) -> Vec<OpaqueExtrinsic> {
        let room = room.bytes.saturating_sub(self.bytes);
        let mut bytes = 0;
        waiting
            .iter()
            .take_while(|transaction| {
                let enough = bytes > BATCH_BYTES;
                bytes += transaction.data().encoded_size();
                bytes <= room && !enough
            })
            .map(|transaction| OpaqueExtrinsic::clone(transaction.data()))
            .collect()
    }

    /// Apply the first transactions of `batch` and return the result of each: none if the runtime trapped, and from
    /// then on one at a time.
    fn apply(&mut self, mut batch: Vec<OpaqueExtrinsic>, budget: Weight) -> Vec<Answer> {
        if self.suspects > 0 {
            self.suspects -= 1;
            batch.truncate(1);
        }
        if !self.batches {
            let first = batch.into_iter().take(1);
            return first
                .map(|transaction| self.apply_one(transaction))
                .collect();
        }
        if let Some(answers) = self.apply_batch(&batch, budget) {
            return answers;
        }
        if batch.len() == 1 {
            self.suspects = 0;
            return vec![Answer::Trapped];
        }
        log::warn!(target: LOG_TARGET, "The runtime trapped on one of {} transactions", batch.len());
        self.suspects = batch.len();
        Vec::new()
    }

    /// `None` if the runtime trapped. The state is unchanged then.
    fn apply_batch(&mut self, batch: &[OpaqueExtrinsic], budget: Weight) -> Option<Vec<Answer>> {
        let parent = self.parent;
        let results = self.api.execute_in_transaction(|api| {
            match api.apply_extrinsics(parent, batch.to_vec(), budget) {
                Ok(results) if (1..=batch.len()).contains(&results.len()) => {
                    TransactionOutcome::Commit(Some(results))
                }
                _ => TransactionOutcome::Rollback(None),
            }
        })?;
        let answers = batch
            .iter()
            .zip(results)
            .map(|(transaction, result)| match result {
                Some(Ok(_)) => {
                    self.note(transaction);
                    Answer::Applied
                }
                Some(Err(error)) => Answer::Refused(error),
                None => Answer::NotNow,
            });
        Some(answers.collect())
    }

    fn apply_one(&mut self, transaction: OpaqueExtrinsic) -> Answer {
        let parent = self.parent;
        let answer = self.api.execute_in_transaction(|api| {
            match api.apply_extrinsic(parent, transaction.clone()) {
                Ok(Ok(_)) => TransactionOutcome::Commit(Answer::Applied),
                Ok(Err(error)) => TransactionOutcome::Rollback(Answer::Refused(error)),
                Err(error) => {
                    log::debug!(target: LOG_TARGET, "The runtime failed: {error}");
                    TransactionOutcome::Rollback(Answer::Trapped)
                }
            }
        });
        if answer == Answer::Applied {
            self.note(&transaction);
        }
        answer
    }

    /// The transaction is in the block.
    fn note(&mut self, transaction: &OpaqueExtrinsic) {
        self.bytes += transaction.encoded_size();
        self.transactions.push(transaction.clone());
    }

    fn finish(self, client: &FullClient) -> Result<Proposal<Block>, Error> {
        let header = self.api.finalize_block(self.parent)?;
        let state = client.state_at(self.parent)?;
        let storage_changes = self
            .api
            .into_storage_changes(&state, self.parent)
            .map_err(Error::StorageChanges)?;
        let block = Block::new(header, self.transactions);
        Ok(Proposal {
            block,
            storage_changes,
        })
    }
}

/// Whether that version of `TransactionBatches` has a budget.
fn has_budget(version: u32) -> bool {
    version >= WITH_BUDGET
}

/// The weight that fits into `time`: a second of weight takes at most a second.
fn weight_of(time: Duration) -> Weight {
    let picoseconds = time.as_nanos().saturating_mul(1_000);
    Weight::from_parts(u64::try_from(picoseconds).unwrap_or(u64::MAX), u64::MAX)
}

#[cfg(test)]
pub mod tests;
