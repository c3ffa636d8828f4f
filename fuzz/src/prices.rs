//! The price of an auction falls only while somebody could bid: it is the clocks of houses and of tokens that say so, which
//! the pallets set where something is paused, regulated, or goes on. Whether they set them wherever they have to shows only
//! from one block to another.

use crate::finding::{Finding, Kind};
use chaos_runtime::{Balance, BusinessTokens, DutchAuction, Erc20, Runtime};
use pallet_dutch_auction::{AuctionId, Auctions, Currency};
use std::collections::BTreeMap;

/// What is known of the auctions at the end of a block.
#[derive(Default)]
pub struct Prices(BTreeMap<AuctionId, Known>);

struct Known {
    price: Balance,
    /// One who sends a bid for the next block.
    could_bid: bool,
}

impl Known {
    /// None of an auction that is over, and whose item is only to be fetched.
    fn now(auction: AuctionId) -> Option<Self> {
        let auction = DutchAuction::auction(auction)?;
        Some(Self {
            price: auction.price?,
            could_bid: auction.open && is_payable(auction.currency),
        })
    }
}

/// Whether everybody can pay with a currency that has some of it.
fn is_payable(currency: Currency) -> bool {
    match currency {
        Currency::Coin => true,
        Currency::Token(token) => {
            Erc20::is_paused(token) == Some(false) && !BusinessTokens::regulated(token)
        }
    }
}

impl Prices {
    pub fn now() -> Self {
        let auctions = Auctions::<Runtime>::iter_keys();
        let known = auctions.filter_map(|id| Some((id, Known::now(id)?)));
        Self(known.collect())
    }

    /// At the end of the next block in which something was sent. What is stopped or set going in that shows only in the
    /// one after it, and none of the blocks between did anything.
    pub fn check(&self) -> Result<(), Finding> {
        self.0.iter().try_for_each(|(id, before)| {
            let fell = DutchAuction::price(*id).filter(|price| *price < before.price);
            match fell {
                Some(price) if !before.could_bid => Err(Finding::new(
                    Kind::Price,
                    format!(
                        "nobody could bid for auction {id}, and its price fell from {} to {price}",
                        before.price
                    ),
                )),
                _ => Ok(()),
            }
        })
    }
}
