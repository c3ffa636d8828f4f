//! A chain of balances, two ledgers and auctions. The ERC20 and the ERC721 paradigm are thin layers on
//! the ledgers.

use crate::{AuctionId, Currency, Curve, HoldReason, HouseId, Sellers, Terms, TermsOf};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MILLI_COS},
    AccountId, Balance, Clock, CollectionId, Erc20Tokens, ItemId, Signature, TokenClocks, TokenId,
    TradingRights,
};
pub use chaos_testing::{account, outcome, refused, signed};
use chaos_testing::{first_block, take_events};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{
        fungible::{InspectHold, Mutate as _},
        fungibles::{Create, Mutate as _},
        nonfungibles_v2::{Create as _, Mutate as _},
        tokens::Preservation,
        AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Locker,
    },
    PalletId,
};
use frame_system::{EnsureNever, EnsureRoot};
use pallet_nfts::{CollectionConfig, CollectionSettings, ItemConfig, MintSettings, PalletFeatures};
use sp_runtime::{
    traits::{IdentityLookup, Verify},
    BuildStorage, DispatchError, DispatchResult, Permill,
};
use std::collections::{BTreeMap, BTreeSet};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Assets: pallet_assets,
        Nfts: pallet_nfts,
        DutchAuction: crate,
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

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
    type Balance = Balance;
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
    type ForceOrigin = EnsureNever<AccountId>;
}

impl pallet_nfts::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type CollectionId = CollectionId;
    type ItemId = ItemId;
    type Currency = Balances;
    type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
    type ForceOrigin = EnsureRoot<AccountId>;
    type Locker = Pauses;
    type CollectionDeposit = ConstU128<0>;
    type ItemDeposit = ConstU128<0>;
    type MetadataDepositBase = ConstU128<0>;
    type AttributeDepositBase = ConstU128<0>;
    type DepositPerByte = ConstU128<0>;
    type StringLimit = ConstU32<50>;
    type KeyLimit = ConstU32<50>;
    type ValueLimit = ConstU32<50>;
    type ApprovalsLimit = ConstU32<10>;
    type ItemAttributesApprovalsLimit = ConstU32<2>;
    type MaxTips = ConstU32<10>;
    type MaxDeadlineDuration = ConstU64<10_000>;
    type MaxAttributesPerCall = ConstU32<2>;
    type Features = NftFeatures;
    type OffchainSignature = Signature;
    type OffchainPublic = <Signature as Verify>::Signer;
    #[cfg(feature = "runtime-benchmarks")]
    type Helper = ();
    type WeightInfo = ();
    type BlockNumberProvider = System;
}

/// What a house holds, and for each byte of its terms.
pub const HOUSE_DEPOSIT: [Balance; 2] = [COS, MILLI_COS];
/// What an auction holds.
pub const AUCTION_DEPOSIT: Balance = 50 * MILLI_COS;
/// How long before new terms are in force they are known.
pub const NOTICE: u64 = 20;

parameter_types! {
    pub const Accounts: PalletId = PalletId(*b"test/auc");
    pub NftFeatures: PalletFeatures = PalletFeatures::all_enabled();
    /// How many tokens there are.
    pub storage TokenCount: TokenId = 0;
    /// Tokens that don't move.
    pub storage PausedTokens: BTreeSet<TokenId> = BTreeSet::new();
    /// Of each token that was ever paused.
    pub storage Clocks: BTreeMap<TokenId, Clock<u64>> = BTreeMap::new();
    /// Collections whose items don't move.
    pub storage PausedCollections: BTreeSet<CollectionId> = BTreeSet::new();
    /// Who may trade all items of whom: owner, then trader.
    pub storage Operators: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
    /// The royalty of each collection.
    pub storage Royalties: BTreeMap<CollectionId, (AccountId, Permill)> = BTreeMap::new();
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Tokens = Tokens;
    type Items = Nfts;
    type Rights = Rights;
    type PalletId = Accounts;
    type HouseDeposit = ConstU128<{ HOUSE_DEPOSIT[0] }>;
    type DepositPerByte = ConstU128<{ HOUSE_DEPOSIT[1] }>;
    type AuctionDeposit = ConstU128<AUCTION_DEPOSIT>;
    type TermsNotice = ConstU64<NOTICE>;
    type WeightInfo = ();
}

/// Keeps the items of paused collections.
pub struct Pauses;

impl Locker<CollectionId, ItemId> for Pauses {
    fn is_locked(collection: CollectionId, _: ItemId) -> bool {
        PausedCollections::get().contains(&collection)
    }
}

/// The ERC721 paradigm: the approvals of the ledger, operators and royalties.
pub struct Rights;

impl TradingRights<AccountId> for Rights {
    fn may_trade(
        collection: CollectionId,
        item: ItemId,
        owner: &AccountId,
        trader: &AccountId,
    ) -> bool {
        let is_approved = || {
            let details = pallet_nfts::Item::<Test>::get(collection, item)?;
            let until = *details.approvals.get(trader)?;
            let is_good = until.is_none_or(|until| System::block_number() <= until);
            (details.owner == *owner && is_good).then_some(())
        };
        Operators::get().contains(&(owner.clone(), trader.clone())) || is_approved().is_some()
    }

