//! What peers are told of the pool: so many transactions at a time, and no more.
//!
//! The network has room for 2,048 transactions on their way to a peer, and closes the connection to one that has
//! more. The SDK tells a peer all that are ready and that it was not told, every three seconds. So a peer that
//! connects to a node with a full pool would be cut off, and again as soon as it is back; and
//! transactions of one account would wait for one another in nodes that are cut off.
//!
//! Nothing changes for a transaction that is told as it comes. This is about those that were there before
//! the peer, and those that came faster than the SDK's pool announces them.

use super::around::*;
use futures::{Stream, StreamExt};
use sc_network_sync::SyncEvent;
use sc_transaction_pool_api::InPoolTransaction;
use std::{
    collections::HashSet,
    hash::Hash,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
    vec,
};

/// So many at a time. Half of the room is left for those that are told as they come.
const MOST: usize = 1_024;

/// A pool that has at most [`MOST`] ready transactions at a time, and the next ones the next time. See the
/// [module](self).
pub struct Gossiped<Pool: TransactionPool> {
    pool: Arc<Pool>,
    told: Mutex<Told<TxHash<Pool>>>,
}

impl<Pool: TransactionPool> Gossiped<Pool> {
    pub fn new(pool: Arc<Pool>) -> Self {
        Self {
            pool,
            told: Mutex::new(Told::default()),
        }
    }

    /// Begin with the first ones when a peer connects: it has room for few transactions that wait for earlier ones.
    pub async fn follow(self: Arc<Self>, mut events: impl Stream<Item = SyncEvent> + Unpin) {
        while let Some(event) = events.next().await {
            if matches!(event, SyncEvent::PeerConnected { .. }) {
                self.told().begin_anew();
            }
        }
    }

    fn told(&self) -> MutexGuard<'_, Told<TxHash<Pool>>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pool_around!(Gossiped {
    fn ready(&self) -> Ready<Self> {
        let all = self.pool.ready();
        let next = self.told().next(all, |transaction| transaction.hash().clone());
        Box::new(Next(next.into_iter()))
    }
} where Pool::InPoolTransaction: Send + Sync + 'static);

/// What was told since it began with the first.
struct Told<Key> {
    keys: HashSet<Key>,
    /// Whether it began anew before the last was told. It does so only once, or somebody who connects again and again
    /// would keep everybody from hearing of the last ones.
    interrupted: bool,
}

impl<Key> Default for Told<Key> {
    fn default() -> Self {
        Self {
            keys: HashSet::new(),
            interrupted: false,
        }
    }
}

impl<Key: Eq + Hash> Told<Key> {
    /// Begin with the first, unless it did so lately.
    fn begin_anew(&mut self) {
        if !self.interrupted && !self.keys.is_empty() {
            self.keys.clear();
            self.interrupted = true;
        }
    }

    /// The first of `all` that were not told. After the last of them, it begins anew. What is not among `all` any
    /// more is forgotten.
    fn next<T>(&mut self, all: impl Iterator<Item = T>, key: impl Fn(&T) -> Key) -> Vec<T> {
        let told = mem::take(&mut self.keys);
        let mut next = Vec::new();
        for each in all {
            let key = key(&each);
            if told.contains(&key) {
                self.keys.insert(key);
            } else if next.len() < MOST {
                self.keys.insert(key);
                next.push(each);
            }
        }
        if next.len() < MOST {
            *self = Self::default();
        }
        next
    }
}

/// Transactions that were chosen before.
struct Next<Transaction>(vec::IntoIter<Transaction>);

impl<Transaction> Iterator for Next<Transaction> {
    type Item = Transaction;

    fn next(&mut self) -> Option<Transaction> {
        self.0.next()
    }
}

impl<Transaction> ReadyTransactions for Next<Transaction> {
    /// Nobody executes them.
    fn report_invalid(&mut self, _: &Transaction) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(told: &mut Told<usize>, all: impl Iterator<Item = usize>) -> Vec<usize> {
        told.next(all, |number| *number)
    }

    #[test]
    fn all_are_told_in_their_order_and_then_again() {
        let mut told = Told::default();
        let all = 2 * MOST + 10;
        for _ in 0..2 {
            assert!(next(&mut told, 0..all).into_iter().eq(0..MOST));
            assert!(next(&mut told, 0..all).into_iter().eq(MOST..2 * MOST));
            assert!(next(&mut told, 0..all).into_iter().eq(2 * MOST..all));
        }
    }

    #[test]
    fn what_comes_and_goes_meanwhile_hides_nothing() {
        let mut told = Told::default();
        next(&mut told, 0..2 * MOST);
        // Some are in a block, and others have come.
        let rest = next(&mut told, MOST / 2..2 * MOST + 5);
        assert!(rest.into_iter().eq(MOST..2 * MOST));
        assert_eq!(told.keys, (MOST / 2..2 * MOST).collect());
        let rest = next(&mut told, MOST..2 * MOST + 5);
        assert!(rest.into_iter().eq(2 * MOST..2 * MOST + 5));
    }

    #[test]
    fn few_are_told_each_time() {
        let mut told = Told::default();
        for _ in 0..2 {
            assert!(next(&mut told, 0..3).into_iter().eq(0..3));
        }
        assert!(told.keys.is_empty());
    }

    #[test]
    fn who_connects_hears_of_the_first_ones() {
        let mut told = Told::default();
        next(&mut told, 0..3 * MOST);
        told.begin_anew();
        assert!(next(&mut told, 0..3 * MOST).into_iter().eq(0..MOST));
    }

    #[test]
    fn who_connects_again_and_again_keeps_nobody_from_the_last_ones() {
        let mut told = Told::default();
        let all = 4 * MOST;
        let mut heard = HashSet::new();
        // Twice as often as it takes to tell all.
        for _ in 0..2 * all / MOST {
            heard.extend(next(&mut told, 0..all));
            told.begin_anew();
        }
        assert_eq!(heard.len(), all);
    }
}
