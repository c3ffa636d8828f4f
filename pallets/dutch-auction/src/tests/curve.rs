//! How prices fall.

use crate::{Curve, PriceCurve};
use proptest::prelude::*;
use sp_core::U512;

const LINEAR: Curve<u64> = Curve::Linear;

fn exponential(half_life: u64) -> Curve<u64> {
    Curve::Exponential { half_life }
}

fn steps(count: u32) -> Curve<u64> {
    Curve::Steps { count }
}

/// The prices of the given blocks after the listing.
fn prices<const N: usize>(
    curve: Curve<u64>,
    start: u128,
    floor: u128,
    duration: u64,
    blocks: [u64; N],
) -> [u128; N] {
    blocks.map(|elapsed| curve.price(start, floor, elapsed, duration))
}

#[test]
fn a_linear_price_falls_in_a_straight_line_to_the_floor() {
    let blocks = [0, 1, 2, 5, 9, 10, 11, u64::MAX];
    assert_eq!(
        prices(LINEAR, 1_000, 200, 10, blocks),
        [1_000, 920, 840, 600, 280, 200, 200, 200]
    );
    // Thirds, rounded up.
    assert_eq!(prices(LINEAR, 10, 0, 3, [0, 1, 2, 3]), [10, 7, 4, 0]);
}

#[test]
fn an_exponential_price_halves_above_the_floor_and_ends_at_it() {
    let blocks = [0, 5, 10, 15, 20, 30, 59, 60, 61];
    assert_eq!(
        prices(exponential(10), 1_800, 200, 60, blocks),
        // 1,600 above the floor, then 1,200, 800, 600, 400, 200, 27.5, nothing.
        [1_800, 1_400, 1_000, 800, 600, 400, 228, 200, 200]
    );
    // Rounded up for ever, until the duration has passed.
    assert_eq!(
        prices(
            exponential(1),
            1,
            0,
            1_000,
            [0, 1, 2, 127, 128, 129, 999, 1_000]
        ),
        [1, 1, 1, 1, 1, 1, 1, 0]
    );
    // A half-life that is longer than the auction.
    assert_eq!(
        prices(exponential(1_000), 1_000, 0, 10, [0, 5, 9, 10]),
        [1_000, 998, 996, 0]
    );
}

#[test]
fn a_price_in_steps_falls_equally_often_and_equally_far() {
    let blocks = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    assert_eq!(
        prices(steps(4), 1_000, 200, 8, blocks),
        [1_000, 1_000, 800, 800, 600, 600, 400, 400, 200, 200]
    );
    // One step is the floor, at once when the duration has passed.
    assert_eq!(prices(steps(1), 9, 3, 4, [0, 3, 4]), [9, 9, 3]);
    // Distances that are no whole number of blocks: steps in blocks 4, 7 and 10.
    assert_eq!(
        prices(steps(3), 30, 0, 10, [0, 3, 4, 6, 7, 9, 10]),
        [30, 30, 20, 20, 10, 10, 0]
    );
    // More steps than blocks.
    assert_eq!(
        prices(steps(u32::MAX), 1_000, 0, 2, [0, 1, 2]),
        [1_000, 501, 0]
    );
}

#[test]
fn a_price_that_cannot_fall_stays() {
    for curve in [LINEAR, exponential(3), steps(3)] {
        for price in [0, 7, u128::MAX] {
            assert_eq!(prices(curve, price, price, 10, [0, 5, 10, 11]), [price; 4]);
        }
    }
}

#[test]
fn a_curve_that_no_house_may_have_is_at_the_floor_and_does_not_panic() {
    for curve in [exponential(0), steps(0)] {
        assert_eq!(prices(curve, 10, 3, 5, [0, 1, 5]), [3, 3, 3]);
    }
    assert_eq!(prices(LINEAR, 10, 3, 0, [0, 1]), [3, 3]);
}

fn any_curve() -> impl Strategy<Value = Curve<u64>> {
    let half_life = prop_oneof![1..=u64::MAX, 1..100u64, Just(1), Just(u64::MAX)];
    let count = prop_oneof![1..=u32::MAX, 1..100u32, Just(1), Just(u32::MAX)];
    prop_oneof![
        Just(LINEAR),
        half_life.prop_map(exponential),
        count.prop_map(steps)
    ]
}

