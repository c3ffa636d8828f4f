//! What the calls weigh at worst: with terms as long as they can be, a price in tokens by the slowest curve, and an
//! item with a royalty.

use crate::{
    AuctionId, Auctions, Call, Config, Currency, Curve, House, HouseId, HouseTerms, Houses,
    NextAuctionId, NextHouseId, Pallet, PriceCurve, Sellers, Terms, TermsOf, TurnoverOf, Turnovers,
    MAX_CURRENCIES, MAX_SELLERS,
};
use alloc::vec::Vec;
use chaos_primitives::{currency::COS, Balance, CollectionId, Erc20Tokens, ItemId, TradingRights};
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    traits::{
        fungible::{InspectHold, Mutate},
        tokens::nonfungibles_v2::Inspect,
        Get,
    },
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_runtime::{traits::One, Permill};

/// The supply of the token in which prices are.
const SUPPLY: Balance = 1_000_000 * COS;
const START_PRICE: Balance = 1_000 * COS;
const DURATION: u32 = 1_000_000;

fn funded<T: Config>(name: &'static str) -> T::AccountId {
    let who = account(name, 0, 0);
    T::Currency::set_balance(&who, 10_000 * COS);
    who
}

/// Terms with as many sellers as there can be, the last of them `seller`.
fn terms<T: Config>(currency: Currency, seller: &T::AccountId) -> TermsOf<T> {
    let mut sellers: Vec<T::AccountId> = (1..MAX_SELLERS)
        .map(|index| account("other", index, 0))
        .collect();
    sellers.push(seller.clone());
    Terms {
        currency,
        commission: Permill::from_percent(10),
        shortest: One::one(),
        longest: DURATION.into(),
        curve: Curve::Exponential {
            half_life: DURATION.into(),
        },
        sellers: Sellers::Accounts(sellers.try_into().unwrap_or_default()),
    }
}

fn create<T: Config>(owner: &T::AccountId, collection: CollectionId, terms: TermsOf<T>) -> HouseId {
    let house = NextHouseId::<T>::get();
    let origin = RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::create_house(origin, collection, terms));
    house
}

/// Wait until new terms take effect.
fn announce<T: Config>(owner: &T::AccountId, house: HouseId, terms: TermsOf<T>) {
    let origin = RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::set_terms(origin, house, terms));
    wait::<T>(T::TermsNotice::get());
}

fn wait<T: Config>(blocks: BlockNumberFor<T>) {
    System::<T>::set_block_number(System::<T>::block_number() + blocks);
}

/// Owner, seller and buyer of an item, and a house that may sell it for the buyer's token.
struct Market<T: Config> {
    owner: T::AccountId,
    seller: T::AccountId,
    buyer: T::AccountId,
    collection: CollectionId,
    item: ItemId,
    house: HouseId,
}

fn market<T: Config>() -> Market<T> {
    let owner = funded::<T>("owner");
    let seller = funded::<T>("seller");
    let buyer = funded::<T>("buyer");
    let (collection, item) = T::Rights::create_for_benchmark(&seller);
    let currency = Currency::Token(T::Tokens::create_for_benchmark(&buyer, SUPPLY));
    let house = create::<T>(&owner, collection, terms::<T>(currency, &seller));
    announce::<T>(&owner, house, terms::<T>(currency, &seller));
    let custodian = Pallet::<T>::house_account(house);
    T::Rights::approve_for_benchmark(collection, item, &seller, &custodian);
    Market {
        owner,
        seller,
        buyer,
        collection,
        item,
        house,
    }
}

/// List the item of a market, and wait for a price between start and floor.
fn listed<T: Config>() -> (Market<T>, AuctionId) {
    let market = market::<T>();
    let auction_id = NextAuctionId::<T>::get();
    assert_ok!(Pallet::<T>::list(
        RawOrigin::Signed(market.seller.clone()).into(),
        market.house,
        market.item,
        START_PRICE,
        1,
        DURATION.into(),
    ));
    wait::<T>((DURATION / 3).into());
    (market, auction_id)
}

