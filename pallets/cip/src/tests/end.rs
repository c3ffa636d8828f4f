//! The end of votes, and the agenda.

use super::mock::*;
use crate::{
    Cips, Enactment, Ending, Error, Event, GroundRules, HoldReason, Lifting, NextResolutionId,
    Outcome, Resolution, ResolutionOf, Resolutions, Rules, Tallies, Tally, Thresholds, WeightInfo,
    MAX_ATTEMPTS,
};
use chaos_primitives::currency::COS;
use frame_support::{
    assert_ok, assert_storage_noop,
    storage::with_storage_layer,
    traits::{
        schedule::{v3::Anon, DispatchTime},
        Bounded, Hooks, QueryPreimage,
    },
    weights::Weight,
};
use frame_system::RawOrigin;
use proptest::prelude::*;
use sp_runtime::{DispatchError, Permill};

#[test]
fn a_cip_that_passes_becomes_a_resolution() {
    with_cip(|| {
        approve(CIP);
        assert_ok!(vote(DAVE, CIP, false, 100 * COS));
        go_to(END - 1);
        assert_eq!(resolution(CIP), None);
        events();
        go_to(END);
        let tally = Tally {
            approve: 600 * COS,
            disapprove: 100 * COS,
            voters: 2,
        };
        let expected = Resolution {
            cip: CIP,
            outcome: Outcome::Passed,
            tally,
            thresholds: Thresholds {
                min_voters: 2,
                min_turnout: Permill::from_percent(10),
                min_approval: Permill::from_percent(60),
            },
            decided: END,
            enactment: None,
        };
        assert_eq!(Resolutions::<Test>::get(0), Some(expected));
        assert_eq!(ResolutionOf::<Test>::get(CIP), Some(0));
        assert_eq!(NextResolutionId::<Test>::get(), 1);
        assert_eq!(Tallies::<Test>::get(CIP), None);
        assert_eq!(Ending::<Test>::iter_keys().count(), 0);
        assert_eq!(Lifting::<Test>::get(CIP), Some(3));
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert!(Cips::<Test>::contains_key(CIP));
        assert_eq!(
            events(),
            [Event::Passed {
                cip: CIP,
                resolution: 0,
                tally,
                enactment: None,
            }]
        );
    });
}

#[test]
fn a_cip_that_is_rejected_becomes_a_resolution_too() {
    run(|| {
        let call = noted(DAVE, write(5));
        let Some(Bounded::Lookup { hash, .. }) = call else {
            panic!()
        };
        propose(ALICE, call);
        assert_ok!(vote(BOB, CIP, true, 500 * COS));
        assert_ok!(vote(CAROL, CIP, false, 500 * COS));
        go_to(END - 1);
        events();
        go_to(END);
        let record = resolution(CIP).unwrap();
        assert_eq!(
            (record.outcome, record.enactment),
            (Outcome::Rejected, None)
        );
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(total(ALICE), COINS);
        assert!(!<Preimage as QueryPreimage>::is_requested(&hash));
        assert_eq!(
            events(),
            [Event::Rejected {
                cip: CIP,
                resolution: 0,
                tally: record.tally,
            }]
        );
        go_to(END + DELAY + 1);
        assert!(written().is_empty());
    });
}

/// Each of the three, just below and at its threshold.
#[test]
fn every_threshold_counts() {
    let turnout = 401 * COS; // more than a tenth of 4,001 COS
    for (votes, passes) in [
        (vec![(BOB, true, turnout), (CAROL, true, 1)], true),
        (vec![(BOB, true, turnout)], false),
        (
            vec![(BOB, true, 400 * COS), (CAROL, true, COS / 10 - 1)],
            false,
        ),
        (vec![(BOB, true, 400 * COS), (CAROL, true, COS / 10)], true),
        (
            vec![
                (BOB, true, 500 * COS),
                (DAVE, true, 100 * COS),
                (CAROL, false, 400 * COS),
            ],
            true,
        ),
        (
            vec![
                (BOB, true, 500 * COS),
                (DAVE, true, 100 * COS),
                (CAROL, false, 400 * COS + 1),
            ],
            false,
        ),
        // Who is against is neither a voter too few nor a part of the turnout.
        (vec![(BOB, true, 600 * COS), (CAROL, false, 1)], false),
        (
            vec![
                (BOB, true, 300 * COS),
                (DAVE, true, 100 * COS),
                (CAROL, false, 200 * COS),
            ],
            false,
        ),
    ] {
        with_cip(|| {
            for (who, approve, votes) in &votes {
                assert_ok!(vote(*who, CIP, *approve, *votes));
            }
            assert_eq!(Cip::cip(CIP).unwrap().would_pass, passes, "{votes:?}");
            go_to(END);
            let is_passed = resolution(CIP).unwrap().outcome == Outcome::Passed;
            assert_eq!(is_passed, passes, "{votes:?}");
        });
    }
}

