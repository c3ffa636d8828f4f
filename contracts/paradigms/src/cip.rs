//! What the community decides on.

use crate::{call, AccountId, Balance, Result, READS};

pub(crate) const PALLET: u8 = 55;

/// Names a CIP, an improvement proposal.
pub type CipId = u32;

/// Where a CIP stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum State {
    /// Not decided.
    Voting,
    /// Passed: its call awaits its enactment, or it has none.
    Passed,
    /// Rejected.
    Rejected,
    /// Passed, and its call was dispatched and succeeded.
    Enacted,
    /// Passed, but its call failed.
    Failed,
}

/// The votes on a CIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Tally {
    /// In favour, in planck.
    pub approve: Balance,
    /// Against, in planck.
    pub disapprove: Balance,
    /// How many accounts voted in favour.
    pub voters: u32,
}

/// The CIPs of the chain.
pub struct Cip;

impl Cip {
    /// Where a CIP stands.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such CIP.
    pub fn state(cip: CipId) -> Result<State> {
        call(PALLET, READS, &cip)
    }

    /// The votes on a CIP.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such CIP.
    pub fn tally(cip: CipId) -> Result<Tally> {
        call(PALLET, READS + 1, &cip)
    }

    /// How much of an account's coins votes freeze, in planck.
    pub fn frozen(account: AccountId) -> Result<Balance> {
        call(PALLET, READS + 2, &account)
    }
}