/// Also the greatest, and such as lie close together.
fn any_prices() -> impl Strategy<Value = (u128, u128)> {
    let balance = || {
        prop_oneof![
            2 => any::<u128>(),
            2 => 0..1_000u128,
            1 => (0..1_000u128).prop_map(|n| u128::MAX - n),
            1 => (0..128u32).prop_map(|bits| 1 << bits),
        ]
    };
    (balance(), balance()).prop_map(|(a, b)| (a.max(b), a.min(b)))
}

fn any_duration() -> impl Strategy<Value = u64> {
    prop_oneof![
        1..=u64::MAX,
        1..1_000u64,
        Just(1),
        Just(u64::MAX),
        1..=u64::from(u32::MAX)
    ]
}

/// The exact price above the floor, as a fraction, by the definition of the curve.
fn exact(curve: Curve<u64>, excess: u128, elapsed: u64, duration: u64) -> (U512, U512) {
    let excess = U512::from(excess);
    match curve {
        Curve::Linear => (excess * (duration - elapsed), duration.into()),
        Curve::Exponential { half_life } => {
            let halvings = elapsed / half_life;
            // Beyond that, less than one is left anyway.
            let halvings = halvings.min(200) as usize;
            let twice = U512::from(half_life) * 2;
            (excess * (twice - elapsed % half_life), twice << halvings)
        }
        Curve::Steps { count } => {
            let done = U512::from(elapsed) * count / duration;
            (excess * (U512::from(count) - done), count.into())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// Exactly the start price at first, exactly the floor in the end, never above the one, under the
    /// other, or higher than before.
    #[test]
    fn a_price_falls_from_start_to_floor_and_never_rises(
        curve in any_curve(),
        (start, floor) in any_prices(),
        duration in any_duration(),
        mut blocks in prop::collection::vec(any::<u64>(), 0..20),
    ) {
        let price = |elapsed| curve.price(start, floor, elapsed, duration);
        prop_assert_eq!(price(0), start);
        for elapsed in [duration, duration.saturating_add(1), u64::MAX] {
            prop_assert_eq!(price(elapsed), floor);
        }

        // Within the duration, at its ends, and around a halving or a step.
        blocks.iter_mut().for_each(|block| *block %= duration);
        let seam = match curve {
            Curve::Linear => duration / 2,
            Curve::Exponential { half_life } => half_life,
            Curve::Steps { count } => duration / u64::from(count),
        };
        let neighbours = |block: u64| [block.saturating_sub(1), block, block.saturating_add(1)];
        blocks.extend([0, 1, duration - 1, duration]);
        blocks.extend(neighbours(seam));
        blocks.extend(neighbours(seam.saturating_mul(2)));
        blocks.sort_unstable();
        let mut before = start;
        for block in blocks {
            let now = price(block);
            prop_assert!(now <= before && now >= floor, "{} in block {}", now, block);
            before = now;
        }
    }

    /// What the curve says, rounded up once.
    #[test]
    fn a_price_is_the_exact_one_rounded_up(
        curve in any_curve(),
        (start, floor) in any_prices(),
        duration in any_duration(),
        elapsed in any::<u64>(),
        soon in any::<bool>(),
    ) {
        let elapsed = if soon { elapsed % 1_000 } else { elapsed } % duration;
        let above = curve.price(start, floor, elapsed, duration) - floor;
        let (numerator, denominator) = exact(curve, start - floor, elapsed, duration);
        let (whole, rest) = numerator.div_mod(denominator);
        let expected = if rest.is_zero() { whole } else { whole + 1 };
        prop_assert_eq!(U512::from(above), expected);
    }

    /// Halvings halve, exactly where the numbers allow it.
    #[test]
    fn an_exponential_price_halves_every_half_life(
        halvings in 0..100u32,
        half_life in 1..1_000_000u64,
        floor in 0..u128::MAX >> 1,
        unit in 1..1u128 << 27,
    ) {
        let excess = unit << 99;
        let curve = exponential(half_life);
        let elapsed = half_life * u64::from(halvings);
        let price = curve.price(floor + excess, floor, elapsed, u64::MAX);
        prop_assert_eq!(price - floor, excess >> halvings);
    }
}
