//! Reads.

use super::mock::*;
use crate::{runtime_api::PeerStatus, Role, Tally};
use frame_support::assert_ok;
use std::collections::BTreeSet;

#[test]
fn admitted_peers_are_those_of_the_members() {
    run(|| {
        apply(EVE, 5, Role::Observer);
        let peers: BTreeSet<_> = NodeAdmission::admitted_peers().into_iter().collect();
        assert_eq!(peers, (1..=4).map(peer).collect());
    });
}

#[test]
fn members_come_in_pages() {
    run(|| {
        assert_ok!(NodeAdmission::leave(signed(BOB), 1));
        let page = NodeAdmission::members(0, 2);
        let ids: Vec<_> = page.members.iter().map(|member| member.member).collect();
        assert_eq!((ids, page.next), (vec![0, 2], Some(3)));
        let page = NodeAdmission::members(3, u32::MAX);
        assert_eq!((page.members.len(), page.next), (1, None));
        let page = NodeAdmission::members(u32::MAX, 1);
        assert_eq!((page.members.len(), page.next), (0, None));
        assert_eq!(NodeAdmission::member(1), None);
    });
}

#[test]
fn motions_come_in_pages_with_who_voted_what() {
    run(|| {
        for node in 10..13 {
            apply(EVE, node, Role::Observer);
        }
        votes(1, &[ALICE], true);
        votes(1, &[BOB], false);
        let page = NodeAdmission::motions(0, 2);
        assert_eq!(page.next, Some(2));
        let motion = &page.motions[1];
        assert_eq!(
            motion.votes,
            [(account(ALICE), true), (account(BOB), false)]
        );
        let tally = Tally {
            approve: 1,
            refuse: 1,
            maintainers: 3,
        };
        assert_eq!((motion.motion, motion.tally, motion.needed), (1, tally, 2));
        let page = NodeAdmission::motions(2, 100);
        assert_eq!((page.motions.len(), page.next), (1, None));
        let page = NodeAdmission::motions(u32::MAX, 100);
        assert_eq!((page.motions.len(), page.next), (0, None));
        // Of those who are maintainers no more nothing is said.
        equivocate(ALICE);
        assert_eq!(
            NodeAdmission::motion(1).unwrap().votes,
            [(account(BOB), false)]
        );
    });
}

#[test]
fn a_peer_knows_where_it_stands() {
    run(|| {
        let status = |node: u8| NodeAdmission::peer_status(bytes(node));
        assert_eq!(NodeAdmission::peer_status(vec![1]), PeerStatus::Invalid);
        assert_eq!(status(5), PeerStatus::Unknown);
        let id = apply(EVE, 5, Role::Observer);
        assert_eq!(status(5), PeerStatus::Applied(id));
        votes(id, &[ALICE, BOB], false);
        assert_eq!(status(5), PeerStatus::Waiting(1 + WAITING));
        go_to(1 + WAITING);
        assert_eq!(status(5), PeerStatus::Unknown);
        assert_eq!(status(1), PeerStatus::Admitted(0, Role::Validator));
        assert_eq!(status(4), PeerStatus::Admitted(3, Role::Observer));
    });
}
