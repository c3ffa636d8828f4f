//! Smart contracts: dry runs, and what is in their storage.

pub(super) use crate::{contracts::dry_run, Contracts};
pub(super) use pallet_contracts::{
    Code, CodeUploadResult, ContractExecResult, ContractInstantiateResult, Determinism,
    GetStorageResult,
};

macro_rules! contracts {
    ([$($next:ident)*] $($before:tt)*) => {
        impl_groups! {
            [$($next)*]
            $($before)*

            impl pallet_contracts::ContractsApi<Block, AccountId, Balance, BlockNumber, Hash, EventRecord>
                for Runtime
            {
                fn call(
                    origin: AccountId,
                    dest: AccountId,
                    value: Balance,
                    gas_limit: Option<Weight>,
                    storage_deposit_limit: Option<Balance>,
                    input_data: Vec<u8>,
                ) -> ContractExecResult<Balance, EventRecord> {
                    dry_run::call(origin, dest, value, gas_limit, storage_deposit_limit, input_data)
                }

                fn instantiate(
                    origin: AccountId,
                    value: Balance,
                    gas_limit: Option<Weight>,
                    storage_deposit_limit: Option<Balance>,
                    code: Code<Hash>,
                    data: Vec<u8>,
                    salt: Vec<u8>,
                ) -> ContractInstantiateResult<AccountId, Balance, EventRecord> {
                    dry_run::instantiate(origin, value, gas_limit, storage_deposit_limit, code, data, salt)
                }

                fn upload_code(
                    origin: AccountId,
                    code: Vec<u8>,
                    storage_deposit_limit: Option<Balance>,
                    determinism: Determinism,
                ) -> CodeUploadResult<Hash, Balance> {
                    dry_run::upload_code(origin, code, storage_deposit_limit, determinism)
                }

                fn get_storage(address: AccountId, key: Vec<u8>) -> GetStorageResult {
                    Contracts::get_storage(address, key)
                }
            }
        }
    };
}
