//! What holds whatever happens, through any sequence of calls.

use super::mock::*;
use crate::{
    AuctionId, Auctions, Currency, Curve, Event, HoldReason, HouseId, Houses, Sellers, Terms,
    TermsOf,
};
use chaos_primitives::{currency::*, Balance, CollectionId, ItemId};
use frame_support::{
    storage::{with_storage_layer, with_transaction_unchecked, TransactionOutcome},
    traits::fungible::Inspect,
};
use proptest::prelude::*;
use sp_runtime::{DispatchResult, Permill};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Something that a user may try.
#[derive(Clone, Debug)]
enum Action {
    CreateHouse(CollectionId, TermsOf<Test>),
    List {
        house: HouseId,
        item: ItemId,
        prices: (Balance, Balance),
        duration: u64,
    },
    Bid(AuctionId, Balance),
    Cancel(AuctionId),
    PauseHouse(HouseId),
    ResumeHouse(HouseId),
    SetTerms(HouseId, TermsOf<Test>),
    CloseHouse(HouseId),
    /// In the ledger, by who owns the item or is approved for it.
    TransferItem(CollectionId, ItemId, u8),
    /// In the ledger, for somebody or for a house.
    ApproveItem(CollectionId, ItemId, Result<u8, HouseId>),
    ApproveAll(HouseId),
    OfferItem(CollectionId, ItemId, Balance),
    BuyItem(CollectionId, ItemId),
    SendCoins(u8, Balance),
    SendGold(u8, Balance),
    PauseCollection(bool),
    PauseGold(bool),
    SetRoyalty(u8, u32),
    Wait(u64),
}

fn person() -> impl Strategy<Value = u8> {
    prop::sample::select(&PEOPLE[..])
}

fn any_price() -> impl Strategy<Value = Balance> {
    prop_oneof![
        12 => 0..2_000u128,
        4 => 0..COS,
        2 => 0..=COINS,
        1 => Just(0),
        1 => Just(Balance::MAX),
    ]
}

/// Mostly such as make sense.
fn any_terms() -> impl Strategy<Value = TermsOf<Test>> {
    let currency = prop_oneof![
        3 => Just(Currency::Coin),
        3 => Just(Currency::Token(GOLD)),
        1 => (JUNK..4).prop_map(Currency::Token),
    ];
    let commission = prop_oneof![3 => 0..200_000u32, 1 => 0..=1_000_000u32, 1 => Just(1_000_000)];
    let curve = prop_oneof![
        Just(Curve::Linear),
        prop_oneof![9 => 1..50u64, 1 => Just(0)]
            .prop_map(|half_life| Curve::Exponential { half_life }),
        prop_oneof![9 => 1..20u32, 1 => Just(0)].prop_map(|count| Curve::Steps { count }),
    ];
    let durations = prop_oneof![4 => (1..10u64, 30..100u64), 1 => (0..10u64, 5..100u64)];
    let circle = prop::collection::vec(person(), 0..4);
    let sellers = prop_oneof![
        3 => Just(Sellers::Anybody),
        1 => circle.prop_map(|ids| {
            let accounts: Vec<_> = ids.into_iter().map(account).collect();
            Sellers::Accounts(accounts.try_into().unwrap())
        }),
    ];
    (currency, commission, durations, curve, sellers).prop_map(
        |(currency, commission, (shortest, longest), curve, sellers)| Terms {
            currency,
            commission: Permill::from_parts(commission),
            shortest,
            longest,
            curve,
            sellers,
        },
    )
}

fn any_listing(house: HouseId, item: ItemId) -> impl Strategy<Value = Action> {
    (any_price(), any_price(), 1..60u64).prop_map(move |(a, b, duration)| {
        // Mostly the right way round.
        let prices = if duration == 1 {
            (a, b)
        } else {
            (a.max(b), a.min(b))
        };
        Action::List {
            house,
            item,
            prices,
            duration,
        }
    })
}

