//! Smart contracts: how large they may be, how much memory they have, what their storage costs.

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

/// Most bytes of a contract's code.
pub const MAX_CODE_LEN: u32 = 256 * 1024;

/// Memory of the runtime, in pages of 64 KiB. Code of that length in contracts that call each other six
/// deep needs it: the pallet's `integrity_test` has the formula. A new chain has it in its state, and
/// nodes have it for dry runs.
pub const HEAP_PAGES: u64 = 4_096;

const PAGE: u32 = 64 * 1024;
const RUNTIME_MEMORY: u32 = HEAP_PAGES as u32 * PAGE;

parameter_types! {
    pub const DepositPerItem: Balance = deposit(1, 0);
    pub const DepositPerByte: Balance = deposit(0, 1);
    /// Of a transaction that does not say how much it will pay: 16 items and 16 KiB. Whatever any of the contracts
    /// that it calls stores, its sender pays for; and whoever has it cleared again gets the deposit. So it is what
    /// careful code needs, and not what a transaction could store.
    pub const DefaultDepositLimit: Balance = deposit(16, 16 * 1_024);
    /// The part of a code's deposit that each contract made of it pays too.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
    pub ContractsSchedule: Schedule<Runtime> = Schedule {
        limits: Limits {
            runtime_memory: RUNTIME_MEMORY,
            // Nodes import blocks with as much memory, besides the runtime's, as a block can store and emit twice:
            // 750 ms of it are 141 MiB at most, as the pallet's `integrity_test` reckons.
            validator_runtime_memory: RUNTIME_MEMORY / 2 * 5,
            event_ref_time: EVENT_BYTE,
            ..Default::default()
        },
        ..Default::default()
    };
}

/// None: code that asks for randomness, which is deprecated, is rejected.
pub struct NoRandomness;

impl Randomness<Hash, BlockNumber> for NoRandomness {
    fn random(_: &[u8]) -> (Hash, BlockNumber) {
        Default::default()
    }
}

/// An account that may upload code, as the ground rule says that node admission keeps.
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
    /// For the host function `call_runtime`. Contracts have the extension instead, whose interface stays
    /// when calls change.
    type RuntimeCall = NoCall;
    type CallFilter = Nothing;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WeightPrice = TransactionPayment;
    type WeightInfo = WorstCase<Runtime>;
    type ChainExtension = Paradigms;
    type Schedule = ContractsSchedule;
    /// Six deep: the transaction's own contract is not counted.
    type CallStack = [Frame<Self>; 5];
    type DepositPerByte = DepositPerByte;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type DefaultDepositLimit = DefaultDepositLimit;
    /// Benchmarks instantiate code of any length, and name no limit.
    #[cfg(feature = "runtime-benchmarks")]
    type DefaultDepositLimit = ConstU128<{ deposit(1_024, 1_024 * 1_024) }>;
    type DepositPerItem = DepositPerItem;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressGenerator = DefaultAddressGenerator;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type MaxCodeLen = ConstU32<MAX_CODE_LEN>;
    /// Benchmarks put all code into one function, which can't be longer. The weight of longer code goes on
    /// along the same line.
    #[cfg(feature = "runtime-benchmarks")]
    type MaxCodeLen = ConstU32<{ 128 * 1024 }>;
    type MaxStorageKeyLen = ConstU32<128>;
    /// Transient storage is unstable, so that no contract has any.
    type MaxTransientStorageSize = ConstU32<PAGE>;
    type MaxDelegateDependencies = ConstU32<32>;
    type UnsafeUnstableInterface = ConstBool<false>;
    type MaxDebugBufferLen = ConstU32<{ 2 * 1024 * 1024 }>;
    /// Asked by `upload_code` and `instantiate_with_code`.
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
