//! Smart contracts: limits on their size and memory, and deposits for their storage.

use super::deposit;
use crate::{
    contracts::{
        call_runtime::NoCall,
        extension::Paradigms,
        weights::{WorstCase, EVENT_BYTE},
    },
    AccountId, Balance, Balances, Hash, NodeAdmission, Runtime, RuntimeEvent, RuntimeHoldReason,
    RuntimeOrigin, Timestamp, TransactionPayment,
};
use chaos_primitives::BlockNumber;
#[cfg(feature = "runtime-benchmarks")]
use frame_support::traits::ConstU128;
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, EnsureOrigin, Nothing, Randomness},
};
use frame_system::EnsureSigned;
use pallet_contracts::{DefaultAddressGenerator, Frame, Limits, Schedule};
#[cfg(feature = "runtime-benchmarks")]
use pallet_node_admission::CodeUploads;
use sp_runtime::Perbill;

/// Maximum length of a contract's code, in bytes.
pub const MAX_CODE_LEN: u32 = 256 * 1024;

/// Memory of the runtime, in pages of 64 KiB. Contracts of the maximum length that call each other six deep need it;
/// the formula is in the pallet's `integrity_test`. The genesis writes it to the state, and nodes use it for dry runs.
pub const HEAP_PAGES: u64 = 4_096;

const PAGE: u32 = 64 * 1024;
const RUNTIME_MEMORY: u32 = HEAP_PAGES as u32 * PAGE;

parameter_types! {
    pub const DepositPerItem: Balance = deposit(1, 0);
    pub const DepositPerByte: Balance = deposit(0, 1);
    /// Deposit limit of a transaction that sets none: 16 items and 16 KiB. The sender pays for what any of the called
    /// contracts stores, and whoever has that cleared gets the deposit. So the default covers what careful code needs,
    /// not what a transaction could store.
    pub const DefaultDepositLimit: Balance = deposit(16, 16 * 1_024);
    /// Each contract also pays this part of its code's deposit.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
    pub ContractsSchedule: Schedule<Runtime> = Schedule {
        limits: Limits {
            runtime_memory: RUNTIME_MEMORY,
            // Besides the runtime's memory, importing a block needs twice what the block can store and emit: at most
            // 141 MiB in 750 ms, by the formula of the pallet's `integrity_test`.
            validator_runtime_memory: RUNTIME_MEMORY / 2 * 5,
            event_ref_time: EVENT_BYTE,
            ..Default::default()
        },
        ..Default::default()
    };
}

/// No randomness. The host function is deprecated, and code that imports it is rejected.
pub struct NoRandomness;

impl Randomness<Hash, BlockNumber> for NoRandomness {
    fn random(_: &[u8]) -> (Hash, BlockNumber) {
        Default::default()
    }
}

/// An account that may upload code, by the rule that node admission stores.
pub struct EnsureMayUpload;

impl EnsureOrigin<RuntimeOrigin> for EnsureMayUpload {
    type Success = AccountId;

    fn try_origin(origin: RuntimeOrigin) -> Result<AccountId, RuntimeOrigin> {
        let who = EnsureSigned::<AccountId>::try_origin(origin)?;
        if NodeAdmission::may_upload_code(&who) {
            Ok(who)
        } else {
            Err(RuntimeOrigin::signed(who))
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
        NodeAdmission::set_code_uploads(RuntimeOrigin::root(), CodeUploads::Everybody)
            .map_err(|_| ())?;
        EnsureSigned::<AccountId>::try_successful_origin()
    }
}

impl pallet_contracts::Config for Runtime {
    type Time = Timestamp;
    type Randomness = NoRandomness;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    /// Used by the host function `call_runtime`. Contracts use the chain extension instead, whose interface doesn't
    /// change with the calls.
    type RuntimeCall = NoCall;
    type CallFilter = Nothing;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WeightPrice = TransactionPayment;
    type WeightInfo = WorstCase<Runtime>;
    type ChainExtension = Paradigms;
    type Schedule = ContractsSchedule;
    /// Depth 6: the first contract isn't counted.
    type CallStack = [Frame<Self>; 5];
    type DepositPerByte = DepositPerByte;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type DefaultDepositLimit = DefaultDepositLimit;
    /// Benchmarks instantiate code of any length without setting a limit.
    #[cfg(feature = "runtime-benchmarks")]
    type DefaultDepositLimit = ConstU128<{ deposit(1_024, 1_024 * 1_024) }>;
    type DepositPerItem = DepositPerItem;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressGenerator = DefaultAddressGenerator;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type MaxCodeLen = ConstU32<MAX_CODE_LEN>;
    /// Benchmarks put all code into one function, which can't be longer. The weight is linear, so it is extrapolated.
    #[cfg(feature = "runtime-benchmarks")]
    type MaxCodeLen = ConstU32<{ 128 * 1024 }>;
    type MaxStorageKeyLen = ConstU32<128>;
    /// Transient storage is unstable, so no contract can use it.
    type MaxTransientStorageSize = ConstU32<PAGE>;
    type MaxDelegateDependencies = ConstU32<32>;
    type UnsafeUnstableInterface = ConstBool<false>;
    type MaxDebugBufferLen = ConstU32<{ 2 * 1024 * 1024 }>;
    /// Required by `upload_code` and `instantiate_with_code`.
    type UploadOrigin = EnsureMayUpload;
    type InstantiateOrigin = EnsureSigned<AccountId>;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type Migrations = ();
    #[cfg(feature = "runtime-benchmarks")]
    type Migrations = pallet_contracts::migration::codegen::BenchMigrations;
    type Debug = ();
    type Environment = ();
    type ApiVersion = ();
    type Xcm = ();
}
