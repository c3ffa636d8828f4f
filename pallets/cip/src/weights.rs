//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use frame_support::weights::Weight;

/// Weights of the calls and of what happens by itself, each of the worst case: records as long as they
/// can be, voters with as many votes as they can have.
#[allow(missing_docs)]
pub trait WeightInfo {
    /// With a call of `l` bytes.
    fn propose(l: u32) -> Weight;
    fn withdraw() -> Weight;
    fn vote() -> Weight;
    /// Of which `n` votes were lifted.
    fn unlock(n: u32) -> Weight;
    fn set_ground_rules() -> Weight;
    /// Without fetching the call and dispatching it.
    fn enact() -> Weight;
    fn cancel() -> Weight;
    /// Reading a call of `l` bytes.
    fn fetch(l: u32) -> Weight;
    /// Looking for CIPs that are due, where none is.
    fn agenda() -> Weight;
    /// Deciding a CIP that passes, whose enactment finds its place in the `a`th block.
    fn end(a: u32) -> Weight;
    /// Deciding a CIP that is rejected and loses its deposit.
    fn reject() -> Weight;
    /// Lifting `n` votes, each on another CIP.
    fn unlock_idle(n: u32) -> Weight;
}

/// For tests, in which nothing is paid for.
#[rustfmt::skip]
impl WeightInfo for () {
    fn propose(_: u32) -> Weight { Weight::zero() }
    fn withdraw() -> Weight { Weight::zero() }
    fn vote() -> Weight { Weight::zero() }
    fn unlock(_: u32) -> Weight { Weight::zero() }
    fn set_ground_rules() -> Weight { Weight::zero() }
    fn enact() -> Weight { Weight::zero() }
    fn cancel() -> Weight { Weight::zero() }
    fn fetch(_: u32) -> Weight { Weight::zero() }
    fn agenda() -> Weight { Weight::zero() }
    fn end(_: u32) -> Weight { Weight::zero() }
    fn reject() -> Weight { Weight::zero() }
    fn unlock_idle(_: u32) -> Weight { Weight::zero() }
}
