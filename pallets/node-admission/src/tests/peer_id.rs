//! Which bytes are a peer id, and which text.

use crate::{InvalidPeerId, PeerId, MAX_PEER_ID};
use proptest::prelude::*;
use std::string::{String, ToString};

fn ed25519() -> Vec<u8> {
    PeerId::from_ed25519([7; 32]).as_bytes().to_vec()
}

fn with(at: usize, byte: u8) -> Vec<u8> {
    let mut bytes = ed25519();
    bytes[at] = byte;
    bytes
}

#[test]
fn a_key_that_stands_as_it_is_is_a_peer_id() {
    assert_eq!(ed25519().len(), 38);
    assert!(PeerId::try_from(ed25519()).is_ok());
    let secp256k1 = [&[0x00, 0x25, 0x08, 0x02, 0x12, 0x21, 0x03][..], &[7; 32]].concat();
    assert_eq!(secp256k1.len(), MAX_PEER_ID as usize);
    assert!(PeerId::try_from(secp256k1).is_ok());
}

#[test]
fn a_hash_of_a_key_is_a_peer_id() {
    assert!(PeerId::try_from([&[0x12, 0x20][..], &[7; 32]].concat()).is_ok());
}

#[test]
fn anything_else_is_none() {
    for bytes in [
        vec![],
        vec![0],
        vec![0, 0],
        vec![0x12, 0x20],
        // Another hash, another length of the hash.
        [&[0x13, 0x40][..], &[7; 64]].concat(),
        [&[0x12, 0x1f][..], &[7; 31]].concat(),
        [&[0x12, 0x20][..], &[7; 31]].concat(),
        [&[0x12, 0x20][..], &[7; 33]].concat(),
        // A length that is not that of the key, a type that is none, another field, another length.
        with(0, 0x01),
        with(1, 0x23),
        with(2, 0x10),
        with(3, 0x00),
        with(3, 0x02),
        with(4, 0x1a),
        with(5, 0x1f),
        ed25519()[..37].to_vec(),
        [ed25519(), vec![0]].concat(),
        // A point of secp256k1 that is not compressed.
        [&[0x00, 0x25, 0x08, 0x02, 0x12, 0x21, 0x04][..], &[7; 32]].concat(),
        // Base58 belongs to the edges.
        b"12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp".to_vec(),
        vec![0; 1_000],
    ] {
        assert_eq!(
            PeerId::try_from(bytes.clone()),
            Err(InvalidPeerId),
            "{bytes:?}"
        );
    }
}

/// Everybody signs for it.
#[test]
fn a_key_without_a_secret_is_none() {
    for (first, rest) in [(0, 0), (1, 0), (0xec, 0xff)] {
        let mut key = [rest; 32];
        (key[0], key[31]) = (first, rest & 0x7f);
        let bytes = PeerId::from_ed25519(key).as_bytes().to_vec();
        assert_eq!(PeerId::try_from(bytes), Err(InvalidPeerId));
    }
}

#[test]
fn a_peer_id_is_read_and_shown_in_base58() {
    let text = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";
    let peer_id: PeerId = text.parse().unwrap();
    assert_eq!(
        peer_id.as_bytes()[..6],
        [0x00, 0x24, 0x08, 0x01, 0x12, 0x20]
    );
    assert_eq!(peer_id.to_string(), text);
    let json = serde_json::to_string(&peer_id).unwrap();
    assert_eq!(json, format!("\"{text}\""));
    assert_eq!(serde_json::from_str::<PeerId>(&json).unwrap(), peer_id);
}

#[test]
fn text_that_is_no_peer_id_is_refused() {
    for text in [
        "",
        "0",
        "12D3KooW",
        "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEl",
        " 12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
        &"1".repeat(100_000),
    ] {
        assert_eq!(text.parse::<PeerId>(), Err(InvalidPeerId));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever the bytes: an error, or the same bytes, that base58 keeps.
    #[test]
    fn any_bytes_are_decoded_without_a_panic(
        start in prop::sample::select(vec![
            vec![],
            vec![0x00, 0x24, 0x08, 0x01, 0x12, 0x20],
            vec![0x00, 0x25, 0x08, 0x02, 0x12, 0x21, 0x02],
            vec![0x12, 0x20],
        ]),
        rest in prop_oneof![
            prop::collection::vec(any::<u8>(), 32),
            prop::collection::vec(any::<u8>(), 0..50),
        ],
    ) {
        let right = !start.is_empty() && rest.len() == 32;
        let bytes = [start, rest].concat();
        match PeerId::try_from(bytes.clone()) {
            Ok(peer_id) => {
                prop_assert_eq!(peer_id.as_bytes(), &bytes[..]);
                prop_assert_eq!(String::from(peer_id.clone()).parse::<PeerId>(), Ok(peer_id));
            }
            Err(InvalidPeerId) => prop_assert!(!right),
        }
    }
}
