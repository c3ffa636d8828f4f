//! Reads of sales, redemptions, policies and regulation, as of the given block. Coins are in planck, tokens in their
//! smallest unit. Blocks in which an announcement takes effect are later if the token is paused. Nor does the price
//! of a sale fall in such blocks, and its terms don't include them: ask for the price.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{Rule, SaleTerms};
use alloc::vec::Vec;
use chaos_primitives::{json, Balance, TokenId};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};

/// The status of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SaleStatus<AccountId, BlockNumber> {
    /// The issuer, who sells and is paid.
    pub issuer: AccountId,
    /// The terms, as the issuer set them.
    pub terms: SaleTerms<BlockNumber>,
    /// The tokens that were sold.
    pub sold: Balance,
    /// The tokens that are left.
    pub remaining: Balance,
    /// The price of a whole token in this block. Planck.
    pub price: Balance,
    /// Whether it is open: it has started, has not ended, and has something left.
    pub open: bool,
}

// Not derived, as JSON has another order than SCALE.
impl<AccountId: Serialize, BlockNumber: Serialize> Serialize
    for SaleStatus<AccountId, BlockNumber>
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Sale<'a, AccountId, BlockNumber> {
            issuer: &'a AccountId,
            open: bool,
            #[serde(serialize_with = "json::decimal")]
            price: Balance,
            #[serde(serialize_with = "json::decimal")]
            sold: Balance,
            #[serde(serialize_with = "json::decimal")]
            remaining: Balance,
            terms: &'a SaleTerms<BlockNumber>,
        }

        Sale {
            issuer: &self.issuer,
            open: self.open,
            price: self.price,
            sold: self.sold,
            remaining: self.remaining,
            terms: &self.terms,
        }
        .serialize(serializer)
    }
}

/// The status of a redemption.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RedemptionStatus<BlockNumber> {
    /// The price of a whole token. Planck; zero if it is not redeemed at present.
    #[serde(serialize_with = "json::decimal")]
    pub price: Balance,
    /// The reserve. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub reserve: Balance,
    /// The announced withdrawal.
    pub withdrawal: Option<AnnouncedWithdrawal<BlockNumber>>,
}

/// An announced withdrawal from the reserve.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedWithdrawal<BlockNumber> {
    /// The most that can be withdrawn. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub cos: Balance,
    /// The first block in which it can be withdrawn. It is later if the token is paused.
    pub due: BlockNumber,
    /// The first block in which it has lapsed.
    pub lapses: BlockNumber,
}

/// An announced redemption price.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedPrice<BlockNumber> {
    /// The price of a whole token. Planck; zero if it will not be redeemed.
    #[serde(serialize_with = "json::decimal")]
    pub price: Balance,
    /// The first block in which it is in force.
    pub effective_from: BlockNumber,
}

/// The rules in force, and the announced ones, in the order of their operations.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyStatus<AccountId, BlockNumber> {
    /// The rules in force.
    pub in_force: Vec<Rule<AccountId>>,
    /// The announced rules.
    pub announced: Option<AnnouncedPolicy<AccountId, BlockNumber>>,
}

/// A policy that is not in force yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedPolicy<AccountId, BlockNumber> {
    /// Its rules; empty if the policy ends.
    pub rules: Vec<Rule<AccountId>>,
    /// The first block in which it is in force.
    pub effective_from: BlockNumber,
}

sp_api::decl_runtime_apis! {
    /// What holders of business tokens need to know.
    #[api_version(2)]
    pub trait BusinessTokensApi<AccountId: Codec, BlockNumber: Codec> {
        /// The open sale of a token.
        fn sale(token_id: TokenId) -> Option<SaleStatus<AccountId, BlockNumber>>;

        /// The cost of `amount` now, or none if nobody can buy it.
        fn purchase_cost(token_id: TokenId, amount: Balance) -> Option<Balance>;

        /// The redemption of a token, or none if it has neither a price nor a reserve.
        fn redemption(token_id: TokenId) -> Option<RedemptionStatus<BlockNumber>>;

        /// The payout for `amount`, or none if it can't be redeemed or the reserve is too small.
        fn redemption_payout(token_id: TokenId, amount: Balance) -> Option<Balance>;

        /// The policies of a token.
        fn policy(token_id: TokenId) -> PolicyStatus<AccountId, BlockNumber>;

        /// The fee of an operation with `amount`, or none if there is no such operation now.
        fn operation_charge(
            token_id: TokenId,
            operation: Vec<u8>,
            amount: Balance,
        ) -> Option<Balance>;

        /// Whether a token is regulated.
        fn regulated(token_id: TokenId) -> bool;

        /// The notice period of changes of policies and prices and of withdrawals, in blocks in which the token is
        /// not paused.
        fn notice_period() -> BlockNumber;

        /// The announced redemption price of a token. Since version 2.
        fn announced_price(token_id: TokenId) -> Option<AnnouncedPrice<BlockNumber>>;
    }
}
