//! A bit of everything, as on a chain that is used.

use super::{batches, bids::Bids, contracts::Calls, erc20::Token, recipient, Load, Setup};
use crate::{accounts::AccountId, call::Call, chain::Chain, error::Error, load::transfers};

/// Of how many transactions the shares are.
const ROUND: u64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Coins,
    Tokens,
    Bid,
    Contract,
    Batch,
}

/// How many there are of each in a round.
const SHARES: [(Part, u64); 5] = [
    (Part::Coins, 600),
    (Part::Tokens, 249),
    (Part::Bid, 100),
    (Part::Contract, 50),
    (Part::Batch, 1),
];

/// Steps through a round in which parts are in disorder. It has no divisor in common with the round.
const STRIDE: u64 = 387;

/// Which part transaction number `number` is, and the how many of that part.
fn part(number: u64) -> (Part, u64) {
    let (round, place) = (number / ROUND, number % ROUND * STRIDE % ROUND);
    let mut first = 0;
    for (part, share) in SHARES {
        if place < first + share {
            return (part, round * share + place - first);
        }
        first += share;
    }
    unreachable!("the shares are a round, which a test adds up; qed")
}

pub struct Mix {
    accounts: Vec<AccountId>,
    token: Token,
    bids: Bids,
    calls: Calls,
}

impl Mix {
    pub async fn prepare(setup: &Setup<'_>, count: u64) -> Result<Self, Error> {
        let bids = count.div_ceil(ROUND) * 100;
        // What can be missing first, before there are transactions for nothing.
        setup
            .chain
            .require(&["Erc20", "Erc721", "DutchAuction", "Contracts"])?;
        Ok(Self {
            accounts: setup.accounts.to_vec(),
            calls: Calls::prepare(setup).await?,
            token: Token::prepare(setup).await?,
            bids: Bids::prepare(setup, bids).await?,
        })
    }
}

impl Load for Mix {
    fn call(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error> {
        let to = || recipient(&self.accounts, number, sender);
        match part(number) {
            (Part::Coins, _) => transfers::transfer(chain, to()),
            (Part::Tokens, _) => self.token.transfer(chain, to()),
            (Part::Bid, bid) => self.bids.bid(chain, bid),
            (Part::Contract, _) => self.calls.transfer(chain, number, sender),
            (Part::Batch, _) => batches::batch(&self.token, &self.accounts, chain, number, sender),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_shares_are_a_round() {
        assert_eq!(SHARES.iter().map(|(_, share)| share).sum::<u64>(), ROUND);
    }

    #[test]
    fn each_round_has_its_shares() {
        for (wanted, share) in SHARES {
            let parts = (3 * ROUND..4 * ROUND).map(part);
            assert_eq!(
                parts.filter(|(part, _)| *part == wanted).count() as u64,
                share
            );
        }
    }

    #[test]
    fn no_auction_gets_two_bids_and_none_is_left_out() {
        let bids = (0..5 * ROUND).map(part);
        let bids = bids.filter(|(part, _)| *part == Part::Bid);
        let bids: HashSet<u64> = bids.map(|(_, bid)| bid).collect();
        assert_eq!(bids, (0..500).collect());
    }

    #[test]
    fn parts_do_not_come_in_blocks() {
        let longest = (0..ROUND)
            .map(|n| part(n).0)
            .collect::<Vec<_>>()
            .chunk_by(|a, b| a == b)
            .map(<[Part]>::len)
            .max();
        assert!(longest.unwrap() < 10, "{longest:?}");
    }
}
