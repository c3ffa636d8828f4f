//! A pool that keeps what it has accepted, and says no to what it has no room for.
//!
//! The SDK's pool accepts a transaction and drops another one for it. Whoever submitted that one, and does not watch
//! it, is never told. So here one that would be too many is refused. It may be submitted again a little later.
//!
//! - When there is no room left, only those are accepted that pay a tip. When those have taken as much room again, the
//!   SDK's pool drops the ones that pay the least; who watches them is told so.
//! - Those that wait for an earlier one of the same account have half of the room. They cost their senders nothing for
//!   as long as the earlier one does not come, so while there are too many, those that have waited for long are
//!   dropped; who watches them is told so.
//! - Nothing is accepted that is too long for any block, which would keep its room for ever.
//! - Nothing is accepted at which the runtime [trapped](Trapped), and for a while nothing of the same sender.

use super::{around::*, trapped::Trapped};
use crate::service::FullClient;
use chaos_primitives::{AccountId, Block, Hash, Nonce, Signature};
use chaos_runtime::{configs::system::RuntimeBlockLength, Address, TxExtension};
use codec::{Decode, Encode};
use frame_support::dispatch::DispatchClass;
use sc_transaction_pool::PoolLimit;
use sc_transaction_pool_api::{
    error::Error, ChainEvent, InPoolTransaction, LocalTransactionFor, LocalTransactionPool,
    MaintainedTransactionPool,
};
use sp_api::ProvideRuntimeApi;
use sp_runtime::{
    generic::Preamble,
    transaction_validity::{InvalidTransaction, TransactionTag},
    MultiAddress, OpaqueExtrinsic,
};
use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};
use substrate_frame_rpc_system::AccountNonceApi;

/// What a block has besides transactions of users: its header and its inherents.
const BESIDES: u32 = 4 * 1024;

/// Bytes of the longest transaction that has room in a block.
pub fn longest_transaction() -> usize {
    let most = *RuntimeBlockLength::get().max.get(DispatchClass::Normal);
    most.saturating_sub(BESIDES) as usize
}

/// How long one may wait for an earlier one while there are too many of them.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often at most it is looked which of them still wait.
const GLANCE: Duration = Duration::from_millis(500);

/// See the [module](self).
pub struct Entrance<Pool: TransactionPool> {
    pool: Pool,
    client: Arc<FullClient>,
    room: PoolLimit,
    trapped: Arc<Trapped>,
    crowd: Mutex<Crowd>,
}

impl<Pool: TransactionPool<Block = Block, Hash = Hash>> Entrance<Pool> {
    /// `room`: for transactions that could be in the next block.
    pub fn new(
        pool: Pool,
        client: Arc<FullClient>,
        room: PoolLimit,
        trapped: Arc<Trapped>,
    ) -> Self {
        Self {
            pool,
            client,
            room,
            trapped,
            crowd: Mutex::new(Crowd::default()),
        }
    }

    /// Refuse `transaction`, or let it pass to the pool within. What comes with it is to be [noted](Self::note) if that
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
        let status = self.pool.status();
        let full = status.ready >= self.room.count || status.ready_bytes >= self.room.total_bytes;
        if full && !signed.pays_tip {
            return Err(Error::ImmediatelyDropped.into());
        }
        let crowded = status.future >= self.room.count / 2
            || status.future_bytes >= self.room.total_bytes / 2;
        if !crowded {
            return Ok(None);
        }
        self.glance().await;
        if self.waits(at, &signed) {
            return Err(Error::ImmediatelyDropped.into());
        }
        Ok(Some(signed.tag(signed.nonce)))
    }

    /// The pool has taken one that waits for nothing, and provides this.
    fn note(&self, provides: Option<TransactionTag>) {
        if let Some(provides) = provides {
            self.crowd().provided.insert(provides);
        }
    }

    /// Find out which transactions still wait for an earlier one, and drop those that have waited for too long.
    async fn glance(&self) {
        let now = Instant::now();
        if !self.crowd().is_due(now) {
            return;
        }
        let late = {
            let ready = self.pool.ready();
            let provided = ready.flat_map(|each| each.provides().to_vec()).collect();
            let waiting = self.pool.futures();
            let waiting = waiting.iter().map(|each| *each.hash());
            self.crowd().look(provided, waiting, now)
        };
        if !late.is_empty() {
            let late = late.into_iter().map(|hash| (hash, None)).collect();
            self.pool.report_invalid(None, late).await;
        }
    }

    /// Whether a transaction with such a signature could not be in the next block.
    fn waits(&self, at: Hash, signed: &Signed) -> bool {
        let follows = signed
            .nonce
            .checked_sub(1)
            .is_none_or(|earlier| self.crowd().provided.contains(&signed.tag(earlier)));
        let is_next = || {
            let nonce = self
                .client
                .runtime_api()
                .account_nonce(at, signed.sender.clone());
            nonce.is_ok_and(|nonce| nonce >= signed.nonce)
        };
        !follows && !is_next()
    }

    fn crowd(&self) -> MutexGuard<'_, Crowd> {
        self.crowd.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a transaction says of itself, whether or not it is true.
