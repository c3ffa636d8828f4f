//! The notice period.

use super::mock::*;
use crate::{GenesisConfig, NoticePeriod};
use sp_runtime::BuildStorage;

#[test]
fn the_notice_period_is_what_the_genesis_says() {
    new_test_ext().execute_with(|| {
        assert_eq!(NoticePeriod::<Test>::get(), NOTICE);
        assert_eq!(BusinessTokens::notice_period(), NOTICE);
    });
}

#[test]
fn the_notice_period_is_seven_days_where_nothing_else_is_said() {
    assert_eq!(GenesisConfig::<Test>::default().notice_period, 604_800);
    let storage = GenesisConfig::<Test>::default().build_storage().unwrap();
    sp_io::TestExternalities::from(storage).execute_with(|| {
        assert_eq!(NoticePeriod::<Test>::get(), 604_800);
    });
    // A chain that gets the pallet by an upgrade has no genesis of it.
    sp_io::TestExternalities::default().execute_with(|| {
        assert_eq!(NoticePeriod::<Test>::get(), 604_800);
    });
}

#[test]
#[should_panic(expected = "the notice period must be at least one block")]
fn a_genesis_without_notice_is_refused() {
    let config = GenesisConfig::<Test> { notice_period: 0 };
    let _ = config.build_storage();
}
