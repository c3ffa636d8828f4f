//! Members, motions and parameters, as they are kept and as calls name them.

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

/// Most bytes of a label.
pub const MAX_LABEL: u32 = 64;

/// Most bytes of the reason for a removal.
pub const MAX_REASON: u32 = 256;

/// Most peer ids that wait after a refusal, and most that wait as they were voted out. The one that has waited longest
/// makes room for another of its kind.
pub const MAX_WAITING: u32 = 256;

/// How many motions one block recounts after the maintainers changed, at most.
pub const MAX_RECOUNTED: u32 = 32;

/// Most members or motions that one read gives.
pub const MAX_PAGE: u32 = 100;

/// How many sessions a new validator has before it can make a block: that in which it was admitted, and
/// the next, which was planned already.
pub const SESSIONS_TO_START: u32 = 2;

/// Number of a member: they count up from 0, also over those that left.
pub type MemberId = u32;

/// Number of a motion, of which an application is one kind: they count up from 0.
pub type MotionId = u32;

/// What a node does.
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
    /// Syncs, and serves others.
    Observer,
    /// Makes blocks, too.
    Validator,
}

/// Who may upload the code of contracts; each is narrower than the one before.
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
    /// Whoever pays for it.
    Everybody,
    /// The accounts of members.
    #[default]
    Members,
    /// Nobody.
    Nobody,
}

/// What a node is called: UTF-8.
pub type Label = BoundedVec<u8, ConstU32<MAX_LABEL>>;

/// A node that was admitted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Member<AccountId, BlockNumber> {
    /// Whose it is.
    pub account: AccountId,
    /// Who it is on the network.
    pub peer_id: PeerId,
    /// What it does.
    pub role: Role,
    /// What it is called.
    pub label: Label,
    /// The block of its admission.
    pub since: BlockNumber,
    /// The block in which its peer id was last changed.
    pub rotated: Option<BlockNumber>,
    /// What is held of the account until it leaves. Planck.
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
    /// As a maintainer says: UTF-8.
    Words(#[serde(serialize_with = "json::text")] BoundedVec<u8, ConstU32<MAX_REASON>>),
    /// It made no block for too many sessions.
    Inactive,
}

/// What is voted on.
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
    /// An application: a node would be a member.
    Admission {
        /// Whose it is.
        applicant: AccountId,
        /// Who it is on the network.
        peer_id: PeerId,
        /// What it would do.
        role: Role,
        /// What it is called.
        #[serde(serialize_with = "json::text")]
        label: Label,
    },
    /// A member would be one no longer.
    Removal {
        /// Which.
        member: MemberId,
        /// Why.
        reason: Reason,
    },
    /// An observer would be a validator.
    Promotion {
        /// Which.
        member: MemberId,
    },
    /// Fewer would upload the code of contracts.
    CodeUploads {
        /// Who.
        uploads: CodeUploads,
    },
}

/// A motion that was not decided.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Motion<AccountId, BlockNumber, Votes> {
    /// What is voted on.
    pub subject: Subject<AccountId>,
    /// Who proposed it. None where the chain did.
    pub proposer: Option<AccountId>,
    /// What is held of the proposer. Planck.
    pub deposit: Balance,
    /// The block of the proposal.
    pub start: BlockNumber,
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// Who said what, in the order in which they did.
    pub votes: Votes,
}

/// How a motion ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Outcome {
    /// Enough said yes, and it was done.
    Carried,
    /// Enough said yes, but it could not be done.
    Failed(DispatchError),
    /// Enough could no longer say yes.
    Refused,
    /// The period went by without either.
    Expired,
    /// The member left before.
    Void,
}

/// Why a member is one no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Departure {
    /// It left.
    Left,
    /// The maintainers removed it.
    Removed,
    /// It made two blocks in one slot, or voted for two in one round.
    Equivocated,
}

/// Who has a peer id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Holder {
    /// A member.
    Member(MemberId),
    /// An application that was not decided.
    Application(MotionId),
}

/// A member of the first block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisMember<AccountId> {
    /// Whose it is.
    pub account: AccountId,
    /// Who it is on the network, in base58.
    pub peer_id: PeerId,
    /// What it does.
    pub role: Role,
    /// What it is called.
    pub label: String,
}

/// The rules of admission. Only Root changes them, and so a CIP that passed.
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
    /// A motion is carried by more than this part of the maintainers, or by all; above zero.
    pub threshold: Permill,
    /// For how many blocks votes are taken; at least one, at most [`MAX_VOTE_PERIOD`].
    pub vote_period: BlockNumber,
    /// For how many blocks a peer id may not come in that was refused or voted out; at most [`MAX_WAITING_PERIOD`].
    pub waiting_period: BlockNumber,
    /// How many blocks a member's peer id must stay before it may be changed again; at most [`MAX_ROTATION_PERIOD`].
    pub rotation_period: BlockNumber,
    /// After so many sessions in a row without a block a validator is put to a vote; at least one. As many as there never
    /// will be have none put to a vote, and fewer do again at once.
    pub inactive_sessions: u32,
    /// The fewest validators; at least one. Whatever takes one away stops there.
    pub min_validators: u32,
    /// What is held of whoever makes a motion, and of a member until it leaves. Planck, at least the
    /// existential deposit, at most [`MAX_DEPOSIT`].
    pub deposit: Balance,
}

/// The longest vote, in blocks: as long as the longest on a CIP. What has begun keeps its end when a CIP sets a shorter
/// period, and so nothing that begins may last for ever.
pub const MAX_VOTE_PERIOD: u32 = 91 * DAYS;

/// The longest that a peer id waits, in blocks: a year. See [`MAX_VOTE_PERIOD`].
pub const MAX_WAITING_PERIOD: u32 = 364 * DAYS;

/// The longest between two changes of a member's peer id, in blocks. Whose key is known to others can't wait for longer.
pub const MAX_ROTATION_PERIOD: u32 = 91 * DAYS;

/// The highest deposit, in planck. A hundredth of all coins: with more, next to nobody could apply.
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
