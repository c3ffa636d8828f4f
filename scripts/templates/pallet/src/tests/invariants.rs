//! What holds whatever happens.

use super::mock::*;
use crate::{Latest, Record};
use frame_support::assert_ok;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(chaos_testing::cases(1_000)))]

    /// Through any sequence of calls and blocks.
    #[test]
    fn the_last_good_value_is_the_latest(
        actions in prop::collection::vec((0u8..4, 0..2 * MAX_VALUE, 0u64..3), 0..40)
    ) {
        new_test_ext().execute_with(|| {
            let mut expected = None;
            for (who, value, blocks) in actions {
                System::set_block_number(System::block_number() + blocks);
                let is_set = @Name@::set_value(signed(who), value).is_ok();
                prop_assert_eq!(is_set, value <= MAX_VALUE);
                if is_set {
                    expected = Some((value, account(who)));
                }
                let latest = @Name@::latest().map(|record| (record.value, record.by));
                prop_assert_eq!(&latest, &expected);
                assert_ok!(@Name@::do_try_state());
            }
            Ok(())
        })?;
    }
}

#[test]
fn broken_storage_is_found() {
    let good = Record {
        value: 1,
        by: account(ALICE),
        at: 1,
    };
    let too_large = Record {
        value: MAX_VALUE + 1,
        ..good.clone()
    };
    let to_come = Record {
        at: 2,
        ..good.clone()
    };
    for (record, error) in [
        (too_large, "a value above the maximum"),
        (to_come, "a value from a block to come"),
    ] {
        new_test_ext().execute_with(|| {
            Latest::<Test>::put(&good);
            assert_ok!(@Name@::do_try_state());
            Latest::<Test>::put(record);
            assert_eq!(@Name@::do_try_state(), Err(error.into()));
        });
    }
}
