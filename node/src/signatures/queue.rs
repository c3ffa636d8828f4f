//! Blocks on their way to the import queue: their signatures are verified first, on all cores.
//!
//! The import queue executes one block after the other, on one core. Here the signatures of those that wait
//! are verified meanwhile. How far ahead is bounded, so that what was remembered for a block is still there
//! when its turn comes.

use super::{
    batch, cache,
    transaction::{Chain, Signed},
    LOG_TARGET,
};
use crate::service::FullClient;
use chaos_primitives::{Block, BlockNumber, Hash};
use futures::StreamExt;
use rayon::prelude::*;
use sc_consensus::{
    import_queue::{ImportQueueService, RuntimeOrigin},
    BlockImportError, BlockImportStatus, ImportQueue, IncomingBlock, JustificationImportResult,
    Link,
};
use sc_service::SpawnEssentialTaskHandle;
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedReceiver, TracingUnboundedSender};
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_runtime::Justifications;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task,
};
use tokio::sync::Semaphore;

/// Blocks that were seen here and may not be imported yet, so that transactions can refer to their hashes.
const HASHES_KEPT: usize = 8_192;

/// The part of the cache that may be filled by blocks that were not imported yet.
const SHARE_AHEAD: usize = 4;

/// Blocks that were sent together, and whence they are.
type Batch = (BlockOrigin, Vec<IncomingBlock<Block>>);

/// An import queue behind the verification of signatures. Without a cache, it is just that queue.
pub struct SignaturesFirst<Queue> {
    queue: Queue,
    service: Service,
    ahead: Arc<Ahead>,
}

/// Where blocks come in. Justifications have nothing to wait for.
struct Service {
    inner: Box<dyn ImportQueueService<Block>>,
    /// To the task that verifies, if there is one.
    batches: Option<TracingUnboundedSender<Batch>>,
}

/// The room for blocks that were verified and not imported yet, counted in transactions.
struct Ahead {
    room: Semaphore,
    most: usize,
    /// How much of it each batch has, in the order of their import.
    taken: Mutex<VecDeque<u32>>,
}

impl<Queue: ImportQueue<Block>> SignaturesFirst<Queue> {
    pub fn new(queue: Queue, client: Arc<FullClient>, spawner: &SpawnEssentialTaskHandle) -> Self {
        let most = cache().map_or(0, |cache| cache.capacity() / SHARE_AHEAD);
        let ahead = Arc::new(Ahead::new(most));
        let batches = cache().map(|_| {
            let (batches, arriving) = tracing_unbounded("mpsc_signatures", 100_000);
            let verify = verify_first(arriving, ahead.clone(), client, queue.service());
            spawner.spawn_blocking("signatures", Some("block-import"), verify);
            batches
        });
        let service = Service {
            inner: queue.service(),
            batches,
        };
        Self {
            queue,
            service,
            ahead,
        }
    }
}

impl Ahead {
    fn new(most: usize) -> Self {
        Self {
            room: Semaphore::new(most),
            most,
            taken: Mutex::default(),
        }
    }

    /// Wait until there is room for so many transactions. A batch that is larger than all of it has it alone.
    async fn take(&self, transactions: usize) {
        let share = u32::try_from(transactions.min(self.most)).unwrap_or(u32::MAX);
        if let Ok(room) = self.room.acquire_many(share).await {
            room.forget();
        }
        self.lock().push_back(share);
    }

