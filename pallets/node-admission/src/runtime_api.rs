//! Free reads of members and motions. Deposits are in planck, times in blocks; the answer is none where
//! there is no such thing, or not any more.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{CodeUploads, Label, MemberId, MotionId, Parameters, PeerId, Role, Subject, Tally};
use alloc::vec::Vec;
use chaos_primitives::{json, Balance};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};

/// All there is to say of a member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberDetails<AccountId, BlockNumber> {
    /// Its id.
    pub member: MemberId,
    /// Whose it is.
    pub account: AccountId,
    /// Who it is on the network.
    pub peer_id: PeerId,
    /// What it does.
    pub role: Role,
    /// What it is called; UTF-8.
    #[serde(serialize_with = "json::text")]
    pub label: Label,
    /// The block of its admission.
    pub since: BlockNumber,
    /// The first block in which its peer id may be changed.
    pub rotatable_from: BlockNumber,
    /// What is held of the account until it leaves. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub deposit: Balance,
    /// The open motion to remove it.
    pub removal: Option<MotionId>,
    /// The open motion to make it a validator.
    pub promotion: Option<MotionId>,
}

/// Some members, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct MemberPage<AccountId, BlockNumber> {
    /// As many as were asked for, at most 100, or those of the next 1,000 ids. Maybe none, even where
    /// there are more.
    pub members: Vec<MemberDetails<AccountId, BlockNumber>>,
    /// Where the next page starts: none where this is the last.
    pub next: Option<MemberId>,
}

/// All there is to say of a motion that was not decided.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct MotionDetails<AccountId, BlockNumber> {
    /// Its id.
    pub motion: MotionId,
    /// What is voted on.
    pub subject: Subject<AccountId>,
    /// Who proposed it. None where the chain did.
    pub proposer: Option<AccountId>,
    /// What is held of the proposer. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub deposit: Balance,
    /// The block of the proposal.
    pub start: BlockNumber,
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// What the maintainers said that are such now, in the order in which they did.
    #[serde(serialize_with = "votes")]
    pub votes: Vec<(AccountId, bool)>,
    /// How many they are.
    pub tally: Tally,
    /// How many have to say yes, of those who are maintainers now.
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

/// Some motions, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct MotionPage<AccountId, BlockNumber> {
    /// As many as were asked for, at most 100, or all that are left.
    pub motions: Vec<MotionDetails<AccountId, BlockNumber>>,
    /// Where the next page starts: none where this is the last.
    pub next: Option<MotionId>,
}

/// What is known of a peer id.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum PeerStatus<BlockNumber> {
    /// It is none.
    Invalid,
    /// Nothing: it may apply.
    Unknown,
    /// It applied, and this is voted on.
    Applied(MotionId),
    /// It is a member.
    Admitted(MemberId, Role),
    /// It was refused or voted out, and may apply from a block on.
    Waiting(BlockNumber),
}

sp_api::decl_runtime_apis! {
    /// What nodes, applicants and maintainers want to know.
    #[api_version(3)]
    pub trait NodeAdmissionApi<AccountId: Codec, BlockNumber: Codec> {
        /// The parameters in force.
        fn parameters() -> Parameters<BlockNumber>;

        /// The peer ids of all members, in no order, and of validators that left and without whom this
        /// session couldn't be final.
        fn admitted_peers() -> Vec<PeerId>;

        /// How often [`admitted_peers`](Self::admitted_peers) changed.
        fn revision() -> u64;

        /// Those who vote.
        fn maintainers() -> Vec<AccountId>;

        /// A member.
        fn member(member: MemberId) -> Option<MemberDetails<AccountId, BlockNumber>>;

        /// Up to `limit` members, at most 100, from id `start` on. Looks at 1,000 ids at most, so that
        /// a page may be short, or empty, and have a `next`.
        fn members(start: MemberId, limit: u32) -> MemberPage<AccountId, BlockNumber>;

        /// A motion that was not decided.
        fn motion(motion: MotionId) -> Option<MotionDetails<AccountId, BlockNumber>>;

        /// Up to `limit` motions that were not decided, at most 100, from id `start` on.
        fn motions(start: MotionId, limit: u32) -> MotionPage<AccountId, BlockNumber>;

        /// What is known of a peer id, of whose multihash these are the bytes.
        fn peer_status(peer_id: Vec<u8>) -> PeerStatus<BlockNumber>;

        /// Who may upload the code of contracts.
        fn code_uploads() -> CodeUploads;

        /// What the key of a new peer id signs, of whose multihash these are the bytes, so that a member has it. None
        /// where there is no such member, or the bytes are no peer id.
        fn rotation_message(member: MemberId, peer_id: Vec<u8>) -> Option<Vec<u8>>;
    }
}
