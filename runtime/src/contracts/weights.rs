//! The weights of `pallet-contracts`: those measured, corrected where an attacker can choose a worse input than the
//! SDK's benchmark does.

use crate::weights::{pallet_balances, pallet_contracts as measured};
use ::pallet_balances::WeightInfo as _;
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};
use pallet_contracts::weights::WeightInfo;

/// Factor for instructions. The benchmarked ones load from and store to memory. For the same fuel, jumps by a table
/// take three times as long, others twice. Translating a byte of a function when it is first called takes five times as
/// long as the seven instructions that are charged for it.
const INSTRUCTION: u64 = 3;
/// Added for each byte of code that is loaded, in picoseconds. The benchmarked module has one function. With the
/// maximum of one for each 64 bytes, each takes 0.9 µs to load and translate.
const LOADED_BYTE: u64 = 6_000;
/// Added for each byte of code that is uploaded, in picoseconds: for [checking](super::code::check) it, and for the
/// maximum number of functions, at 1.2 µs each.
const UPLOADED_BYTE: u64 = 40_000;
/// Added for each byte of input that is copied for another contract, in picoseconds. The benchmark has it in the
/// processor's cache.
const CLONED_BYTE: u64 = 150;
/// Added for zeroing the memory of a called contract, up to 16 pages, in picoseconds. Benchmarked callees have one
/// page, and benchmarked transactions reuse the memory of earlier ones.
const MEMORY: u64 = 80_000_000;

/// A byte of an event, in picoseconds. A block full of events then has 2.5 MB of them. Clients read a block's events
/// over JSON-RPC in hexadecimal, in a response of at most 15 MiB.
pub const EVENT_BYTE: u64 = 300_000;
/// Bytes of an event record besides its data and topics: its contract and its variant.
const EVENT_OVERHEAD: u32 = 48;

fn memory() -> Weight {
    times(MEMORY, 1)
}

/// Loading code of this length.
fn loading(code_len: u32) -> Weight {
    times(LOADED_BYTE, code_len)
}

/// Uploading code of this length. The benchmarked chain lets everybody upload; others also look up whether the account
/// is a member's.
fn uploading<T: frame_system::Config>(code_len: u32) -> Weight {
    times(UPLOADED_BYTE, code_len)
        .saturating_add(memory())
        .saturating_add(T::DbWeight::get().reads(2))
}

/// A transfer of coins, free or held.
fn transfer<T: frame_system::Config>() -> Weight {
    pallet_balances::WeightInfo::<T>::transfer_keep_alive()
}

fn times(ref_time: u64, count: u32) -> Weight {
    Weight::from_parts(ref_time, 0).saturating_mul(count.into())
}

/// The weights of `pallet-contracts`.
pub struct WorstCase<T>(PhantomData<T>);

macro_rules! as_measured {
    ($($function:ident($($component:ident),*);)*) => {
        $(fn $function($($component: u32),*) -> Weight {
            measured::WeightInfo::<T>::$function($($component),*)
        })*
    };
}

macro_rules! as_measured_and {
    ($($function:ident($($component:ident),*) $more:expr;)*) => {
        $(fn $function($($component: u32),*) -> Weight {
            measured::WeightInfo::<T>::$function($($component),*).saturating_add($more)
        })*
    };
}

impl<T: frame_system::Config> WeightInfo for WorstCase<T> {
    /// More than any gas limit, so that no contract can replace its code.
    fn seal_set_code_hash() -> Weight {
        // The benchmark calls it.
        if cfg!(feature = "runtime-benchmarks") {
            measured::WeightInfo::<T>::seal_set_code_hash()
        } else {
            Weight::MAX
        }
    }

    fn instr_i64_load_store(r: u32) -> Weight {
        measured::WeightInfo::<T>::instr_i64_load_store(r).saturating_mul(INSTRUCTION)
    }

