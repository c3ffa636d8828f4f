//! @Name@.

use crate::Runtime;
use frame_support::traits::ConstU32;

impl pallet_@module@::Config for Runtime {
    type MaxValue = ConstU32<1_000_000>;
    type WeightInfo = crate::weights::pallet_@module@::WeightInfo<Runtime>;
}
