//! `cip_*`: proposals of the community, votes on them, and what was decided.
//!
//! Votes and amounts are decimal strings, in planck; shares are in parts per million. Every method takes
//! the hash of a block as its last parameter, and answers for the best block without one. The answer is
//! null where there is no such thing, or not any more.

use super::{ask, text};
use crate::service::FullClient;
use chaos_primitives::{AccountId, Block, BlockNumber, Hash};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_cip::{
    runtime_api::{
        CallDetails, CipApi, CipDetails, CipPage, FrozenCoins, ResolutionPage, VoteDetails,
    },
    CipId, CredentialId, Enactment, GroundRules, Outcome, Resolution, ResolutionId, Rules, State,
    Tally, Thresholds, Vote,
};
use serde::{Deserialize, Serialize};
use sp_api::ApiExt;
use sp_core::Bytes;
use sp_runtime::DispatchError;
use std::sync::Arc;

#[rpc(server, namespace = "cip")]
pub trait CipRpc {
    /// The ground rules in force.
    #[method(name = "groundRules", blocking)]
    fn ground_rules(&self, at: Option<Hash>) -> RpcResult<GroundRulesJson>;

    /// What is held of whoever proposes now.
    #[method(name = "deposit", blocking)]
    fn deposit(&self, at: Option<Hash>) -> RpcResult<String>;

    /// Up to `limit` CIPs, at most 100, that are in a state or in any, from id `start` on.
    #[method(name = "cips", blocking)]
    fn cips(
        &self,
        state: Option<StateJson>,
        start: CipId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<CipPageJson>;

    /// A CIP that was not withdrawn.
    #[method(name = "cip", blocking)]
    fn cip(&self, cip: CipId, at: Option<Hash>) -> RpcResult<Option<CipJson>>;

    /// A vote that was not lifted, by its credential.
    #[method(name = "credential", blocking)]
    fn credential(
        &self,
        credential: CredentialId,
        at: Option<Hash>,
    ) -> RpcResult<Option<CredentialJson>>;

    /// The votes of an account that were not lifted.
    #[method(name = "votes", blocking)]
    fn votes(&self, account: AccountId, at: Option<Hash>) -> RpcResult<Vec<VoteJson>>;

    /// What an account can't move because it votes.
    #[method(name = "frozen", blocking)]
    fn frozen(&self, account: AccountId, at: Option<Hash>) -> RpcResult<FrozenJson>;

    /// Up to `limit` decisions, at most 100, from id `start` on.
    #[method(name = "resolutions", blocking)]
    fn resolutions(
        &self,
        start: ResolutionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<ResolutionPageJson>;

    /// A decision.
    #[method(name = "resolution", blocking)]
    fn resolution(
        &self,
        resolution: ResolutionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<ResolutionJson>>;
}

/// The ground rules as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct GroundRulesJson {
    min_voters: u32,
    min_turnout: u32,
    min_approval: u32,
    min_period: BlockNumber,
    max_period: BlockNumber,
    enactment_delay: BlockNumber,
    deposit: String,
}

impl From<GroundRules<BlockNumber>> for GroundRulesJson {
    fn from(rules: GroundRules<BlockNumber>) -> Self {
        Self {
            min_voters: rules.min_voters,
            min_turnout: rules.min_turnout.deconstruct(),
            min_approval: rules.min_approval.deconstruct(),
            min_period: rules.min_period,
            max_period: rules.max_period,
            enactment_delay: rules.enactment_delay,
            deposit: rules.deposit.to_string(),
        }
    }
}

/// Where a CIP stands, as JSON.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub enum StateJson {
    Voting,
    Passed,
    Rejected,
    Enacted,
    Failed,
}

impl From<State> for StateJson {
    fn from(state: State) -> Self {
        match state {
            State::Voting => Self::Voting,
            State::Passed => Self::Passed,
            State::Rejected => Self::Rejected,
            State::Enacted => Self::Enacted,
            State::Failed => Self::Failed,
        }
    }
}

impl From<StateJson> for State {
    fn from(state: StateJson) -> Self {
        match state {
            StateJson::Voting => Self::Voting,
            StateJson::Passed => Self::Passed,
            StateJson::Rejected => Self::Rejected,
            StateJson::Enacted => Self::Enacted,
            StateJson::Failed => Self::Failed,
        }
    }
}

/// A CIP's own rules as JSON: null is the ground rule.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct RulesJson {
    min_voters: Option<u32>,
    min_turnout: Option<u32>,
    min_approval: Option<u32>,
    period: BlockNumber,
}

