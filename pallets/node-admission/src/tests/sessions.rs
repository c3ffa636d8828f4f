//! Validators that make no blocks, and those that equivocate.

use super::mock::*;
use crate::{
    Authored, Departure, Event, HoldReason, Outcome, Reason, Role, SessionsLeft, Subject,
    SESSIONS_TO_START,
};
use frame_support::assert_ok;

/// Everybody's first sessions are over.
fn started() {
    for _ in 0..SESSIONS_TO_START {
        session(&[ALICE, BOB, CAROL]);
    }
    events();
}

#[test]
fn a_validator_without_blocks_is_put_to_a_vote() {
    run(|| {
        started();
        for _ in 1..INACTIVE {
            session(&[ALICE, BOB]);
            assert!(events().is_empty());
        }
        session(&[ALICE, BOB]);
        let id = next_motion() - 1;
        assert_eq!(
            events(),
            [
                Event::ValidatorInactive {
                    member: 2,
                    validator: account(CAROL),
                },
                Event::RemovalProposed {
                    motion: id,
                    member: 2,
                    proposer: None,
                    end: END,
                },
            ]
        );
        let reason = Reason::Inactive;
        assert_eq!(
            motion(id).unwrap().subject,
            Subject::Removal { member: 2, reason }
        );
        assert!(PEOPLE.iter().all(|who| held(HoldReason::Motion, *who) == 0));
        votes(id, &[ALICE, BOB], true);
        assert_eq!(validators(), [account(ALICE), account(BOB)]);
    });
}

#[test]
fn a_block_is_enough() {
    run(|| {
        started();
        for _ in 1..INACTIVE {
            session(&[ALICE, BOB]);
        }
        session(&[ALICE, BOB, CAROL]);
        for _ in 1..INACTIVE {
            session(&[ALICE, BOB]);
        }
        assert!(events().is_empty());
    });
}

#[test]
fn a_new_validator_has_time_to_start() {
    run(|| {
        admitted(EVE, 5, Role::Validator);
        events();
        for _ in 1..INACTIVE + SESSIONS_TO_START {
            session(&[ALICE, BOB, CAROL]);
            assert!(events().is_empty());
        }
        session(&[ALICE, BOB, CAROL]);
        assert_eq!(events().len(), 2);
    });
}

#[test]
fn a_second_report_needs_as_many_sessions_and_another_vote() {
    run(|| {
        started();
        let reports = |sessions: u32| {
            for _ in 0..sessions {
                session(&[ALICE, BOB]);
            }
            events().len()
        };
        assert_eq!(reports(INACTIVE), 2);
        // Reported, and still voted on.
        assert_eq!(reports(INACTIVE), 1);
        votes(0, &[ALICE, BOB], false);
        events();
        assert_eq!(reports(INACTIVE), 2);
    });
}

#[test]
fn the_minimum_is_reported_alone() {
    run(|| {
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        started();
        for _ in 0..INACTIVE {
            session(&[ALICE]);
        }
        assert_eq!(
            events(),
            [Event::ValidatorInactive {
                member: 1,
                validator: account(BOB),
            }]
        );
        assert_eq!(next_motion(), 0);
    });
}

#[test]
fn an_equivocator_leaves_with_the_session() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Validator);
        let id = apply(FRED, 6, Role::Observer);
        votes(id, &[EVE], true);
        equivocate(EVE);
        events();
        session(&[ALICE, BOB, CAROL, EVE]);
        assert_eq!(member(eve), None);
        assert_eq!(held(HoldReason::Node, EVE), 0);
        assert_eq!(
            events(),
            [Event::MemberRemoved {
                member: eve,
                account: account(EVE),
                peer_id: peer(5),
                departure: Departure::Equivocated,
            }]
        );
        next_block();
        assert!(motion(id).unwrap().votes.is_empty());
    });
}

/// At once, not with the session.
#[test]
fn an_equivocator_does_not_vote() {
    run(|| {
        let id = apply(FRED, 6, Role::Observer);
        votes(id, &[CAROL], true);
        equivocate(CAROL);
        refused(
            || vote(CAROL, id, true),
            crate::Error::<Test>::NotMaintainer,
        );
        votes(id, &[ALICE], true);
        assert!(motion(id).is_some());
        votes(id, &[BOB], true);
        assert_eq!(outcomes().last(), Some(&(id, Outcome::Carried)));
    });
}

#[test]
fn who_does_not_validate_leaves_no_trace() {
    run(|| {
        session(&[ALICE, BOB, CAROL, DAVE, NOBODY]);
        assert_eq!(Authored::<Test>::iter().count(), 0);
        assert_eq!(SessionsLeft::<Test>::iter().count(), 3);
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        assert_eq!(SessionsLeft::<Test>::iter().count(), 2);
    });
}
