//! Who gets how much of a price: pure numbers.

use chaos_primitives::Balance;
use sp_runtime::Permill;

/// The parts of a price, which add up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// For the receiver of the item's royalty.
    pub royalty: Balance,
    /// For the house's owner.
    pub commission: Balance,
    /// For the seller.
    pub proceeds: Balance,
}

impl Split {
    /// Royalty and commission are parts of the full price, each rounded down; the seller has the rest.
    /// Where they are more than the price together, the royalty is paid and the commission cut: if a
    /// commission could cut the royalty, a house with a high one that it gives back to its sellers
    /// would be a way around every royalty.
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

    /// What would go to a receiver who can't have it goes to the seller.
    pub fn without_royalty(self) -> Self {
        Self {
            royalty: 0,
            proceeds: self.proceeds.saturating_add(self.royalty),
            ..self
        }
    }

    /// Likewise, where the house's owner can't have it.
    pub fn without_commission(self) -> Self {
        Self {
            commission: 0,
            proceeds: self.proceeds.saturating_add(self.commission),
            ..self
        }
    }
}
