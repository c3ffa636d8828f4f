//! Dry runs of contracts: clients learn a result, or how much gas and deposit a transaction will need. The caller
//! doesn't pay, so the gas limit is at most that of a transaction.

use super::code;
use crate::{
    apis::EventRecord, configs::system::MAX_UNINTERRUPTED, AccountId, Balance, Contracts, Hash,
    Runtime, RuntimeOrigin,
};
use alloc::vec::Vec;
use frame_support::{traits::EnsureOrigin, weights::Weight};
use pallet_contracts::{
    Code, CodeUploadResult, CollectEvents, ContractExecResult, ContractInstantiateResult,
    ContractResult, DebugInfo, Determinism,
};
use sp_runtime::DispatchError;

/// See [`pallet_contracts::Pallet::bare_call`].
pub fn call(
    origin: AccountId,
    dest: AccountId,
    value: Balance,
    gas_limit: Option<Weight>,
    storage_deposit_limit: Option<Balance>,
    input_data: Vec<u8>,
) -> ContractExecResult<Balance, EventRecord> {
    Contracts::bare_call(
        origin,
        dest,
        value,
        at_most_a_transaction(gas_limit),
        storage_deposit_limit,
        input_data,
        debug_info(),
        CollectEvents::UnsafeCollect,
        Determinism::Enforced,
    )
}

/// See [`pallet_contracts::Pallet::bare_instantiate`].
pub fn instantiate(
    origin: AccountId,
    value: Balance,
    gas_limit: Option<Weight>,
    storage_deposit_limit: Option<Balance>,
    code: Code<Hash>,
    data: Vec<u8>,
    salt: Vec<u8>,
) -> ContractInstantiateResult<AccountId, Balance, EventRecord> {
    if let Code::Upload(code) = &code {
        if let Err(refusal) = code::check(code) {
            return refused(filtered(), refusal.reason());
        }
        if let Err(error) = ensure_may_upload(&origin) {
            return refused(error, "");
        }
    }
    Contracts::bare_instantiate(
        origin,
        value,
        at_most_a_transaction(gas_limit),
        storage_deposit_limit,
        code,
        data,
        salt,
        debug_info(),
        CollectEvents::UnsafeCollect,
    )
}

/// See [`pallet_contracts::Pallet::bare_upload_code`].
pub fn upload_code(
    origin: AccountId,
    code: Vec<u8>,
    storage_deposit_limit: Option<Balance>,
    determinism: Determinism,
) -> CodeUploadResult<Hash, Balance> {
    code::check(&code).map_err(|refusal| {
        log::debug!(target: "runtime::contracts", "{}", refusal.reason());
        filtered()
    })?;
    ensure_may_upload(&origin)?;
    Contracts::bare_upload_code(origin, code, storage_deposit_limit, determinism)
}

/// The error that a transaction would have.
fn filtered() -> DispatchError {
    frame_system::Error::<Runtime>::CallFiltered.into()
}

/// The check that uploading code in a transaction makes.
fn ensure_may_upload(origin: &AccountId) -> Result<(), DispatchError> {
    <Runtime as pallet_contracts::Config>::UploadOrigin::ensure_origin(RuntimeOrigin::signed(
        origin.clone(),
    ))?;
    Ok(())
}

fn refused(
    error: DispatchError,
    reason: &str,
) -> ContractInstantiateResult<AccountId, Balance, EventRecord> {
    ContractResult {
        gas_consumed: Weight::zero(),
        gas_required: Weight::zero(),
        storage_deposit: Default::default(),
        debug_message: reason.into(),
        result: Err(error),
        events: None,
    }
}

fn at_most_a_transaction(gas_limit: Option<Weight>) -> Weight {
    gas_limit.map_or(MAX_UNINTERRUPTED, |limit| limit.min(MAX_UNINTERRUPTED))
}

/// Contracts' debug output, and why code is rejected, are for developers who run a node with this log level.
fn debug_info() -> DebugInfo {
    if log::log_enabled!(target: "runtime::contracts", log::Level::Debug) {
        DebugInfo::UnsafeDebug
    } else {
        DebugInfo::Skip
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_has_no_more_gas_than_a_transaction() {
        let little = Weight::from_parts(1_000, 2_000);
        for limit in [None, Some(Weight::MAX)] {
            assert_eq!(at_most_a_transaction(limit), MAX_UNINTERRUPTED);
        }
        assert_eq!(at_most_a_transaction(Some(little)), little);
    }
}
