//! CIPs, votes and resolutions, as they are kept and as calls name them.

use crate::{
    rules::Thresholds,
    tally::{Tally, LATE},
};
use chaos_primitives::{json, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, weights::Weight, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize, Serializer};
use sp_core::H256;
use sp_runtime::{traits::AtLeast32BitUnsigned, DispatchError, Permill};

/// Most bytes of a title.
pub const MAX_TITLE: u32 = 128;

/// Most bytes of the place of a document.
pub const MAX_LOCATION: u32 = 256;

/// The most votes that one `unlock` unlocks.
pub const MAX_UNLOCKED: u32 = 100;

/// The most votes that are unlocked automatically in one block.
pub const MAX_UNLOCKED_IDLE: u32 = 200;

/// In how many blocks, one after the other, an enactment may find its place.
pub const MAX_ATTEMPTS: u32 = 32;

/// Most CIPs or resolutions that one read gives.
pub const MAX_PAGE: u32 = 100;

/// Most ids that one read of CIPs looks at, and most votes that one of an account's votes does.
pub const MAX_LOOKED_AT: u32 = 1_000;

/// Number of a CIP: they count up from 0, also over those that were withdrawn.
pub type CipId = u32;

/// Number of a vote, whatever it is on: they count up from 0.
pub type CredentialId = u64;

/// Number of a resolution: they count up from 0, in the order of the decisions.
pub type ResolutionId = u32;

/// What a CIP says, in words.
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
    Serialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Rules<BlockNumber> {
    /// Fewest accounts that vote in favour.
    pub min_voters: Option<u32>,
    /// Fewest votes in favour, of the total issuance.
    pub min_turnout: Option<Permill>,
    /// Fewest votes in favour, of those cast.
    pub min_approval: Option<Permill>,
    /// For how many blocks votes are taken, if none turns the outcome late.
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

impl<AccountId, BlockNumber, Call> CipRecord<AccountId, BlockNumber, Call>
where
    BlockNumber: AtLeast32BitUnsigned + Copy,
{
    /// A tenth of the period, one block at least.
    fn tenth(&self) -> BlockNumber {
        (self.rules.period / LATE.into()).max(BlockNumber::one())
    }

    /// The first block in which its proposer may withdraw it. Whoever proposes only so that others pay more has the
    /// deposit held for that long at least.
    pub fn withdrawable_from(&self) -> BlockNumber {
        self.start.saturating_add(self.tenth())
    }

    /// Whether there is no tenth of the period after `now` any more in which votes are taken.
    pub fn is_late(&self, now: BlockNumber, end: BlockNumber) -> bool {
        now.saturating_add(self.tenth()) >= end
    }

    /// The end after a vote at `now` that turns the outcome. Within the last tenth of the period it is a tenth later,
    /// so that others can answer: at most `max_period` after the start, but once in any case.
    pub fn end_after_turn(&self, now: BlockNumber, max_period: BlockNumber) -> BlockNumber {
        if !self.is_late(now, self.end) {
            return self.end;
        }
        let later = |block: BlockNumber| block.saturating_add(self.tenth());
        let longest = max_period.max(later(self.rules.period));
        let latest = self.start.saturating_add(longest);
        later(self.end).min(latest).max(self.end)
    }
}

/// The votes on a CIP that was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct OpenTally<BlockNumber> {
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// Those cast.
    pub tally: Tally,
    /// How many accounts voted, in favour and against.
    pub accounts: u32,
}

impl<BlockNumber> OpenTally<BlockNumber> {
    /// Of a CIP that nobody has voted on.
    pub fn new(end: BlockNumber) -> Self {
        Self {
            end,
            tally: Tally::default(),
            accounts: 0,
        }
    }

    /// With another account's votes, or none where a sum does not fit.
    pub fn with(self, approve: bool, votes: Balance) -> Option<Self> {
        Some(Self {
            end: self.end,
            tally: self.tally.with(approve, votes)?,
            accounts: self.accounts.checked_add(1)?,
        })
    }
}

/// A vote that was not lifted: the credential of a voter's say on a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize)]
pub struct Vote<AccountId, BlockNumber> {
    /// On which CIP.
    pub cip: CipId,
    /// Whose.
    pub voter: AccountId,
    /// In favour, or against.
    pub approve: bool,
    /// How many, one for each planck.
    #[serde(serialize_with = "json::decimal")]
    pub votes: Balance,
    /// The block in which it was cast.
    pub block: BlockNumber,
    /// Which of the block's extrinsics cast it. Several votes may be in one, as in a batch. None where
    /// none did, as with a call that was scheduled.
    pub extrinsic: Option<u32>,
    /// What is held of the voter. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub deposit: Balance,
}

/// A vote among those of an account, as a key of storage: where the hasher keeps their order, the vote with the most
/// coins is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct VoteKey {
    /// What the votes are below the greatest balance; the greatest byte first.
    below: [u8; 16],
    cip: CipId,
}

impl VoteKey {
    /// So many votes on a CIP.
    pub fn new(cip: CipId, votes: Balance) -> Self {
        let below = Balance::MAX.saturating_sub(votes).to_be_bytes();
        Self { below, cip }
    }

    /// On which CIP.
    pub fn cip(&self) -> CipId {
        self.cip
    }

    /// How many, one for each planck.
    pub fn votes(&self) -> Balance {
        Balance::MAX.saturating_sub(Balance::from_be_bytes(self.below))
    }
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

fn has_passed<S: Serializer>(outcome: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(*outcome == Outcome::Passed)
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
    Serialize,
)]
#[serde(tag = "kind", rename_all = "camelCase")]
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
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize)]
pub struct Resolution<BlockNumber> {
    /// On which.
    pub cip: CipId,
    /// Which.
    #[serde(rename = "passed", serialize_with = "has_passed")]
    pub outcome: Outcome,
    /// By which votes.
    pub tally: Tally,
    /// By which rules: the stricter of the CIP's own and the ground rules of that block, and of those before if they
    /// changed in the last tenth of the period.
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
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
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
