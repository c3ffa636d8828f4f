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

/// Migrations that take one block. Each stays here until every chain has run it.
pub type SingleBlockMigrations = (
    pallet_node_admission::migrations::CountMemberships<Runtime>,
    pallet_cip::migrations::BoundGroundRules<Runtime>,
);

/// Migrations that take several blocks, in this order. Until they are done, blocks have no transactions.
pub type SteppedMigrations = (
    pallet_cip::migrations::CountApprovals<Runtime>,
    pallet_erc20::migrations::StartClocks<Runtime>,
    // Reads the clocks of tokens.
    pallet_dutch_auction::migrations::StartClocks<Runtime>,
);

/// The part of a block for normal transactions, five sixths. The rest is for operational calls.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_parts(833_333_333);

/// Nine tenths of a slot. Most blocks take less time than their weight, because weights are worst cases. For the
/// others, authors also watch the clock (`docs/performance.md`).
const MAX_BLOCK_WEIGHT: Weight = Weight::from_parts(
    SLOT_DURATION * 9 / 10 * WEIGHT_REF_TIME_PER_MILLIS,
    u64::MAX,
);

/// Maximum weight of a transaction, a scheduled task or a migration step. An author can't interrupt any of them.
///
/// Nobody needs proofs of this chain's state, so proof size is free. Still, a transaction can declare some, and a few
/// that declare half a block's worth would keep out all others. So each may declare at most 4 GiB: a block has room for
/// so many of these that its time or its length runs out first.
pub const MAX_UNINTERRUPTED: Weight = Weight::from_parts(
    SLOT_DURATION * 2 / 5 * WEIGHT_REF_TIME_PER_MILLIS,
    u32::MAX as u64,
);

/// Has room for a runtime, which is uploaded in one transaction.
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

/// Weight of a transaction besides its call and its extensions. The transaction measured for [`ExtrinsicBaseWeight`]
/// included the extensions, which have weights of their own.
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
        // The account whose nonce is raised. The measured transaction wrote nothing to a database.
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
    // An account needs one consumer reference for each token that it holds. With a low limit, an attacker could send it
    // worthless tokens until it can't receive others.
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

// Lets the runtime submit unsigned transactions from off-chain code: equivocation reports.
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
