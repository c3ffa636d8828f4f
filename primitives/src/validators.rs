//! The validators of a chain, as those see them who decide on them.

use alloc::vec::Vec;
use sp_runtime::DispatchResult;

/// What a pallet may do with the list of those who make blocks, once they have session keys.
pub trait Validators<AccountId> {
    /// Who they are, nobody twice.
    fn validators() -> Vec<AccountId>;

    /// Who makes blocks in this session, among them those removed in it.
    fn active() -> Vec<AccountId>;

    /// Those of the validators who make blocks in the next session, as it is planned now. Who has no session keys
    /// is none of them, nor who was added in this session.
    fn queued() -> Vec<AccountId>;

    /// The most that there may be.
    fn max_validators() -> u32;

    /// Let an account make blocks, from the session after the next on.
    fn add(who: &AccountId) -> DispatchResult;

    /// Let an account make blocks no longer, from the next session on.
    fn remove(who: &AccountId) -> DispatchResult;

    /// Put these in the place of all there are, in this session and the next, too.
    #[cfg(feature = "runtime-benchmarks")]
    fn set_for_benchmark(validators: Vec<AccountId>);
}
