//! Withdrawing.

use super::mock::*;
use crate::{Cips, Ending, Error, Event, HoldReason, NextCipId, Tallies};
use frame_support::{
    assert_ok,
    traits::{Bounded, QueryPreimage},
};
use sp_runtime::DispatchError;

#[test]
fn withdrawing_leaves_nothing() {
    run(|| {
        let call = noted(DAVE, write(5));
        let Some(Bounded::Lookup { hash, .. }) = call else {
            panic!()
        };
        propose(ALICE, call);
        events();
        go_to_full(END - 1);
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(coins(ALICE), COINS);
        assert!(!<Preimage as QueryPreimage>::is_requested(&hash));
        assert_eq!(Cips::<Test>::iter_keys().count(), 0);
        assert_eq!(Tallies::<Test>::iter_keys().count(), 0);
        assert_eq!(Ending::<Test>::iter_keys().count(), 0);
        assert_eq!(events(), [Event::Withdrawn { cip: CIP }]);
        // And no decision comes of it.
        go_to(END + 1);
        assert_eq!(resolution(CIP), None);
    });
}

#[test]
fn ids_are_not_given_twice() {
    with_cip(|| {
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        assert_eq!(propose(ALICE, None), 1);
        assert_eq!(NextCipId::<Test>::get(), 2);
    });
}

#[test]
fn withdrawing_should_fail_for_anybody_else() {
    with_cip(|| {
        let by = |who| move || Cip::withdraw(signed(who), CIP);
        refused(by(BOB), Error::<Test>::NotProposer);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            refused(
                || Cip::withdraw(origin.clone(), CIP),
                DispatchError::BadOrigin,
            );
        }
    });
}

#[test]
fn withdrawing_should_fail_after_a_vote() {
    with_cip(|| {
        assert_ok!(vote(ALICE, CIP, true, 1));
        refused(
            || Cip::withdraw(signed(ALICE), CIP),
            Error::<Test>::AlreadyHasVotes,
        );
    });
}

/// Whether the agenda came to it or not: so nobody gets around losing a deposit.
#[test]
fn withdrawing_should_fail_after_the_end() {
    run(|| {
        let cips: Vec<_> = (0..=ENDS).map(|_| propose(ALICE, None)).collect();
        go_to(END);
        let is_undecided = |cip: &u32| Tallies::<Test>::contains_key(cip);
        assert_eq!(cips.iter().filter(|cip| is_undecided(cip)).count(), 1);
        for cip in cips {
            refused(
                || Cip::withdraw(signed(ALICE), cip),
                Error::<Test>::VotingEnded,
            );
        }
    });
}

#[test]
fn withdrawing_should_fail_if_there_is_no_such_cip() {
    with_cip(|| {
        refused(
            || Cip::withdraw(signed(ALICE), 1),
            Error::<Test>::UnknownCip,
        );
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        refused(
            || Cip::withdraw(signed(ALICE), CIP),
            Error::<Test>::UnknownCip,
        );
    });
}
