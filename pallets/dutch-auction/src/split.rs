//! How a price is split: pure arithmetic.

use chaos_primitives::Balance;
use sp_runtime::Permill;

/// The parts of a price. Their sum is the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// For the receiver of the royalty.
    pub royalty: Balance,
    /// For the owner of the house.
    pub commission: Balance,
    /// For the seller.
    pub proceeds: Balance,
}

impl Split {
    /// Royalty and commission are parts of the full price, each rounded down; the seller gets the rest. If their sum
    /// exceeds the price, the royalty is paid in full and the commission reduced: otherwise, a house with a high
    /// commission that it returns to its sellers could avoid every royalty.
    pub fn new(price: Balance, royalty: Balance, commission: Permill) -> Self {
        let royalty = royalty.min(price);
        let rest = price.saturating_sub(royalty);
        let commission = commission.mul_floor(price).min(rest);
        Self {
            royalty,
            commission,
            proceeds: rest.saturating_sub(commission),
        }
    }

    /// Give the royalty to the seller, because its receiver can't receive it.
    pub fn without_royalty(self) -> Self {
        Self {
            royalty: 0,
            proceeds: self.proceeds.saturating_add(self.royalty),
            ..self
        }
    }

    /// Give the commission to the seller, because the house's owner can't receive it.
    pub fn without_commission(self) -> Self {
        Self {
            commission: 0,
            proceeds: self.proceeds.saturating_add(self.commission),
            ..self
        }
    }
}
