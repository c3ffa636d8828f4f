//! Generated.
use frame_support::weights::Weight;
pub trait WeightInfo { fn claim() -> Weight; }
impl WeightInfo for () { fn claim() -> Weight { Weight::from_parts(500_000_000, 10_000) } }
