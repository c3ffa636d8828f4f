//! Storage keys that keep an order.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A number as a storage key, big-endian: with the hasher `Identity`, keys are in the order of their numbers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
pub struct BigEndianKey([u8; 8]);

impl From<u64> for BigEndianKey {
    fn from(number: u64) -> Self {
        Self(number.to_be_bytes())
    }
}

impl From<BigEndianKey> for u64 {
    fn from(key: BigEndianKey) -> Self {
        Self::from_be_bytes(key.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_their_numbers() {
        let numbers = [0, 1, 255, 256, u64::from(u32::MAX) + 1, u64::MAX];
        let keys = numbers.map(|number| BigEndianKey::from(number).encode());
        assert!(keys.is_sorted());
        assert_eq!(
            numbers.map(|number| u64::from(BigEndianKey::from(number))),
            numbers
        );
    }
}
