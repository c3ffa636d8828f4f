//! A chain of balances, the ledger, batches and business tokens. The ERC20 paradigm is a thin layer
//! on the ledger.

use crate::{
    Charge, HoldReason, Payer, Price, Rule, RuleOf, SaleTerms, SaleTermsOf, Tier, Withdrawal,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MILLI_COS},
    AccountId, Balance, Erc20Tokens, RegulatedTokens, TokenClocks, TokenId,
};
pub use chaos_testing::{account, refused, signed};
use chaos_testing::{first_block, take_events};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{
        fungible::{InspectHold, Mutate as _},
        fungibles::{metadata, Create, Mutate as _},
        tokens::Preservation,
        AsEnsureOriginWithArg, ConstU128,
    },
    PalletId,
};
use frame_system::EnsureNever;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult};
use std::collections::BTreeMap;

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Utility: pallet_utility,
        Assets: pallet_assets,
        BusinessTokens: crate,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
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

impl pallet_utility::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = ();
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
    type Balance = Balance;
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
    type ForceOrigin = EnsureNever<AccountId>;
    type Freezer = Tokens;
}

/// What a sale holds.
pub const SALE_DEPOSIT: Balance = 3 * COS;
/// What a purchase on record holds.
pub const PURCHASE_DEPOSIT: Balance = 20 * MILLI_COS;
/// What a policy holds, and for each byte of it.
pub const POLICY_DEPOSIT: [Balance; 2] = [COS, MILLI_COS];

parameter_types! {
    pub const Escrows: PalletId = PalletId(*b"test/bus");
    /// Who owns each token; nobody where it is none.
    pub storage Owners: BTreeMap<TokenId, Option<AccountId>> = BTreeMap::new();
    /// How many blocks each token was paused.
    pub storage PausedBlocks: u64 = 0;
    /// Which clocks were to look at their tokens, and whether these were regulated then.
    pub storage Adjusted: Vec<(TokenId, bool)> = Vec::new();
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Tokens = Tokens;
    type PalletId = Escrows;
    type SaleDeposit = ConstU128<SALE_DEPOSIT>;
    type PurchaseDeposit = ConstU128<PURCHASE_DEPOSIT>;
    type PolicyDepositBase = ConstU128<{ POLICY_DEPOSIT[0] }>;
    type PolicyDepositPerByte = ConstU128<{ POLICY_DEPOSIT[1] }>;
    type WeightInfo = ();
}

pub const UNKNOWN_TOKEN: DispatchError = DispatchError::Other("unknown token");
pub const NOT_OWNER: DispatchError = DispatchError::Other("not owner");
pub const INSUFFICIENT_BALANCE: DispatchError = DispatchError::Other("insufficient balance");

/// The ERC20 paradigm: the ledger, and owners.
pub struct Tokens;

impl Erc20Tokens<AccountId> for Tokens {
    fn owner(token_id: TokenId) -> Option<AccountId> {
        Owners::get().get(&token_id).cloned().flatten()
    }

    fn ensure_owner(token_id: TokenId, who: &AccountId) -> DispatchResult {
        match Owners::get().get(&token_id) {
            None => Err(UNKNOWN_TOKEN),
            Some(owner) if owner.as_ref() == Some(who) => Ok(()),
            _ => Err(NOT_OWNER),
        }
    }

    fn decimals(token_id: TokenId) -> Option<u8> {
        let decimals = <Assets as metadata::Inspect<AccountId>>::decimals(token_id);
        Owners::get().contains_key(&token_id).then_some(decimals)
    }

    fn total_supply(token_id: TokenId) -> Balance {
        Assets::total_supply(token_id)
    }

    fn balance_of(token_id: TokenId, who: &AccountId) -> Balance {
        Assets::balance(token_id, who)
    }

    fn transfer(
        token_id: TokenId,
        payer: &AccountId,
        from: &AccountId,
        to: &AccountId,
        value: Balance,
    ) -> DispatchResult {
        if Assets::balance(token_id, from) < value {
            return Err(INSUFFICIENT_BALANCE);
        }
        if from == to {
            return Ok(());
        }
        if System::providers(to) == 0 {
            Balances::transfer(payer, to, EXISTENTIAL_DEPOSIT, Preservation::Preserve)?;
        }
        let exactly = pallet_assets::TransferFlags {
            keep_alive: false,
            best_effort: false,
            burn_dust: false,
        };
        Assets::do_transfer(token_id, from, to, value, None, exactly).map(drop)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_for_benchmark(owner: &AccountId, supply: Balance) -> TokenId {
        create_token(owner.clone(), 18, supply)
    }
}

impl pallet_assets::FrozenBalance<TokenId, AccountId, Balance> for Tokens {
    fn frozen_balance(token_id: TokenId, who: &AccountId) -> Option<Balance> {
        let is_frozen = BusinessTokens::is_regulated(token_id)
            && Assets::balance(token_id, who) > 0
            && !BusinessTokens::is_moving(token_id, who);
        is_frozen.then_some(Balance::MAX)
    }

    fn died(_: TokenId, _: &AccountId) {}

    fn contains_freezes(token_id: TokenId) -> bool {
        BusinessTokens::is_regulated(token_id)
    }
}

impl TokenClocks<u64> for Tokens {
    fn unpaused_time(_: TokenId, block: u64) -> u64 {
        block - PausedBlocks::get()
    }

    /// Nothing here asks.
    fn payable_time(_: TokenId, block: u64) -> u64 {
        block
    }

