//! When votes are enough.

use crate::{needed, Tally};
use proptest::prelude::*;
use sp_runtime::Permill;
use std::collections::BTreeSet;

#[test]
fn more_than_the_threshold_is_needed() {
    for (percent, maintainers, expected) in [
        (50, 0, 1),
        (50, 1, 1),
        (50, 2, 2),
        (50, 3, 2),
        (50, 4, 3),
        (50, 5, 3),
        (50, 128, 65),
        (75, 4, 4),
        (66, 3, 2),
        (67, 3, 3),
        (1, 100, 2),
        (100, 1, 1),
        (100, 7, 7),
    ] {
        let threshold = Permill::from_percent(percent);
        assert_eq!(
            needed(threshold, maintainers),
            expected,
            "{percent} of {maintainers}"
        );
    }
    assert_eq!(needed(Permill::one(), u32::MAX), u32::MAX);
}

#[test]
fn the_verdict_falls_as_soon_as_it_is_certain() {
    for (approve, refuse, maintainers, expected) in [
        (0, 0, 4, None),
        (2, 1, 4, None),
        (3, 0, 4, Some(true)),
        (0, 1, 4, None),
        (0, 2, 4, Some(false)),
        (1, 1, 2, Some(false)),
        (0, 1, 2, Some(false)),
        (1, 0, 1, Some(true)),
        (0, 0, 0, Some(false)),
    ] {
        let tally = Tally {
            approve,
            refuse,
            maintainers,
        };
        assert_eq!(
            tally.verdict(Permill::from_percent(50)),
            expected,
            "{tally:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Carried by more than the threshold or by all, refused only when that can't be reached.
    #[test]
    fn a_verdict_is_what_the_votes_say(
        votes in prop::collection::btree_map(0..160u8, any::<bool>(), 0..128),
        maintainers in prop::collection::btree_set(0..160u8, 0..128),
        parts in 1..=1_000_000u32,
    ) {
        let maintainers: BTreeSet<u8> = maintainers;
        let votes: Vec<(u8, bool)> = votes.into_iter().collect();
        let tally = Tally::of(&votes, &maintainers);
        let said = |wanted| votes
            .iter()
            .filter(|(who, approve)| *approve == wanted && maintainers.contains(who))
            .count() as u64;
        prop_assert_eq!((tally.approve as u64, tally.refuse as u64), (said(true), said(false)));
        let all = maintainers.len() as u64;
        let enough = |yes: u64| {
            yes > 0 && (yes == all || yes * 1_000_000 > u64::from(parts) * all)
        };
        let expected = if enough(said(true)) {
            Some(true)
        } else {
            (!enough(all - said(false))).then_some(false)
        };
        prop_assert_eq!(tally.verdict(Permill::from_parts(parts)), expected);
    }
}
