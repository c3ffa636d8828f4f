//! How a price falls: pure numbers.
//!
//! Every curve is exactly the start price in the block of the listing, exactly the floor once the
//! duration has passed, and never rises in between. Where the exact price is no whole number of the
//! smallest unit, it is rounded up, once: nobody gets an item below its price.

use chaos_primitives::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_runtime::{
    helpers_128bit::multiply_by_rational_with_rounding, traits::UniqueSaturatedInto, Rounding,
};

/// How prices fall from the start price to the floor.
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
    /// What is left above the floor halves again and again; between halvings in a straight line.
    /// What is left when the duration has passed falls at once.
    Exponential {
        /// In how many blocks it halves; at least one.
        half_life: BlockNumber,
    },
    /// In equal steps at equal distances, the last of them at the end of the duration.
    Steps {
        /// How many; at least one.
        count: u32,
    },
}

/// A rule by which a price falls.
pub trait PriceCurve {
    /// How much of `excess`, the start price less the floor, is left after `elapsed` of `duration`
    /// blocks, of which some are to come: all of it at first, never more later, rounded up.
    fn left(&self, excess: Balance, elapsed: u64, duration: u64) -> Balance;

    /// The price after `elapsed` of `duration` blocks.
    fn price(&self, start: Balance, floor: Balance, elapsed: u64, duration: u64) -> Balance {
        if elapsed >= duration {
            return floor;
        }
        let excess = start.saturating_sub(floor);
        // No more than the start price, as no more than all of the excess is left.
        floor.saturating_add(self.left(excess, elapsed, duration))
    }
}

impl<BlockNumber: Copy + UniqueSaturatedInto<u64>> PriceCurve for Curve<BlockNumber> {
    fn left(&self, excess: Balance, elapsed: u64, duration: u64) -> Balance {
        match *self {
            Self::Linear => part(
                excess,
                duration.saturating_sub(elapsed).into(),
                duration.into(),
            ),
            Self::Exponential { half_life } => {
                halved(excess, elapsed, half_life.unique_saturated_into())
            }
            Self::Steps { count } => {
                // A number of blocks has 64 bits, and a number of steps 32: the product fits.
                let steps = u128::from(elapsed)
                    .saturating_mul(count.into())
                    .checked_div(duration.into())
                    .unwrap_or(count.into());
                let count = count.into();
                part(excess, u128::saturating_sub(count, steps), count)
            }
        }
    }
}

/// `value * numerator / denominator`, rounded up, with a product of 256 bits. For a fraction of at most
/// one, or 0 where the denominator is.
fn part(value: Balance, numerator: u128, denominator: u128) -> Balance {
    multiply_by_rational_with_rounding(value, numerator, denominator, Rounding::Up).unwrap_or(0)
}

/// What is left of `value` after `elapsed` blocks, if every `half_life` blocks half of it goes, in a
/// straight line. Rounded up.
///
/// With `elapsed = n * half_life + rest`, that is `value * (2 * half_life - rest) / (2 * half_life)`,
/// halved `n` times. To round up a fraction, and what it is halved to again, is to round up once.
fn halved(value: Balance, elapsed: u64, half_life: u64) -> Balance {
    let (Some(halvings), Some(rest)) = (
        elapsed.checked_div(half_life),
        elapsed.checked_rem(half_life),
    ) else {
        return 0;
    };
    let twice = u128::from(half_life).saturating_mul(2);
    let line = part(value, twice.saturating_sub(rest.into()), twice);
    let shift = u32::try_from(halvings).unwrap_or(u32::MAX);
    let whole = line.checked_shr(shift).unwrap_or(0);
    // What the shift dropped is some more of the smallest unit, and counts as one.
    let is_exact = whole.checked_shl(shift).unwrap_or(0) == line;
    whole.saturating_add(u128::from(!is_exact))
}
