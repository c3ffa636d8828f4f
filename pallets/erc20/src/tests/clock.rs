//! The clocks of tokens, and how tokens from before there were any got theirs.

use super::mock::*;
use crate::{
    migrations::{v0, StartClocks},
    Tokens,
};
use chaos_primitives::{AccountId, Clock, TokenClocks, TokenId};
use frame_support::{
    assert_ok,
    migrations::{SteppedMigration, SteppedMigrationError},
    storage::unhashed,
    traits::{GetStorageVersion, StorageVersion},
    weights::WeightMeter,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What both clocks say, where they say the same.
fn time(token_id: TokenId) -> u64 {
    let [unpaused, payable] = times(token_id);
    assert_eq!(unpaused, payable);
    unpaused
}

fn times(token_id: TokenId) -> [u64; 2] {
    let now = System::block_number();
    [
        Erc20::unpaused_time(token_id, now),
        Erc20::payable_time(token_id, now),
    ]
}

fn go_to(block: u64) {
    System::set_block_number(block);
}

#[test]
fn a_clock_stands_while_its_token_is_paused() {
    new_test_ext().execute_with(|| {
        token();
        token();
        go_to(10);
        assert_eq!(time(0), 10);
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        go_to(25);
        assert_eq!((time(0), time(1)), (10, 25));
        assert_ok!(Erc20::unpause(signed(ALICE), 0));
        // The block in which it moves again is over first.
        go_to(26);
        assert_eq!(time(0), 10);
        go_to(30);
        assert_eq!((time(0), time(1)), (14, 30));
        assert_ok!(Erc20::do_try_state());
        // There is no such token.
        assert_eq!(time(2), 30);
    });
}

/// Or an owner could pause before everybody else's transactions, and end the pause after them.
#[test]
fn a_block_with_a_pause_in_it_does_not_count() {
    new_test_ext().execute_with(|| {
        token();
        for block in 10..13 {
            go_to(block);
            for _ in 0..3 {
                assert_ok!(Erc20::pause(signed(ALICE), 0));
                assert_ok!(Erc20::unpause(signed(ALICE), 0));
                assert_eq!(time(0), 10);
            }
        }
        go_to(13);
        assert_eq!(time(0), 10);
        go_to(14);
        assert_eq!(time(0), 11);
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn what_else_keeps_a_token_stops_one_clock_and_no_block_counts_twice() {
    new_test_ext().execute_with(|| {
        token();
        let freeze = |token_id: Option<TokenId>| {
            FrozenToken::set(&token_id);
            <Erc20 as TokenClocks<u64>>::adjust_clocks(0);
        };
        go_to(10);
        freeze(Some(0));
        go_to(12);
        assert_eq!(times(0), [12, 10]);
        assert_ok!(Erc20::do_try_state());
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        go_to(14);
        freeze(None);
        go_to(16);
        assert_eq!(times(0), [12, 10]);
        assert_ok!(Erc20::do_try_state());
        assert_ok!(Erc20::unpause(signed(ALICE), 0));
        go_to(18);
        assert_eq!(times(0), [13, 11]);
        assert_ok!(Erc20::do_try_state());
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// As if each block in which a clock did not go all the time had been noted.
    #[test]
    fn a_clock_counts_the_blocks_in_which_it_goes(
        steps in prop::collection::vec(prop_oneof![2 => Just(0u64), 3 => 1..5u64], 0..60),
    ) {
        let mut clock = Clock::<u64>::default();
        let (mut now, mut noted) = (1, BTreeSet::new());
        for blocks in steps {
            for _ in 0..blocks {
                now += 1;
                if !clock.goes() {
                    noted.insert(now);
                }
                prop_assert_eq!(clock.at(now), now - noted.range(..now).count() as u64);
            }
            noted.insert(now);
            clock.set(!clock.goes(), now);
        }
    }
}

/// As version 0 had it.
fn forget_clocks(token_id: TokenId) {
    let token = Tokens::<Test>::get(token_id).unwrap();
    let old: v0::Token<AccountId> = v0::Token {
        owner: token.owner,
        options: token.options,
    };
    unhashed::put(&Tokens::<Test>::hashed_key_for(token_id), &old);
}

#[test]
fn tokens_from_before_get_their_clocks_step_by_step() {
    new_test_ext().execute_with(|| {
        for _ in 0..5 {
            token();
        }
        assert_ok!(Erc20::pause(signed(ALICE), 3));
        FrozenToken::set(&Some(4));
        go_to(20);
        let before: Vec<_> = (0..5).map(Erc20::info).collect();
        (0..5).for_each(forget_clocks);
        StorageVersion::new(0).put::<Erc20>();

        let one = StartClocks::<Test>::weight_of_one();
        let mut too_little = WeightMeter::with_limit(one / 2);
        let refused = StartClocks::<Test>::step(None, &mut too_little);
        let required = SteppedMigrationError::InsufficientWeight { required: one };
        assert_eq!(refused, Err(required));

        let (mut cursor, mut steps) = (None, 0);
        loop {
            let mut meter = WeightMeter::with_limit(one * 2);
            cursor = StartClocks::<Test>::step(cursor, &mut meter).unwrap();
            steps += 1;
            if cursor.is_none() {
                break;
            }
        }
        // Two at a time, and the last looks for more.
        assert_eq!(steps, 3);
        assert_eq!(Erc20::on_chain_storage_version(), 1);
        let after: Vec<_> = (0..5).map(Erc20::info).collect();
        assert_eq!(before, after);
        assert_ok!(Erc20::do_try_state());
        go_to(30);
        assert_eq!([0, 3].map(time), [30, 20]);
        assert_eq!(times(4), [30, 20]);
        // It does not begin again.
        let again = StartClocks::<Test>::step(None, &mut WeightMeter::new());
        assert_eq!(again, Ok(None));
        assert_eq!([0, 3].map(time), [30, 20]);
    });
}