    fn royalty(
        collection: CollectionId,
        _: ItemId,
        price: Balance,
    ) -> Option<(AccountId, Balance)> {
        let (receiver, part) = Royalties::get().get(&collection)?.clone();
        Some((receiver, part.mul_floor(price)))
    }

    fn collection_owner(collection: CollectionId) -> Option<AccountId> {
        Nfts::collection_owner(collection)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_for_benchmark(owner: &AccountId) -> (CollectionId, ItemId) {
        let collection = create_collection(owner);
        mint(collection, 0, owner);
        set_royalty_of(collection, NOBODY, Permill::from_percent(10));
        (collection, 0)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn approve_for_benchmark(
        collection: CollectionId,
        item: ItemId,
        owner: &AccountId,
        trader: &AccountId,
    ) {
        let origin = RuntimeOrigin::signed(owner.clone());
        assert_ok!(Nfts::approve_transfer(
            origin,
            collection,
            item,
            trader.clone(),
            None
        ));
    }
}

pub const PAUSED: DispatchError = DispatchError::Other("paused");
pub const INSUFFICIENT_BALANCE: DispatchError = DispatchError::Other("insufficient balance");

/// The ERC20 paradigm: the ledger, and pauses.
pub struct Tokens;

impl Erc20Tokens<AccountId> for Tokens {
    fn owner(_: TokenId) -> Option<AccountId> {
        None
    }

    fn ensure_owner(_: TokenId, _: &AccountId) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }

    fn decimals(token_id: TokenId) -> Option<u8> {
        (token_id < TokenCount::get()).then_some(0)
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
        if PausedTokens::get().contains(&token_id) {
            return Err(PAUSED);
        }
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
        create_token(&[(owner.clone(), supply)])
    }
}

impl TokenClocks<u64> for Tokens {
    /// Nothing here asks.
    fn unpaused_time(_: TokenId, block: u64) -> u64 {
        block
    }

    fn payable_time(token_id: TokenId, block: u64) -> u64 {
        let clock = Clocks::get().get(&token_id).copied();
        clock.unwrap_or_default().at(block)
    }

