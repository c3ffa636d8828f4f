//! Sales, redemptions and policies: what is stored, and the arguments of calls.

use chaos_primitives::{json, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};

/// The most rules of a policy.
pub const MAX_RULES: u32 = 32;

/// The most tiers of a charge.
pub const MAX_TIERS: u32 = 16;

/// The longest name of an operation, in bytes.
pub const MAX_OPERATION_LENGTH: u32 = 32;

/// A rate of one, 100 %.
pub const MILLION: PartsPerMillion = 1_000_000;

/// A rate in parts per million: 10,000 is one percent. Not a `Permill`, which does not decode from more than one: a
/// caller with such a rate would get no error that says so.
pub type PartsPerMillion = u32;

/// The number of a sale of a token.
pub type SaleNumber = u32;

/// The number of a policy of a token.
pub type PolicyVersion = u32;

/// The name of a business operation, such as `withdrawal`. At least one byte.
pub type Operation = BoundedVec<u8, ConstU32<MAX_OPERATION_LENGTH>>;

/// The price of a whole token in a sale. Planck.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Price<BlockNumber> {
    /// Constant.
    #[serde(serialize_with = "fixed")]
    Fixed(Balance),
    /// Falls in a straight line, but not in blocks in which the token is paused: for each of them since the sale was
    /// opened, `start` and `end` are a block later.
    Falling {
        /// The price until block `start`.
        #[serde(serialize_with = "json::decimal")]
        start_price: Balance,
        /// The price from block `end` on. At least one, at most `start_price`.
        #[serde(serialize_with = "json::decimal")]
        end_price: Balance,
        /// The last block of the start price.
        start: BlockNumber,
        /// The first block of the end price, after `start`.
        end: BlockNumber,
    },
}

/// In JSON `{ "kind": "fixed", "price": … }`.
fn fixed<S: Serializer>(price: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Fixed {
        #[serde(serialize_with = "json::decimal")]
        price: Balance,
    }

    Fixed { price: *price }.serialize(serializer)
}

/// The terms of a sale. Amounts are in the token's smallest unit.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(rename_all = "camelCase")]
pub struct SaleTerms<BlockNumber> {
    /// The amount on sale.
    #[serde(serialize_with = "json::decimal")]
    pub amount: Balance,
    /// The price.
    pub price: Price<BlockNumber>,
    /// The first block of the sale.
    pub start: BlockNumber,
    /// The first block after the sale.
    pub end: BlockNumber,
    /// The least that an account must have bought in the sale after a purchase.
    #[serde(serialize_with = "json::optional_decimal")]
    pub min_per_account: Option<Balance>,
    /// The most that an account may have bought in the sale after a purchase.
    #[serde(serialize_with = "json::optional_decimal")]
    pub max_per_account: Option<Balance>,
}

impl<BlockNumber: Ord> SaleTerms<BlockNumber> {
    /// Whether the sale is open in block `now`, as long as something is left.
    pub fn is_open(&self, now: BlockNumber) -> bool {
        self.start <= now && now < self.end
    }

    /// Whether purchases of each account have to be recorded.
    pub fn has_account_limits(&self) -> bool {
        self.min_per_account.is_some() || self.max_per_account.is_some()
    }
}

/// An open sale.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Sale<AccountId, BlockNumber> {
    /// The number of the sale.
    pub number: SaleNumber,
    /// The account that opened it: its tokens are sold, and it is paid.
    pub issuer: AccountId,
    /// The terms, as the issuer set them.
    pub terms: SaleTerms<BlockNumber>,
    /// What is left on sale, in the token's smallest unit.
    pub remaining: Balance,
    /// The deposit held from the issuer. Planck.
    pub deposit: Balance,
}

/// The purchases of an account in a sale with limits.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Purchase {
    /// The number of the sale. The record does not count for later ones.
    pub sale: SaleNumber,
    /// The total, in the token's smallest unit.
    pub amount: Balance,
    /// The deposit held from the buyer. Planck.
    pub deposit: Balance,
}

