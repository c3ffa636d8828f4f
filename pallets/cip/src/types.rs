//! CIPs, votes and resolutions, as they are kept and as calls name them.

use crate::{rules::Thresholds, tally::Tally};
use chaos_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, weights::Weight, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{DispatchError, Permill};

/// Most bytes of a title.
pub const MAX_TITLE: u32 = 128;

/// Most bytes of the place of a document.
pub const MAX_LOCATION: u32 = 256;

/// Most votes that an account may have that were not lifted.
pub const MAX_OPEN_VOTES: u32 = 64;

/// Most votes that one `unlock` lifts.
pub const MAX_UNLOCKED: u32 = 100;

/// Most votes that are lifted by themselves in one block.
pub const MAX_LIFTED: u32 = 200;

/// In how many blocks, one after the other, an enactment may find its place.
pub const MAX_ATTEMPTS: u32 = 32;

/// Most CIPs or resolutions that one read gives.
pub const MAX_PAGE: u32 = 100;

/// Most ids that one read of CIPs looks at.
pub const MAX_LOOKED_AT: u32 = 1_000;

/// Number of a CIP: they count up from 0, also over those that were withdrawn.
pub type CipId = u32;

/// Number of a vote, whatever it is on: they count up from 0.
pub type CredentialId = u64;

/// Number of a resolution: they count up from 0, in the order of the decisions.
pub type ResolutionId = u32;

/// What a CIP says, in words.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Document<Location> {
    /// Hash of the text, so that nobody can exchange it. Of which kind is the readers' affair.
    pub hash: H256,
    /// Where to find it: UTF-8, at most [`MAX_LOCATION`] bytes.
    pub location: Location,
}

/// A document as it is kept.
pub type KeptDocument = Document<BoundedVec<u8, ConstU32<MAX_LOCATION>>>;

/// Rules of a CIP. None is the ground rule, whichever is in force when the CIP is decided.
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
)]
pub struct Rules<BlockNumber> {
    /// Fewest accounts that vote.
    pub min_voters: Option<u32>,
    /// Fewest votes, of the total issuance.
    pub min_turnout: Option<Permill>,
    /// Fewest votes in favour, of those cast.
    pub min_approval: Option<Permill>,
    /// For how many blocks votes are taken.
    pub period: BlockNumber,
}

/// The call of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ProposedCall<Call> {
    /// Where it is: here, or among the preimages.
    pub call: Call,
    /// What its dispatch weighed when it was proposed.
    pub weight: Weight,
}

/// A CIP that was not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct CipRecord<AccountId, BlockNumber, Call> {
    /// Who proposed it.
    pub proposer: AccountId,
    /// UTF-8, not empty.
    pub title: BoundedVec<u8, ConstU32<MAX_TITLE>>,
    /// What it says.
    pub document: KeptDocument,
    /// What is dispatched with Root if it passes. None where it is but words.
    pub proposal: Option<ProposedCall<Call>>,
    /// Its own rules.
    pub rules: Rules<BlockNumber>,
    /// The block of the proposal.
    pub start: BlockNumber,
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// What was held of the proposer until the decision. Planck.
    pub deposit: Balance,
}

/// The votes on a CIP that was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct OpenTally<BlockNumber> {
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// Those cast.
    pub tally: Tally,
}

/// A vote that was not lifted: the credential of a voter's say on a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Vote<AccountId, BlockNumber> {
    /// On which CIP.
    pub cip: CipId,
    /// Whose.
    pub voter: AccountId,
    /// In favour, or against.
    pub approve: bool,
    /// How many, one for each planck.
    pub votes: Balance,
    /// The block in which it was cast.
    pub block: BlockNumber,
    /// Which of the block's extrinsics cast it. Several votes may be in one, as in a batch. None where
    /// none did, as with a call that was scheduled.
    pub extrinsic: Option<u32>,
    /// What is held of the voter. Planck.
    pub deposit: Balance,
}

/// How a vote ended.
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
)]
pub enum Outcome {
    /// Voters, turnout and approval each reached their threshold.
    Passed,
    /// One of them did not.
    Rejected,
}

/// What became of the call of a CIP that passed.
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
)]
pub enum Enactment<BlockNumber> {
    /// It will be dispatched.
    Scheduled {
        /// In this block, or later if that is full.
        at: BlockNumber,
    },
    /// It was dispatched, and succeeded.
    Enacted {
        /// In this block.
        at: BlockNumber,
    },
    /// It failed, and left nothing behind.
    Failed {
        /// In this block.
        at: BlockNumber,
        /// With this error.
        error: DispatchError,
    },
}

/// The decision on a CIP, kept for good.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Resolution<BlockNumber> {
    /// On which.
    pub cip: CipId,
    /// Which.
    pub outcome: Outcome,
    /// By which votes.
    pub tally: Tally,
    /// By which rules: the stricter of the CIP's own and the ground rules of that block.
    pub thresholds: Thresholds,
    /// In which block.
    pub decided: BlockNumber,
    /// What became of the call. None where the CIP was rejected, or was but words.
    pub enactment: Option<Enactment<BlockNumber>>,
}

/// Where a CIP stands.
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
)]
pub enum State {
    /// Not decided. Votes are taken until its end; the decision may be some blocks later.
    Voting,
    /// Passed: its call awaits its enactment, or it has none.
    Passed,
    /// Rejected.
    Rejected,
    /// Passed, and its call was dispatched and succeeded.
    Enacted,
    /// Passed, but its call failed.
    Failed,
}

impl<BlockNumber> Resolution<BlockNumber> {
    /// Where the CIP stands.
    pub fn state(&self) -> State {
        match (self.outcome, &self.enactment) {
            (Outcome::Rejected, _) => State::Rejected,
            (Outcome::Passed, None | Some(Enactment::Scheduled { .. })) => State::Passed,
            (Outcome::Passed, Some(Enactment::Enacted { .. })) => State::Enacted,
            (Outcome::Passed, Some(Enactment::Failed { .. })) => State::Failed,
        }
    }
}
