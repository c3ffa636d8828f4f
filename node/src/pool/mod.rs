//! The transaction pool, which validates transactions in batches.
//!
//! The SDK's pool validates each transaction by a call of its own on a thread of its own: the runtime instance and
//! the thread switches then cost more than validating a transfer. Here a worker takes all transactions that wait,
//! verifies their signatures together and makes one call into the runtime. When nothing else waits that is a batch of
//! one, without a delay. What the runtime cannot answer for a batch, the SDK's own code asks for each transaction.
//!
//! Around the SDK's pool are wrappers ([`wrapper`]) that change one thing each: [`limits`], [`replacement`],
//! [`trapped`], [`delayed_finality`], [`no_retry`].

mod delayed_finality;
mod limits;
mod no_retry;
mod replacement;
mod signed;
#[cfg(test)]
mod tests;
mod trapped;
pub mod wrapper;

#[cfg(test)]
pub use limits::longest_transaction;
pub use no_retry::NoRetry;

use crate::{
    client::{FullClient, FullPool},
    signatures,
};
use async_channel::{Receiver, Sender};
use chaos_primitives::{Block, BlockNumber, Hash, Header};
use chaos_runtime::{batches::TransactionBatches, UncheckedExtrinsic};
use delayed_finality::DelayedFinality;
use futures::{channel::oneshot, FutureExt};
use limits::LimitedPool;
use replacement::Replacements;
use sc_cli::{TransactionPoolParams, TransactionPoolType};
use sc_client_api::HeaderBackend;
use sc_service::SpawnEssentialTaskHandle;
use sc_transaction_pool::{
    ChainApi, ForkAwareTxPool, FullChainApi, Options, PoolLimit, TransactionPoolWrapper,
    ValidateTransactionPriority,
};
use sc_transaction_pool_api::error::IntoPoolError;
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_blockchain::TreeRoute;
use sp_runtime::{
    generic::BlockId,
    traits::LazyExtrinsic,
    transaction_validity::{TransactionSource, TransactionValidity},
    OpaqueExtrinsic,
};
use std::{collections::HashMap, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;
use trapped::Trapped;

/// The number of workers. More would compete with block production and import for cores.
const WORKERS: usize = 2;

/// Maximum number of transactions in a batch. With so many, the cost of the call itself is small.
const MAX_BATCH: usize = 64;

/// Maximum size of a batch of several transactions, in bytes.
const MAX_BATCH_BYTES: usize = 1024 * 1024;

/// How long a transaction that is revalidated waits for others, if there is nothing else to validate.
///
/// After each block the pool revalidates all of its transactions one after the other, until the next block is there.
/// The wait leaves most of a core to others.
const WAIT_FOR_COMPANY: Duration = Duration::from_millis(1);

type StockApi = FullChainApi<FullClient, Block>;
type Error = <StockApi as ChainApi>::Error;

/// The options that the command line gives, with the SDK's defaults. `None` if it asks for the SDK's single-state pool.
pub fn pool_options(params: &TransactionPoolParams, is_dev: bool) -> Option<Options> {
    if !matches!(params.pool_type, TransactionPoolType::ForkAware) {
        return None;
    }
    let (count, total_bytes) = (params.pool_limit, params.pool_kbytes * 1024);
    // One that was refused may come again.
    let ban_seconds = params
        .tx_ban_seconds
        .unwrap_or(if is_dev { 0 } else { 30 * 60 });
    let room = PoolLimit { count, total_bytes };
    Some(Options {
        ready: room.clone(),
        future: room,
        ban_time: Duration::from_secs(ban_seconds),
        ..Options::default()
    })
}

/// A pool with these `options`, as of the best block.
pub fn new(
    options: Options,
    is_authority: bool,
    client: Arc<FullClient>,
    spawner: SpawnEssentialTaskHandle,
    registry: Option<&Registry>,
) -> FullPool {
    let stock = StockApi::new(client.clone(), registry, &spawner);
    let trapped = Arc::new(Trapped::new());
    let offers = Arc::new(Replacements::new());
    let api = BatchedApi::start(
        stock,
        client.clone(),
        trapped.clone(),
        offers.clone(),
        &spawner,
    );
    let info = client.info();
    let room = options.ready.clone();
    let pool = ForkAwareTxPool::new_with_background_worker(
        // The limits keeps a pool below its limits, but for tips and for those that wait for another one until it
        // comes.
        Options {
            ready: PoolLimit {
                count: room.count.saturating_mul(2),
                total_bytes: room.total_bytes.saturating_mul(2),
            },
            ..options
        },
        is_authority.into(),
        Arc::new(api),
        registry,
        spawner,
        info.best_hash,
        info.finalized_hash,
    );
    let pool = LimitedPool::new(DelayedFinality::new(pool), client, room, trapped, offers);
    TransactionPoolWrapper(Box::new(pool))
}

/// A transaction to validate on top of the block `at`.
struct Request {
    at: Hash,
    source: TransactionSource,
    transaction: Arc<OpaqueExtrinsic>,
    /// Takes `None` if the batch gave no answer.
    answer: oneshot::Sender<Option<Verdict>>,
}

/// The runtime's answer for one transaction of a batch.
enum Verdict {
    Validity(TransactionValidity),
    /// These bytes are not a transaction.
    Undecodable,
}

/// The SDK's chain API for the pool, with validation in batches.
struct BatchedApi {
    stock: StockApi,
    client: Arc<FullClient>,
    trapped: Arc<Trapped>,
    offers: Arc<Replacements>,
    new: Sender<Request>,
    again: Sender<Request>,
}

impl BatchedApi {
    fn start(
        stock: StockApi,
        client: Arc<FullClient>,
        trapped: Arc<Trapped>,
        offers: Arc<Replacements>,
        spawner: &SpawnEssentialTaskHandle,
    ) -> Self {
        let (new, new_requests) = async_channel::bounded(4 * MAX_BATCH);
        let (again, again_requests) = async_channel::bounded(4 * MAX_BATCH);
        for _ in 0..WORKERS {
            let queue = Queue {
                new: new_requests.clone(),
                again: again_requests.clone(),
            };
            spawner.spawn_blocking(
                "transaction-validation",
                Some("transaction-pool"),
                work(queue, client.clone()).boxed(),
            );
        }
        Self {
            stock,
            client,
            trapped,
            offers,
            new,
            again,
        }
    }

    /// Ask the runtime about `transaction`, in a batch if it can.
    async fn ask(
        &self,
        at: Hash,
        source: TransactionSource,
        transaction: Arc<OpaqueExtrinsic>,
        priority: ValidateTransactionPriority,
    ) -> Result<TransactionValidity, Error> {
        // Of transactions in blocks, the pool waits for one after the other.
        let waits = matches!(priority, ValidateTransactionPriority::Maintained)
            && source != TransactionSource::InBlock;
        let queue = if waits { &self.again } else { &self.new };
        let (answer, answered) = oneshot::channel();
        let request = Request {
            at,
            source,
            transaction: transaction.clone(),
            answer,
        };
        if queue.send(request).await.is_ok() {
            match answered.await {
                Ok(Some(Verdict::Validity(validity))) => return Ok(validity),
                Ok(Some(Verdict::Undecodable)) => return Err(undecodable(&transaction)),
                Ok(None) | Err(_) => {}
            }
        }
        let validity = self
            .stock
            .validate_transaction(at, source, transaction.clone(), priority)
            .await;
        validity.map_err(|error| match error.into_pool_error() {
            Ok(refusal) => refusal.into(),
            Err(failure) => {
                self.note_trap(at, &transaction);
                failure
            }
        })
    }

    /// The runtime gave no answer for `transaction` on top of the block `at`: it trapped, unless the state is missing.
    fn note_trap(&self, at: Hash, transaction: &OpaqueExtrinsic) {
        if self.client.state_at(at).is_err() {
            return;
        }
        // What can't be decoded is a tool's mistake rather than an attack, and nothing but decoding was done for it.
        if UncheckedExtrinsic::decode_unprefixed(transaction.inner()).is_err() {
            return;
        }
        // It may have trapped before the signature was looked at, and be of anybody.
        let sender = signatures::signer(&self.client, at, transaction);
        let (hash, _) = self.stock.hash_and_length(transaction);
        self.trapped.note(hash, sender);
    }
}

#[async_trait::async_trait]
impl ChainApi for BatchedApi {
    type Block = Block;
    type Error = Error;

    async fn validate_transaction(
        &self,
        at: Hash,
        source: TransactionSource,
        transaction: Arc<OpaqueExtrinsic>,
        priority: ValidateTransactionPriority,
    ) -> Result<TransactionValidity, Error> {
        let submitted = matches!(priority, ValidateTransactionPriority::Submitted);
        let validity = self.ask(at, source, transaction.clone(), priority).await?;
        if validity.is_ok() && submitted && source == TransactionSource::External {
            let (hash, _) = self.hash_and_length(&transaction);
            self.offers.take(&transaction, hash)?;
        }
        Ok(validity)
    }

    fn validate_transaction_blocking(
        &self,
        at: Hash,
        source: TransactionSource,
        transaction: Arc<OpaqueExtrinsic>,
    ) -> Result<TransactionValidity, Error> {
        self.stock
            .validate_transaction_blocking(at, source, transaction)
    }

    fn block_id_to_number(&self, at: &BlockId<Block>) -> Result<Option<BlockNumber>, Error> {
        self.stock.block_id_to_number(at)
    }

    fn block_id_to_hash(&self, at: &BlockId<Block>) -> Result<Option<Hash>, Error> {
        self.stock.block_id_to_hash(at)
    }

    fn hash_and_length(&self, transaction: &OpaqueExtrinsic) -> (Hash, usize) {
        self.stock.hash_and_length(transaction)
    }

    async fn block_body(&self, at: Hash) -> Result<Option<Vec<OpaqueExtrinsic>>, Error> {
        self.stock.block_body(at).await
    }

    fn block_header(&self, at: Hash) -> Result<Option<Header>, Error> {
        self.stock.block_header(at)
    }

    fn tree_route(&self, from: Hash, to: Hash) -> Result<TreeRoute<Block>, Error> {
        self.stock.tree_route(from, to)
    }
}

/// The transactions that wait to be validated. All workers share it.
struct Queue {
    new: Receiver<Request>,
    /// Those that are revalidated.
    again: Receiver<Request>,
}

impl Queue {
    /// The next batch. `None` once nobody can send requests any more.
    async fn next(&self) -> Option<Vec<Request>> {
        let first = futures::select! {
            request = self.new.recv().fuse() => request.ok()?,
            request = self.again.recv().fuse() => {
                let request = request.ok()?;
                if self.new.is_empty() && self.again.is_empty() {
                    tokio::time::sleep(WAIT_FOR_COMPANY).await;
                }
                request
            }
        };
        let mut bytes = first.transaction.inner().len();
        let mut batch = vec![first];
        while batch.len() < MAX_BATCH && bytes < MAX_BATCH_BYTES {
            // Half of each, so that a flood of new ones does not keep the pool from following the chain.
            let (one, other) = if batch.len() % 2 == 0 {
                (&self.new, &self.again)
            } else {
                (&self.again, &self.new)
            };
            let Ok(request) = one.try_recv().or_else(|_| other.try_recv()) else {
                break;
            };
            bytes += request.transaction.inner().len();
            batch.push(request);
        }
        Some(batch)
    }
}

/// Validate what is in the queue, as long as somebody can send requests.
async fn work(queue: Queue, client: Arc<FullClient>) {
    while let Some(batch) = queue.next().await {
        let mut by_block = HashMap::<Hash, Vec<Request>>::new();
        for request in batch {
            by_block.entry(request.at).or_default().push(request);
        }
        for (at, requests) in by_block {
            let validities = validate(&client, at, &requests);
            // Nobody waits for the answer where the pool has lost interest.
            for (request, validity) in requests.into_iter().zip(validities) {
                let _ = request.answer.send(validity);
            }
        }
    }
}

/// The error that the runtime gives for this transaction alone, which would cost a trap.
fn undecodable(transaction: &OpaqueExtrinsic) -> Error {
    let why = match UncheckedExtrinsic::decode_unprefixed(transaction.inner()) {
        Err(error) => error.to_string(),
        Ok(_) => "the runtime cannot decode it".into(),
    };
    Error::RuntimeApi(format!(
        "Bad input data provided to validate_transaction: {why}"
    ))
}

/// The runtime's answer to each request on top of the block `at`, if it gives any.
fn validate(client: &FullClient, at: Hash, requests: &[Request]) -> Vec<Option<Verdict>> {
    let nothing = || requests.iter().map(|_| None).collect();
    let api = client.runtime_api();
    if !api
        .has_api_with::<dyn TransactionBatches<Block>, _>(at, |version| version > 0)
        .unwrap_or(false)
    {
        return nothing();
    }
    let transactions: Vec<_> = requests
        .iter()
        .map(|request| (request.source, (*request.transaction).clone()))
        .collect();
    signatures::verify_for_pool(client, at, &transactions);
    match api.validate_transactions(at, transactions, at) {
        Ok(validities) if validities.len() == requests.len() => validities
            .into_iter()
            .map(|validity| Some(validity.map_or(Verdict::Undecodable, Verdict::Validity)))
            .collect(),
        _ => nothing(),
    }
}
