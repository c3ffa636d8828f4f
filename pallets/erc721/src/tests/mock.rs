//! A chain of balances, the ledger and the ERC721 paradigm.

use crate::{CollectionOptions, NextTokenId};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MILLI_COS},
    AccountId, Balance, CollectionId, ItemId, Signature,
};
pub use chaos_testing::{account, outcome, refused, signed};
use chaos_testing::{first_block, take_events};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{
        fungible::InspectHold, AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Contains,
        Locker,
    },
    PalletId,
};
use frame_system::EnsureNever;
use pallet_nfts::{PalletFeature, PalletFeatures};
use sp_runtime::{
    traits::{Dispatchable, IdentityLookup, Verify},
    BuildStorage, DispatchResult, Permill,
};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Nfts: pallet_nfts,
        Erc721: crate,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type BaseCallFilter = OpenCalls;
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type RuntimeHoldReason = RuntimeHoldReason;
}

/// The ledger lets users transfer and approve, and nothing else.
pub struct OpenCalls;

impl Contains<RuntimeCall> for OpenCalls {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_nfts::Call::*;
        match call {
            RuntimeCall::Nfts(call) => matches!(
                call,
                transfer { .. }
                    | approve_transfer { .. }
                    | cancel_approval { .. }
                    | clear_all_transfer_approvals { .. }
            ),
            _ => true,
        }
    }
}

/// What a collection holds.
pub const COLLECTION_DEPOSIT: Balance = COS;
/// What an item holds.
pub const ITEM_DEPOSIT: Balance = 10 * MILLI_COS;
/// What an operator holds.
pub const OPERATOR_DEPOSIT: Balance = 3 * MILLI_COS;
/// Most bytes of a text.
pub const LONGEST: usize = 50;

parameter_types! {
    pub const Pallet: PalletId = PalletId(*b"test/721");
    /// An item that the runtime keeps where it is.
    pub storage LockedItem: Option<(CollectionId, ItemId)> = None;
    pub Features: PalletFeatures = PalletFeatures::from_disabled(
        PalletFeature::Attributes | PalletFeature::Trading | PalletFeature::Swaps,
    );
}

/// Locks [`LockedItem`].
pub struct OneItem;

impl Locker<CollectionId, ItemId> for OneItem {
    fn is_locked(collection: CollectionId, item: ItemId) -> bool {
        LockedItem::get() == Some((collection, item))
    }
}

impl pallet_nfts::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type CollectionId = CollectionId;
    type ItemId = ItemId;
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
    type ForceOrigin = EnsureNever<AccountId>;
    type Locker = OneItem;
    type CollectionDeposit = ConstU128<0>;
    type ItemDeposit = ConstU128<0>;
    type MetadataDepositBase = ConstU128<0>;
    type AttributeDepositBase = ConstU128<0>;
    type DepositPerByte = ConstU128<0>;
    type StringLimit = ConstU32<{ LONGEST as u32 }>;
    type KeyLimit = ConstU32<64>;
    type ValueLimit = ConstU32<64>;
    type ApprovalsLimit = ConstU32<1>;
    type ItemAttributesApprovalsLimit = ConstU32<1>;
    type MaxTips = ConstU32<1>;
    type MaxDeadlineDuration = ConstU64<10_000>;
    type MaxAttributesPerCall = ConstU32<1>;
    type Features = Features;
    type OffchainSignature = Signature;
    type OffchainPublic = <Signature as Verify>::Signer;
    type WeightInfo = ();
    type BlockNumberProvider = System;
    #[cfg(feature = "runtime-benchmarks")]
    type Helper = ();
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type PalletId = Pallet;
    type CollectionDeposit = ConstU128<COLLECTION_DEPOSIT>;
    type ItemDeposit = ConstU128<ITEM_DEPOSIT>;
    type OperatorDeposit = ConstU128<OPERATOR_DEPOSIT>;
    type WeightInfo = ();
}

pub const ALICE: u8 = 1;
pub const BOB: u8 = 2;
pub const CHARLIE: u8 = 3;
/// Gets the royalties.
pub const ARTIST: u8 = 4;
/// Has no account.
pub const NOBODY: u8 = 9;

/// What ALICE, BOB, CHARLIE and the ARTIST have of the coin.
pub const COINS: Balance = 1_000 * COS;

/// Everything, and a tenth for the ARTIST.
pub fn all_options() -> CollectionOptions<AccountId> {
    CollectionOptions {
        max_supply: None,
        royalty: Some((account(ARTIST), Permill::from_percent(10))),
        burnable: true,
        transferable: true,
    }
}

