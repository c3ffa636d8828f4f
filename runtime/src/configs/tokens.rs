//! Tokens without code: the ERC20 paradigm, and what businesses do with it.

use super::deposit;
use crate::{Balance, Balances, Runtime, RuntimeHoldReason, Signature};
use frame_support::{parameter_types, PalletId};

parameter_types! {
    pub const Erc20PalletId: PalletId = PalletId(*b"chaos/20");

    /// Owner and options, and the ledger's record and metadata.
    pub const TokenDeposit: Balance = deposit(3, 500);
}

impl pallet_erc20::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Coin = Balances;
    type PalletId = Erc20PalletId;
    type TokenDeposit = TokenDeposit;
    type PermitSignature = Signature;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}
