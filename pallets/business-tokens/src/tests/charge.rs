//! Charges, as numbers.

use super::mock::tiered;
use crate::{Charge, MILLION};
use chaos_primitives::Balance;
use proptest::prelude::*;
use sp_core::U256;
use sp_runtime::ArithmeticError::Overflow;

fn proportional(rate: u32, min: Balance, max: Option<Balance>) -> Charge {
    Charge::Proportional { rate, min, max }
}

#[test]
fn a_flat_charge_is_the_same_for_any_amount() {
    for amount in [0, 1, Balance::MAX] {
        assert_eq!(Charge::Flat(7).fee(amount), Ok(7));
    }
    assert_eq!(Charge::Flat(Balance::MAX).fee(1), Ok(Balance::MAX));
}

#[test]
fn a_proportional_charge_is_rounded_up() {
    let one_percent = proportional(10_000, 0, None);
    for (amount, fee) in [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (1_000, 10)] {
        assert_eq!(one_percent.fee(amount), Ok(fee), "of {amount}");
    }
}

#[test]
fn a_proportional_charge_stays_within_its_minimum_and_maximum() {
    let charge = proportional(10_000, 5, Some(50));
    for (amount, fee) in [
        (0, 5),
        (500, 5),
        (501, 6),
        (4_900, 49),
        (5_000, 50),
        (5_001, 50),
        (Balance::MAX, 50),
    ] {
        assert_eq!(charge.fee(amount), Ok(fee), "of {amount}");
    }
}

#[test]
fn a_charge_of_the_whole_amount_is_the_amount_however_large() {
    let all = proportional(MILLION, 0, None);
    assert_eq!(all.fee(Balance::MAX), Ok(Balance::MAX));
    let almost = proportional(MILLION - 1, 0, None);
    let exact = U256::from(Balance::MAX) * U256::from(MILLION - 1);
    let up = (exact + U256::from(MILLION - 1)) / U256::from(MILLION);
    assert_eq!(almost.fee(Balance::MAX), Ok(up.as_u128()));
}

#[test]
fn the_tier_with_the_greatest_start_that_is_reached_applies_to_the_whole_amount() {
    let charge = tiered(&[(10, 1, 0), (100, 2, 10_000), (1_000, 0, 5_000)]);
    for (amount, fee) in [
        (0, 0),
        (9, 0),
        (10, 1),
        (99, 1),
        (100, 2 + 1),
        (101, 2 + 2),
        (999, 2 + 10),
        (1_000, 5),
        (1_001, 6),
    ] {
        assert_eq!(charge.fee(amount), Ok(fee), "of {amount}");
    }
}

#[test]
fn a_tier_that_charges_more_than_there_can_be_is_an_overflow() {
    let charge = tiered(&[(0, 1, MILLION)]);
    assert_eq!(charge.fee(Balance::MAX - 1), Ok(Balance::MAX));
    assert_eq!(charge.fee(Balance::MAX), Err(Overflow));
    // A rate above one is never stored; even so it does not panic.
    assert_eq!(
        proportional(u32::MAX, 0, None).fee(Balance::MAX),
        Err(Overflow)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn a_part_is_rounded_up_by_less_than_one_and_never_above_the_whole(
        amount in (any::<Balance>(), 0..128u32).prop_map(|(n, shift)| n >> shift),
        rate in 0..=MILLION,
    ) {
        let fee = proportional(rate, 0, None).fee(amount).unwrap();
        prop_assert!(fee <= amount);
        let exact = U256::from(amount) * U256::from(rate);
        let charged = U256::from(fee) * U256::from(MILLION);
        prop_assert!(charged >= exact && charged - exact < U256::from(MILLION));
        // A tier from zero on is the same charge with something flat.
        prop_assert_eq!(tiered(&[(0, 3, rate)]).fee(amount), fee.checked_add(3).ok_or(Overflow));
    }
}
