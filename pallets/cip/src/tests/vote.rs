//! Voting: one coin, one vote.

use super::mock::*;
use crate::{
    Credentials, Error, Event, GroundRules, HoldReason, NextCredentialId, OpenTally, Outcome,
    Tallies, Tally, Vote, VoteKey, VoteOf, VotesBySize,
};
use chaos_primitives::{currency::*, Balance};
use frame_support::{
    assert_ok,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
    },
};
use sp_runtime::{traits::Dispatchable, DispatchError, TokenError};

#[test]
fn a_vote_freezes_its_coins_and_has_a_credential() {
    with_cip(|| {
        go_to(4);
        System::set_extrinsic_index(6);
        assert_ok!(vote(BOB, CIP, false, 30 * COS));
        assert_eq!(frozen(BOB), 30 * COS);
        assert_eq!(held(HoldReason::Vote, BOB), VOTE_DEPOSIT);
        assert_eq!(total(BOB), COINS);
        let credential = Vote {
            cip: CIP,
            voter: account(BOB),
            approve: false,
            votes: 30 * COS,
            block: 4,
            extrinsic: Some(6),
            deposit: VOTE_DEPOSIT,
        };
        assert_eq!(Credentials::<Test>::get(0), Some(credential));
        assert_eq!(VoteOf::<Test>::get(CIP, account(BOB)), Some(0));
        let keys: Vec<_> = VotesBySize::<Test>::iter_key_prefix(account(BOB)).collect();
        assert_eq!(keys, [VoteKey::new(CIP, 30 * COS)]);
        assert_eq!((keys[0].cip(), keys[0].votes()), (CIP, 30 * COS));
        let open = OpenTally {
            end: END,
            tally: Tally {
                approve: 0,
                disapprove: 30 * COS,
                voters: 0,
            },
            accounts: 1,
        };
        assert_eq!(Tallies::<Test>::get(CIP), Some(open));
        assert_eq!(NextCredentialId::<Test>::get(), 1);
        assert_eq!(
            events(),
            [Event::Voted {
                credential: 0,
                cip: CIP,
                voter: account(BOB),
                approve: false,
                votes: 30 * COS,
                block: 4,
                extrinsic: Some(6),
            }]
        );
    });
}

#[test]
fn votes_on_both_sides_add_up() {
    with_cip(|| {
        for (who, approve, votes) in [(ALICE, true, 5), (BOB, false, 7), (CAROL, true, 11)] {
            assert_ok!(vote(who, CIP, approve, votes));
        }
        let tally = Tally {
            approve: 16,
            disapprove: 7,
            voters: 2,
        };
        let open = Tallies::<Test>::get(CIP).unwrap();
        assert_eq!((open.tally, open.accounts), (tally, 3));
    });
}

/// The freeze is that of the largest vote: a coin votes on each CIP, and once on each.
#[test]
fn the_same_coins_vote_on_several_cips() {
    run(|| {
        let cips = [0; 3].map(|_| propose(ALICE, None));
        for (cip, votes, expected) in [(0, 100, 100), (1, 300, 300), (2, 200, 300)] {
            assert_ok!(vote(BOB, cips[cip], true, votes));
            assert_eq!(frozen(BOB), expected);
        }
        assert_eq!(held(HoldReason::Vote, BOB), 3 * VOTE_DEPOSIT);
    });
}

#[test]
fn coins_that_voted_do_not_leave() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, 600 * COS));
        // What is held is covered by the freeze, and so counts towards what has to stay.
        let spare = COINS - 600 * COS;
        refused(|| send(BOB, DAVE, spare + 1), TokenError::Frozen);
        assert_ok!(send(BOB, DAVE, spare));
        refused(|| send(BOB, DAVE, 1), TokenError::Frozen);
        assert_eq!(total(BOB), 600 * COS);
        // What came is for the receiver to vote with; the sum is what there is.
        assert_ok!(vote(DAVE, CIP, true, COINS + spare));
        let tally = Tallies::<Test>::get(CIP).unwrap().tally;
        assert_eq!(tally.approve, 2 * COINS);
    });
}

#[test]
fn coins_that_voted_do_not_leave_as_deposits_of_others() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, 600 * COS));
        assert_ok!(hold(BOB, 900 * COS));
        assert_eq!(frozen(BOB), 600 * COS);
        // Only the free part that the hold covers leaves.
        let free = coins(BOB);
        assert_ok!(send(BOB, DAVE, free - EXISTENTIAL_DEPOSIT));
        assert!(total(BOB) >= 600 * COS);
        assert_ok!(release(BOB, 900 * COS));
        let spare = total(BOB) - 600 * COS;
        refused(|| send(BOB, DAVE, spare + 1), TokenError::Frozen);
    });
}

