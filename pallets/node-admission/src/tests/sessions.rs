//! Validators that make no blocks, and those that equivocate.

use super::mock::*;
use crate::{
    Authored, Departure, Error, Event, HoldReason, Members, Outcome, Reason, Role, SessionsLeft,
    Subject, Watched, SESSIONS_TO_START,
};
use chaos_primitives::AccountId;
use frame_support::assert_ok;
use pallet_session::{historical, SessionManager};
use std::cell::RefCell;

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
        session(&[ALICE, BOB, CAROL]);
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

thread_local! {
    /// What a manager was told, each time with how many members there were.
    static TOLD: RefCell<Vec<(&'static str, u32, u32)>> = const { RefCell::new(vec![]) };
}

/// A session manager that takes notes.
struct Manager;

fn note(what: &'static str, index: u32) {
    TOLD.with_borrow_mut(|told| told.push((what, index, Members::<Test>::count())));
}

impl SessionManager<AccountId> for Manager {
    fn new_session(index: u32) -> Option<Vec<AccountId>> {
        note("new", index);
        index.is_multiple_of(2).then(|| vec![account(ALICE)])
    }
    fn new_session_genesis(index: u32) -> Option<Vec<AccountId>> {
        note("genesis", index);
        Some(vec![account(BOB)])
    }
    fn start_session(index: u32) {
        note("start", index);
    }
    fn end_session(index: u32) {
        note("end", index);
    }
}

impl historical::SessionManager<AccountId, ()> for Manager {
    fn new_session(index: u32) -> Option<Vec<(AccountId, ())>> {
        note("new", index);
        index.is_multiple_of(2).then(|| vec![(account(ALICE), ())])
    }
    fn new_session_genesis(index: u32) -> Option<Vec<(AccountId, ())>> {
        note("genesis", index);
        Some(vec![(account(BOB), ())])
    }
    fn start_session(index: u32) {
        note("start", index);
    }
    fn end_session(index: u32) {
        note("end", index);
    }
}

/// The manager hears of everything, and of the end of a session before this pallet acts on it.
#[test]
fn sessions_are_watched_and_not_touched() {
    type W = Watched<Test, Manager>;
    type Call = dyn Fn(u32);
    let plain: [&Call; 3] = [
        &|index| drop(<W as SessionManager<_>>::new_session_genesis(index)),
        &|index| <W as SessionManager<_>>::start_session(index),
        &|index| <W as SessionManager<_>>::end_session(index),
    ];
    let historical: [&Call; 3] = [
        &|index| drop(<W as historical::SessionManager<_, _>>::new_session_genesis(index)),
        &|index| <W as historical::SessionManager<_, _>>::start_session(index),
        &|index| <W as historical::SessionManager<_, _>>::end_session(index),
    ];
    run(|| {
        let alice = account(ALICE);
        assert_eq!(<W as SessionManager<_>>::new_session(1), None);
        let planned = <W as SessionManager<_>>::new_session(2);
        assert_eq!(planned, Some(vec![alice.clone()]));
        assert_eq!(
            <W as historical::SessionManager<_, _>>::new_session(1),
            None
        );
        let planned = <W as historical::SessionManager<_, _>>::new_session(2);
        assert_eq!(planned, Some(vec![(alice, ())]));
    });
    for calls in [plain, historical] {
        TOLD.take();
        run(|| {
            equivocate(CAROL);
            for call in calls {
                call(7);
            }
            assert_eq!(member(2), None);
        });
        assert_eq!(
            TOLD.take(),
            [("genesis", 7, 4), ("start", 7, 4), ("end", 7, 4)]
        );
    }
}

#[test]
fn a_validator_makes_blocks_once_it_has_keys() {
    run(|| {
        admitted(EVE, 5, Role::Validator);
        for _ in 0..4 {
            session(&[ALICE, BOB, CAROL]);
            assert!(!Session::validators().contains(&account(EVE)));
        }
        set_keys(EVE);
        session(&[ALICE, BOB, CAROL]);
        assert!(!Session::validators().contains(&account(EVE)));
        session(&[ALICE, BOB, CAROL]);
        assert!(Session::validators().contains(&account(EVE)));
    });
}

/// Who never sets them is put to a vote, and has one until then.
#[test]
fn a_validator_without_keys_is_put_to_a_vote() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Validator);
        for _ in 0..INACTIVE + SESSIONS_TO_START {
            session(&[ALICE, BOB, CAROL]);
        }
        let id = member(eve).unwrap().removal.unwrap();
        votes(id, &[EVE], false);
        votes(id, &[ALICE, BOB, CAROL], true);
        assert_eq!(member(eve), None);
    });
}

#[test]
fn a_removed_validator_makes_no_blocks_from_the_next_session_on() {
    run(|| {
        let id = propose_removal(ALICE, 2);
        votes(id, &[ALICE, BOB], true);
        assert!(Session::validators().contains(&account(CAROL)));
        session(&[ALICE, BOB]);
        assert_eq!(Session::validators(), [account(ALICE), account(BOB)]);
    });
}

#[test]
fn an_equivocator_makes_no_blocks_from_the_next_session_on() {
    run(|| {
        equivocate(CAROL);
        session(&[ALICE, BOB, CAROL]);
        assert_eq!(Session::validators(), [account(ALICE), account(BOB)]);
        assert_eq!(member(2), None);
    });
}

#[test]
fn an_equivocator_may_leave_before() {
    run(|| {
        equivocate(CAROL);
        events();
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        session(&[ALICE, BOB]);
        assert_eq!(events().len(), 1);
        assert_eq!(validators().len(), 2);
    });
}

/// Those without can't go on alone.
#[test]
fn the_minimum_has_session_keys() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Validator);
        let removal = propose_removal(EVE, 1);
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        assert_eq!(validators().len(), 3);
        let too_few = Error::<Test>::TooFewValidators;
        refused(|| NodeAdmission::leave(signed(BOB), 1), too_few);
        let too_few = Error::<Test>::TooFewValidators;
        refused(
            || NodeAdmission::set_role(signed(BOB), 1, Role::Observer),
            too_few,
        );
        let too_few = Error::<Test>::TooFewValidators;
        refused(
            || NodeAdmission::propose_removal(signed(ALICE), 0, vec![]),
            too_few,
        );
        events();
        votes(removal, &[ALICE, EVE], true);
        let too_few = Error::<Test>::TooFewValidators.into();
        assert_eq!(outcomes(), [(removal, Outcome::Failed(too_few))]);
        assert_ok!(NodeAdmission::leave(signed(EVE), eve));
    });
}