impl From<Rules<BlockNumber>> for RulesJson {
    fn from(rules: Rules<BlockNumber>) -> Self {
        Self {
            min_voters: rules.min_voters,
            min_turnout: rules.min_turnout.map(|part| part.deconstruct()),
            min_approval: rules.min_approval.map(|part| part.deconstruct()),
            period: rules.period,
        }
    }
}

/// What a tally has to reach, as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ThresholdsJson {
    min_voters: u32,
    min_turnout: u32,
    min_approval: u32,
}

impl From<Thresholds> for ThresholdsJson {
    fn from(thresholds: Thresholds) -> Self {
        Self {
            min_voters: thresholds.min_voters,
            min_turnout: thresholds.min_turnout.deconstruct(),
            min_approval: thresholds.min_approval.deconstruct(),
        }
    }
}

/// A tally as JSON.
#[derive(Serialize, Clone)]
pub struct TallyJson {
    approve: String,
    disapprove: String,
    voters: u32,
}

impl From<Tally> for TallyJson {
    fn from(tally: Tally) -> Self {
        Self {
            approve: tally.approve.to_string(),
            disapprove: tally.disapprove.to_string(),
            voters: tally.voters,
        }
    }
}

/// The call of a CIP as JSON; without its bytes where they are a preimage.
#[derive(Serialize, Clone)]
pub struct CallJson {
    hash: Hash,
    len: u32,
    inline: Option<Bytes>,
}

impl From<CallDetails<Hash>> for CallJson {
    fn from(call: CallDetails<Hash>) -> Self {
        Self {
            hash: call.hash,
            len: call.len,
            inline: call.inline.map(Bytes),
        }
    }
}

/// What became of a call, as JSON.
#[derive(Serialize, Clone)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum EnactmentJson {
    Scheduled {
        at: BlockNumber,
    },
    Enacted {
        at: BlockNumber,
    },
    Failed {
        at: BlockNumber,
        error: DispatchError,
    },
}

impl From<Enactment<BlockNumber>> for EnactmentJson {
    fn from(enactment: Enactment<BlockNumber>) -> Self {
        match enactment {
            Enactment::Scheduled { at } => Self::Scheduled { at },
            Enactment::Enacted { at } => Self::Enacted { at },
            Enactment::Failed { at, error } => Self::Failed { at, error },
        }
    }
}

/// A CIP as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct CipJson {
    cip: CipId,
    proposer: AccountId,
    title: String,
    document: DocumentJson,
    call: Option<CallJson>,
    rules: RulesJson,
    thresholds: ThresholdsJson,
    start: BlockNumber,
    end: BlockNumber,
    deposit: String,
    tally: TallyJson,
    state: StateJson,
    would_pass: bool,
    resolution: Option<ResolutionId>,
    enactment: Option<EnactmentJson>,
}

/// Where the text of a CIP is, as JSON.
#[derive(Serialize, Clone)]
pub struct DocumentJson {
    hash: Hash,
    location: String,
}

impl From<CipDetails<AccountId, BlockNumber, Hash>> for CipJson {
    fn from(cip: CipDetails<AccountId, BlockNumber, Hash>) -> Self {
        Self {
            cip: cip.cip,
            proposer: cip.proposer,
            title: text(cip.title),
            document: DocumentJson {
                hash: cip.document_hash,
                location: text(cip.document_location),
            },
            call: cip.call.map(Into::into),
            rules: cip.rules.into(),
            thresholds: cip.thresholds.into(),
            start: cip.start,
            end: cip.end,
            deposit: cip.deposit.to_string(),
            tally: cip.tally.into(),
            state: cip.state.into(),
            would_pass: cip.would_pass,
            resolution: cip.resolution,
            enactment: cip.enactment.map(Into::into),
        }
    }
}

/// Some CIPs as JSON, and where the next page starts.
#[derive(Serialize, Clone)]
pub struct CipPageJson {
    cips: Vec<CipJson>,
    next: Option<CipId>,
}

impl From<CipPage<AccountId, BlockNumber, Hash>> for CipPageJson {
    fn from(page: CipPage<AccountId, BlockNumber, Hash>) -> Self {
        Self {
            cips: page.cips.into_iter().map(Into::into).collect(),
            next: page.next,
        }
    }
}

/// A vote by its credential, as JSON.
#[derive(Serialize, Clone)]
pub struct CredentialJson {
    cip: CipId,
    voter: AccountId,
    approve: bool,
    votes: String,
    block: BlockNumber,
    extrinsic: Option<u32>,
    deposit: String,
}