/// Give a house a record of as many currencies as there can be, all of them tokens.
fn fill_currencies<T: Config>(house: HouseId) {
    let mut currencies = Turnovers::<T>::iter_key_prefix(house).count();
    for token_id in 0..MAX_CURRENCIES {
        if currencies < MAX_CURRENCIES as usize {
            let currency = Currency::Token(u32::MAX - token_id);
            Turnovers::<T>::insert(house, currency, TurnoverOf::<T>::default());
            currencies += 1;
        }
    }
    Houses::<T>::mutate_extant(house, |house: &mut House<T::AccountId>| {
        house.currencies = MAX_CURRENCIES;
    });
}

fn pause<T: Config>(owner: &T::AccountId, house: HouseId) {
    let origin = RawOrigin::Signed(owner.clone()).into();
    assert_ok!(Pallet::<T>::pause_house(origin, house));
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create_house() {
        let owner = funded::<T>("owner");
        let (collection, _) = T::Rights::create_for_benchmark(&owner);
        let currency = Currency::Token(T::Tokens::create_for_benchmark(&owner, SUPPLY));
        let terms = terms::<T>(currency, &owner);
        let house = NextHouseId::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), collection, terms);

        assert!(Houses::<T>::contains_key(house));
    }

    /// By the last of the sellers, by terms that replaced others.
    #[benchmark]
    fn list() {
        let market = market::<T>();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(market.seller),
            market.house,
            market.item,
            START_PRICE,
            1,
            DURATION.into(),
        );

        let custodian = Pallet::<T>::house_account(market.house);
        let owner = T::Items::owner(&market.collection, &market.item);
        assert_eq!(owner, Some(custodian));
    }

    /// Three accounts are paid, none of which has the token.
    #[benchmark]
    fn bid() {
        let (market, auction_id) = listed::<T>();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(market.buyer.clone()),
            auction_id,
            Balance::MAX,
        );

        let owner = T::Items::owner(&market.collection, &market.item);
        assert_eq!(owner, Some(market.buyer));
        assert!(!Auctions::<T>::contains_key(auction_id));
    }

    /// The item is returned.
    #[benchmark]
    fn cancel() {
        let (market, auction_id) = listed::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(market.seller.clone()), auction_id);

        let owner = T::Items::owner(&market.collection, &market.item);
        assert_eq!(owner, Some(market.seller));
        assert!(!Auctions::<T>::contains_key(auction_id));
    }

    #[benchmark]
    fn pause_house() {
        let market = market::<T>();
        fill_currencies::<T>(market.house);

        #[extrinsic_call]
        _(RawOrigin::Signed(market.owner), market.house);

        assert!(Houses::<T>::get(market.house).is_some_and(|house| house.paused));
    }

    #[benchmark]
    fn resume_house() {
        let market = market::<T>();
        fill_currencies::<T>(market.house);
        pause::<T>(&market.owner, market.house);

        #[extrinsic_call]
        _(RawOrigin::Signed(market.owner), market.house);

        assert!(Houses::<T>::get(market.house).is_some_and(|house| !house.paused));
    }

    /// To a currency that the house has never had, replacing announced terms, while it is paused.
    #[benchmark]
    fn set_terms() {
        let market = market::<T>();
        pause::<T>(&market.owner, market.house);
        let currency = Currency::Token(T::Tokens::create_for_benchmark(&market.owner, SUPPLY));
        let terms = terms::<T>(currency, &market.seller);

        #[extrinsic_call]
        _(RawOrigin::Signed(market.owner), market.house, terms);

        assert!(Turnovers::<T>::contains_key(market.house, currency));
    }

    /// With a turnover in as many currencies as there can be.
    #[benchmark]
    fn close_house() {
        let market = market::<T>();
        fill_currencies::<T>(market.house);

        #[extrinsic_call]
        _(RawOrigin::Signed(market.owner.clone()), market.house);

        assert!(!HouseTerms::<T>::contains_key(market.house));
        assert_eq!(Turnovers::<T>::iter_prefix(market.house).count(), 0);
        let reason = crate::HoldReason::House.into();
        assert_eq!(T::Currency::balance_on_hold(&reason, &market.owner), 0);
    }

    /// Of the largest numbers.
    #[benchmark]
    fn price() {
        let curve = Curve::<BlockNumberFor<T>>::Exponential {
            half_life: (u32::MAX - 4).into(),
        };
        let due;

        #[block]
        {
            due = curve.price(Balance::MAX, 1, (u32::MAX - 9).into(), u32::MAX.into());
        }

        assert!(due > Balance::MAX / 2 && due < Balance::MAX);
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
