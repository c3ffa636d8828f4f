//! CIPs, votes and resolutions: what is stored, and the arguments of calls.

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

/// The longest title, in bytes.
pub const MAX_TITLE: u32 = 128;

/// The longest location of a document, in bytes.
pub const MAX_LOCATION: u32 = 256;

/// The most votes that one `unlock` unlocks.
pub const MAX_UNLOCKED: u32 = 100;

/// The most votes that are unlocked automatically in one block.
pub const MAX_UNLOCKED_IDLE: u32 = 200;

/// The number of successive blocks in which an enactment may be scheduled.
pub const MAX_ATTEMPTS: u32 = 32;

/// The most CIPs or resolutions that one read returns.
pub const MAX_PAGE: u32 = 100;

/// The most ids that one read of CIPs looks at, and the most votes that one read of an account's does.
pub const MAX_LOOKED_AT: u32 = 1_000;

/// The id of a CIP; ids count up from 0, and withdrawn CIPs keep theirs.
pub type CipId = u32;

/// The id of a vote, over all CIPs; ids count up from 0.
pub type CredentialId = u64;

/// The id of a resolution; ids count up from 0 in the order of the decisions.
pub type ResolutionId = u32;

/// The document of a CIP.
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
    /// The hash of the text, so that it can't be exchanged. The chain does not say by which function.
    pub hash: H256,
    /// The location: UTF-8, at most [`MAX_LOCATION`] bytes.
    pub location: Location,
}

/// A stored document.
pub type KeptDocument = Document<BoundedVec<u8, ConstU32<MAX_LOCATION>>>;

/// The rules of a CIP. None is the ground rule that is in force when the CIP is decided.
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
    /// The fewest accounts in favour.
    pub min_voters: Option<u32>,
    /// The least votes in favour, as a part of the total issuance.
    pub min_turnout: Option<Permill>,
    /// The least votes in favour, as a part of those cast.
    pub min_approval: Option<Permill>,
    /// The period of the vote, in blocks, if no late vote turns the outcome.
    pub period: BlockNumber,
}

/// The call of a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ProposedCall<Call> {
    /// The call: inline, or the hash and length of a preimage.
    pub call: Call,
    /// The weight of its dispatch when it was proposed.
    pub weight: Weight,
}

/// A CIP that was not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct CipRecord<AccountId, BlockNumber, Call> {
    /// The proposer.
    pub proposer: AccountId,
    /// The title: UTF-8, not empty.
    pub title: BoundedVec<u8, ConstU32<MAX_TITLE>>,
    /// The document.
    pub document: KeptDocument,
    /// The call that is dispatched with Root if it passes, if any.
    pub proposal: Option<ProposedCall<Call>>,
    /// The CIP's own rules.
    pub rules: Rules<BlockNumber>,
    /// The block in which it was proposed.
    pub start: BlockNumber,
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// The deposit held from the proposer until the decision. Planck.
    pub deposit: Balance,
}

impl<AccountId, BlockNumber, Call> CipRecord<AccountId, BlockNumber, Call>
where
    BlockNumber: AtLeast32BitUnsigned + Copy,
{
    /// A tenth of the period, at least one block.
    fn tenth(&self) -> BlockNumber {
        (self.rules.period / LATE.into()).max(BlockNumber::one())
    }

    /// The first block in which its proposer can withdraw it. A CIP that is proposed only to make others pay more has
    /// its deposit held for at least as long.
    pub fn withdrawable_from(&self) -> BlockNumber {
        self.start.saturating_add(self.tenth())
    }

    /// Whether less than a tenth of the period is left for votes after `now`.
    pub fn is_late(&self, now: BlockNumber, end: BlockNumber) -> bool {
        now.saturating_add(self.tenth()) >= end
    }

    /// The end after a vote at `now` that turns the outcome. In the last tenth of the period it is a tenth later, so
    /// that others can respond: at most `max_period` after the start, but at least once.
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

/// The votes on an undecided CIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct OpenTally<BlockNumber> {
    /// The first block in which no vote is taken.
    pub end: BlockNumber,
    /// The votes cast.
    pub tally: Tally,
    /// How many accounts voted, in favour and against.
    pub accounts: u32,
}

