//! What calls read of the state to find the next of something: nothing of other voters, even where the block has
//! unlocked all their votes. To pass over those takes time, and nobody pays for it.

use super::mock::*;
use crate::{VoteKey, VotesBySize};
use chaos_primitives::{currency::COS, AccountId};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;
use std::fmt::Debug;

/// Voters whose keys come after BOB's.
fn others() -> impl Iterator<Item = AccountId> {
    let key = |who: &AccountId| VotesBySize::<Test>::hashed_key_for(who, VoteKey::new(9, COS));
    let voter = |n: u16| {
        let mut id = [0xee; 32];
        id[..2].copy_from_slice(&n.to_le_bytes());
        AccountId::from(id)
    };
    (0..=u16::MAX)
        .map(voter)
        .filter(move |who| key(who) > key(&account(BOB)))
        .take(50)
}

/// What a call reads of the state, in a block that has unlocked the votes of others, or has not.
fn read(unlocked: bool, prepare: fn(), call: fn() -> DispatchResult) -> impl PartialEq + Debug {
    let mut ext = new_test_ext();
    ext.execute_with(|| {
        propose(ALICE, None);
        prepare();
        for who in others() {
            VotesBySize::<Test>::insert(who, VoteKey::new(9, COS), ());
        }
    });
    assert_ok!(ext.commit_all());
    let (_, proof) = ext.execute_and_prove(|| {
        // Without reading them.
        for who in others().filter(|_| unlocked) {
            VotesBySize::<Test>::remove(who, VoteKey::new(9, COS));
        }
        assert_ok!(call());
    });
    proof
}

#[test]
fn no_call_looks_at_the_votes_that_others_had() {
    type Case = (fn(), fn() -> DispatchResult);
    let cases: [Case; 2] = [
        (|| (), || vote(BOB, CIP, true, COS)),
        // Its only vote.
        (
            || {
                assert_ok!(vote(BOB, CIP, true, COS));
                go_to_full(END);
            },
            || {
                let unlocked = Cip::unlock(signed(DAVE), CIP);
                unlocked.map(drop).map_err(|failed| failed.error)
            },
        ),
    ];
    assert!(others().count() > 9);
    for (prepare, call) in cases {
        let [left, gone] = [false, true].map(|unlocked| read(unlocked, prepare, call));
        assert_eq!(left, gone);
    }
}
