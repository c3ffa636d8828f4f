//! Deposits, and those that are lost.

use super::mock::*;
use crate::{Error, Event, Forfeited, GroundRules, HoldReason, Outcome, PreimageDeposits, Rules};
use chaos_primitives::{currency::*, Balance};
use frame_support::{
    assert_ok,
    traits::{fungible::Inspect, Bounded, QueryPreimage},
};
use sp_runtime::Permill;

/// The tenth of the turnout that a CIP needs: of 10 % of 4,001 COS.
const ENOUGH: Balance = 40_010 * MILLI_COS;

#[test]
fn the_deposit_of_a_cip_that_nobody_cares_for_goes_to_the_treasury() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, ENOUGH - 1));
        go_to(END - 1);
        events();
        go_to(END);
        assert_eq!(total(TREASURY), COS + DEPOSIT);
        assert_eq!(total(ALICE), COINS - DEPOSIT);
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(Forfeited::<Test>::iter_keys().count(), 0);
        let lost = Event::DepositLost {
            cip: CIP,
            proposer: account(ALICE),
            amount: DEPOSIT,
        };
        let taken = Event::DepositTaken {
            proposer: account(ALICE),
            amount: DEPOSIT,
        };
        assert_eq!(events()[..2], [lost, taken]);
    });
}

#[test]
fn the_deposit_of_a_cip_with_a_tenth_of_its_turnout_comes_back() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, ENOUGH - 1));
        assert_ok!(vote(CAROL, CIP, true, 1));
        go_to(END);
        assert_eq!(total(ALICE), COINS);
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(total(TREASURY), COS);
    });
}

/// Or who floods the chain with CIPs would have the deposits back because others oppose them.
#[test]
fn votes_against_do_not_save_a_deposit() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, false, 900 * COS));
        assert_ok!(vote(CAROL, CIP, true, ENOUGH - 1));
        go_to(END);
        assert_eq!(total(ALICE), COINS - DEPOSIT);
        assert_eq!(total(TREASURY), COS + DEPOSIT);
    });
}

/// Reserves are taken from what is held, and nothing says so.
#[test]
fn a_cip_ends_although_less_is_held_than_on_record() {
    with_cip(|| {
        assert_ok!(Balances::force_unreserve(
            RuntimeOrigin::root(),
            account(ALICE),
            1
        ));
        approve(CIP);
        go_to(END);
        assert_eq!(resolution(CIP).unwrap().outcome, Outcome::Passed);
        go_to(END + 1);
        assert_eq!([frozen(BOB), frozen(CAROL)], [0, 0]);

        let next = propose(BOB, None);
        assert_ok!(Balances::force_unreserve(
            RuntimeOrigin::root(),
            account(BOB),
            1
        ));
        go_to(END + WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(BOB), next));
    });
}

/// A CIP that asks for more has to bring more.
#[test]
fn the_turnout_is_that_of_the_stricter_rule() {
    run(|| {
        let strict = Rules {
            min_turnout: Some(Permill::from_percent(20)),
            ..rules()
        };
        propose_by(ALICE, None, strict);
        assert_ok!(vote(BOB, CIP, true, 2 * ENOUGH - 1));
        go_to(END);
        assert_eq!(total(TREASURY), COS + DEPOSIT);
    });
}

#[test]
fn a_deposit_is_lost_although_vesting_locks_it() {
    with_cip(|| {
        lock(ALICE, COINS);
        go_to(END);
        assert_eq!(total(TREASURY), COS + DEPOSIT);
        assert_eq!(total(ALICE), COINS - DEPOSIT);
    });
}

/// Of two CIPs, the first is lost while all of the proposer's coins vote on the second.
fn lost_but_voting(test: impl FnOnce(u32)) {
    with_cip(|| {
        let later = Rules {
            period: 2 * PERIOD,
            ..rules()
        };
        let other = propose_by(BOB, None, later);
        assert_ok!(vote(ALICE, other, true, coins(ALICE)));
        // All that is free leaves, but for what the deposit does not cover.
        let spare = total(ALICE) - frozen(ALICE);
        assert_eq!(spare, DEPOSIT);
        assert_ok!(send(ALICE, DAVE, spare));
        go_to(END);
        test(other);
    });
}

