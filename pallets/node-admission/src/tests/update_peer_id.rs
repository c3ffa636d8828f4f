//! New keys of nodes.

use super::mock::*;
use crate::{Error, Event, Holder, PeerId, PeerIds, Revision, Role};
use codec::Encode;
use frame_support::assert_ok;
use sp_core::{ed25519, H256};
use sp_runtime::DispatchResult;

#[test]
fn a_new_key_needs_no_vote() {
    run(|| {
        let revision = Revision::<Test>::get();
        assert_ok!(update_peer_id(ALICE, 0, 9));
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
        assert_ok!(update_peer_id(ALICE, 0, 9));
        refused(
            || update_peer_id(ALICE, 0, 1),
            Error::<Test>::RotatedRecently,
        );
        go_to(ROTATION);
        refused(
            || update_peer_id(ALICE, 0, 1),
            Error::<Test>::RotatedRecently,
        );
        go_to(1 + ROTATION);
        assert_ok!(update_peer_id(ALICE, 0, 1));
    });
}

#[test]
fn bad_input_is_refused() {
    run(|| {
        refused(
            || NodeAdmission::update_peer_id(signed(ALICE), 0, vec![1, 2, 3], signature(0, 9)),
            Error::<Test>::InvalidPeerId,
        );
        refused(|| update_peer_id(ALICE, 9, 9), Error::<Test>::UnknownMember);
        refused(|| update_peer_id(BOB, 0, 9), Error::<Test>::NotOwner);
        for taken in [1, 2] {
            refused(
                || update_peer_id(ALICE, 0, taken),
                Error::<Test>::PeerIdTaken,
            );
        }
        apply(EVE, 5, Role::Observer);
        refused(|| update_peer_id(ALICE, 0, 5), Error::<Test>::PeerIdTaken);
    });
}

/// Else it would come in by another's door.
#[test]
fn a_refused_peer_id_waits_here_too() {
    run(|| {
        let id = apply(EVE, 5, Role::Observer);
        votes(id, &[ALICE, BOB], false);
        refused(|| update_peer_id(CAROL, 2, 5), Error::<Test>::PeerIdWaits);
    });
}

/// Written down once more.
#[test]
fn a_new_key_signs_of_whom_it_is() {
    run(|| {
        let genesis: H256 = System::block_hash(0);
        let expected = (
            "nodeAdmission:updatePeerId",
            genesis,
            0u32,
            account(ALICE),
            peer(1),
            peer(9),
        );
        let message = NodeAdmission::rotation_message(0, &peer(9));
        assert_eq!(message, Some(expected.encode()));
        assert_eq!(NodeAdmission::rotation_message(9, &peer(9)), None);
    });
}

fn update_signed(node: u8, signature: ed25519::Signature) -> DispatchResult {
    NodeAdmission::update_peer_id(signed(ALICE), 0, bytes(node), signature)
}

#[test]
fn nobody_takes_a_peer_id_whose_key_it_has_not() {
    run(|| {
        let refused = |node, signature: ed25519::Signature| {
            refused(
                || update_signed(node, signature),
                Error::<Test>::InvalidSignature,
            );
        };
        // Of another key, for another member, on another chain, and of nothing.
        let message = NodeAdmission::rotation_message(0, &peer(9)).unwrap();
        refused(9, signature(0, 8));
        refused(9, signature(1, 9));
        let genesis: H256 = System::block_hash(0);
        frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(1));
        let elsewhere = signature(0, 9);
        frame_system::BlockHash::<Test>::insert(0, genesis);
        assert_eq!(NodeAdmission::rotation_message(0, &peer(9)), Some(message));
        refused(9, elsewhere);
        refused(9, ed25519::Signature::from_raw([0; 64]));
        assert_ok!(update_signed(9, signature(0, 9)));
        // Once the member has it, it is a signature for no other change.
        go_to(1 + ROTATION);
        let back = signature(0, 1);
        assert_ok!(update_peer_id(ALICE, 0, 8));
        go_to(1 + 2 * ROTATION);
        refused(1, back);
    });
}

