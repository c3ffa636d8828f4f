//! Bids in Dutch auctions, one in each. The funder makes a collection, a house, and as many items as there
//! are bids, and lists them, all at the same price.

use super::{setup::event, Load, Setup};
use crate::{
    accounts::AccountId,
    call::Call,
    chain::{address, Chain},
    error::Error,
};
use sp_core::Pair as _;
use subxt::dynamic::value;

/// Most items of an `Erc721.batch_mint`.
const MOST_MINTED: u64 = 1_024;

/// How many items are listed by a transaction.
const LISTED_AT_ONCE: usize = 100;

/// Planck, from the first block to the last: what a load costs does not depend on when it runs.
const PRICE: u128 = 1_000_000;

/// Blocks in which the price would fall, if it did.
const DURATION: u32 = 100_000;

/// Auctions that wait for a bid.
pub struct Bids {
    /// Their ids count up from this one.
    first: u64,
}

impl Bids {
    pub async fn prepare(setup: &Setup<'_>, count: u64) -> Result<Self, Error> {
        let chain = setup.chain;
        chain.require(&["Erc721", "DutchAuction", "Utility"])?;
        let options = value!({
            max_supply: None(), royalty: None(), burnable: false, transferable: true
        });
        let texts = (b"Bench".to_vec(), b"BNC".to_vec(), Vec::<u8>::new());
        let arguments = (texts.0, texts.1, texts.2, options);
        let created = chain.call("Erc721", "create_collection", arguments)?;
        let created = setup.send_one(created).await?;
        let collection: u32 = event(&created, "Erc721", "CollectionCreated")?;
        let house = House::open(setup, collection).await?;

        let funder = setup.funder.public().0;
        let minted = (0..count).step_by(MOST_MINTED as usize).map(|first| {
            let some = (count - first).min(MOST_MINTED) as u32;
            chain.call("Erc721", "batch_mint", (collection, address(funder), some))
        });
        setup.send(&minted.collect::<Result<Vec<_>, _>>()?).await?;
        let listed = (0..count).map(|item| {
            let arguments = (house.id, item as u32, PRICE, PRICE, DURATION);
            chain.call("DutchAuction", "list", arguments)
        });
        let listed = listed.collect::<Result<Vec<_>, _>>()?;
        let batches = listed.chunks(LISTED_AT_ONCE);
        let batches = batches.map(|some| chain.batch(some));
        let batches = batches.collect::<Result<Vec<_>, _>>()?;
        let done = setup.send(&batches).await?;
        let first = done.first().ok_or(Error::Setup("Listed"))?;
        let first = event(first, "DutchAuction", "Listed")?;
        Ok(Self { first })
    }

    /// The bid number `number`.
    pub fn bid(&self, chain: &Chain, number: u64) -> Result<Call, Error> {
        chain.call("DutchAuction", "bid", (self.first + number, PRICE))
    }
}

impl Load for Bids {
    fn call(&self, chain: &Chain, number: u64, _: u32) -> Result<Call, Error> {
        self.bid(chain, number)
    }
}

struct House {
    id: u32,
}

impl House {
    /// Of the funder, who lets it trade with all items that it has or gets.
    async fn open(setup: &Setup<'_>, collection: u32) -> Result<Self, Error> {
        let chain = setup.chain;
        let terms = value!({
            currency: Coin(), commission: 50_000u32, shortest: 1u32, longest: DURATION,
            curve: Linear(), sellers: Anybody()
        });
        let created = chain.call("DutchAuction", "create_house", (collection, terms))?;
        let created = setup.send_one(created).await?;
        let (id, _, _, account): (u32, AccountId, u32, AccountId) =
            event(&created, "DutchAuction", "HouseCreated")?;
        let arguments = (collection, address(account), true);
        let approved = chain.call("Erc721", "set_approval_for_all", arguments)?;
        setup.send_one(approved).await?;
        Ok(Self { id })
    }
}
