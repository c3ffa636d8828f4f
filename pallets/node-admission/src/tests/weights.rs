//! What blocks and sessions weigh, as far as no call does.

use super::mock::*;
use crate::{Call, Role, WeightInfo};
use frame_support::{
    assert_ok,
    dispatch::{DispatchClass, GetDispatchInfo},
    traits::Hooks,
    weights::Weight,
};
use pallet_authorship::EventHandler;

fn agenda() -> Weight {
    TestWeights::agenda()
}

/// What the next block weighs.
fn block() -> Weight {
    System::set_block_number(System::block_number() + 1);
    NodeAdmission::on_initialize(System::block_number())
}

/// What is registered besides.
fn registered(what: impl FnOnce()) -> Weight {
    let mandatory = || *System::block_weight().get(DispatchClass::Mandatory);
    let before = mandatory();
    what();
    mandatory() - before
}

#[test]
fn a_block_with_nothing_due_weighs_its_look_ups() {
    run(|| {
        assert_eq!(block(), agenda());
        apply(EVE, 5, Role::Observer);
        assert_eq!(block(), agenda());
    });
}

#[test]
fn a_block_weighs_what_it_closes() {
    run(|| {
        for node in 10..13 {
            apply(EVE, node, Role::Observer);
        }
        System::set_block_number(END - 1);
        assert_eq!(block(), agenda() + TestWeights::expire() * 2);
        assert_eq!(block(), agenda() + TestWeights::expire());
        assert_eq!(block(), agenda());
    });
}

#[test]
fn a_block_weighs_what_it_recounts() {
    run(|| {
        for node in 10..13 {
            apply(EVE, node, Role::Observer);
        }
        assert_ok!(NodeAdmission::leave(signed(CAROL), 2));
        assert_eq!(block(), agenda() + TestWeights::recount(3));
        assert_eq!(block(), agenda());
    });
}

#[test]
fn each_author_and_each_session_is_weighed() {
    run(|| {
        let note = |who: u8| NodeAdmission::note_author(account(who));
        for who in [ALICE, ALICE, NOBODY] {
            assert_eq!(registered(|| note(who)), TestWeights::note_author());
        }
        let end = || registered(NodeAdmission::session_ended);
        assert_eq!(end(), TestWeights::end_session(3));
        admitted(EVE, 5, Role::Validator);
        assert_eq!(end(), TestWeights::end_session(4));
        session(&[ALICE, BOB, CAROL, EVE]);
        // It is looked at once more.
        equivocate(EVE);
        assert_eq!(end(), TestWeights::end_session(4));
        assert_eq!(end(), TestWeights::end_session(3));
    });
}

#[test]
fn a_role_weighs_by_its_direction() {
    let weight = |role| {
        let call = Call::<Test>::set_role { member: 0, role };
        call.get_dispatch_info().call_weight
    };
    assert_eq!(weight(Role::Observer), TestWeights::set_role_down());
    assert_eq!(weight(Role::Validator), TestWeights::set_role_up());
}