#[test]
fn a_lost_deposit_that_backs_a_vote_stays_until_the_vote_is_unlocked() {
    lost_but_voting(|_| {
        assert_eq!(Forfeited::<Test>::get(account(ALICE)), DEPOSIT);
        assert_eq!(held(HoldReason::Proposal, ALICE), DEPOSIT);
        assert_eq!(total(ALICE), frozen(ALICE));
        assert_eq!(total(TREASURY), COS);
        assert_ok!(Cip::do_try_state());
        events();
        let end = 1 + 2 * PERIOD;
        go_to_full(end);
        assert_eq!(total(TREASURY), COS);
        next_block();
        assert_eq!(total(TREASURY), COS + DEPOSIT);
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(Forfeited::<Test>::iter_keys().count(), 0);
        let taken = Event::DepositTaken {
            proposer: account(ALICE),
            amount: DEPOSIT,
        };
        assert!(events().contains(&taken));
    });
}

/// The treasury could otherwise vote on the same CIP with the same coins.
#[test]
fn a_lost_deposit_does_not_vote_twice() {
    lost_but_voting(|other| {
        let votes = total(TREASURY);
        assert_ok!(vote(TREASURY, other, true, votes));
        assert_ok!(vote(DAVE, other, true, coins(DAVE)));
        assert_ok!(vote(BOB, other, true, coins(BOB)));
        assert_ok!(vote(CAROL, other, true, coins(CAROL)));
        // All that there is but the deposit of the other CIP.
        let tally = crate::Tallies::<Test>::get(other).unwrap().tally;
        assert_eq!(tally.approve, ISSUANCE - DEPOSIT);
    });
}

#[test]
fn lost_deposits_add_up_and_are_taken_as_far_as_no_vote_needs_them() {
    run(|| {
        let later = |off| Rules {
            period: PERIOD + off,
            ..rules()
        };
        propose(ALICE, None);
        propose(ALICE, None);
        let (first, second) = (
            propose_by(BOB, None, later(10)),
            propose_by(BOB, None, later(20)),
        );
        assert_ok!(vote(ALICE, first, true, coins(ALICE)));
        let spare = total(ALICE) - frozen(ALICE);
        assert_ok!(send(ALICE, DAVE, spare));
        // A vote that leaves half of one deposit when the other is unlocked.
        let less = total(ALICE) - DEPOSIT / 2;
        assert!(less > coins(ALICE));
        assert_ok!(send(DAVE, ALICE, 2 * DEPOSIT));
        assert_ok!(vote(ALICE, second, true, less));
        assert_ok!(send(ALICE, DAVE, 2 * DEPOSIT));
        go_to(END);
        assert_eq!(Forfeited::<Test>::get(account(ALICE)), 2 * DEPOSIT);
        go_to(END + 11);
        assert_eq!(Forfeited::<Test>::get(account(ALICE)), 3 * DEPOSIT / 2);
        assert_eq!(total(TREASURY), COS + DEPOSIT / 2);
        assert_eq!(total(ALICE), frozen(ALICE));
        go_to(END + 21);
        assert_eq!(Forfeited::<Test>::iter_keys().count(), 0);
        assert_eq!(total(TREASURY), COS + 2 * DEPOSIT);
    });
}

