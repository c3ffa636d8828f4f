//! Formulas that several pallets share: pure functions over whole numbers. Every result is rounded once, and products
//! have 256 bits.

use crate::Balance;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

/// `value * numerator / denominator`, rounded up.
///
/// None where the denominator is zero or the result exceeds 128 bits.
pub fn mul_div_up(value: Balance, numerator: u128, denominator: u128) -> Option<Balance> {
    multiply_by_rational_with_rounding(value, numerator, denominator, Rounding::Up)
}

/// `value * numerator / denominator`, rounded down.
///
/// None where the denominator is zero or the result exceeds 128 bits.
pub fn mul_div_down(value: Balance, numerator: u128, denominator: u128) -> Option<Balance> {
    multiply_by_rational_with_rounding(value, numerator, denominator, Rounding::Down)
}

/// A price that falls in a straight line from `start` to `end`, after `elapsed` of `duration` blocks, rounded up. It is
/// `end` from the last of them on.
///
/// `end` must not exceed `start`.
pub fn linear_fall(start: Balance, end: Balance, elapsed: u64, duration: u64) -> Balance {
    let excess = start.saturating_sub(end);
    let left = duration.saturating_sub(elapsed);
    // At most all of the excess is left, so that neither fails; of a duration of zero, nothing is.
    let excess_left = mul_div_up(excess, left.into(), duration.into()).unwrap_or_default();
    end.saturating_add(excess_left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sp_core::U256;

    /// `value * numerator / denominator` with unbounded numbers, rounded down, and whether that is exact.
    fn quotient(value: u128, numerator: u128, denominator: u128) -> (U256, bool) {
        // Two numbers of 128 bits: their product has 256.
        let product = U256::from(value) * U256::from(numerator);
        let (quotient, rest) = product.div_mod(U256::from(denominator));
        (quotient, rest.is_zero())
    }

    #[test]
    fn fractions_are_rounded_once() {
        for (value, numerator, denominator, down, up) in [
            (10, 1, 3, Some(3), Some(4)),
            (9, 1, 3, Some(3), Some(3)),
            (0, 5, 7, Some(0), Some(0)),
            (
                u128::MAX,
                2,
                4,
                Some(u128::MAX / 2),
                Some(u128::MAX / 2 + 1),
            ),
            (u128::MAX, 2, 1, None, None),
            (1, 1, 0, None, None),
        ] {
            assert_eq!(mul_div_down(value, numerator, denominator), down);
            assert_eq!(mul_div_up(value, numerator, denominator), up);
        }
    }

    #[test]
    fn a_fall_has_its_ends() {
        for (start, end) in [(100, 20), (7, 7), (u128::MAX, 0), (1, 0)] {
            assert_eq!(linear_fall(start, end, 0, 80), start);
            assert_eq!(linear_fall(start, end, 80, 80), end);
            assert_eq!(linear_fall(start, end, u64::MAX, 80), end);
            assert_eq!(linear_fall(start, end, 0, 0), end);
        }
        assert_eq!(linear_fall(100, 20, 40, 80), 60);
        assert_eq!(linear_fall(10, 0, 1, 3), 7);
    }

    proptest! {
        #[test]
        fn fractions_are_exact_but_for_the_rounding(
            value: u128,
            numerator: u128,
            denominator in 1u128..,
        ) {
            let (down, is_exact) = quotient(value, numerator, denominator);
            let up = down.saturating_add(U256::from(u8::from(!is_exact)));
            prop_assert_eq!(
                mul_div_down(value, numerator, denominator),
                u128::try_from(down).ok()
            );
            prop_assert_eq!(mul_div_up(value, numerator, denominator), u128::try_from(up).ok());
        }

        #[test]
        fn a_fall_never_rises_and_stays_within_its_ends(
            (start, end) in any::<u128>().prop_flat_map(|start| (Just(start), 0..=start)),
            duration in 1u64..,
            elapsed: u64,
        ) {
            let now = linear_fall(start, end, elapsed, duration);
            let next = linear_fall(start, end, elapsed.saturating_add(1), duration);
            prop_assert!(next <= now && end <= next && now <= start);
        }

        /// What is left is rounded up exactly where what has fallen is rounded down.
        #[test]
        fn a_fall_is_the_start_less_what_has_fallen(
            (start, end) in any::<u128>().prop_flat_map(|start| (Just(start), 0..=start)),
            (duration, elapsed) in (1u64..).prop_flat_map(|duration| (Just(duration), 0..=duration)),
        ) {
            let fallen = mul_div_down(start - end, elapsed.into(), duration.into());
            prop_assert_eq!(Some(linear_fall(start, end, elapsed, duration)), fallen.map(|fallen| start - fallen));
        }
    }
}
