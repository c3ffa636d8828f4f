//! The accounts that load comes from. Anybody can compute the key of the one with number `i`, from the
//! seed `blake2_256("chaos-bench" ‖ i)`: they are for chains that are thrown away.

use rayon::prelude::*;
use sp_core::{sr25519::Pair, Pair as _};

/// An account, by its public key.
pub type AccountId = [u8; 32];

/// BLAKE2b with an output of 32 bytes.
pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
    let hash = blake2b_simd::Params::new().hash_length(32).hash(bytes);
    hash.as_bytes().try_into().expect("32 were asked for; qed")
}

/// The key of account number `index`, whose bytes are in little endian in its seed.
pub fn key(index: u32) -> Pair {
    let seed = [b"chaos-bench".as_slice(), &index.to_le_bytes()].concat();
    Pair::from_seed(&blake2_256(&seed))
}

/// The first `count` accounts, computed on all cores.
pub fn first(count: u32) -> Vec<AccountId> {
    (0..count)
        .into_par_iter()
        .map(|index| key(index).public().0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_on_every_machine() {
        assert_eq!(
            key(0).public().0,
            key_of_seed(*b"chaos-bench\x00\x00\x00\x00")
        );
        assert_eq!(
            key(0x0102_0304).public().0,
            key_of_seed(*b"chaos-bench\x04\x03\x02\x01")
        );
    }

    fn key_of_seed(seed: [u8; 15]) -> AccountId {
        Pair::from_seed(&blake2_256(&seed)).public().0
    }

    #[test]
    fn the_hash_is_that_of_substrate() {
        let expected = <sp_core::Blake2Hasher as sp_core::Hasher>::hash(b"abc");
        assert_eq!(blake2_256(b"abc"), expected.0);
    }

    #[test]
    fn accounts_are_in_the_order_of_their_numbers() {
        let all = first(20);
        assert_eq!(all.len(), 20);
        assert_eq!(all[7], key(7).public().0);
    }
}
