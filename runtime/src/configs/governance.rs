//! The community's decisions; acting together, for another, later: batches, multisigs, proxies, preimages,
//! the scheduler.

use super::{
    coin::TreasuryAccount,
    deposit,
    system::{PermittedCalls, MAX_UNINTERRUPTED},
};
use crate::{
    calls, AccountId, Balance, Balances, OriginCaller, Preimage, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, RuntimeOrigin, Scheduler, System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    dispatch::{DispatchInfo, DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo},
    parameter_types,
    traits::{
        fungible::HoldConsideration, ConstU32, Contains, EqualPrivilegeOnly, InstanceFilter,
        LinearStoragePrice,
    },
    weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use frame_system::EnsureRoot;
use pallet_scheduler::WeightInfo as _;
use scale_info::TypeInfo;
use sp_runtime::traits::{BlakeTwo256, Dispatchable};

/// Most calls that the scheduler keeps for one block.
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
    /// What the scheduler has left for the first task of a block: a heavier one it drops.
    pub MaxEnactmentWeight: Weight = MaximumSchedulerWeight::get()
        .saturating_sub(SchedulerWeight::service_agendas_base())
        .saturating_sub(SchedulerWeight::service_agenda_base(MAX_SCHEDULED_PER_BLOCK))
        .saturating_sub(SchedulerWeight::service_task_base())
        .saturating_sub(SchedulerWeight::execute_dispatch_unsigned());

    pub const VoteDeposit: Balance = deposit(3, 250);
}

/// What was measured, and 10 µs for each call of a batch. It has a layer of the state, which costs 12 ns for each contract
/// whose storage the block has touched so far. Those may be a thousand and leave time for batches: what comes after that
/// is within twice its weight.
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

/// What a proxy may do for the account that named it.
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
    /// Everything.
    #[default]
    Any,
    /// Votes, nodes, session keys, and what else moves no coins, tokens or items of anybody.
    NonTransfer,
    /// Only to reject what other proxies have announced.
    CancelProxy,
}

/// Whether a call is known to leave coins, tokens and items where they are: those of the account, and of all others for
/// which it may act. What it has held comes back, unlike the deposit of a proposal. The calls within a batch are looked at
/// one by one; those that a multisig or another proxy makes would not be.
fn moves_nothing(call: &RuntimeCall) -> bool {
    use frame_system::Call as System;
    use pallet_cip::Call as Cip;
    use pallet_node_admission::Call as Admission;
    use pallet_preimage::Call as Preimage;
    use pallet_proxy::Call as Proxy;
    use pallet_session::Call as Session;
    use pallet_utility::Call as Utility;
    use pallet_vesting::Call as Vesting;
    matches!(
        call,
        RuntimeCall::System(System::remark { .. } | System::remark_with_event { .. })
            | RuntimeCall::Session(Session::set_keys { .. } | Session::purge_keys { .. })
            | RuntimeCall::Utility(
                Utility::batch { .. }
                    | Utility::batch_all { .. }
                    | Utility::force_batch { .. }
                    | Utility::if_else { .. }
                    | Utility::as_derivative { .. }
            )
            | RuntimeCall::Proxy(
                Proxy::add_proxy { .. }
                    | Proxy::remove_proxy { .. }
                    | Proxy::remove_announcement { .. }
                    | Proxy::reject_announcement { .. }
            )
            | RuntimeCall::Preimage(
                Preimage::note_preimage { .. } | Preimage::unnote_preimage { .. }
            )
            | RuntimeCall::Cip(Cip::withdraw { .. } | Cip::vote { .. } | Cip::unlock { .. })
            | RuntimeCall::NodeAdmission(
                Admission::apply { .. }
                    | Admission::vote { .. }
                    | Admission::propose_removal { .. }
                    | Admission::leave { .. }
                    | Admission::set_role { .. }
                    | Admission::update_peer_id { .. }
                    | Admission::propose_code_uploads { .. }
            )
            | RuntimeCall::Vesting(Vesting::vest { .. } | Vesting::vest_other { .. })
    )
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            Self::Any => true,
            Self::NonTransfer => moves_nothing(call),
            Self::CancelProxy => matches!(
                call,
                RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. })
            ),
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        self == other
            || match self {
                Self::Any => true,
                Self::NonTransfer => *other == Self::CancelProxy,
                Self::CancelProxy => false,
            }
    }
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

/// What is held for a preimage: of who notes it until it is not noted any more, of who proposes it until it is not needed.
type PreimagePrice = LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>;

/// A call that is dispatched only if it and all within it are permitted, whatever its origin: a batch of Root
/// dispatches its calls past every filter. It is encoded like the call itself, and decoded if it is
/// [bounded](calls::ensure_bounded).
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct FilteredCall(RuntimeCall);

impl Decode for FilteredCall {
    fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
        let mut input = calls::AnyInput(input);
        let call = RuntimeCall::decode(&mut calls::bounded_input(&mut input)?)?;
        calls::ensure_bounded(&call)?;
        Ok(Self(call))
    }
}

impl DecodeWithMemTracking for FilteredCall {}

impl<C: Into<RuntimeCall>> From<C> for FilteredCall {
    fn from(call: C) -> Self {
        Self(call.into())
    }
}

impl AsRef<RuntimeCall> for FilteredCall {
    fn as_ref(&self) -> &RuntimeCall {
        &self.0
    }
}

impl FilteredCall {
    /// The call itself.
    pub fn into_inner(self) -> RuntimeCall {
        self.0
    }
}

impl TypeInfo for FilteredCall {
    type Identity = <RuntimeCall as TypeInfo>::Identity;

    fn type_info() -> scale_info::Type {
        RuntimeCall::type_info()
    }
}

impl GetDispatchInfo for FilteredCall {
    fn get_dispatch_info(&self) -> DispatchInfo {
        self.0.get_dispatch_info()
    }
}

impl Dispatchable for FilteredCall {
    type RuntimeOrigin = RuntimeOrigin;
    type Config = RuntimeCall;
    type Info = DispatchInfo;
    type PostInfo = PostDispatchInfo;

    fn dispatch(self, origin: RuntimeOrigin) -> DispatchResultWithPostInfo {
        if !calls::all(&self.0, &PermittedCalls::contains) {
            return Err(frame_system::Error::<Runtime>::CallFiltered.into());
        }
        self.0.dispatch(origin)
    }
}

/// What is done as a whole or not at all, with all within it. A `batch` ends with the first call that fails, a
/// `force_batch` goes on, and both succeed.
pub struct WholeCalls;

impl Contains<FilteredCall> for WholeCalls {
    fn contains(call: &FilteredCall) -> bool {
        use pallet_utility::Call::{batch, force_batch};
        let may_be_half_done = |call: &RuntimeCall| {
            matches!(
                call,
                RuntimeCall::Utility(batch { .. } | force_batch { .. })
            )
        };
        calls::all(call.as_ref(), &|call: &RuntimeCall| !may_be_half_done(call))
    }
}

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
    type WholeCalls = WholeCalls;
    type PalletsOrigin = OriginCaller;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type MaxCallWeight = MaxEnactmentWeight;
    type Treasury = TreasuryAccount;
    type VoteDeposit = VoteDeposit;
    type PreimageDeposit = PreimagePrice;
    /// A tenth of a block's weight at most.
    type MaxEndsPerBlock = ConstU32<64>;
    type WeightInfo = crate::weights::pallet_cip::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::proposals::Proposals;
}
