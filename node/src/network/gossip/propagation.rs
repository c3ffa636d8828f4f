//! What peers are told of the pool: so many transactions at a time, and no more.
//!
//! The network has room for 2,048 transactions on their way to a peer, and closes the connection to one that has
//! more. The SDK tells a peer all that are ready and that it was not told, every three seconds. So a peer that
//! connects to a node with a full pool would be cut off, and again as soon as it is back; and
//! transactions of one account would wait for one another in nodes that are cut off.
//!
//! Nothing changes for a transaction that is told as it comes. This is about those that were there before
//! the peer, and those that came faster than the SDK's pool announces them.

use crate::pool::wrapper::*;
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
const MAX_PER_ROUND: usize = 1_024;

/// A pool that has at most [`MAX_PER_ROUND`] ready transactions at a time, and the next ones the next time. See the
/// [module](self).
pub struct PropagationRounds<Pool: TransactionPool> {
    pool: Arc<Pool>,
    sent: Mutex<Sent<TxHash<Pool>>>,
}

impl<Pool: TransactionPool> PropagationRounds<Pool> {
    pub fn new(pool: Arc<Pool>) -> Self {
        Self {
            pool,
            sent: Mutex::new(Sent::default()),
        }
    }

    /// Begin with the first ones when a peer connects: it has room for few transactions that wait for earlier ones.
    pub async fn follow(self: Arc<Self>, mut events: impl Stream<Item = SyncEvent> + Unpin) {
        while let Some(event) = events.next().await {
            if matches!(event, SyncEvent::PeerConnected { .. }) {
                self.sent().restart();
            }
        }
    }

    fn sent(&self) -> MutexGuard<'_, Sent<TxHash<Pool>>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

wrap_pool!(PropagationRounds {
    fn ready(&self) -> Ready<Self> {
        let all = self.pool.ready();
        let next = self.sent().next(all, |transaction| transaction.hash().clone());
        Box::new(Next(next.into_iter()))
    }
} where Pool::InPoolTransaction: Send + Sync + 'static);

/// What was told since it began with the first.
struct Sent<Key> {
    keys: HashSet<Key>,
    /// Whether it began anew before the last was sent. It does so only once, or somebody who connects again and again
    /// would keep everybody from hearing of the last ones.
    interrupted: bool,
}

impl<Key> Default for Sent<Key> {
    fn default() -> Self {
        Self {
            keys: HashSet::new(),
            interrupted: false,
        }
    }
}

impl<Key: Eq + Hash> Sent<Key> {
    /// Begin with the first, unless it did so lately.
    fn restart(&mut self) {
        if !self.interrupted && !self.keys.is_empty() {
            self.keys.clear();
            self.interrupted = true;
        }
    }

    /// The first of `all` that were not sent. After the last of them, it begins anew. What is not among `all` any
    /// more is forgotten.
    fn next<T>(&mut self, all: impl Iterator<Item = T>, key: impl Fn(&T) -> Key) -> Vec<T> {
        let sent = mem::take(&mut self.keys);
        let mut next = Vec::new();
        for each in all {
            let key = key(&each);
            if sent.contains(&key) {
                self.keys.insert(key);
            } else if next.len() < MAX_PER_ROUND {
                self.keys.insert(key);
                next.push(each);
            }
        }
        if next.len() < MAX_PER_ROUND {
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

    fn next(sent: &mut Sent<usize>, all: impl Iterator<Item = usize>) -> Vec<usize> {
        sent.next(all, |number| *number)
    }

    #[test]
    fn all_are_told_in_their_order_and_then_again() {
        let mut sent = Sent::default();
        let all = 2 * MAX_PER_ROUND + 10;
        for _ in 0..2 {
            assert!(next(&mut sent, 0..all).into_iter().eq(0..MAX_PER_ROUND));
            assert!(next(&mut sent, 0..all)
                .into_iter()
                .eq(MAX_PER_ROUND..2 * MAX_PER_ROUND));
            assert!(next(&mut sent, 0..all)
                .into_iter()
                .eq(2 * MAX_PER_ROUND..all));
        }
    }

    #[test]
    fn what_comes_and_goes_meanwhile_hides_nothing() {
        let mut sent = Sent::default();
        next(&mut sent, 0..2 * MAX_PER_ROUND);
        // Some are in a block, and others have come.
        let rest = next(&mut sent, MAX_PER_ROUND / 2..2 * MAX_PER_ROUND + 5);
        assert!(rest.into_iter().eq(MAX_PER_ROUND..2 * MAX_PER_ROUND));
        assert_eq!(sent.keys, (MAX_PER_ROUND / 2..2 * MAX_PER_ROUND).collect());
        let rest = next(&mut sent, MAX_PER_ROUND..2 * MAX_PER_ROUND + 5);
        assert!(rest
            .into_iter()
            .eq(2 * MAX_PER_ROUND..2 * MAX_PER_ROUND + 5));
    }

    #[test]
    fn few_are_told_each_time() {
        let mut sent = Sent::default();
        for _ in 0..2 {
            assert!(next(&mut sent, 0..3).into_iter().eq(0..3));
        }
        assert!(sent.keys.is_empty());
    }

    #[test]
    fn who_connects_hears_of_the_first_ones() {
        let mut sent = Sent::default();
        next(&mut sent, 0..3 * MAX_PER_ROUND);
        sent.restart();
        assert!(next(&mut sent, 0..3 * MAX_PER_ROUND)
            .into_iter()
            .eq(0..MAX_PER_ROUND));
    }

    #[test]
    fn who_connects_again_and_again_keeps_nobody_from_the_last_ones() {
        let mut sent = Sent::default();
        let all = 4 * MAX_PER_ROUND;
        let mut heard = HashSet::new();
        // Twice as often as it takes to tell all.
        for _ in 0..2 * all / MAX_PER_ROUND {
            heard.extend(next(&mut sent, 0..all));
            sent.restart();
        }
        assert_eq!(heard.len(), all);
    }
}
