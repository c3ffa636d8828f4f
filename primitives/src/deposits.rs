//! Deposits: whoever makes state has coins on hold until it is removed.

use crate::Balance;
use alloc::collections::BTreeMap;
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, InspectHold, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
    },
};
use sp_runtime::{DispatchError, DispatchResult};

/// The deposits of a pallet. Amounts are in planck.
pub trait Deposits<AccountId> {
    /// The coin that is held.
    type Currency: MutateHold<AccountId, Balance = Balance>;

    /// Why the pallet holds coins.
    type Reason: Into<<Self::Currency as InspectHold<AccountId>>::Reason>;

    /// The pallet's own error for an account that can't pay a deposit.
    fn unaffordable() -> DispatchError;

    /// Hold `amount` of what `who` has free.
    ///
    /// Errors: [`unaffordable`](Self::unaffordable).
    fn hold(reason: Self::Reason, who: &AccountId, amount: Balance) -> DispatchResult {
        Self::Currency::hold(&reason.into(), who, amount).map_err(|_| Self::unaffordable())
    }

    /// Hold `amount`, and leave at least the existential deposit free. [`hold`](Self::hold) alone may leave less to
    /// an account that has other providers, and the rest would be dust.
    ///
    /// Errors: [`unaffordable`](Self::unaffordable).
    fn hold_above_minimum(
        reason: Self::Reason,
        who: &AccountId,
        amount: Balance,
    ) -> DispatchResult {
        let holdable =
            Self::Currency::reducible_balance(who, Preservation::Preserve, Fortitude::Force);
        ensure!(amount <= holdable, Self::unaffordable());
        Self::hold(reason, who, amount)
    }

    /// Release `amount`, or as much of it as is on hold. That should always be all of it; if it ever were not, that
    /// must not keep the state from being removed.
    fn release(reason: Self::Reason, who: &AccountId, amount: Balance) {
        let _ = Self::Currency::release(&reason.into(), who, amount, Precision::BestEffort);
    }
}

/// Whether each account that paid `deposits` has exactly their sum on hold, where `held` reads what an account has.
/// Planck; a sum of more than 128 bits can't be on hold.
pub fn deposits_are_held<AccountId: Ord>(
    deposits: impl Iterator<Item = (AccountId, Balance)>,
    held: impl Fn(&AccountId) -> Balance,
) -> bool {
    let mut sums = BTreeMap::<AccountId, Balance>::new();
    for (who, deposit) in deposits {
        let sum = sums.entry(who).or_default();
        *sum = sum.saturating_add(deposit);
    }
    sums.iter().all(|(who, sum)| held(who) == *sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deposits_of_an_account_are_summed() {
        let deposits = || [(1, 5), (2, 7), (1, 6)].into_iter();
        let held = |first, second| move |who: &i32| if *who == 1 { first } else { second };
        assert!(deposits_are_held(deposits(), held(11, 7)));
        assert!(!deposits_are_held(deposits(), held(6, 7)));
        assert!(!deposits_are_held(deposits(), held(11, 8)));
        assert!(deposits_are_held([].into_iter(), held(3, 4)));
    }
}
