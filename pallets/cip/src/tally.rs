//! Tallies: pure and exact arithmetic. Fractions are compared without rounding.

use crate::rules::Thresholds;
use chaos_primitives::{json, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::U256;
use sp_runtime::Permill;

/// A CIP with less than one in so many of the votes in favour that the turnout requires forfeits its deposit.
pub const IGNORED: u32 = 10;

/// A vote that turns the outcome within one in so many parts of the period before the end moves the end by as much.
/// Nor can a CIP be withdrawn within the first of these parts.
pub const LATE: u32 = 10;

/// The votes on a CIP, one for each planck.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
pub struct Tally {
    /// In favour.
    #[serde(serialize_with = "json::decimal")]
    pub approve: Balance,
    /// Against.
    #[serde(serialize_with = "json::decimal")]
    pub disapprove: Balance,
    /// How many accounts voted in favour. For CIPs that were decided when votes against counted for the turnout: how
    /// many voted.
    pub voters: u32,
}

impl Tally {
    /// With another account's votes, or none if a sum overflows.
    pub fn with(self, approve: bool, votes: Balance) -> Option<Self> {
        let mut sum = self;
        if approve {
            sum.approve = sum.approve.checked_add(votes)?;
            sum.voters = sum.voters.checked_add(1)?;
        } else {
            sum.disapprove = sum.disapprove.checked_add(votes)?;
        }
        Some(sum)
    }

    /// Whether voters, turnout and approval each reach their threshold, with a total of `issuance` votes. Only votes
    /// in favour count for voters and turnout: otherwise, votes against could make a CIP pass.
    pub fn passes(&self, thresholds: &Thresholds, issuance: Balance) -> bool {
        let approve = U256::from(self.approve);
        self.voters >= thresholds.min_voters
            && is_part(approve, thresholds.min_turnout, issuance.into())
            && is_part(approve, thresholds.min_approval, self.cast())
    }

    /// Whether hardly anybody voted for it: less than one in [`IGNORED`] of the votes in favour that the turnout of
    /// [`passes`](Self::passes) requires.
    pub fn is_ignored(&self, thresholds: &Thresholds, issuance: Balance) -> bool {
        // A balance times a small factor: far below 2^256.
        let scaled = U256::from(self.approve).saturating_mul(IGNORED.into());
        !is_part(scaled, thresholds.min_turnout, issuance.into())
    }

    /// In favour and against.
    fn cast(&self) -> U256 {
        U256::from(self.approve).saturating_add(self.disapprove.into())
    }
}

/// Whether `votes` are at least this part of `whole`. Both are below 2^133, and parts per million below 2^20, so
/// nothing saturates.
fn is_part(votes: U256, part: Permill, whole: U256) -> bool {
    let million = U256::from(1_000_000);
    votes.saturating_mul(million) >= whole.saturating_mul(part.deconstruct().into())
}
