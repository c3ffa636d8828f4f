//! Free reads of CIPs, votes and resolutions. Votes are in planck, periods and times in blocks; the
//! answer is none where there is no such thing, or not any more.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{
    CipId, CredentialId, Enactment, GroundRules, Resolution, ResolutionId, Rules, State, Tally,
    Thresholds, Vote,
};
use alloc::vec::Vec;
use chaos_primitives::Balance;
use codec::{Codec, Decode, Encode};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_core::H256;

/// The call of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CallDetails<Hash> {
    /// Hash of its bytes.
    pub hash: Hash,
    /// How many bytes.
    pub len: u32,
    /// The bytes, where they are part of the CIP. None where they are a preimage.
    pub inline: Option<Vec<u8>>,
    /// What its dispatch weighed when it was proposed.
    pub weight: Weight,
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

/// Some CIPs, in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CipPage<AccountId, BlockNumber, Hash> {
    /// As many as were asked for, at most 100, or those of the next 1,000 ids. Maybe none, even where
    /// there are more.
    pub cips: Vec<CipDetails<AccountId, BlockNumber, Hash>>,
    /// Where the next page starts: none where this is the last.
    pub next: Option<CipId>,
}

/// A vote that was not lifted, as its voter sees it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct VoteDetails<BlockNumber> {
    /// Its own number.
    pub credential: CredentialId,
    /// On which CIP.
    pub cip: CipId,
    /// In favour, or against.
    pub approve: bool,
    /// How many.
    pub votes: Balance,
    /// The end of that CIP's vote: this block where it was withdrawn.
    pub end: BlockNumber,
}

/// What an account can't move because it votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FrozenCoins<BlockNumber> {
    /// How much: as many as its largest vote that was not lifted. Planck.
    pub amount: Balance,
    /// The end of the CIP with the largest vote, the latest if there are several. The vote is lifted
    /// some blocks after it: when the CIP was decided, and a block had room. None where nothing is
    /// frozen.
    pub until: Option<BlockNumber>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ResolutionDetails<BlockNumber> {
    /// Its number.
    pub id: ResolutionId,
    /// What was decided, and when.
    pub resolution: Resolution<BlockNumber>,
}

/// Some decisions, in the order in which they fell.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
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