#[test]
fn a_cips_own_rules_count_where_they_are_stricter() {
    run(|| {
        let own = Rules {
            min_approval: Some(Permill::from_percent(90)),
            ..rules()
        };
        let (strict, loose) = (propose_by(ALICE, None, own), propose(ALICE, None));
        for cip in [strict, loose] {
            assert_ok!(vote(BOB, cip, true, 700 * COS));
            assert_ok!(vote(DAVE, cip, true, 100 * COS));
            assert_ok!(vote(CAROL, cip, false, 200 * COS));
        }
        go_to(END);
        assert_eq!(resolution(strict).unwrap().outcome, Outcome::Rejected);
        assert_eq!(resolution(loose).unwrap().outcome, Outcome::Passed);
    });
}

#[test]
fn a_call_is_scheduled_after_the_delay() {
    run(|| {
        propose(ALICE, inline(write(5)));
        approve(CIP);
        go_to(END);
        let at = END + DELAY;
        assert_eq!(enactment(CIP), Some(Enactment::Scheduled { at }));
        go_to(at - 1);
        assert!(written().is_empty());
        go_to(at);
        assert_eq!(written(), [5]);
        assert_eq!(enactment(CIP), Some(Enactment::Enacted { at }));
    });
}

/// None dropped, none decided twice, the earliest first.
#[test]
fn more_cips_than_a_block_decides_are_spread_over_the_next() {
    run(|| {
        let count = 3 * ENDS + 1;
        let early = Rules {
            period: PERIOD - 1,
            ..rules()
        };
        // The last is the first to end.
        let cips: Vec<_> = (0..count).map(|_| propose(ALICE, None)).collect();
        let first = propose_by(ALICE, None, early);
        go_to_full(END - 2);
        assert_eq!(NextResolutionId::<Test>::get(), 0);
        for (block, decided) in [(0, 1), (1, 4), (2, 7), (3, 10), (4, 11), (5, 11)] {
            go_to_full(END - 1 + block);
            assert_eq!(NextResolutionId::<Test>::get(), decided);
            assert_ok!(Cip::do_try_state());
        }
        let order: Vec<_> = (0..=count)
            .map(|id| Resolutions::<Test>::get(id).unwrap().cip)
            .collect();
        assert_eq!(order, [vec![first], cips].concat());
    });
}

/// Nor does what came first wait for what comes after.
#[test]
fn a_block_does_not_decide_what_is_not_due() {
    run(|| {
        for off in 0..3 {
            let rules = Rules {
                period: PERIOD + off,
                ..rules()
            };
            propose_by(ALICE, None, rules);
        }
        for decided in 1..=3 {
            go_to(END + u64::from(decided) - 1);
            assert_eq!(NextResolutionId::<Test>::get(), decided);
        }
    });
}

#[test]
fn a_block_with_nothing_due_changes_nothing() {
    with_cip(|| {
        assert_storage_noop!(assert_eq!(Cip::on_initialize(END - 1), Weights::agenda()));
        // Nor does one without votes to unlock.
        let used = Weights::unlock_idle(0);
        assert_storage_noop!(assert_eq!(Cip::on_idle(END - 1, PLENTY), used));
    });
}

#[test]
fn the_block_is_charged_for_what_it_decides() {
    run(|| {
        for _ in 0..2 {
            propose(ALICE, None);
        }
        let end = Weights::end(1).max(Weights::reject());
        System::set_block_number(END);
        assert_eq!(Cip::on_initialize(END), Weights::agenda() + end * 2);
    });
}

fn fill(block: u64) {
    let call: Bounded<_, _> = inline(write(9)).unwrap();
    loop {
        let at = DispatchTime::At(block);
        let origin = RawOrigin::Root.into();
        match <Scheduler as Anon<_, _, _>>::schedule(at, None, 0, origin, call.clone()) {
            Ok(_) => (),
            Err(error) => return assert_eq!(error, DispatchError::Exhausted),
        }
    }
}

