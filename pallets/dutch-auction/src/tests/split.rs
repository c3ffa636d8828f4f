//! Who gets how much of a price.

use crate::Split;
use proptest::prelude::*;
use sp_core::U256;
use sp_runtime::Permill;

#[test]
fn parts_are_rounded_down_and_the_seller_has_the_rest() {
    let split =
        |price, royalty, percent| Split::new(price, royalty, Permill::from_percent(percent));
    for (price, royalty, percent, expected) in [
        (0, 0, 0, (0, 0, 0)),
        (0, 7, 50, (0, 0, 0)),
        (1_000, 0, 0, (0, 0, 1_000)),
        (1_000, 100, 5, (100, 50, 850)),
        (19, 1, 5, (1, 0, 18)),
        (39, 3, 5, (3, 1, 35)),
        (1_000, 1_000, 5, (1_000, 0, 0)),
        (1_000, 0, 100, (0, 1_000, 0)),
        (u128::MAX, 0, 100, (0, u128::MAX, 0)),
    ] {
        let Split {
            royalty,
            commission,
            proceeds,
        } = split(price, royalty, percent);
        assert_eq!((royalty, commission, proceeds), expected);
    }
}

#[test]
fn the_commission_is_cut_to_what_the_royalty_leaves() {
    for (royalty, commission) in [(30, 70), (31, 69), (100, 0), (101, 0)] {
        let split = Split::new(100, royalty, Permill::from_percent(70));
        assert_eq!(split.royalty, royalty.min(100));
        assert_eq!(split.commission, commission);
        assert_eq!(split.proceeds, 0);
    }
}

#[test]
fn what_cannot_be_received_is_the_sellers() {
    let split = Split::new(1_000, 100, Permill::from_percent(5));
    assert_eq!(
        split.without_royalty(),
        Split::new(1_000, 0, Permill::from_percent(5))
    );
    assert_eq!(
        split.without_commission(),
        Split::new(1_000, 100, Permill::zero())
    );
    let neither = split.without_royalty().without_commission();
    assert_eq!(neither.proceeds, 1_000);
}

fn any_balance() -> impl Strategy<Value = u128> {
    prop_oneof![
        any::<u128>(),
        0..1_000u128,
        (0..1_000u128).prop_map(|n| u128::MAX - n)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// The three add up to the price, and none of the first two is more than it should be.
    #[test]
    fn the_parts_add_up_to_the_price(
        price in any_balance(),
        royalty in any_balance(),
        parts in prop_oneof![0..=1_000_000u32, Just(0), Just(1_000_000)],
    ) {
        let split = Split::new(price, royalty, Permill::from_parts(parts));
        let sum = U256::from(split.royalty) + split.commission + split.proceeds;
        prop_assert_eq!(sum, U256::from(price));
        prop_assert_eq!(split.royalty, royalty.min(price));
        let full = U256::from(price) * parts / 1_000_000;
        let rest = U256::from(price - split.royalty);
        prop_assert_eq!(U256::from(split.commission), full.min(rest));

        for less in [split.without_royalty(), split.without_commission()] {
            let sum = U256::from(less.royalty) + less.commission + less.proceeds;
            prop_assert_eq!(sum, U256::from(price));
        }
    }
}
