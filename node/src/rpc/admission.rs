//! `admission_*`: which nodes are members, what is voted on, and by whom.
//!
//! Peer ids are in base58, deposits decimal strings in planck, times in blocks. Every method takes the hash
//! of a block as its last parameter, and answers for the best block without one. The answer is null where
//! there is no such thing, or not any more.

use super::{ask, text};
use crate::service::FullClient;
use chaos_primitives::{AccountId, BlockNumber, Hash};
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
};
use pallet_node_admission::{
    runtime_api::{
        MemberDetails, MemberPage, MotionDetails, MotionPage, NodeAdmissionApi, PeerStatus,
    },
    CodeUploads, MemberId, MotionId, Parameters, PeerId, Reason, Role, Subject, Tally,
};
use serde::Serialize;
use sp_core::Bytes;
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
    fn members(&self, start: MemberId, limit: u32, at: Option<Hash>) -> RpcResult<MemberPageJson>;

    /// A member.
    #[method(name = "member", blocking)]
    fn member(&self, member: MemberId, at: Option<Hash>) -> RpcResult<Option<MemberJson>>;

    /// Up to `limit` motions that were not decided, at most 100, from id `start` on: applications, removals,
    /// promotions, and who may upload code, with who voted what.
    #[method(name = "motions", blocking)]
    fn motions(&self, start: MotionId, limit: u32, at: Option<Hash>) -> RpcResult<MotionPageJson>;

    /// A motion that was not decided.
    #[method(name = "motion", blocking)]
    fn motion(&self, motion: MotionId, at: Option<Hash>) -> RpcResult<Option<MotionJson>>;

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

/// The parameters as JSON: the threshold in parts per million.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ParametersJson {
    threshold: u32,
    vote_period: BlockNumber,
    waiting_period: BlockNumber,
    rotation_period: BlockNumber,
    inactive_sessions: u32,
    min_validators: u32,
    deposit: String,
}

impl From<Parameters<BlockNumber>> for ParametersJson {
    fn from(parameters: Parameters<BlockNumber>) -> Self {
        Self {
            threshold: parameters.threshold.deconstruct(),
            vote_period: parameters.vote_period,
            waiting_period: parameters.waiting_period,
            rotation_period: parameters.rotation_period,
            inactive_sessions: parameters.inactive_sessions,
            min_validators: parameters.min_validators,
            deposit: parameters.deposit.to_string(),
        }
    }
}

/// A member as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct MemberJson {
    member: MemberId,
    account: AccountId,
    peer_id: PeerId,
    role: Role,
    label: String,
    since: BlockNumber,
    rotatable_from: BlockNumber,
    deposit: String,
    removal: Option<MotionId>,
    promotion: Option<MotionId>,
}

impl From<MemberDetails<AccountId, BlockNumber>> for MemberJson {
    fn from(member: MemberDetails<AccountId, BlockNumber>) -> Self {
        Self {
            member: member.member,
            account: member.account,
            peer_id: member.peer_id,
            role: member.role,
            label: text(member.label.into_inner()),
            since: member.since,
            rotatable_from: member.rotatable_from,
            deposit: member.deposit.to_string(),
            removal: member.removal,
            promotion: member.promotion,
        }
    }
}

/// Some members as JSON, and where the next page starts.
#[derive(Serialize, Clone)]
pub struct MemberPageJson {
    members: Vec<MemberJson>,
    next: Option<MemberId>,
}

impl From<MemberPage<AccountId, BlockNumber>> for MemberPageJson {
    fn from(page: MemberPage<AccountId, BlockNumber>) -> Self {
        Self {
            members: page.members.into_iter().map(Into::into).collect(),
            next: page.next,
        }
    }
}

