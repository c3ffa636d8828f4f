//! Houses and their auctions.

use super::{
    address, batch, case, collection, fresh, in_a_row, items::FIRST, of, one, token, Case, SENDER,
    SUPPLY,
};
use crate::chain::{Chain, Error, Transaction};
use chaos_primitives::{currency::COS, CollectionId, ItemId};
use chaos_runtime::{AccountId, BlockNumber, DutchAuction, Runtime, RuntimeCall, RuntimeOrigin};
use pallet_dutch_auction::{
    Currency, Curve, Houses, Sellers, Terms, TurnoverOf, Turnovers, MAX_CURRENCIES, MAX_RETURNED,
    MAX_SELLERS,
};
use sp_keyring::Sr25519Keyring::Dave;
use sp_runtime::Permill;

type Token = pallet_erc20::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;

const HOUSE: u32 = 0;

pub fn cases() -> Vec<Case> {
    [houses(), sales()].into_iter().flatten().collect()
}

/// With as many sellers as may be, of whom the sender is the last.
pub fn terms(currency: Currency) -> Terms<AccountId, BlockNumber> {
    let mut sellers: Vec<_> = (1..MAX_SELLERS).map(fresh).collect();
    sellers.push(of(SENDER));
    Terms {
        currency,
        commission: Permill::from_percent(10),
        shortest: 1,
        longest: 1_000,
        curve: Curve::Exponential { half_life: 997 },
        sellers: Sellers::Accounts(sellers.try_into().expect("as many as may be")),
    }
}

/// A house of the sender's, which may take the sender's items.
fn house(chain: &mut Chain, currency: Currency) -> Result<CollectionId, Error> {
    let id = collection(chain)?;
    let create = Auction::new_call_variant_create_house(id, terms(currency));
    chain.send(SENDER, create)?;
    let house = chain.inspect(|| DutchAuction::house_account(HOUSE));
    let approve = Item::new_call_variant_set_approval_for_all(id, address(house), true);
    chain.send(SENDER, approve)?;
    Ok(id)
}

/// The same, which has had as many currencies as may be.
fn house_of_many_currencies(chain: &mut Chain) -> Result<(), Error> {
    house(chain, Currency::Coin)?;
    for _ in 1..MAX_CURRENCIES {
        let id = token(chain)?;
        chain.send(SENDER, set_terms(Currency::Token(id)))?;
    }
    Ok(())
}

/// The same, with one auction.
fn auction(chain: &mut Chain, currency: Currency) -> Result<(), Error> {
    house(chain, currency)?;
    chain.send(SENDER, list_item(FIRST)).map(drop)
}

/// The same, with auctions of so many items besides the first.
pub fn auctions_of(chain: &mut Chain, items: u32) -> Result<(), Error> {
    let id = house(chain, Currency::Coin)?;
    let mint = Item::new_call_variant_batch_mint(id, address(of(SENDER)), items);
    chain.send(SENDER, mint)?;
    chain
        .send(SENDER, batch((0..=items).map(list_item).collect()))
        .map(drop)
}

pub fn list_item(item: ItemId) -> RuntimeCall {
    Auction::new_call_variant_list(HOUSE, item, 1_000_000_000, 1_000, 1_000).into()
}

fn houses() -> Vec<Case> {
    vec![
        one("DutchAuction.create_house with 64 sellers", |chain| {
            let id = collection(chain)?;
            Ok(Auction::new_call_variant_create_house(
                id,
                terms(Currency::Coin),
            ))
        }),
        one("DutchAuction.pause_house after 8 currencies", |chain| {
            house_of_many_currencies(chain)?;
            Ok(Auction::new_call_variant_pause_house(HOUSE))
        }),
        one("DutchAuction.resume_house after 8 currencies", |chain| {
            house_of_many_currencies(chain)?;
            chain.send(SENDER, Auction::new_call_variant_pause_house(HOUSE))?;
            Ok(Auction::new_call_variant_resume_house(HOUSE))
        }),
        one("DutchAuction.set_terms with 64 sellers", |chain| {
            auction(chain, Currency::Coin)?;
            let id = token(chain)?;
            Ok(set_terms(Currency::Token(id)))
        }),
        one("DutchAuction.close_house after 8 currencies", |chain| {
            house_of_many_currencies(chain)?;
            Ok(Auction::new_call_variant_close_house(HOUSE))
        }),
        one("DutchAuction.close_house with 16 items", |chain| {
            auctions_of(chain, MAX_RETURNED)?;
            Ok(Auction::new_call_variant_close_house(HOUSE))
        }),
        case(
            "DutchAuction.resume_house after 300 others were closed in the same block",
            resume_after_others,
        ),
    ]
}

/// A house is paused and resumed again and again, after those were closed that the state has behind it.
fn resume_after_others(chain: &mut Chain) -> Result<Vec<Transaction>, Error> {
    const OTHERS: u32 = 300;
    let id = collection(chain)?;
    let terms = Terms {
        sellers: Sellers::Anybody,
        ..terms(Currency::Coin)
    };
    for _ in 0..=OTHERS {
        let create = Auction::new_call_variant_create_house(id, terms.clone());
        chain.dispatch(RuntimeOrigin::signed(of(SENDER)), create)?;
    }
    let key = |house: &u32| Turnovers::<Runtime>::hashed_key_for(house, Currency::Coin);
    let mut others: Vec<u32> = (0..=OTHERS).collect();
    others.sort_by_key(key);
    let first = others.remove(0);
    chain.inspect(|| others.iter().for_each(|house| add_currencies(*house)));

    let close = |house| -> RuntimeCall { Auction::new_call_variant_close_house(house).into() };
    let mut calls: Vec<_> = others.into_iter().map(close).collect();
    let both: [RuntimeCall; 2] = [
        Auction::new_call_variant_pause_house(first).into(),
        Auction::new_call_variant_resume_house(first).into(),
    ];
    let again = both.into_iter().cycle().take(400);
    calls.push(batch(again.collect()));
    Ok(in_a_row(chain, calls))
}

/// As if a house had had as many currencies as may be.
fn add_currencies(house: u32) {
    for token in 1..MAX_CURRENCIES {
        let turnover = TurnoverOf::<Runtime>::default();
        Turnovers::<Runtime>::insert(house, Currency::Token(token), turnover);
    }
    Houses::<Runtime>::mutate_extant(house, |details| details.currencies = MAX_CURRENCIES);
}

fn set_terms(currency: Currency) -> Auction {
    Auction::new_call_variant_set_terms(HOUSE, terms(currency))
}

fn sales() -> Vec<Case> {
    vec![
        one("DutchAuction.list by the last of 64 sellers", |chain| {
            house(chain, Currency::Coin)?;
            Ok(list_item(FIRST))
        }),
        case("DutchAuction.bid", |chain| {
            auction(chain, Currency::Coin)?;
            Ok(vec![chain.sign(Dave, bid())])
        }),
        // Who gets the royalty has no account yet.
        case("DutchAuction.bid in a token", |chain| {
            let id = token(chain)?;
            let give = Token::new_call_variant_transfer(id, address(of(Dave)), SUPPLY);
            chain.send(SENDER, give)?;
            auction(chain, Currency::Token(id))?;
            Ok(vec![chain.sign(Dave, bid())])
        }),
        one("DutchAuction.cancel", |chain| {
            auction(chain, Currency::Coin)?;
            Ok(Auction::new_call_variant_cancel(0))
        }),
    ]
}

fn bid() -> Auction {
    Auction::new_call_variant_bid(0, COS)
}