fn any_action() -> impl Strategy<Value = (u8, Action)> {
    let house = || prop_oneof![5 => 0..2u32, 1 => 0..4u32];
    let collection = || prop_oneof![4 => Just(ART), 1 => 0..3u32];
    let item = || prop_oneof![8 => 0..ITEMS, 1 => 0..=ITEMS];
    let auction = || prop_oneof![4 => 0..4u64, 2 => 0..12u64];
    let action = prop_oneof![
        2 => (collection(), any_terms()).prop_map(|(c, terms)| Action::CreateHouse(c, terms)),
        10 => (house(), item()).prop_flat_map(|(house, item)| any_listing(house, item)),
        10 => (auction(), any_price()).prop_map(|(id, price)| {
            let max_price = if price % 4 == 0 { price } else { Balance::MAX };
            Action::Bid(id, max_price)
        }),
        5 => auction().prop_map(Action::Cancel),
        2 => house().prop_map(Action::PauseHouse),
        4 => house().prop_map(Action::ResumeHouse),
        2 => (house(), any_terms()).prop_map(|(house, terms)| Action::SetTerms(house, terms)),
        1 => house().prop_map(Action::CloseHouse),
        3 => (collection(), item(), person())
            .prop_map(|(c, item, to)| Action::TransferItem(c, item, to)),
        3 => (collection(), item(), prop_oneof![
            person().prop_map(Ok),
            house().prop_map(Err),
        ]).prop_map(|(c, item, whom)| Action::ApproveItem(c, item, whom)),
        3 => house().prop_map(Action::ApproveAll),
        2 => (collection(), item(), 0..COS).prop_map(|(c, i, price)| Action::OfferItem(c, i, price)),
        2 => (collection(), item()).prop_map(|(c, item)| Action::BuyItem(c, item)),
        2 => (person(), any_price()).prop_map(|(to, amount)| Action::SendCoins(to, amount)),
        2 => (person(), 0..=GOLD_EACH).prop_map(|(to, amount)| Action::SendGold(to, amount)),
        1 => prop::bool::weighted(0.3).prop_map(Action::PauseCollection),
        1 => prop::bool::weighted(0.3).prop_map(Action::PauseGold),
        1 => (person(), prop_oneof![3 => 0..20u32, 1 => 0..=100u32])
            .prop_map(|(to, percent)| Action::SetRoyalty(to, percent)),
        5 => (0..40u64).prop_map(Action::Wait),
    ];
    // Houses and items are mostly administered by who has them.
    let who = prop_oneof![2 => Just(OWNER), 4 => Just(SELLER), 4 => person()];
    (who, action).prop_map(|(who, action)| match action {
        Action::PauseHouse(_) | Action::ResumeHouse(_) | Action::SetTerms(..) if who == SELLER => {
            (OWNER, action)
        }
        Action::Bid(..) | Action::BuyItem(..) if who == SELLER => (BUYER, action),
        _ => (who, action),
    })
}

fn perform(who: u8, action: Action) -> DispatchResult {
    let origin = signed(who);
    with_storage_layer(|| match action {
        Action::CreateHouse(collection, terms) => {
            DutchAuction::create_house(origin, collection, terms)
        }
        Action::List {
            house,
            item,
            prices: (start, floor),
            duration,
        } => DutchAuction::list(origin, house, item, start, floor, duration),
        Action::Bid(id, max_price) => DutchAuction::bid(origin, id, max_price),
        Action::Cancel(id) => DutchAuction::cancel(origin, id),
        Action::PauseHouse(house) => DutchAuction::pause_house(origin, house),
        Action::ResumeHouse(house) => DutchAuction::resume_house(origin, house),
        Action::SetTerms(house, terms) => DutchAuction::set_terms(origin, house, terms),
        Action::CloseHouse(house) => close_by(origin, house),
        Action::TransferItem(collection, item, to) => {
            Nfts::transfer(origin, collection, item, account(to))
        }
        Action::ApproveItem(collection, item, whom) => {
            let whom = whom.map_or_else(DutchAuction::house_account, account);
            Nfts::approve_transfer(origin, collection, item, whom, None)
        }
        Action::ApproveAll(house) => {
            let mut operators = Operators::get();
            operators.insert((account(who), DutchAuction::house_account(house)));
            Operators::set(&operators);
            Ok(())
        }
        Action::OfferItem(collection, item, price) => {
            Nfts::set_price(origin, collection, item, Some(price), None)
        }
        Action::BuyItem(collection, item) => Nfts::buy_item(origin, collection, item, Balance::MAX),
        Action::SendCoins(to, amount) => {
            Balances::transfer_allow_death(origin, account(to), amount)
        }
        Action::SendGold(to, amount) => Assets::transfer(origin, GOLD, account(to), amount),
        Action::PauseCollection(paused) => {
            pause_collection(paused);
            Ok(())
        }
        Action::PauseGold(paused) => {
            pause_gold(paused);
            Ok(())
        }
        Action::SetRoyalty(to, percent) => {
            set_royalty(to, percent);
            Ok(())
        }
        Action::Wait(blocks) => {
            go_to(System::block_number() + blocks);
            Ok(())
        }
    })
}

