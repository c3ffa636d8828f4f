//! What an operation costs: pure numbers.

use crate::{Charge, PartsPerMillion, MILLION};
use chaos_primitives::Balance;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, ArithmeticError, Rounding};

impl Charge {
    /// The fee of an operation with `amount`, both in the token's smallest unit.
    ///
    /// Errors where it is more than there can be of any token.
    pub fn fee(&self, amount: Balance) -> Result<Balance, ArithmeticError> {
        match self {
            Self::Flat(fee) => Ok(*fee),
            Self::Proportional { rate, min, max } => {
                let fee = part(amount, *rate)?.max(*min);
                Ok(max.map_or(fee, |max| fee.min(max)))
            }
            Self::Tiered(tiers) => match tiers.iter().rev().find(|tier| tier.from <= amount) {
                Some(tier) => part(amount, tier.rate)?
                    .checked_add(tier.flat)
                    .ok_or(ArithmeticError::Overflow),
                None => Ok(0),
            },
        }
    }
}

/// The part of `amount`, rounded up.
fn part(amount: Balance, rate: PartsPerMillion) -> Result<Balance, ArithmeticError> {
    multiply_by_rational_with_rounding(amount, rate.into(), MILLION.into(), Rounding::Up)
        .ok_or(ArithmeticError::Overflow)
}
