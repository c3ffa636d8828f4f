//! Reads.

use super::mock::*;
use crate::{
    runtime_api::{CallDetails, FrozenCoins, VoteDetails},
    GroundRules, NextCipId, Rules, State, MAX_LOOKED_AT, MAX_PAGE,
};
use chaos_primitives::currency::{COS, EXISTENTIAL_DEPOSIT};
use frame_support::assert_ok;
use sp_runtime::Permill;

/// CIPs 0 to 5: enacted, failed, in words, rejected, withdrawn, and one that takes votes.
fn with_all(test: impl FnOnce()) {
    run(|| {
        let calls = [
            inline(write(5)),
            inline(spy::Call::write_and_fail { value: 6 }),
            None,
        ];
        for call in calls {
            let cip = propose(ALICE, call);
            approve(cip);
        }
        propose(ALICE, None);
        let withdrawn = propose(ALICE, None);
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), withdrawn));
        go_to(END + DELAY + 2);
        propose(BOB, None);
        test();
    });
}

fn ids(state: Option<State>, start: u32, limit: u32) -> (Vec<u32>, Option<u32>) {
    let page = Cip::cips(state, start, limit);
    (
        page.cips.into_iter().map(|cip| cip.cip).collect(),
        page.next,
    )
}

#[test]
fn cips_are_found_by_their_state() {
    with_all(|| {
        for (state, expected) in [
            (None, vec![0, 1, 2, 3, 5]),
            (Some(State::Enacted), vec![0]),
            (Some(State::Failed), vec![1]),
            (Some(State::Passed), vec![2]),
            (Some(State::Rejected), vec![3]),
            (Some(State::Voting), vec![5]),
        ] {
            assert_eq!(ids(state, 0, 100), (expected, None));
        }
    });
}

#[test]
fn cips_come_in_pages() {
    with_all(|| {
        assert_eq!(ids(None, 0, 2), (vec![0, 1], Some(2)));
        assert_eq!(ids(None, 2, 2), (vec![2, 3], Some(4)));
        assert_eq!(ids(None, 4, 2), (vec![5], None));
        assert_eq!(ids(None, 6, 2), (vec![], None));
        assert_eq!(ids(None, u32::MAX, u32::MAX), (vec![], None));
        assert_eq!(ids(None, 0, 0), (vec![], Some(0)));
        assert_eq!(ids(Some(State::Failed), 0, 1), (vec![1], Some(2)));
    });
}

#[test]
fn a_page_is_bounded_whatever_is_asked_for() {
    run(|| {
        // As if so many had been withdrawn.
        NextCipId::<Test>::put(MAX_LOOKED_AT + 10);
        assert_eq!(ids(None, 0, 1), (vec![], Some(MAX_LOOKED_AT)));
        assert_eq!(ids(None, MAX_LOOKED_AT, 1), (vec![], None));
        let cheap = GroundRules {
            deposit: EXISTENTIAL_DEPOSIT,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), cheap));
        for _ in 0..=MAX_PAGE {
            propose(ALICE, None);
        }
        let (found, next) = ids(None, MAX_LOOKED_AT, u32::MAX);
        assert_eq!(found.len(), MAX_PAGE as usize);
        assert_eq!(next, Some(MAX_LOOKED_AT + 10 + MAX_PAGE));
    });
}

#[test]
fn all_of_a_cip_is_read() {
    run(|| {
        let own = Rules {
            min_voters: Some(4),
            min_turnout: None,
            ..rules()
        };
        let call = inline(write(5));
        propose_by(ALICE, call.clone(), own);
        approve(CIP);
        let details = Cip::cip(CIP).unwrap();
        let call = call.unwrap();
        let expected = CallDetails {
            hash: call.hash(),
            len: 6,
            inline: Some(codec::Encode::encode(&write(5))),
            weight: SpyWeight::get(),
        };
        assert_eq!(details.call, Some(expected));
        assert_eq!(details.title, b"More of the same");
        assert_eq!(details.document_hash, document().hash);
        assert_eq!(details.document_location, document().location);
        assert_eq!(details.rules, own);
        assert_eq!(details.thresholds.min_voters, 4);
        assert_eq!(details.thresholds.min_turnout, Permill::from_percent(10));
        assert_eq!((details.start, details.end), (1, END));
        assert_eq!(details.tally.approve, 600 * COS);
        assert_eq!(details.state, State::Voting);
        assert_eq!(details.deposit, DEPOSIT);
        assert!(!details.would_pass);
        assert_eq!((details.resolution, details.enactment), (None, None));
        assert_eq!(Cip::cip(1), None);
    });
}

#[test]
fn a_decided_cip_is_read_with_its_decision() {
    with_all(|| {
        let details = Cip::cip(0).unwrap();
        assert_eq!(details.resolution, Some(0));
        assert_eq!(details.enactment, enactment(0));
        assert!(details.would_pass);
        assert_eq!(details.tally, resolution(0).unwrap().tally);
        let rejected = Cip::cip(3).unwrap();
        assert!(!rejected.would_pass);
        assert_eq!(rejected.enactment, None);
        assert_eq!(Cip::cip(4), None);
    });
}

#[test]
fn resolutions_come_in_pages() {
    with_all(|| {
        let page = |start, limit| {
            let page = Cip::resolutions(start, limit);
            let ids: Vec<_> = page
                .resolutions
                .into_iter()
                .map(|record| record.id)
                .collect();
            (ids, page.next)
        };
        assert_eq!(page(0, 100), (vec![0, 1, 2, 3], None));
        assert_eq!(page(0, 3), (vec![0, 1, 2], Some(3)));
        assert_eq!(page(3, 3), (vec![3], None));
        assert_eq!(page(9, 3), (vec![], None));
        assert_eq!(page(u32::MAX, u32::MAX), (vec![], None));
        assert_eq!(Cip::resolution(3), resolution(3));
        assert_eq!(Cip::resolution(4), None);
    });
}

#[test]
fn votes_and_what_they_freeze_are_read() {
    run(|| {
        for (off, votes) in [(0, 300), (10, 300), (20, 100)] {
            let rules = Rules {
                period: PERIOD + off,
                ..rules()
            };
            let cip = propose_by(ALICE, None, rules);
            assert_ok!(vote(BOB, cip, off > 0, votes));
        }
        let details = |cip: u32, approve, votes, end| VoteDetails {
            credential: cip.into(),
            cip,
            approve,
            votes,
            end,
        };
        assert_eq!(
            Cip::votes(&account(BOB)),
            [
                details(0, false, 300, END),
                details(1, true, 300, END + 10),
                details(2, true, 100, END + 20),
            ]
        );
        let frozen = |amount, until| FrozenCoins { amount, until };
        assert_eq!(Cip::frozen(&account(BOB)), frozen(300, Some(END + 10)));
        assert_eq!(Cip::credential(1).unwrap().cip, 1);
        go_to_full(END + 10);
        // Until they are unlocked.
        assert_eq!(Cip::frozen(&account(BOB)), frozen(300, Some(END + 10)));
        go_to(END + 11);
        assert_eq!(Cip::frozen(&account(BOB)), frozen(100, Some(END + 20)));
        assert_eq!(Cip::votes(&account(BOB)).len(), 1);
        assert_eq!(Cip::credential(1), None);
        assert_eq!(Cip::frozen(&account(DAVE)), frozen(0, None));
        assert_eq!(Cip::votes(&account(DAVE)), []);
    });
}
