//! Free reads of CIPs, votes and resolutions. Votes are in planck, periods and times in blocks; the
//! answer is none where there is no such thing, or not any more.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{
    CipId, CredentialId, Document, Enactment, GroundRules, Resolution, ResolutionId, Rules, State,
    Tally, Thresholds, Vote,
};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use chaos_primitives::{json, Balance};
use codec::{Codec, Decode, Encode};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use serde::{ser::SerializeStruct, Serialize, Serializer};
use sp_core::{bytes, H256};

/// The call of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct CallDetails<Hash> {
    /// Hash of its bytes.
    pub hash: Hash,
    /// How many bytes.
    pub len: u32,
    /// The bytes, where they are part of the CIP. None where they are a preimage.
    #[serde(serialize_with = "optional_hex")]
    pub inline: Option<Vec<u8>>,
    /// What its dispatch weighed when it was proposed.
    #[serde(skip)]
    pub weight: Weight,
}

fn optional_hex<S: Serializer>(inline: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    match inline {
        Some(inline) => bytes::serialize(inline, serializer),
        None => serializer.serialize_none(),
    }
}

/// All there is to say of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CipDetails<AccountId, BlockNumber, Hash> {
    /// Its id.
    pub cip: CipId,
    /// Who proposed it.
    pub proposer: AccountId,
    /// UTF-8.
    pub title: Vec<u8>,
    /// Hash of the text.
    pub document_hash: H256,
    /// Where to find it; UTF-8.
    pub document_location: Vec<u8>,
    /// What is dispatched with Root if it passes. None where it is but words.
    pub call: Option<CallDetails<Hash>>,
    /// Its own rules.
    pub rules: Rules<BlockNumber>,
    /// What it has, or had, to reach: the stricter of its own and the ground rules.
    pub thresholds: Thresholds,
    /// The block of the proposal.
    pub start: BlockNumber,
    /// The first block in which no vote is taken. Later than it was if the outcome turns just before.
    pub end: BlockNumber,
    /// What is, or was, held of the proposer until the decision. Planck.
    pub deposit: Balance,
    /// The votes.
    pub tally: Tally,
    /// Where it stands.
    pub state: State,
    /// Whether it would pass if it ended with these votes; once it was decided, whether it did.
    pub would_pass: bool,
    /// The decision on it.
    pub resolution: Option<ResolutionId>,
    /// What became of its call.
    pub enactment: Option<Enactment<BlockNumber>>,
}

// Not derived, as JSON has hash and location of the document together.
impl<AccountId: Serialize, BlockNumber: Serialize, Hash: Serialize> Serialize
    for CipDetails<AccountId, BlockNumber, Hash>
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = Document {
            hash: self.document_hash,
            location: String::from_utf8_lossy(&self.document_location),
        };
        let mut cip = serializer.serialize_struct("CipDetails", 15)?;
        cip.serialize_field("cip", &self.cip)?;
        cip.serialize_field("proposer", &self.proposer)?;
        cip.serialize_field("title", &String::from_utf8_lossy(&self.title))?;
        cip.serialize_field("document", &document)?;
        cip.serialize_field("call", &self.call)?;
        cip.serialize_field("rules", &self.rules)?;
        cip.serialize_field("thresholds", &self.thresholds)?;
        cip.serialize_field("start", &self.start)?;
        cip.serialize_field("end", &self.end)?;
        cip.serialize_field("deposit", &self.deposit.to_string())?;
        cip.serialize_field("tally", &self.tally)?;
        cip.serialize_field("state", &self.state)?;
        cip.serialize_field("wouldPass", &self.would_pass)?;
        cip.serialize_field("resolution", &self.resolution)?;
        cip.serialize_field("enactment", &self.enactment)?;
        cip.end()
    }
}

/// Some CIPs, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct CipPage<AccountId, BlockNumber, Hash> {
    /// As many as were asked for, at most 100, or those of the next 1,000 ids. Maybe none, even where
    /// there are more.
    pub cips: Vec<CipDetails<AccountId, BlockNumber, Hash>>,
    /// Where the next page starts: none where this is the last.
    pub next: Option<CipId>,
}

/// A vote that was not lifted, as its voter sees it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct VoteDetails<BlockNumber> {
    /// Its own number.
    pub credential: CredentialId,
    /// On which CIP.
    pub cip: CipId,
    /// In favour, or against.
    pub approve: bool,
    /// How many.
    #[serde(serialize_with = "json::decimal")]
    pub votes: Balance,
    /// The end of that CIP's vote: this block where it was withdrawn.
    pub end: BlockNumber,
}

/// What an account can't move because it votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct FrozenCoins<BlockNumber> {
    /// How much: as many as its largest vote that was not lifted. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub amount: Balance,
    /// The end of the CIP with the largest vote, the latest if there are several. The vote is lifted
    /// some blocks after it: when the CIP was decided, and a block had room. None where nothing is
    /// frozen.
    pub until: Option<BlockNumber>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct ResolutionDetails<BlockNumber> {
    /// Its number.
    #[serde(rename = "resolution")]
    pub id: ResolutionId,
    /// What was decided, and when.
    #[serde(flatten)]
    pub resolution: Resolution<BlockNumber>,
}

/// Some decisions, in the order in which they fell.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
pub struct ResolutionPage<BlockNumber> {
    /// As many as were asked for, at most 100, or all that are left.
    pub resolutions: Vec<ResolutionDetails<BlockNumber>>,
    /// Where the next page starts: none where this is the last.
    pub next: Option<ResolutionId>,
}

sp_api::decl_runtime_apis! {
    /// What proposers and voters want to know.
    #[api_version(2)]
    pub trait CipApi<AccountId: Codec, BlockNumber: Codec, Hash: Codec> {
        /// The ground rules in force.
        fn ground_rules() -> GroundRules<BlockNumber>;

        /// What is held of whoever proposes now: the ground rules' deposit, doubled for every 16 CIPs that
        /// are open. Planck. Since version 2.
        fn deposit() -> Balance;

        /// Up to `limit` CIPs, at most 100, that are in a state or in any, from id `start` on. Looks at
        /// 1,000 ids at most, so that a page may be short, or empty, and have a `next`.
        fn cips(
            state: Option<State>,
            start: CipId,
            limit: u32,
        ) -> CipPage<AccountId, BlockNumber, Hash>;

        /// A CIP that was not withdrawn.
        fn cip(cip: CipId) -> Option<CipDetails<AccountId, BlockNumber, Hash>>;

        /// A vote that was not lifted.
        fn credential(credential: CredentialId) -> Option<Vote<AccountId, BlockNumber>>;

        /// The votes of an account that were not lifted, in the order of its voting; at most 1,000, those with the most
        /// coins.
        fn votes(account: AccountId) -> Vec<VoteDetails<BlockNumber>>;

        /// What an account can't move because it votes.
        fn frozen(account: AccountId) -> FrozenCoins<BlockNumber>;

        /// Up to `limit` decisions, at most 100, from id `start` on.
        fn resolutions(start: ResolutionId, limit: u32) -> ResolutionPage<BlockNumber>;

        /// A decision.
        fn resolution(id: ResolutionId) -> Option<Resolution<BlockNumber>>;
    }
}
