//! `businessTokens_*`: what tokens are sold and redeemed for, and what business operations cost.
//!
//! Amounts are decimal strings: coins in planck, tokens in their smallest unit. Every method takes
//! the hash of a block as its last parameter, and answers for the best block without one. The answer
//! is null where there is nothing to say: no sale, no redemption, no such operation.

use super::{ask, decimal, parse_amount, Decimal};
use crate::client::FullClient;
use chaos_primitives::{AccountId, Block, BlockNumber, Hash, TokenId};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_business_tokens::runtime_api::{
    AnnouncedPrice, BusinessTokensApi, PolicyStatus, RedemptionStatus, SaleStatus,
};
use serde::Serialize;
use sp_api::ApiExt;
use std::sync::Arc;

#[rpc(server, namespace = "businessTokens")]
pub trait BusinessTokensRpc {
    /// The sale of a token that was not closed yet.
    #[method(name = "sale", blocking)]
    fn sale(
        &self,
        token_id: TokenId,
        at: Option<Hash>,
    ) -> RpcResult<Option<SaleStatus<AccountId, BlockNumber>>>;

    /// What `amount` costs now: null where it can't be bought, whoever buys.
    #[method(name = "purchaseCost", blocking)]
    fn purchase_cost(
        &self,
        token_id: TokenId,
        amount: Decimal,
        at: Option<Hash>,
    ) -> RpcResult<Option<Decimal>>;

    /// The redemption of a token.
    #[method(name = "redemption", blocking)]
    fn redemption(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<RedemptionJson>>;

    /// What a holder gets for `amount`: null where it can't be redeemed.
    #[method(name = "redemptionPayout", blocking)]
    fn redemption_payout(
        &self,
        token_id: TokenId,
        amount: Decimal,
        at: Option<Hash>,
    ) -> RpcResult<Option<Decimal>>;

    /// What operations with a token cost, now and later.
    #[method(name = "policy", blocking)]
    fn policy(
        &self,
        token_id: TokenId,
        at: Option<Hash>,
    ) -> RpcResult<PolicyStatus<AccountId, BlockNumber>>;

    /// The fee of an operation with `amount`: null where there is no such operation now.
    #[method(name = "operationCharge", blocking)]
    fn operation_charge(
        &self,
        token_id: TokenId,
        operation: String,
        amount: Decimal,
        at: Option<Hash>,
    ) -> RpcResult<Option<Decimal>>;

    /// Whether a token moves by this paradigm's calls alone.
    #[method(name = "regulated", blocking)]
    fn regulated(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<bool>;

    /// How long before a change of policy and a withdrawal holders hear of it, in blocks.
    #[method(name = "noticePeriod", blocking)]
    fn notice_period(&self, at: Option<Hash>) -> RpcResult<BlockNumber>;
}

/// A redemption, and another price where one is announced.
#[derive(Serialize, Clone)]
pub struct RedemptionJson {
    #[serde(flatten)]
    pub(super) redemption: RedemptionStatus<BlockNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) announced: Option<AnnouncedPrice<BlockNumber>>,
}

/// Answers `businessTokens_*` from the runtime.
pub struct BusinessTokens {
    client: Arc<FullClient>,
}

impl BusinessTokens {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }
}

impl BusinessTokensRpcServer for BusinessTokens {
    fn sale(
        &self,
        token_id: TokenId,
        at: Option<Hash>,
    ) -> RpcResult<Option<SaleStatus<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| api.sale(block, token_id))
    }

    fn purchase_cost(
        &self,
        token_id: TokenId,
        amount: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>> {
        let amount = parse_amount(&amount)?;
        ask(&self.client, at, |api, block| {
            api.purchase_cost(block, token_id, amount)
        })
        .map(decimal)
    }

    fn redemption(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<RedemptionJson>> {
        ask(&self.client, at, |api, block| {
            let Some(redemption) = api.redemption(block, token_id)? else {
                return Ok(None);
            };
            // Before version 2 a price changed at once.
            type Api = dyn BusinessTokensApi<Block, AccountId, BlockNumber>;
            let announced = match api.has_api_with::<Api, _>(block, |version| version >= 2)? {
                true => api.announced_price(block, token_id)?,
                false => None,
            };
            Ok(Some(RedemptionJson {
                redemption,
                announced,
            }))
        })
    }

    fn redemption_payout(
        &self,
        token_id: TokenId,
        amount: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>> {
        let amount = parse_amount(&amount)?;
        ask(&self.client, at, |api, block| {
            api.redemption_payout(block, token_id, amount)
        })
        .map(decimal)
    }

    fn policy(
        &self,
        token_id: TokenId,
        at: Option<Hash>,
    ) -> RpcResult<PolicyStatus<AccountId, BlockNumber>> {
        ask(&self.client, at, |api, block| api.policy(block, token_id))
    }

    fn operation_charge(
        &self,
        token_id: TokenId,
        operation: String,
        amount: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>> {
        let amount = parse_amount(&amount)?;
        let operation = operation.into_bytes();
        ask(&self.client, at, |api, block| {
            api.operation_charge(block, token_id, operation, amount)
        })
        .map(decimal)
    }

    fn regulated(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<bool> {
        ask(&self.client, at, |api, block| {
            api.regulated(block, token_id)
        })
    }

    fn notice_period(&self, at: Option<Hash>) -> RpcResult<BlockNumber> {
        ask(&self.client, at, |api, block| api.notice_period(block))
    }
}
