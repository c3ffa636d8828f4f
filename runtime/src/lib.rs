//! The runtime of a CHAOS chain: its state transition function.
//!
//! This file is the table of pallets. Elsewhere:
//!
//! - [`configs`]: the pallets' parameters
//! - [`filters`]: what nobody may do
//! - [`apis`]: the runtime APIs; [`batches`] is the one for many transactions at once
//! - [`genesis`]: the presets from which a new chain starts
//! - [`contracts`]: what smart contracts may do, and what they pay
//! - transactions: [`extrinsic`] and [`calls`] bound nested calls; [`sender`], [`votes`] and [`fees`] are this chain's
//!   transaction extensions, which [`TxExtension`] lists in their order; [`nonces`] says where an account's begin

#![cfg_attr(not(feature = "std"), no_std)]
// The table of pallets is a single macro.
#![recursion_limit = "256"]

extern crate alloc;

#[cfg(all(feature = "std", not(feature = "next-version")))]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

#[cfg(any(feature = "own-allocator", test))]
mod allocator;
pub mod apis;
pub mod batches;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod calls;
pub mod configs;
pub mod contracts;
pub mod extrinsic;
pub mod fees;
pub mod filters;
pub mod genesis;
pub mod nonces;
pub mod sender;
pub mod votes;
pub mod weights;

use alloc::{borrow::Cow, vec::Vec};
pub use chaos_primitives::{
    AccountId, Balance, BlockNumber, Hash, Header, Moment, Nonce, Signature,
};
use sp_runtime::{generic, impl_opaque_keys, MultiAddress};
use sp_version::RuntimeVersion;

macro_rules! version {
    ($spec_version:tt) => {
        /// Version of the runtime. `spec_version` rises with every runtime that may be deployed, `transaction_version`
        /// when the encoding of calls or of transaction extensions changes.
        #[sp_version::runtime_version]
        pub const VERSION: RuntimeVersion = RuntimeVersion {
            spec_name: Cow::Borrowed("chaos"),
            impl_name: Cow::Borrowed("chaos-node"),
            authoring_version: 1,
            spec_version: $spec_version,
            impl_version: 1,
            apis: apis::RUNTIME_API_VERSIONS,
            transaction_version: 2,
            system_version: 1,
        };
    };
}

#[cfg(not(feature = "next-version"))]
version!(102);
#[cfg(feature = "next-version")]
version!(103);

impl_opaque_keys! {
    /// The keys with which a validator authors and finalises blocks.
    pub struct SessionKeys {
        pub aura: Aura,
        pub grandpa: Grandpa,
    }
}

/// How transactions name an account.
pub type Address = MultiAddress<AccountId, ()>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A transaction or an inherent.
pub type UncheckedExtrinsic = extrinsic::BoundedExtrinsic<
    generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>,
>;
/// What is signed.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// The extensions of every transaction, in the order in which they run.
pub type TxExtension = (
    frame_system::AuthorizeCall<Runtime>,
    sender::CheckSender,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    votes::CheckEra,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    fees::ChargeAlways,
    frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);

/// Dispatches blocks and transactions to the pallets.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

// Genesis and hooks run in the order of the indices, so `ValidatorSet` knows the validators before `Session` asks.
#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(2)]
    pub type MultiBlockMigrations = pallet_migrations;

    #[runtime::pallet_index(5)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(6)]
    pub type TransactionPayment = pallet_transaction_payment;
    #[runtime::pallet_index(7)]
    pub type Vesting = pallet_vesting;

    #[runtime::pallet_index(8)]
    pub type ValidatorSet = pallet_validator_set;
    #[runtime::pallet_index(9)]
    pub type Historical = pallet_session::historical;
    #[runtime::pallet_index(10)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(11)]
    pub type Session = pallet_session;
    #[runtime::pallet_index(12)]
    pub type Aura = pallet_aura;
    #[runtime::pallet_index(13)]
    pub type Grandpa = pallet_grandpa;
    #[runtime::pallet_index(14)]
    pub type Offences = pallet_offences;
    #[runtime::pallet_index(15)]
    pub type AuraEquivocation = pallet_aura_equivocation;

    #[runtime::pallet_index(20)]
    pub type Utility = pallet_utility;
    #[runtime::pallet_index(21)]
    pub type Multisig = pallet_multisig;
    #[runtime::pallet_index(22)]
    pub type Proxy = pallet_proxy;
    #[runtime::pallet_index(23)]
    pub type Preimage = pallet_preimage;
    #[runtime::pallet_index(24)]
    pub type Scheduler = pallet_scheduler;

    #[runtime::pallet_index(30)]
    pub type Assets = pallet_assets;
    #[runtime::pallet_index(31)]
    pub type Nfts = pallet_nfts;

    #[runtime::pallet_index(40)]
    pub type Contracts = pallet_contracts;

    #[runtime::pallet_index(50)]
    pub type CosDistribution = pallet_cos_distribution;
    #[runtime::pallet_index(51)]
    pub type Erc20 = pallet_erc20;
    #[runtime::pallet_index(52)]
    pub type BusinessTokens = pallet_business_tokens;
    #[runtime::pallet_index(53)]
    pub type Erc721 = pallet_erc721;
    #[runtime::pallet_index(54)]
    pub type DutchAuction = pallet_dutch_auction;
    #[runtime::pallet_index(55)]
    pub type Cip = pallet_cip;
    #[runtime::pallet_index(56)]
    pub type NodeAdmission = pallet_node_admission;
}
