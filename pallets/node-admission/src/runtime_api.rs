//! Reads of members and motions. Deposits are in planck, times in blocks. The answer is none if there is no such
//! thing, or not any more.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{CodeUploads, Label, MemberId, MotionId, Parameters, PeerId, Role, Subject, Tally};
use alloc::vec::Vec;
use chaos_primitives::{json, Balance};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};

/// The details of a member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberDetails<AccountId, BlockNumber> {
    /// The id of the member.
    pub member: MemberId,
    /// The owner.
    pub account: AccountId,
    /// Its peer id.
    pub peer_id: PeerId,
    /// Its role.
    pub role: Role,
    /// Its label, UTF-8.
    #[serde(serialize_with = "json::text")]
    pub label: Label,
    /// The block of its admission.
    pub since: BlockNumber,
    /// The first block in which its peer id can be changed.
    pub rotatable_from: BlockNumber,
    /// The deposit held from the owner until it leaves. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub deposit: Balance,
    /// The open motion to remove it.
    pub removal: Option<MotionId>,
    /// The open motion to make it a validator.
    pub promotion: Option<MotionId>,
}

/// A page of members, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct MemberPage<AccountId, BlockNumber> {
    /// As many as asked for, at most 100, or those among the next 1,000 ids. May be empty although there are more.
    pub members: Vec<MemberDetails<AccountId, BlockNumber>>,
    /// The start of the next page, or none if this is the last.
    pub next: Option<MemberId>,
}

/// The details of an open motion.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct MotionDetails<AccountId, BlockNumber> {
    /// The id of the motion.
    pub motion: MotionId,
    /// The subject.
    pub subject: Subject<AccountId>,
    /// The proposer, or none if the chain proposed it.
    pub proposer: Option<AccountId>,
    /// The deposit held from the proposer. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub deposit: Balance,
    /// The block in which it was proposed.
    pub start: BlockNumber,
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// The votes of the current maintainers, in the order in which they were cast.
    #[serde(serialize_with = "votes")]
    pub votes: Vec<(AccountId, bool)>,
    /// How many maintainers there are.
    pub tally: Tally,
    /// How many of the current maintainers have to approve.
    pub needed: u32,
}

/// In JSON `[{ "account": …, "approve": true }, …]`.
fn votes<AccountId: Serialize, S: Serializer>(
    votes: &[(AccountId, bool)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Vote<'a, AccountId> {
        account: &'a AccountId,
        approve: bool,
    }

    serializer.collect_seq(votes.iter().map(|(account, approve)| Vote {
        account,
        approve: *approve,
    }))
}

/// A page of motions, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct MotionPage<AccountId, BlockNumber> {
    /// As many as asked for, at most 100, or all that are left.
    pub motions: Vec<MotionDetails<AccountId, BlockNumber>>,
    /// The start of the next page, or none if this is the last.
    pub next: Option<MotionId>,
}

/// The status of a peer id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum PeerStatus<BlockNumber> {
    /// Not a peer id.
    Invalid,
    /// Unknown: it can apply.
    Unknown,
    /// It applied; this motion is open.
    Applied(MotionId),
    /// It is this member.
    Admitted(MemberId, Role),
    /// It was refused or voted out, and can apply from this block on.
    Waiting(BlockNumber),
}

sp_api::decl_runtime_apis! {
    /// What nodes, applicants and maintainers need to know.
    #[api_version(3)]
    pub trait NodeAdmissionApi<AccountId: Codec, BlockNumber: Codec> {
        /// The parameters in force.
        fn parameters() -> Parameters<BlockNumber>;

        /// The peer ids of all members, unordered, and of validators that have left but are needed to finalise this
        /// session's blocks.
        fn admitted_peers() -> Vec<PeerId>;

        /// How often [`admitted_peers`](Self::admitted_peers) has changed.
        fn revision() -> u64;

        /// The maintainers, who vote.
        fn maintainers() -> Vec<AccountId>;

        /// A member.
        fn member(member: MemberId) -> Option<MemberDetails<AccountId, BlockNumber>>;

        /// Up to `limit` members, at most 100, from id `start` on. Looks at no more than 1,000 ids, so that a page
        /// may be short or empty and have a `next`.
        fn members(start: MemberId, limit: u32) -> MemberPage<AccountId, BlockNumber>;

        /// An open motion.
        fn motion(motion: MotionId) -> Option<MotionDetails<AccountId, BlockNumber>>;

        /// Up to `limit` open motions, at most 100, from id `start` on.
        fn motions(start: MotionId, limit: u32) -> MotionPage<AccountId, BlockNumber>;

        /// The status of a peer id, given as the bytes of its multihash.
        fn peer_status(peer_id: Vec<u8>) -> PeerStatus<BlockNumber>;

        /// Who may upload contract code.
        fn code_uploads() -> CodeUploads;

        /// The message that the key of a new peer id, given as the bytes of its multihash, signs so that a member
        /// gets it. None if there is no such member, or the bytes are not a peer id.
        fn rotation_message(member: MemberId, peer_id: Vec<u8>) -> Option<Vec<u8>>;
    }
}
