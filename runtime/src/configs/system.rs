//! Blocks: their limits, their time, and runtime upgrades.

use super::coin::ChargedOnce;
use crate::{
    filters::PermittedCalls,
    nonces::Accounts,
    weights::{
        block_weights::BlockExecutionWeight, extrinsic_weights::ExtrinsicBaseWeight,
        paritydb_weights::constants::ParityDbWeight,
    },
    AccountId, Block, Hash, Moment, MultiBlockMigrations, Nonce, PalletInfo, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin, RuntimeTask, UncheckedExtrinsic, VERSION,
};
use chaos_primitives::{time::SLOT_DURATION, Balance};
use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    migrations::FreezeChainOnFailedMigration,
    parameter_types,
    traits::{ConstU32, ConstU64},
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use frame_system::{
    limits::{BlockLength, BlockWeights},
    ExtensionsWeightInfo,
};
use pallet_transaction_payment::WeightInfo as _;
use sp_runtime::{traits::AccountIdLookup, Perbill};
use sp_version::RuntimeVersion;

/// Runtime upgrades may move storage in one block with these. Each stays until every chain has it.
pub type SingleBlockMigrations = (
    pallet_node_admission::migrations::CountMemberships<Runtime>,
    pallet_cip::migrations::BoundGroundRules<Runtime>,
);

/// And those that move more than one block may, in this order. While they do, blocks have no transactions.
pub type SteppedMigrations = (
    pallet_cip::migrations::CountApprovals<Runtime>,
    pallet_erc20::migrations::StartClocks<Runtime>,
    // Goes by the clocks of tokens.
    pallet_dutch_auction::migrations::StartClocks<Runtime>,
);

/// The part of a block that transactions may fill, five sixths; the rest is for operational calls.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_parts(833_333_333);

/// Nine tenths of a slot. Most blocks take less time than they weigh, as weights are of the worst case; for those
/// that do not, authors watch the clock besides (`docs/performance.md`).
const MAX_BLOCK_WEIGHT: Weight = Weight::from_parts(
    SLOT_DURATION * 9 / 10 * WEIGHT_REF_TIME_PER_MILLIS,
    u64::MAX,
);

/// What one transaction may weigh, or a task of the scheduler or a migration: an author that has begun with it
/// can't stop before the end.
///
/// Nobody needs a proof of this chain's state, so none is paid for. But a transaction may declare one, and a few that
/// declare half a block's would keep out all others. So each may declare 4 GiB, which so many fit into a block that its
/// time or its bytes are used up before.
pub const MAX_UNINTERRUPTED: Weight = Weight::from_parts(
    SLOT_DURATION * 2 / 5 * WEIGHT_REF_TIME_PER_MILLIS,
    u32::MAX as u64,
);

/// Room for a whole runtime, which is put on the chain by one transaction.
pub const MAX_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

parameter_types! {
    pub const BlockHashCount: u32 = 4_096;
    pub const SS58Prefix: u8 = 42;
    pub const Version: RuntimeVersion = VERSION;
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
        .base_block(BlockExecutionWeight::get())
        .for_class(DispatchClass::non_mandatory(), |class| {
            class.max_extrinsic = Some(MAX_UNINTERRUPTED);
        })
        .for_class(DispatchClass::all(), |class| class.base_extrinsic = transaction_overhead())
        .for_class(DispatchClass::Normal, |class| {
            class.max_total = Some(NORMAL_DISPATCH_RATIO * MAX_BLOCK_WEIGHT);
        })
        .for_class(DispatchClass::Operational, |class| {
            class.max_total = Some(MAX_BLOCK_WEIGHT);
            class.reserved =
                Some(MAX_BLOCK_WEIGHT.saturating_sub(NORMAL_DISPATCH_RATIO * MAX_BLOCK_WEIGHT));
        })
        .build_or_panic();
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(MAX_BLOCK_LENGTH)
        .modify_max_length_for_class(DispatchClass::Normal, |max| {
            *max = NORMAL_DISPATCH_RATIO * MAX_BLOCK_LENGTH
        })
        .build();
    pub const MaxMigrationWeight: Weight = MAX_UNINTERRUPTED;
}

/// What a transaction costs besides its call and its extensions. The one that was measured for
/// [`ExtrinsicBaseWeight`] had all extensions, which weigh for themselves.
fn transaction_overhead() -> Weight {
    type System = crate::weights::frame_system_extensions::WeightInfo<Runtime>;
    let extensions = [
        System::check_non_zero_sender(),
        System::check_spec_version(),
        System::check_tx_version(),
        System::check_genesis(),
        System::check_mortality_immortal_transaction(),
        System::check_nonce(),
        System::check_weight(),
        ChargedOnce::charge_transaction_payment(),
        System::weight_reclaim(),
    ];
    let executed = extensions
        .into_iter()
        .fold(Weight::zero(), Weight::saturating_add)
        // Of the account whose nonce is raised. Nothing was written to a database for the measured one.
        .saturating_sub(ParityDbWeight::get().reads_writes(1, 1));
    Weight::from_parts(
        ExtrinsicBaseWeight::get()
            .saturating_sub(executed)
            .ref_time(),
        0,
    )
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
    type SystemWeightInfo = crate::weights::frame_system::WeightInfo<Runtime>;
    type ExtensionsWeightInfo = crate::weights::frame_system_extensions::WeightInfo<Runtime>;
    type SingleBlockMigrations = SingleBlockMigrations;
    type MultiBlockMigrator = MultiBlockMigrations;
    type OnKilledAccount = Accounts;
    // An account needs one for each kind of token that it holds. With few, whoever sends somebody worthless
    // tokens could keep it from receiving others.
    type MaxConsumers = ConstU32<{ u32::MAX }>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = Moment;
    type OnTimestampSet = crate::Aura;
    type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
    type WeightInfo = crate::weights::pallet_timestamp::WeightInfo<Runtime>;
}

impl pallet_migrations::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type Migrations = SteppedMigrations;
    #[cfg(feature = "runtime-benchmarks")]
    type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
    type CursorMaxLen = ConstU32<65_536>;
    type IdentifierMaxLen = ConstU32<256>;
    type MigrationStatusHandler = ();
    type FailedMigrationHandler = FreezeChainOnFailedMigration;
    type MaxServiceWeight = MaxMigrationWeight;
    type WeightInfo = crate::weights::pallet_migrations::WeightInfo<Runtime>;
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
