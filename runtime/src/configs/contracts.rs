//! Smart contracts: how large they may be, how much memory they have, what their storage costs.

use super::deposit;
use crate::{
    contracts::{extension::Paradigms, weights::Immutable},
    AccountId, Balance, Balances, Hash, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason,
    Timestamp, TransactionPayment,
};
use chaos_primitives::BlockNumber;
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, Nothing, Randomness},
};
use frame_system::EnsureSigned;
use pallet_contracts::{DefaultAddressGenerator, Frame, Limits, Schedule};
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
    /// Of a transaction that does not say how much it will pay: 1,024 items and a MiB.
    pub const DefaultDepositLimit: Balance = deposit(1_024, 1_024 * 1_024);
    /// The part of a code's deposit that each contract made of it pays too.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
    pub ContractsSchedule: Schedule<Runtime> = Schedule {
        limits: Limits {
            runtime_memory: RUNTIME_MEMORY,
            // Nodes import blocks with as much memory, besides the runtime's, as a block can store and emit twice:
            // 750 ms of it are 141 MiB at most, as the pallet's `integrity_test` reckons.
            validator_runtime_memory: RUNTIME_MEMORY / 2 * 5,
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

impl pallet_contracts::Config for Runtime {
    type Time = Timestamp;
    type Randomness = NoRandomness;
    type Currency = Balances;
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type RuntimeHoldReason = RuntimeHoldReason;
    /// For the host function `call_runtime`. Contracts have the extension instead, whose interface stays
    /// when calls change.
    type CallFilter = Nothing;
    type WeightPrice = TransactionPayment;
    type WeightInfo = Immutable<Runtime>;
    type ChainExtension = Paradigms;
    type Schedule = ContractsSchedule;
    /// Six deep: the transaction's own contract is not counted.
    type CallStack = [Frame<Self>; 5];
    type DepositPerByte = DepositPerByte;
    type DefaultDepositLimit = DefaultDepositLimit;
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
    type UploadOrigin = EnsureSigned<AccountId>;
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
