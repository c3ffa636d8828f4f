//! The ledgers of tokens and items. Users transfer what they own; only this chain's paradigms create and administer
//! assets and collections.

use super::deposit;
use crate::{
    AccountId, Balance, Balances, BlockNumber, Erc20, Runtime, RuntimeEvent, Signature, System,
};
use chaos_primitives::{time::DAYS, CollectionId, ItemId, TokenId};
use frame_support::{
    parameter_types,
    traits::{AsEnsureOriginWithArg, ConstU128, ConstU32},
};
use pallet_nfts::PalletFeatures;
use sp_runtime::traits::Verify;

/// Nobody may create anything in a ledger directly, or use its privileged calls.
#[cfg(not(feature = "runtime-benchmarks"))]
mod access {
    use super::*;
    use frame_system::EnsureNever;
    use pallet_nfts::PalletFeature;

    pub type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
    pub type ForceOrigin = EnsureNever<AccountId>;

    parameter_types! {
        pub NftFeatures: PalletFeatures = PalletFeatures::from_disabled(
            PalletFeature::Attributes | PalletFeature::Trading | PalletFeature::Swaps,
        );
    }
}

/// In the benchmarked runtime somebody may: a call that always fails can't be measured, and benchmarks set up others
/// with these calls.
#[cfg(feature = "runtime-benchmarks")]
mod access {
    use super::*;
    use frame_system::{EnsureRoot, EnsureSigned};

    pub type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
    pub type ForceOrigin = EnsureRoot<AccountId>;

    parameter_types! {
        pub NftFeatures: PalletFeatures = PalletFeatures::all_enabled();
    }
}

parameter_types! {
    pub const AssetAccountDeposit: Balance = deposit(1, 16);
    pub const AssetApprovalDeposit: Balance = deposit(1, 32);
    pub const MaxDeadline: BlockNumber = 360 * DAYS;
}

// `Erc20` creates every asset and holds its deposit. The ledger's own deposits are zero, because the pallet's account
// has no coins. Privileged calls are closed even to Root: with them, ids would no longer be consecutive, and a token's
// options could be bypassed.
impl pallet_assets::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Balance = Balance;
    type RemoveItemsLimit = ConstU32<1_000>;
    type AssetId = TokenId;
    type AssetIdParameter = codec::Compact<TokenId>;
    type ReserveData = ();
    type Currency = Balances;
    type CreateOrigin = access::CreateOrigin;
    type ForceOrigin = access::ForceOrigin;
    type AssetDeposit = ConstU128<0>;
    type AssetAccountDeposit = AssetAccountDeposit;
    type MetadataDepositBase = ConstU128<0>;
    type MetadataDepositPerByte = ConstU128<0>;
    type ApprovalDeposit = AssetApprovalDeposit;
    type StringLimit = ConstU32<50>;
    type Freezer = Erc20;
    type Holder = ();
    type Extra = ();
    type CallbackHandle = ();
    type AssetIdAllocator = ();
    type WeightInfo = crate::weights::pallet_assets::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

// `Erc721` creates every collection, mints every item, and holds their deposits.
impl pallet_nfts::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type CollectionId = CollectionId;
    type ItemId = ItemId;
    type Currency = Balances;
    type ForceOrigin = access::ForceOrigin;
    type CreateOrigin = access::CreateOrigin;
    type Locker = ();
    type CollectionDeposit = ConstU128<0>;
    type ItemDeposit = ConstU128<0>;
    type MetadataDepositBase = ConstU128<0>;
    type AttributeDepositBase = ConstU128<0>;
    type DepositPerByte = ConstU128<0>;
    type StringLimit = ConstU32<256>;
    type KeyLimit = ConstU32<64>;
    type ValueLimit = ConstU32<256>;
    // ERC721 has one approved account per item.
    type ApprovalsLimit = ConstU32<1>;
    type ItemAttributesApprovalsLimit = ConstU32<30>;
    type MaxTips = ConstU32<10>;
    type MaxDeadlineDuration = MaxDeadline;
    type MaxAttributesPerCall = ConstU32<10>;
    type Features = access::NftFeatures;
    type OffchainSignature = Signature;
    type OffchainPublic = <Signature as Verify>::Signer;
    #[cfg(feature = "runtime-benchmarks")]
    type Helper = ();
    type WeightInfo = crate::weights::pallet_nfts::WeightInfo<Runtime>;
    type BlockNumberProvider = System;
}