thread_local! {
    /// How often each action succeeded.
    static SUCCESSES: RefCell<BTreeMap<String, u32>> = RefCell::default();
}

fn count(action: &Action) {
    let text = format!("{action:?}");
    let name = text.split([' ', '(']).next().unwrap().to_string();
    SUCCESSES.with_borrow_mut(|successes| *successes.entry(name).or_default() += 1);
}

fn holdings(currency: Currency) -> Vec<Balance> {
    let held = |id: u8| match currency {
        Currency::Coin => Balances::total_balance(&account(id)),
        Currency::Token(token_id) => Assets::balance(token_id, account(id)),
    };
    PEOPLE.into_iter().map(held).collect()
}

/// Every coin and token is somebody's, and none a house's.
fn check_money(coins: Balance) -> Result<(), TestCaseError> {
    prop_assert_eq!(holdings(Currency::Coin).iter().sum::<Balance>(), coins);
    prop_assert_eq!(Balances::total_issuance(), coins);
    for (token_id, supply) in [(GOLD, 4 * GOLD_EACH), (JUNK, 1_000)] {
        let held = holdings(Currency::Token(token_id));
        prop_assert_eq!(held.iter().sum::<Balance>(), supply);
    }
    Ok(())
}

/// Every item is somebody's, or a house's. Those that are for sale are the house's.
fn check_items() -> Result<(), TestCaseError> {
    for collection in [ART, STAMPS] {
        for item in 0..ITEMS {
            let owner = Nfts::owner(collection, item).unwrap();
            let owned = pallet_nfts::Account::<Test>::iter_keys()
                .filter(|(_, c, i)| (*c, *i) == (collection, item))
                .map(|(who, ..)| who)
                .collect::<Vec<_>>();
            prop_assert_eq!(
                &owned[..],
                std::slice::from_ref(&owner),
                "owned by two, or by nobody"
            );
            let auctions: Vec<_> = Auctions::<Test>::iter_values()
                .filter(|auction| (auction.collection, auction.item) == (collection, item))
                .collect();
            prop_assert!(auctions.len() <= 1, "for sale twice");
            match auctions.first() {
                Some(auction) => {
                    prop_assert_eq!(owner, DutchAuction::house_account(auction.house))
                }
                // No house has an item that was not listed: nobody sends any there here.
                None => prop_assert!(PEOPLE.map(account).contains(&owner)),
            }
        }
    }
    Ok(())
}

/// Also where there is no record, nothing is held.
fn check_holds() -> Result<(), TestCaseError> {
    let sum = |reason| -> Balance { PEOPLE.iter().map(|id| held(reason, *id)).sum() };
    let houses: Balance = Houses::<Test>::iter_values().map(|h| h.deposit).sum();
    let auctions: Balance = Auctions::<Test>::iter_values().map(|a| a.deposit).sum();
    prop_assert_eq!(sum(HoldReason::House), houses);
    prop_assert_eq!(sum(HoldReason::Auction), auctions);
    Ok(())
}

/// The event of a sale says what the balances say.
fn check_sale(
    id: AuctionId,
    max_price: Balance,
    expected_price: Balance,
    before: (Vec<Balance>, Vec<Balance>, Vec<Balance>),
) -> Result<(), TestCaseError> {
    let sold = events().into_iter().find_map(|event| match event {
        Event::Sold {
            auction_id,
            seller,
            buyer,
            currency,
            price,
            royalty,
            royalty_receiver,
            commission,
            proceeds,
            house,
            ..
        } => Some((
            auction_id,
            currency,
            price,
            [
                (Some(seller), proceeds),
                (royalty_receiver, royalty),
                (Houses::<Test>::get(house).map(|h| h.owner), commission),
            ],
            buyer,
        )),
        _ => None,
    });
    let (auction_id, currency, price, parts, buyer) = sold.unwrap();
    prop_assert_eq!(auction_id, id);
    prop_assert_eq!(price, expected_price);
    prop_assert!(price <= max_price);
    let sum: Balance = parts.iter().map(|(_, part)| *part).sum();
    prop_assert_eq!(sum, price, "the parts are not the price");

    let (coins, gold, junk) = before;
    let before = match currency {
        Currency::Coin => coins.clone(),
        Currency::Token(GOLD) => gold,
        Currency::Token(_) => junk,
    };
    for (index, id) in PEOPLE.iter().enumerate() {
        let got: Balance = parts
            .iter()
            .filter(|(who, _)| *who == Some(account(*id)))
            .map(|(_, part)| *part)
            .sum();
        let paid = if account(*id) == buyer { price } else { 0 };
        let after = holdings(currency)[index];
        prop_assert_eq!(after + paid, before[index] + got);
        // A price in tokens costs coins where accounts had to be opened.
        if currency != Currency::Coin {
            let (now, then) = (holdings(Currency::Coin)[index], coins[index]);
            let is_opened = then == 0 && now == EXISTENTIAL_DEPOSIT;
            prop_assert!(now == then || is_opened || account(*id) == buyer);
        }
    }
    Ok(())
}

