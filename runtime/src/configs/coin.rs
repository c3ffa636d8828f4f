//! The coin: balances, fees, vesting, the distribution at genesis. Its supply is constant, so what
//! is taken from somebody goes to somebody.

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

    /// The account of the treasury: it receives dust and lost deposits. Nobody has its key.
    pub TreasuryAccount: AccountId = PalletId(*b"chaos/tr").into_account_truncating();
    pub const DistributionPalletId: PalletId = PalletId(*b"chaos/co");

    /// Source of both: CHAOS paper, 5.2. At most 20 % of the team's part in any year.
    pub const TeamLock: BlockNumber = 2 * YEARS;
    pub const TeamRelease: BlockNumber = 5 * YEARS;
    /// Anybody may add to an account's schedules, of which there are no more than 28. Who fills them to keep others from
    /// adding one gives away so much for each, and the account makes room by merging two of these: merged with another
    /// schedule, one that begins late locks the coins of that, too.
    pub const MinVestedTransfer: Balance = 1_000 * COS;
    pub UnvestedFundsAllowedWithdrawReasons: WithdrawReasons =
        WithdrawReasons::except(WithdrawReasons::TRANSFER | WithdrawReasons::RESERVE);

    /// Fees rise while more than this part of the blocks is used, and fall to the minimum otherwise.
    pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast: at most by a third in an hour of full blocks.
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(1, 10_000);
    pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_integer(1);
    pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(1_000);
    pub const FeePerByte: Balance = MICRO_COS;
}

/// Fees and tips go to the author of the block, or to the treasury where the author's account does
/// not exist and the fee would not make it exist.
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

/// What was measured, without reading and writing the accounts: the payer's had its nonce raised before, and the
/// author's is written once in a block, with the first fee.
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
    /// A planck for each picosecond: a second of computing is one COS.
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, FeePerByte>;
    type FeeMultiplierUpdate = FollowsDemand;
    /// No call goes before others because of its class: whoever is in a hurry pays a tip.
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
    type Coin = Balances;
    type PalletId = DistributionPalletId;
    type Treasury = TreasuryAccount;
    type TeamLock = TeamLock;
    type TeamRelease = TeamRelease;
    type WeightInfo = crate::weights::pallet_cos_distribution::WeightInfo<Runtime>;
}