    as_measured_and! {
    call_with_code_per_byte(c) loading(c);
    instantiate_with_code(c, i, s) loading(c).saturating_add(uploading::<T>(c));
    instantiate(i, s) memory();
    call() memory();
    upload_code_determinism_enforced(c) uploading::<T>(c);
    upload_code_determinism_relaxed(c) uploading::<T>(c);
    // The benchmark has both accounts in memory.
    seal_transfer() transfer::<T>();
    seal_call(t, i) times(CLONED_BYTE, i).saturating_add(memory());
    seal_delegate_call() memory();
    // Deposits are settled at the end of the transaction, which the benchmark leaves out.
    seal_instantiate(i, s) transfer::<T>().saturating_add(memory());
    // One transfer at once, and two at the end of the transaction: what is left, and the deposit.
    seal_terminate(n) transfer::<T>().saturating_mul(3);
    lock_delegate_dependency() transfer::<T>();
    unlock_delegate_dependency() transfer::<T>();
    // The schedule charges for the bytes of the data.
    seal_deposit_event(t, n) times(EVENT_BYTE, EVENT_OVERHEAD);
    }

    as_measured! {
    on_process_deletion_queue_batch(); on_initialize_per_trie_key(k); v9_migration_step(c);
    v10_migration_step(); v11_migration_step(k); v12_migration_step(c); v13_migration_step();
    v14_migration_step(); v15_migration_step(); v16_migration_step(); migration_noop(); migrate();
    on_runtime_upgrade_noop(); on_runtime_upgrade_in_progress(); on_runtime_upgrade();
    remove_code(); set_code(); noop_host_fn(r); seal_caller(); seal_is_contract();
    seal_code_hash(); seal_own_code_hash(); seal_caller_is_origin(); seal_caller_is_root();
    seal_address(); seal_gas_left(); seal_balance(); seal_value_transferred();
    seal_minimum_balance(); seal_block_number(); seal_now(); seal_weight_to_fee(); seal_input(n);
    seal_return(n); seal_random(); seal_debug_message(i); get_storage_empty();
    get_storage_full(); set_storage_empty(); set_storage_full(); seal_set_storage(n, o);
    seal_clear_storage(n); seal_get_storage(n); seal_contains_storage(n); seal_take_storage(n);
    set_transient_storage_empty(); set_transient_storage_full(); get_transient_storage_empty();
    get_transient_storage_full(); rollback_transient_storage(); seal_set_transient_storage(n, o);
    seal_clear_transient_storage(n); seal_get_transient_storage(n);
    seal_contains_transient_storage(n); seal_take_transient_storage(n); seal_hash_sha2_256(n);
    seal_hash_keccak_256(n); seal_hash_blake2_256(n); seal_hash_blake2_128(n);
    seal_sr25519_verify(n); seal_ecdsa_recover(); seal_ecdsa_to_eth_address();
    seal_reentrance_count(); seal_account_reentrance_count(); seal_instantiation_nonce();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        configs::{contracts::ContractsSchedule, system::RuntimeBlockWeights},
        Runtime, RuntimeEvent,
    };
    use codec::Encode;
    use frame_support::dispatch::DispatchClass;
    use frame_system::{EventRecord, Phase};
    use pallet_contracts::Event;

    type Weights = WorstCase<Runtime>;

    #[test]
    fn events_of_a_block_can_be_asked_for_by_json_rpc() {
        let limits = RuntimeBlockWeights::get();
        let block = limits.get(DispatchClass::Normal).max_total.unwrap();
        let schedule = ContractsSchedule::get();
        for topics in [0, 1, schedule.limits.event_topics] {
            for len in [0, 1, 63, 64, 1_000, schedule.limits.payload_len] {
                let event = Event::ContractEmitted {
                    contract: [0; 32].into(),
                    data: vec![0; len as usize],
                };
                let record = EventRecord {
                    phase: Phase::ApplyExtrinsic(u32::MAX),
                    event: RuntimeEvent::from(event),
                    topics: vec![crate::Hash::default(); topics as usize],
                };
                let weight = Weights::seal_deposit_event(topics, len).ref_time()
                    + schedule.limits.event_ref_time * u64::from(len);
                let digits = 2 * record.encoded_size() as u64 * (block.ref_time() / weight);
                assert!(digits <= 15 * 1024 * 1024 / 2, "{topics}, {len}: {digits}");
            }
        }
    }

    #[test]
    fn a_transfer_costs_no_less_within_a_contract_than_outside() {
        let outside = pallet_balances::WeightInfo::<Runtime>::transfer_keep_alive();
        assert!(outside.all_lte(Weights::seal_transfer()));
    }
}
