//! Reads of CIPs, votes and resolutions. Votes are in planck, periods and times in blocks. The answer is none if
//! there is no such thing, or not any more.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{
    CipId, CredentialId, Document, Enactment, GroundRules, Resolution, ResolutionId, Rules, State,
    Tally, Thresholds, Vote,
};
use alloc::{borrow::Cow, string::String, vec::Vec};
use chaos_primitives::{json, Balance};
use codec::{Codec, Decode, Encode};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};
use sp_core::{bytes, H256};

/// The call of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct CallDetails<Hash> {
    /// The hash of its bytes.
    pub hash: Hash,
    /// Its length in bytes.
    pub len: u32,
    /// Its bytes if they are part of the CIP, or none if they are a preimage.
    #[serde(serialize_with = "optional_hex")]
    pub inline: Option<Vec<u8>>,
    /// The weight of its dispatch when it was proposed.
    #[serde(skip)]
    pub weight: Weight,
}

fn optional_hex<S: Serializer>(inline: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    match inline {
        Some(inline) => bytes::serialize(inline, serializer),
        None => serializer.serialize_none(),
    }
}

/// The details of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CipDetails<AccountId, BlockNumber, Hash> {
    /// The id of the CIP.
    pub cip: CipId,
    /// The proposer.
    pub proposer: AccountId,
    /// The title, UTF-8.
    pub title: Vec<u8>,
    /// The hash of the document.
    pub document_hash: H256,
    /// The location of the document, UTF-8.
    pub document_location: Vec<u8>,
    /// The call that is dispatched with Root if it passes, if any.
    pub call: Option<CallDetails<Hash>>,
    /// The CIP's own rules.
    pub rules: Rules<BlockNumber>,
    /// The thresholds that it has, or had, to reach: the stricter of its own and the ground rules.
    pub thresholds: Thresholds,
    /// The block in which it was proposed.
    pub start: BlockNumber,
    /// The first block in which no vote is taken. It is moved if the outcome turns just before.
    pub end: BlockNumber,
    /// The deposit that is, or was, held from the proposer. Planck.
    pub deposit: Balance,
    /// The votes on it.
    pub tally: Tally,
    /// Its state.
    pub state: State,
    /// Whether it would pass if it ended with these votes. For a decided CIP, whether it passed.
    pub would_pass: bool,
    /// The id of its resolution, if it was decided.
    pub resolution: Option<ResolutionId>,
    /// The state of its call.
    pub enactment: Option<Enactment<BlockNumber>>,
}

// Not derived, as JSON has hash and location of the document together.
impl<AccountId: Serialize, BlockNumber: Serialize, Hash: Serialize> Serialize
    for CipDetails<AccountId, BlockNumber, Hash>
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Cip<'a, AccountId, BlockNumber, Hash> {
            cip: CipId,
            proposer: &'a AccountId,
            title: Cow<'a, str>,
            document: Document<Cow<'a, str>>,
            call: &'a Option<CallDetails<Hash>>,
            rules: &'a Rules<BlockNumber>,
            thresholds: Thresholds,
            start: &'a BlockNumber,
            end: &'a BlockNumber,
            #[serde(serialize_with = "json::decimal")]
            deposit: Balance,
            tally: Tally,
            state: State,
            would_pass: bool,
            resolution: Option<ResolutionId>,
            enactment: &'a Option<Enactment<BlockNumber>>,
        }

        Cip {
            cip: self.cip,
            proposer: &self.proposer,
            title: String::from_utf8_lossy(&self.title),
            document: Document {
                hash: self.document_hash,
                location: String::from_utf8_lossy(&self.document_location),
            },
            call: &self.call,
            rules: &self.rules,
            thresholds: self.thresholds,
            start: &self.start,
            end: &self.end,
            deposit: self.deposit,
            tally: self.tally,
            state: self.state,
            would_pass: self.would_pass,
            resolution: self.resolution,
            enactment: &self.enactment,
        }
        .serialize(serializer)
    }
}

/// A page of CIPs, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct CipPage<AccountId, BlockNumber, Hash> {
    /// As many as asked for, at most 100, or those among the next 1,000 ids. May be empty although there are more.
    pub cips: Vec<CipDetails<AccountId, BlockNumber, Hash>>,
    /// The start of the next page, or none if this is the last.
    pub next: Option<CipId>,
}

/// A vote that is not unlocked, for its voter.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct VoteDetails<BlockNumber> {
    /// The id of the vote.
    pub credential: CredentialId,
    /// The id of the CIP.
    pub cip: CipId,
    /// Whether it is in favour; otherwise it is against.
    pub approve: bool,
    /// The number of votes.
    #[serde(serialize_with = "json::decimal")]
    pub votes: Balance,
    /// The end of the vote on that CIP, or this block if it was withdrawn.
    pub end: BlockNumber,
}

/// The coins that an account can't transfer because they vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct FrozenCoins<BlockNumber> {
    /// The amount: that of its largest vote that is not unlocked. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub amount: Balance,
    /// The end of the CIP with the largest vote, the latest if there are several. The vote is unlocked some blocks
    /// later: when the CIP was decided and a block has room. None if nothing is frozen.
    pub until: Option<BlockNumber>,
}

/// A resolution.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct ResolutionDetails<BlockNumber> {
    /// The id of the resolution.
    #[serde(rename = "resolution")]
    pub id: ResolutionId,
    /// The resolution.
    #[serde(flatten)]
    pub resolution: Resolution<BlockNumber>,
}

/// A page of resolutions, in the order of the decisions.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct ResolutionPage<BlockNumber> {
    /// As many as asked for, at most 100, or all that are left.
    pub resolutions: Vec<ResolutionDetails<BlockNumber>>,
    /// The start of the next page, or none if this is the last.
    pub next: Option<ResolutionId>,
}

sp_api::decl_runtime_apis! {
    /// What proposers and voters need to know.
    #[api_version(2)]
    pub trait CipApi<AccountId: Codec, BlockNumber: Codec, Hash: Codec> {
        /// The ground rules in force.
        fn ground_rules() -> GroundRules<BlockNumber>;

        /// The deposit for a CIP that is proposed now: the ground rules' deposit, doubled for every 16 open CIPs.
        /// Planck. Since version 2.
        fn deposit() -> Balance;

        /// Up to `limit` CIPs, at most 100, from id `start` on, in the given state or in any. Looks at no more than
        /// 1,000 ids, so that a page may be short or empty and have a `next`.
        fn cips(
            state: Option<State>,
            start: CipId,
            limit: u32,
        ) -> CipPage<AccountId, BlockNumber, Hash>;

        /// A CIP that was not withdrawn.
        fn cip(cip: CipId) -> Option<CipDetails<AccountId, BlockNumber, Hash>>;

        /// A vote that is not unlocked.
        fn credential(credential: CredentialId) -> Option<Vote<AccountId, BlockNumber>>;

        /// The votes of an account that are not unlocked, in the order in which they were cast: the largest, at most
        /// 1,000.
        fn votes(account: AccountId) -> Vec<VoteDetails<BlockNumber>>;

        /// The coins that an account can't transfer because they vote.
        fn frozen(account: AccountId) -> FrozenCoins<BlockNumber>;

        /// Up to `limit` resolutions, at most 100, from id `start` on.
        fn resolutions(start: ResolutionId, limit: u32) -> ResolutionPage<BlockNumber>;

        /// A decision.
        fn resolution(id: ResolutionId) -> Option<Resolution<BlockNumber>>;
    }
}
