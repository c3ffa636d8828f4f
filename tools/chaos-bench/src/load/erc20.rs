//! Tokens from account to account. The funder makes a token, and gives some to all accounts.

use super::{recipient, setup::event, Load, Setup};
use crate::{
    accounts::AccountId,
    call::Call,
    chain::{address, Chain},
    error::Error,
};
use subxt::dynamic::value;

/// Most recipients of an `Erc20.batch_transfer`.
pub const MOST_RECIPIENTS: usize = 1_024;

/// What an account gets, in the smallest unit: more than it can send.
const SHARE: u128 = 1_000_000_000;

/// A token that all accounts have.
pub struct Token(u32);

impl Token {
    pub async fn prepare(setup: &Setup<'_>) -> Result<Self, Error> {
        let chain = setup.chain;
        chain.require(&["Erc20"])?;
        let supply = SHARE * setup.accounts.len() as u128;
        let options = value!({ mintable: false, burnable: false, pausable: false, cap: None() });
        let arguments = (b"Bench".to_vec(), b"BNC".to_vec(), 0u8, supply, options);
        let created = setup.send_one(chain.call("Erc20", "create", arguments)?);
        let token = Self(event(&created.await?, "Erc20", "Created")?);
        let batches = setup
            .accounts
            .chunks(MOST_RECIPIENTS)
            .map(|some| token.batch(chain, some.iter().copied(), SHARE));
        let batches = batches.collect::<Result<Vec<_>, _>>()?;
        setup.send(&batches).await?;
        Ok(token)
    }

    pub fn transfer(&self, chain: &Chain, to: AccountId) -> Result<Call, Error> {
        chain.call("Erc20", "transfer", (self.0, address(to), 1u128))
    }

    /// To each so many of the smallest unit.
    pub fn batch(
        &self,
        chain: &Chain,
        recipients: impl Iterator<Item = AccountId>,
        value: u128,
    ) -> Result<Call, Error> {
        let recipients: Vec<_> = recipients.map(|to| (address(to), value)).collect();
        chain.call("Erc20", "batch_transfer", (self.0, recipients))
    }
}

pub struct Transfers {
    accounts: Vec<AccountId>,
    token: Token,
}

impl Transfers {
    pub async fn prepare(setup: &Setup<'_>) -> Result<Self, Error> {
        Ok(Self {
            accounts: setup.accounts.to_vec(),
            token: Token::prepare(setup).await?,
        })
    }
}

impl Load for Transfers {
    fn call(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error> {
        let to = recipient(&self.accounts, number, sender);
        self.token.transfer(chain, to)
    }
}
