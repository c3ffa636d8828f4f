//! Which pallets are benchmarked, for `chaos-node benchmark pallet`.

use crate::{AllPalletsWithSystem, Runtime};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
    baseline::Pallet as Baseline, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{
    extensions::Pallet as SystemExtensions, Pallet as SystemBenchmarks,
};

frame_benchmarking::define_benchmarks!(
    [frame_benchmarking, Baseline::<Runtime>]
    [frame_system, SystemBenchmarks::<Runtime>]
    [frame_system_extensions, SystemExtensions::<Runtime>]
    [pallet_assets, crate::Assets]
    [pallet_balances, crate::Balances]
    [pallet_cos_distribution, crate::CosDistribution]
    [pallet_migrations, crate::MultiBlockMigrations]
    [pallet_multisig, crate::Multisig]
    [pallet_nfts, crate::Nfts]
    [pallet_preimage, crate::Preimage]
    [pallet_proxy, crate::Proxy]
    [pallet_scheduler, crate::Scheduler]
    [pallet_timestamp, crate::Timestamp]
    [pallet_transaction_payment, crate::TransactionPayment]
    [pallet_utility, crate::Utility]
    [pallet_validator_set, crate::ValidatorSet]
    [pallet_vesting, crate::Vesting]
);

impl frame_system_benchmarking::Config for Runtime {}
impl frame_benchmarking::baseline::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// What can be benchmarked, with the storage that it touches.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
    let mut list = Vec::<BenchmarkList>::new();
    list_benchmarks!(list, extra);
    (list, AllPalletsWithSystem::storage_info())
}

/// Run the benchmarks that `config` asks for.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::<BenchmarkBatch>::new();
    let params = (&config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
