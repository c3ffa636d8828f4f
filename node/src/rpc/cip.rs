//! `cip_*`: proposals of the community, votes on them, and what was decided.
//!
//! Votes and amounts are decimal strings, in planck; shares are in parts per million. Every method takes
//! the hash of a block as its last parameter, and answers for the best block without one. The answer is
//! null where there is no such thing, or not any more.

use super::{ask, Decimal};
use crate::client::FullClient;
use chaos_primitives::{json, AccountId, Balance, Block, BlockNumber, Hash};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_cip::{
    runtime_api::{
        CipApi, CipDetails, CipPage, FrozenCoins, ResolutionDetails, ResolutionPage, VoteDetails,
    },
    CipId, CredentialId, GroundRules, ResolutionId, State, Vote,
};
use serde::Serialize;
use sp_api::ApiExt;
use sp_runtime::Permill;
use std::sync::Arc;

#[rpc(server, namespace = "cip")]
pub trait CipRpc {
    /// The ground rules in force.
    #[method(name = "groundRules", blocking)]
    fn ground_rules(&self, at: Option<Hash>) -> RpcResult<GroundRulesJson>;

    /// What is held of whoever proposes now.
    #[method(name = "deposit", blocking)]
    fn deposit(&self, at: Option<Hash>) -> RpcResult<Decimal>;

    /// Up to `limit` CIPs, at most 100, that are in a state or in any, from id `start` on.
    #[method(name = "cips", blocking)]
    fn cips(
        &self,
        state: Option<State>,
        start: CipId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<CipPage<AccountId, BlockNumber, Hash>>;

    /// A CIP that was not withdrawn.
    #[method(name = "cip", blocking)]
    fn cip(
        &self,
        cip: CipId,
        at: Option<Hash>,
    ) -> RpcResult<Option<CipDetails<AccountId, BlockNumber, Hash>>>;

    /// A vote that was not lifted, by its credential.
    #[method(name = "credential", blocking)]
    fn credential(
        &self,
        credential: CredentialId,
        at: Option<Hash>,
    ) -> RpcResult<Option<Vote<AccountId, BlockNumber>>>;

    /// The votes of an account that were not lifted.
    #[method(name = "votes", blocking)]
    fn votes(
        &self,
        account: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<Vec<VoteDetails<BlockNumber>>>;

    /// What an account can't move because it votes.
    #[method(name = "frozen", blocking)]
    fn frozen(&self, account: AccountId, at: Option<Hash>) -> RpcResult<FrozenCoins<BlockNumber>>;

    /// Up to `limit` decisions, at most 100, from id `start` on.
    #[method(name = "resolutions", blocking)]
    fn resolutions(
        &self,
        start: ResolutionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<ResolutionPage<BlockNumber>>;

    /// A decision.
    #[method(name = "resolution", blocking)]
    fn resolution(
        &self,
        resolution: ResolutionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<ResolutionDetails<BlockNumber>>>;
}

/// The ground rules as JSON. In genesis files, for which they serialise themselves, the deposit is a number.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct GroundRulesJson {
    min_voters: u32,
    min_turnout: Permill,
    min_approval: Permill,
    min_period: BlockNumber,
    max_period: BlockNumber,
    enactment_delay: BlockNumber,
    #[serde(serialize_with = "json::decimal")]
    deposit: Balance,
}

impl From<GroundRules<BlockNumber>> for GroundRulesJson {
    fn from(rules: GroundRules<BlockNumber>) -> Self {
        Self {
            min_voters: rules.min_voters,
            min_turnout: rules.min_turnout,
            min_approval: rules.min_approval,
            min_period: rules.min_period,
            max_period: rules.max_period,
            enactment_delay: rules.enactment_delay,
            deposit: rules.deposit,
        }
    }
}

/// Answers `cip_*` from the runtime.
pub struct Cip {
    client: Arc<FullClient>,
}

impl Cip {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }
}

impl CipRpcServer for Cip {
    fn ground_rules(&self, at: Option<Hash>) -> RpcResult<GroundRulesJson> {
        ask(&self.client, at, |api, block| api.ground_rules(block)).map(Into::into)
    }

    fn deposit(&self, at: Option<Hash>) -> RpcResult<String> {
        let deposit = ask(&self.client, at, |api, block| {
            // Before version 2 it was the ground rules', however many CIPs were open.
            type Api = dyn CipApi<Block, AccountId, BlockNumber, Hash>;
            match api.has_api_with::<Api, _>(block, |version| version >= 2)? {
                true => api.deposit(block),
                false => Ok(api.ground_rules(block)?.deposit),
            }
        })?;
        Ok(deposit.to_string())
    }

    fn cips(
        &self,
        state: Option<State>,
        start: CipId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<CipPage<AccountId, BlockNumber, Hash>> {
        ask(&self.client, at, |api, block| {
            api.cips(block, state, start, limit)
        })
    }

    fn cip(
        &self,
        cip: CipId,
        at: Option<Hash>,
    ) -> RpcResult<Option<CipDetails<AccountId, BlockNumber, Hash>>> {
        ask(&self.client, at, |api, block| api.cip(block, cip))
    }

    fn credential(
        &self,
        credential: CredentialId,
        at: Option<Hash>,
    ) -> RpcResult<Option<Vote<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| {
            api.credential(block, credential)
        })
    }

    fn votes(
        &self,
        account: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<Vec<VoteDetails<BlockNumber>>> {
        ask(&self.client, at, |api, block| api.votes(block, account))
    }

    fn frozen(&self, account: AccountId, at: Option<Hash>) -> RpcResult<FrozenCoins<BlockNumber>> {
        ask(&self.client, at, |api, block| api.frozen(block, account))
    }

    fn resolutions(
        &self,
        start: ResolutionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<ResolutionPage<BlockNumber>> {
        ask(&self.client, at, |api, block| {
            api.resolutions(block, start, limit)
        })
    }

    fn resolution(
        &self,
        resolution: ResolutionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<ResolutionDetails<BlockNumber>>> {
        let decision = ask(&self.client, at, |api, block| {
            api.resolution(block, resolution)
        })?;
        Ok(decision.map(|decision| ResolutionDetails {
            id: resolution,
            resolution: decision,
        }))
    }
}
