//! The few types and units that pallets, runtime, node and clients share.
//!
//! Amounts are in planck, the smallest unit of COS; durations are in blocks of one second.

#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod clock;
mod deposits;
mod items;
pub mod json;
mod keys;
pub mod math;
mod refusals;
mod storage;
mod tokens;
mod validators;

pub use clock::{Clock, TokenClocks};
pub use deposits::{deposits_are_held, Deposits};
pub use items::{CollectionId, ItemId, TradingRights};
pub use keys::{has_small_order, is_zero};
use sp_runtime::{
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiSignature,
};
pub use storage::BigEndianKey;
pub use tokens::{Erc20Tokens, RegulatedTokens, TokenId};
pub use validators::Validators;

/// Signature of a transaction: sr25519, ed25519 or ECDSA.
pub type Signature = MultiSignature;
/// Account: the public key behind a [`Signature`], or its hash.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Amount of COS, in planck.
pub type Balance = u128;
/// Number of a block. With one block a second, it lasts for 136 years.
pub type BlockNumber = u32;
/// Number of transactions an account has sent.
pub type Nonce = u32;
/// A point in time, in milliseconds since the Unix epoch.
pub type Moment = u64;
/// Hash of a block, a transaction or a piece of state.
pub type Hash = sp_core::H256;
/// Header of a block.
pub type Header = sp_runtime::generic::Header<BlockNumber, BlakeTwo256>;
/// A block with opaque transactions: all that a node needs to know of it.
pub type Block = sp_runtime::generic::Block<Header, sp_runtime::OpaqueExtrinsic>;

/// Units of the coin.
pub mod currency {
    use super::Balance;
    use core::fmt;

    /// Symbol of the coin.
    pub const TOKEN_SYMBOL: &str = "COS";
    /// Decimal places of one COS.
    pub const TOKEN_DECIMALS: u8 = 12;
    /// One COS.
    pub const COS: Balance = 10u128.pow(TOKEN_DECIMALS as u32);
    /// A thousandth of a COS.
    pub const MILLI_COS: Balance = COS / 1_000;
    /// A millionth of a COS.
    pub const MICRO_COS: Balance = COS / 1_000_000;
    /// The whole supply of COS, constant from genesis on (CHAOS paper, 5.2).
    pub const TOTAL_SUPPLY: Balance = 10_000_000 * COS;
    /// The least that an account must have to exist.
    pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_COS;

    /// An amount in planck, shown in COS: `12.5 COS`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct InCos(pub Balance);

    impl fmt::Display for InCos {
        fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
            let (whole, mut fraction) = (self.0 / COS, self.0 % COS);
            if fraction == 0 {
                return write!(f, "{whole} {TOKEN_SYMBOL}");
            }
            let mut digits = usize::from(TOKEN_DECIMALS);
            while fraction.is_multiple_of(10) {
                fraction /= 10;
                digits -= 1;
            }
            write!(f, "{whole}.{fraction:0digits$} {TOKEN_SYMBOL}")
        }
    }

    /// The planck in a decimal number of COS such as `12.5`, or none if `text` is not one, has more than twelve
    /// decimal places, or is too large.
    pub fn parse_cos(text: &str) -> Option<Balance> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let missing = u32::from(TOKEN_DECIMALS).checked_sub(u32::try_from(fraction.len()).ok()?)?;
        let fraction = fraction
            .parse::<Balance>()
            .ok()?
            .checked_mul(10u128.pow(missing))?;
        whole
            .parse::<Balance>()
            .ok()?
            .checked_mul(COS)?
            .checked_add(fraction)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn amounts_are_shown_in_cos() {
            for (planck, shown) in [
                (0, "0 COS"),
                (1, "0.000000000001 COS"),
                (MILLI_COS, "0.001 COS"),
                (12 * COS + COS / 2, "12.5 COS"),
                (TOTAL_SUPPLY, "10000000 COS"),
            ] {
                assert_eq!(InCos(planck).to_string(), shown);
            }
        }

        #[test]
        fn decimal_numbers_of_cos_are_read() {
            for (text, planck) in [
                ("0", Some(0)),
                ("12.5", Some(12 * COS + COS / 2)),
                ("0.000000000001", Some(1)),
                ("10000000.000", Some(TOTAL_SUPPLY)),
            ] {
                assert_eq!(parse_cos(text), planck, "{text}");
            }
        }

        #[test]
        fn what_is_not_a_number_of_cos_is_refused() {
            for text in [
                "",
                ".",
                "1.",
                ".5",
                "-1",
                "+1",
                "1e3",
                "1,000",
                "0x10",
                " 1",
                "1 COS",
                "0.0000000000001",
                "340282366920938463463374607431768211455",
            ] {
                assert_eq!(parse_cos(text), None, "{text}");
            }
        }
    }
}

/// Units of time. A slot, and so a block if no validator misses its turn, is one second.
pub mod time {
    use super::{BlockNumber, Moment};

    /// Length of a slot, in milliseconds.
    pub const SLOT_DURATION: Moment = 1_000;
    /// One minute, in blocks.
    pub const MINUTES: BlockNumber = 60_000 / SLOT_DURATION as BlockNumber;
    /// One hour, in blocks.
    pub const HOURS: BlockNumber = 60 * MINUTES;
    /// One day, in blocks.
    pub const DAYS: BlockNumber = 24 * HOURS;
    /// A year of 365 days, in blocks.
    pub const YEARS: BlockNumber = 365 * DAYS;
}
