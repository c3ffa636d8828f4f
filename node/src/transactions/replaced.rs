//! What it takes to replace a transaction that waits.
//!
//! Another one of the same account with the same nonce takes its place, and only one of them is ever paid for. The SDK's
//! pool asks for a planck more, so for each fee an account could have thousands validated, and told to all nodes. Here
//! each pays twice the tip of the one before, and what it takes to validate it and to pass its bytes on. However much an
//! account has, that is some twenty times.

use chaos_primitives::{currency::MICRO_COS, Balance, Hash};
use chaos_runtime::configs::coin::FeePerByte;
use sc_transaction_pool_api::error::Error;
use sp_runtime::{transaction_validity::TransactionTag, SaturatedConversion};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What validating takes, some 100 µs, costs in a block.
const VALIDATION: Balance = 100 * MICRO_COS;

/// The least tip of a transaction of so many bytes which replaces one with the tip `old`, in planck.
fn least_tip(old: Balance, bytes: usize) -> Balance {
    let bytes = FeePerByte::get().saturating_mul(bytes as Balance);
    old.saturating_mul(2)
        .saturating_add(VALIDATION)
        .saturating_add(bytes)
}

/// A transaction that was accepted.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub hash: Hash,
    /// In planck.
    pub tip: Balance,
}

/// The last ones that were accepted, by what they provide.
#[derive(Debug)]
pub struct Offers {
    most: usize,
    offers: Mutex<HashMap<TransactionTag, Offer>>,
}

impl Offers {
    /// With room for more than there are in the pool.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            offers: Mutex::default(),
        }
    }

    /// Refuse one with this `tip`, of so many `bytes`, if it `replaces` another one and does not pay for that.
    pub fn judge(
        &self,
        provides: &TransactionTag,
        tip: Balance,
        bytes: usize,
        replaces: impl FnOnce(&Hash) -> bool,
    ) -> Result<(), Error> {
        let Some(before) = self.offers().get(provides).copied() else {
            return Ok(());
        };
        let least = least_tip(before.tip, bytes);
        if tip >= least || !replaces(&before.hash) {
            return Ok(());
        }
        Err(Error::TooLowPriority {
            old: least.saturated_into(),
            new: tip.saturated_into(),
        })
    }

    /// The pool has accepted it.
    pub fn note(&self, provides: TransactionTag, offer: Offer, waits: impl Fn(&Hash) -> bool) {
        let mut offers = self.offers();
        if offers.len() >= self.most {
            offers.retain(|_, offer| waits(&offer.hash));
        }
        offers.insert(provides, offer);
    }

    fn offers(&self) -> MutexGuard<'_, HashMap<TransactionTag, Offer>> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chaos_primitives::currency::COS;

    fn offer(number: u64, tip: Balance) -> Offer {
        let hash = Hash::from_low_u64_be(number);
        Offer { hash, tip }
    }

    #[test]
    fn whoever_replaces_pays_for_validation_and_bytes_and_twice_as_much_as_before() {
        let offers = Offers::new(10);
        offers.note(vec![1], offer(1, COS), |_| true);
        let judge = |provides, tip, replaces| {
            offers.judge(&vec![provides], tip, 150, |before| {
                assert_eq!(*before, offer(1, COS).hash);
                replaces
            })
        };
        let least = 2 * COS + 250 * MICRO_COS;

        assert!(judge(1, least, true).is_ok());
        let refusal = judge(1, least - 1, true);
        assert!(matches!(refusal, Err(Error::TooLowPriority { old, new })
            if Balance::from(old) == least && old == new + 1));
        // Another nonce, and one whose place is free.
        assert!(judge(2, 0, true).is_ok());
        assert!(judge(1, 0, false).is_ok());
    }

    #[test]
    fn an_account_replaces_few_times_whatever_it_has() {
        let supply = chaos_primitives::currency::TOTAL_SUPPLY;
        let tips = std::iter::successors(Some(0), |tip| Some(least_tip(*tip, 0)));
        assert_eq!(tips.take_while(|tip| *tip <= supply).count(), 37);
        assert_eq!(least_tip(Balance::MAX, usize::MAX), Balance::MAX);
    }

    #[test]
    fn those_are_forgotten_that_wait_no_more() {
        let offers = Offers::new(2);
        let waits = |hash: &Hash| hash.to_low_u64_be() == 2;
        for number in 1..4 {
            offers.note(vec![number as u8], offer(number, 0), waits);
        }
        let mut known: Vec<_> = offers.offers().keys().cloned().collect();
        known.sort();
        assert_eq!(known, [[2], [3]]);
    }
}
