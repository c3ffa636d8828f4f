//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use crate::Config;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls, each of the worst case: terms with as many sellers as there can be, prices in
/// tokens, receivers without accounts, houses that have had as many currencies as there can be.
#[allow(missing_docs)]
pub trait WeightInfo {
    fn create_house() -> Weight;
    fn list() -> Weight;
    fn bid() -> Weight;
    fn cancel() -> Weight;
    fn pause_house() -> Weight;
    fn resume_house() -> Weight;
    fn set_terms() -> Weight;
    /// Of a house without items.
    fn close_house() -> Weight;
    /// The price by the slowest curve, which [`bid`](Self::bid) includes.
    fn price() -> Weight;
}

/// For tests, in which nothing is paid for.
#[rustfmt::skip]
impl WeightInfo for () {
    fn create_house() -> Weight { Weight::zero() }
    fn list() -> Weight { Weight::zero() }
    fn bid() -> Weight { Weight::zero() }
    fn cancel() -> Weight { Weight::zero() }
    fn pause_house() -> Weight { Weight::zero() }
    fn resume_house() -> Weight { Weight::zero() }
    fn set_terms() -> Weight { Weight::zero() }
    fn close_house() -> Weight { Weight::zero() }
    fn price() -> Weight { Weight::zero() }
}

/// Closing a house that has so many items: each is found, and costs what it costs to cancel its auction. Then the
/// house is removed, or paused where it has more.
pub(crate) fn closing<T: Config>(items: u32) -> Weight {
    let found = T::DbWeight::get().reads(1);
    let each = <T as Config>::WeightInfo::cancel().saturating_add(found);
    <T as Config>::WeightInfo::close_house()
        .max(<T as Config>::WeightInfo::pause_house())
        .saturating_add(each.saturating_mul(items.into()))
}