    /// The earliest batch was imported.
    fn release(&self) {
        if let Some(share) = self.lock().pop_front() {
            self.room.add_permits(share as usize);
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<u32>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl<Queue: ImportQueue<Block>> ImportQueue<Block> for SignaturesFirst<Queue> {
    fn service(&self) -> Box<dyn ImportQueueService<Block>> {
        Box::new(Service {
            inner: self.queue.service(),
            batches: self.service.batches.clone(),
        })
    }

    fn service_ref(&mut self) -> &mut dyn ImportQueueService<Block> {
        &mut self.service
    }

    fn poll_actions(&mut self, context: &mut task::Context, link: &dyn Link<Block>) {
        let ahead = &self.ahead;
        self.queue.poll_actions(context, &Releasing { link, ahead });
    }

    async fn run(self, link: &dyn Link<Block>) {
        let ahead = &self.ahead;
        self.queue.run(&Releasing { link, ahead }).await
    }
}

impl ImportQueueService<Block> for Service {
    fn import_blocks(&mut self, origin: BlockOrigin, blocks: Vec<IncomingBlock<Block>>) {
        match &self.batches {
            // The queue says nothing of a batch without blocks, so its room would not be released.
            Some(_) if blocks.is_empty() => {}
            Some(batches) => {
                if batches.unbounded_send((origin, blocks)).is_err() {
                    log::error!(target: LOG_TARGET, "The task that verifies has ended");
                }
            }
            None => self.inner.import_blocks(origin, blocks),
        }
    }

    fn import_justifications(
        &mut self,
        who: RuntimeOrigin,
        hash: Hash,
        number: BlockNumber,
        justifications: Justifications,
    ) {
        self.inner
            .import_justifications(who, hash, number, justifications);
    }
}

/// Hears of what was imported, makes room for more, and passes it on.
struct Releasing<'a> {
    link: &'a dyn Link<Block>,
    ahead: &'a Ahead,
}

impl Link<Block> for Releasing<'_> {
    fn blocks_processed(
        &self,
        imported: usize,
        count: usize,
        results: Vec<(
            Result<BlockImportStatus<BlockNumber>, BlockImportError>,
            Hash,
        )>,
    ) {
        self.ahead.release();
        self.link.blocks_processed(imported, count, results);
    }

    fn justification_imported(
        &self,
        who: RuntimeOrigin,
        hash: &Hash,
        number: BlockNumber,
        result: JustificationImportResult,
    ) {
        self.link.justification_imported(who, hash, number, result);
    }

    fn request_justification(&self, hash: &Hash, number: BlockNumber) {
        self.link.request_justification(hash, number);
    }
}

/// Verify the signatures in each batch that arrives, and send it on to the `queue`.
async fn verify_first(
    mut arriving: TracingUnboundedReceiver<Batch>,
    ahead: Arc<Ahead>,
    client: Arc<FullClient>,
    mut queue: Box<dyn ImportQueueService<Block>>,
) {
    let mut hashes = Hashes::default();
    while let Some((origin, blocks)) = arriving.next().await {
        let transactions = blocks.iter().flat_map(|block| &block.body).map(Vec::len);
        ahead.take(transactions.sum()).await;
        hashes.note(&blocks);
        verify_as_of_best(&blocks, &hashes, &client);
        queue.import_blocks(origin, blocks);
    }
    // Nobody can send blocks any more: the node stops. A task that ends would look like a failure.
    futures::future::pending().await
}

/// The hashes of blocks that passed by, which the database may not have yet.
#[derive(Default)]
struct Hashes(BTreeMap<BlockNumber, Hash>);

impl Hashes {
    /// Of two blocks of the same number, the later one counts.
    fn note(&mut self, blocks: &[IncomingBlock<Block>]) {
        let headers = blocks.iter().filter_map(|block| block.header.as_ref());
        for header in headers {
            let Some(parent) = header.number.checked_sub(1) else {
                continue;
            };
            self.0.insert(parent, header.parent_hash);
            while self.0.len() > HASHES_KEPT {
                self.0.pop_first();
            }
        }
    }
}

/// Verify what signatures there are in the `blocks`, as far as the best block of `client` knows the chain.
fn verify_as_of_best(blocks: &[IncomingBlock<Block>], hashes: &Hashes, client: &FullClient) {
    let hash_of = |number| {
        let passed_by = hashes.0.get(&number).copied();
        passed_by.or_else(|| client.hash(number).ok().flatten())
    };
    if let Some(chain) = Chain::as_of(client.info().best_hash, client, &hash_of) {
        verify(blocks, &chain);
    }
}

/// Verify on all cores what signatures there are in blocks that will be executed.
pub(super) fn verify(blocks: &[IncomingBlock<Block>], chain: &Chain) {
    let transactions: Vec<_> = blocks
        .iter()
        .filter(|block| !block.skip_execution && block.state.is_none())
        .filter_map(|block| Some((block.header.as_ref()?.number, block.body.as_ref()?)))
        .flat_map(|(number, body)| body.iter().map(move |transaction| (number, transaction)))
        .collect();
    batch::verify_all(
        transactions
            .into_par_iter()
            .filter_map(|(number, transaction)| Signed::of(transaction, number, chain))
            .collect(),
    );
}
