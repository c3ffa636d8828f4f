//! Tranches, Ethereum addresses and signatures, claims.

use alloc::{format, string::String};
use chaos_primitives::{currency::COS, json, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use sp_core::bytes;
use sp_io::hashing::keccak_256;

/// The four parts of the supply (CHAOS paper, 5.2).
#[derive(
    Clone,
    Copy,
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
#[serde(rename_all = "lowercase")]
pub enum Tranche {
    /// Angel investment, 10 %.
    Angel,
    /// Initial coin offering, 60 %.
    Ico,
    /// The team, 10 %, locked for two years and released over the next five.
    Team,
    /// The foundation, 20 %.
    Foundation,
}

impl Tranche {
    /// All tranches, in the order of the white paper.
    pub const ALL: [Self; 4] = [Self::Angel, Self::Ico, Self::Team, Self::Foundation];

    /// The size of the tranche, in planck.
    pub const fn size(self) -> Balance {
        match self {
            Self::Angel => 1_000_000 * COS,
            Self::Ico => 6_000_000 * COS,
            Self::Team => 1_000_000 * COS,
            Self::Foundation => 2_000_000 * COS,
        }
    }

    /// The name of the tranche in genesis files and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Angel => "angel",
            Self::Ico => "ico",
            Self::Team => "team",
            Self::Foundation => "foundation",
        }
    }
}

impl fmt::Display for Tranche {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The address of an Ethereum account: the last 20 bytes of the Keccak-256 hash of its public key. As text, `0x` and
/// 40 hex digits. If they have mixed case, the case is a checksum (EIP-55).
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct EthereumAddress(pub [u8; 20]);

impl EthereumAddress {
    /// The address with the checksum of EIP-55: a hex digit is upper case if that of the hash of the lower case
    /// address is 8 or more.
    fn checksummed(&self) -> String {
        let plain = bytes::to_hex(&self.0, false);
        let digits = plain.trim_start_matches("0x");
        let hash = keccak_256(digits.as_bytes());
        let checked = digits.bytes().enumerate().map(|(i, digit)| {
            let [high, low] = [hash[i / 2] >> 4, hash[i / 2] & 0x0f];
            let nibble = if i.is_multiple_of(2) { high } else { low };
            char::from(if nibble >= 8 {
                digit.to_ascii_uppercase()
            } else {
                digit
            })
        });
        "0x".chars().chain(checked).collect()
    }
}

impl fmt::Display for EthereumAddress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.checksummed())
    }
}

impl fmt::Debug for EthereumAddress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EthereumAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not an Ethereum address: 0x and 40 hex digits");
        // `from_hex` alone would take an odd number of digits, and digits without 0x.
        if !text.starts_with("0x") || text.len() != 42 {
            return Err(wrong());
        }
        let bytes = bytes::from_hex(text).map_err(|_| wrong())?;
        let address = bytes.try_into().map(Self).map_err(|_| wrong())?;
        let mixed = |digits: &str| {
            digits.contains(|c: char| c.is_ascii_uppercase())
                && digits.contains(|c: char| c.is_ascii_lowercase())
        };
        if mixed(&text[2..]) && text != address.checksummed() {
            return Err(format!(
                "`{text}` has a wrong checksum (EIP-55): a digit was mistyped"
            ));
        }
        Ok(address)
    }
}

impl Serialize for EthereumAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EthereumAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A signature by an Ethereum key: `r`, `s` and the recovery id `v` (0, 1, 27 or 28), 65 bytes.
#[derive(
    Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct EthereumSignature(pub [u8; 65]);

/// The claim of an Ethereum address, open or paid.
#[derive(
    Clone,
    PartialEq,
    Eq,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Claim<AccountId> {
    /// The amount, in planck.
    #[serde(serialize_with = "json::decimal")]
    pub amount: Balance,
    /// The account that got it, or none while the claim is open.
    pub claimed_by: Option<AccountId>,
}
