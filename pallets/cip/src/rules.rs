//! The ground rules, and each CIP's own rules, which are never looser.

use crate::{
    CipRecordOf, Config, CurrentRules, Error, Event, FormerRules, GroundRulesOf, Pallet, Rules,
    LATE,
};
use chaos_primitives::{currency::COS, time::DAYS, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{ensure, traits::fungible::Inspect};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{
    traits::{Saturating, Zero},
    DispatchResult, Permill,
};

/// The rules of every vote. Only Root can change them, which is a passed CIP.
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
pub struct GroundRules<BlockNumber> {
    /// The fewest accounts in favour; at least one.
    pub min_voters: u32,
    /// The least votes in favour, as a part of the total issuance; above zero.
    pub min_turnout: Permill,
    /// The least votes in favour, as a part of those cast; above one half.
    pub min_approval: Permill,
    /// The shortest period of a vote, in blocks; at least one.
    pub min_period: BlockNumber,
    /// The longest period of a vote, in blocks; at least `min_period`. A vote is a tenth of its period longer if the
    /// outcome turns just before the end.
    pub max_period: BlockNumber,
    /// How many blocks after the decision a call is dispatched. At least twice `min_period`, so that there is time to
    /// propose and decide a CIP that cancels it.
    pub enactment_delay: BlockNumber,
    /// The deposit of a CIP while fewer than [`CROWD`] CIPs are open. Planck, at least the existential deposit.
    pub deposit: Balance,
}

impl<BlockNumber: From<u32>> GroundRules<BlockNumber> {
    /// The strictest ground rules that are allowed. Rules must stay changeable: under these, a fifth of the coins can
    /// change them within two months, with three quarters of the votes and a thousand accounts.
    pub fn strictest() -> Self {
        Self {
            min_voters: 1_000,
            min_turnout: Permill::from_percent(20),
            min_approval: Permill::from_percent(75),
            min_period: (14 * DAYS).into(),
            max_period: (91 * DAYS).into(),
            enactment_delay: (28 * DAYS).into(),
            deposit: 10_000 * COS,
        }
    }
}

impl<BlockNumber: From<u32>> Default for GroundRules<BlockNumber> {
    /// The rules of the main network.
    fn default() -> Self {
        Self {
            min_voters: 10,
            min_turnout: Permill::from_percent(5),
            min_approval: Permill::from_parts(500_100),
            min_period: (7 * DAYS).into(),
            max_period: (28 * DAYS).into(),
            enactment_delay: (14 * DAYS).into(),
            deposit: 100 * COS,
        }
    }
}

/// The deposit doubles with every so many open CIPs.
pub const CROWD: u32 = 16;

impl<BlockNumber> GroundRules<BlockNumber> {
    /// The deposit of another CIP while `open` CIPs are open. Planck.
    pub fn deposit_beside(&self, open: u32) -> Balance {
        let doublings = open.checked_div(CROWD).unwrap_or_default();
        Balance::from(2u8)
            .saturating_pow(doublings)
            .saturating_mul(self.deposit)
    }
}

/// What a tally has to reach for the CIP to pass.
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
pub struct Thresholds {
    /// Fewest accounts that vote in favour.
    pub min_voters: u32,
    /// Fewest votes in favour, of the total issuance.
    pub min_turnout: Permill,
    /// Fewest votes in favour, of those cast.
    pub min_approval: Permill,
}

impl Thresholds {
    /// The stricter of each threshold.
    pub fn stricter(self, other: Self) -> Self {
        Self {
            min_voters: self.min_voters.max(other.min_voters),
            min_turnout: self.min_turnout.max(other.min_turnout),
            min_approval: self.min_approval.max(other.min_approval),
        }
    }
}

chaos_primitives::refusals! {
    /// Why ground rules are refused.
    pub enum GroundRulesError for Error {
        /// The minimum of voters is zero.
        VotersZero = "minVoters must be at least one",
        /// The minimum turnout is zero.
        TurnoutZero = "minTurnout must be above zero",
        /// The minimum approval is not above one half.
        ApprovalNotAboveHalf = "minApproval must be above a half, which is 500000",
        /// The shortest period is zero blocks.
        PeriodZero = "minPeriod must be at least one block",
        /// The shortest period exceeds the longest.
        PeriodBoundsReversed = "maxPeriod must not be below minPeriod",
        /// The enactment delay is zero blocks.
        DelayZero = "enactmentDelay must be at least one block",
        /// The deposit is below the existential deposit, so that it might not be released, or not reach the treasury.
        DepositTooLow = "deposit must be at least the existential deposit",
        /// The enactment delay is too short for another CIP to cancel the call.
        DelayTooShort = "enactmentDelay must be at least twice minPeriod",
        /// A higher minimum of voters than in [`GroundRules::strictest`].
        VotersTooMany = "minVoters must be at most 1000",
        /// A higher minimum turnout than in [`GroundRules::strictest`].
        TurnoutTooHigh = "minTurnout must be at most a fifth, which is 200000",
        /// A higher minimum approval than in [`GroundRules::strictest`].
        ApprovalTooHigh = "minApproval must be at most three quarters, which is 750000",
        /// A longer `min_period` than in [`GroundRules::strictest`].
        MinPeriodTooLong = "minPeriod must be at most 14 days",
        /// A longer `max_period` than in [`GroundRules::strictest`].
        MaxPeriodTooLong = "maxPeriod must be at most 91 days",
        /// A longer enactment delay than in [`GroundRules::strictest`].
        DelayTooLong = "enactmentDelay must be at most 28 days",
        /// A higher deposit than in [`GroundRules::strictest`].
        DepositTooHigh = "deposit must be at most 10000 COS",
    }
}

impl<BlockNumber: Copy + From<u32> + Ord + Saturating + Zero> GroundRules<BlockNumber> {
    /// The shortest enactment delay: half of it to propose a CIP that cancels the call, and half to vote on it.
    fn least_delay(min_period: BlockNumber) -> BlockNumber {
        min_period.saturating_add(min_period)
    }

    /// Check the rules, on a chain with this existential deposit.
    pub fn check(&self, existential_deposit: Balance) -> Result<(), GroundRulesError> {
        use GroundRulesError::*;
        ensure!(self.min_voters > 0, VotersZero);
        ensure!(!self.min_turnout.is_zero(), TurnoutZero);
        ensure!(
            self.min_approval > Permill::from_percent(50),
            ApprovalNotAboveHalf
        );
        ensure!(!self.min_period.is_zero(), PeriodZero);
        ensure!(self.min_period <= self.max_period, PeriodBoundsReversed);
        ensure!(!self.enactment_delay.is_zero(), DelayZero);
        // A deposit of zero would make proposals free.
        ensure!(self.deposit >= existential_deposit.max(1), DepositTooLow);
        ensure!(
            self.enactment_delay >= Self::least_delay(self.min_period),
            DelayTooShort
        );
        let most = Self::strictest();
        ensure!(self.min_voters <= most.min_voters, VotersTooMany);
        ensure!(self.min_turnout <= most.min_turnout, TurnoutTooHigh);
        ensure!(self.min_approval <= most.min_approval, ApprovalTooHigh);
        ensure!(self.min_period <= most.min_period, MinPeriodTooLong);
        ensure!(self.max_period <= most.max_period, MaxPeriodTooLong);
        ensure!(self.enactment_delay <= most.enactment_delay, DelayTooLong);
        ensure!(self.deposit <= most.deposit, DepositTooHigh);
        Ok(())
    }

    /// The nearest rules that are allowed. For rules that were set when the bounds were wider.
    pub(crate) fn within_bounds(self) -> Self {
        let most = Self::strictest();
        let min_period = self.min_period.min(most.min_period);
        Self {
            min_voters: self.min_voters.min(most.min_voters),
            min_turnout: self.min_turnout.min(most.min_turnout),
            min_approval: self.min_approval.min(most.min_approval),
            min_period,
            max_period: self.max_period.min(most.max_period),
            enactment_delay: self
                .enactment_delay
                .clamp(Self::least_delay(min_period), most.enactment_delay),
            deposit: self.deposit.min(most.deposit),
        }
    }

    /// The thresholds of every CIP.
    fn least(&self) -> Thresholds {
        Thresholds {
            min_voters: self.min_voters,
            min_turnout: self.min_turnout,
            min_approval: self.min_approval,
        }
    }

    /// The thresholds of a CIP with these rules of its own: the stricter ones.
    pub fn thresholds(&self, own: &Rules<BlockNumber>) -> Thresholds {
        let own = Thresholds {
            min_voters: own.min_voters.unwrap_or_default(),
            min_turnout: own.min_turnout.unwrap_or_default(),
            min_approval: own.min_approval.unwrap_or_default(),
        };
        own.stricter(self.least())
    }
}

impl<T: Config> Pallet<T> {
    /// See [`Call::set_ground_rules`](crate::Call::set_ground_rules).
    pub(crate) fn do_set_ground_rules(rules: GroundRulesOf<T>) -> DispatchResult {
        rules
            .check(T::Currency::minimum_balance())
            .map_err(Error::<T>::from)?;
        FormerRules::<T>::put(Self::asked_until_now());
        CurrentRules::<T>::put(rules);
        Self::deposit_event(Event::GroundRulesSet { rules });
        Ok(())
    }

    /// The thresholds of the ground rules up to now, as long as they can count for an open CIP in the last tenth of
    /// its period; and this block.
    fn asked_until_now() -> (Thresholds, BlockNumberFor<T>) {
        let now = System::<T>::block_number();
        let asked = CurrentRules::<T>::get().least();
        let longest = GroundRulesOf::<T>::strictest().max_period / BlockNumberFor::<T>::from(LATE);
        let asked = FormerRules::<T>::get()
            .filter(|(_, until)| until.saturating_add(longest) >= now)
            .map_or(asked, |(former, _)| former.stricter(asked));
        (asked, now)
    }

    /// The thresholds of an open CIP: the stricter of its own rules and the ground rules. If the ground rules changed
    /// in the last tenth of its period, the former ones count too: nobody could respond to a change by which it
    /// passes.
    pub(crate) fn thresholds(record: &CipRecordOf<T>, ground: &GroundRulesOf<T>) -> Thresholds {
        let thresholds = ground.thresholds(&record.rules);
        FormerRules::<T>::get()
            .filter(|(_, until)| record.start < *until && record.is_late(*until, record.end))
            .map_or(thresholds, |(former, _)| thresholds.stricter(former))
    }

    /// Check that a CIP's own rules are not looser than the ground rules.
    pub(crate) fn ensure_not_looser(
        own: &Rules<BlockNumberFor<T>>,
        ground: &GroundRulesOf<T>,
    ) -> DispatchResult {
        let Thresholds {
            min_voters,
            min_turnout,
            min_approval,
        } = ground.thresholds(own);
        ensure!(
            own.min_voters.is_none_or(|own| own == min_voters),
            Error::<T>::MinVotersTooLow
        );
        ensure!(
            own.min_turnout.is_none_or(|own| own == min_turnout),
            Error::<T>::MinTurnoutTooLow
        );
        ensure!(
            own.min_approval.is_none_or(|own| own == min_approval),
            Error::<T>::MinApprovalTooLow
        );
        ensure!(own.period >= ground.min_period, Error::<T>::PeriodTooShort);
        ensure!(own.period <= ground.max_period, Error::<T>::PeriodTooLong);
        Ok(())
    }
}
