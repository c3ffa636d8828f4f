//! Prices, costs and payouts: pure arithmetic.

use crate::Price;
use chaos_primitives::{
    math::{linear_fall, mul_div_down, mul_div_up},
    Balance,
};
use sp_runtime::{traits::UniqueSaturatedInto, ArithmeticError};

impl<BlockNumber: Copy + Ord + UniqueSaturatedInto<u64>> Price<BlockNumber> {
    /// The price of a whole token in block `now`, if the token was not paused meanwhile. Planck, rounded up.
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

    /// Whether the price is zero at some time.
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

    /// Whether the price never rises, and takes some time to fall.
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

/// What a buyer pays for `amount` of the smallest unit. Planck, rounded up, so that small purchases don't cost less
/// than the price.
pub fn cost(amount: Balance, price: Balance, decimals: u8) -> Result<Balance, ArithmeticError> {
    whole(decimals)
        .and_then(|whole| mul_div_up(amount, price, whole))
        .ok_or(ArithmeticError::Overflow)
}

/// What a holder is paid for `amount` of the smallest unit. Planck, rounded down, so that small redemptions don't pay
/// more than the price.
pub fn payout(amount: Balance, price: Balance, decimals: u8) -> Result<Balance, ArithmeticError> {
    whole(decimals)
        .and_then(|whole| mul_div_down(amount, price, whole))
        .ok_or(ArithmeticError::Overflow)
}

/// The number of smallest units in a whole token, or none for more than 38 decimal places.
fn whole(decimals: u8) -> Option<Balance> {
    10u128.checked_pow(decimals.into())
}
