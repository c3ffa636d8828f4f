//! Withdrawing.

use super::mock::*;
use crate::{
    Cips, Credentials, Ending, Error, Event, HoldReason, Lifting, NextCipId, Rules, Tallies, CROWD,
};
use chaos_primitives::{currency::COS, Balance};
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
        go_to(WITHDRAWABLE);
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

/// As many as keep the deposit from being lost: who is for a CIP decides on it.
#[test]
fn withdrawing_should_fail_with_a_tenth_of_the_turnout() {
    with_cip(|| {
        let enough = ISSUANCE / 100;
        assert_ok!(vote(BOB, CIP, true, enough - 1));
        assert_ok!(vote(DAVE, CIP, true, 1));
        refused(
            || Cip::withdraw(signed(ALICE), CIP),
            Error::<Test>::AlreadyHasVotes,
        );
    });
}

/// Otherwise a planck of a stranger would take the deposit.
#[test]
fn what_hardly_anybody_is_for_is_withdrawn_and_its_votes_are_unlocked() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, ISSUANCE / 100 - 1));
        assert_ok!(vote(CAROL, CIP, false, 900 * COS));
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        assert_eq!(total(ALICE), COINS);
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(Lifting::<Test>::get(CIP), Some(2));
        assert_ok!(Cip::do_try_state());
        let votes = Cip::votes(&account(CAROL));
        assert_eq!((votes[0].cip, votes[0].end), (CIP, WITHDRAWABLE));
        assert_eq!(Cip::frozen(&account(CAROL)).until, Some(WITHDRAWABLE));
        refused(|| vote(DAVE, CIP, true, 1), Error::<Test>::UnknownCip);

        next_block();
        for who in [BOB, CAROL] {
            assert_eq!((frozen(who), coins(who)), (0, COINS));
        }
        assert_eq!(Credentials::<Test>::iter_keys().count(), 0);
        assert_eq!(Lifting::<Test>::get(CIP), None);
    });
}

#[test]
fn anybody_unlocks_the_votes_on_what_was_withdrawn() {
    with_cip(|| {
        let unlock = || {
            Cip::unlock(signed(DAVE), CIP)
                .map(drop)
                .map_err(|e| e.error)
        };
        assert_ok!(vote(BOB, CIP, true, 1));
        refused(unlock, Error::<Test>::VotingOpen);
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        assert_ok!(unlock());
        assert_eq!((frozen(BOB), coins(BOB)), (0, COINS));
        refused(unlock, Error::<Test>::UnknownCip);
    });
}

#[test]
fn withdrawing_should_fail_before_a_tenth_of_the_period_is_over() {
    // Of less than ten blocks, it is one.
    for (period, from) in [
        (5, 2),
        (9, 2),
        (10, 2),
        (19, 2),
        (20, 3),
        (99, 10),
        (100, 11),
    ] {
        run(|| {
            propose_by(ALICE, None, Rules { period, ..rules() });
            let withdraw = || Cip::withdraw(signed(ALICE), CIP);
            refused(withdraw, Error::<Test>::TooEarly);
            go_to(from - 1);
            refused(withdraw, Error::<Test>::TooEarly);
            go_to(from);
            assert_ok!(withdraw());
            assert_eq!(total(ALICE), coins(ALICE));
        });
    }
}

/// Whoever drives the price up before another proposes, in the same block, has the deposits held although he wants them
/// back at once: nobody vetoes a CIP for nothing.
#[test]
fn deposits_that_were_doubled_for_one_cip_stay_held() {
    run(|| {
        assert_ok!(send(CAROL, DAVE, COINS - 2 * DEPOSIT));
        let flood: Vec<_> = (0..2 * CROWD).map(|_| propose(BOB, None)).collect();
        let proposing = || {
            let title = b"A CIP".to_vec();
            Cip::propose(signed(CAROL), title, document(), None, rules())
        };
        refused(proposing, Error::<Test>::DepositUnaffordable);
        let deposits = 3 * Balance::from(CROWD) * DEPOSIT;
        for block in 1..WITHDRAWABLE {
            go_to(block);
            for cip in &flood {
                refused(|| Cip::withdraw(signed(BOB), *cip), Error::<Test>::TooEarly);
            }
            assert_eq!(held(HoldReason::Proposal, BOB), deposits);
            assert_eq!(Cip::deposit(), 4 * DEPOSIT);
        }

        go_to(WITHDRAWABLE);
        for cip in flood {
            assert_ok!(Cip::withdraw(signed(BOB), cip));
        }
        assert_eq!(held(HoldReason::Proposal, BOB), 0);
        assert_ok!(proposing());
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
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        refused(
            || Cip::withdraw(signed(ALICE), CIP),
            Error::<Test>::UnknownCip,
        );
    });
}