/// Whatever has happened, and even if everything is paused: in the end each seller has every unsold
/// item back, at once unless the ledger keeps it, and then as soon as it does not any more.
fn check_that_all_can_be_cancelled() -> Result<(), TestCaseError> {
    for house in Houses::<Test>::iter_keys().collect::<Vec<_>>() {
        let owner = Houses::<Test>::get(house).unwrap().owner;
        let _ = DutchAuction::pause_house(RuntimeOrigin::signed(owner), house);
    }
    pause_gold(true);
    let auctions: Vec<_> = Auctions::<Test>::iter().collect();
    let is_paused = !PausedCollections::get().is_empty();
    for (id, auction) in &auctions {
        let cancel = || DutchAuction::cancel(RuntimeOrigin::signed(auction.seller.clone()), *id);
        let is_kept = is_paused && auction.collection == ART;
        if auction.cancelled && is_kept {
            continue;
        }
        prop_assert_eq!(cancel(), Ok(()));
        prop_assert_eq!(Auctions::<Test>::contains_key(id), is_kept);
    }
    pause_collection(false);
    for (id, auction) in &auctions {
        let cancel = || DutchAuction::cancel(RuntimeOrigin::signed(auction.seller.clone()), *id);
        if Auctions::<Test>::contains_key(id) {
            prop_assert_eq!(cancel(), Ok(()));
        }
        let owner = Nfts::owner(auction.collection, auction.item);
        prop_assert_eq!(owner.as_ref(), Some(&auction.seller));
    }
    for (house, details) in Houses::<Test>::iter().collect::<Vec<_>>() {
        let owner = RuntimeOrigin::signed(details.owner);
        prop_assert_eq!(close_by(owner, house), Ok(()));
    }
    prop_assert_eq!(DutchAuction::do_try_state(), Ok(()));
    check_holds()
}

/// Whatever has happened, an owner can close a house, and its sellers have what they had listed.
fn check_that_all_can_be_closed() -> Result<(), TestCaseError> {
    pause_collection(false);
    let auctions: Vec<_> = Auctions::<Test>::iter_values().collect();
    for (house, details) in Houses::<Test>::iter().collect::<Vec<_>>() {
        let owner = RuntimeOrigin::signed(details.owner);
        // There are fewer items than one call gives back.
        prop_assert_eq!(close_by(owner, house), Ok(()));
        prop_assert!(!Houses::<Test>::contains_key(house));
    }
    for auction in auctions {
        let owner = Nfts::owner(auction.collection, auction.item);
        prop_assert_eq!(owner, Some(auction.seller));
    }
    prop_assert_eq!(DutchAuction::do_try_state(), Ok(()));
    check_holds()
}

/// What there was to be bid for, and when.
#[derive(Default)]
struct Chances {
    /// In how many blocks anybody could bid, all the block long, since the listing of each auction.
    blocks: BTreeMap<AuctionId, u64>,
    /// The houses that were paused at some time in this block.
    paused: BTreeSet<HouseId>,
    /// GOLD did not move at some time in this block.
    gold_stood: bool,
    /// Nothing was ever stopped.
    never_stopped: bool,
    prices: BTreeMap<AuctionId, Balance>,
}

impl Chances {
    /// After each action.
    fn look(&mut self) {
        let houses = Houses::<Test>::iter().filter(|(_, house)| house.paused);
        self.paused.extend(houses.map(|(id, _)| id));
        self.gold_stood |= PausedTokens::get().contains(&GOLD);
        self.never_stopped &= self.paused.is_empty() && !self.gold_stood;
    }

