//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
    /// [`Call::claim`](crate::Call::claim), with the check in the pool.
    fn claim() -> Weight;
}

/// For tests, in which nothing is paid for.
impl WeightInfo for () {
    fn claim() -> Weight {
        Weight::zero()
    }
}
