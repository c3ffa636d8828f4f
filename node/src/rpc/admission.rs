//! `admission_*`: which nodes are members, what is voted on, and by whom.
//!
//! Peer ids are in base58, deposits decimal strings in planck, times in blocks. Every method takes the hash
//! of a block as its last parameter, and answers for the best block without one. The answer is null where
//! there is no such thing, or not any more.

use super::ask;
use crate::client::FullClient;
use chaos_primitives::{json, AccountId, Balance, BlockNumber, Hash};
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
};
use pallet_node_admission::{
    runtime_api::{
        MemberDetails, MemberPage, MotionDetails, MotionPage, NodeAdmissionApi, PeerStatus,
    },
    CodeUploads, MemberId, MotionId, Parameters, PeerId, Role,
};
use serde::Serialize;
use sp_core::Bytes;
use sp_runtime::Permill;
use std::sync::Arc;

#[rpc(server, namespace = "admission")]
pub trait AdmissionRpc {
    /// The parameters in force.
    #[method(name = "parameters", blocking)]
    fn parameters(&self, at: Option<Hash>) -> RpcResult<ParametersJson>;

    /// Those who vote.
    #[method(name = "maintainers", blocking)]
    fn maintainers(&self, at: Option<Hash>) -> RpcResult<Vec<AccountId>>;

    /// Up to `limit` members, at most 100, from id `start` on. A page may be short, or empty, and have a
    /// `next`.
    #[method(name = "members", blocking)]
    fn members(
        &self,
        start: MemberId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<MemberPage<AccountId, BlockNumber>>;

    /// A member.
    #[method(name = "member", blocking)]
    fn member(
        &self,
        member: MemberId,
        at: Option<Hash>,
    ) -> RpcResult<Option<MemberDetails<AccountId, BlockNumber>>>;

    /// Up to `limit` motions that were not decided, at most 100, from id `start` on: applications, removals,
    /// promotions, and who may upload code, with who voted what.
    #[method(name = "motions", blocking)]
    fn motions(
        &self,
        start: MotionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<MotionPage<AccountId, BlockNumber>>;

    /// A motion that was not decided.
    #[method(name = "motion", blocking)]
    fn motion(
        &self,
        motion: MotionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<MotionDetails<AccountId, BlockNumber>>>;

    /// What is known of a peer id.
    #[method(name = "peerStatus", blocking)]
    fn peer_status(&self, peer_id: String, at: Option<Hash>) -> RpcResult<PeerStatusJson>;

    /// Who may upload the code of contracts: `everybody`, `members` or `nobody`.
    #[method(name = "codeUploads", blocking)]
    fn code_uploads(&self, at: Option<Hash>) -> RpcResult<CodeUploads>;

    /// The bytes that the key of a new peer id signs, so that a member has it.
    #[method(name = "rotationMessage", blocking)]
    fn rotation_message(
        &self,
        member: MemberId,
        peer_id: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<Bytes>>;
}

/// The parameters as JSON. In genesis files, for which they serialise themselves, the deposit is a number.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ParametersJson {
    threshold: Permill,
    vote_period: BlockNumber,
    waiting_period: BlockNumber,
    rotation_period: BlockNumber,
    inactive_sessions: u32,
    min_validators: u32,
    #[serde(serialize_with = "json::decimal")]
    deposit: Balance,
}

impl From<Parameters<BlockNumber>> for ParametersJson {
    fn from(parameters: Parameters<BlockNumber>) -> Self {
        Self {
            threshold: parameters.threshold,
            vote_period: parameters.vote_period,
            waiting_period: parameters.waiting_period,
            rotation_period: parameters.rotation_period,
            inactive_sessions: parameters.inactive_sessions,
            min_validators: parameters.min_validators,
            deposit: parameters.deposit,
        }
    }
}

/// What is known of a peer id, as JSON, in which the values of a variant have names.
#[derive(Serialize, Clone)]
#[serde(tag = "status", rename_all = "camelCase")]
pub enum PeerStatusJson {
    Unknown,
    Applied { motion: MotionId },
    Admitted { member: MemberId, role: Role },
    Waiting { until: BlockNumber },
}

/// None where it is no peer id.
pub(super) fn status_json(status: PeerStatus<BlockNumber>) -> Option<PeerStatusJson> {
    match status {
        PeerStatus::Invalid => None,
        PeerStatus::Unknown => Some(PeerStatusJson::Unknown),
        PeerStatus::Applied(motion) => Some(PeerStatusJson::Applied { motion }),
        PeerStatus::Admitted(member, role) => Some(PeerStatusJson::Admitted { member, role }),
        PeerStatus::Waiting(until) => Some(PeerStatusJson::Waiting { until }),
    }
}

fn no_peer_id(text: &str) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(
        INVALID_PARAMS_CODE,
        format!("{text} is not a peer id such as 12D3KooW…"),
        None::<()>,
    )
}

fn peer_id_bytes(text: &str) -> Result<Vec<u8>, ErrorObjectOwned> {
    let peer_id: PeerId = text.parse().map_err(|_| no_peer_id(text))?;
    Ok(peer_id.as_bytes().to_vec())
}

/// Answers `admission_*` from the runtime.
pub struct Admission {
    client: Arc<FullClient>,
}

impl Admission {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }
}

impl AdmissionRpcServer for Admission {
    fn parameters(&self, at: Option<Hash>) -> RpcResult<ParametersJson> {
        ask(&self.client, at, |api, block| api.parameters(block)).map(Into::into)
    }

    fn maintainers(&self, at: Option<Hash>) -> RpcResult<Vec<AccountId>> {
        ask(&self.client, at, |api, block| api.maintainers(block))
    }

    fn members(
        &self,
        start: MemberId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<MemberPage<AccountId, BlockNumber>> {
        ask(&self.client, at, |api, block| {
            api.members(block, start, limit)
        })
    }

    fn member(
        &self,
        member: MemberId,
        at: Option<Hash>,
    ) -> RpcResult<Option<MemberDetails<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| api.member(block, member))
    }

    fn motions(
        &self,
        start: MotionId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<MotionPage<AccountId, BlockNumber>> {
        ask(&self.client, at, |api, block| {
            api.motions(block, start, limit)
        })
    }

    fn motion(
        &self,
        motion: MotionId,
        at: Option<Hash>,
    ) -> RpcResult<Option<MotionDetails<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| api.motion(block, motion))
    }

    fn peer_status(&self, peer_id: String, at: Option<Hash>) -> RpcResult<PeerStatusJson> {
        let bytes = peer_id_bytes(&peer_id)?;
        let status = ask(&self.client, at, |api, block| api.peer_status(block, bytes))?;
        status_json(status).ok_or_else(|| no_peer_id(&peer_id))
    }

    fn code_uploads(&self, at: Option<Hash>) -> RpcResult<CodeUploads> {
        ask(&self.client, at, |api, block| api.code_uploads(block))
    }

    fn rotation_message(
        &self,
        member: MemberId,
        peer_id: String,
        at: Option<Hash>,
    ) -> RpcResult<Option<Bytes>> {
        let bytes = peer_id_bytes(&peer_id)?;
        let message = ask(&self.client, at, |api, block| {
            api.rotation_message(block, member, bytes)
        })?;
        Ok(message.map(Bytes))
    }
}
