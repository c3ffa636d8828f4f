//! Receives transactions from peers, and broadcasts those in the pool again every [`REBROADCAST_INTERVAL`].
//!
//! A notification has exactly one transaction. The SDK sends one (RFC 56 of the Polkadot fellowship) but accepts a
//! list, and works for each element even if all are the same: 16 MB of one-byte transactions take seconds, and
//! gigabytes of memory. Here a longer list fails to decode at its first element.
//!
//! A flooded node drops what it receives without a word, and the SDK never sends the same hash to a peer twice. So the
//! hashes that the SDK sees are [`TimedHash`]es, which change every [`REBROADCAST_INTERVAL`]. Each transaction has an
//! offset of its own within the interval, so that a full pool is not broadcast at once: 8,192 transactions are 137 in a
//! second.

use chaos_primitives::{Hash, Header};
use codec::{Decode, DecodeWithMemTracking, Encode, Input};
use futures::{Stream, StreamExt};
use sc_network_transactions::{
    config::{TransactionImportFuture, TransactionPool},
    TransactionsHandlerController,
};
use serde::Serialize;
use sp_runtime::{
    generic,
    traits::{ExtrinsicLike, LazyExtrinsic},
    OpaqueExtrinsic,
};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// By then blocks include most of what was broadcast.
const REBROADCAST_INTERVAL: Duration = Duration::from_secs(60);

/// What the transactions protocol takes for a block. It only looks at the type of its transactions.
type Block = generic::Block<Header, SingleTransaction>;

/// A transaction with nothing after it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, DecodeWithMemTracking, Serialize)]
pub struct SingleTransaction(OpaqueExtrinsic);

impl Decode for SingleTransaction {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        let transaction = OpaqueExtrinsic::decode(input)?;
        match input.remaining_len()? {
            Some(0) => Ok(Self(transaction)),
            _ => Err("a notification has one transaction".into()),
        }
    }
}

/// Whether a notification has one transaction.
pub fn is_single(mut notification: &[u8]) -> bool {
    Vec::<SingleTransaction>::decode(&mut notification)
        .is_ok_and(|transactions| transactions.len() == 1)
}

impl ExtrinsicLike for SingleTransaction {}

impl LazyExtrinsic for SingleTransaction {
    fn decode_unprefixed(data: &[u8]) -> Result<Self, codec::Error> {
        OpaqueExtrinsic::decode_unprefixed(data).map(Self)
    }
}

impl From<SingleTransaction> for OpaqueExtrinsic {
    fn from(transaction: SingleTransaction) -> Self {
        transaction.0
    }
}

/// The hash of a transaction, and how often it was broadcast already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, std::hash::Hash)]
pub struct TimedHash {
    transaction: Hash,
    round: u64,
}

/// Counts rounds since the start of the node.
#[derive(Clone, Copy)]
struct Clock(Instant);

impl Clock {
    fn timed_hash(self, transaction: Hash) -> TimedHash {
        let interval = REBROADCAST_INTERVAL.as_millis() as u64;
        let elapsed = self.0.elapsed().as_millis() as u64;
        let number = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        let offset = transaction.0.first_chunk().map_or(0, number) % interval;
        TimedHash {
            transaction,
            round: (elapsed + offset) / interval,
        }
    }
}

/// A pool as the transactions protocol sees it.
pub struct TimedPool<Pool> {
    pool: Pool,
    clock: Clock,
}

impl<Pool> TimedPool<Pool> {
    pub fn new(pool: Pool) -> Self {
        Self {
            pool,
            clock: Clock(Instant::now()),
        }
    }

    /// Broadcasts new transactions of this pool by the protocol that `controller` controls.
    pub fn broadcaster(&self, controller: TransactionsHandlerController<TimedHash>) -> Broadcaster {
        Broadcaster {
            controller,
            clock: self.clock,
        }
    }
}

