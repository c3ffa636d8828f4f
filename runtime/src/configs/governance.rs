//! CIPs, and what they and others dispatch calls with: batches, multisigs, proxies, preimages, the scheduler.

use super::{coin::TreasuryAccount, deposit, system::MAX_UNINTERRUPTED};
use crate::{
    filters::{AtomicCalls, FilteredCall},
    AccountId, Balance, Balances, OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, Scheduler, System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    parameter_types,
    traits::{fungible::HoldConsideration, ConstU32, EqualPrivilegeOnly, LinearStoragePrice},
    weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use frame_system::EnsureRoot;
use pallet_scheduler::WeightInfo as _;
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

/// Maximum number of calls scheduled for one block.
const MAX_SCHEDULED_PER_BLOCK: u32 = 64;

type SchedulerWeight = crate::weights::pallet_scheduler::WeightInfo<Runtime>;

parameter_types! {
    pub const MultisigDepositBase: Balance = deposit(1, 88);
    pub const MultisigDepositFactor: Balance = deposit(0, 32);
    pub const ProxyDepositBase: Balance = deposit(1, 8);
    pub const ProxyDepositFactor: Balance = deposit(0, 33);
    pub const AnnouncementDepositBase: Balance = deposit(1, 8);
    pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
    pub const PreimageHoldReason: RuntimeHoldReason =
        RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
    pub const PreimageBaseDeposit: Balance = deposit(2, 64);
    pub const PreimageByteDeposit: Balance = deposit(0, 1);
    pub const MaximumSchedulerWeight: Weight = MAX_UNINTERRUPTED;
    /// What the scheduler has left for the first task of a block. It drops a heavier task.
    pub MaxEnactmentWeight: Weight = MaximumSchedulerWeight::get()
        .saturating_sub(SchedulerWeight::service_agendas_base())
        .saturating_sub(SchedulerWeight::service_agenda_base(MAX_SCHEDULED_PER_BLOCK))
        .saturating_sub(SchedulerWeight::service_task_base())
        .saturating_sub(SchedulerWeight::execute_dispatch_unsigned());

    pub const VoteDeposit: Balance = deposit(3, 250);
}

/// The measured weights, plus 10 µs for each nested call. Every nested call opens a storage layer, which costs 12 ns
/// for each contract whose storage the block has touched so far. With a thousand contracts there is still time left for
/// batches, and those stay within twice their weight.
pub struct WithLayers;

impl WithLayers {
    fn layers(calls: u32) -> Weight {
        Weight::from_parts(10 * WEIGHT_REF_TIME_PER_MICROS, 0).saturating_mul(calls.into())
    }
}

type MeasuredUtility = crate::weights::pallet_utility::WeightInfo<Runtime>;

impl pallet_utility::WeightInfo for WithLayers {
    fn batch(calls: u32) -> Weight {
        MeasuredUtility::batch(calls).saturating_add(Self::layers(calls))
    }

    fn batch_all(calls: u32) -> Weight {
        MeasuredUtility::batch_all(calls).saturating_add(Self::layers(calls))
    }

    fn force_batch(calls: u32) -> Weight {
        MeasuredUtility::force_batch(calls).saturating_add(Self::layers(calls))
    }

    fn if_else() -> Weight {
        MeasuredUtility::if_else().saturating_add(Self::layers(2))
    }

    fn as_derivative() -> Weight {
        MeasuredUtility::as_derivative().saturating_add(Self::layers(1))
    }

    fn dispatch_as() -> Weight {
        MeasuredUtility::dispatch_as().saturating_add(Self::layers(1))
    }

    fn dispatch_as_fallible() -> Weight {
        MeasuredUtility::dispatch_as_fallible().saturating_add(Self::layers(1))
    }
}

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = WithLayers;
}

impl pallet_multisig::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type DepositBase = MultisigDepositBase;
    type DepositFactor = MultisigDepositFactor;
    type MaxSignatories = ConstU32<100>;
    type WeightInfo = crate::weights::pallet_multisig::WeightInfo<Runtime>;
    type BlockNumberProvider = System;
}

/// What a proxy may do for its account. `filters/proxies.rs` says which calls these are.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum ProxyType {
    /// Every call.
    #[default]
    Any,
    /// Calls that move no coins, tokens or items: votes, nodes, session keys and others.
    NonTransfer,
    /// Only rejecting what other proxies have announced.
    CancelProxy,
}

impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ProxyDepositBase;
    type ProxyDepositFactor = ProxyDepositFactor;
    type MaxProxies = ConstU32<32>;
    type WeightInfo = crate::weights::pallet_proxy::WeightInfo<Runtime>;
    type MaxPending = ConstU32<32>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = AnnouncementDepositBase;
    type AnnouncementDepositFactor = AnnouncementDepositFactor;
    type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = crate::weights::pallet_preimage::WeightInfo<Runtime>;
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration = HoldConsideration<AccountId, Balances, PreimageHoldReason, PreimagePrice>;
}

/// Deposit for a preimage: held of the account that notes it until it is unnoted, and of a CIP's proposer until the CIP
/// no longer needs it.
type PreimagePrice = LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>;

impl pallet_scheduler::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = FilteredCall;
    type MaximumWeight = MaximumSchedulerWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<MAX_SCHEDULED_PER_BLOCK>;
    type WeightInfo = SchedulerWeight;
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

impl pallet_cip::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type Currency = Balances;
    type Proposal = FilteredCall;
    type WholeCalls = AtomicCalls;
    type PalletsOrigin = OriginCaller;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type MaxCallWeight = MaxEnactmentWeight;
    type Treasury = TreasuryAccount;
    type VoteDeposit = VoteDeposit;
    type PreimageDeposit = PreimagePrice;
    /// At most a tenth of a block's weight.
    type MaxEndsPerBlock = ConstU32<64>;
    type WeightInfo = crate::weights::pallet_cip::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::proposals::Proposals;
}
