//! A pool that hears of a final block only when the next block is there.
//!
//! The SDK's pool has a view of the transactions for each block, and forgets the views before a final block.
//! A transaction that came while the view of the next block was made is in the earlier view alone; if it waits
//! there for one before it, by the same account, it is forgotten with the view, and never gets into a block.
//! With the view of one more block this is over: it has all that the views before it have. The SDK's own nodes
//! have several views that are not final; here a block is final before the next one is made.

use sc_transaction_pool_api::{
    ChainEvent, ImportNotificationStream, LocalTransactionFor, LocalTransactionPool,
    MaintainedTransactionPool, PoolStatus, ReadyTransactions, TransactionFor, TransactionPool,
    TransactionSource, TransactionStatusStreamFor, TxHash, TxInvalidityReportMap,
};
use sp_runtime::traits::Block as BlockT;
use std::{
    collections::HashMap,
    mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

type HashOf<Pool> = <<Pool as TransactionPool>::Block as BlockT>::Hash;
type Ready<Pool> =
    Box<dyn ReadyTransactions<Item = Arc<<Pool as TransactionPool>::InPoolTransaction>> + Send>;

/// See the [module](self).
pub struct Patient<Pool: TransactionPool> {
    pool: Pool,
    held: Held<Pool::Block>,
}

impl<Pool: TransactionPool> Patient<Pool> {
    pub fn new(pool: Pool) -> Self {
        Self {
            pool,
            held: Held(Mutex::default()),
        }
    }
}

/// What the pool shall hear later of final blocks, in their order.
struct Held<Block: BlockT>(Mutex<Vec<ChainEvent<Block>>>);

impl<Block: BlockT> Held<Block> {
    fn hold(&self, event: ChainEvent<Block>) {
        self.lock().push(event);
    }

    /// What the pool may hear now that it has a view of `best`.
    fn release(&self, best: Block::Hash) -> Vec<ChainEvent<Block>> {
        let mut held = self.lock();
        let (early, due) = mem::take(&mut *held)
            .into_iter()
            .partition(|event| event.hash() == best);
        *held = early;
        due
    }

    fn lock(&self) -> MutexGuard<'_, Vec<ChainEvent<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl<Pool: MaintainedTransactionPool> MaintainedTransactionPool for Patient<Pool> {
    async fn maintain(&self, event: ChainEvent<Self::Block>) {
        match event {
            ChainEvent::Finalized { .. } => self.held.hold(event),
            ChainEvent::NewBestBlock { hash, .. } => {
                self.pool.maintain(event).await;
                for event in self.held.release(hash) {
                    self.pool.maintain(event).await;
                }
            }
            ChainEvent::NewBlock { .. } => self.pool.maintain(event).await,
        }
    }
}

#[async_trait::async_trait]
impl<Pool: TransactionPool> TransactionPool for Patient<Pool> {
    type Block = Pool::Block;
    type Hash = Pool::Hash;
    type InPoolTransaction = Pool::InPoolTransaction;
    type Error = Pool::Error;

    async fn submit_at(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transactions: Vec<TransactionFor<Self>>,
    ) -> Result<Vec<Result<TxHash<Self>, Self::Error>>, Self::Error> {
        self.pool.submit_at(at, source, transactions).await
    }

    async fn submit_one(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transaction: TransactionFor<Self>,
    ) -> Result<TxHash<Self>, Self::Error> {
        self.pool.submit_one(at, source, transaction).await
    }

    async fn submit_and_watch(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transaction: TransactionFor<Self>,
    ) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
        self.pool.submit_and_watch(at, source, transaction).await
    }

    async fn ready_at(&self, at: HashOf<Self>) -> Ready<Self> {
        self.pool.ready_at(at).await
    }

    async fn ready_at_with_timeout(&self, at: HashOf<Self>, timeout: Duration) -> Ready<Self> {
        self.pool.ready_at_with_timeout(at, timeout).await
    }

    fn ready(&self) -> Ready<Self> {
        self.pool.ready()
    }

    async fn report_invalid(
        &self,
        at: Option<HashOf<Self>>,
        invalid: TxInvalidityReportMap<TxHash<Self>>,
    ) -> Vec<Arc<Self::InPoolTransaction>> {
        self.pool.report_invalid(at, invalid).await
    }

    fn futures(&self) -> Vec<Self::InPoolTransaction> {
        self.pool.futures()
    }

    fn status(&self) -> PoolStatus {
        self.pool.status()
    }

    fn import_notification_stream(&self) -> ImportNotificationStream<TxHash<Self>> {
        self.pool.import_notification_stream()
    }

    fn on_broadcasted(&self, propagations: HashMap<TxHash<Self>, Vec<String>>) {
        self.pool.on_broadcasted(propagations)
    }

    fn hash_of(&self, transaction: &TransactionFor<Self>) -> TxHash<Self> {
        self.pool.hash_of(transaction)
    }

    fn ready_transaction(&self, hash: &TxHash<Self>) -> Option<Arc<Self::InPoolTransaction>> {
        self.pool.ready_transaction(hash)
    }
}

impl<Pool> LocalTransactionPool for Patient<Pool>
where
    Pool: TransactionPool + LocalTransactionPool,
{
    type Block = <Pool as LocalTransactionPool>::Block;
    type Hash = <Pool as LocalTransactionPool>::Hash;
    type Error = <Pool as LocalTransactionPool>::Error;

    fn submit_local(
        &self,
        at: <Self::Block as BlockT>::Hash,
        transaction: LocalTransactionFor<Self>,
    ) -> Result<Self::Hash, Self::Error> {
        self.pool.submit_local(at, transaction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chaos_primitives::{Block, Hash};

    const FIRST: Hash = Hash::repeat_byte(1);
    const SECOND: Hash = Hash::repeat_byte(2);
    const THIRD: Hash = Hash::repeat_byte(3);

    fn made_final(hash: Hash) -> ChainEvent<Block> {
        let tree_route = Arc::new([]);
        ChainEvent::Finalized { hash, tree_route }
    }

    fn released(held: &Held<Block>, best: Hash) -> Vec<Hash> {
        let events = held.release(best);
        events.iter().map(ChainEvent::hash).collect()
    }

    #[test]
    fn the_pool_hears_of_a_final_block_with_the_next_one() {
        let held = Held(Mutex::default());
        held.hold(made_final(FIRST));
        assert_eq!(released(&held, SECOND), [FIRST]);
        assert!(released(&held, THIRD).is_empty());
    }

    #[test]
    fn a_block_that_is_final_before_it_is_best_waits_too() {
        let held = Held(Mutex::default());
        held.hold(made_final(FIRST));
        held.hold(made_final(SECOND));
        assert_eq!(released(&held, SECOND), [FIRST]);
        assert_eq!(released(&held, THIRD), [SECOND]);
    }
}