#[test]
fn coins_on_hold_do_not_vote() {
    with_cip(|| {
        assert_ok!(hold(BOB, 400 * COS));
        refused(
            || vote(BOB, CIP, true, 600 * COS + 1),
            Error::<Test>::InsufficientCoins,
        );
        assert_ok!(vote(BOB, CIP, true, 600 * COS));
        // They cover the freeze; still, one coin in the account is left for each vote.
        assert_ok!(send(BOB, DAVE, 400 * COS));
        assert_eq!(total(BOB), 600 * COS);
        refused(|| send(BOB, DAVE, 1), TokenError::Frozen);
    });
}

#[test]
fn coins_that_vest_vote() {
    with_cip(|| {
        lock(BOB, COINS);
        assert_ok!(vote(BOB, CIP, true, COINS));
        assert_eq!(frozen(BOB), COINS);
    });
}

/// Only the existential deposit and the deposit of the vote matter.
#[test]
fn all_coins_of_an_account_vote() {
    with_cip(|| {
        let poorest = EXISTENTIAL_DEPOSIT + VOTE_DEPOSIT;
        assert_ok!(send(DAVE, NOBODY, poorest));
        assert_ok!(vote(NOBODY, CIP, true, poorest));
        assert_eq!(frozen(NOBODY), poorest);
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
        let spendable = Balances::reducible_balance(
            &account(NOBODY),
            Preservation::Expendable,
            Fortitude::Polite,
        );
        assert_eq!(spendable, 0);
    });
}

#[test]
fn voting_should_fail_without_the_deposit() {
    with_cip(|| {
        assert_ok!(send(DAVE, NOBODY, EXISTENTIAL_DEPOSIT + VOTE_DEPOSIT - 1));
        refused(
            || vote(NOBODY, CIP, true, 1),
            Error::<Test>::DepositUnaffordable,
        );
    });
}

/// Also where something else keeps the account alive: what is left would be dust.
#[test]
fn a_deposit_leaves_the_existential_deposit() {
    with_cip(|| {
        let poorest = EXISTENTIAL_DEPOSIT + VOTE_DEPOSIT;
        assert_ok!(send(DAVE, NOBODY, poorest - 1));
        System::inc_providers(&account(NOBODY));
        refused(
            || vote(NOBODY, CIP, true, poorest - 1),
            Error::<Test>::DepositUnaffordable,
        );
        assert_ok!(send(DAVE, NOBODY, 1));
        assert_ok!(vote(NOBODY, CIP, true, poorest));
        assert_eq!(total(NOBODY), poorest);
    });
}

#[test]
fn voting_should_fail_with_more_votes_than_coins() {
    with_cip(|| {
        refused(
            || vote(BOB, CIP, true, COINS + 1),
            Error::<Test>::InsufficientCoins,
        );
        refused(
            || vote(BOB, CIP, true, Balance::MAX),
            Error::<Test>::InsufficientCoins,
        );
        refused(
            || vote(NOBODY, CIP, true, 1),
            Error::<Test>::InsufficientCoins,
        );
        assert_ok!(vote(BOB, CIP, true, COINS));
    });
}

#[test]
fn voting_should_fail_with_no_votes() {
    with_cip(|| refused(|| vote(BOB, CIP, true, 0), Error::<Test>::NoVotes));
}

/// Not with coins that came later, either.
#[test]
fn voting_should_fail_the_second_time() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, 1));
        assert_ok!(send(DAVE, BOB, 100 * COS));
        for approve in [true, false] {
            refused(
                || vote(BOB, CIP, approve, 100 * COS),
                Error::<Test>::AlreadyVoted,
            );
        }
    });
}

#[test]
fn voting_should_fail_without_a_cip() {
    with_cip(|| {
        refused(|| vote(BOB, 1, true, 1), Error::<Test>::UnknownCip);
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), CIP));
        refused(|| vote(BOB, CIP, true, 1), Error::<Test>::UnknownCip);
    });
}

#[test]
fn voting_ends_with_the_block_before_the_end() {
    run(|| {
        let cips: Vec<_> = (0..=ENDS).map(|_| propose(ALICE, None)).collect();
        go_to(END - 1);
        assert_ok!(vote(BOB, CIP, true, 1));
        go_to(END);
        // The last of them was not decided yet.
        assert!(Tallies::<Test>::contains_key(cips[ENDS as usize]));
        for cip in cips {
            refused(|| vote(CAROL, cip, true, 1), Error::<Test>::VotingEnded);
        }
    });
}

#[test]
fn voting_needs_an_account() {
    with_cip(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            refused(
                || Cip::vote(origin.clone(), CIP, true, 1),
                DispatchError::BadOrigin,
            );
        }
    });
}

