//! Applying.

use super::mock::*;
use crate::{
    Applications, Error, Event, HoldReason, Holder, Label, Motion, Outcome, PeerIds, Role, Subject,
    MAX_LABEL,
};
use chaos_primitives::{currency::COS, Validators};
use frame_support::assert_ok;

fn try_apply(who: u8, peer_id: Vec<u8>, label: Vec<u8>) -> sp_runtime::DispatchResult {
    NodeAdmission::apply(signed(who), peer_id, Role::Validator, label)
}

#[test]
fn an_application_is_voted_on_and_holds_a_deposit() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        assert_eq!(held(HoldReason::Node, EVE), DEPOSIT);
        let subject = Subject::Admission {
            applicant: account(EVE),
            peer_id: peer(5),
            role: Role::Validator,
            label: Label::truncate_from(b"node".to_vec()),
        };
        let expected = Motion {
            subject,
            proposer: Some(account(EVE)),
            deposit: DEPOSIT,
            start: 1,
            end: END,
            votes: Default::default(),
        };
        assert_eq!(motion(id), Some(expected));
        assert_eq!(PeerIds::<Test>::get(peer(5)), Some(Holder::Application(id)));
        assert_eq!(Applications::<Test>::get(), 1);
        assert_eq!(
            events(),
            [Event::Applied {
                motion: id,
                applicant: account(EVE),
                peer_id: peer(5),
                role: Role::Validator,
                end: END,
            }]
        );
    });
}

#[test]
fn an_account_may_apply_for_several_nodes() {
    run(|| {
        apply(EVE, 5, Role::Validator);
        apply(EVE, 6, Role::Observer);
        apply(ALICE, 7, Role::Observer);
        assert_eq!(held(HoldReason::Node, EVE), 2 * DEPOSIT);
    });
}

#[test]
fn what_is_no_peer_id_does_not_apply() {
    run(|| {
        let base58 = String::from(peer(5)).into_bytes();
        for wrong in [vec![], base58, bytes(5)[..37].to_vec(), vec![0; 100_000]] {
            refused(
                || try_apply(EVE, wrong.clone(), vec![]),
                Error::<Test>::InvalidPeerId,
            );
        }
    });
}

#[test]
fn a_peer_id_belongs_to_one() {
    run(|| {
        for who in [ALICE, EVE] {
            refused(
                || NodeAdmission::apply(signed(who), bytes(1), Role::Observer, vec![]),
                Error::<Test>::PeerIdTaken,
            );
        }
        apply(EVE, 5, Role::Validator);
        for who in [EVE, FRED] {
            refused(
                || try_apply(who, bytes(5), vec![]),
                Error::<Test>::PeerIdTaken,
            );
        }
    });
}

#[test]
fn a_refused_peer_id_waits() {
    run(|| {
        let id = apply(EVE, 5, Role::Validator);
        votes(id, &[ALICE, BOB], false);
        assert_eq!(held(HoldReason::Node, EVE), 0);
        for who in [EVE, FRED] {
            refused(
                || try_apply(who, bytes(5), vec![]),
                Error::<Test>::PeerIdWaits,
            );
        }
        go_to(WAITING);
        refused(
            || try_apply(EVE, bytes(5), vec![]),
            Error::<Test>::PeerIdWaits,
        );
        go_to(1 + WAITING);
        assert_ok!(try_apply(EVE, bytes(5), vec![]));
    });
}

#[test]
fn a_label_is_text_of_bounded_length() {
    run(|| {
        let label = |length: u32| vec![b'a'; length as usize];
        refused(
            || try_apply(EVE, bytes(5), label(MAX_LABEL + 1)),
            Error::<Test>::LabelTooLong,
        );
        refused(
            || try_apply(EVE, bytes(5), vec![0xff]),
            Error::<Test>::NotUtf8,
        );
        assert_ok!(try_apply(EVE, bytes(5), label(MAX_LABEL)));
        assert_ok!(try_apply(FRED, bytes(6), vec![]));
    });
}

/// It has but one set of session keys.
#[test]
fn an_account_validates_with_one_node() {
    run(|| {
        refused(
            || try_apply(ALICE, bytes(5), vec![]),
            Error::<Test>::AlreadyValidator,
        );
    });
}

#[test]
fn there_are_only_so_many_applications() {
    run(|| {
        for node in 0..MAX_APPLICATIONS as u8 {
            apply(EVE, 100 + node, Role::Observer);
        }
        refused(
            || try_apply(FRED, bytes(6), vec![]),
            Error::<Test>::TooManyApplications,
        );
        go_to(END);
        assert_eq!(Applications::<Test>::get(), MAX_APPLICATIONS - ENDS);
        assert_ok!(try_apply(FRED, bytes(6), vec![]));
    });
}

#[test]
fn there_are_only_so_many_members() {
    run(|| {
        for node in 4..MAX_MEMBERS as u8 {
            admitted(EVE, 100 + node, Role::Observer);
        }
        refused(
            || try_apply(FRED, bytes(6), vec![]),
            Error::<Test>::TooManyMembers,
        );
    });
}

#[test]
fn a_deposit_has_to_be_there() {
    run(|| {
        for who in [NOBODY, FRED] {
            assert_ok!(set_parameters(|new| new.deposit = COINS));
            refused(
                || try_apply(who, bytes(6), vec![]),
                Error::<Test>::DepositUnaffordable,
            );
        }
        assert_ok!(set_parameters(|new| new.deposit = COINS - COS));
        assert_ok!(try_apply(FRED, bytes(6), vec![]));
    });
}

#[test]
fn there_are_only_so_many_validators() {
    run(|| {
        for who in 10..7 + MAX_VALIDATORS as u8 {
            ValidatorSet::add(&account(who)).unwrap();
        }
        let too_many = Error::<Test>::TooManyValidators;
        refused(|| try_apply(EVE, bytes(5), vec![]), too_many);
        let too_many = Error::<Test>::TooManyValidators;
        refused(
            || NodeAdmission::set_role(signed(DAVE), 3, Role::Validator),
            too_many,
        );
        apply(EVE, 5, Role::Observer);
        for who in 10..7 + MAX_VALIDATORS as u8 {
            ValidatorSet::remove(&account(who)).unwrap();
        }
    });
}

#[test]
fn ids_come_to_an_end() {
    run(|| {
        crate::NextMotionId::<Test>::put(u32::MAX);
        refused(|| try_apply(EVE, bytes(5), vec![]), Error::<Test>::NoIdLeft);
        crate::NextMotionId::<Test>::put(u32::MAX - 1);
        crate::NextMemberId::<Test>::put(u32::MAX);
        let id = apply(EVE, 5, Role::Observer);
        events();
        votes(id, &[ALICE, BOB], true);
        let error = Error::<Test>::NoIdLeft.into();
        assert_eq!(outcomes(), [(id, Outcome::Failed(error))]);
        assert_eq!(held(HoldReason::Node, EVE), 0);
    });
}