/// Whoever noted it: he may have his own deposit back, and the chain keeps the preimage.
#[test]
fn a_preimage_has_a_deposit_for_as_long_as_the_chain_keeps_it() {
    run(|| {
        let bytes = vec![7; 1_000_000];
        let call = noted(DAVE, spy::Call::write_length { bytes });
        let (hash, len) = (
            call.as_ref().unwrap().hash(),
            call.as_ref().unwrap().len().unwrap(),
        );
        let deposit = MILLI_COS + Balance::from(len);
        let cip = propose(ALICE, call);
        assert_eq!(held(HoldReason::Preimage, ALICE), deposit);
        assert_eq!(PreimageDeposits::<Test>::get(cip), Some(deposit));
        assert_ok!(Preimage::unnote_preimage(signed(DAVE), hash));
        assert_eq!(total(DAVE), coins(DAVE));
        assert!(<Preimage as QueryPreimage>::len(&hash).is_some());

        approve(cip);
        // The decision gives back the deposit of the CIP, and not that of what is still needed.
        go_to(END + DELAY - 1);
        assert_eq!(held(HoldReason::Proposal, ALICE), 0);
        assert_eq!(held(HoldReason::Preimage, ALICE), deposit);
        assert_ok!(Cip::do_try_state());
        go_to(END + DELAY);
        assert_eq!(held(HoldReason::Preimage, ALICE), 0);
        assert_eq!(coins(ALICE), COINS);
        assert!(<Preimage as QueryPreimage>::len(&hash).is_none());
    });
}

#[test]
fn the_deposit_of_a_preimage_comes_back_however_a_cip_ends() {
    run(|| {
        // Each pays for it.
        let call: Bounded<_, _> = noted(DAVE, spy::Call::write_and_fail { value: 5 }).unwrap();
        let [failed, rejected, withdrawn] =
            [ALICE, BOB, CAROL].map(|who| propose(who, Some(call.clone())));
        for who in [ALICE, BOB, CAROL] {
            assert!(held(HoldReason::Preimage, who) > MILLI_COS);
        }
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(CAROL), withdrawn));
        assert_eq!(held(HoldReason::Preimage, CAROL), 0);
        approve(failed);
        go_to(END);
        assert!(resolution(rejected).is_some());
        assert_eq!(held(HoldReason::Preimage, BOB), 0);
        assert!(held(HoldReason::Preimage, ALICE) > 0);
        go_to(END + DELAY);
        assert_eq!(held(HoldReason::Preimage, ALICE), 0);
        assert_eq!(PreimageDeposits::<Test>::iter_keys().count(), 0);
    });
}

#[test]
fn proposing_should_fail_without_the_deposit_of_the_preimage() {
    run(|| {
        let bytes = vec![7; 1_000_000];
        let call = noted(DAVE, spy::Call::write_length { bytes });
        // All but a planck of what the preimage takes beside the CIP.
        let len = Balance::from(call.as_ref().unwrap().len().unwrap());
        let spare = DEPOSIT + MILLI_COS + len + EXISTENTIAL_DEPOSIT;
        assert_ok!(send(ALICE, BOB, COINS - spare + 1));
        let proposing = || {
            let title = b"t".to_vec();
            Cip::propose(signed(ALICE), title, document(), call.clone(), rules())
        };
        refused(proposing, Error::<Test>::DepositUnaffordable);
        assert_ok!(send(BOB, ALICE, 1));
        assert_ok!(proposing());
    });
}

/// Should the treasury be gone, a deposit that is enough for an account brings it back.
#[test]
fn a_treasury_without_an_account_gets_one() {
    run(|| {
        assert_ok!(send(TREASURY, ALICE, COS));
        let least = GroundRules {
            deposit: EXISTENTIAL_DEPOSIT,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), least));
        propose(ALICE, None);
        go_to(END);
        assert_eq!(total(TREASURY), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn the_treasury_loses_nothing_by_proposing() {
    run(|| {
        assert_ok!(send(ALICE, TREASURY, 100 * COS));
        propose(TREASURY, None);
        go_to(END);
        assert_eq!(coins(TREASURY), 101 * COS);
        assert_eq!(Balances::total_balance(&account(TREASURY)), 101 * COS);
    });
}

/// Deposits are what they were when they were held, whatever the ground rules are by now.
#[test]
fn other_ground_rules_do_not_change_a_deposit() {
    with_cip(|| {
        let dearer = GroundRules {
            deposit: 3 * DEPOSIT,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), dearer));
        approve(CIP);
        go_to(END);
        assert_eq!(coins(ALICE), COINS);
    });
}
