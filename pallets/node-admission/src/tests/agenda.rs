//! What is due, and what is counted again.

use super::mock::*;
use crate::{HoldReason, Outcome, Recount, Role, MAX_RECOUNTED};
use frame_support::{assert_ok, assert_storage_noop, traits::Hooks};

#[test]
fn what_nobody_decides_expires() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        let removal = propose_removal(ALICE, 3);
        votes(id, &[ALICE], true);
        go_to(END - 1);
        assert!(motion(id).is_some());
        events();
        next_block();
        assert_eq!(
            outcomes(),
            [(id, Outcome::Expired), (removal, Outcome::Expired)]
        );
        assert_eq!(held(HoldReason::Node, EVE), 0);
        assert_eq!(held(HoldReason::Motion, ALICE), 0);
        // It was not refused, and so it does not wait.
        apply(EVE, 5, Role::Validator);
    });
}

#[test]
fn a_block_closes_only_so_many() {
    run(|| {
        for node in 10..13 {
            apply(EVE, node, Role::Observer);
        }
        go_to(END);
        assert_eq!(held(HoldReason::Node, EVE), DEPOSIT);
        next_block();
        assert_eq!(held(HoldReason::Node, EVE), 0);
    });
}

#[test]
fn a_block_with_nothing_to_do_writes_nothing() {
    run(|| {
        apply(EVE, 5, Role::Validator);
        next_block();
        assert_storage_noop!(NodeAdmission::on_initialize(5));
    });
}

/// Two of four said yes; when one of the others leaves, two of three are enough.
#[test]
fn a_departure_decides_in_the_next_block() {
    run(|| {
        admitted(EVE, 5, Role::Validator);
        let id = apply(FRED, 6, Role::Validator);
        votes(id, &[ALICE, BOB], true);
        assert_ok!(NodeAdmission::leave(signed(EVE), 4));
        events();
        next_block();
        assert_eq!(outcomes(), [(id, Outcome::Carried)]);
        assert!(validators().contains(&account(FRED)));
    });
}

/// Two yes would be enough of three, but one was of somebody who left.
#[test]
fn the_votes_of_who_left_are_dropped() {
    run(|| {
        admitted(EVE, 5, Role::Validator);
        let id = apply(FRED, 6, Role::Validator);
        votes(id, &[ALICE, EVE], true);
        assert_ok!(NodeAdmission::leave(signed(EVE), 4));
        next_block();
        assert_eq!(motion(id).unwrap().votes[..], [(account(ALICE), true)]);
        go_to(END);
        assert_eq!(motion(id), None);
        assert!(!validators().contains(&account(FRED)));
    });
}

/// Two yes of three are enough; with a fourth maintainer they are not.
#[test]
fn an_arrival_moves_the_threshold() {
    run(|| {
        let id = apply(FRED, 6, Role::Validator);
        votes(id, &[ALICE], true);
        admitted(EVE, 5, Role::Validator);
        votes(id, &[BOB], true);
        // Two of three were enough, two of four are not.
        next_block();
        assert!(motion(id).is_some());
        votes(id, &[EVE], true);
        assert_eq!(motion(id), None);
    });
}

/// A removal that a departure decides may decide another.
#[test]
fn one_decision_leads_to_another() {
    run(|| {
        admitted(EVE, 5, Role::Validator);
        let fred = apply(FRED, 6, Role::Validator);
        votes(fred, &[ALICE, BOB, CAROL], true);
        // Five maintainers.
        let observer = apply(DAVE, 7, Role::Observer);
        let removal = propose_removal(ALICE, 5);
        votes(observer, &[ALICE, BOB], true);
        votes(removal, &[ALICE, BOB], true);
        assert_ok!(NodeAdmission::leave(signed(EVE), 4));
        // Four: three needed.
        next_block();
        assert!(motion(observer).is_some());
        events();
        votes(removal, &[CAROL], true);
        // Three: two needed.
        next_block();
        assert_eq!(
            outcomes(),
            [(removal, Outcome::Carried), (observer, Outcome::Carried)]
        );
        assert_eq!(Recount::<Test>::get(), None);
    });
}

#[test]
fn a_block_recounts_only_so_many() {
    run(|| {
        let template = {
            let id = apply(EVE, 5, Role::Observer);
            motion(id).unwrap()
        };
        // More motions than this chain lets there be, none of which is about anything.
        let many = 2 * MAX_RECOUNTED + 3;
        for id in 1..many {
            crate::Motions::<Test>::insert(crate::agenda::key_of(id), &template);
        }
        crate::NextMotionId::<Test>::put(many);
        assert_ok!(set_parameters(
            |new| new.threshold = sp_runtime::Permill::one()
        ));
        for next in [Some(MAX_RECOUNTED), Some(2 * MAX_RECOUNTED), None] {
            next_block();
            assert_eq!(Recount::<Test>::get(), next);
        }
        for id in 1..many {
            crate::Motions::<Test>::remove(crate::agenda::key_of(id));
        }
    });
}
