//! New keys of nodes.

use super::mock::*;
use crate::{Error, Event, Holder, PeerIds, Revision, Role};
use frame_support::assert_ok;

fn update(who: u8, member: u32, node: u8) -> sp_runtime::DispatchResult {
    NodeAdmission::update_peer_id(signed(who), member, bytes(node))
}

#[test]
fn a_new_key_needs_no_vote() {
    run(|| {
        let revision = Revision::<Test>::get();
        assert_ok!(update(ALICE, 0, 9));
        assert_eq!(member(0).unwrap().peer_id, peer(9));
        assert_eq!(PeerIds::<Test>::get(peer(1)), None);
        assert_eq!(PeerIds::<Test>::get(peer(9)), Some(Holder::Member(0)));
        assert_eq!(Revision::<Test>::get(), revision + 1);
        assert_eq!(
            events(),
            [Event::PeerIdUpdated {
                member: 0,
                old_peer_id: peer(1),
                new_peer_id: peer(9),
            }]
        );
    });
}

#[test]
fn a_key_changes_once_in_a_period() {
    run(|| {
        assert_ok!(update(ALICE, 0, 9));
        refused(|| update(ALICE, 0, 1), Error::<Test>::RotatedRecently);
        go_to(ROTATION);
        refused(|| update(ALICE, 0, 1), Error::<Test>::RotatedRecently);
        go_to(1 + ROTATION);
        assert_ok!(update(ALICE, 0, 1));
    });
}

#[test]
fn bad_input_is_refused() {
    run(|| {
        refused(
            || NodeAdmission::update_peer_id(signed(ALICE), 0, vec![1, 2, 3]),
            Error::<Test>::InvalidPeerId,
        );
        refused(|| update(ALICE, 9, 9), Error::<Test>::UnknownMember);
        refused(|| update(BOB, 0, 9), Error::<Test>::NotOwner);
        for taken in [1, 2] {
            refused(|| update(ALICE, 0, taken), Error::<Test>::PeerIdTaken);
        }
        apply(EVE, 5, Role::Observer);
        refused(|| update(ALICE, 0, 5), Error::<Test>::PeerIdTaken);
    });
}

/// Else it would come in by another's door.
#[test]
fn a_refused_peer_id_waits_here_too() {
    run(|| {
        let id = apply(EVE, 5, Role::Observer);
        votes(id, &[ALICE, BOB], false);
        refused(|| update(CAROL, 2, 5), Error::<Test>::PeerIdWaits);
    });
}