    fn adjust_clocks(token_id: TokenId) {
        let mut adjusted = Adjusted::get();
        adjusted.push((token_id, BusinessTokens::regulated(token_id)));
        Adjusted::set(&adjusted);
    }
}

pub fn create_token(owner: AccountId, decimals: u8, supply: Balance) -> TokenId {
    let mut owners = Owners::get();
    let token_id = owners.len() as TokenId;
    let admin = account(ADMIN);
    assert_ok!(<Assets as Create<AccountId>>::create(
        token_id,
        admin.clone(),
        false,
        1
    ));
    assert_ok!(<Assets as metadata::Mutate<AccountId>>::set(
        token_id,
        &admin,
        b"Gold".to_vec(),
        b"GLD".to_vec(),
        decimals,
    ));
    if supply > 0 {
        assert_ok!(Assets::mint_into(token_id, &owner, supply));
    }
    owners.insert(token_id, Some(owner));
    Owners::set(&owners);
    token_id
}

/// Make `owner`, or nobody, the owner of a token.
pub fn hand_over(token_id: TokenId, owner: Option<u8>) {
    let mut owners = Owners::get();
    owners.insert(token_id, owner.map(account));
    Owners::set(&owners);
}

/// Owns [`GOLD`].
pub const ALICE: u8 = 1;
pub const BOB: u8 = 2;
pub const CHARLIE: u8 = 3;
/// Administers the ledger.
pub const ADMIN: u8 = 8;
/// Has no account.
pub const NOBODY: u8 = 9;

/// What ALICE, BOB, CHARLIE and ADMIN have of the coin.
pub const COINS: Balance = 1_000 * COS;
/// The token of ALICE, with three decimals.
pub const GOLD: TokenId = 0;
/// One whole token of it.
pub const WHOLE: Balance = 1_000;
/// What ALICE has of it.
pub const SUPPLY: Balance = 1_000_000 * WHOLE;
/// A token that was never created.
pub const NO_TOKEN: TokenId = 99;
/// The notice period.
pub const NOTICE: u64 = 100;

pub fn gold(id: u8) -> Balance {
    Assets::balance(GOLD, account(id))
}

pub fn escrow() -> AccountId {
    BusinessTokens::escrow(GOLD)
}

pub fn gold_in_escrow() -> Balance {
    Assets::balance(GOLD, escrow())
}

/// Without what is held.
pub fn coins(id: u8) -> Balance {
    Balances::free_balance(account(id))
}

pub fn held(reason: HoldReason, id: u8) -> Balance {
    Balances::balance_on_hold(&reason.into(), &account(id))
}

pub fn go_to(block: u64) {
    System::set_block_number(block);
}

/// Let so many blocks pass in which the tokens are paused.
pub fn pause_for(blocks: u64) {
    go_to(System::block_number() + blocks);
    PausedBlocks::set(&(PausedBlocks::get() + blocks));
}

/// Give `id` some of ALICE's gold.
pub fn give(id: u8, amount: Balance) {
    let alice = account(ALICE);
    assert_ok!(Tokens::transfer(GOLD, &alice, &alice, &account(id), amount));
}

/// 100 whole tokens for 2 COS each, in blocks 10 to 19.
pub fn terms() -> SaleTermsOf<Test> {
    SaleTerms {
        amount: 100 * WHOLE,
        price: Price::Fixed(2 * COS),
        start: 10,
        end: 20,
        min_per_account: None,
        max_per_account: None,
    }
}

/// The sale of [`terms`], in its first block.
pub fn open_sale() {
    open_sale_of(terms());
}

/// A sale of other terms, in its first block.
pub fn open_sale_of(terms: SaleTermsOf<Test>) {
    assert_ok!(BusinessTokens::open_sale(signed(ALICE), GOLD, terms));
    go_to(terms.start);
}

pub fn operation(name: &str) -> crate::Operation {
    name.as_bytes().to_vec().try_into().unwrap()
}

/// A rule by which the initiator pays the token's owner.
pub fn rule(name: &str, charge: Charge) -> RuleOf<Test> {
    Rule {
        operation: operation(name),
        charge,
        payer: Payer::Initiator,
        receiver: None,
    }
}

pub fn tiered(tiers: &[(Balance, Balance, u32)]) -> Charge {
    let tier = |&(from, flat, rate)| Tier { from, flat, rate };
    let tiers: Vec<_> = tiers.iter().map(tier).collect();
    Charge::Tiered(tiers.try_into().unwrap())
}

/// A policy that is in force at once.
pub fn enforce(rules: Vec<RuleOf<Test>>) {
    assert_ok!(BusinessTokens::set_policy(signed(ALICE), GOLD, rules));
    go_to(System::block_number() + NOTICE);
}

/// Redemption of a whole token for 1 COS, with `reserve` for it.
pub fn redeem_from(reserve: Balance) {
    redeem_at(COS, reserve);
}

/// Redemption of a whole token for `price`, which is in force at once, with `reserve` for it.
pub fn redeem_at(price: Balance, reserve: Balance) {
    assert_ok!(BusinessTokens::set_redemption(signed(ALICE), GOLD, price));
    assert_ok!(BusinessTokens::fund_redemption(
        signed(ALICE),
        GOLD,
        reserve
    ));
}

pub fn withdrawal(cos: Balance, due: u64) -> Option<Withdrawal<u64>> {
    Some(Withdrawal { cos, due })
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let balances = [ALICE, BOB, CHARLIE, ADMIN].map(|id| (account(id), COINS));
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: balances.to_vec(),
            ..Default::default()
        },
        business_tokens: crate::GenesisConfig {
            notice_period: NOTICE,
        },
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    let mut ext = first_block::<Test>(storage);
    ext.execute_with(|| {
        create_token(account(ALICE), 3, SUPPLY);
        System::reset_events();
    });
    ext
}
