//! Free reads of sales, redemptions, policies and regulation, as they stand in the block that is
//! asked. Coins are in planck, tokens in their smallest unit. Blocks from which on something holds that was announced are so
//! unless the token is paused until then. Nor does the price of a sale fall in such blocks, and those in its terms don't know
//! of them: ask for the price.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{Rule, SaleTerms};
use alloc::{string::ToString, vec::Vec};
use chaos_primitives::{json, Balance, TokenId};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::{ser::SerializeStruct, Serialize, Serializer};

/// How a sale goes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SaleStatus<AccountId, BlockNumber> {
    /// Who sells, and is paid.
    pub issuer: AccountId,
    /// As the issuer set them.
    pub terms: SaleTerms<BlockNumber>,
    /// Tokens that were bought.
    pub sold: Balance,
    /// Tokens that are left.
    pub remaining: Balance,
    /// Planck for a whole token, in this block.
    pub price: Balance,
    /// Whether it can be bought from: it has started, has not ended, and has something left.
    pub open: bool,
}

// Not derived, as JSON has another order than SCALE.
impl<AccountId: Serialize, BlockNumber: Serialize> Serialize
    for SaleStatus<AccountId, BlockNumber>
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sale = serializer.serialize_struct("SaleStatus", 6)?;
        sale.serialize_field("issuer", &self.issuer)?;
        sale.serialize_field("open", &self.open)?;
        sale.serialize_field("price", &self.price.to_string())?;
        sale.serialize_field("sold", &self.sold.to_string())?;
        sale.serialize_field("remaining", &self.remaining.to_string())?;
        sale.serialize_field("terms", &self.terms)?;
        sale.end()
    }
}

/// How a redemption stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RedemptionStatus<BlockNumber> {
    /// Planck for a whole token; zero where nothing is paid at present.
    #[serde(serialize_with = "json::decimal")]
    pub price: Balance,
    /// What can be paid in all. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub reserve: Balance,
    /// What the owner has announced to take out of it.
    pub withdrawal: Option<AnnouncedWithdrawal<BlockNumber>>,
}

/// What an owner has announced to take out of the reserve.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedWithdrawal<BlockNumber> {
    /// At most so much. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub cos: Balance,
    /// The first block in which it may be taken, unless the token is paused until then.
    pub due: BlockNumber,
    /// The first block in which it may not be taken any more.
    pub lapses: BlockNumber,
}

/// What a token will be redeemed for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedPrice<BlockNumber> {
    /// Planck for a whole token; zero where nothing will be paid.
    #[serde(serialize_with = "json::decimal")]
    pub price: Balance,
    /// The first block in which it is in force.
    pub effective_from: BlockNumber,
}

/// What operations cost now, and what they will. Rules are in the order of their operations.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyStatus<AccountId, BlockNumber> {
    /// The rules in force.
    pub in_force: Vec<Rule<AccountId>>,
    /// The rules that will be in force instead.
    pub announced: Option<AnnouncedPolicy<AccountId, BlockNumber>>,
}

/// A policy that is not in force yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedPolicy<AccountId, BlockNumber> {
    /// Its rules; none where the policy ends.
    pub rules: Vec<Rule<AccountId>>,
    /// The first block in which it is in force.
    pub effective_from: BlockNumber,
}

sp_api::decl_runtime_apis! {
    /// What holders of business tokens want to know.
    #[api_version(2)]
    pub trait BusinessTokensApi<AccountId: Codec, BlockNumber: Codec> {
        /// The sale of a token that was not closed yet.
        fn sale(token_id: TokenId) -> Option<SaleStatus<AccountId, BlockNumber>>;

        /// What `amount` costs now: none where it can't be bought, whoever buys.
        fn purchase_cost(token_id: TokenId, amount: Balance) -> Option<Balance>;

        /// The redemption of a token: none where there is neither a price nor a reserve.
        fn redemption(token_id: TokenId) -> Option<RedemptionStatus<BlockNumber>>;

        /// What a holder gets for `amount`: none where it can't be redeemed, or the reserve is too
        /// small.
        fn redemption_payout(token_id: TokenId, amount: Balance) -> Option<Balance>;

        /// What operations with a token cost.
        fn policy(token_id: TokenId) -> PolicyStatus<AccountId, BlockNumber>;

        /// The fee of an operation with `amount`: none where there is no such operation now.
        fn operation_charge(
            token_id: TokenId,
            operation: Vec<u8>,
            amount: Balance,
        ) -> Option<Balance>;

        /// Whether a token moves by this paradigm's calls alone.
        fn regulated(token_id: TokenId) -> bool;

        /// How long before a change of policy or price and a withdrawal holders hear of it, in blocks in which the token is
        /// not paused.
        fn notice_period() -> BlockNumber;

        /// What a token will be redeemed for instead of what it is now. Since version 2.
        fn announced_price(token_id: TokenId) -> Option<AnnouncedPrice<BlockNumber>>;
    }
}