impl<BlockNumber> OpenTally<BlockNumber> {
    /// The tally of a CIP without votes.
    pub fn new(end: BlockNumber) -> Self {
        Self {
            end,
            tally: Tally::default(),
            accounts: 0,
        }
    }

    /// With another account's votes, or none if a sum overflows.
    pub fn with(self, approve: bool, votes: Balance) -> Option<Self> {
        Some(Self {
            end: self.end,
            tally: self.tally.with(approve, votes)?,
            accounts: self.accounts.checked_add(1)?,
        })
    }
}

/// A vote that is not unlocked: the credential of an account's vote on a CIP.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize)]
pub struct Vote<AccountId, BlockNumber> {
    /// The id of the CIP.
    pub cip: CipId,
    /// The voter.
    pub voter: AccountId,
    /// Whether it is in favour; otherwise it is against.
    pub approve: bool,
    /// The number of votes, one for each planck.
    #[serde(serialize_with = "json::decimal")]
    pub votes: Balance,
    /// The block in which it was cast.
    pub block: BlockNumber,
    /// The index of the extrinsic that cast it. One extrinsic may cast several votes, as a batch does. None if no
    /// extrinsic did, as with a scheduled call.
    pub extrinsic: Option<u32>,
    /// The deposit held from the voter. Planck.
    #[serde(serialize_with = "json::decimal")]
    pub deposit: Balance,
}

/// The storage key of a vote among those of an account. With the hasher `Identity`, the largest vote comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct VoteKey {
    /// The greatest balance less the votes, big-endian.
    below: [u8; 16],
    cip: CipId,
}

impl VoteKey {
    /// The key of this many votes on a CIP.
    pub fn new(cip: CipId, votes: Balance) -> Self {
        let below = Balance::MAX.saturating_sub(votes).to_be_bytes();
        Self { below, cip }
    }

    /// The id of the CIP.
    pub fn cip(&self) -> CipId {
        self.cip
    }

    /// The number of votes, one for each planck.
    pub fn votes(&self) -> Balance {
        Balance::MAX.saturating_sub(Balance::from_be_bytes(self.below))
    }
}

/// The outcome of a CIP.
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
    /// At least one of them did not.
    Rejected,
}

fn has_passed<S: Serializer>(outcome: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(*outcome == Outcome::Passed)
}

/// The state of the call of a passed CIP.
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
    /// It is scheduled.
    Scheduled {
        /// The block, or later if that is full.
        at: BlockNumber,
    },
    /// It was dispatched and succeeded.
    Enacted {
        /// The block.
        at: BlockNumber,
    },
    /// It failed and changed nothing.
    Failed {
        /// The block.
        at: BlockNumber,
        /// The error.
        error: DispatchError,
    },
}

/// The decision on a CIP, which is kept for good.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize)]
pub struct Resolution<BlockNumber> {
    /// The id of the CIP.
    pub cip: CipId,
    /// The outcome.
    #[serde(rename = "passed", serialize_with = "has_passed")]
    pub outcome: Outcome,
    /// The votes on it.
    pub tally: Tally,
    /// The thresholds: the stricter of the CIP's own rules and the ground rules of that block, and of the former ones
    /// if they changed in the last tenth of the period.
    pub thresholds: Thresholds,
    /// The block of the decision.
    pub decided: BlockNumber,
    /// The state of its call, or none if the CIP was rejected or has no call.
    pub enactment: Option<Enactment<BlockNumber>>,
}

/// The state of a CIP.
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
    /// Passed; its call is scheduled, or it has none.
    Passed,
    /// Rejected.
    Rejected,
    /// Passed, and its call succeeded.
    Enacted,
    /// Passed, but its call failed.
    Failed,
}

impl<BlockNumber> Resolution<BlockNumber> {
    /// The state of the CIP.
    pub fn state(&self) -> State {
        match (self.outcome, &self.enactment) {
            (Outcome::Rejected, _) => State::Rejected,
            (Outcome::Passed, None | Some(Enactment::Scheduled { .. })) => State::Passed,
            (Outcome::Passed, Some(Enactment::Enacted { .. })) => State::Enacted,
            (Outcome::Passed, Some(Enactment::Failed { .. })) => State::Failed,
        }
    }
}
