//! Tokens: what the ledger does not store.

use alloc::{string::String, vec::Vec};
use chaos_primitives::{json, Balance, Clock, TokenId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;

/// The most decimal places of a token, as many as ether has.
pub const MAX_DECIMALS: u8 = 18;

/// The most recipients of one [`batch_transfer`](crate::Call::batch_transfer).
pub const MAX_RECIPIENTS: u32 = 1_024;

/// The most tokens that [`page`](crate::Pallet::page) returns.
pub const MAX_PAGE: u32 = 100;

/// The largest supply of a token, in its smallest unit: half the range of a balance. The ledger adds what it
/// transfers to the supply, to check for overflow. If that overflowed,
/// [`batch_transfer`](crate::Call::batch_transfer) would fail, and the ledger's `transfer_all` would lose the tokens.
pub const MAX_SUPPLY: Balance = Balance::MAX / 2;

/// The allowance that spending does not reduce, as in OpenZeppelin Contracts 5.
pub const INFINITE_ALLOWANCE: Balance = Balance::MAX;

/// What can be done with a token. Chosen at its creation, and never changed.
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
    /// The owner can mint.
    pub mintable: bool,
    /// Holders can burn their tokens.
    pub burnable: bool,
    /// The owner can pause all transfers.
    pub pausable: bool,
    /// The most that the total supply can be, in the smallest unit; never above [`MAX_SUPPLY`].
    #[serde(serialize_with = "json::optional_decimal")]
    pub cap: Option<Balance>,
}

/// The record of a token. Its supply, balances, allowances and names, and whether it is paused, are in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Token<AccountId, BlockNumber> {
    /// The owner, who can mint, pause and transfer the ownership. None if ownership was renounced.
    pub owner: Option<AccountId>,
    /// What can be done with it.
    pub options: TokenOptions,
    /// Its clocks.
    pub clocks: Clocks<BlockNumber>,
}

/// The clocks of a token, for periods that give holders time. Both stand still while it is paused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Clocks<BlockNumber> {
    /// Runs while the token is not paused.
    pub unpaused: Clock<BlockNumber>,
    /// Runs while the ledger's freezer does not freeze it either, so that it can be used to pay.
    pub payable: Clock<BlockNumber>,
}

/// The details of a token, without its holders.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo<AccountId> {
    /// The id of the token.
    pub token_id: TokenId,
    /// The name, UTF-8.
    pub name: String,
    /// The symbol, UTF-8.
    pub symbol: String,
    /// The decimal places of a whole token, for display.
    pub decimals: u8,
    /// The total supply, in the smallest unit.
    #[serde(serialize_with = "json::decimal")]
    pub total_supply: Balance,
    /// The owner, who can mint, pause and transfer the ownership.
    pub owner: Option<AccountId>,
    /// What can be done with it.
    pub options: TokenOptions,
    /// Whether it is paused.
    pub paused: bool,
    /// How many accounts the ledger has for it. Includes those without any of it that were opened for a deposit
    /// (`Assets.touch`, `touch_other`), by whomever.
    pub holders: u32,
}

/// A page of tokens, in the order of their ids.
pub type Page<AccountId> = Vec<TokenInfo<AccountId>>;

/// What a batch had to open for its recipients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Accounts that had none of the token.
    pub holders: u32,
    /// Those of them that were given the coin's existential deposit.
    pub accounts: u32,
}

impl Opened {
    /// The most that this many recipients can need.
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
