//! Verifies the signatures of blocks on their way to the import queue, on all cores.
//!
//! The import queue executes one block after the other on one core. The signatures of those that wait are verified
//! meanwhile. How far ahead is bounded, so that what was remembered for a block is still there when it is executed.

use super::{
    batch,
    sound::{could_be_valid, is_sound},
    transaction::{Chain, Signed},
    version_at, LOG_TARGET,
};
use crate::{client::FullClient, executor::signature_cache::cache, headers::CheckHeader};
use chaos_primitives::{Block, BlockNumber, Hash};
use futures::StreamExt;
use rayon::prelude::*;
use sc_consensus::{
    import_queue::{ImportQueueService, RuntimeOrigin},
    BlockImportError, BlockImportStatus, DefaultImportQueue, ImportQueue, IncomingBlock,
    JustificationImportResult, Link,
};
use sc_service::SpawnEssentialTaskHandle;
use sc_utils::mpsc::{tracing_unbounded, TracingUnboundedReceiver, TracingUnboundedSender};
use schnellru::{ByLength, LruMap};
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_runtime::Justifications;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task,
};
use tokio::sync::Semaphore;

/// Number of blocks that were seen here and may not be imported yet, to whose hashes transactions can refer.
const HASHES_KEPT: u32 = 8_192;

/// The part of the cache that may be filled by blocks that were not imported yet.
const SHARE_AHEAD: usize = 4;

/// Blocks that were sent together, and their origin.
type Batch = (BlockOrigin, Vec<IncomingBlock<Block>>);