/// Everybody signs for it, and nobody can tell whose node it is by it.
#[test]
fn nor_one_whose_key_everybody_has() {
    run(|| {
        let (mut one, mut forged) = ([0u8; 32], [0; 64]);
        (one[0], forged[0]) = (1, 1);
        let peer_id = PeerId::from_ed25519(one).as_bytes().to_vec();
        let forged = ed25519::Signature::from_raw(forged);
        refused(
            || NodeAdmission::update_peer_id(signed(ALICE), 0, peer_id.clone(), forged),
            Error::<Test>::InvalidPeerId,
        );
        refused(
            || NodeAdmission::apply(signed(EVE), peer_id.clone(), Role::Observer, vec![]),
            Error::<Test>::InvalidPeerId,
        );
        // Nor one of a key of another kind, which signs otherwise.
        let hashed = [&[0x12, 0x20][..], &[7; 32]].concat();
        refused(
            || NodeAdmission::update_peer_id(signed(ALICE), 0, hashed.clone(), forged),
            Error::<Test>::InvalidSignature,
        );
    });
}

#[test]
fn who_was_voted_out_waits_and_comes_by_no_others_door() {
    run(|| {
        let removal = propose_removal(ALICE, 3);
        votes(removal, &[ALICE, BOB], true);
        assert_eq!(member(3), None);
        refused(|| update_peer_id(CAROL, 2, 4), Error::<Test>::PeerIdWaits);
        refused(
            || NodeAdmission::apply(signed(DAVE), bytes(4), Role::Observer, vec![]),
            Error::<Test>::PeerIdWaits,
        );
        go_to(1 + WAITING);
        assert_ok!(update_peer_id(CAROL, 2, 4));
    });
}

#[test]
fn nor_does_who_leaves_or_takes_another_peer_id_before_the_vote() {
    run(|| {
        propose_removal(ALICE, 3);
        assert_ok!(update_peer_id(DAVE, 3, 9));
        refused(|| update_peer_id(CAROL, 2, 4), Error::<Test>::PeerIdWaits);
        assert_ok!(NodeAdmission::leave(signed(DAVE), 3));
        refused(|| update_peer_id(CAROL, 2, 9), Error::<Test>::PeerIdWaits);
    });
}

/// Each that it leaves behind waits, and there is not room for any number of those.
#[test]
fn who_is_voted_on_takes_another_peer_id_once() {
    run(|| {
        assert_ok!(set_parameters(|new| new.rotation_period = 0));
        assert_ok!(update_peer_id(DAVE, 3, 8));
        next_block();
        let removal = propose_removal(ALICE, 3);
        assert_ok!(update_peer_id(DAVE, 3, 9));
        for _ in 0..3 {
            next_block();
            refused(
                || update_peer_id(DAVE, 3, 10),
                Error::<Test>::RotatedRecently,
            );
        }
        votes(removal, &[ALICE, BOB], false);
        assert_ok!(update_peer_id(DAVE, 3, 10));
    });
}

#[test]
fn an_equivocator_waits_and_who_leaves_of_its_own_does_not() {
    run(|| {
        equivocate(CAROL);
        session(&[ALICE, BOB]);
        assert_eq!(member(2), None);
        refused(|| update_peer_id(ALICE, 0, 3), Error::<Test>::PeerIdWaits);
        assert_ok!(NodeAdmission::leave(signed(DAVE), 3));
        assert_ok!(update_peer_id(ALICE, 0, 4));
    });
}

/// It is a member until the session ends.
#[test]
fn nor_does_an_equivocator_leave_its_peer_id_to_others_before_the_session_ends() {
    run(|| {
        equivocate(CAROL);
        refused(|| update_peer_id(CAROL, 2, 9), Error::<Test>::Equivocated);
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        refused(|| update_peer_id(ALICE, 0, 3), Error::<Test>::PeerIdWaits);
        refused(
            || NodeAdmission::apply(signed(CAROL), bytes(3), Role::Validator, vec![]),
            Error::<Test>::PeerIdWaits,
        );
    });
}