#[test]
fn an_enactment_goes_to_the_next_block_that_has_a_place() {
    run(|| {
        propose(ALICE, inline(write(5)));
        approve(CIP);
        let due = END + DELAY;
        for block in due..due + 3 {
            fill(block);
        }
        go_to(END - 1);
        System::set_block_number(END);
        let weight = Cip::on_initialize(END);
        assert_eq!(weight, Weights::agenda() + Weights::end(4));
        let at = due + 3;
        assert_eq!(enactment(CIP), Some(Enactment::Scheduled { at }));
        go_to(at);
        assert_eq!(written().last(), Some(&5));
    });
}

/// It stays what it is, votes and all, until there is a place.
#[test]
fn a_cip_that_finds_no_place_is_decided_in_a_later_block() {
    run(|| {
        propose(ALICE, inline(write(5)));
        let words = propose(ALICE, None);
        approve(CIP);
        approve(words);
        let due = END + DELAY;
        let last = due + u64::from(MAX_ATTEMPTS);
        for block in due..last + 1 {
            fill(block);
        }
        go_to(END - 1);
        events();
        for block in [END, END + 1] {
            go_to(block);
            assert!(Tallies::<Test>::contains_key(CIP));
            assert_eq!(resolution(CIP), None);
            assert_eq!(held(HoldReason::Proposal, ALICE), DEPOSIT);
            let postponed = Event::EndPostponed {
                cip: CIP,
                error: DispatchError::Exhausted,
            };
            assert!(events().contains(&postponed));
            // What is after it in the agenda goes on.
            assert!(resolution(words).is_some());
            refusals(CIP);
        }
        go_to(END + 2);
        let at = last + 1;
        assert_eq!(enactment(CIP), Some(Enactment::Scheduled { at }));
        assert_eq!(resolution(CIP).unwrap().decided, END + 2);
        go_to(at);
        assert_eq!(written().iter().filter(|value| **value == 5).count(), 1);
    });
}

/// Whatever can't be done with a CIP that ended and was not decided.
fn refusals(cip: u32) {
    refused(|| vote(DAVE, cip, true, 1), Error::<Test>::VotingEnded);
    refused(
        || Cip::withdraw(signed(ALICE), cip),
        Error::<Test>::VotingEnded,
    );
    let unlock = || Cip::unlock(signed(BOB), cip).map(drop).map_err(|e| e.error);
    refused(unlock, Error::<Test>::VotingOpen);
    let enact = || {
        Cip::enact(RuntimeOrigin::root(), cip, Weight::MAX)
            .map(drop)
            .map_err(|e| e.error)
    };
    refused(enact, Error::<Test>::NotEnactable);
}

#[test]
fn cips_that_pass_share_the_places_of_the_scheduler() {
    run(|| {
        let count = AGENDA + 2;
        for value in 0..count {
            let cip = propose(ALICE, inline(write(value)));
            approve(cip);
        }
        let end = END + u64::from(count / ENDS);
        go_to(end + DELAY + 1);
        let mut values = written();
        values.sort();
        assert_eq!(values, (0..count).collect::<Vec<_>>());
    });
}

/// Even where a runtime upgrade leaves out blocks, or the chain's clock jumps.
#[test]
fn what_was_due_long_ago_is_decided() {
    with_cip(|| {
        System::set_block_number(END + 1_000);
        Cip::on_initialize(END + 1_000);
        assert_eq!(resolution(CIP).unwrap().decided, END + 1_000);
    });
}

#[test]
fn votes_cost_the_ending_block_nothing() {
    with_cip(|| {
        approve(CIP);
        go_to_full(END);
        assert_eq!(frozen(BOB), 300 * COS);
        assert_eq!(Lifting::<Test>::get(CIP), Some(2));
        assert_eq!(NextResolutionId::<Test>::get(), 1);
    });
}

/// The last blocks of a period of 20 are two.
const TENTH: u64 = PERIOD / 10;

fn end_of(cip: u32) -> u64 {
    let end = Cips::<Test>::get(cip).unwrap().end;
    assert_eq!(Tallies::<Test>::get(cip).unwrap().end, end);
    assert_ok!(Cip::do_try_state());
    end
}

/// A vote of somebody who waited until nobody could answer.
#[test]
fn a_vote_that_turns_the_outcome_just_before_the_end_can_be_answered() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, 300 * COS));
        go_to(END - 1);
        events();
        assert_ok!(vote(CAROL, CIP, true, 300 * COS));
        assert!(Cip::cip(CIP).unwrap().would_pass);
        let moved = |end| Event::EndMoved { cip: CIP, end };
        assert_eq!(end_of(CIP), END + TENTH);
        assert_eq!(events()[0], moved(END + TENTH));

        go_to(END);
        assert_eq!(resolution(CIP), None);
        assert_ok!(vote(DAVE, CIP, false, 900 * COS));
        // Which can be answered in its turn.
        assert_eq!(end_of(CIP), END + 2 * TENTH);
        assert_eq!(events()[0], moved(END + 2 * TENTH));
        go_to(END + 2 * TENTH);
        let record = resolution(CIP).unwrap();
        assert_eq!(
            (record.outcome, record.decided),
            (Outcome::Rejected, END + 2 * TENTH)
        );
        go_to(END + 2 * TENTH + 1);
        assert_eq!(frozen(BOB) + frozen(CAROL) + frozen(DAVE), 0);
    });
}

