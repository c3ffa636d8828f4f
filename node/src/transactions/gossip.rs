//! What peers are told of the pool: at most so much at a time.
//!
//! The network has room for 2,048 transactions on their way to a peer, and closes the connection to one that has
//! more. The SDK tells all that are ready, every three seconds, to whoever was not told. So a peer that
//! connects to a node with a full pool would be cut off, and again as soon as it is back; the transactions
//! of nodes that are cut off from one another can wait for one another.
//!
//! A new transaction is told at once, as ever. This is about the rest: what was ready before a peer came.

use super::around::*;
use sc_transaction_pool_api::InPoolTransaction;
use std::{
    collections::HashSet,
    hash::Hash,
    sync::{Mutex, PoisonError},
    vec,
};

/// So many at a time. Half of the room is left for new ones.
const MOST: usize = 1_024;

/// A pool that has at most [`MOST`] ready transactions at a time, and others the next time. See the
/// [module](self).
pub struct Gossiped<Pool: TransactionPool> {
    pool: Arc<Pool>,
    told: Mutex<Told<TxHash<Pool>>>,
}

impl<Pool: TransactionPool> Gossiped<Pool> {
    pub fn new(pool: Arc<Pool>) -> Self {
        Self {
            pool,
            told: Mutex::new(Told(HashSet::new())),
        }
    }
}

pool_around!(Gossiped {
    fn ready(&self) -> Ready<Self> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let next = told.next(self.pool.ready(), |transaction| transaction.hash().clone());
        Box::new(Next(next.into_iter()))
    }
} where Pool::InPoolTransaction: Send + Sync + 'static);

/// What was told since all were told the last time.
struct Told<Key>(HashSet<Key>);

impl<Key: Eq + Hash> Told<Key> {
    /// The first of `all` that were not told. With the last of them, it begins anew.
    fn next<T>(&mut self, all: impl Iterator<Item = T>, key: impl Fn(&T) -> Key) -> Vec<T> {
        let next: Vec<_> = all
            .filter(|each| !self.0.contains(&key(each)))
            .take(MOST)
            .collect();
        if next.len() < MOST {
            self.0.clear();
        } else {
            self.0.extend(next.iter().map(key));
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
        let mut told = Told(HashSet::new());
        let all = 2 * MOST + 10;
        for _ in 0..2 {
            assert!(next(&mut told, 0..all).into_iter().eq(0..MOST));
            assert!(next(&mut told, 0..all).into_iter().eq(MOST..2 * MOST));
            assert!(next(&mut told, 0..all).into_iter().eq(2 * MOST..all));
        }
    }

    #[test]
    fn what_came_and_went_meanwhile_hides_nothing() {
        let mut told = Told(HashSet::new());
        next(&mut told, 0..2 * MOST);
        // The first half is in a block, and others have come.
        let rest = next(&mut told, MOST / 2..2 * MOST + 5);
        assert!(rest.into_iter().eq(MOST..2 * MOST));
        assert!(next(&mut told, MOST..2 * MOST + 5)
            .into_iter()
            .eq(2 * MOST..2 * MOST + 5));
    }

    #[test]
    fn few_are_told_all_each_time() {
        let mut told = Told(HashSet::new());
        assert_eq!(next(&mut told, 0..3), [0, 1, 2]);
        assert_eq!(next(&mut told, 0..3), [0, 1, 2]);
        assert!(told.0.is_empty());
    }
}
