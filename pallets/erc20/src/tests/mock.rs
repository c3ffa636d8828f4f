//! A chain of balances, the ledger and the ERC20 paradigm.

use crate::{TokenOptions, Tokens};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MILLI_COS},
    AccountId, Balance, RegulatedTokens, Signature, TokenId,
};
use chaos_testing::{first_block, take_events};
pub use chaos_testing::{outcome, refused};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{fungible::InspectHold, AsEnsureOriginWithArg, ConstU128, ConstU32},
    PalletId,
};
use frame_system::EnsureNever;
use sp_core::{sr25519, Pair};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Assets: pallet_assets,
        Erc20: crate,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
    type MaxConsumers = ConstU32<1_000>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type RuntimeHoldReason = RuntimeHoldReason;
}

/// What an allowance reserves.
pub const APPROVAL_DEPOSIT: Balance = 2 * MILLI_COS;
/// What a token holds.
pub const TOKEN_DEPOSIT: Balance = COS;

parameter_types! {
    pub const Pallet: PalletId = PalletId(*b"test/erc");
    /// The token that is regulated.
    pub storage FrozenToken: Option<TokenId> = None;
    /// Whose tokens are being moved.
    pub storage Moving: Option<AccountId> = None;
}

/// Regulates [`FrozenToken`], and is moving the tokens of [`Moving`].
pub struct Regulation;

impl RegulatedTokens<AccountId> for Regulation {
    fn is_regulated(token_id: TokenId) -> bool {
        FrozenToken::get() == Some(token_id)
    }

    fn is_moving(_: TokenId, who: &AccountId) -> bool {
        Moving::get().as_ref() == Some(who)
    }
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
    type Balance = Balance;
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
    type ForceOrigin = EnsureNever<AccountId>;
    type MetadataDepositBase = ConstU128<0>;
    type MetadataDepositPerByte = ConstU128<0>;
    type ApprovalDeposit = ConstU128<APPROVAL_DEPOSIT>;
    type Freezer = Erc20;
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type PalletId = Pallet;
    type TokenDeposit = ConstU128<TOKEN_DEPOSIT>;
    type Regulation = Regulation;
    type PermitSignature = Signature;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

pub const ALICE: u8 = 1;
pub const BOB: u8 = 2;
pub const CHARLIE: u8 = 3;
/// Has no account.
pub const NOBODY: u8 = 9;

/// What ALICE, BOB and CHARLIE have of the coin.
pub const COINS: Balance = 1_000 * COS;
/// What ALICE has of the token of [`token`].
pub const SUPPLY: Balance = 1_000_000;

pub const ALL_OPTIONS: TokenOptions = TokenOptions {
    mintable: true,
    burnable: true,
    pausable: true,
    cap: None,
};

pub fn key(id: u8) -> sr25519::Pair {
    sr25519::Pair::from_seed(&[id; 32])
}

pub fn account(id: u8) -> AccountId {
    key(id).public().into()
}

pub fn signed(id: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(id))
}

/// Of the first token.
pub fn transfer(from: u8, to: u8, value: Balance) -> DispatchResult {
    outcome(Erc20::transfer(signed(from), 0, account(to), value))
}

/// Of the first token.
pub fn transfer_from(spender: u8, from: u8, to: u8, value: Balance) -> DispatchResult {
    let spender = signed(spender);
    outcome(Erc20::transfer_from(
        spender,
        0,
        account(from),
        account(to),
        value,
    ))
}

/// Of the first token.
pub fn mint(owner: u8, to: u8, value: Balance) -> DispatchResult {
    outcome(Erc20::mint(signed(owner), 0, account(to), value))
}

/// A token of ALICE, who has all of [`SUPPLY`].
pub fn token_with(options: TokenOptions) -> TokenId {
    let token_id = crate::NextTokenId::<Test>::get();
    assert_ok!(Erc20::create(
        signed(ALICE),
        b"Gold".to_vec(),
        b"GLD".to_vec(),
        6,
        SUPPLY,
        options,
    ));
    token_id
}

/// A token of ALICE that can do everything.
pub fn token() -> TokenId {
    token_with(ALL_OPTIONS)
}

pub fn balance(token_id: TokenId, id: u8) -> Balance {
    Assets::balance(token_id, account(id))
}

pub fn allowance(token_id: TokenId, owner: u8, spender: u8) -> Balance {
    Erc20::allowance(token_id, &account(owner), &account(spender)).unwrap()
}

pub fn coins(id: u8) -> Balance {
    Balances::free_balance(account(id))
}

pub fn held(id: u8) -> Balance {
    Balances::balance_on_hold(&crate::HoldReason::Token.into(), &account(id))
}

pub fn owner(token_id: TokenId) -> Option<AccountId> {
    Tokens::<Test>::get(token_id).unwrap().owner
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

pub fn transferred(
    token_id: TokenId,
    from: Option<u8>,
    to: Option<u8>,
    value: Balance,
) -> crate::Event<Test> {
    crate::Event::Transfer {
        token_id,
        from: from.map(account),
        to: to.map(account),
        value,
    }
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let balances = [ALICE, BOB, CHARLIE].map(|id| (account(id), COINS));
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: balances.to_vec(),
            ..Default::default()
        },
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    let mut ext = first_block::<Test>(storage);
    // The benchmark signs with it.
    ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    ext
}