struct Signed {
    sender: AccountId,
    nonce: Nonce,
    pays_tip: bool,
}

impl Signed {
    fn of(transaction: &OpaqueExtrinsic) -> Option<Self> {
        // What follows the preamble is the call, which is not decoded.
        let mut bytes = transaction.inner();
        let preamble = Preamble::<Address, Signature, TxExtension>::decode(&mut bytes).ok()?;
        let Preamble::Signed(MultiAddress::Id(sender), _, extension) = preamble else {
            return None;
        };
        let (_, _, _, _, _, _, nonce, _, fee, _, _) = extension;
        Some(Self {
            sender,
            nonce: nonce.0,
            pays_tip: fee.encode() != [0],
        })
    }

    /// What `CheckNonce` says that a transaction of this sender provides.
    fn tag(&self, nonce: Nonce) -> TransactionTag {
        (&self.sender, nonce).encode()
    }
}

/// Those that wait for an earlier one, while there are too many.
#[derive(Default)]
struct Crowd {
    looked_at: Option<Instant>,
    /// What those provide that wait for nothing.
    provided: HashSet<TransactionTag>,
    /// Since when each was seen to wait.
    since: HashMap<Hash, Instant>,
}

impl Crowd {
    /// Whether it is time to look again. If so, it is for the caller to do it.
    fn is_due(&mut self, now: Instant) -> bool {
        let due = self.looked_at.is_none_or(|last| now >= last + GLANCE);
        if due {
            self.looked_at = Some(now);
        }
        due
    }

    /// What there is now. Returns those that have waited for too long.
    fn look(
        &mut self,
        provided: HashSet<TransactionTag>,
        waiting: impl Iterator<Item = Hash>,
        now: Instant,
    ) -> Vec<Hash> {
        self.provided = provided;
        let since = |hash| (hash, *self.since.get(&hash).unwrap_or(&now));
        let waiting: HashMap<_, _> = waiting.map(since).collect();
        let late = waiting
            .iter()
            .filter(|(_, since)| now >= **since + PATIENCE)
            .map(|(hash, _)| *hash)
            .collect();
        self.since = waiting;
        late
    }
}

pool_around!(entering Entrance {
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
        let ticket = self.admit(at, &transaction).await?;
        let hash = self.pool.submit_one(at, source, transaction).await?;
        self.note(ticket);
        Ok(hash)
    }

    async fn submit_and_watch(
        &self,
        at: HashOf<Self>,
        source: TransactionSource,
        transaction: TransactionFor<Self>,
    ) -> Result<Pin<Box<TransactionStatusStreamFor<Self>>>, Self::Error> {
        let ticket = self.admit(at, &transaction).await?;
        let watcher = self.pool.submit_and_watch(at, source, transaction).await?;
        self.note(ticket);
        Ok(watcher)
    }

    /// An author gives no reason for those at which the runtime trapped.
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
impl<Pool> MaintainedTransactionPool for Entrance<Pool>
where
    Pool: MaintainedTransactionPool<Block = Block, Hash = Hash>,
{
    async fn maintain(&self, event: ChainEvent<Self::Block>) {
        self.pool.maintain(event).await
    }
}

impl<Pool> LocalTransactionPool for Entrance<Pool>
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

    #[test]
    fn who_waits_for_long_is_late() {
        let mut crowd = Crowd::default();
        let begun = Instant::now();
        let mut look = |waiting: &[u64], now| {
            let waiting = waiting.iter().copied().map(Hash::from_low_u64_be);
            let late = crowd.look(HashSet::new(), waiting, now);
            late.iter().map(Hash::to_low_u64_be).collect::<Vec<_>>()
        };
        assert!(look(&[1, 2], begun).is_empty());
        assert!(look(&[1, 3], begun + PATIENCE / 2).is_empty());
        assert_eq!(look(&[1, 2, 3], begun + PATIENCE), [1]);
        assert_eq!(look(&[2, 3], begun + PATIENCE * 3 / 2), [3]);
        assert_eq!(look(&[2, 4], begun + PATIENCE * 2), [2]);
    }

    #[test]
    fn it_is_not_looked_too_often() {
        let mut crowd = Crowd::default();
        let begun = Instant::now();
        assert!(crowd.is_due(begun));
        assert!(!crowd.is_due(begun + GLANCE / 2));
        assert!(crowd.is_due(begun + GLANCE));
        assert!(!crowd.is_due(begun + GLANCE));
    }
}
