//! What a token is, beside what the ledger knows of it.

use alloc::{string::String, vec::Vec};
use chaos_primitives::{json, Balance, Clock, TokenId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;

/// Most decimal places of a token, as many as ether has.
pub const MAX_DECIMALS: u8 = 18;

/// Most recipients of one [`batch_transfer`](crate::Call::batch_transfer).
pub const MAX_RECIPIENTS: u32 = 1_024;

/// Most tokens that [`page`](crate::Pallet::page) gives.
pub const MAX_PAGE: u32 = 100;

/// Most there can be of a token, in its smallest unit: half of what a balance can say. The ledger adds what moves to the
/// supply to see whether that fits. Where it does not, [`batch_transfer`](crate::Call::batch_transfer) would fail, and
/// the ledger's `transfer_all` lose it.
pub const MAX_SUPPLY: Balance = Balance::MAX / 2;

/// The allowance that is never used up, as in OpenZeppelin Contracts 5.
pub const INFINITE_ALLOWANCE: Balance = Balance::MAX;

/// What a token can do. Chosen when it is created, and never changed.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
pub struct TokenOptions {
    /// The owner may mint.
    pub mintable: bool,
    /// Holders may burn what they have.
    pub burnable: bool,
    /// The owner may pause every movement.
    pub pausable: bool,
    /// The total supply never exceeds this many of the smallest unit, nor [`MAX_SUPPLY`].
    #[serde(serialize_with = "json::optional_decimal")]
    pub cap: Option<Balance>,
}

/// What this pallet keeps of a token. Supply, balances, allowances, name and whether it is paused
/// are in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Token<AccountId, BlockNumber> {
    /// Who may mint, pause and hand over; nobody any more where it is none.
    pub owner: Option<AccountId>,
    /// What it can do.
    pub options: TokenOptions,
    /// The time that holders have.
    pub clocks: Clocks<BlockNumber>,
}

/// The time that those have who have a token. Both clocks stand while it is paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Clocks<BlockNumber> {
    /// Goes while the token is not paused.
    pub unpaused: Clock<BlockNumber>,
    /// Goes while the ledger's freezer does not keep it either, so that one can pay with it.
    pub payable: Clock<BlockNumber>,
}

/// All there is to say of a token, but who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo<AccountId> {
    /// Its id.
    pub token_id: TokenId,
    /// Name, UTF-8.
    pub name: String,
    /// Symbol, UTF-8.
    pub symbol: String,
    /// Decimal places of one whole token, for display.
    pub decimals: u8,
    /// All there is of it, in its smallest unit.
    #[serde(serialize_with = "json::decimal")]
    pub total_supply: Balance,
    /// Who may mint, pause and hand over.
    pub owner: Option<AccountId>,
    /// What it can do.
    pub options: TokenOptions,
    /// Nothing moves at the moment.
    pub paused: bool,
    /// How many accounts the ledger keeps for it: also those that have nothing, and were opened for a deposit
    /// (`Assets.touch`, `touch_other`), by whomever.
    pub holders: u32,
}

/// Some tokens, in the order of their ids.
pub type Page<AccountId> = Vec<TokenInfo<AccountId>>;

/// What a batch had to make for its recipients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Accounts that held nothing of the token.
    pub holders: u32,
    /// Those of them that had to be given the coin's existential deposit.
    pub accounts: u32,
}

impl Opened {
    /// For so many recipients, of whom nothing is known.
    pub(crate) fn at_most(recipients: u32) -> Self {
        Self {
            holders: recipients,
            accounts: recipients,
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            holders: self.holders.saturating_add(other.holders),
            accounts: self.accounts.saturating_add(other.accounts),
        }
    }
}
