//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
    /// [`Call::add_validator`](crate::Call::add_validator).
    fn add_validator() -> Weight;
    /// [`Call::remove_validator`](crate::Call::remove_validator).
    fn remove_validator() -> Weight;
}

/// For tests, in which nothing is paid for.
impl WeightInfo for () {
    fn add_validator() -> Weight {
        Weight::zero()
    }
    fn remove_validator() -> Weight {
        Weight::zero()
    }
}
