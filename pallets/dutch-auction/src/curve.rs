//! Price curves: pure arithmetic.
//!
//! Every curve is exactly the start price in the block of the listing, exactly the floor once the duration has
//! passed, and never rises in between. If the exact price is not a whole number of the smallest unit, it is rounded
//! up, once: nobody gets an item below its price.

use chaos_primitives::{
    math::{linear_fall, mul_div_up},
    Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_runtime::traits::UniqueSaturatedInto;

/// How the price falls from the start price to the floor.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Curve<BlockNumber> {
    /// In a straight line.
    Linear,
    /// The part above the floor halves repeatedly, in a straight line between halvings. What is left when the
    /// duration has passed falls at once.
    Exponential {
        /// The number of blocks in which it halves; at least one.
        half_life: BlockNumber,
    },
    /// In equal steps at equal intervals, the last at the end of the duration.
    Steps {
        /// The number of steps; at least one.
        count: u32,
    },
}

/// A rule by which a price falls.
pub trait PriceCurve {
    /// How much of `excess`, the start price less the floor, is left after `elapsed` of `duration` blocks, with
    /// `elapsed < duration`: all of it at first, never more later, rounded up.
    fn left(&self, excess: Balance, elapsed: u64, duration: u64) -> Balance;

    /// The price after `elapsed` of `duration` blocks.
    fn price(&self, start: Balance, floor: Balance, elapsed: u64, duration: u64) -> Balance {
        if elapsed >= duration {
            return floor;
        }
        let excess = start.saturating_sub(floor);
        // At most the start price, as at most all of the excess is left.
        floor.saturating_add(self.left(excess, elapsed, duration))
    }
}

impl<BlockNumber: Copy + UniqueSaturatedInto<u64>> PriceCurve for Curve<BlockNumber> {
    fn left(&self, excess: Balance, elapsed: u64, duration: u64) -> Balance {
        match *self {
            Self::Linear => linear_fall(excess, 0, elapsed, duration),
            Self::Exponential { half_life } => {
                halved(excess, elapsed, half_life.unique_saturated_into())
            }
            Self::Steps { count } => {
                // A 64-bit number of blocks times a 32-bit number of steps fits.
                let steps = u128::from(elapsed)
                    .saturating_mul(count.into())
                    .checked_div(duration.into())
                    .unwrap_or(count.into());
                let count = count.into();
                // Zero only for a curve without steps.
                mul_div_up(excess, u128::saturating_sub(count, steps), count).unwrap_or_default()
            }
        }
    }
}

/// What is left of `value` after `elapsed` blocks, if it halves every `half_life` blocks, in a straight line in
/// between. Rounded up.
///
/// With `elapsed = n * half_life + rest`, that is `value * (2 * half_life - rest) / (2 * half_life)`, halved `n`
/// times. Rounding up the fraction, and then each half, equals rounding up once.
fn halved(value: Balance, elapsed: u64, half_life: u64) -> Balance {
    let (Some(halvings), Some(rest)) = (
        elapsed.checked_div(half_life),
        elapsed.checked_rem(half_life),
    ) else {
        return 0;
    };
    let twice = u128::from(half_life).saturating_mul(2);
    let line = mul_div_up(value, twice.saturating_sub(rest.into()), twice).unwrap_or_default();
    let shift = u32::try_from(halvings).unwrap_or(u32::MAX);
    let whole = line.checked_shr(shift).unwrap_or(0);
    // What the shift dropped is rounded up.
    let is_exact = whole.checked_shl(shift).unwrap_or(0) == line;
    whole.saturating_add(u128::from(!is_exact))
}
