//! Who stays on the network although it left.

use super::mock::*;
use crate::{departing::final_by, Departing, PeerId, Revision, Role};
use frame_support::assert_ok;
use std::collections::BTreeSet;

fn peers() -> BTreeSet<PeerId> {
    NodeAdmission::admitted_peers().into_iter().collect()
}

#[test]
fn more_than_two_thirds_make_a_block_final() {
    let expected = [0, 1, 2, 3, 3, 4, 5, 5, 6, 7, 7];
    for (validators, expected) in expected.into_iter().enumerate() {
        assert_eq!(final_by(validators), expected, "{validators}");
        if validators > 0 {
            assert!(3 * expected > 2 * (validators - 1));
        }
    }
}

/// Nothing is final by two of three, not even that the third is none of them any more.
#[test]
fn one_of_three_stays_until_the_session_ends() {
    run(|| {
        let removal = propose_removal(ALICE, 2);
        votes(removal, &[ALICE, BOB], true);
        assert_eq!(member(2), None);
        assert!(peers().contains(&peer(CAROL)));
        let revision = Revision::<Test>::get();
        session(&[ALICE, BOB]);
        assert!(!peers().contains(&peer(CAROL)));
        assert_eq!(Revision::<Test>::get(), revision + 1);
    });
}

#[test]
fn one_of_four_goes_at_once_and_a_second_does_not() {
    run(|| {
        set_keys(EVE);
        admitted(EVE, EVE, Role::Validator);
        for _ in 0..2 {
            session(&[ALICE, BOB, CAROL]);
        }
        assert_eq!(Session::validators().len(), 4);
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        assert!(!peers().contains(&peer(CAROL)));
        assert_ok!(NodeAdmission::leave(signed(BOB), 1));
        assert!(peers().contains(&peer(BOB)));
        session(&[ALICE, EVE]);
        assert_eq!(peers(), [ALICE, DAVE, EVE].map(peer).into());
    });
}

#[test]
fn who_does_not_make_blocks_in_the_session_goes_at_once() {
    run(|| {
        let eve = admitted(EVE, EVE, Role::Validator);
        assert_ok!(NodeAdmission::leave(signed(DAVE), 3));
        assert_ok!(NodeAdmission::leave(signed(EVE), eve));
        assert_eq!(peers(), [ALICE, BOB, CAROL].map(peer).into());
        // One that still does, with another node.
        let second = admitted(ALICE, 9, Role::Observer);
        assert_ok!(NodeAdmission::leave(signed(ALICE), second));
        assert_eq!(peers(), [ALICE, BOB, CAROL].map(peer).into());
    });
}

#[test]
fn a_demotion_is_no_way_around_it() {
    run(|| {
        assert_ok!(NodeAdmission::set_role(signed(CAROL), 2, Role::Observer));
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        assert!(peers().contains(&peer(CAROL)));
    });
}

#[test]
fn a_peer_stands_once_though_it_came_back() {
    run(|| {
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        admitted(CAROL, CAROL, Role::Observer);
        assert_eq!(Departing::<Test>::get().len(), 1);
        assert_eq!(NodeAdmission::admitted_peers().len(), 4);
        session(&[ALICE, BOB]);
        assert_eq!(peers(), [ALICE, BOB, CAROL, DAVE].map(peer).into());
    });
}
