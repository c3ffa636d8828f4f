//! What the calls cost. The numbers are generated, and stand in the runtime that uses the pallet.

use frame_support::weights::Weight;

/// Weights of the calls.
pub trait WeightInfo {
    /// [`Call::open_sale`](crate::Call::open_sale).
    fn open_sale() -> Weight;
    /// [`Call::buy`](crate::Call::buy).
    fn buy() -> Weight;
    /// [`Call::close_sale`](crate::Call::close_sale).
    fn close_sale() -> Weight;
    /// [`Call::set_redemption`](crate::Call::set_redemption).
    fn set_redemption() -> Weight;
    /// [`Call::fund_redemption`](crate::Call::fund_redemption).
    fn fund_redemption() -> Weight;
    /// [`Call::redeem`](crate::Call::redeem).
    fn redeem() -> Weight;
    /// [`Call::withdraw_redemption`](crate::Call::withdraw_redemption), the step that pays.
    fn withdraw_redemption() -> Weight;
    /// [`Call::set_policy`](crate::Call::set_policy) with `n` rules, instead of a full policy that
    /// was ended.
    fn set_policy(n: u32) -> Weight;
    /// [`Call::execute`](crate::Call::execute).
    fn execute() -> Weight;
    /// [`Call::set_regulated`](crate::Call::set_regulated).
    fn set_regulated() -> Weight;
    /// [`Call::forget_purchase`](crate::Call::forget_purchase).
    fn forget_purchase() -> Weight;
    /// [`Call::collect_redeemed`](crate::Call::collect_redeemed).
    fn collect_redeemed() -> Weight;
}

/// For tests, in which nothing is paid for.
impl WeightInfo for () {
    fn open_sale() -> Weight {
        Weight::zero()
    }
    fn buy() -> Weight {
        Weight::zero()
    }
    fn close_sale() -> Weight {
        Weight::zero()
    }
    fn set_redemption() -> Weight {
        Weight::zero()
    }
    fn fund_redemption() -> Weight {
        Weight::zero()
    }
    fn redeem() -> Weight {
        Weight::zero()
    }
    fn withdraw_redemption() -> Weight {
        Weight::zero()
    }
    fn set_policy(_: u32) -> Weight {
        Weight::zero()
    }
    fn execute() -> Weight {
        Weight::zero()
    }
    fn set_regulated() -> Weight {
        Weight::zero()
    }
    fn forget_purchase() -> Weight {
        Weight::zero()
    }
    fn collect_redeemed() -> Weight {
        Weight::zero()
    }
}
