//! Sales, redemptions and policies, as they are kept and as calls name them.

use alloc::string::ToString;
use chaos_primitives::{json, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{ser::SerializeStruct, Serialize, Serializer};

/// Most rules of a policy.
pub const MAX_RULES: u32 = 32;

/// Most tiers of a charge.
pub const MAX_TIERS: u32 = 16;

/// Most bytes of the name of an operation.
pub const MAX_OPERATION_LENGTH: u32 = 32;

/// A rate of one, 100 %.
pub const MILLION: PartsPerMillion = 1_000_000;

/// A rate: 10,000 is one percent. Not a `Permill`, which refuses to be decoded from more than one:
/// whoever sends such a rate would get no error that says so.
pub type PartsPerMillion = u32;

/// Counts the sales of a token.
pub type SaleNumber = u32;

/// Counts the policies of a token.
pub type PolicyVersion = u32;

/// Name of a business operation, such as `withdrawal`. At least one byte.
pub type Operation = BoundedVec<u8, ConstU32<MAX_OPERATION_LENGTH>>;

/// What a whole token is sold for. Planck.
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
    /// Always the same.
    #[serde(serialize_with = "fixed")]
    Fixed(Balance),
    /// Falls in a straight line, but not in blocks in which the token is paused: by as many as there are of them since the
    /// sale was opened, `start` and `end` are later.
    Falling {
        /// Until block `start`.
        #[serde(serialize_with = "json::decimal")]
        start_price: Balance,
        /// From block `end` on. At least one, and at most `start_price`.
        #[serde(serialize_with = "json::decimal")]
        end_price: Balance,
        /// The last block of the start price.
        start: BlockNumber,
        /// The first block of the end price, after `start`.
        end: BlockNumber,
    },
}

/// What a variant has in JSON besides its `kind`, under a name.
fn named<T: Serialize + ?Sized, S: Serializer>(
    name: &'static str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut variant = serializer.serialize_struct(name, 1)?;
    variant.serialize_field(name, value)?;
    variant.end()
}

fn fixed<S: Serializer>(price: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
    named("price", &price.to_string(), serializer)
}

/// What is sold, for how much, when, and to whom. Amounts in the token's smallest unit.
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
    /// How much is for sale.
    #[serde(serialize_with = "json::decimal")]
    pub amount: Balance,
    /// For how much.
    pub price: Price<BlockNumber>,
    /// The first block in which it is sold.
    pub start: BlockNumber,
    /// The first block in which it is not sold any more.
    pub end: BlockNumber,
    /// The least that an account may have bought in the sale after a purchase.
    #[serde(serialize_with = "json::optional_decimal")]
    pub min_per_account: Option<Balance>,
    /// The most that an account may have bought in the sale after a purchase.
    #[serde(serialize_with = "json::optional_decimal")]
    pub max_per_account: Option<Balance>,
}

impl<BlockNumber: Ord> SaleTerms<BlockNumber> {
    /// Whether it is sold in block `now`, as long as there is something left.
    pub fn is_open(&self, now: BlockNumber) -> bool {
        self.start <= now && now < self.end
    }

    /// Whether it must be known what each account has bought.
    pub fn has_account_limits(&self) -> bool {
        self.min_per_account.is_some() || self.max_per_account.is_some()
    }
}

/// A sale that was not closed yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Sale<AccountId, BlockNumber> {
    /// Which of the token's sales it is.
    pub number: SaleNumber,
    /// Who opened it: whose tokens are sold, and who is paid.
    pub issuer: AccountId,
    /// As the issuer set them.
    pub terms: SaleTerms<BlockNumber>,
    /// What is left of the amount for sale, in the token's smallest unit.
    pub remaining: Balance,
    /// What is held of the issuer. Planck.
    pub deposit: Balance,
}

/// What an account has bought in a sale with limits.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Purchase {
    /// In which. The record says nothing of later ones.
    pub sale: SaleNumber,
    /// In all, in the token's smallest unit.
    pub amount: Balance,
    /// What is held of the buyer. Planck.
    pub deposit: Balance,
}

/// What an owner has announced to take out of the reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Withdrawal<BlockNumber> {
    /// At most so much. Planck.
    pub cos: Balance,
    /// From when on it may be taken, by the token's time: that in blocks in which it is not paused.
    pub due: BlockNumber,
}

/// What an owner has announced that tokens will be redeemed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PriceChange<BlockNumber> {
    /// For a whole token; zero means that they are not. Planck.
    pub price: Balance,
    /// From when on, by the token's time.
    pub due: BlockNumber,
}

/// What an operation costs, in the token's smallest unit. Fractions are rounded up.
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
    /// Always the same.
    #[serde(serialize_with = "flat")]
    Flat(Balance),
    /// A part of the operation's amount.
    Proportional {
        /// Which part; at most [`MILLION`].
        rate: PartsPerMillion,
        /// But no less than this.
        #[serde(serialize_with = "json::decimal")]
        min: Balance,
        /// And no more than this.
        #[serde(serialize_with = "json::optional_decimal")]
        max: Option<Balance>,
    },
    /// That of the tier with the greatest `from` that the operation's amount reaches; nothing
    /// below the first. At least one tier, in ascending order.
    #[serde(serialize_with = "tiered")]
    Tiered(BoundedVec<Tier, ConstU32<MAX_TIERS>>),
}

fn flat<S: Serializer>(fee: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
    named("fee", &fee.to_string(), serializer)
}

fn tiered<S: Serializer>(
    tiers: &BoundedVec<Tier, ConstU32<MAX_TIERS>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    named("tiers", tiers.as_slice(), serializer)
}

/// A step of a [`Charge::Tiered`].
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
    /// The smallest amount of it.
    #[serde(serialize_with = "json::decimal")]
    pub from: Balance,
    /// What it costs whatever the amount.
    #[serde(serialize_with = "json::decimal")]
    pub flat: Balance,
    /// And this part of the whole amount; at most [`MILLION`].
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
    /// Who carries it out, besides the amount.
    Initiator,
    /// Who is sent the amount, out of it: nobody is charged for what somebody else starts.
    Counterparty,
}

/// What one operation costs whom.
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
    /// Which. No two rules of a policy are of the same one.
    #[serde(serialize_with = "json::text")]
    pub operation: Operation,
    /// How much.
    pub charge: Charge,
    /// Who pays it.
    pub payer: Payer,
    /// Who gets it: none means who owns the token at that time.
    pub receiver: Option<AccountId>,
}

/// Rules that are kept, in force or not.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StoredPolicy<AccountId> {
    /// Under which version.
    pub version: PolicyVersion,
    /// How many rules.
    pub rules: u32,
    /// Who paid the deposit. The owner may be another one by now.
    pub depositor: AccountId,
    /// What is held of it. Planck.
    pub deposit: Balance,
}

/// The policies of a token. That one is announced and due is known by the time alone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Policies<AccountId, BlockNumber> {
    /// In force until the announced one is.
    pub current: Option<StoredPolicy<AccountId>>,
    /// In force from then on, by the token's time.
    pub announced: Option<(StoredPolicy<AccountId>, BlockNumber)>,
}

/// Whether a token moves by this pallet's calls alone. One that never did has no such record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Regulation {
    /// It does.
    Regulated,
    /// It did, and never will again.
    Lifted,
}
