//! Fees of operations: pure arithmetic.

use crate::{Charge, PartsPerMillion, MILLION};
use chaos_primitives::{math::mul_div_up, Balance};
use sp_runtime::ArithmeticError;

impl Charge {
    /// The fee of an operation with `amount`, in the token's smallest unit.
    ///
    /// Errors: `Overflow` if it exceeds 128 bits.
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

/// The part `rate` of `amount`, rounded up.
fn part(amount: Balance, rate: PartsPerMillion) -> Result<Balance, ArithmeticError> {
    mul_div_up(amount, rate.into(), MILLION.into()).ok_or(ArithmeticError::Overflow)
}
