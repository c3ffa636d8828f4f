//! The validators of a chain, for the pallet that decides on them.

use alloc::vec::Vec;
use sp_runtime::DispatchResult;

/// The list of the accounts that make blocks once they have session keys.
pub trait Validators<AccountId> {
    /// The validators, each once.
    fn validators() -> Vec<AccountId>;

    /// The validators of this session, including those removed in it.
    fn active() -> Vec<AccountId>;

    /// The validators of the next session, as it is planned now. Not those without session keys, nor those added in
    /// this session.
    fn queued() -> Vec<AccountId>;

    /// The most validators.
    fn max_validators() -> u32;

    /// Add a validator, from the session after the next on.
    fn add(who: &AccountId) -> DispatchResult;

    /// Remove a validator, from the next session on.
    fn remove(who: &AccountId) -> DispatchResult;

    /// Replace all validators, in this session and the next too.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_for_benchmark(validators: Vec<AccountId>);
}
