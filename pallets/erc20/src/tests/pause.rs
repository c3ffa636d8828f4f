//! When tokens were paused.

use super::mock::*;
use crate::{migrations::RecordPauses, PauseRecord, Pauses, PausesRecordedFrom};
use frame_support::{
    assert_ok,
    traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn pause() {
    assert_ok!(Erc20::pause(signed(ALICE), 0));
}

fn unpause() {
    assert_ok!(Erc20::unpause(signed(ALICE), 0));
}

/// In each of these blocks, how many were paused before.
fn counted<const N: usize>(blocks: [u64; N]) -> [u32; N] {
    blocks.map(|block| {
        System::set_block_number(block);
        Erc20::paused_blocks(0)
    })
}

#[test]
fn a_token_that_was_never_paused_has_no_paused_blocks() {
    new_test_ext().execute_with(|| {
        token();
        assert_eq!(counted([1, 1_000]), [0, 0]);
        assert!(!Pauses::<Test>::contains_key(0));
    });
}

#[test]
fn every_block_of_a_pause_counts_its_first_and_last_included() {
    new_test_ext().execute_with(|| {
        token();
        System::set_block_number(10);
        pause();
        assert_eq!(counted([10, 11, 14]), [0, 1, 4]);
        unpause();
        assert_eq!(counted([14, 15, 16, 99]), [4, 5, 5, 5]);
        System::set_block_number(100);
        pause();
        assert_eq!(counted([100, 103]), [5, 8]);
        assert_ok!(Erc20::check_invariants());
    });
}

/// Or an owner could pause before everybody else's transactions, and end the pause after them.
#[test]
fn a_pause_within_a_block_counts_once() {
    new_test_ext().execute_with(|| {
        token();
        System::set_block_number(10);
        for _ in 0..3 {
            pause();
            unpause();
        }
        assert_eq!(counted([10, 11, 12]), [0, 1, 1]);
        pause();
        unpause();
        assert_eq!(counted([12, 13]), [1, 2]);
        assert_ok!(Erc20::check_invariants());
    });
}

#[test]
fn a_token_paused_before_there_was_a_record_is_paused_since_the_upgrade() {
    new_test_ext().execute_with(|| {
        token();
        token();
        pause();
        Pauses::<Test>::remove(0);
        StorageVersion::new(0).put::<Erc20>();
        System::set_block_number(50);
        RecordPauses::<Test>::on_runtime_upgrade();
        assert_eq!(Erc20::on_chain_storage_version(), 1);
        assert_eq!(PausesRecordedFrom::<Test>::get(), 50);

        assert_eq!(counted([50, 60]), [0, 10]);
        assert_eq!(Erc20::paused_blocks(1), 0);
        assert_ok!(Erc20::check_invariants());
        unpause();
        assert_eq!(counted([61, 70]), [11, 11]);
        // Once.
        RecordPauses::<Test>::on_runtime_upgrade();
        assert_eq!(PausesRecordedFrom::<Test>::get(), 50);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// As if each block had been noted.
    #[test]
    fn paused_blocks_are_those_with_a_pause_in_them(
        steps in prop::collection::vec(prop_oneof![2 => Just(0u64), 3 => 1..5u64], 0..60),
    ) {
        let mut record: Option<PauseRecord<u64>> = None;
        let (mut now, mut is_paused, mut noted) = (1, false, BTreeSet::new());
        for blocks in steps {
            for _ in 0..blocks {
                now += 1;
                if is_paused {
                    noted.insert(now);
                }
                let counted = record.map_or(0, |record| record.blocks_before(now));
                prop_assert_eq!(counted, noted.range(..now).count() as u64);
            }
            noted.insert(now);
            record = Some(match record {
                Some(record) if is_paused => record.ended(now),
                before => PauseRecord::begun(before, now),
            });
            is_paused = !is_paused;
        }
    }
}
