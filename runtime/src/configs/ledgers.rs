//! The ledgers of tokens and items. Users move what is theirs in them; only this chain's own
//! paradigms create and administer what they hold.

use super::deposit;
use crate::{
    AccountId, Balance, Balances, BlockNumber, BusinessTokens, Runtime, RuntimeCall, RuntimeEvent,
    Signature, System,
};
use chaos_primitives::{time::DAYS, TokenId};
use frame_support::{
    parameter_types,
    traits::{AsEnsureOriginWithArg, ConstU128, ConstU32, Contains},
};
use frame_system::{EnsureNever, EnsureRoot};
use pallet_nfts::PalletFeatures;
use sp_runtime::traits::Verify;

/// Nobody creates anything in a ledger directly.
type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;

parameter_types! {
    pub const AssetAccountDeposit: Balance = deposit(1, 16);
    pub const AssetApprovalDeposit: Balance = deposit(1, 32);
    pub const CollectionDeposit: Balance = deposit(1, 130);
    pub const ItemDeposit: Balance = deposit(1, 164);
    pub const MetadataDepositBase: Balance = deposit(1, 64);
    pub const AttributeDepositBase: Balance = deposit(1, 64);
    pub const DepositPerByte: Balance = deposit(0, 1);
    pub const MaxDeadline: BlockNumber = 360 * DAYS;
    pub NftFeatures: PalletFeatures = PalletFeatures::all_enabled();
}

/// Refuses the one call of the ledger by which a holder could destroy tokens that are not burnable,
/// or paused, or regulated.
pub struct NoBurningRefund;

impl Contains<RuntimeCall> for NoBurningRefund {
    fn contains(call: &RuntimeCall) -> bool {
        !matches!(
            call,
            RuntimeCall::Assets(pallet_assets::Call::refund {
                allow_burn: true,
                ..
            })
        )
    }
}

// `Erc20` creates every asset, and pays its deposits: the ledger's own would be the pallet
// account's, which has no coins. Not even Root forces anything, or ids would not count up, and
// options could be got round.
impl pallet_assets::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Balance = Balance;
    type RemoveItemsLimit = ConstU32<1_000>;
    type AssetId = TokenId;
    type AssetIdParameter = codec::Compact<TokenId>;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = CreateOrigin;
    type ForceOrigin = EnsureNever<AccountId>;
    type AssetDeposit = ConstU128<0>;
    type AssetAccountDeposit = AssetAccountDeposit;
    type MetadataDepositBase = ConstU128<0>;
    type MetadataDepositPerByte = ConstU128<0>;
    type ApprovalDeposit = AssetApprovalDeposit;
    type StringLimit = ConstU32<50>;
    type Freezer = BusinessTokens;
    type Holder = ();
    type Extra = ();
    type CallbackHandle = ();
    type AssetIdAllocator = ();
    type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

impl pallet_nfts::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type CollectionId = u32;
    type ItemId = u32;
    type Currency = Balances;
    type ForceOrigin = EnsureRoot<AccountId>;
    type CreateOrigin = CreateOrigin;
    type Locker = ();
    type CollectionDeposit = CollectionDeposit;
    type ItemDeposit = ItemDeposit;
    type MetadataDepositBase = MetadataDepositBase;
    type AttributeDepositBase = AttributeDepositBase;
    type DepositPerByte = DepositPerByte;
    type StringLimit = ConstU32<256>;
    type KeyLimit = ConstU32<64>;
    type ValueLimit = ConstU32<256>;
    type ApprovalsLimit = ConstU32<20>;
    type ItemAttributesApprovalsLimit = ConstU32<30>;
    type MaxTips = ConstU32<10>;
    type MaxDeadlineDuration = MaxDeadline;
    type MaxAttributesPerCall = ConstU32<10>;
    type Features = NftFeatures;
    type OffchainSignature = Signature;
    type OffchainPublic = <Signature as Verify>::Signer;
    #[cfg(feature = "runtime-benchmarks")]
    type Helper = ();
    type WeightInfo = pallet_nfts::weights::SubstrateWeight<Runtime>;
    type BlockNumberProvider = System;
}
