//! Peer ids: the identities of nodes on the network, as in libp2p.

use alloc::{string::String, vec::Vec};
use chaos_primitives::has_small_order;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The longest peer id, in bytes: a secp256k1 key. An ed25519 key has one byte less, a hash five less.
pub const MAX_PEER_ID: u32 = 39;

/// The bytes are not a peer id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPeerId;

impl fmt::Display for InvalidPeerId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("expected a peer id such as 12D3KooW…")
    }
}

/// The identity of a node on the network: the multihash of its public key, as in the libp2p specification (peer-ids).
/// Short keys, ed25519 and secp256k1, are included as they are (multihash `identity`, of libp2p's protobuf), others
/// as their SHA2-256. Written in base58.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct PeerId(BoundedVec<u8, ConstU32<MAX_PEER_ID>>);

impl PeerId {
    /// The bytes of the multihash.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The peer id of an ed25519 key, which is what nodes of this chain have.
    pub fn from_ed25519(key: [u8; 32]) -> Self {
        let mut bytes = Vec::from([0x00, 0x24, 0x08, 0x01, 0x12, 0x20]);
        bytes.extend(key);
        Self(BoundedVec::truncate_from(bytes))
    }

    /// The ed25519 public key, if it is one.
    pub fn ed25519(&self) -> Option<[u8; 32]> {
        match self.as_bytes() {
            [0x00, 0x24, 0x08, 0x01, 0x12, 0x20, key @ ..] => key.try_into().ok(),
            _ => None,
        }
    }
}

/// Whether the bytes are the multihash of a public key that somebody can have: for one of small order, anybody can
/// sign. Codes, lengths and fields are all below 128, so each is one byte.
fn is_peer_id(bytes: &[u8]) -> bool {
    match bytes {
        // identity: a protobuf of the key's type (field 1) and its bytes (field 2).
        [0x00, length, key @ ..] if usize::from(*length) == key.len() => match key {
            [0x08, 0x01, 0x12, 0x20, ed25519 @ ..] => {
                <[u8; 32]>::try_from(ed25519).is_ok_and(|key| !has_small_order(&key))
            }
            [0x08, 0x02, 0x12, 0x21, 0x02 | 0x03, secp256k1 @ ..] => secp256k1.len() == 32,
            _ => false,
        },
        // sha2-256.
        [0x12, 0x20, hash @ ..] => hash.len() == 32,
        _ => false,
    }
}

impl TryFrom<Vec<u8>> for PeerId {
    type Error = InvalidPeerId;

    fn try_from(bytes: Vec<u8>) -> Result<Self, InvalidPeerId> {
        if !is_peer_id(&bytes) {
            return Err(InvalidPeerId);
        }
        BoundedVec::try_from(bytes)
            .map(Self)
            .map_err(|_| InvalidPeerId)
    }
}

impl FromStr for PeerId {
    type Err = InvalidPeerId;

    /// Parse base58.
    fn from_str(text: &str) -> Result<Self, InvalidPeerId> {
        // No peer id is longer, and decoding takes quadratic time.
        if text.len() > 2 * MAX_PEER_ID as usize {
            return Err(InvalidPeerId);
        }
        let bytes = bs58::decode(text).into_vec().map_err(|_| InvalidPeerId)?;
        bytes.try_into()
    }
}

impl TryFrom<String> for PeerId {
    type Error = InvalidPeerId;

    fn try_from(text: String) -> Result<Self, InvalidPeerId> {
        text.parse()
    }
}

impl fmt::Display for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&bs58::encode(&self.0).into_string())
    }
}

impl From<PeerId> for String {
    fn from(peer_id: PeerId) -> String {
        alloc::format!("{peer_id}")
    }
}
