//! Leaving.

use super::mock::*;
use crate::{Departure, Error, Event, HoldReason, Outcome, PeerIds, Role};
use frame_support::assert_ok;

fn leave(who: u8, member: u32) -> sp_runtime::DispatchResult {
    NodeAdmission::leave(signed(who), member)
}

#[test]
fn who_leaves_has_the_deposit_back() {
    run(|| {
        let eve = admitted(EVE, 5, Role::Validator);
        events();
        assert_ok!(leave(EVE, eve));
        assert_eq!(member(eve), None);
        assert_eq!(PeerIds::<Test>::get(peer(5)), None);
        assert_eq!(held(HoldReason::Node, EVE), 0);
        assert_eq!(validators().len(), 3);
        assert_eq!(
            events(),
            [Event::MemberRemoved {
                member: eve,
                account: account(EVE),
                peer_id: peer(5),
                departure: Departure::Left,
            }]
        );
        refused(|| leave(EVE, eve), Error::<Test>::UnknownMember);
    });
}

#[test]
fn nobody_leaves_for_another() {
    run(|| {
        refused(|| leave(BOB, 0), Error::<Test>::NotOwner);
        refused(|| leave(BOB, 9), Error::<Test>::UnknownMember);
    });
}

#[test]
fn the_last_validators_stay() {
    run(|| {
        assert_ok!(leave(ALICE, 0));
        refused(|| leave(BOB, 1), Error::<Test>::TooFewValidators);
    });
}

#[test]
fn motions_about_who_left_are_void() {
    run(|| {
        let removal = propose_removal(ALICE, 3);
        let promotion = promote(DAVE, 3);
        events();
        assert_ok!(leave(DAVE, 3));
        assert_eq!(
            outcomes(),
            [(removal, Outcome::Void), (promotion, Outcome::Void)]
        );
        assert_eq!(held(HoldReason::Motion, ALICE), 0);
        assert_eq!(held(HoldReason::Motion, DAVE), 0);
        go_to(END + 1);
        assert!(events().is_empty());
    });
}

#[test]
fn a_second_node_stays() {
    run(|| {
        let second = admitted(ALICE, 9, Role::Observer);
        assert_ok!(leave(ALICE, 0));
        assert!(member(second).is_some());
        assert!(!validators().contains(&account(ALICE)));
    });
}

/// Reserves are taken from what is held, and nothing says so.
#[test]
fn a_motion_ends_and_a_member_leaves_although_less_is_held_than_on_record() {
    run(|| {
        let application = apply(FRED, 6, Role::Observer);
        let removal = propose_removal(ALICE, 3);
        let eve = admitted(EVE, 5, Role::Observer);
        for id in [ALICE, EVE, FRED] {
            assert_ok!(Balances::force_unreserve(
                RuntimeOrigin::root(),
                account(id),
                1
            ));
        }
        events();
        votes(application, &[BOB, CAROL], false);
        assert_ok!(leave(EVE, eve));
        assert_eq!(member(eve), None);
        go_to(END);
        assert_eq!(
            outcomes(),
            [(application, Outcome::Refused), (removal, Outcome::Expired)]
        );
        assert_eq!(member(3).unwrap().removal, None);
    });
}