/// An announced withdrawal from the reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Withdrawal<BlockNumber> {
    /// The most that can be withdrawn. Planck.
    pub cos: Balance,
    /// When it is due, in the token's time, which counts blocks in which it is not paused.
    pub due: BlockNumber,
}

/// An announced redemption price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PriceChange<BlockNumber> {
    /// The price of a whole token. Planck; zero if it will not be redeemed.
    pub price: Balance,
    /// When it takes effect, in the token's time.
    pub due: BlockNumber,
}

/// The fee of an operation, in the token's smallest unit. Fractions are rounded up.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Charge {
    /// Constant.
    #[serde(serialize_with = "flat")]
    Flat(Balance),
    /// A part of the operation's amount.
    Proportional {
        /// The part; at most [`MILLION`].
        rate: PartsPerMillion,
        /// The lowest fee.
        #[serde(serialize_with = "json::decimal")]
        min: Balance,
        /// The highest fee.
        #[serde(serialize_with = "json::optional_decimal")]
        max: Option<Balance>,
    },
    /// That of the tier with the greatest `from` that the operation's amount reaches; zero below the first. At least
    /// one tier, in ascending order.
    #[serde(serialize_with = "tiered")]
    Tiered(BoundedVec<Tier, ConstU32<MAX_TIERS>>),
}

/// In JSON `{ "kind": "flat", "fee": … }`.
fn flat<S: Serializer>(fee: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Flat {
        #[serde(serialize_with = "json::decimal")]
        fee: Balance,
    }

    Flat { fee: *fee }.serialize(serializer)
}

/// In JSON `{ "kind": "tiered", "tiers": […] }`.
fn tiered<S: Serializer>(
    tiers: &BoundedVec<Tier, ConstU32<MAX_TIERS>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Tiered<'a> {
        tiers: &'a [Tier],
    }

    Tiered { tiers }.serialize(serializer)
}

/// A tier of a [`Charge::Tiered`].
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
pub struct Tier {
    /// The smallest amount of the tier.
    #[serde(serialize_with = "json::decimal")]
    pub from: Balance,
    /// The fixed part of the fee.
    #[serde(serialize_with = "json::decimal")]
    pub flat: Balance,
    /// The part of the whole amount in addition; at most [`MILLION`].
    pub rate: PartsPerMillion,
}

/// Who pays for an operation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Payer {
    /// The account that carries it out, in addition to the amount.
    Initiator,
    /// The account that is sent the amount, out of it: nobody is charged for what somebody else starts.
    Counterparty,
}

/// The rule of one operation.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
pub struct Rule<AccountId> {
    /// The operation. Each has at most one rule in a policy.
    #[serde(serialize_with = "json::text")]
    pub operation: Operation,
    /// The fee.
    pub charge: Charge,
    /// The payer.
    pub payer: Payer,
    /// The receiver, or none for the token's owner at the time.
    pub receiver: Option<AccountId>,
}

/// The record of stored rules, in force or not.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StoredPolicy<AccountId> {
    /// The number of the policy.
    pub version: PolicyVersion,
    /// The number of its rules.
    pub rules: u32,
    /// The account that paid the deposit. The owner may be another one by now.
    pub depositor: AccountId,
    /// The deposit held from it. Planck.
    pub deposit: Balance,
}

/// The policies of a token. Which is in force is determined by the time alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Policies<AccountId, BlockNumber> {
    /// In force until the announced one is.
    pub current: Option<StoredPolicy<AccountId>>,
    /// The announced policy, and when it takes effect, in the token's time.
    pub announced: Option<(StoredPolicy<AccountId>, BlockNumber)>,
}

/// The regulation of a token. A token that was never regulated has no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Regulation {
    /// It is regulated.
    Regulated,
    /// It was regulated, and never will be again.
    Lifted,
}
