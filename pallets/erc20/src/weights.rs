//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use crate::{Config, Opened};
use frame_support::weights::Weight;

/// Weights of the calls, each of the worst case: senders with nothing left, used up allowances. What
/// recipients without an account cost is apart, in `open_account`.
#[allow(missing_docs)]
pub trait WeightInfo {
    fn create() -> Weight;
    fn transfer() -> Weight;
    fn approve() -> Weight;
    fn transfer_from() -> Weight;
    fn increase_allowance() -> Weight;
    fn decrease_allowance() -> Weight;
    fn mint() -> Weight;
    fn burn() -> Weight;
    fn burn_from() -> Weight;
    fn pause() -> Weight;
    fn unpause() -> Weight;
    fn transfer_ownership() -> Weight;
    fn renounce_ownership() -> Weight;
    fn permit() -> Weight;
    /// `h`: recipients who hold the token already; `n`: those who do not.
    fn batch_transfer(h: u32, n: u32) -> Weight;
    fn open_account() -> Weight;
}

/// For tests, in which nothing is paid for.
#[rustfmt::skip]
impl WeightInfo for () {
    fn create() -> Weight { Weight::zero() }
    fn transfer() -> Weight { Weight::zero() }
    fn approve() -> Weight { Weight::zero() }
    fn transfer_from() -> Weight { Weight::zero() }
    fn increase_allowance() -> Weight { Weight::zero() }
    fn decrease_allowance() -> Weight { Weight::zero() }
    fn mint() -> Weight { Weight::zero() }
    fn burn() -> Weight { Weight::zero() }
    fn burn_from() -> Weight { Weight::zero() }
    fn pause() -> Weight { Weight::zero() }
    fn unpause() -> Weight { Weight::zero() }
    fn transfer_ownership() -> Weight { Weight::zero() }
    fn renounce_ownership() -> Weight { Weight::zero() }
    fn permit() -> Weight { Weight::zero() }
    fn batch_transfer(_h: u32, _n: u32) -> Weight { Weight::zero() }
    fn open_account() -> Weight { Weight::zero() }
}

/// The weight of a call that opens accounts for so many recipients. Calls are charged for as many as
/// there can be, and given back what they need not open.
pub(crate) fn with_opened<T: Config>(call: Weight, accounts: u32) -> Weight {
    let each = <T as Config>::WeightInfo::open_account();
    call.saturating_add(each.saturating_mul(accounts.into()))
}

/// The weight of a batch to so many recipients, for some of whom it `opened` something.
pub(crate) fn batch<T: Config>(recipients: u32, opened: Opened) -> Weight {
    let holders = recipients.saturating_sub(opened.holders);
    let call = <T as Config>::WeightInfo::batch_transfer(holders, opened.holders);
    with_opened::<T>(call, opened.accounts)
}
