//! The fee multiplier: it rises while blocks are fuller than a target, and falls otherwise.

use crate::{
    configs::coin::{
        AdjustmentVariable, MaximumMultiplier, MinimumMultiplier, TargetBlockFullness,
    },
    configs::system::RuntimeBlockWeights,
    System,
};
use frame_support::{
    dispatch::DispatchClass::{self, Normal, Operational},
    weights::Weight,
};
use pallet_transaction_payment::{Multiplier, MultiplierUpdate};
use sp_runtime::{traits::Convert, Perquintill, Saturating};

/// The SDK's `TargetedFeeAdjustment`, but for all classes that pay. The SDK's considers only the Normal class, so that
/// blocks could be filled with Operational calls at the lowest price for ever.
pub struct FollowsDemand;

impl Convert<Multiplier, Multiplier> for FollowsDemand {
    fn convert(previous: Multiplier) -> Multiplier {
        let used = [Normal, Operational]
            .into_iter()
            .map(used)
            .fold(0, u64::saturating_add);
        next(previous, Perquintill::from_rational(used, capacity()))
    }
}

impl MultiplierUpdate for FollowsDemand {
    fn min() -> Multiplier {
        MinimumMultiplier::get()
    }

    fn max() -> Multiplier {
        MaximumMultiplier::get()
    }

    fn target() -> Perquintill {
        TargetBlockFullness::get()
    }

    fn variability() -> Multiplier {
        AdjustmentVariable::get()
    }
}

/// Used by calls of a class in this block, in picoseconds.
fn used(class: DispatchClass) -> u64 {
    System::block_weight().get(class).ref_time()
}

/// The capacity of a block: what calls of the Normal class may use, in picoseconds.
fn capacity() -> u64 {
    let weights = RuntimeBlockWeights::get();
    let normal: Option<Weight> = weights.get(Normal).max_total;
    normal.unwrap_or(weights.max_block).ref_time()
}

/// The multiplier after a block of this fullness.
fn next(previous: Multiplier, fullness: Perquintill) -> Multiplier {
    let target = FollowsDemand::target();
    let step = |difference: Perquintill| {
        previous
            .saturating_mul(FollowsDemand::variability())
            .saturating_mul(difference.into())
    };
    let next = if fullness >= target {
        previous.saturating_add(step(fullness - target))
    } else {
        previous.saturating_sub(step(target - fullness))
    };
    next.clamp(FollowsDemand::min(), FollowsDemand::max())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_runtime::{traits::One, FixedPointNumber};

    fn after(blocks: u32, from: Multiplier, percent: u64) -> Multiplier {
        let fullness = Perquintill::from_percent(percent);
        (0..blocks).fold(from, |multiplier, _| next(multiplier, fullness))
    }

    /// docs/coin.md states these figures.
    #[test]
    fn an_hour_of_full_blocks_makes_fees_a_third_dearer_and_one_of_empty_blocks_cheaper() {
        let ten = Multiplier::saturating_from_integer(10);
        let full = after(3_600, ten, 100).to_float();
        assert!((13.0..13.4).contains(&full), "{full}");
        let empty = after(3_600, ten, 0).to_float();
        assert!((9.1..9.2).contains(&empty), "{empty}");
        assert_eq!(after(3_600, ten, 25), ten);
    }

    #[test]
    fn fees_stay_within_their_bounds() {
        assert_eq!(after(1, Multiplier::one(), 24), Multiplier::one());
        assert!(after(1, Multiplier::one(), 26) > Multiplier::one());
        let most = MaximumMultiplier::get();
        assert_eq!(after(1, most, 100), most);
        assert_eq!(after(1, Multiplier::from_inner(u128::MAX), 100), most);
        assert_eq!(after(1, Multiplier::from_inner(0), 0), Multiplier::one());
    }

    #[test]
    fn every_class_that_is_paid_for_counts() {
        let after_block = |class| {
            sp_io::TestExternalities::default().execute_with(|| {
                System::register_extra_weight_unchecked(Weight::from_parts(capacity(), 0), class);
                FollowsDemand::convert(Multiplier::one())
            })
        };
        let full = after(1, Multiplier::one(), 100);
        assert!(full > Multiplier::one());
        assert_eq!(after_block(Normal), full);
        assert_eq!(after_block(Operational), full);
        assert_eq!(after_block(DispatchClass::Mandatory), Multiplier::one());
    }
}
