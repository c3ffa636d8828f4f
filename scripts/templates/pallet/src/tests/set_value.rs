//! Setting the value.

use super::mock::*;
use crate::{Error, Event, Record};
use frame_support::assert_ok;
use sp_runtime::DispatchError;

#[test]
fn a_value_is_set_and_read() {
    run(|| {
        assert_eq!(@Name@::latest(), None);
        System::set_block_number(7);
        assert_ok!(@Name@::set_value(signed(ALICE), MAX_VALUE));
        let record = Record {
            value: MAX_VALUE,
            by: account(ALICE),
            at: 7,
        };
        assert_eq!(@Name@::latest(), Some(record));
        let event = Event::ValueSet {
            value: MAX_VALUE,
            by: account(ALICE),
        };
        assert_eq!(events(), [event]);
    });
}

#[test]
fn a_later_value_replaces_it() {
    run(|| {
        assert_ok!(@Name@::set_value(signed(ALICE), 1));
        assert_ok!(@Name@::set_value(signed(BOB), 2));
        let record = @Name@::latest().unwrap();
        assert_eq!((record.value, record.by), (2, account(BOB)));
    });
}

#[test]
fn setting_should_fail_above_the_maximum() {
    run(|| {
        refused(
            || @Name@::set_value(signed(ALICE), MAX_VALUE + 1),
            Error::<Test>::ValueTooLarge,
        );
    });
}

#[test]
fn setting_should_fail_for_anybody_but_accounts() {
    run(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            refused(
                || @Name@::set_value(origin.clone(), 1),
                DispatchError::BadOrigin,
            );
        }
    });
}

#[test]
fn a_record_is_json() {
    let record = Record {
        value: 7,
        by: "Alice",
        at: 42u32,
    };
    assert_eq!(
        serde_json::to_value(record).unwrap(),
        serde_json::json!({ "value": 7, "by": "Alice", "at": 42 })
    );
}