impl From<Vote<AccountId, BlockNumber>> for CredentialJson {
    fn from(vote: Vote<AccountId, BlockNumber>) -> Self {
        Self {
            cip: vote.cip,
            voter: vote.voter,
            approve: vote.approve,
            votes: vote.votes.to_string(),
            block: vote.block,
            extrinsic: vote.extrinsic,
            deposit: vote.deposit.to_string(),
        }
    }
}

/// A vote as its voter sees it, as JSON.
#[derive(Serialize, Clone)]
pub struct VoteJson {
    credential: CredentialId,
    cip: CipId,
    approve: bool,
    votes: String,
    end: BlockNumber,
}

impl From<VoteDetails<BlockNumber>> for VoteJson {
    fn from(vote: VoteDetails<BlockNumber>) -> Self {
        Self {
            credential: vote.credential,
            cip: vote.cip,
            approve: vote.approve,
            votes: vote.votes.to_string(),
            end: vote.end,
        }
    }
}

/// Frozen coins as JSON.
#[derive(Serialize, Clone)]
pub struct FrozenJson {
    amount: String,
    until: Option<BlockNumber>,
}

impl From<FrozenCoins<BlockNumber>> for FrozenJson {
    fn from(coins: FrozenCoins<BlockNumber>) -> Self {
        Self {
            amount: coins.amount.to_string(),
            until: coins.until,
        }
    }
}

/// A decision as JSON.
#[derive(Serialize, Clone)]
pub struct ResolutionJson {
    resolution: ResolutionId,
    cip: CipId,
    passed: bool,
    tally: TallyJson,
    thresholds: ThresholdsJson,
    decided: BlockNumber,
    enactment: Option<EnactmentJson>,
}

impl ResolutionJson {
    pub(super) fn new(id: ResolutionId, resolution: Resolution<BlockNumber>) -> Self {
        Self {
            resolution: id,
            cip: resolution.cip,
            passed: resolution.outcome == Outcome::Passed,
            tally: resolution.tally.into(),
            thresholds: resolution.thresholds.into(),
            decided: resolution.decided,
            enactment: resolution.enactment.map(Into::into),
        }
    }
}

/// Some decisions as JSON, and where the next page starts.
#[derive(Serialize, Clone)]
pub struct ResolutionPageJson {
    resolutions: Vec<ResolutionJson>,
    next: Option<ResolutionId>,
}

impl From<ResolutionPage<BlockNumber>> for ResolutionPageJson {
    fn from(page: ResolutionPage<BlockNumber>) -> Self {
        let resolutions = page.resolutions.into_iter();
        Self {
            resolutions: resolutions
                .map(|details| ResolutionJson::new(details.id, details.resolution))
                .collect(),
            next: page.next,
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
        state: Option<StateJson>,
        start: CipId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<CipPageJson> {
        ask(&self.client, at, |api, block| {
            api.cips(block, state.map(Into::into), start, limit)
        })
        .map(Into::into)
    }

    fn cip(&self, cip: CipId, at: Option<Hash>) -> RpcResult<Option<CipJson>> {
        let cip = ask(&self.client, at, |api, block| api.cip(block, cip))?;
        Ok(cip.map(Into::into))
    }

    fn credential(
        &self,
        credential: CredentialId,
        at: Option<Hash>,
    ) -> RpcResult<Option<CredentialJson>> {
        let vote = ask(&self.client, at, |api, block| {
            api.credential(block, credential)
        })?;
        Ok(vote.map(Into::into))
    }

    fn votes(&self, account: AccountId, at: Option<Hash>) -> RpcResult<Vec<VoteJson>> {
        let votes = ask(&self.client, at, |api, block| api.votes(block, account))?;
        Ok(votes.into_iter().map(Into::into).collect())
    }

    fn frozen(&self, account: AccountId, at: Option<Hash>) -> RpcResult<FrozenJson> {
        ask(&self.client, at, |api, block| api.frozen(block, account)).map(Into::into)
    }

    fn resolutions(
        &self,
        start: ResolutionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<ResolutionPageJson> {
        ask(&self.client, at, |api, block| {
            api.resolutions(block, start, limit)
        })
        .map(Into::into)
    }

    fn resolution(
        &self,
        resolution: ResolutionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<ResolutionJson>> {
        let decision = ask(&self.client, at, |api, block| {
            api.resolution(block, resolution)
        })?;
        Ok(decision.map(|decision| ResolutionJson::new(resolution, decision)))
    }
}
