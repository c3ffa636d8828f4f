//! Peer ids that were refused or voted out, while they wait.

use super::mock::*;
use crate::{runtime_api::PeerStatus, Expelled, PeerId, Role, Waiting, MAX_WAITING};
use frame_support::assert_ok;

fn nth(index: u32) -> PeerId {
    let mut key = [7; 32];
    key[..4].copy_from_slice(&index.to_le_bytes());
    PeerId::from_ed25519(key)
}

fn refuse(index: u32) {
    let id = next_motion();
    let bytes = nth(index).as_bytes().to_vec();
    assert_ok!(NodeAdmission::apply(
        signed(EVE),
        bytes,
        Role::Observer,
        vec![]
    ));
    votes(id, &[ALICE, BOB], false);
}

fn waits(index: u32) -> bool {
    let bytes = nth(index).as_bytes().to_vec();
    matches!(NodeAdmission::peer_status(bytes), PeerStatus::Waiting(_))
}

#[test]
fn the_first_refused_makes_room_for_another() {
    run(|| {
        for index in 0..MAX_WAITING {
            refuse(index);
        }
        assert!((0..MAX_WAITING).all(waits));
        refuse(MAX_WAITING);
        assert!(!waits(0));
        assert!((1..=MAX_WAITING).all(waits));
        assert_eq!(Waiting::<Test>::get().len(), MAX_WAITING as usize);
        // It may apply again, and waits again.
        refuse(0);
        assert!(waits(0) && !waits(1));
    });
}

/// Else whoever applies often enough would let it in again.
#[test]
fn who_was_voted_out_makes_no_room_for_those_that_are_refused() {
    run(|| {
        let removal = propose_removal(ALICE, 3);
        votes(removal, &[ALICE, BOB], true);
        for index in 0..=MAX_WAITING {
            refuse(index);
        }
        let status = NodeAdmission::peer_status(bytes(4));
        assert_eq!(status, PeerStatus::Waiting(1 + WAITING));
        assert_eq!(Expelled::<Test>::get().len(), 1);
        assert!(!waits(0) && waits(1));
    });
}

#[test]
fn those_that_waited_long_enough_make_room_before() {
    run(|| {
        refuse(0);
        go_to(1 + WAITING);
        for index in 1..=MAX_WAITING {
            refuse(index);
        }
        assert!((1..=MAX_WAITING).all(waits));
    });
}

#[test]
fn a_shorter_period_counts_for_the_next_alone() {
    run(|| {
        refuse(0);
        assert_ok!(set_parameters(|new| new.waiting_period = 1));
        refuse(1);
        next_block();
        assert!(waits(0) && !waits(1));
        refuse(2);
        assert!(waits(0));
    });
}
