//! What the tests of the pallets share: accounts by number, refused calls, events, the first block,
//! the number of cases. A mock's own
//! helpers stand in its `tests/mock.rs`.

#![warn(missing_docs)]

use chaos_primitives::AccountId;
use frame_support::{assert_storage_noop, dispatch::DispatchResultWithPostInfo};
use frame_system::{Config, Pallet as System, RawOrigin};
use sp_io::TestExternalities;
use sp_runtime::{DispatchError, DispatchResult, Storage};

/// The account whose id is 32 times this byte. Nobody has its secret.
pub fn account(id: u8) -> AccountId {
    [id; 32].into()
}

/// The origin of a transaction that an [`account`] signed.
pub fn signed<Origin: From<RawOrigin<AccountId>>>(id: u8) -> Origin {
    RawOrigin::Signed(account(id)).into()
}

/// The result of a call, without what it weighed.
pub fn outcome(result: DispatchResultWithPostInfo) -> DispatchResult {
    result.map(drop).map_err(|failure| failure.error)
}

/// Assert that a call fails with this error and changes nothing, as a transaction would.
#[track_caller]
pub fn refused(call: impl Fn() -> DispatchResult, error: impl Into<DispatchError>) {
    let error = error.into();
    assert_storage_noop!({
        let result = frame_support::storage::with_storage_layer(&call);
        assert_eq!(result, Err(error));
    });
}

/// A pallet's events since the last time, in their order. Forgets those of all pallets.
pub fn take_events<T: Config<RuntimeEvent: TryInto<Event>>, Event>() -> Vec<Event> {
    let events = System::<T>::read_events_for_pallet::<Event>();
    System::<T>::reset_events();
    events
}

/// How many cases a property test tries: with `CHAOS_TESTS=all` in the environment `all`, else a quarter of them.
pub fn cases(all: u32) -> u32 {
    match std::env::var("CHAOS_TESTS").as_deref() {
        Ok("all") => all,
        _ => all / 4,
    }
}

/// A chain of this genesis, in its first block.
pub fn first_block<T: Config>(genesis: Storage) -> TestExternalities {
    let mut chain = TestExternalities::from(genesis);
    chain.execute_with(|| System::<T>::set_block_number(1u32.into()));
    chain
}
