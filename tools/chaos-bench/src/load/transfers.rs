//! Coins from account to account: what the community counts as a transaction.

use super::{recipient, Load, Setup};
use crate::{
    accounts::AccountId,
    call::Call,
    chain::{address, Chain},
    error::Error,
};

pub struct Transfers {
    accounts: Vec<AccountId>,
}

/// Planck: the accounts can go on sending it for ever.
const VALUE: u128 = 1;

impl Transfers {
    pub fn new(setup: &Setup<'_>) -> Result<Self, Error> {
        setup.chain.require(&["Balances"])?;
        let accounts = setup.accounts.to_vec();
        Ok(Self { accounts })
    }
}

impl Load for Transfers {
    fn call(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error> {
        transfer(chain, recipient(&self.accounts, number, sender))
    }
}

pub fn transfer(chain: &Chain, to: AccountId) -> Result<Call, Error> {
    let arguments = (address(to), VALUE);
    chain.call("Balances", "transfer_keep_alive", arguments)
}
