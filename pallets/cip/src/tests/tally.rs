//! When votes are enough.

use crate::{Tally, Thresholds, IGNORED};
use chaos_primitives::Balance;
use proptest::prelude::*;
use sp_core::U512;
use sp_runtime::Permill;

fn tally(approve: Balance, disapprove: Balance, voters: u32) -> Tally {
    Tally {
        approve,
        disapprove,
        voters,
    }
}

/// Two voters, a tenth, more than a half.
fn thresholds() -> Thresholds {
    Thresholds {
        min_voters: 2,
        min_turnout: Permill::from_percent(10),
        min_approval: Permill::from_parts(500_001),
    }
}

#[test]
fn each_threshold_is_enough_when_it_is_reached_exactly() {
    for (approve, disapprove, voters, expected) in [
        (100, 0, 2, true),
        (99, 0, 2, false),
        (100, 0, 1, false),
        // Who is against does not help to reach the turnout.
        (99, 1, 2, false),
        (510, 490, 2, true),
        (500, 500, 2, false),
        (490, 510, 9, false),
        (0, 1_000, 9, false),
        (0, 0, 2, false),
        (1_000, 0, u32::MAX, true),
    ] {
        let passes = tally(approve, disapprove, voters).passes(&thresholds(), 1_000);
        assert_eq!(passes, expected, "{approve} to {disapprove} of {voters}");
    }
}

/// With parts per million that a rounded comparison would get wrong.
#[test]
fn nothing_is_rounded() {
    let exact = Thresholds {
        min_voters: 1,
        min_turnout: Permill::from_parts(1),
        min_approval: Permill::from_parts(666_667),
    };
    // Two thirds are below 0.666667.
    assert!(!tally(2, 1, 1).passes(&exact, 3));
    assert!(tally(666_667, 333_333, 1).passes(&exact, 3));
    assert!(!tally(666_666, 333_334, 1).passes(&exact, 3));
    // A millionth of 1,000,001 is more than one vote.
    assert!(!tally(1, 0, 1).passes(&exact, 1_000_001));
    assert!(tally(2, 0, 1).passes(&exact, 1_000_001));
}

#[test]
fn a_cip_is_ignored_below_a_tenth_of_the_turnout_it_needs() {
    for (approve, disapprove, ignored) in [
        (0, 0, true),
        (9, 0, true),
        (9, 991, true),
        (10, 0, false),
        (10, 990, false),
        (0, 1_000, true),
    ] {
        let is_ignored = tally(approve, disapprove, 1).is_ignored(&thresholds(), 1_000);
        assert_eq!(is_ignored, ignored, "{approve} to {disapprove}");
    }
    // Of 999 the tenth of a tenth is 9.99.
    assert!(tally(9, 0, 1).is_ignored(&thresholds(), 999));
    assert!(!tally(10, 0, 1).is_ignored(&thresholds(), 999));
}

#[test]
fn sums_that_do_not_fit_are_none() {
    assert_eq!(tally(Balance::MAX, 0, 0).with(true, 1), None);
    assert_eq!(tally(0, Balance::MAX, 0).with(false, 1), None);
    assert_eq!(tally(0, 0, u32::MAX).with(true, 1), None);
    assert_eq!(tally(1, 2, 3).with(true, 4), Some(tally(5, 2, 4)));
    // Who is against is no voter.
    assert_eq!(tally(1, 2, 3).with(false, 4), Some(tally(1, 6, 3)));
}

fn any_balance() -> impl Strategy<Value = Balance> {
    prop_oneof![
        any::<Balance>(),
        0..1_000u128,
        0..10_000_000_000_000_000_000u128,
        (0..1_000u128).prop_map(|n| Balance::MAX - n)
    ]
}

fn any_part() -> impl Strategy<Value = u32> {
    prop_oneof![0..=1_000_000u32, Just(0), Just(500_001), Just(1_000_000)]
}

/// Issuance and votes: any, or some close to a threshold of the turnout or of a tenth of it, where a
/// comparison could be wrong.
fn any_votes() -> impl Strategy<Value = (Balance, u32, Balance, Balance)> {
    (
        any_balance(),
        any_part(),
        any_balance(),
        any_part(),
        0..5u128,
        0..3u8,
    )
        .prop_map(|(issuance, turnout, votes, share, off, which)| {
            let close = Permill::from_parts(turnout).mul_floor(issuance);
            // In favour, and as many against as bring the approval close to its threshold or anywhere.
            let approve = match which {
                0 => votes,
                1 => close.saturating_add(off).saturating_sub(2),
                _ => (close / 10).saturating_add(off).saturating_sub(2),
            };
            let disapprove = Permill::from_parts(share).mul_floor(approve);
            let disapprove = disapprove.saturating_add(off).saturating_sub(2);
            (issuance, turnout, approve, disapprove)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// By the definition, in numbers that are never too large.
    #[test]
    fn decisions_are_those_of_exact_arithmetic(
        (issuance, turnout, approve, disapprove) in any_votes(),
        approval in any_part(),
        voters in any::<u32>(),
        min_voters in prop_oneof![any::<u32>(), 0..3u32],
    ) {
        let tally = tally(approve, disapprove, voters);
        let thresholds = Thresholds {
            min_voters,
            min_turnout: Permill::from_parts(turnout),
            min_approval: Permill::from_parts(approval),
        };
        let million = U512::from(1_000_000);
        let cast = U512::from(approve) + U512::from(disapprove);
        let needed = U512::from(issuance) * turnout;
        let passes = voters >= min_voters
            && U512::from(approve) * million >= needed
            && U512::from(approve) * million >= cast * approval;
        prop_assert_eq!(tally.passes(&thresholds, issuance), passes);
        let ignored = U512::from(approve) * million * IGNORED < needed;
        prop_assert_eq!(tally.is_ignored(&thresholds, issuance), ignored);
        prop_assert!(!(passes && ignored));
    }

    /// More approval or more voters never turn a CIP that passes into one that does not.
    #[test]
    fn a_vote_in_favour_never_harms(
        (issuance, turnout, approve, disapprove) in any_votes(),
        approval in any_part(),
        more in any_balance(),
    ) {
        let thresholds = Thresholds {
            min_voters: 1,
            min_turnout: Permill::from_parts(turnout),
            min_approval: Permill::from_parts(approval),
        };
        let before = tally(approve, disapprove, 1);
        if let Some(after) = before.with(true, more) {
            prop_assert!(
                !before.passes(&thresholds, issuance) || after.passes(&thresholds, issuance)
            );
        }
    }

    /// Nor does it ever help to say no: a vote against, taken away, never turns a CIP that passes into one that does
    /// not, nor one that is not ignored into one that is.
    #[test]
    fn a_vote_against_never_helps(
        (issuance, turnout, approve, disapprove) in any_votes(),
        approval in any_part(),
        voters in 0..4u32,
        against in any_balance(),
    ) {
        let thresholds = Thresholds {
            min_voters: 2,
            min_turnout: Permill::from_parts(turnout),
            min_approval: Permill::from_parts(approval),
        };
        let without = tally(approve, disapprove, voters);
        if let Some(with) = without.with(false, against) {
            prop_assert!(
                !with.passes(&thresholds, issuance) || without.passes(&thresholds, issuance)
            );
            prop_assert_eq!(
                with.is_ignored(&thresholds, issuance),
                without.is_ignored(&thresholds, issuance)
            );
        }
    }
}