/// An empty collection of ALICE.
pub fn collection_with(options: CollectionOptions<AccountId>) -> CollectionId {
    let collection = Erc721::next_collection_id();
    assert_ok!(Erc721::create_collection(
        signed(ALICE),
        b"Houses".to_vec(),
        b"HSE".to_vec(),
        b"https://a.b/".to_vec(),
        options,
    ));
    collection
}

/// An empty collection of ALICE that can do everything.
pub fn collection() -> CollectionId {
    collection_with(all_options())
}

/// The first collection, of ALICE, with these options and an item of each of these owners. The
/// events are forgotten.
pub fn items_with(options: CollectionOptions<AccountId>, owners: &[u8]) {
    assert_eq!(collection_with(options), 0);
    for owner in owners {
        assert_ok!(mint(ALICE, *owner));
    }
    System::reset_events();
}

/// The first collection, of ALICE, with an item of each of these owners.
pub fn items(owners: &[u8]) {
    items_with(all_options(), owners)
}

/// Of the first collection.
pub fn mint(minter: u8, to: u8) -> DispatchResult {
    outcome(Erc721::mint(signed(minter), 0, account(to), None))
}

/// Of the first collection.
pub fn batch_mint(minter: u8, to: u8, count: u32) -> DispatchResult {
    outcome(Erc721::batch_mint(signed(minter), 0, account(to), count))
}

/// Of the first collection.
pub fn transfer_from(caller: u8, from: u8, to: u8, token_id: ItemId) -> DispatchResult {
    outcome(Erc721::transfer_from(
        signed(caller),
        0,
        account(from),
        account(to),
        token_id,
    ))
}

/// Of the first collection.
pub fn approve(caller: u8, approved: Option<u8>, token_id: ItemId) -> DispatchResult {
    Erc721::approve(signed(caller), 0, approved.map(account), token_id)
}

/// Of the first collection.
pub fn set_approval_for_all(owner: u8, operator: u8, approved: bool) -> DispatchResult {
    Erc721::set_approval_for_all(signed(owner), 0, account(operator), approved)
}

/// Of the first collection.
pub fn burn(caller: u8, token_id: ItemId) -> DispatchResult {
    Erc721::burn(signed(caller), 0, token_id)
}

/// A transfer of a wallet, in the first collection of the ledger.
pub fn ledger_transfer(caller: u8, token_id: ItemId, to: u8) -> DispatchResult {
    Nfts::transfer(signed(caller), 0, token_id, account(to))
}

/// An approval of a wallet, in the first collection of the ledger, for so many blocks.
pub fn ledger_approve(
    caller: u8,
    token_id: ItemId,
    approved: u8,
    blocks: Option<u64>,
) -> DispatchResult {
    Nfts::approve_transfer(signed(caller), 0, token_id, account(approved), blocks)
}

/// As a transaction is: through the filter.
pub fn dispatched(id: u8, call: impl Into<RuntimeCall>) -> DispatchResult {
    outcome(call.into().dispatch(signed(id)))
}

/// Who has an item of the first collection.
pub fn owner_of(token_id: ItemId) -> Option<AccountId> {
    Erc721::owner_of(0, token_id)
}

/// Who is approved for an item of the first collection.
pub fn approved(token_id: ItemId) -> Option<AccountId> {
    Erc721::get_approved(0, token_id)
}

/// How many items of the first collection somebody has.
pub fn balance(id: u8) -> u32 {
    Erc721::balance_of(0, &account(id)).unwrap()
}

/// The ids of the first collection, in the order of their indices.
pub fn tokens() -> Vec<ItemId> {
    (0..Erc721::total_supply(0).unwrap())
        .map(|index| Erc721::token_by_index(0, index).unwrap())
        .collect()
}

pub fn next_token_id() -> ItemId {
    NextTokenId::<Test>::get(0)
}

pub fn coins(id: u8) -> Balance {
    Balances::free_balance(account(id))
}

pub fn held(reason: crate::HoldReason, id: u8) -> Balance {
    Balances::balance_on_hold(&reason.into(), &account(id))
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

/// In the first collection.
pub fn transferred(token_id: ItemId, from: Option<u8>, to: Option<u8>) -> crate::Event<Test> {
    crate::Event::Transfer {
        collection: 0,
        token_id,
        from: from.map(account),
        to: to.map(account),
    }
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let balances = [ALICE, BOB, CHARLIE, ARTIST].map(|id| (account(id), COINS));
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: balances.to_vec(),
            ..Default::default()
        },
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    first_block::<Test>(storage)
}
