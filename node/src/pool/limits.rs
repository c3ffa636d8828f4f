//! A pool that keeps what it has accepted, and refuses what it has no room for.
//!
//! The SDK's pool drops a transaction to accept another one. Whoever submitted the first, and does not watch it, never
//! learns that. So here the new one is refused, and may be submitted again a little later.
//!
//! - When the pool is full, only transactions with a tip are accepted. When those have taken as much room again, the
//!   SDK's pool drops the ones that pay least, and tells those who watch them.
//! - Transactions that take a large part of a block may have half of the pool. A few hundred of them would fill it for
//!   minutes, and they don't pay for weight that they declare and don't use.
//! - Future transactions, which wait for an earlier one of the same account, may have half of the pool. They cost
//!   their senders nothing until the earlier one arrives, so while there are too many, those that have waited for
//!   long are dropped, and those who watch them are told.
//! - What is too long for any block is refused, as it would stay for ever. Long transactions are validated one at a
//!   time, so that others need not wait for them: an invalid signature is found only after decoding.
//! - Whoever replaces a transaction [pays for it](super::replacement).
//! - Transactions on which the runtime [trapped](Trapped) are refused, and for a while all others of their senders.

use super::{replacement::Replacements, signed::Signed, trapped::Trapped, wrapper::*};
use crate::client::FullClient;
use chaos_primitives::{Block, Hash};
use chaos_runtime::{configs::system::RuntimeBlockLength, UncheckedExtrinsic};
use codec::Encode;
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo},
    weights::constants::WEIGHT_REF_TIME_PER_MILLIS,
};
use sc_transaction_pool::PoolLimit;
use sc_transaction_pool_api::{
    error::Error, ChainEvent, InPoolTransaction, MaintainedTransactionPool,
};
use sp_api::ProvideRuntimeApi;
use sp_runtime::{
    traits::LazyExtrinsic,
    transaction_validity::{InvalidTransaction, TransactionTag},
    OpaqueExtrinsic,
};
use std::{
    collections::HashSet,
    mem::take,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use substrate_frame_rpc_system::AccountNonceApi;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Bytes of a block that are not for transactions of users: its header and inherents.
const BESIDES: u32 = 4 * 1024;

/// Size of the longest transaction that fits into a block, in bytes.
pub fn longest_transaction() -> usize {
    let most = *RuntimeBlockLength::get().max.get(DispatchClass::Normal);
    most.saturating_sub(BESIDES) as usize
}

/// Above this size, in bytes, or weight, in picoseconds, a transaction takes a large part of a block.
const LARGE: usize = 16 * 1024;
const LARGE_WEIGHT: u64 = 10 * WEIGHT_REF_TIME_PER_MILLIS;

/// The size, in bytes, from which on transactions are validated one at a time,
const LONG: usize = 64 * 1024;
/// and how many of them may wait for their turn.
const MAX_LONG_WAITING: usize = 8;

/// How long a future transaction may wait while there are too many of them.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// The shortest time between two looks at which of them still wait.
const REFRESH_INTERVAL: Duration = Duration::from_millis(500);

/// See the [module](self).
pub struct LimitedPool<Pool: TransactionPool> {
    pool: Pool,
    client: Arc<FullClient>,
    room: PoolLimit,
    trapped: Arc<Trapped>,
    replacements: Arc<Replacements>,
    future: Mutex<FutureTransactions>,
    long: Lane,
}

impl<Pool: TransactionPool<Block = Block, Hash = Hash>> LimitedPool<Pool> {
    /// `room` is the limit for transactions that could be in the next block.
    pub fn new(
        pool: Pool,
        client: Arc<FullClient>,
        room: PoolLimit,
        trapped: Arc<Trapped>,
        replacements: Arc<Replacements>,
    ) -> Self {
        Self {
            pool,
            client,
            room,
            trapped,
            replacements,
            future: Mutex::new(FutureTransactions::default()),
            long: Lane::default(),
        }
    }

    /// Submit `transaction` to the inner pool, or refuse it.
    async fn pass<T>(
        &self,
        at: Hash,
        transaction: TransactionFor<Self>,
        submit: impl AsyncFnOnce(TransactionFor<Self>) -> Result<T, Pool::Error>,
    ) -> Result<T, Pool::Error> {
        let provides = self.admit(at, &transaction).await?;
        let _turn = match transaction.inner().len() {
            ..LONG => None,
            LONG.. => {
                self.refuse_known(&transaction)?;
                Some(self.long.turn().await.ok_or(Error::ImmediatelyDropped)?)
            }
        };
        let accepted = submit(transaction).await?;
        if let Some(provides) = provides {
            self.future().accepted[0].insert(provides);
        }
        Ok(accepted)
    }

    /// Refuse `transaction`, or return the tag that it provides, if that has to be recorded once the inner pool
    /// accepts it.
    async fn admit(
        &self,
        at: Hash,
        transaction: &OpaqueExtrinsic,
    ) -> Result<Option<TransactionTag>, Pool::Error> {
        if transaction.encoded_size() > longest_transaction() {
            return Err(Error::InvalidTransaction(InvalidTransaction::ExhaustsResources).into());
        }
        let signed = Signed::of(transaction);
        let sender = signed.as_ref().map(|signed| &signed.sender);
        if self
            .trapped
            .refuses(|| self.pool.hash_of(transaction), sender)
        {
            return Err(Error::TemporarilyBanned.into());
        }
        // Those that nobody signed are few: there is one for each claim, and one for each equivocation.
        let Some(signed) = signed else {
            return Ok(None);
        };
        let hash = || self.pool.hash_of(transaction);
        self.replacements
            .judge(transaction, &signed, hash, |before| self.is_ready(before))?;
        let status = self.pool.status();
        let takes = |share: usize| {
            status.ready >= self.room.count / share
                || status.ready_bytes >= self.room.total_bytes / share
        };
        let is_full = || takes(1) || takes(2) && is_large(transaction);
        if signed.tip == 0 && is_full() {
            self.refuse_known(transaction)?;
            return Err(Error::ImmediatelyDropped.into());
        }
        let crowded = status.future >= self.room.count / 2
            || status.future_bytes >= self.room.total_bytes / 2;
        if !crowded {
            return Ok(None);
        }
        self.refresh().await;
        if self.waits(at, &signed) {
            return Err(Error::ImmediatelyDropped.into());
        }
        Ok(Some(signed.tag(signed.nonce)))
    }

    fn is_ready(&self, hash: &Hash) -> bool {
        self.pool.ready_transaction(hash).is_some()
    }

    /// Refuse a transaction that is in the pool already, as peers send it again.
    fn refuse_known(&self, transaction: &OpaqueExtrinsic) -> Result<(), Pool::Error> {
        let hash = self.pool.hash_of(transaction);
        match self.is_ready(&hash) {
            true => Err(Error::AlreadyImported(Box::new(hash)).into()),
            false => Ok(()),
        }
    }

    /// Find out which future transactions there are, and drop those that have waited for too long.
    async fn refresh(&self) {
        let now = Instant::now();
        if !self.future().is_due(now) {
            return;
        }
        let late = {
            let ready = self.pool.ready();
            let provided = ready.flat_map(|each| each.provides().to_vec()).collect();
            let waiting = self.pool.futures();
            let waiting = waiting.iter().map(|each| *each.hash());
            self.future().look(provided, waiting, now)
        };
        if !late.is_empty() {
            let late = late.into_iter().map(|hash| (hash, None)).collect();
            self.pool.report_invalid(None, late).await;
        }
    }

    /// Whether such a transaction could not be in the next block.
    fn waits(&self, at: Hash, signed: &Signed) -> bool {
        let follows = signed
            .nonce
            .checked_sub(1)
            .is_none_or(|earlier| self.future().provides(&signed.tag(earlier)));
        let is_next = || {
            let nonce = self
                .client
                .runtime_api()
                .account_nonce(at, signed.sender.clone());
            nonce.is_ok_and(|nonce| nonce >= signed.nonce)
        };
        !follows && !is_next()
    }

    fn future(&self) -> MutexGuard<'_, FutureTransactions> {
        self.future.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a transaction takes a large part of a block, as far as this node's runtime can tell.
fn is_large(transaction: &OpaqueExtrinsic) -> bool {
    let bytes = transaction.inner();
    bytes.len() > LARGE
        || UncheckedExtrinsic::decode_unprefixed(bytes).map_or(true, |transaction| {
            let weight = transaction.get_dispatch_info().total_weight();
            weight.ref_time() > LARGE_WEIGHT
        })
}

/// Serves one at a time, and lets a few wait.
struct Lane {
    places: Semaphore,
    turn: Semaphore,
}

impl Default for Lane {
    fn default() -> Self {
        Self {
            places: Semaphore::new(MAX_LONG_WAITING),
            turn: Semaphore::new(1),
        }
    }
}

impl Lane {
    /// Wait for a turn, which ends when it is dropped. `None` if too many wait.
    async fn turn(&self) -> Option<[SemaphorePermit<'_>; 2]> {
        let place = self.places.try_acquire().ok()?;
        let turn = self.turn.acquire().await.ok()?;
        Some([turn, place])
    }
}

/// The transactions that wait for an earlier one, while there are too many.
#[derive(Default)]
struct FutureTransactions {
    looked_at: Option<Instant>,
    /// The tags that ready transactions provide.
    provided: HashSet<TransactionTag>,
    /// The tags of those that were accepted since the last look, and between the two looks before: the pool does not
    /// show them while it moves on to another block.
    accepted: [HashSet<TransactionTag>; 2],
    /// When each was first seen to wait.
    since: HashMap<Hash, Instant>,
}

impl FutureTransactions {
    /// Whether it is time to look again, which the caller then has to do.
    fn is_due(&mut self, now: Instant) -> bool {
        let due = self
            .looked_at
            .is_none_or(|last| now >= last + REFRESH_INTERVAL);
        if due {
            self.looked_at = Some(now);
        }
        due
    }

    fn provides(&self, tag: &TransactionTag) -> bool {
        let accepted = self.accepted.iter();
        accepted
            .chain([&self.provided])
            .any(|tags| tags.contains(tag))
    }

    /// Take note of what there is now. Returns those that have waited for too long.
    fn look(
        &mut self,
        provided: HashSet<TransactionTag>,
        waiting: impl Iterator<Item = Hash>,
        now: Instant,
    ) -> Vec<Hash> {
        self.provided = provided;
        self.accepted = [HashSet::new(), take(&mut self.accepted[0])];
        let since = |hash| (hash, *self.since.get(&hash).unwrap_or(&now));
        let waiting: HashMap<_, _> = waiting.map(since).collect();
        let late = waiting
            .iter()
            .filter(|(_, since)| now >= **since + MAX_WAIT)
            .map(|(hash, _)| *hash)
            .collect();
        self.since = waiting;
        late
    }
}

wrap_pool!(entering LimitedPool {
    async fn submit_at(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transactions: Vec<TransactionFor<Self>>,
    ) -> Result<Vec<Result<TxHash<Self>, Self::Error>>, Self::Error> {
        let mut results = Vec::with_capacity(transactions.len());
        for transaction in transactions {
            results.push(self.submit_one(at, source, transaction).await);
        }
        Ok(results)
    }

    async fn submit_one(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transaction: TransactionFor<Self>,
    ) -> Result<TxHash<Self>, Self::Error> {
        self.pass(at, transaction, async |transaction| {
            self.pool.submit_one(at, source, transaction).await
        })
        .await
    }

    async fn submit_and_watch(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transaction: TransactionFor<Self>,
    ) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
        self.pass(at, transaction, async |transaction| {
            self.pool.submit_and_watch(at, source, transaction).await
        })
        .await
    }

    /// An author gives no reason for transactions on which the runtime trapped.
    async fn report_invalid(
        &self,
        at: Option<HashOf<Self>>,
        invalid: TxInvalidityReportMap<TxHash<Self>>,
    ) -> Vec<Arc<Self::InPoolTransaction>> {
        let traps = invalid.iter().filter(|(_, reason)| reason.is_none());
        let traps: HashSet<_> = traps.map(|(hash, _)| *hash).collect();
        let removed = self.pool.report_invalid(at, invalid).await;
        // Those that an operator removes are not of a block.
        if at.is_some() {
            let trapped = removed.iter().filter(|each| traps.contains(each.hash()));
            // The pool had found their signatures to be true.
            for each in trapped {
                let sender = Signed::of(each.data()).map(|signed| signed.sender);
                self.trapped.note(*each.hash(), sender);
            }
        }
        removed
    }
} where Pool: TransactionPool<Block = Block, Hash = Hash>);

#[async_trait::async_trait]
impl<Pool> MaintainedTransactionPool for LimitedPool<Pool>
where
    Pool: MaintainedTransactionPool<Block = Block, Hash = Hash>,
{
    async fn maintain(&self, event: ChainEvent<Self::Block>) {
        self.pool.maintain(event).await
    }
}

forward_local_submission!(LimitedPool);

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[test]
    fn who_waits_for_long_is_late() {
        let mut future = FutureTransactions::default();
        let begun = Instant::now();
        let mut look = |waiting: &[u64], now| {
            let waiting = waiting.iter().copied().map(Hash::from_low_u64_be);
            let late = future.look(HashSet::new(), waiting, now);
            late.iter().map(Hash::to_low_u64_be).collect::<Vec<_>>()
        };
        assert!(look(&[1, 2], begun).is_empty());
        assert!(look(&[1, 3], begun + MAX_WAIT / 2).is_empty());
        assert_eq!(look(&[1, 2, 3], begun + MAX_WAIT), [1]);
        assert_eq!(look(&[2, 3], begun + MAX_WAIT * 3 / 2), [3]);
        assert_eq!(look(&[2, 4], begun + MAX_WAIT * 2), [2]);
    }

    #[test]
    fn what_was_accepted_is_there_for_two_looks() {
        let mut future = FutureTransactions::default();
        let mut accepted = |tag| {
            future.accepted[0].insert(vec![tag]);
            let known = [1, 2, 3].map(|tag| future.provides(&vec![tag]));
            future.look(HashSet::new(), [].into_iter(), Instant::now());
            known
        };
        assert_eq!(accepted(1), [true, false, false]);
        assert_eq!(accepted(2), [true, true, false]);
        assert_eq!(accepted(3), [false, true, true]);
    }

    #[test]
    fn long_ones_have_their_turns_and_few_wait() {
        let lane = Lane::default();
        let first = lane.turn().now_or_never().unwrap().unwrap();
        let mut waiting: Vec<_> = (1..MAX_LONG_WAITING)
            .map(|_| Box::pin(lane.turn()))
            .collect();
        for each in &mut waiting {
            assert!(each.now_or_never().is_none());
        }
        assert!(lane.turn().now_or_never().unwrap().is_none());
        drop(first);
        let second = waiting.remove(0).now_or_never().unwrap();
        assert!(second.is_some());
        assert!(waiting[0].as_mut().now_or_never().is_none());
        // Its place is free as well.
        assert!(lane.turn().now_or_never().is_none());
    }

    #[test]
    fn it_is_not_looked_too_often() {
        let mut future = FutureTransactions::default();
        let begun = Instant::now();
        assert!(future.is_due(begun));
        assert!(!future.is_due(begun + REFRESH_INTERVAL / 2));
        assert!(future.is_due(begun + REFRESH_INTERVAL));
        assert!(!future.is_due(begun + REFRESH_INTERVAL));
    }
}
