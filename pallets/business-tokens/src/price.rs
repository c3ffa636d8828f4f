//! What tokens cost: pure numbers.

use crate::Price;
use chaos_primitives::Balance;
use sp_runtime::{
    helpers_128bit::multiply_by_rational_with_rounding, traits::UniqueSaturatedInto,
    ArithmeticError, Rounding,
};

impl<BlockNumber: Copy + Ord + UniqueSaturatedInto<u128>> Price<BlockNumber> {
    /// Of a whole token in block `now`, if it was not paused meanwhile, in planck. A fraction is rounded up.
    pub fn at(&self, now: BlockNumber) -> Balance {
        match *self {
            Self::Fixed(price) => price,
            Self::Falling {
                start_price,
                end_price,
                start,
                end,
            } => {
                let blocks = |from: BlockNumber, to: BlockNumber| {
                    to.unique_saturated_into()
                        .saturating_sub(from.unique_saturated_into())
                };
                if now >= end {
                    return end_price;
                }
                let fall = start_price.saturating_sub(end_price);
                // Less than the whole fall, as less than its whole time has passed.
                let fallen = multiply_by_rational_with_rounding(
                    fall,
                    blocks(start, now),
                    blocks(start, end),
                    Rounding::Down,
                );
                start_price.saturating_sub(fallen.unwrap_or(fall))
            }
        }
    }

    /// Whether tokens are given away at some time.
    pub fn reaches_zero(&self) -> bool {
        match *self {
            Self::Fixed(price) => price == 0,
            Self::Falling {
                start_price,
                end_price,
                ..
            } => start_price.min(end_price) == 0,
        }
    }

    /// Whether it never rises, and all that it falls it falls in a time longer than none.
    pub fn is_monotonic(&self) -> bool {
        match *self {
            Self::Fixed(_) => true,
            Self::Falling {
                start_price,
                end_price,
                start,
                end,
            } => end_price <= start_price && start < end,
        }
    }
}

/// What a buyer pays for `amount` of the smallest unit, in planck. A fraction is rounded up, so no
/// number of small purchases costs less than the price.
pub fn cost(amount: Balance, price: Balance, decimals: u8) -> Result<Balance, ArithmeticError> {
    value(amount, price, decimals, Rounding::Up)
}

/// What a holder is paid for `amount` of the smallest unit, in planck. A fraction is rounded down,
/// so no number of small redemptions pays more than the price.
pub fn payout(amount: Balance, price: Balance, decimals: u8) -> Result<Balance, ArithmeticError> {
    value(amount, price, decimals, Rounding::Down)
}

/// `amount * price / 10^decimals`, with a product of 256 bits.
fn value(
    amount: Balance,
    price: Balance,
    decimals: u8,
    rounding: Rounding,
) -> Result<Balance, ArithmeticError> {
    10u128
        .checked_pow(decimals.into())
        .and_then(|whole| multiply_by_rational_with_rounding(amount, price, whole, rounding))
        .ok_or(ArithmeticError::Overflow)
}
