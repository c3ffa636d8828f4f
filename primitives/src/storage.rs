//! What the storage of several pallets has in common: keys in order, and deposits on record that are
//! on hold.

use crate::Balance;
use alloc::collections::BTreeMap;
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A number as a key of storage that keeps its order, where the hasher does: its bytes, the greatest
/// first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub struct Ordered([u8; 8]);

impl From<u64> for Ordered {
    fn from(number: u64) -> Self {
        Self(number.to_be_bytes())
    }
}

impl From<Ordered> for u64 {
    fn from(key: Ordered) -> Self {
        Self::from_be_bytes(key.0)
    }
}

/// Whether `held` says of each account that pays deposits exactly their sum. Planck; a sum that does
/// not fit can't be held.
pub fn deposits_are_held<AccountId: Ord>(
    deposits: impl Iterator<Item = (AccountId, Balance)>,
    held: impl Fn(&AccountId) -> Balance,
) -> bool {
    let mut sums = BTreeMap::<AccountId, Balance>::new();
    for (who, deposit) in deposits {
        let sum = sums.entry(who).or_default();
        *sum = sum.saturating_add(deposit);
    }
    sums.iter().all(|(who, sum)| held(who) == *sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_their_numbers() {
        let numbers = [0, 1, 255, 256, u64::from(u32::MAX) + 1, u64::MAX];
        let keys = numbers.map(|number| Ordered::from(number).encode());
        assert!(keys.is_sorted());
        assert_eq!(
            numbers.map(|number| u64::from(Ordered::from(number))),
            numbers
        );
    }

    #[test]
    fn deposits_of_an_account_are_summed() {
        let deposits = || [(1, 5), (2, 7), (1, 6)].into_iter();
        let held = |first, second| move |who: &i32| if *who == 1 { first } else { second };
        assert!(deposits_are_held(deposits(), held(11, 7)));
        assert!(!deposits_are_held(deposits(), held(6, 7)));
        assert!(!deposits_are_held(deposits(), held(11, 8)));
        assert!(deposits_are_held([].into_iter(), held(3, 4)));
    }
}