/// However many there are: its freeze is the largest of its votes, so that its coins suffice.
#[test]
fn a_voter_votes_on_every_open_cip() {
    run(|| {
        let cheap = GroundRules {
            deposit: EXISTENTIAL_DEPOSIT,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), cheap));
        let cips: Vec<_> = (0..100).map(|_| propose(ALICE, None)).collect();
        for cip in &cips {
            assert_ok!(vote(BOB, *cip, false, 900 * COS));
        }
        assert_eq!(frozen(BOB), 900 * COS);
        assert_eq!(held(HoldReason::Vote, BOB), 100 * VOTE_DEPOSIT);
        assert_eq!(Cip::votes(&account(BOB)).len(), 100);
        // Nor do votes that were not unlocked yet hinder it.
        go_to_full(END);
        let next = propose(ALICE, None);
        assert_ok!(vote(BOB, next, false, 990 * COS));
        assert_eq!(frozen(BOB), 990 * COS);
    });
}

/// As many as all those that one has to oppose, and no coin is left for the last.
#[test]
fn the_last_of_many_cips_does_not_pass_against_more_coins() {
    run(|| {
        let cheap = GroundRules {
            deposit: EXISTENTIAL_DEPOSIT,
            ..ground_rules()
        };
        assert_ok!(Cip::set_ground_rules(RuntimeOrigin::root(), cheap));
        for _ in 0..65 {
            let cip = propose(ALICE, inline(write(1)));
            assert_ok!(vote(BOB, cip, false, 900 * COS));
        }
        assert_ok!(vote(CAROL, 64, true, 400 * COS));
        assert_ok!(vote(DAVE, 64, true, 400 * COS));
        go_to(END + 65 / u64::from(ENDS) + DELAY);
        assert_eq!(resolution(64).unwrap().outcome, Outcome::Rejected);
        assert!(written().is_empty());
    });
}

#[test]
fn voting_should_fail_when_all_credentials_are_given() {
    with_cip(|| {
        NextCredentialId::<Test>::put(u64::MAX);
        refused(|| vote(BOB, CIP, true, 1), Error::<Test>::NoIdLeft);
    });
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    pallet_utility::Call::batch_all { calls }.into()
}

fn vote_call(cip: u32, votes: Balance) -> RuntimeCall {
    crate::Call::vote {
        cip,
        approve: true,
        votes,
    }
    .into()
}

/// So that the extrinsic alone names no vote, and the credential does.
#[test]
fn votes_of_one_batch_have_credentials_of_their_own() {
    run(|| {
        let (first, second) = (propose(ALICE, None), propose(ALICE, None));
        System::set_extrinsic_index(3);
        let calls = vec![vote_call(first, 5), vote_call(second, 7)];
        assert_ok!(batch(calls).dispatch(signed(BOB)));
        let votes = [0, 1].map(|id| Credentials::<Test>::get(id).unwrap());
        assert_eq!(votes.clone().map(|vote| vote.extrinsic), [Some(3); 2]);
        assert_eq!(
            votes.map(|vote| (vote.cip, vote.votes)),
            [(first, 5), (second, 7)]
        );
    });
}

#[test]
fn a_batch_does_not_vote_twice() {
    with_cip(|| {
        let twice = batch(vec![vote_call(CIP, 5), vote_call(CIP, 5)]);
        refused(
            || {
                twice
                    .clone()
                    .dispatch(signed(BOB))
                    .map(drop)
                    .map_err(|e| e.error)
            },
            Error::<Test>::AlreadyVoted,
        );
        // Nor vote and move the coins on.
        let move_on = pallet_balances::Call::transfer_allow_death {
            dest: account(DAVE),
            value: 600 * COS,
        };
        let calls = batch(vec![vote_call(CIP, 500 * COS), move_on.into()]);
        refused(
            || {
                calls
                    .clone()
                    .dispatch(signed(BOB))
                    .map(drop)
                    .map_err(|e| e.error)
            },
            TokenError::Frozen,
        );
    });
}

/// Whatever is tried with a second account, the votes are no more than the coins.
#[test]
fn a_second_account_does_not_help() {
    with_cip(|| {
        // Move first, then vote with both: each coin is somewhere.
        assert_ok!(send(BOB, NOBODY, 400 * COS));
        assert_ok!(vote(BOB, CIP, true, 600 * COS));
        assert_ok!(vote(NOBODY, CIP, true, 400 * COS));
        refused(|| send(NOBODY, BOB, 1), TokenError::Frozen);
        refused(|| send(BOB, NOBODY, 1), TokenError::Frozen);
        let everything = Balances::transfer(
            &account(BOB),
            &account(NOBODY),
            600 * COS,
            Preservation::Expendable,
        );
        assert_eq!(everything, Err(TokenError::FundsUnavailable.into()));
        assert_eq!(Tallies::<Test>::get(CIP).unwrap().tally.approve, COINS);
    });
}
