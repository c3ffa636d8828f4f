//! Blocks: their limits, their time, runtime upgrades, and the calls that nobody may make.

use super::{
    coin::SupplyIsConstant,
    ledgers::{ItemsMoveOnly, NoBurningRefund},
};
use crate::{
    contracts::immutable::PublishedIsPublished, AccountId, Block, Hash, Moment,
    MultiBlockMigrations, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
    RuntimeTask, UncheckedExtrinsic, VERSION,
};
use chaos_primitives::{time::SLOT_DURATION, Balance};
use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    migrations::FreezeChainOnFailedMigration,
    parameter_types,
    traits::{ConstU32, ConstU64, Contains},
    weights::{
        constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_MILLIS},
        Weight,
    },
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{traits::AccountIdLookup, Perbill};
use sp_version::RuntimeVersion;

/// Runtime upgrades may move storage in one block with these. Each stays until every chain has it.
pub type SingleBlockMigrations = ();

/// The part of a block that transactions may fill; the rest is for operational calls.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

/// Half of a slot: the other half is for sending, importing and finalising the block.
const MAX_BLOCK_WEIGHT: Weight =
    Weight::from_parts(SLOT_DURATION / 2 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);

/// Room for a whole runtime, which is put on the chain by one transaction.
const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

parameter_types! {
    pub const BlockHashCount: u32 = 4_096;
    pub const SS58Prefix: u8 = 42;
    pub const Version: RuntimeVersion = VERSION;
    pub RuntimeBlockWeights: BlockWeights =
        BlockWeights::with_sensible_defaults(MAX_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO);
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(MAX_BLOCK_LENGTH)
        .modify_max_length_for_class(DispatchClass::Normal, |max| {
            *max = NORMAL_DISPATCH_RATIO * MAX_BLOCK_LENGTH
        })
        .build();
    pub MaxMigrationWeight: Weight = Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
}

/// Refuses what nobody may do, and calls that contain it.
///
/// Root passes the base filter of every FRAME chain. What runs with Root comes from the scheduler,
/// which applies this filter by itself: see [`super::governance::FilteredCall`].
pub struct PermittedCalls;

impl Contains<RuntimeCall> for PermittedCalls {
    fn contains(call: &RuntimeCall) -> bool {
        use frame_system::Call::{kill_prefix, kill_storage, set_storage};
        use pallet_scheduler::Call::*;
        use pallet_utility::Call::*;
        match call {
            // A batch of Root would dispatch its calls past every filter.
            RuntimeCall::Utility(batch { calls } | batch_all { calls } | force_batch { calls }) => {
                calls.iter().all(Self::contains)
            }
            // By these, Root would vote, and give away tokens and items, as anybody.
            RuntimeCall::Utility(dispatch_as { .. } | dispatch_as_fallible { .. }) => false,
            // They know nothing of what storage means. A runtime upgrade does.
            RuntimeCall::System(set_storage { .. } | kill_storage { .. } | kill_prefix { .. }) => {
                false
            }
            RuntimeCall::Utility(as_derivative { call, .. } | with_weight { call, .. }) => {
                Self::contains(call)
            }
            RuntimeCall::Utility(if_else { main, fallback }) => {
                Self::contains(main) && Self::contains(fallback)
            }
            RuntimeCall::Scheduler(
                schedule { call, .. }
                | schedule_named { call, .. }
                | schedule_after { call, .. }
                | schedule_named_after { call, .. },
            ) => Self::contains(call.as_ref().as_ref()),
            _ => {
                SupplyIsConstant::contains(call)
                    && NoBurningRefund::contains(call)
                    && ItemsMoveOnly::contains(call)
                    && PublishedIsPublished::contains(call)
            }
        }
    }
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type BaseCallFilter = PermittedCalls;
    type Block = Block;
    type BlockWeights = RuntimeBlockWeights;
    type BlockLength = RuntimeBlockLength;
    type BlockHashCount = BlockHashCount;
    type AccountId = AccountId;
    type AccountData = pallet_balances::AccountData<Balance>;
    type Nonce = Nonce;
    type Hash = Hash;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type DbWeight = ParityDbWeight;
    type Version = Version;
    type SS58Prefix = SS58Prefix;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
    type SingleBlockMigrations = SingleBlockMigrations;
    type MultiBlockMigrator = MultiBlockMigrations;
    // An account needs one for each kind of token that it holds. With few, whoever sends somebody worthless
    // tokens could keep it from receiving others.
    type MaxConsumers = ConstU32<{ u32::MAX }>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = Moment;
    type OnTimestampSet = crate::Aura;
    type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_migrations::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    /// Migrations that need more than one block.
    #[cfg(not(feature = "runtime-benchmarks"))]
    type Migrations = ();
    #[cfg(feature = "runtime-benchmarks")]
    type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
    type CursorMaxLen = ConstU32<65_536>;
    type IdentifierMaxLen = ConstU32<256>;
    type MigrationStatusHandler = ();
    type FailedMigrationHandler = FreezeChainOnFailedMigration;
    type MaxServiceWeight = MaxMigrationWeight;
    type WeightInfo = pallet_migrations::weights::SubstrateWeight<Runtime>;
}

// How the runtime itself sends a transaction from off-chain: unsigned, for equivocation reports.
impl<C> frame_system::offchain::CreateTransactionBase<C> for Runtime
where
    RuntimeCall: From<C>,
{
    type Extrinsic = UncheckedExtrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateBare<C> for Runtime
where
    RuntimeCall: From<C>,
{
    fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
        UncheckedExtrinsic::new_bare(call)
    }
}
