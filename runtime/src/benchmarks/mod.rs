//! The pallets that `chaos-node benchmark pallet` measures. Where the SDK has no suitable benchmarks, [`grandpa`],
//! [`session`] and the chain extension have their own.

// `define_benchmarks` defines a macro with paths, which is used only here.
#![allow(clippy::crate_in_macro_def)]

mod grandpa;
pub mod proposals;
mod session;
pub mod validators;

use crate::{
    contracts::extension::benchmarking::Pallet as ContractsExtension, AllPalletsWithSystem, Assets,
    AuraEquivocation, Balances, BusinessTokens, Cip, Contracts, CosDistribution, DutchAuction,
    Erc20, Erc721, MultiBlockMigrations, Multisig, Nfts, NodeAdmission, Preimage, Proxy, Runtime,
    Scheduler, Timestamp, TransactionPayment, Utility, Vesting,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::{
    extensions::Pallet as SystemExtensions, Pallet as SystemBenchmarks,
};
use grandpa::Pallet as GrandpaBenchmarks;
use session::Pallet as SessionBenchmarks;

// Each line: the path of a trait `WeightInfo`, and the type with its benchmarks.
frame_benchmarking::define_benchmarks!(
    [crate::contracts::extension, ContractsExtension::<Runtime>]
    [frame_system, SystemBenchmarks::<Runtime>]
    [frame_system_extensions, SystemExtensions::<Runtime>]
    [pallet_assets, Assets]
    [pallet_aura_equivocation, AuraEquivocation]
    [pallet_balances, Balances]
    [pallet_business_tokens, BusinessTokens]
    [pallet_cip, Cip]
    [pallet_contracts, Contracts]
    [pallet_cos_distribution, CosDistribution]
    [pallet_dutch_auction, DutchAuction]
    [pallet_erc20, Erc20]
    [pallet_erc721, Erc721]
    [pallet_grandpa, GrandpaBenchmarks::<Runtime>]
    [pallet_migrations, MultiBlockMigrations]
    [pallet_multisig, Multisig]
    [pallet_nfts, Nfts]
    [pallet_node_admission, NodeAdmission]
    [pallet_preimage, Preimage]
    [pallet_proxy, Proxy]
    [pallet_scheduler, Scheduler]
    [pallet_session, SessionBenchmarks::<Runtime>]
    [pallet_timestamp, Timestamp]
    [pallet_transaction_payment, TransactionPayment]
    [pallet_utility, Utility]
    [pallet_vesting, Vesting]
);

impl frame_system_benchmarking::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// The benchmarks, and the storage of all pallets.
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
