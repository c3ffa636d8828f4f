//! Roles.

use super::mock::*;
use crate::{Error, Event, HoldReason, Outcome, Role, ValidatorOf};
use frame_support::assert_ok;

fn set_role(who: u8, member: u32, role: Role) -> sp_runtime::DispatchResult {
    NodeAdmission::set_role(signed(who), member, role)
}

#[test]
fn downwards_is_at_once() {
    run(|| {
        assert_ok!(set_role(CAROL, 2, Role::Observer));
        assert_eq!(member(2).unwrap().role, Role::Observer);
        assert_eq!(ValidatorOf::<Test>::get(account(CAROL)), None);
        assert_eq!(validators(), [account(ALICE), account(BOB)]);
        let role = Role::Observer;
        assert_eq!(events(), [Event::RoleSet { member: 2, role }]);
    });
}

#[test]
fn upwards_is_by_vote() {
    run(|| {
        let id = promote(DAVE, 3);
        assert_eq!(held(HoldReason::Motion, DAVE), DEPOSIT);
        assert_eq!(
            events(),
            [Event::PromotionProposed {
                motion: id,
                member: 3,
                end: END,
            }]
        );
        assert_eq!(member(3).unwrap().promotion, Some(id));
        votes(id, &[ALICE, BOB], true);
        let details = member(3).unwrap();
        assert_eq!((details.role, details.promotion), (Role::Validator, None));
        assert!(validators().contains(&account(DAVE)));
        assert_eq!(held(HoldReason::Motion, DAVE), 0);
    });
}

#[test]
fn a_refused_promotion_leaves_an_observer() {
    run(|| {
        let id = promote(DAVE, 3);
        votes(id, &[ALICE, BOB], false);
        assert_eq!(outcomes(), [(id, Outcome::Refused)]);
        let details = member(3).unwrap();
        assert_eq!((details.role, details.promotion), (Role::Observer, None));
        assert_eq!(held(HoldReason::Motion, DAVE), 0);
        promote(DAVE, 3);
    });
}

#[test]
fn bad_input_is_refused() {
    run(|| {
        refused(
            || set_role(ALICE, 9, Role::Observer),
            Error::<Test>::UnknownMember,
        );
        refused(|| set_role(BOB, 0, Role::Observer), Error::<Test>::NotOwner);
        refused(
            || set_role(ALICE, 0, Role::Validator),
            Error::<Test>::RoleUnchanged,
        );
        refused(
            || set_role(DAVE, 3, Role::Observer),
            Error::<Test>::RoleUnchanged,
        );
        promote(DAVE, 3);
        refused(
            || set_role(DAVE, 3, Role::Validator),
            Error::<Test>::PromotionOpen,
        );
        let second = admitted(ALICE, 9, Role::Observer);
        refused(
            || set_role(ALICE, second, Role::Validator),
            Error::<Test>::AlreadyValidator,
        );
    });
}

#[test]
fn the_last_validators_stay() {
    run(|| {
        assert_ok!(set_role(ALICE, 0, Role::Observer));
        refused(
            || set_role(BOB, 1, Role::Observer),
            Error::<Test>::TooFewValidators,
        );
    });
}

/// It would stay an observer.
#[test]
fn an_equivocator_does_not_step_down() {
    run(|| {
        equivocate(CAROL);
        refused(
            || set_role(CAROL, 2, Role::Observer),
            Error::<Test>::Equivocated,
        );
    });
}

#[test]
fn a_validator_may_move_to_another_node() {
    run(|| {
        let second = admitted(ALICE, 9, Role::Observer);
        assert_ok!(set_role(ALICE, 0, Role::Observer));
        let id = promote(ALICE, second);
        votes(id, &[BOB, CAROL], true);
        assert_eq!(ValidatorOf::<Test>::get(account(ALICE)), Some(second));
    });
}

/// Strangers can fill those places.
#[test]
fn a_promotion_takes_no_place_among_the_applications() {
    run(|| {
        for node in 0..MAX_APPLICATIONS as u8 {
            apply(EVE, 100 + node, Role::Observer);
        }
        promote(DAVE, 3);
    });
}
