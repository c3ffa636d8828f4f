//! Accounts for which anybody can sign.

use codec::Encode;

/// The encodings of the points of small order on the curve of ed25519, without the sign, which is the highest bit:
/// their `y`, also unreduced. A `y` is a little-endian number of 32 bytes.
const SMALL_ORDER: [[u8; 32]; 7] = [
    // 0, of order 4; as a key of sr25519 it is the neutral element
    [0; 32],
    // 1, of order 1
    ends(1, 0, 0),
    // 2^255 - 20, which is -1, of order 2
    ends(0xec, 0xff, 0x7f),
    // 2^255 - 19, which is 0
    ends(0xed, 0xff, 0x7f),
    // 2^255 - 18, which is 1
    ends(0xee, 0xff, 0x7f),
    // of order 8
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// 32 bytes: the first, the last, and all those between.
const fn ends(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut bytes = [between; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Whether an account is a public key of small order, of ed25519 or sr25519. Such a key has no secret: anybody can
/// make signatures that it verifies, some of them for any message.
pub fn has_small_order(account: &impl Encode) -> bool {
    account.using_encoded(|key| {
        <[u8; 32]>::try_from(key).is_ok_and(|mut y| {
            y[31] &= 0x7f;
            SMALL_ORDER.contains(&y)
        })
    })
}

/// Whether an account is that of zeros: nobody's, and the value of a form that was not filled in.
pub fn is_zero(account: &impl Encode) -> bool {
    account.using_encoded(|id| id.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;
    use sp_core::{ed25519, sr25519, Pair};

    /// All encodings, with both signs.
    fn weak_keys() -> impl Iterator<Item = [u8; 32]> {
        SMALL_ORDER.into_iter().flat_map(|positive| {
            let mut negative = positive;
            negative[31] |= 0x80;
            [positive, negative]
        })
    }

    /// A signature made without a secret: the key itself, and a response of zero.
    fn forged(key: [u8; 32]) -> ed25519::Signature {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(&key);
        ed25519::Signature::from_raw(signature)
    }

    #[test]
    fn everybody_signs_for_keys_of_small_order() {
        assert_eq!(weak_keys().count(), 14);
        for key in weak_keys() {
            for message in ["this", "that"] {
                let public = ed25519::Public::from_raw(key);
                assert!(ed25519::Pair::verify(&forged(key), message, &public));
            }
            assert!(has_small_order(&AccountId::from(key)));
        }
    }

    #[test]
    fn everybody_signs_for_zero() {
        let mut signature = [0; 64];
        // That this is a signature of sr25519.
        signature[63] = 0x80;
        let signature = sr25519::Signature::from_raw(signature);
        let zero = sr25519::Public::from_raw([0; 32]);
        assert!(sr25519::Pair::verify(&signature, "this", &zero));
        assert!(sr25519::Pair::verify(&signature, "that", &zero));
        assert!(has_small_order(&AccountId::from([0; 32])));
        assert!(is_zero(&AccountId::from([0; 32])));
    }

    #[test]
    fn other_keys_are_left_alone() {
        for seed in 1..100 {
            let seed = [seed; 32];
            let ed25519 = ed25519::Pair::from_seed(&seed).public().0;
            let sr25519 = sr25519::Pair::from_seed(&seed).public().0;
            // What pallets call their own is no key at all.
            let of_a_pallet = *b"modlchaos/tr\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
            for id in [ed25519, sr25519, seed, of_a_pallet] {
                let account = AccountId::from(id);
                assert!(!has_small_order(&account) && !is_zero(&account));
                let public = ed25519::Public::from_raw(id);
                assert!(!ed25519::Pair::verify(&forged(id), "this", &public));
            }
        }
        // Not of a key's length: accounts of Ethereum.
        assert!(!has_small_order(&[0u8; 20]));
        assert!(is_zero(&[0u8; 20]));
    }
}
