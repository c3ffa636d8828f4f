//! What the calls weigh.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
    /// `n`: validators in the session of the proof.
    fn report_equivocation_unsigned(n: u32) -> Weight;
}

/// For tests.
impl WeightInfo for () {
    fn report_equivocation_unsigned(n: u32) -> Weight {
        Weight::from_parts(500_000_000, 50_000)
            .saturating_add(Weight::from_parts(10_000_000, 5_000).saturating_mul(n.into()))
    }
}
