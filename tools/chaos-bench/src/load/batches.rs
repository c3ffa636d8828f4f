//! Tokens from an account to 1,024 others at once.

use super::{
    erc20::{Token, MOST_RECIPIENTS},
    recipient, Load, Setup,
};
use crate::{accounts::AccountId, call::Call, chain::Chain, error::Error};

/// Of each transaction.
pub const RECIPIENTS: usize = MOST_RECIPIENTS;

pub struct Batches {
    accounts: Vec<AccountId>,
    token: Token,
}

impl Batches {
    pub async fn prepare(setup: &Setup<'_>) -> Result<Self, Error> {
        Ok(Self {
            accounts: setup.accounts.to_vec(),
            token: Token::prepare(setup).await?,
        })
    }
}

impl Load for Batches {
    fn call(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error> {
        batch(&self.token, &self.accounts, chain, number, sender)
    }
}

/// One of the smallest unit to each of 1,024 accounts, some of which may be the same.
pub fn batch(
    token: &Token,
    accounts: &[AccountId],
    chain: &Chain,
    number: u64,
    sender: u32,
) -> Result<Call, Error> {
    let first = number * RECIPIENTS as u64;
    let recipients = (first..).take(RECIPIENTS);
    let recipients = recipients.map(|number| recipient(accounts, number, sender));
    token.batch(chain, recipients, 1)
}
