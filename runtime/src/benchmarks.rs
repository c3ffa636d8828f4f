//! Which pallets are benchmarked, for `chaos-node benchmark pallet`.

use crate::{
    AccountId, AllPalletsWithSystem, Assets, AuraEquivocation, Balances, BusinessTokens, Cip,
    CosDistribution, DutchAuction, Erc20, Erc721, Historical, MultiBlockMigrations, Multisig, Nfts,
    NodeAdmission, Preimage, Proxy, Runtime, Scheduler, SessionKeys, Timestamp, TransactionPayment,
    Utility, Vesting,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
    baseline::Pallet as Baseline, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
};
use frame_support::traits::{
    KeyOwnerProofSystem, StorageInfo, StorageInfoTrait, WhitelistedStorageKeys,
};
use frame_system_benchmarking::{
    extensions::Pallet as SystemExtensions, Pallet as SystemBenchmarks,
};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::{ed25519, sr25519};
use sp_runtime::{BoundedVec, RuntimeAppPublic};
use sp_session::MembershipProof;

frame_benchmarking::define_benchmarks!(
    [frame_benchmarking, Baseline::<Runtime>]
    [frame_system, SystemBenchmarks::<Runtime>]
    [frame_system_extensions, SystemExtensions::<Runtime>]
    [pallet_assets, Assets]
    [pallet_aura_equivocation, AuraEquivocation]
    [pallet_balances, Balances]
    [pallet_business_tokens, BusinessTokens]
    [pallet_cip, Cip]
    [pallet_cos_distribution, CosDistribution]
    [pallet_dutch_auction, DutchAuction]
    [pallet_erc20, Erc20]
    [pallet_erc721, Erc721]
    [pallet_migrations, MultiBlockMigrations]
    [pallet_multisig, Multisig]
    [pallet_nfts, Nfts]
    [pallet_node_admission, NodeAdmission]
    [pallet_preimage, Preimage]
    [pallet_proxy, Proxy]
    [pallet_scheduler, Scheduler]
    [pallet_timestamp, Timestamp]
    [pallet_transaction_payment, TransactionPayment]
    [pallet_utility, Utility]
    [pallet_vesting, Vesting]
);

impl frame_system_benchmarking::Config for Runtime {}
impl frame_benchmarking::baseline::Config for Runtime {}
impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// Sets up the validators of a session.
pub struct Validators;

impl pallet_aura_equivocation::BenchmarkHelper<AuraId, MembershipProof> for Validators {
    fn session_with(key: &AuraId, count: u32) -> MembershipProof {
        let mut validators = Vec::<(AccountId, SessionKeys)>::new();
        for i in 1..=count {
            let validator: AccountId = frame_benchmarking::account("validator", i, 0);
            let bytes: [u8; 32] = validator.clone().into();
            let aura = if i == count {
                key.clone()
            } else {
                sr25519::Public::from_raw(bytes).into()
            };
            let keys = SessionKeys {
                aura,
                grandpa: ed25519::Public::from_raw(bytes).into(),
            };
            pallet_session::NextKeys::<Runtime>::insert(&validator, &keys);
            validators.push((validator, keys));
        }
        let accounts: Vec<_> = validators
            .iter()
            .map(|(validator, _)| validator.clone())
            .collect();
        pallet_validator_set::Validators::<Runtime>::put(BoundedVec::truncate_from(
            accounts.clone(),
        ));
        pallet_session::Validators::<Runtime>::put(accounts);
        pallet_session::QueuedKeys::<Runtime>::put(validators);
        Historical::prove((AuraId::ID, key)).expect("the validator has this key")
    }
}

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