    /// So many blocks are over, in which nothing happened but in the first.
    fn pass(&mut self, blocks: u64) {
        if blocks == 0 {
            return;
        }
        let gold_stands = PausedTokens::get().contains(&GOLD);
        for (id, auction) in Auctions::<Test>::iter() {
            let in_gold = auction.currency == Currency::Token(GOLD);
            let stood = self.paused.contains(&auction.house) || (in_gold && self.gold_stood);
            let house = Houses::<Test>::get(auction.house).unwrap();
            let stands = house.paused || (in_gold && gold_stands);
            let counted = u64::from(!stood) + if stands { 0 } else { blocks - 1 };
            *self.blocks.entry(id).or_default() += counted;
        }
        self.paused.clear();
        self.gold_stood = false;
        self.look();
    }

    /// No price falls while nobody can bid, and none rises.
    fn check(&mut self) -> Result<(), TestCaseError> {
        for (id, auction) in Auctions::<Test>::iter() {
            let Some(price) = DutchAuction::price(id) else {
                continue;
            };
            let blocks = self.blocks.get(&id).copied().unwrap_or_default();
            let lowest = auction.price_after(blocks);
            prop_assert!(price >= lowest, "{price} instead of {lowest}");
            prop_assert!(!self.never_stopped || price == lowest);
            let before = self.prices.insert(id, price);
            prop_assert!(before.is_none_or(|before| price <= before));
        }
        Ok(())
    }
}

type Sequence = (TermsOf<Test>, [Action; 2], Vec<(u8, Action)>);

/// Nothing of it stays.
fn undone<R>(run: impl FnOnce() -> R) -> R {
    with_transaction_unchecked(|| TransactionOutcome::Rollback(run()))
}

fn run((terms, listings, actions): Sequence) -> Result<(), TestCaseError> {
    new_test_ext().execute_with(|| {
        // So that much can succeed; whether it does is not the question here.
        let _ = perform(OWNER, Action::CreateHouse(ART, terms));
        for house in 0..2 {
            let _ = perform(SELLER, Action::ApproveAll(house));
        }
        for listing in listings {
            let _ = perform(SELLER, listing);
        }
        let coins = Balances::total_issuance();
        let mut chances = Chances {
            never_stopped: true,
            ..Default::default()
        };
        for (who, action) in actions {
            events();
            let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
            let before = (
                holdings(Currency::Coin),
                holdings(Currency::Token(GOLD)),
                holdings(Currency::Token(JUNK)),
            );
            let price = match action {
                Action::Bid(id, _) => DutchAuction::price(id),
                _ => None,
            };
            let result = perform(who, action.clone());
            chances.look();
            if let Action::Wait(blocks) = action {
                chances.pass(blocks);
            }
            chances.check()?;
            if result.is_ok() {
                count(&action);
                if let Action::Bid(id, max_price) = action {
                    check_sale(id, max_price, price.unwrap(), before)?;
                }
            } else {
                // As a whole, or not at all.
                let after = sp_io::storage::root(sp_runtime::StateVersion::V1);
                prop_assert_eq!(root, after, "{:?}", action);
            }
            check_money(coins)?;
            check_items()?;
            check_holds()?;
            prop_assert_eq!(DutchAuction::do_try_state(), Ok(()));
        }
        undone(check_that_all_can_be_closed)?;
        check_that_all_can_be_cancelled()?;
        check_money(coins)
    })
}

/// Sequences in which every call succeeds some time: what is never reached proves
/// nothing.
#[test]
fn no_sequence_of_calls_makes_or_loses_anything() {
    let cases = chaos_testing::cases(10_000);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    let sequences = prop::collection::vec(any_action(), 1..40);
    let listings = [0, 1].map(|item| any_listing(0, item));
    runner
        .run(&(any_terms(), listings, sequences), run)
        .unwrap();

    let expected = [
        "CreateHouse",
        "List",
        "Bid",
        "Cancel",
        "PauseHouse",
        "ResumeHouse",
        "SetTerms",
        "CloseHouse",
        "TransferItem",
        "ApproveItem",
        "OfferItem",
        "BuyItem",
        "SendCoins",
        "SendGold",
    ];
    SUCCESSES.with_borrow(|successes| {
        for name in expected {
            let times = successes.get(name).copied().unwrap_or_default();
            assert!(times >= cases / 500, "{name} succeeded {times} times");
        }
    });
}

/// A price falls without a hook, or anything that is written.
#[test]
fn a_million_blocks_change_nothing_that_is_stored() {
    with_auction(|| {
        let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
        go_to(2);
        let before = DutchAuction::price(AUCTION);
        let block = System::block_number();
        let stored = root();
        for ahead in [10, 1_000, 1_000_000] {
            go_to(block + ahead);
            assert!(DutchAuction::price(AUCTION) < before);
        }
        go_to(block);
        assert_eq!(root(), stored);
    });
}
