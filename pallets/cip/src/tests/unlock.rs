//! Unlocking votes, by themselves and by `unlock`.

use super::mock::*;
use crate::{
    Credentials, Error, Event, HoldReason, Lifting, Rules, VoteOf, VotesBySize, WeightInfo,
    MAX_UNLOCKED, MAX_UNLOCKED_IDLE,
};
use chaos_primitives::{currency::*, Balance};
use frame_support::{
    assert_ok,
    dispatch::{GetDispatchInfo, PostDispatchInfo},
    traits::Hooks,
    weights::Weight,
};
use sp_runtime::{DispatchError, TokenError};

fn unlock(who: u8, cip: u32) -> Result<PostDispatchInfo, DispatchError> {
    Cip::unlock(signed(who), cip).map_err(|failed| failed.error)
}

#[test]
fn votes_are_unlocked_automatically() {
    with_cip(|| {
        approve(CIP);
        go_to(END);
        assert_eq!(frozen(BOB), 300 * COS);
        events();
        go_to(END + 1);
        for who in [BOB, CAROL] {
            assert_eq!(frozen(who), 0);
            assert_eq!(held(HoldReason::Vote, who), 0);
            assert_eq!(coins(who), COINS);
            assert_ok!(send(who, DAVE, COINS));
        }
        assert_eq!(Credentials::<Test>::iter_keys().count(), 0);
        assert_eq!(VoteOf::<Test>::iter_keys().count(), 0);
        assert_eq!(VotesBySize::<Test>::iter_keys().count(), 0);
        assert_eq!(Lifting::<Test>::iter_keys().count(), 0);
        let mut events = events();
        events.sort_by_key(|event| format!("{event:?}"));
        let unlocked = [(0, BOB), (1, CAROL)].map(|(credential, who)| Event::VoteLifted {
            credential,
            cip: CIP,
            voter: account(who),
            frozen: 0,
        });
        assert_eq!(events, unlocked);
    });
}

/// Always exactly the largest vote that is left.
#[test]
fn a_freeze_follows_the_votes_that_are_left() {
    run(|| {
        for (off, votes) in [(0, 200), (1, 300), (2, 100)] {
            let rules = Rules {
                period: PERIOD + 10 * off,
                ..rules()
            };
            let cip = propose_by(ALICE, None, rules);
            assert_ok!(vote(BOB, cip, true, votes * COS));
        }
        for (block, expected) in [(END, 300), (END + 1, 300), (END + 11, 100), (END + 21, 0)] {
            go_to(block);
            assert_eq!(frozen(BOB), expected * COS);
        }
    });
}

#[test]
fn anybody_unlocks_votes_when_blocks_have_no_room() {
    with_cip(|| {
        approve(CIP);
        go_to_full(END + 10);
        assert_eq!(frozen(BOB), 300 * COS);
        let info = unlock(DAVE, CIP).unwrap();
        assert_eq!(info.actual_weight, Some(Weights::unlock(2)));
        let call = crate::Call::<Test>::unlock { cip: CIP };
        let most = call.get_dispatch_info().call_weight;
        assert_eq!(most, Weights::unlock(MAX_UNLOCKED));
        for who in [BOB, CAROL] {
            assert_eq!((frozen(who), coins(who)), (0, COINS));
        }
    });
}

/// Accounts that voted on the first CIP.
fn crowd(count: u32) -> Vec<chaos_primitives::AccountId> {
    let accounts: Vec<_> = (0..count)
        .map(|n| {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&(n + 1).to_be_bytes());
            chaos_primitives::AccountId::from(id)
        })
        .collect();
    for who in &accounts {
        let amount = 2 * COS;
        assert_ok!(Balances::transfer_allow_death(
            signed(DAVE),
            who.clone(),
            amount
        ));
        let origin = RuntimeOrigin::signed(who.clone());
        assert_ok!(Cip::vote(origin, CIP, true, COS));
    }
    accounts
}

#[test]
fn one_call_unlocks_a_hundred_votes() {
    with_cip(|| {
        crowd(250);
        go_to_full(END);
        for (unlocked, left) in [(100, Some(150)), (100, Some(50)), (50, None)] {
            let info = unlock(DAVE, CIP).unwrap();
            assert_eq!(info.actual_weight, Some(Weights::unlock(unlocked)));
            assert_eq!(Lifting::<Test>::get(CIP), left);
            assert_ok!(Cip::do_try_state());
        }
        refused(
            || unlock(DAVE, CIP).map(drop),
            Error::<Test>::NothingToUnlock,
        );
    });
}