impl<Pool> TransactionPool<TimedHash, Block> for TimedPool<Pool>
where
    Pool: TransactionPool<Hash, chaos_primitives::Block>,
{
    fn transactions(&self) -> Vec<(TimedHash, Arc<SingleTransaction>)> {
        let ready = self.pool.transactions().into_iter();
        ready
            .map(|(hash, each)| (self.clock.timed_hash(hash), single(&each)))
            .collect()
    }

    fn hash_of(&self, transaction: &SingleTransaction) -> TimedHash {
        self.clock.timed_hash(self.pool.hash_of(&transaction.0))
    }

    fn import(&self, transaction: SingleTransaction) -> TransactionImportFuture {
        self.pool.import(transaction.0)
    }

    fn on_broadcasted(&self, propagations: HashMap<TimedHash, Vec<String>>) {
        let propagations = propagations
            .into_iter()
            .map(|(timed, peers)| (timed.transaction, peers))
            .collect();
        self.pool.on_broadcasted(propagations)
    }

    fn transaction(&self, timed: &TimedHash) -> Option<Arc<SingleTransaction>> {
        let transaction = self.pool.transaction(&timed.transaction);
        transaction.as_deref().map(single)
    }
}

/// Its bytes are shared.
fn single(transaction: &OpaqueExtrinsic) -> Arc<SingleTransaction> {
    Arc::new(SingleTransaction(transaction.clone()))
}

/// Broadcasts transactions as soon as the pool has accepted them.
pub struct Broadcaster {
    controller: TransactionsHandlerController<TimedHash>,
    clock: Clock,
}

impl Broadcaster {
    /// Run for as long as the pool accepts any.
    pub async fn run(self, mut accepted: impl Stream<Item = Hash> + Unpin) {
        while let Some(transaction) = accepted.next().await {
            let timed = self.clock.timed_hash(transaction);
            self.controller.propagate_transaction(timed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Compact;

    fn transaction(bytes: &[u8]) -> OpaqueExtrinsic {
        OpaqueExtrinsic::from_blob(bytes.to_vec())
    }

    fn told(notification: &[u8]) -> Option<Vec<SingleTransaction>> {
        Decode::decode(&mut &*notification).ok()
    }

    #[test]
    fn a_notification_of_one_transaction_is_encoded_as_the_sdk_does() {
        let one = transaction(&[1, 2, 3]);
        let notification = vec![one.clone()].encode();
        assert_eq!(
            told(&notification),
            Some(vec![SingleTransaction(one.clone())])
        );
        assert_eq!(vec![single(&one)].encode(), notification);
    }

    #[test]
    fn a_longer_list_fails_at_its_first_element() {
        let [first, second] = [[0], [1]].map(|bytes| transaction(&bytes));
        assert_eq!(told(&vec![first.clone(), second].encode()), None);
        let followed = [vec![first.clone()].encode(), vec![0]].concat();
        assert_eq!(told(&followed), None);

        let many = [Compact(u32::MAX).encode(), first.encode(), vec![0; 100]].concat();
        let mut input = &many[..];
        assert!(Vec::<SingleTransaction>::decode(&mut input).is_err());
        assert_eq!(input.len(), 100);
    }

    #[test]
    fn a_hash_changes_with_every_interval() {
        let begun = Instant::now();
        let timed = |hash, ago: Duration| Clock(begun - ago).timed_hash(hash);
        let first = Hash::zero();
        assert_eq!(
            timed(first, Duration::ZERO),
            timed(first, REBROADCAST_INTERVAL / 2)
        );
        assert_ne!(
            timed(first, Duration::ZERO),
            timed(first, REBROADCAST_INTERVAL)
        );
        assert_eq!(timed(first, REBROADCAST_INTERVAL).transaction, first);
        // Half a minute from now, and then a minute later.
        let half = Hash::from_slice(&[[48, 117].as_slice(), &[0; 30]].concat());
        assert_ne!(
            timed(half, Duration::ZERO),
            timed(half, REBROADCAST_INTERVAL / 2)
        );
        assert_eq!(
            timed(half, REBROADCAST_INTERVAL / 2),
            timed(half, REBROADCAST_INTERVAL)
        );
    }

    #[test]
    fn an_empty_list_has_no_transaction() {
        assert_eq!(told(&[0]), Some(vec![]));
        assert_eq!(told(&[4]), None);
        assert_eq!(told(&[]), None);
    }
}