#[test]
fn an_end_stays_where_no_vote_turns_the_outcome_late() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, 300 * COS));
        // In the last block that is early enough.
        go_to(END - TENTH - 1);
        assert_ok!(vote(CAROL, CIP, true, 300 * COS));
        assert_eq!(end_of(CIP), END);
        go_to(END - 1);
        assert_ok!(vote(DAVE, CIP, false, 100 * COS));
        assert_ok!(vote(ALICE, CIP, true, 100 * COS));
        assert_eq!(end_of(CIP), END);
        go_to(END);
        assert_eq!(resolution(CIP).unwrap().outcome, Outcome::Passed);
    });
}

/// But once in any case: whoever proposes for the longest period leaves no more time to answer than others.
#[test]
fn an_end_moves_to_the_longest_period_at_most() {
    for (max_period, latest) in [
        (PERIOD + TENTH + 1, END + TENTH + 1),
        (PERIOD + TENTH, END + TENTH),
        (PERIOD, END + TENTH),
    ] {
        run(|| {
            let rules = GroundRules {
                max_period,
                ..ground_rules()
            };
            assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
            propose(ALICE, None);
            assert_ok!(vote(BOB, CIP, true, 300 * COS));
            go_to(END - 1);
            assert_ok!(vote(CAROL, CIP, true, 300 * COS));
            assert_eq!(end_of(CIP), END + TENTH);
            go_to(END + TENTH - 1);
            assert_ok!(vote(DAVE, CIP, false, 900 * COS));
            assert_eq!(end_of(CIP), latest);
            assert_eq!(Ending::<Test>::iter_keys().count(), 1);
            go_to(latest);
            assert!(resolution(CIP).is_some());
        });
    }
}

/// Whoever has used up the time has not won it: those against have the last word, as somebody must.
#[test]
fn nothing_passes_by_a_vote_that_nobody_could_answer() {
    run(|| {
        let rules = GroundRules {
            max_period: PERIOD,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
        propose(ALICE, None);
        assert_ok!(vote(BOB, CIP, true, 300 * COS));
        // The outcome turns, and the end moves for the only time.
        go_to(END - TENTH);
        assert_ok!(vote(CAROL, CIP, true, 300 * COS));
        assert_eq!(end_of(CIP), END + TENTH);
        go_to(END);
        assert_ok!(vote(DAVE, CIP, false, 900 * COS));
        assert_eq!(end_of(CIP), END + TENTH);
        go_to(END + TENTH - 1);
        refused(
            || vote(ALICE, CIP, true, 900 * COS),
            Error::<Test>::NoTimeToAnswer,
        );
        // One that does not turn the outcome is taken.
        assert_ok!(vote(ALICE, CIP, true, 100 * COS));
        go_to(END + TENTH);
        assert_eq!(resolution(CIP).unwrap().outcome, Outcome::Rejected);
    });
}

/// Have so many voters be enough from this block on.
fn set_min_voters(min_voters: u32) {
    let rules = GroundRules {
        min_voters,
        ..Cip::ground_rules()
    };
    assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), rules));
}

/// With one voter, where two are needed. Nobody could answer them, as with a vote just before the end.
#[test]
fn rules_that_become_looser_just_before_the_end_do_not_count() {
    for (block, outcome) in [
        // In the last block that is early enough.
        (END - TENTH - 1, Outcome::Passed),
        (END - TENTH, Outcome::Rejected),
        (END - 1, Outcome::Rejected),
    ] {
        with_cip(|| {
            assert_ok!(vote(BOB, CIP, true, 500 * COS));
            go_to(block);
            set_min_voters(1);
            let would_pass = Cip::cip(CIP).unwrap().would_pass;
            assert_eq!(would_pass, outcome == Outcome::Passed, "{block}");
            go_to(END);
            let record = resolution(CIP).unwrap();
            assert_eq!(record.outcome, outcome, "{block}");
            let needed = if would_pass { 1 } else { 2 };
            assert_eq!(record.thresholds.min_voters, needed);
        });
    }
}

