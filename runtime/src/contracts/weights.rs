//! What the functions of `pallet-contracts` cost: as much as was measured, but for one.

use crate::weights::pallet_contracts as measured;
use core::marker::PhantomData;
use frame_support::weights::Weight;
use pallet_contracts::weights::WeightInfo;

/// A contract can't pay for replacing its code, whatever its gas limit.
pub struct Immutable<T>(PhantomData<T>);

macro_rules! as_measured {
    ($($function:ident($($component:ident),*);)*) => {
        $(fn $function($($component: u32),*) -> Weight {
            measured::WeightInfo::<T>::$function($($component),*)
        })*
    };
}

impl<T: frame_system::Config> WeightInfo for Immutable<T> {
    fn seal_set_code_hash() -> Weight {
        // Its benchmark pays for it.
        if cfg!(feature = "runtime-benchmarks") {
            measured::WeightInfo::<T>::seal_set_code_hash()
        } else {
            Weight::MAX
        }
    }

    as_measured! {
    on_process_deletion_queue_batch(); on_initialize_per_trie_key(k); v9_migration_step(c);
    v10_migration_step(); v11_migration_step(k); v12_migration_step(c); v13_migration_step();
    v14_migration_step(); v15_migration_step(); v16_migration_step(); migration_noop(); migrate();
    on_runtime_upgrade_noop(); on_runtime_upgrade_in_progress(); on_runtime_upgrade();
    call_with_code_per_byte(c); instantiate_with_code(c, i, s); instantiate(i, s); call();
    upload_code_determinism_enforced(c); upload_code_determinism_relaxed(c); remove_code();
    set_code(); noop_host_fn(r); seal_caller(); seal_is_contract(); seal_code_hash();
    seal_own_code_hash(); seal_caller_is_origin(); seal_caller_is_root(); seal_address();
    seal_gas_left(); seal_balance(); seal_value_transferred(); seal_minimum_balance();
    seal_block_number(); seal_now(); seal_weight_to_fee(); seal_input(n); seal_return(n);
    seal_terminate(n); seal_random(); seal_deposit_event(t, n); seal_debug_message(i);
    get_storage_empty(); get_storage_full(); set_storage_empty(); set_storage_full();
    seal_set_storage(n, o); seal_clear_storage(n); seal_get_storage(n); seal_contains_storage(n);
    seal_take_storage(n); set_transient_storage_empty(); set_transient_storage_full();
    get_transient_storage_empty(); get_transient_storage_full(); rollback_transient_storage();
    seal_set_transient_storage(n, o); seal_clear_transient_storage(n);
    seal_get_transient_storage(n); seal_contains_transient_storage(n);
    seal_take_transient_storage(n); seal_transfer(); seal_call(t, i); seal_delegate_call();
    seal_instantiate(i, s); seal_hash_sha2_256(n); seal_hash_keccak_256(n);
    seal_hash_blake2_256(n); seal_hash_blake2_128(n); seal_sr25519_verify(n); seal_ecdsa_recover();
    seal_ecdsa_to_eth_address(); lock_delegate_dependency(); unlock_delegate_dependency();
    seal_reentrance_count(); seal_account_reentrance_count(); seal_instantiation_nonce();
    instr_i64_load_store(r);
    }
}