#[test]
fn a_block_unlocks_two_hundred_votes_at_most() {
    with_cip(|| {
        crowd(250);
        go_to_full(END);
        assert_eq!(
            Cip::on_idle(END, PLENTY),
            Weights::unlock_idle(MAX_UNLOCKED_IDLE)
        );
        assert_eq!(Lifting::<Test>::get(CIP), Some(50));
        assert_eq!(Cip::on_idle(END, PLENTY), Weights::unlock_idle(50));
        assert_eq!(Lifting::<Test>::get(CIP), None);
        assert_eq!(Cip::on_idle(END, PLENTY), Weights::unlock_idle(0));
    });
}

#[test]
fn a_block_unlocks_what_it_has_room_for() {
    with_cip(|| {
        crowd(20);
        go_to_full(END);
        let one = Weight::from_parts(1, 0);
        for (room, unlocked) in [
            (Weight::zero(), None),
            (Weights::unlock_idle(0), None),
            (Weights::unlock_idle(1) - one, None),
            (Weights::unlock_idle(1), Some(1)),
            (Weights::unlock_idle(8) - one, Some(7)),
        ] {
            let before = Lifting::<Test>::get(CIP).unwrap();
            let used = Cip::on_idle(END, room);
            assert_eq!(used, unlocked.map_or(Weight::zero(), Weights::unlock_idle));
            let left = Lifting::<Test>::get(CIP).unwrap();
            assert_eq!(before - left, unlocked.unwrap_or_default());
            assert_ok!(Cip::do_try_state());
        }
    });
}

/// One after the other, within one block.
#[test]
fn a_block_unlocks_votes_on_several_cips() {
    run(|| {
        for _ in 0..3 {
            let cip = propose(ALICE, None);
            for who in [ALICE, BOB, CAROL] {
                assert_ok!(vote(who, cip, false, COS));
            }
        }
        go_to_full(END);
        assert_eq!(
            Cip::on_idle(END, Weights::unlock_idle(5)),
            Weights::unlock_idle(5)
        );
        assert_ok!(Cip::do_try_state());
        assert_eq!(
            Cip::on_idle(END, Weights::unlock_idle(5)),
            Weights::unlock_idle(4)
        );
        assert_eq!(Lifting::<Test>::iter_keys().count(), 0);
    });
}

#[test]
fn a_cip_without_votes_has_none_to_unlock() {
    with_cip(|| {
        go_to_full(END);
        assert_eq!(Lifting::<Test>::get(CIP), None);
        refused(
            || unlock(DAVE, CIP).map(drop),
            Error::<Test>::NothingToUnlock,
        );
    });
}

#[test]
fn unlocking_should_fail_before_the_decision() {
    with_cip(|| {
        approve(CIP);
        refused(|| unlock(BOB, CIP).map(drop), Error::<Test>::VotingOpen);
        refused(|| unlock(BOB, 1).map(drop), Error::<Test>::UnknownCip);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            refused(
                || {
                    Cip::unlock(origin.clone(), CIP)
                        .map(drop)
                        .map_err(|failed| failed.error)
                },
                DispatchError::BadOrigin,
            );
        }
    });
}

/// What others froze, held or locked is theirs.
#[test]
fn unlocking_leaves_what_others_keep() {
    with_cip(|| {
        lock(BOB, 700 * COS);
        assert_ok!(hold(BOB, 100 * COS));
        assert_ok!(vote(BOB, CIP, true, 900 * COS));
        go_to(END + 1);
        assert_eq!(frozen(BOB), 0);
        assert_eq!(coins(BOB), 900 * COS);
        refused(|| send(BOB, DAVE, 301 * COS), TokenError::Frozen);
        assert_ok!(send(BOB, DAVE, 300 * COS));
    });
}

/// And again for the next CIP.
#[test]
fn unlocked_coins_vote_again() {
    with_cip(|| {
        assert_ok!(vote(BOB, CIP, true, COINS));
        go_to(END + 1);
        let next = propose(ALICE, None);
        assert_ok!(send(BOB, DAVE, COINS - COS));
        assert_ok!(vote(DAVE, next, true, 2 * COINS - COS));
        let poor: Balance = COS;
        assert_ok!(vote(BOB, next, true, poor));
    });
}
