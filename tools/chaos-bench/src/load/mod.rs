//! The kinds of load: what each needs before it runs, and the calls that it consists of.

mod batches;
mod bids;
mod contracts;
mod erc20;
mod mix;
mod setup;
mod transfers;

use crate::{accounts::AccountId, call::Call, chain::Chain, error::Error};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
pub use setup::Setup;

/// A kind of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Coins, by `Balances.transfer_keep_alive`
    Transfers,
    /// Tokens, by `Erc20.transfer`
    Erc20,
    /// Tokens to 1,024 recipients each, by `Erc20.batch_transfer`
    Batches,
    /// Items, by `DutchAuction.bid`; the funder mints and lists one for each
    Bids,
    /// Messages to the contract `--contract`, by `Contracts.call`
    Contracts,
    /// Of 1,000 transactions 600 transfers of coins, 249 of tokens, 100 bids, 50 contract calls, 1 batch
    Mix,
}

/// What is sent.
pub trait Load: Send + Sync {
    /// The call number `number` of the load, which the account number `sender` makes.
    fn call(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error>;
}

impl Kind {
    /// More transactions a second than a chain is likely to make final: what is signed in advance.
    pub fn most_per_second(self) -> u64 {
        match self {
            Self::Transfers | Self::Erc20 => 4_000,
            Self::Contracts => 1_500,
            Self::Mix => 1_000,
            Self::Bids => 600,
            Self::Batches => 10,
        }
    }

    /// How many transfers one of its transactions makes.
    pub fn transfers_each(self) -> u64 {
        match self {
            Self::Batches => batches::RECIPIENTS as u64,
            _ => 1,
        }
    }

    /// Puts what the load needs onto the chain, for so many calls.
    pub async fn prepare(self, setup: &Setup<'_>, count: u64) -> Result<Box<dyn Load>, Error> {
        Ok(match self {
            Self::Transfers => Box::new(transfers::Transfers::new(setup)?),
            Self::Erc20 => Box::new(erc20::Transfers::prepare(setup).await?),
            Self::Batches => Box::new(batches::Batches::prepare(setup).await?),
            Self::Bids => Box::new(bids::Bids::prepare(setup, count).await?),
            Self::Contracts => Box::new(contracts::Calls::prepare(setup).await?),
            Self::Mix => Box::new(mix::Mix::prepare(setup, count).await?),
        })
    }
}

/// Any of the accounts but the sender, the same for the same number.
fn recipient(accounts: &[AccountId], number: u64, sender: u32) -> AccountId {
    let others = accounts.len() as u64 - 1;
    let away = 1 + scatter(number) % others;
    accounts[((u64::from(sender) + away) % (others + 1)) as usize]
}

/// A number that has nothing of the order of numbers any more (the finaliser of SplitMix64).
fn scatter(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn recipients_are_all_accounts_but_the_sender() {
        let accounts: Vec<AccountId> = (0..10).map(|i| [i; 32]).collect();
        let to: HashSet<AccountId> = (0..1_000).map(|n| recipient(&accounts, n, 3)).collect();
        assert_eq!(to.len(), 9);
        assert!(!to.contains(&[3; 32]));
    }

    #[test]
    fn two_accounts_are_enough() {
        let accounts = [[0; 32], [1; 32]];
        assert_eq!(recipient(&accounts, 5, 0), [1; 32]);
        assert_eq!(recipient(&accounts, 5, 1), [0; 32]);
    }
}
