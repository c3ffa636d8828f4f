//! The coin: balances, fees, vesting, the distribution at genesis. The supply is constant, so fees, dust and slashes go
//! to an account.

use crate::{
    fees::FollowsDemand,
    nonces::Accounts,
    weights::{self, paritydb_weights::constants::ParityDbWeight},
    AccountId, Authorship, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason,
    System,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MICRO_COS},
    time::YEARS,
    Balance, BlockNumber,
};
use frame_support::{
    parameter_types,
    traits::{
        fungible::{Balanced, Credit},
        tokens::imbalance::ResolveTo,
        ConstU32, ConstU8, OnUnbalanced, VariantCountOf, WithdrawReasons,
    },
    weights::{ConstantMultiplier, IdentityFee, Weight},
    PalletId,
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier};
use sp_runtime::{
    traits::{AccountIdConversion, ConvertInto},
    FixedPointNumber, Perquintill,
};

parameter_types! {
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;

    /// The treasury receives dust and forfeited deposits. Its account has no key.
    pub TreasuryAccount: AccountId = PalletId(*b"chaos/tr").into_account_truncating();
    pub const DistributionPalletId: PalletId = PalletId(*b"chaos/co");

    /// Both from the CHAOS paper, 5.2: at most 20 % of the team's tranche is released in any year.
    pub const TeamLock: BlockNumber = 2 * YEARS;
    pub const TeamRelease: BlockNumber = 5 * YEARS;
    /// Anybody can add a vesting schedule to an account, which has at most 28. An attacker who fills them to keep
    /// others out gives this much away for each. The account makes room by merging two of the attacker's schedules;
    /// merging one that starts late with its own would lock its own coins, too.
    pub const MinVestedTransfer: Balance = 1_000 * COS;
    pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
        WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);

    /// Fees rise while blocks are fuller than this, and otherwise fall to the minimum.
    pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast fees change: at most by a third in an hour of full blocks.
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(1, 10_000);
    pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_integer(1);
    pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(1_000);
    pub const FeePerByte: Balance = MICRO_COS;
}

/// Fees and tips go to the author of the block, or to the treasury if the author's account doesn't exist and the fee is
/// less than the existential deposit.
pub struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
    fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
        let unpaid = match Authorship::author() {
            Some(author) => Balances::resolve(&author, fees).err(),
            None => Some(fees),
        };
        if let Some(fees) = unpaid {
            ResolveTo::<TreasuryAccount, Balances>::on_unbalanced(fees);
        }
    }
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = crate::weights::pallet_balances::WeightInfo<Runtime>;
    type Balance = Balance;
    type DustRemoval = ResolveTo<TreasuryAccount, Balances>;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = Accounts;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<50>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
}

/// The measured weight without the accounts' reads and writes. The payer's account was accessed before, to raise its
/// nonce, and the author's is written once in a block, with the first fee.
pub struct ChargedOnce;

impl pallet_transaction_payment::WeightInfo for ChargedOnce {
    fn charge_transaction_payment() -> Weight {
        let accounts = ParityDbWeight::get().reads_writes(2, 2);
        weights::pallet_transaction_payment::WeightInfo::<Runtime>::charge_transaction_payment()
            .saturating_sub(accounts)
    }
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, ToAuthor>;
    /// One planck for each picosecond: a second of execution costs one COS.
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, FeePerByte>;
    type FeeMultiplierUpdate = FollowsDemand;
    /// A call's class gives it no priority: whoever is in a hurry pays a tip.
    type OperationalFeeMultiplier = ConstU8<0>;
    type WeightInfo = ChargedOnce;
}

impl pallet_vesting::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BlockNumberToBalance = ConvertInto;
    type MinVestedTransfer = MinVestedTransfer;
    type WeightInfo = crate::weights::pallet_vesting::WeightInfo<Runtime>;
    type UnvestedFundsAllowedWithdrawReasons = UnvestedFundsAllowedWithdrawReasons;
    type BlockNumberProvider = System;
    const MAX_VESTING_SCHEDULES: u32 = 28;
}

impl pallet_cos_distribution::Config for Runtime {
    type Currency = Balances;
    type PalletId = DistributionPalletId;
    type Treasury = TreasuryAccount;
    type TeamLock = TeamLock;
    type TeamRelease = TeamRelease;
    type WeightInfo = crate::weights::pallet_cos_distribution::WeightInfo<Runtime>;
}
