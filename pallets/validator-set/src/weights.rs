//! Generated.
use frame_support::weights::Weight;
pub trait WeightInfo { fn add_validator() -> Weight; fn remove_validator() -> Weight; }
impl WeightInfo for () { fn add_validator() -> Weight { Weight::from_parts(20_000_000, 4_000) } fn remove_validator() -> Weight { Weight::from_parts(20_000_000, 4_000) } }
