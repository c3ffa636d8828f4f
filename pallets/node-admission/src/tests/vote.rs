//! Voting: one maintainer, one vote.

use super::mock::*;
use crate::{Error, Event, HoldReason, Holder, Member, Outcome, PeerIds, Revision, Role, Tally};
use frame_support::assert_ok;
use sp_runtime::Permill;

#[test]
fn more_than_half_let_a_node_in_at_once() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        events();
        let revision = Revision::<Test>::get();
        assert_ok!(vote(ALICE, id, true));
        assert_eq!(motion(id).unwrap().votes[..], [(account(ALICE), true)]);
        assert_ok!(vote(CAROL, id, true));
        assert_eq!(motion(id), None);
        let expected = Member {
            account: account(EVE),
            peer_id: peer(5),
            role: Role::Validator,
            label: crate::Label::truncate_from(b"node".to_vec()),
            since: 1,
            rotated: None,
            deposit: DEPOSIT,
            removal: None,
            promotion: None,
        };
        assert_eq!(member(4), Some(expected));
        assert_eq!(PeerIds::<Test>::get(peer(5)), Some(Holder::Member(4)));
        assert!(validators().contains(&account(EVE)));
        assert_eq!(held(HoldReason::Node, EVE), DEPOSIT);
        assert_eq!(Revision::<Test>::get(), revision + 1);
        let voted = |who| Event::Voted {
            motion: id,
            voter: account(who),
            approve: true,
        };
        assert_eq!(
            events(),
            [
                voted(ALICE),
                voted(CAROL),
                Event::MemberAdmitted {
                    member: 4,
                    account: account(EVE),
                    peer_id: peer(5),
                    role: Role::Validator,
                },
                Event::Decided {
                    motion: id,
                    outcome: Outcome::Carried,
                    tally: Tally {
                        approve: 2,
                        refuse: 0,
                        maintainers: 3,
                    },
                },
            ]
        );
    });
}

#[test]
fn an_observer_makes_no_blocks_and_does_not_vote() {
    run(|| {
        admitted(EVE, 5, Role::Observer);
        assert_eq!(validators().len(), 3);
        let id = apply(FRED, 6, Role::Observer);
        for who in [DAVE, EVE, FRED, NOBODY] {
            refused(|| vote(who, id, true), Error::<Test>::NotMaintainer);
        }
    });
}

#[test]
fn a_node_is_refused_once_enough_cannot_say_yes() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        votes(id, &[ALICE], true);
        votes(id, &[BOB], false);
        assert!(motion(id).is_some());
        votes(id, &[CAROL], false);
        assert_eq!(motion(id), None);
        assert_eq!(outcomes(), [(id, Outcome::Refused)]);
        assert_eq!(PeerIds::<Test>::get(peer(5)), None);
        assert_eq!(held(HoldReason::Node, EVE), 0);
    });
}

#[test]
fn a_maintainer_votes_once() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        assert_ok!(vote(ALICE, id, true));
        for approve in [true, false] {
            refused(|| vote(ALICE, id, approve), Error::<Test>::AlreadyVoted);
        }
    });
}

#[test]
fn several_nodes_have_one_vote() {
    run(|| {
        for node in 10..14 {
            admitted(ALICE, node, Role::Observer);
        }
        let id = apply(EVE, 5, Role::Validator);
        assert_ok!(vote(ALICE, id, true));
        refused(|| vote(ALICE, id, true), Error::<Test>::AlreadyVoted);
        assert!(motion(id).is_some());
    });
}

#[test]
fn what_is_closed_or_unknown_takes_no_votes() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        refused(|| vote(ALICE, id + 1, true), Error::<Test>::UnknownMotion);
        votes(id, &[ALICE, BOB], true);
        refused(|| vote(CAROL, id, true), Error::<Test>::MotionClosed);

        let late = apply(FRED, 6, Role::Observer);
        System::set_block_number(END);
        refused(|| vote(CAROL, late, true), Error::<Test>::MotionClosed);
        next_block();
        refused(|| vote(CAROL, late, true), Error::<Test>::MotionClosed);
    });
}

#[test]
fn votes_are_taken_up_to_the_block_before_the_end() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        go_to(END - 1);
        votes(id, &[ALICE, BOB], true);
        assert!(member(4).is_some());
    });
}

#[test]
fn the_threshold_is_that_of_the_moment() {
    run(|| {
        assert_ok!(set_parameters(|new| new.threshold = Permill::one()));
        let id = apply(EVE, 5, Role::Validator);
        votes(id, &[ALICE, BOB], true);
        assert!(motion(id).is_some());
        votes(id, &[CAROL], true);
        assert_eq!(motion(id), None);
    });
}

/// The vote that decides is a vote: it is the motion that fails.
#[test]
fn what_cannot_be_done_any_more_fails() {
    run(|| {
        let first = apply(EVE, 5, Role::Validator);
        let second = apply(EVE, 6, Role::Validator);
        events();
        votes(first, &[ALICE, BOB], true);
        votes(second, &[ALICE, BOB, CAROL], true);
        let error = Error::<Test>::AlreadyValidator.into();
        assert_eq!(
            outcomes(),
            [(first, Outcome::Carried), (second, Outcome::Failed(error))]
        );
        assert_eq!(PeerIds::<Test>::get(peer(6)), None);
        assert_eq!(held(HoldReason::Node, EVE), DEPOSIT);
    });
}

#[test]
fn who_left_does_not_count() {
    run(|| {
        admitted(EVE, 5, Role::Validator);
        admitted_by_three(FRED, 6);
        // Five: three are needed.
        let id = apply(DAVE, 7, Role::Observer);
        votes(id, &[ALICE, BOB], true);
        assert_ok!(NodeAdmission::leave(signed(ALICE), 0));
        // Four: three are needed, and one of two has gone.
        votes(id, &[CAROL], true);
        assert!(motion(id).is_some());
        assert_eq!(motion(id).unwrap().votes.len(), 2);
        votes(id, &[EVE], true);
        assert_eq!(motion(id), None);
    });
}

fn admitted_by_three(who: u8, node: u8) {
    let id = apply(who, node, Role::Validator);
    votes(id, &[ALICE, BOB, CAROL], true);
}
