//! `businessTokens_*`: what tokens are sold and redeemed for, and what business operations cost.
//!
//! Amounts are decimal strings: coins in planck, tokens in their smallest unit. Every method takes
//! the hash of a block as its last parameter, and answers for the best block without one. The answer
//! is null where there is nothing to say: no sale, no redemption, no such operation.

use super::{ask, decimal, parse_amount};
use crate::service::FullClient;
use chaos_primitives::{AccountId, Block, BlockNumber, Hash, TokenId};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_business_tokens::{
    runtime_api::{
        AnnouncedPolicy, AnnouncedPrice, AnnouncedWithdrawal, BusinessTokensApi, PolicyStatus,
        RedemptionStatus, SaleStatus,
    },
    Charge, PartsPerMillion, Payer, Price, Rule, Tier,
};
use serde::Serialize;
use sp_api::ApiExt;
use std::sync::Arc;

#[rpc(server, namespace = "businessTokens")]
pub trait BusinessTokensRpc {
    /// The sale of a token that was not closed yet.
    #[method(name = "sale", blocking)]
    fn sale(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<SaleJson>>;

    /// What `amount` costs now: null where it can't be bought, whoever buys.
    #[method(name = "purchaseCost", blocking)]
    fn purchase_cost(
        &self,
        token_id: TokenId,
        amount: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>>;

    /// The redemption of a token.
    #[method(name = "redemption", blocking)]
    fn redemption(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<RedemptionJson>>;

    /// What a holder gets for `amount`: null where it can't be redeemed.
    #[method(name = "redemptionPayout", blocking)]
    fn redemption_payout(
        &self,
        token_id: TokenId,
        amount: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>>;

    /// What operations with a token cost, now and later.
    #[method(name = "policy", blocking)]
    fn policy(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<PolicyJson>;

    /// The fee of an operation with `amount`: null where there is no such operation now.
    #[method(name = "operationCharge", blocking)]
    fn operation_charge(
        &self,
        token_id: TokenId,
        operation: String,
        amount: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<String>>;

    /// Whether a token moves by this paradigm's calls alone.
    #[method(name = "regulated", blocking)]
    fn regulated(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<bool>;

    /// How long before a change of policy and a withdrawal holders hear of it, in blocks.
    #[method(name = "noticePeriod", blocking)]
    fn notice_period(&self, at: Option<Hash>) -> RpcResult<BlockNumber>;
}

/// A price as JSON. Planck for a whole token.
#[derive(Serialize, Clone)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PriceJson {
    Fixed {
        price: String,
    },
    Falling {
        start_price: String,
        end_price: String,
        start: BlockNumber,
        end: BlockNumber,
    },
}

impl From<Price<BlockNumber>> for PriceJson {
    fn from(price: Price<BlockNumber>) -> Self {
        match price {
            Price::Fixed(price) => Self::Fixed {
                price: price.to_string(),
            },
            Price::Falling {
                start_price,
                end_price,
                start,
                end,
            } => Self::Falling {
                start_price: start_price.to_string(),
                end_price: end_price.to_string(),
                start,
                end,
            },
        }
    }
}

/// A sale as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct SaleJson {
    issuer: AccountId,
    open: bool,
    price: String,
    sold: String,
    remaining: String,
    terms: TermsJson,
}

/// The terms of a sale as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct TermsJson {
    amount: String,
    price: PriceJson,
    start: BlockNumber,
    end: BlockNumber,
    min_per_account: Option<String>,
    max_per_account: Option<String>,
}

impl From<SaleStatus<AccountId, BlockNumber>> for SaleJson {
    fn from(sale: SaleStatus<AccountId, BlockNumber>) -> Self {
        Self {
            issuer: sale.issuer,
            open: sale.open,
            price: sale.price.to_string(),
            sold: sale.sold.to_string(),
            remaining: sale.remaining.to_string(),
            terms: TermsJson {
                amount: sale.terms.amount.to_string(),
                price: sale.terms.price.into(),
                start: sale.terms.start,
                end: sale.terms.end,
                min_per_account: decimal(sale.terms.min_per_account),
                max_per_account: decimal(sale.terms.max_per_account),
            },
        }
    }
}

/// A redemption as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct RedemptionJson {
    price: String,
    reserve: String,
    withdrawal: Option<WithdrawalJson>,
    /// Only where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    announced: Option<AnnouncedPriceJson>,
}

/// A price that is not in force yet as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedPriceJson {
    price: String,
    effective_from: BlockNumber,
}

impl From<AnnouncedPrice<BlockNumber>> for AnnouncedPriceJson {
    fn from(announced: AnnouncedPrice<BlockNumber>) -> Self {
        Self {
            price: announced.price.to_string(),
            effective_from: announced.effective_from,
        }
    }
}

/// A withdrawal that was announced as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct WithdrawalJson {
    cos: String,
    due: BlockNumber,
    lapses: BlockNumber,
}

impl From<AnnouncedWithdrawal<BlockNumber>> for WithdrawalJson {
    fn from(withdrawal: AnnouncedWithdrawal<BlockNumber>) -> Self {
        Self {
            cos: withdrawal.cos.to_string(),
            due: withdrawal.due,
            lapses: withdrawal.lapses,
        }
    }
}

impl RedemptionJson {
    pub(super) fn new(
        redemption: RedemptionStatus<BlockNumber>,
        announced: Option<AnnouncedPrice<BlockNumber>>,
    ) -> Self {
        Self {
            price: redemption.price.to_string(),
            reserve: redemption.reserve.to_string(),
            withdrawal: redemption.withdrawal.map(Into::into),
            announced: announced.map(Into::into),
        }
    }
}

/// A charge as JSON. Rates are in parts per million.
#[derive(Serialize, Clone)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ChargeJson {
    Flat {
        fee: String,
    },
    Proportional {
        rate: PartsPerMillion,
        min: String,
        max: Option<String>,
    },
    Tiered {
        tiers: Vec<TierJson>,
    },
}

