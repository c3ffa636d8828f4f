//! What tokens cost: pure numbers.

use crate::Price;
use chaos_primitives::{
    math::{linear_fall, mul_div_down, mul_div_up},
    Balance,
};
use sp_runtime::{traits::UniqueSaturatedInto, ArithmeticError};

impl<BlockNumber: Copy + Ord + UniqueSaturatedInto<u64>> Price<BlockNumber> {
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
                let blocks = |block: BlockNumber| -> u64 { block.unique_saturated_into() };
                let since_start = |block| blocks(block).saturating_sub(blocks(start));
                linear_fall(start_price, end_price, since_start(now), since_start(end))
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
    whole(decimals)
        .and_then(|whole| mul_div_up(amount, price, whole))
        .ok_or(ArithmeticError::Overflow)
}

/// What a holder is paid for `amount` of the smallest unit, in planck. A fraction is rounded down,
/// so no number of small redemptions pays more than the price.
pub fn payout(amount: Balance, price: Balance, decimals: u8) -> Result<Balance, ArithmeticError> {
    whole(decimals)
        .and_then(|whole| mul_div_down(amount, price, whole))
        .ok_or(ArithmeticError::Overflow)
}

/// How many of its smallest unit a whole token has, or none above 38 decimal places.
fn whole(decimals: u8) -> Option<Balance> {
    10u128.checked_pow(decimals.into())
}
