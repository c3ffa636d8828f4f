//! Tokens: the ERC20 paradigm, and business tokens.

use super::deposit;
use crate::{Balance, Balances, BusinessTokens, Erc20, Runtime, RuntimeHoldReason, Signature};
use frame_support::{parameter_types, PalletId};

parameter_types! {
    pub const Erc20PalletId: PalletId = PalletId(*b"chaos/20");

    /// For owner, options and clocks, and for the ledger's record and metadata.
    pub const TokenDeposit: Balance = deposit(3, 500);

    pub const BusinessTokensPalletId: PalletId = PalletId(*b"chaos/bt");
    pub const SaleDeposit: Balance = deposit(1, 200);
    pub const PurchaseDeposit: Balance = deposit(1, 80);
    pub const PolicyDepositBase: Balance = deposit(1, 150);
    pub const PolicyDepositPerByte: Balance = deposit(0, 1);
}

impl pallet_erc20::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type PalletId = Erc20PalletId;
    type TokenDeposit = TokenDeposit;
    type Regulation = BusinessTokens;
    type PermitSignature = Signature;
    type WeightInfo = crate::weights::pallet_erc20::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

impl pallet_business_tokens::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Tokens = Erc20;
    type Currency = Balances;
    type PalletId = BusinessTokensPalletId;
    type SaleDeposit = SaleDeposit;
    type PurchaseDeposit = PurchaseDeposit;
    type PolicyDepositBase = PolicyDepositBase;
    type PolicyDepositPerByte = PolicyDepositPerByte;
    type WeightInfo = crate::weights::pallet_business_tokens::WeightInfo<Runtime>;
}