    fn adjust_clocks(token_id: TokenId) {
        let mut clocks = Clocks::get();
        let clock = clocks.entry(token_id).or_default();
        let moves = !PausedTokens::get().contains(&token_id);
        clock.set(moves, System::block_number());
        Clocks::set(&clocks);
    }
}

/// Owns [`HOUSE`].
pub const OWNER: u8 = 1;
/// Owns the items of [`ART`] at first.
pub const SELLER: u8 = 2;
pub const BUYER: u8 = 3;
pub const OTHER: u8 = 4;
/// Receives royalties.
pub const ARTIST: u8 = 5;
/// Owns the collections, and administers the tokens.
pub const ADMIN: u8 = 8;
/// Has no account.
pub const NOBODY: u8 = 9;

/// Whose coins and items are counted.
pub const PEOPLE: [u8; 7] = [OWNER, SELLER, BUYER, OTHER, ARTIST, ADMIN, NOBODY];

/// What everybody but NOBODY has of the coin.
pub const COINS: Balance = 1_000 * COS;
/// What OWNER, SELLER, BUYER and OTHER have of [`GOLD`].
pub const GOLD_EACH: Balance = 1_000_000;
/// A token.
pub const GOLD: TokenId = 0;
/// Another one, of which OWNER has a little.
pub const JUNK: TokenId = 1;
/// A token that was never created.
pub const NO_TOKEN: TokenId = 99;
/// A collection with [`ITEMS`] items.
pub const ART: CollectionId = 0;
/// Another one, with as many.
pub const STAMPS: CollectionId = 1;
/// A collection that was never created.
pub const NO_COLLECTION: CollectionId = 99;
/// How many items each collection has, all of them the SELLER's.
pub const ITEMS: ItemId = 4;
/// The first house, see [`with_house`].
pub const HOUSE: HouseId = 0;
/// The first auction, see [`with_auction`].
pub const AUCTION: AuctionId = 0;

/// Without what is held.
pub fn coins(id: u8) -> Balance {
    Balances::free_balance(account(id))
}

pub fn gold(id: u8) -> Balance {
    Assets::balance(GOLD, account(id))
}

pub fn held(reason: HoldReason, id: u8) -> Balance {
    Balances::balance_on_hold(&reason.into(), &account(id))
}

pub fn go_to(block: u64) {
    System::set_block_number(block);
}

pub fn create_token(holders: &[(AccountId, Balance)]) -> TokenId {
    let token_id = TokenCount::get();
    assert_ok!(<Assets as Create<AccountId>>::create(
        token_id,
        account(ADMIN),
        false,
        1
    ));
    for (who, amount) in holders {
        assert_ok!(Assets::mint_into(token_id, who, *amount));
    }
    TokenCount::set(&(token_id + 1));
    token_id
}

pub fn create_collection(owner: &AccountId) -> CollectionId {
    let config = CollectionConfig {
        settings: CollectionSettings::all_enabled(),
        max_supply: None,
        mint_settings: MintSettings::default(),
    };
    Nfts::create_collection(owner, owner, &config).unwrap()
}

pub fn mint(collection: CollectionId, item: ItemId, owner: &AccountId) {
    let config = ItemConfig::default();
    assert_ok!(Nfts::mint_into(&collection, &item, owner, &config, true));
}

pub fn item_owner(item: ItemId) -> Option<AccountId> {
    Nfts::owner(ART, item)
}

pub fn custodian() -> AccountId {
    DutchAuction::house_account(HOUSE)
}

/// Let the house sell an item.
pub fn approve(who: u8, item: ItemId) {
    let origin = signed(who);
    assert_ok!(Nfts::approve_transfer(origin, ART, item, custodian(), None));
}

/// Let the house sell all that somebody has.
pub fn approve_all(who: u8) {
    let mut operators = Operators::get();
    operators.insert((account(who), custodian()));
    Operators::set(&operators);
}

pub fn set_royalty_of(collection: CollectionId, receiver: u8, part: Permill) {
    let mut royalties = Royalties::get();
    royalties.insert(collection, (account(receiver), part));
    Royalties::set(&royalties);
}

pub fn set_royalty(receiver: u8, percent: u32) {
    set_royalty_of(ART, receiver, Permill::from_percent(percent));
}

pub fn pause_collection(paused: bool) {
    let paused = paused.then_some(ART);
    PausedCollections::set(&paused.into_iter().collect());
}

pub fn pause_gold(paused: bool) {
    let paused = paused.then_some(GOLD);
    PausedTokens::set(&paused.into_iter().collect());
    <Tokens as TokenClocks<u64>>::adjust_clocks(GOLD);
}

pub fn pause_house(paused: bool) {
    let call = match paused {
        true => DutchAuction::pause_house,
        false => DutchAuction::resume_house,
    };
    assert_ok!(call(signed(OWNER), HOUSE));
}

/// Commission of five percent, 10 to 1,000 blocks, anybody.
pub fn terms_in(currency: Currency) -> TermsOf<Test> {
    Terms {
        currency,
        commission: Permill::from_percent(5),
        shortest: 10,
        longest: 1_000,
        curve: Curve::Linear,
        sellers: Sellers::Anybody,
    }
}

/// The terms of [`terms_in`], in COS.
pub fn terms() -> TermsOf<Test> {
    terms_in(Currency::Coin)
}

pub fn create_house(terms: TermsOf<Test>) {
    assert_ok!(DutchAuction::create_house(signed(OWNER), ART, terms));
}

/// The result of closing a house, without what it weighed.
pub fn close_by(origin: RuntimeOrigin, house: HouseId) -> DispatchResult {
    outcome(DutchAuction::close_house(origin, house))
}

pub fn close_house(who: u8, house: HouseId) -> DispatchResult {
    close_by(signed(who), house)
}

pub fn list(item: ItemId, start_price: Balance, floor_price: Balance, duration: u64) {
    assert_ok!(DutchAuction::list(
        signed(SELLER),
        HOUSE,
        item,
        start_price,
        floor_price,
        duration
    ));
}

/// A house of such terms, which may sell all that the SELLER has.
pub fn with_house_of(terms: TermsOf<Test>, test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        create_house(terms);
        approve_all(SELLER);
        events();
        test();
        assert_ok!(DutchAuction::do_try_state());
    });
}

pub fn with_house(test: impl FnOnce()) {
    with_house_of(terms(), test);
}

/// Item 0, listed in block 1 for 100 down to 20 COS in block 81.
pub fn with_auction(test: impl FnOnce()) {
    with_house(|| {
        list(0, 100 * COS, 20 * COS, 80);
        events();
        test();
    });
}

/// Item 0, listed in block 1 for 1,000 down to 200 of GOLD in block 81.
pub fn with_gold_auction(test: impl FnOnce()) {
    with_house_of(terms_in(Currency::Token(GOLD)), || {
        list(0, 1_000, 200, 80);
        events();
        test();
    });
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let rich = [OWNER, SELLER, BUYER, OTHER, ARTIST, ADMIN];
    let balances = rich.map(|id| (account(id), COINS));
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
    ext.execute_with(|| {
        let holders = [OWNER, SELLER, BUYER, OTHER];
        create_token(&holders.map(|id| (account(id), GOLD_EACH)));
        create_token(&[(account(OWNER), 1_000)]);
        for _ in 0..2 {
            let collection = create_collection(&account(ADMIN));
            for item in 0..ITEMS {
                mint(collection, item, &account(SELLER));
            }
        }
        System::reset_events();
    });
    ext
}
