//! Members, motions and parameters: what is stored, and the arguments of calls.

use crate::PeerId;
use alloc::string::String;
use chaos_primitives::{
    currency::COS,
    json,
    time::{DAYS, HOURS},
    Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchError, Permill};

/// The longest label, in bytes.
pub const MAX_LABEL: u32 = 64;

/// The longest reason for a removal, in bytes.
pub const MAX_REASON: u32 = 256;

/// The most peer ids that wait after a refusal, and the most that wait because they were voted out. The one that has
/// waited longest makes room for another of its kind.
pub const MAX_WAITING: u32 = 256;

/// The most motions that one block counts again after the maintainers changed.
pub const MAX_RECOUNTED: u32 = 32;

/// The most members or motions that one read returns.
pub const MAX_PAGE: u32 = 100;

/// How many sessions a new validator has before it can make a block: that in which it was admitted, and the next,
/// which was already planned.
pub const SESSIONS_TO_START: u32 = 2;

/// The id of a member; ids count up from 0, and members that left keep theirs.
pub type MemberId = u32;

/// The id of a motion, applications included; ids count up from 0.
pub type MotionId = u32;

/// The role of a node.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Syncs and serves others.
    Observer,
    /// Makes blocks too.
    Validator,
}

/// Who may upload contract code. Each variant is narrower than the one before.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum CodeUploads {
    /// Everybody who pays for it.
    Everybody,
    /// The accounts of members.
    #[default]
    Members,
    /// Nobody.
    Nobody,
}

/// The label of a node, for people: UTF-8.
pub type Label = BoundedVec<u8, ConstU32<MAX_LABEL>>;

/// A member: a node that was admitted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Member<AccountId, BlockNumber> {
    /// The owner.
    pub account: AccountId,
    /// Its peer id.
    pub peer_id: PeerId,
    /// Its role.
    pub role: Role,
    /// Its label.
    pub label: Label,
    /// The block of its admission.
    pub since: BlockNumber,
    /// The block in which its peer id was last changed.
    pub rotated: Option<BlockNumber>,
    /// The deposit held from the owner until it leaves. Planck.
    pub deposit: Balance,
    /// The open motion to remove it.
    pub removal: Option<MotionId>,
    /// The open motion to make it a validator.
    pub promotion: Option<MotionId>,
}

/// Why a member should be removed.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
// In JSON the words, or null.
#[serde(untagged)]
pub enum Reason {
    /// The reason of a maintainer: UTF-8.
    Words(#[serde(serialize_with = "json::text")] BoundedVec<u8, ConstU32<MAX_REASON>>),
    /// It made no block for too many sessions.
    Inactive,
}

/// The subject of a motion.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Subject<AccountId> {
    /// An application for membership.
    Admission {
        /// The applicant.
        applicant: AccountId,
        /// The peer id of the node.
        peer_id: PeerId,
        /// The role it applies for.
        role: Role,
        /// The label of the node.
        #[serde(serialize_with = "json::text")]
        label: Label,
    },
    /// The removal of a member.
    Removal {
        /// The id of the member.
        member: MemberId,
        /// The reason.
        reason: Reason,
    },
    /// The promotion of an observer to validator.
    Promotion {
        /// The id of the member.
        member: MemberId,
    },
    /// Narrowing who may upload contract code.
    CodeUploads {
        /// Who could still upload.
        uploads: CodeUploads,
    },
}

/// An open motion.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Motion<AccountId, BlockNumber, Votes> {
    /// The subject.
    pub subject: Subject<AccountId>,
    /// The proposer, or none if the chain proposed it.
    pub proposer: Option<AccountId>,
    /// The deposit held from the proposer. Planck.
    pub deposit: Balance,
    /// The block in which it was proposed.
    pub start: BlockNumber,
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// The votes, in the order in which they were cast.
    pub votes: Votes,
}

/// The outcome of a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Outcome {
    /// Enough approved, and it was carried out.
    Carried,
    /// Enough approved, but it could not be carried out.
    Failed(DispatchError),
    /// Not enough could approve any more.
    Refused,
    /// Its period ended without either.
    Expired,
    /// The member left before the decision.
    Void,
}

/// Why a member was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Departure {
    /// It left.
    Left,
    /// The maintainers removed it.
    Removed,
    /// It made two blocks in one slot, or voted for two in one round.
    Equivocated,
}

/// The holder of a peer id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Holder {
    /// A member.
    Member(MemberId),
    /// An open application.
    Application(MotionId),
}

/// A member of the genesis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisMember<AccountId> {
    /// The owner.
    pub account: AccountId,
    /// Its peer id, in base58.
    pub peer_id: PeerId,
    /// Its role.
    pub role: Role,
    /// Its label.
    pub label: String,
}

/// The parameters of admission. Only Root can change them, which is a passed CIP.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters<BlockNumber> {
    /// A motion is carried if more than this part of the maintainers approve, or all. Above zero.
    pub threshold: Permill,
    /// The period of a vote, in blocks; at least one, at most [`MAX_VOTE_PERIOD`].
    pub vote_period: BlockNumber,
    /// How many blocks a peer id waits that was refused or voted out; at most [`MAX_WAITING_PERIOD`].
    pub waiting_period: BlockNumber,
    /// The fewest blocks between two changes of a member's peer id; at most [`MAX_ROTATION_PERIOD`].
    pub rotation_period: BlockNumber,
    /// After this many sessions in a row without a block, a validator's removal is put to the vote; at least one. A
    /// very large number turns that off, and a lower one on again at once.
    pub inactive_sessions: u32,
    /// The fewest validators; at least one. Nothing removes one below this.
    pub min_validators: u32,
    /// The deposit for a motion, and for a member until it leaves. Planck, at least the existential deposit, at most
    /// [`MAX_DEPOSIT`].
    pub deposit: Balance,
}

/// The longest vote period, in blocks: as long as that of a CIP. What has begun keeps its end when a CIP sets a
/// shorter period, so nothing may begin that would last for ever.
pub const MAX_VOTE_PERIOD: u32 = 91 * DAYS;

/// The longest waiting period, in blocks: a year. See [`MAX_VOTE_PERIOD`].
pub const MAX_WAITING_PERIOD: u32 = 364 * DAYS;

/// The longest rotation period, in blocks. A member whose key is compromised can't wait longer.
pub const MAX_ROTATION_PERIOD: u32 = 91 * DAYS;

/// The highest deposit, in planck: a hundredth of all coins. With more, hardly anybody could apply.
pub const MAX_DEPOSIT: Balance = 100_000 * COS;

impl<BlockNumber: From<u32>> Default for Parameters<BlockNumber> {
    /// The parameters of the main network.
    fn default() -> Self {
        Self {
            threshold: Permill::from_percent(50),
            vote_period: (7 * DAYS).into(),
            waiting_period: (7 * DAYS).into(),
            rotation_period: (24 * HOURS).into(),
            inactive_sessions: 4,
            min_validators: 1,
            deposit: 100 * COS,
        }
    }
}
