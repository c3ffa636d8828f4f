//! Remembers transactions on which the runtime trapped, and their senders. The pool never accepts such a transaction
//! again, and for a while nothing from its sender.
//!
//! A trap takes the time of whoever executes the transaction, leaves no trace on the chain, and so costs its sender
//! nothing.

use chaos_primitives::{AccountId, Hash};
use schnellru::{ByLength, LruMap};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a sender is refused.
const TIME: Duration = Duration::from_secs(10 * 60);

/// Maximum number of transactions, and of senders, that are remembered. The oldest are forgotten first.
const MAX_REMEMBERED: u32 = 4_096;

/// See the [module](self).
pub struct Trapped(Mutex<Notes>);

struct Notes {
    transactions: LruMap<Hash, ()>,
    /// Until when each is refused.
    senders: LruMap<AccountId, Instant>,
}

impl Trapped {
    pub fn new() -> Self {
        Self(Mutex::new(Notes {
            transactions: LruMap::new(ByLength::new(MAX_REMEMBERED)),
            senders: LruMap::new(ByLength::new(MAX_REMEMBERED)),
        }))
    }

    /// Record that the runtime trapped on this transaction of `sender`, `None` if unknown.
    pub fn note(&self, transaction: Hash, sender: Option<AccountId>) {
        log::warn!(target: "transactions", "The runtime trapped on {transaction:?} from {sender:?}");
        self.note_until(transaction, sender, Instant::now() + TIME);
    }

    fn note_until(&self, transaction: Hash, sender: Option<AccountId>, end: Instant) {
        let mut notes = self.notes();
        notes.transactions.insert(transaction, ());
        if let Some(sender) = sender {
            notes.senders.insert(sender, end);
        }
    }

    /// Whether to refuse a transaction that claims to be from `sender`. Its hash is not computed if there is nothing to
    /// compare it with.
    pub fn refuses(&self, hash: impl FnOnce() -> Hash, sender: Option<&AccountId>) -> bool {
        if self.notes().transactions.is_empty() {
            return false;
        }
        let hash = hash();
        let notes = self.notes();
        let held_off = sender.and_then(|sender| notes.senders.peek(sender));
        held_off.is_some_and(|end| Instant::now() < *end)
            || notes.transactions.peek(&hash).is_some()
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: u64) -> AccountId {
        <[u8; 32]>::from(hash(number)).into()
    }

    fn hash(number: u64) -> Hash {
        Hash::from_low_u64_be(number)
    }

    fn refuses(trapped: &Trapped, transaction: u64, sender: u64) -> bool {
        trapped.refuses(|| hash(transaction), Some(&account(sender)))
    }

    #[test]
    fn a_sender_is_refused_for_a_while_and_a_transaction_for_ever() {
        let trapped = Trapped::new();
        trapped.note(hash(1), Some(account(1)));
        trapped.note_until(hash(2), Some(account(2)), Instant::now());
        trapped.note(hash(3), None);
        assert!(refuses(&trapped, 10, 1));
        assert!(!refuses(&trapped, 10, 2));
        assert!(!refuses(&trapped, 10, 3));
        for transaction in 1..=3 {
            assert!(refuses(&trapped, transaction, 10));
        }
        assert!(trapped.refuses(|| hash(3), None));
        assert!(!trapped.refuses(|| hash(4), None));
    }

    #[test]
    fn there_are_not_too_many() {
        let trapped = Trapped::new();
        for number in 0..u64::from(MAX_REMEMBERED) + 10 {
            trapped.note(hash(number), Some(account(number)));
        }
        assert!(!refuses(&trapped, 9, 9));
        assert!(refuses(&trapped, 10, 0));
        assert!(refuses(&trapped, 0, 10));
        let notes = trapped.notes();
        assert_eq!(notes.transactions.len(), MAX_REMEMBERED as usize);
        assert_eq!(notes.senders.len(), MAX_REMEMBERED as usize);
    }
}