/// The blocks that wait to be imported.
pub type FullImportQueue = SignaturesFirst<DefaultImportQueue<Block>>;

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
    pub fn new(
        queue: Queue,
        client: Arc<FullClient>,
        check: Arc<dyn CheckHeader>,
        spawner: &SpawnEssentialTaskHandle,
    ) -> Self {
        let most = cache().map_or(0, |cache| cache.capacity() / SHARE_AHEAD);
        let ahead = Arc::new(Ahead::new(most));
        let batches = cache().map(|_| {
            let (batches, arriving) = tracing_unbounded("mpsc_signatures", 100_000);
            let verify = verify_first(arriving, ahead.clone(), client, check, queue.service());
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

    /// Wait until there is room for this many transactions. A batch larger than the whole room gets all of it.
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
                    log::error!(target: LOG_TARGET, "The signature verification task has ended");
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

/// Makes room when blocks are imported, and passes that on.
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
    check: Arc<dyn CheckHeader>,
    mut queue: Box<dyn ImportQueueService<Block>>,
) {
    let mut hashes = Hashes::default();
    while let Some((origin, blocks)) = arriving.next().await {
        let valid = blocks.iter().filter(|block| could_be_valid(block));
        let transactions = valid.flat_map(|block| &block.body).map(Vec::len);
        ahead.take(transactions.sum()).await;
        verify_as_of_best(&blocks, &mut hashes, &*check, &client);
        queue.import_blocks(origin, blocks);
    }
    // Nobody can send blocks any more: the node stops. A task that ends would look like a failure.
    futures::future::pending().await
}

/// The hashes of blocks that passed by, which the database may not have yet. When there are too many, the one that
/// passed by first is forgotten, as it has been imported since.
pub(super) struct Hashes(LruMap<BlockNumber, Hash, ByLength>);

impl Default for Hashes {
    fn default() -> Self {
        Self(LruMap::new(ByLength::new(HASHES_KEPT)))
    }
}

impl Hashes {
    /// Of two blocks of the same number, the later one counts.
    fn note(&mut self, blocks: &[&IncomingBlock<Block>]) {
        let headers = blocks.iter().filter_map(|block| block.header.as_ref());
        for header in headers {
            if let Some(parent) = header.number.checked_sub(1) {
                self.0.insert(parent, header.parent_hash);
            }
        }
    }

    fn get(&self, number: BlockNumber) -> Option<Hash> {
        self.0.peek(&number).copied()
    }
}

/// Verify what signatures there are in those of the `blocks` that are sound, as far as the best block of `client`
/// knows the chain.
pub(super) fn verify_as_of_best(
    blocks: &[IncomingBlock<Block>],
    hashes: &mut Hashes,
    check: &dyn CheckHeader,
    client: &FullClient,
) {
    let Some(version) = version_at(client.info().best_hash, client) else {
        return;
    };
    let root_version = version.extrinsics_root_state_version();
    let sound: Vec<_> = blocks
        .par_iter()
        .filter(|block| is_sound(block, check, root_version))
        .collect();
    hashes.note(&sound);
    let hash_of = |number| {
        let passed_by = hashes.get(number);
        passed_by.or_else(|| client.hash(number).ok().flatten())
    };
    verify(&sound, &Chain::new(&version, client, &hash_of));
}

/// Verify on all cores what signatures there are in the `blocks`.
pub(super) fn verify(blocks: &[&IncomingBlock<Block>], chain: &Chain) {
    let transactions: Vec<_> = blocks
        .iter()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        executor::host_functions,
        headers::Verdict,
        signatures::tests::{
            transaction::{extension, remark, transaction},
            with_cache,
        },
        testing::{new_chain, FixedCheck},
    };
    use chaos_primitives::Header;
    use codec::Encode;
    use sp_keyring::Sr25519Keyring::Alice;
    use sp_runtime::{
        generic::Era,
        traits::{Hash as _, HashingFor, Header as _},
        OpaqueExtrinsic, StateVersion,
    };

    fn with_body(
        mut block: IncomingBlock<Block>,
        body: Vec<OpaqueExtrinsic>,
        root_version: StateVersion,
    ) -> IncomingBlock<Block> {
        if let Some(header) = &mut block.header {
            let encoded = body.iter().map(Encode::encode).collect();
            header.extrinsics_root = HashingFor::<Block>::ordered_trie_root(encoded, root_version);
        }
        block.body = Some(body);
        block
    }

    fn child_of(number: BlockNumber) -> IncomingBlock<Block> {
        let parent = Hash::from_low_u64_be(number.into());
        let header = Header::new(
            number + 1,
            Hash::zero(),
            Hash::zero(),
            parent,
            Default::default(),
        );
        IncomingBlock {
            hash: header.hash(),
            header: Some(header),
            body: Some(vec![]),
            indexed_body: None,
            justifications: None,
            origin: None,
            allow_missing_state: false,
            import_existing: false,
            skip_execution: false,
            state: None,
        }
    }

    #[test]
    fn high_numbers_do_not_push_out_the_hashes_of_blocks_that_come_next() {
        let mut hashes = Hashes::default();
        for number in 0..HASHES_KEPT {
            hashes.note(&[&child_of(1_000_000_000 + number)]);
        }
        for number in 0..HASHES_KEPT {
            hashes.note(&[&child_of(number)]);
        }
        for number in 0..HASHES_KEPT {
            let hash = Hash::from_low_u64_be(number.into());
            assert_eq!(hashes.get(number), Some(hash), "{number}");
        }
        assert_eq!(hashes.get(1_000_000_000), None);
    }

    #[tokio::test]
    async fn who_is_no_author_has_nothing_verified_or_remembered() {
        with_cache();
        let (_folder, _config, chain) = new_chain();
        let client = &*chain.client;
        let genesis = client.info().genesis_hash;
        let version = version_at(genesis, client).unwrap();
        for (nonce, verdict) in (700..).zip([Verdict::Forged, Verdict::Unknown, Verdict::Sound]) {
            let signed = transaction(
                remark(7),
                extension(Era::Immortal, nonce, false),
                (genesis, genesis),
                Alice.public().into(),
                |payload| Alice.sign(payload).into(),
            );
            let root_version = version.extrinsics_root_state_version();
            let block = with_body(child_of(nonce), vec![signed.clone()], root_version);
            let mut hashes = Hashes::default();
            verify_as_of_best(&[block], &mut hashes, &FixedCheck::new(verdict), client);

            let none = |_| None;
            let signed = Signed::of(&signed, 1, &Chain::new(&version, client, &none)).unwrap();
            let (signature, message, key) = signed.claim().unwrap();
            let question = host_functions::about_sr25519(signature, message, &key);
            let is_sound = verdict == Verdict::Sound;
            assert_eq!(cache().unwrap().knows(question), is_sound, "{verdict:?}");
            assert_eq!(hashes.get(nonce).is_some(), is_sound, "{verdict:?}");
        }
    }
}