/// Nor does a vote have it pass at once that is enough by the rules before.
#[test]
fn a_vote_after_rules_became_looser_can_be_answered() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, 300 * COS));
        go_to(END - 1);
        set_min_voters(1);
        assert_ok!(vote(CAROL, CIP, true, 300 * COS));
        assert_eq!(end_of(CIP), END + TENTH);
        go_to(END + TENTH);
        assert_eq!(resolution(CIP).unwrap().outcome, Outcome::Passed);
    });
}

/// Where they change twice. Stricter ones count at once.
#[test]
fn the_strictest_rules_of_the_last_tenth_count() {
    for changes in [[3, 2], [3, 1], [1, 1], [1, 2], [2, 3]] {
        with_cip(|| {
            assert_ok!(vote(BOB, CIP, true, 300 * COS));
            // Two voters, where three are needed for a while or in the end.
            if changes.contains(&3) {
                assert_ok!(vote(CAROL, CIP, true, 300 * COS));
            }
            go_to(END - 2);
            for needed in changes {
                set_min_voters(needed);
                go_to(System::block_number() + 1);
            }
            assert_eq!(resolution(CIP).unwrap().outcome, Outcome::Rejected);
        });
    }
}

/// And for what is proposed later.
#[test]
fn looser_rules_count_for_what_has_time_left() {
    run(|| {
        let first = propose(ALICE, None);
        go_to(1 + TENTH);
        let second = propose(ALICE, None);
        go_to(END - 1);
        set_min_voters(1);
        let third = propose(ALICE, None);
        let needed = |cip| Cip::cip(cip).unwrap().thresholds.min_voters;
        assert_eq!([first, second, third].map(needed), [2, 1, 1]);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// However the votes fall, whatever time they use up, and whatever becomes of the ground rules.
    #[test]
    fn what_passes_could_be_answered_for_a_tenth_of_its_period(
        max_period in PERIOD..3 * PERIOD,
        votes in prop::collection::vec(
            (
                prop::sample::select(&[ALICE, BOB, CAROL, DAVE][..]),
                0..10u64,
                any::<bool>(),
                1..=900u128,
                prop::option::weighted(0.3, 1..4u32),
            ),
            1..12,
        ),
    ) {
        run(|| {
            let ground = GroundRules { max_period, ..ground_rules() };
            assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), ground));
            propose(ALICE, None);
            // By the rules in force, as if it were decided now.
            let passes = || {
                let thresholds = Cip::ground_rules().thresholds(&rules());
                Cip::cip(CIP).unwrap().tally.passes(&thresholds, ISSUANCE)
            };
            let mut passes_since = None;
            for (who, wait, in_favour, coins, min_voters) in votes {
                go_to(System::block_number() + wait);
                if resolution(CIP).is_some() {
                    break;
                }
                let before = passes();
                if let Some(min_voters) = min_voters {
                    set_min_voters(min_voters);
                }
                let between = passes();
                // It may be refused: it is the second, or too late.
                let _ = with_storage_layer(|| vote(who, CIP, in_favour, coins * COS));
                let after = passes();
                if between && !before || after && !between {
                    passes_since = Some(System::block_number());
                }
            }
            let longest = max_period.max(PERIOD + TENTH);
            go_to(1 + longest);
            let end = Cips::<Test>::get(CIP).unwrap().end;
            assert!(end <= 1 + longest);
            let passed = resolution(CIP).unwrap().outcome == Outcome::Passed;
            if passed {
                assert!(passes_since.unwrap() + TENTH < end);
            }
        });
    }
}

/// Numbers of blocks at the limits of what there is.
#[test]
fn an_end_after_a_turn_is_never_earlier() {
    with_cip(|| {
        let record = |period, end| crate::CipRecord {
            rules: Rules { period, ..rules() },
            end,
            ..Cips::<Test>::get(CIP).unwrap()
        };
        for (period, end, now, max_period, expected) in [
            (100, 101, 90, 1_000, 101),
            (100, 101, 91, 1_000, 111),
            (100, 101, 100, 1_000, 111),
            (100, 111, 110, 109, 111),
            (100, 101, 100, 50, 111),
            // A tenth is a block at least.
            (1, 2, 1, 10, 3),
            (9, 10, 9, 100, 11),
            (u64::MAX, u64::MAX, u64::MAX - 1, u64::MAX, u64::MAX),
        ] {
            let moved = record(period, end).end_after_turn(now, max_period);
            assert_eq!(moved, expected, "{period} {end} {now} {max_period}");
        }
    });
}
