//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use crate::Config;
use frame_support::weights::Weight;

/// Weights of the calls, each of the worst case: callers that are operators, approvals that are
/// replaced, texts as long as can be. What a recipient without an account costs is apart:
/// `open_account`.
#[allow(missing_docs)]
pub trait WeightInfo {
    fn create_collection() -> Weight;
    fn mint() -> Weight;
    /// `n`: items.
    fn batch_mint(n: u32) -> Weight;
    fn transfer_from() -> Weight;
    fn approve() -> Weight;
    fn set_approval_for_all() -> Weight;
    fn burn() -> Weight;
    fn set_base_uri() -> Weight;
    fn freeze_metadata() -> Weight;
    fn transfer_ownership() -> Weight;
    fn open_account() -> Weight;
}

/// For tests, in which nothing is paid for.
#[rustfmt::skip]
impl WeightInfo for () {
    fn create_collection() -> Weight { Weight::zero() }
    fn mint() -> Weight { Weight::zero() }
    fn batch_mint(_n: u32) -> Weight { Weight::zero() }
    fn transfer_from() -> Weight { Weight::zero() }
    fn approve() -> Weight { Weight::zero() }
    fn set_approval_for_all() -> Weight { Weight::zero() }
    fn burn() -> Weight { Weight::zero() }
    fn set_base_uri() -> Weight { Weight::zero() }
    fn freeze_metadata() -> Weight { Weight::zero() }
    fn transfer_ownership() -> Weight { Weight::zero() }
    fn open_account() -> Weight { Weight::zero() }
}

/// The weight of a call that opens accounts for so many recipients. Calls are charged for as many as
/// there can be, and given back what they need not open.
pub(crate) fn with_opened<T: Config>(call: Weight, accounts: u32) -> Weight {
    let each = <T as Config>::WeightInfo::open_account();
    call.saturating_add(each.saturating_mul(accounts.into()))
}
