//! What it costs to replace a transaction in the pool.
//!
//! A transaction with the account and nonce of another one takes its place, and only one of them ever pays a fee. The
//! SDK's pool asks for one planck more, so for a single fee an account could have thousands of transactions validated
//! and gossiped to all nodes. Here each has to double the tip of the one before, and to add what its validation and
//! its bytes cost. With the whole supply that is possible 36 times.

use super::signed::Signed;
use chaos_primitives::{currency::MICRO_COS, Balance, Hash};
use chaos_runtime::configs::coin::FeePerByte;
use sc_transaction_pool_api::error::Error;
use schnellru::{ByLength, LruMap};
use sp_runtime::{transaction_validity::TransactionTag, OpaqueExtrinsic, SaturatedConversion};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What the time of a validation, about 100 µs, costs in a block.
const VALIDATION: Balance = 100 * MICRO_COS;

/// How long a transaction counts as being in the pool whatever the pool says, which may be wrong while it moves on to
/// another block.
const TIME: Duration = Duration::from_secs(10);

/// Maximum number that is remembered: four times the default limit of the pool.
const MAX_REMEMBERED: u32 = 32_768;

/// The minimum tip of a transaction of this size that replaces one with the tip `old`, in planck.
fn least_tip(old: Balance, bytes: usize) -> Balance {
    let bytes = FeePerByte::get().saturating_mul(bytes as Balance);
    old.saturating_mul(2)
        .saturating_add(VALIDATION)
        .saturating_add(bytes)
}

/// The last valid transactions, by the tag that they provide.
pub struct Replacements(Mutex<LruMap<TransactionTag, Candidate>>);

#[derive(Clone, Copy)]
struct Candidate {
    hash: Hash,
    /// In planck.
    tip: Balance,
    until: Instant,
}

impl Candidate {
    /// Whether a transaction with this tip and size pays for replacing it.
    fn yields_to(&self, tip: Balance, bytes: usize) -> Result<(), Error> {
        let least = least_tip(self.tip, bytes);
        if tip >= least {
            return Ok(());
        }
        Err(Error::TooLowPriority {
            old: least.saturated_into(),
            new: tip.saturated_into(),
        })
    }
}

impl Replacements {
    pub fn new() -> Self {
        Self(Mutex::new(LruMap::new(ByLength::new(MAX_REMEMBERED))))
    }

    /// Refuse a transaction that does not pay for replacing another one. Whether that one still `waits` is only asked
    /// if it has been there for long.
    pub fn judge(
        &self,
        transaction: &OpaqueExtrinsic,
        signed: &Signed,
        hash: impl FnOnce() -> Hash,
        waits: impl FnOnce(&Hash) -> bool,
    ) -> Result<(), Error> {
        let before = self.offers().peek(&signed.tag(signed.nonce)).copied();
        let Some(before) = before else {
            return Ok(());
        };
        match before.yields_to(signed.tip, transaction.inner().len()) {
            // The pool says of the same one that it has it.
            Err(_) if Instant::now() >= before.until && !waits(&before.hash) => Ok(()),
            Err(_) if hash() == before.hash => Ok(()),
            judgement => judgement,
        }
    }

    /// Record a valid transaction, unless it does not pay for replacing another one that came first meanwhile.
    pub fn take(&self, transaction: &OpaqueExtrinsic, hash: Hash) -> Result<(), Error> {
        match Signed::of(transaction) {
            Some(signed) => self.take_at(&signed, transaction.inner().len(), hash, Instant::now()),
            None => Ok(()),
        }
    }

    fn take_at(
        &self,
        signed: &Signed,
        bytes: usize,
        hash: Hash,
        now: Instant,
    ) -> Result<(), Error> {
        let tag = signed.tag(signed.nonce);
        let mut offers = self.offers();
        if let Some(before) = offers.peek(&tag) {
            if before.hash == hash {
                return Ok(());
            }
            if now < before.until {
                before.yields_to(signed.tip, bytes)?;
            }
        }
        let (tip, until) = (signed.tip, now + TIME);
        offers.insert(tag, Candidate { hash, tip, until });
        Ok(())
    }

    fn offers(&self) -> MutexGuard<'_, LruMap<TransactionTag, Candidate>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chaos_primitives::currency::{COS, TOTAL_SUPPLY};

    const BYTES: usize = 150;

    fn signed(nonce: u32, tip: Balance) -> Signed {
        let sender = [1; 32].into();
        Signed { sender, nonce, tip }
    }

    fn hash(number: u64) -> Hash {
        Hash::from_low_u64_be(number)
    }

    #[test]
    fn whoever_replaces_pays_for_validation_and_bytes_and_twice_as_much_as_before() {
        let (offers, now) = (Replacements::new(), Instant::now());
        let take = |nonce, tip, number| {
            offers
                .take_at(&signed(nonce, tip), BYTES, hash(number), now)
                .map_err(|refusal| refusal.to_string())
        };
        let least = 2 * COS + 250 * MICRO_COS;

        assert_eq!(take(0, COS, 1), Ok(()));
        let refusal = take(0, least - 1, 2).unwrap_err();
        assert!(refusal.contains(&least.to_string()), "{refusal}");
        // Itself, and another nonce.
        assert_eq!(take(0, COS, 1), Ok(()));
        assert_eq!(take(1, 0, 3), Ok(()));
        assert_eq!(take(0, least, 2), Ok(()));
        assert!(take(0, least + 1, 4).is_err());
    }

    #[test]
    fn after_a_while_it_matters_whether_the_first_one_still_waits() {
        let (offers, now) = (Replacements::new(), Instant::now());
        let (bytes, new) = (OpaqueExtrinsic::from_blob(vec![0; BYTES]), signed(0, 1));
        let refuses = |begun, waits| {
            let first = signed(0, 0);
            offers.offers().clear();
            offers.take_at(&first, BYTES, hash(1), begun).unwrap();
            let judge = |number| {
                let judged = offers.judge(&bytes, &new, || hash(number), |_| waits);
                judged.is_err()
            };
            assert!(!judge(1), "it is itself");
            judge(2)
        };
        assert!(refuses(now, true));
        assert!(refuses(now, false));
        assert!(refuses(now - TIME, true));
        assert!(!refuses(now - TIME, false));

        let other = offers.take_at(&new, BYTES, hash(2), now);
        assert!(other.is_ok());
    }

    #[test]
    fn an_account_replaces_few_times_whatever_it_has() {
        let tips = std::iter::successors(Some(0), |tip| Some(least_tip(*tip, 0)));
        assert_eq!(tips.take_while(|tip| *tip <= TOTAL_SUPPLY).count(), 1 + 36);
        assert_eq!(least_tip(Balance::MAX, usize::MAX), Balance::MAX);
    }
}
