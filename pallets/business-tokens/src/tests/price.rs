//! Prices, costs and payouts, as numbers.

use crate::{cost, payout, Price};
use chaos_primitives::Balance;
use proptest::prelude::*;
use sp_core::U256;
use sp_runtime::ArithmeticError::Overflow;

fn falling(start_price: Balance, end_price: Balance, start: u64, end: u64) -> Price<u64> {
    Price::Falling {
        start_price,
        end_price,
        start,
        end,
    }
}

#[test]
fn a_fixed_price_is_the_same_at_any_time() {
    for now in [0, 7, u64::MAX] {
        assert_eq!(Price::Fixed(5).at(now), 5);
    }
}

#[test]
fn a_falling_price_falls_in_a_straight_line_between_its_blocks() {
    let price = falling(1_000, 400, 10, 16);
    for (now, expected) in [
        (0, 1_000),
        (10, 1_000),
        (11, 900),
        (13, 700),
        (15, 500),
        (16, 400),
        (17, 400),
        (u64::MAX, 400),
    ] {
        assert_eq!(price.at(now), expected, "in block {now}");
    }
}

#[test]
fn a_fraction_of_a_falling_price_is_rounded_up() {
    // It falls by a third in each block.
    let price = falling(2, 1, 0, 3);
    assert_eq!([0, 1, 2, 3].map(|now| price.at(now)), [2, 2, 2, 1]);
}

#[test]
fn a_falling_price_of_the_largest_numbers_does_not_overflow() {
    let price = falling(Balance::MAX, 1, 0, u64::MAX);
    assert_eq!(price.at(0), Balance::MAX);
    assert_eq!(price.at(u64::MAX), 1);
    // One block before the end, one of 2^64 - 1 parts of the fall is left.
    let part = (Balance::MAX - 1).div_ceil(u64::MAX.into());
    assert_eq!(price.at(u64::MAX - 1), 1 + part);
}

#[test]
fn prices_of_zero_and_prices_that_rise_are_known() {
    assert!(Price::<u64>::Fixed(0).reaches_zero());
    assert!(falling(1, 0, 0, 1).reaches_zero());
    assert!(!falling(1, 1, 0, 1).reaches_zero());
    assert!(falling(1, 1, 0, 1).is_monotonic());
    assert!(!falling(1, 2, 0, 1).is_monotonic());
    assert!(!falling(2, 1, 1, 1).is_monotonic());
    assert!(!falling(2, 1, 2, 1).is_monotonic());
}

#[test]
fn costs_are_rounded_up_and_payouts_down() {
    for (amount, price, decimals, up, down) in [
        (0, 7, 3, 0, 0),
        (1, 7, 3, 1, 0),
        (1_000, 7, 3, 7, 7),
        (1_001, 7, 3, 8, 7),
        (3, 7, 0, 21, 21),
        (1, 1, 18, 1, 0),
    ] {
        assert_eq!(cost(amount, price, decimals), Ok(up));
        assert_eq!(payout(amount, price, decimals), Ok(down));
    }
}

#[test]
fn values_that_fit_are_exact_even_where_the_product_does_not() {
    let whole = 10u128.pow(18);
    assert_eq!(cost(Balance::MAX, whole, 18), Ok(Balance::MAX));
    assert_eq!(payout(whole, Balance::MAX, 18), Ok(Balance::MAX));
    assert_eq!(cost(Balance::MAX, whole - 1, 18), {
        let exact = U256::from(Balance::MAX) * U256::from(whole - 1);
        Ok((exact / whole + 1).as_u128())
    });
}

#[test]
fn values_that_do_not_fit_are_an_overflow() {
    let whole = 10u128.pow(18);
    assert_eq!(cost(Balance::MAX, Balance::MAX, 18), Err(Overflow));
    assert_eq!(payout(Balance::MAX, Balance::MAX, 0), Err(Overflow));
    assert_eq!(cost(Balance::MAX, whole + 1, 18), Err(Overflow));
    assert_eq!(payout(Balance::MAX, whole + 1, 18), Err(Overflow));
    // No token has so many decimals.
    assert_eq!(cost(1, 1, 39), Err(Overflow));
}

/// Numbers of every size, and the largest.
fn any_balance() -> impl Strategy<Value = Balance> {
    prop_oneof![
        (any::<Balance>(), 0..128u32).prop_map(|(n, shift)| n >> shift),
        Just(Balance::MAX)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn values_are_those_of_wide_arithmetic(
        amount in any_balance(),
        price in any_balance(),
        decimals in 0..=18u8,
    ) {
        let whole = U256::from(10u128.pow(decimals.into()));
        let exact = U256::from(amount) * U256::from(price);
        let (down, rest) = exact.div_mod(whole);
        let up = if rest.is_zero() { down } else { down + 1 };
        let fits = |value: U256| Balance::try_from(value).map_err(|_| Overflow);
        prop_assert_eq!(payout(amount, price, decimals), fits(down));
        prop_assert_eq!(cost(amount, price, decimals), fits(up));
    }

    #[test]
    fn no_number_of_small_purchases_is_cheaper_and_of_small_redemptions_dearer(
        a in 0..1u128 << 100,
        b in 0..1u128 << 100,
        price in 0..1u128 << 60,
        decimals in 9..=18u8,
    ) {
        // Where the value fits, that is.
        let all = (cost(a + b, price, decimals), payout(a + b, price, decimals));
        if let (Ok(at_once), Ok(paid)) = all {
            let cost = |amount| cost(amount, price, decimals).unwrap();
            let payout = |amount| payout(amount, price, decimals).unwrap();
            prop_assert!(cost(a) + cost(b) >= at_once);
            prop_assert!(payout(a) + payout(b) <= paid);
        }
    }

    #[test]
    fn a_falling_price_never_rises_and_stays_between_its_ends(
        (end_price, start_price) in (any_balance(), any_balance()).prop_map(|(a, b)| (a.min(b), a.max(b))),
        start in 0..1_000u64,
        length in 1..1_000u64,
        now in 0..3_000u64,
    ) {
        let price = falling(start_price, end_price, start, start + length);
        prop_assert!((end_price..=start_price).contains(&price.at(now)));
        prop_assert!(price.at(now + 1) <= price.at(now));
        // Rounded up from the line through both ends, by less than one planck.
        if (start..start + length).contains(&now) {
            let fall = U256::from(start_price - end_price) * U256::from(now - start);
            let line = U256::from(start_price) * U256::from(length) - fall;
            let at = U256::from(price.at(now)) * U256::from(length);
            prop_assert!(at >= line && at - line < U256::from(length));
        }
    }
}
