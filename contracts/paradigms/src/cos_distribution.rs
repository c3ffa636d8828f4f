//! How the coin was given out.

use crate::{call, AccountId, Balance, Result, READS};

pub(crate) const PALLET: u8 = 50;

/// The address of a contributor to the ICO.
pub type EthereumAddress = [u8; 20];

/// The distribution of the coin.
pub struct CosDistribution;

impl CosDistribution {
    /// How much of an account's coins is locked, in planck.
    pub fn locked(account: AccountId) -> Result<Balance> {
        call(PALLET, READS, &account)
    }

    /// What a contributor to the ICO can claim, in planck; zero once it has.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where it never was one.
    pub fn unclaimed(contributor: EthereumAddress) -> Result<Balance> {
        call(PALLET, READS + 1, &contributor)
    }
}
