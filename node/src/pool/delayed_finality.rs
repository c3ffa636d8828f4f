//! A pool that is notified of a final block only when the next block is there.
//!
//! The SDK's pool has a view of the transactions for every block, and drops the views before a final block. A
//! transaction that arrives while the view of the next block is being made is only in the earlier view; if it waits
//! there for an earlier one of the same account, it is dropped with the view and never gets into a block. One block
//! later the problem is gone, because the new view has everything that the earlier ones have. Other chains have
//! several views that are not final; here a block is final before the next one is made.

use super::wrapper::*;
use sc_transaction_pool_api::{ChainEvent, MaintainedTransactionPool};
use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// See the [module](self).
pub struct DelayedFinality<Pool: TransactionPool> {
    pool: Pool,
    held: Held<Pool::Block>,
}

impl<Pool: TransactionPool> DelayedFinality<Pool> {
    pub fn new(pool: Pool) -> Self {
        Self {
            pool,
            held: Held(Mutex::default()),
        }
    }
}

/// Events about final blocks that are held back, in their order.
struct Held<Block: BlockT>(Mutex<Vec<ChainEvent<Block>>>);

impl<Block: BlockT> Held<Block> {
    fn hold(&self, event: ChainEvent<Block>) {
        self.lock().push(event);
    }

    /// The events that are due now that the pool has a view of `best`.
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
impl<Pool: MaintainedTransactionPool> MaintainedTransactionPool for DelayedFinality<Pool> {
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

wrap_pool!(DelayedFinality {
    fn ready(&self) -> Ready<Self> {
        self.pool.ready()
    }
});

forward_local_submission!(DelayedFinality);

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
