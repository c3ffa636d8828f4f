//! Removal by vote.

use super::mock::*;
use crate::{
    Departure, Error, Event, HoldReason, Outcome, PeerIds, Reason, Role, Subject, Tally,
    ValidatorOf, MAX_REASON,
};
use frame_support::assert_ok;

fn try_remove(who: u8, member: u32, reason: Vec<u8>) -> sp_runtime::DispatchResult {
    NodeAdmission::propose_removal(signed(who), member, reason)
}

#[test]
fn a_removal_is_voted_on_and_holds_a_deposit() {
    run(|| {
        let id = propose_removal(ALICE, 2);
        assert_eq!(held(HoldReason::Motion, ALICE), DEPOSIT);
        assert_eq!(member(2).unwrap().removal, Some(id));
        let reason = Reason::Words(b"because".to_vec().try_into().unwrap());
        assert_eq!(
            motion(id).unwrap().subject,
            Subject::Removal { member: 2, reason }
        );
        assert_eq!(
            events(),
            [Event::RemovalProposed {
                motion: id,
                member: 2,
                proposer: Some(account(ALICE)),
                end: END,
            }]
        );
    });
}

#[test]
fn a_removed_validator_leaves_list_and_set() {
    run(|| {
        let id = propose_removal(ALICE, 2);
        events();
        votes(id, &[ALICE, BOB], true);
        assert_eq!(member(2), None);
        assert_eq!(PeerIds::<Test>::get(peer(3)), None);
        assert_eq!(ValidatorOf::<Test>::get(account(CAROL)), None);
        assert_eq!(validators(), [account(ALICE), account(BOB)]);
        assert_eq!(held(HoldReason::Motion, ALICE), 0);
        assert_eq!(
            events()[2..],
            [
                Event::MemberRemoved {
                    member: 2,
                    account: account(CAROL),
                    peer_id: peer(3),
                    departure: Departure::Removed,
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
fn a_removed_node_has_its_deposit_back_and_may_apply_again_when_it_has_waited() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Observer);
        let id = propose_removal(ALICE, eve);
        votes(id, &[ALICE, BOB], true);
        assert_eq!(held(HoldReason::Node, EVE), 0);
        refused(
            || NodeAdmission::apply(signed(EVE), bytes(5), Role::Observer, vec![]),
            Error::<Test>::PeerIdWaits,
        );
        go_to(System::block_number() + WAITING);
        apply(EVE, 5, Role::Observer);
    });
}

#[test]
fn a_refused_removal_leaves_everything_as_it_was() {
    run(|| {
        let id = propose_removal(ALICE, 2);
        votes(id, &[BOB, CAROL], false);
        assert_eq!(member(2).unwrap().removal, None);
        assert_eq!(held(HoldReason::Motion, ALICE), 0);
        assert_eq!(validators().len(), 3);
        propose_removal(BOB, 2);
    });
}

#[test]
fn only_maintainers_propose() {
    run(|| {
        for who in [DAVE, EVE, NOBODY] {
            refused(|| try_remove(who, 2, vec![]), Error::<Test>::NotMaintainer);
        }
    });
}

#[test]
fn a_reason_is_text_of_bounded_length() {
    run(|| {
        let reason = |length: u32| vec![b'a'; length as usize];
        refused(
            || try_remove(ALICE, 3, reason(MAX_REASON + 1)),
            Error::<Test>::ReasonTooLong,
        );
        refused(|| try_remove(ALICE, 3, vec![0xc3]), Error::<Test>::NotUtf8);
        assert_ok!(try_remove(ALICE, 3, reason(MAX_REASON)));
    });
}

#[test]
fn a_member_is_voted_on_once_at_a_time() {
    run(|| {
        refused(
            || try_remove(ALICE, 4, vec![]),
            Error::<Test>::UnknownMember,
        );
        propose_removal(ALICE, 3);
        refused(|| try_remove(BOB, 3, vec![]), Error::<Test>::RemovalOpen);
    });
}

#[test]
fn the_minimum_of_validators_cannot_be_voted_away() {
    run(|| {
        let first = propose_removal(ALICE, 2);
        let second = propose_removal(ALICE, 1);
        events();
        votes(first, &[ALICE, BOB], true);
        refused(
            || try_remove(ALICE, 0, vec![]),
            Error::<Test>::TooFewValidators,
        );
        // An observer is none of them.
        propose_removal(ALICE, 3);
        events();
        votes(second, &[ALICE, BOB], true);
        let error = Error::<Test>::TooFewValidators.into();
        assert_eq!(outcomes(), [(second, Outcome::Failed(error))]);
        assert_eq!(validators(), [account(ALICE), account(BOB)]);
        assert_eq!(member(1).unwrap().removal, None);
    });
}