/// What is voted on, as JSON. A removal without a reason in words is the chain's own motion, as the
/// validator makes no blocks.
#[derive(Serialize, Clone)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SubjectJson {
    #[serde(rename_all = "camelCase")]
    Admission {
        applicant: AccountId,
        peer_id: PeerId,
        role: Role,
        label: String,
    },
    Removal {
        member: MemberId,
        reason: Option<String>,
    },
    Promotion {
        member: MemberId,
    },
    CodeUploads {
        uploads: CodeUploads,
    },
}

impl From<Subject<AccountId>> for SubjectJson {
    fn from(subject: Subject<AccountId>) -> Self {
        match subject {
            Subject::Admission {
                applicant,
                peer_id,
                role,
                label,
            } => Self::Admission {
                applicant,
                peer_id,
                role,
                label: text(label.into_inner()),
            },
            Subject::Removal { member, reason } => Self::Removal {
                member,
                reason: match reason {
                    Reason::Words(words) => Some(text(words.into_inner())),
                    Reason::Inactive => None,
                },
            },
            Subject::Promotion { member } => Self::Promotion { member },
            Subject::CodeUploads { uploads } => Self::CodeUploads { uploads },
        }
    }
}

/// A vote as JSON.
#[derive(Serialize, Clone)]
pub struct VoteJson {
    account: AccountId,
    approve: bool,
}

/// A tally as JSON.
#[derive(Serialize, Clone)]
pub struct TallyJson {
    approve: u32,
    refuse: u32,
    maintainers: u32,
}

impl From<Tally> for TallyJson {
    fn from(tally: Tally) -> Self {
        Self {
            approve: tally.approve,
            refuse: tally.refuse,
            maintainers: tally.maintainers,
        }
    }
}

/// A motion as JSON.
#[derive(Serialize, Clone)]
pub struct MotionJson {
    motion: MotionId,
    subject: SubjectJson,
    proposer: Option<AccountId>,
    deposit: String,
    start: BlockNumber,
    end: BlockNumber,
    votes: Vec<VoteJson>,
    tally: TallyJson,
    needed: u32,
}

impl From<MotionDetails<AccountId, BlockNumber>> for MotionJson {
    fn from(motion: MotionDetails<AccountId, BlockNumber>) -> Self {
        let votes = motion.votes.into_iter();
        Self {
            motion: motion.motion,
            subject: motion.subject.into(),
            proposer: motion.proposer,
            deposit: motion.deposit.to_string(),
            start: motion.start,
            end: motion.end,
            votes: votes
                .map(|(account, approve)| VoteJson { account, approve })
                .collect(),
            tally: motion.tally.into(),
            needed: motion.needed,
        }
    }
}

/// Some motions as JSON, and where the next page starts.
#[derive(Serialize, Clone)]
pub struct MotionPageJson {
    motions: Vec<MotionJson>,
    next: Option<MotionId>,
}

impl From<MotionPage<AccountId, BlockNumber>> for MotionPageJson {
    fn from(page: MotionPage<AccountId, BlockNumber>) -> Self {
        Self {
            motions: page.motions.into_iter().map(Into::into).collect(),
            next: page.next,
        }
    }
}

/// What is known of a peer id, as JSON.
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

    fn members(&self, start: MemberId, limit: u32, at: Option<Hash>) -> RpcResult<MemberPageJson> {
        ask(&self.client, at, |api, block| {
            api.members(block, start, limit)
        })
        .map(Into::into)
    }

    fn member(&self, member: MemberId, at: Option<Hash>) -> RpcResult<Option<MemberJson>> {
        let member = ask(&self.client, at, |api, block| api.member(block, member))?;
        Ok(member.map(Into::into))
    }

    fn motions(&self, start: MotionId, limit: u32, at: Option<Hash>) -> RpcResult<MotionPageJson> {
        ask(&self.client, at, |api, block| {
            api.motions(block, start, limit)
        })
        .map(Into::into)
    }

    fn motion(&self, motion: MotionId, at: Option<Hash>) -> RpcResult<Option<MotionJson>> {
        let motion = ask(&self.client, at, |api, block| api.motion(block, motion))?;
        Ok(motion.map(Into::into))
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
