//! Gossips the pool to peers in rounds of at most [`MAX_PER_ROUND`] transactions.
//!
//! Every three seconds the SDK sends each peer all ready transactions that it was not sent yet. But a peer with more
//! than 2,048 queued transactions is disconnected. So a peer that connects to a node with a full pool would be cut
//! off, again and again, and transactions of one account would wait for each other in nodes that are cut off.
//!
//! A transaction that is broadcast as it arrives is not affected. This is about those that were in the pool before the
//! peer connected, or arrived faster than the SDK broadcasts them.

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

/// Half of a peer's queue, so that the other half is left for transactions that are broadcast as they arrive.
const MAX_PER_ROUND: usize = 1_024;

/// A pool whose ready transactions are the next [`MAX_PER_ROUND`] each time it is asked. See the [module](self).
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

    /// Start over when a peer connects: it has little room for transactions that wait for earlier ones.
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

/// What was sent since the last start.
struct Sent<Key> {
    keys: HashSet<Key>,
    /// Whether it started over before everything was sent. It does so only once, or a peer that reconnects all the time
    /// could keep everybody from the last ones.
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
    /// Start over, unless it did so since everything was last sent.
    fn restart(&mut self) {
        if !self.interrupted && !self.keys.is_empty() {
            self.keys.clear();
            self.interrupted = true;
        }
    }

    /// The first of `all` that were not sent yet. After the last of them it starts over. What is no longer among `all`
    /// is forgotten.
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

/// Transactions that were selected before.
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