/// A tier of a charge as JSON.
#[derive(Serialize, Clone)]
pub struct TierJson {
    from: String,
    flat: String,
    rate: PartsPerMillion,
}

impl From<Tier> for TierJson {
    fn from(tier: Tier) -> Self {
        Self {
            from: tier.from.to_string(),
            flat: tier.flat.to_string(),
            rate: tier.rate,
        }
    }
}

impl From<Charge> for ChargeJson {
    fn from(charge: Charge) -> Self {
        match charge {
            Charge::Flat(fee) => Self::Flat {
                fee: fee.to_string(),
            },
            Charge::Proportional { rate, min, max } => Self::Proportional {
                rate,
                min: min.to_string(),
                max: decimal(max),
            },
            Charge::Tiered(tiers) => Self::Tiered {
                tiers: tiers.into_iter().map(Into::into).collect(),
            },
        }
    }
}

/// A rule of a policy as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct RuleJson {
    operation: String,
    charge: ChargeJson,
    payer: &'static str,
    receiver: Option<AccountId>,
}

impl From<Rule<AccountId>> for RuleJson {
    fn from(rule: Rule<AccountId>) -> Self {
        Self {
            operation: String::from_utf8_lossy(&rule.operation).into_owned(),
            charge: rule.charge.into(),
            payer: match rule.payer {
                Payer::Initiator => "initiator",
                Payer::Counterparty => "counterparty",
            },
            receiver: rule.receiver,
        }
    }
}

/// The policy of a token as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct PolicyJson {
    in_force: Vec<RuleJson>,
    announced: Option<AnnouncedPolicyJson>,
}

/// A policy that is not in force yet as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct AnnouncedPolicyJson {
    rules: Vec<RuleJson>,
    effective_from: BlockNumber,
}

impl From<AnnouncedPolicy<AccountId, BlockNumber>> for AnnouncedPolicyJson {
    fn from(policy: AnnouncedPolicy<AccountId, BlockNumber>) -> Self {
        Self {
            rules: rules(policy.rules),
            effective_from: policy.effective_from,
        }
    }
}

impl From<PolicyStatus<AccountId, BlockNumber>> for PolicyJson {
    fn from(policy: PolicyStatus<AccountId, BlockNumber>) -> Self {
        Self {
            in_force: rules(policy.in_force),
            announced: policy.announced.map(Into::into),
        }
    }
}

fn rules(rules: Vec<Rule<AccountId>>) -> Vec<RuleJson> {
    rules.into_iter().map(Into::into).collect()
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
    fn sale(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<SaleJson>> {
        let sale = ask(&self.client, at, |api, block| api.sale(block, token_id))?;
        Ok(sale.map(Into::into))
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
            Ok(Some(RedemptionJson::new(redemption, announced)))
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

    fn policy(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<PolicyJson> {
        ask(&self.client, at, |api, block| api.policy(block, token_id)).map(Into::into)
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
