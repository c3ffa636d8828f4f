//! Distributing the supply at genesis, and checking the lists of recipients.
//!
//! The checks are pure, so that whoever writes a chain spec can run them beforehand.

use crate::{
    Claim, Claims, Config, CurrencyOf, EthereumAddress, GenesisConfig, Pallet, Recipients, Tranche,
    Unclaimed,
};
use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
};
use chaos_primitives::{currency::InCos, Balance};
use core::fmt;
use frame_support::{
    pallet_prelude::*,
    traits::{
        fungible::{Inspect, Mutate},
        VestingSchedule,
    },
};
use frame_system::pallet_prelude::BlockNumberFor;
use serde::Serialize;
use sp_runtime::traits::Convert;

/// A list of recipients in the genesis. The ICO has two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The accounts of a tranche.
    Accounts(Tranche),
    /// The Ethereum addresses of the ICO.
    IcoClaims,
}

impl List {
    /// The tranche that the list is a part of.
    pub const fn tranche(self) -> Tranche {
        match self {
            Self::Accounts(tranche) => tranche,
            Self::IcoClaims => Tranche::Ico,
        }
    }

    /// The key of the list in the genesis JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accounts(tranche) => tranche.name(),
            Self::IcoClaims => "icoClaims",
        }
    }
}

/// Why a distribution is refused. Amounts are in planck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GenesisError {
    /// A recipient is twice in one list.
    Duplicate {
        /// Where.
        list: List,
        /// The index of the second entry, from 0.
        entry: usize,
        /// The index of the first entry, from 0.
        first: usize,
        /// Who.
        recipient: String,
    },
    /// An amount is zero or below the existential deposit.
    BelowMinimum {
        /// Where.
        list: List,
        /// Index of the entry, from 0.
        entry: usize,
        /// Who.
        recipient: String,
        /// The existential deposit.
        expected: Balance,
        /// The amount.
        found: Balance,
    },
    /// The amounts of a tranche don't add up to its size.
    WrongTotal {
        /// Which.
        tranche: Tranche,
        /// Its size.
        expected: Balance,
        /// The sum of its lists.
        found: Balance,
    },
    /// The treasury does not get the existential deposit, which it needs to receive dust.
    NoTreasury {
        /// Its account.
        treasury: String,
        /// The existential deposit.
        expected: Balance,
    },
    /// Another part of the genesis mints COS.
    MintedElsewhere {
        /// How much.
        found: Balance,
    },
    /// The ledger refused an amount.
    Refused {
        /// Where.
        list: List,
        /// Index of the entry, from 0.
        entry: usize,
        /// The ledger's reason.
        reason: &'static str,
    },
}

impl fmt::Display for GenesisError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Duplicate {
                list,
                entry,
                first,
                recipient,
            } => write!(
                f,
                "tranche {}, list {}, entry {entry}: expected each recipient once, found \
                 {recipient} again, who is entry {first} already",
                list.tranche(),
                list.name()
            ),
            Self::BelowMinimum {
                list,
                entry,
                recipient,
                expected,
                found,
            } => write!(
                f,
                "tranche {}, list {}, entry {entry} ({recipient}): expected at least the \
                 existential deposit of {}, found {}",
                list.tranche(),
                list.name(),
                InCos(*expected),
                InCos(*found)
            ),
            Self::WrongTotal {
                tranche,
                expected,
                found,
            } => write!(
                f,
                "tranche {tranche}: expected its recipients to get {} in all, found {}",
                InCos(*expected),
                InCos(*found)
            ),
            Self::NoTreasury { treasury, expected } => write!(
                f,
                "tranche foundation: expected an entry of at least {} for the treasury account \
                 {treasury}, found none",
                InCos(*expected)
            ),
            Self::MintedElsewhere { found } => write!(
                f,
                "expected no COS but the four tranches, found {} from elsewhere in the genesis \
                 (`balances` must be empty)",
                InCos(*found)
            ),
            Self::Refused {
                list,
                entry,
                reason,
            } => write!(
                f,
                "tranche {}, list {}, entry {entry}: the ledger refused it: {reason}",
                list.tranche(),
                list.name()
            ),
        }
    }
}

/// Check that no recipient is twice in `entries` and no amount is below `minimum`. Returns the sum.
pub fn check_list<R: Ord + Serialize>(
    list: List,
    entries: &[(R, Balance)],
    minimum: Balance,
) -> Result<Balance, GenesisError> {
    let mut seen = BTreeMap::new();
    let mut total = Balance::MIN;
    for (entry, (recipient, amount)) in entries.iter().enumerate() {
        if let Some(first) = seen.insert(recipient, entry) {
            return Err(GenesisError::Duplicate {
                list,
                entry,
                first,
                recipient: text(recipient),
            });
        }
        if *amount < minimum || *amount == 0 {
            return Err(GenesisError::BelowMinimum {
                list,
                entry,
                recipient: text(recipient),
                expected: minimum,
                found: *amount,
            });
        }
        // A saturated sum is not the size of any tranche.
        total = total.saturating_add(*amount);
    }
    Ok(total)
}

/// Check that `found`, the sum of the lists of `tranche`, is its size.
pub fn check_total(tranche: Tranche, found: Balance) -> Result<(), GenesisError> {
    let expected = tranche.size();
    if found != expected {
        return Err(GenesisError::WrongTotal {
            tranche,
            expected,
            found,
        });
    }
    Ok(())
}

/// Check that the foundation's list gives the treasury its existential deposit.
pub fn check_treasury<R: Ord + Serialize>(
    foundation: &[(R, Balance)],
    treasury: &R,
    minimum: Balance,
) -> Result<(), GenesisError> {
    if foundation
        .iter()
        .any(|(recipient, _)| recipient == treasury)
    {
        return Ok(());
    }
    Err(GenesisError::NoTreasury {
        treasury: text(treasury),
        expected: minimum,
    })
}

/// A recipient as in the genesis JSON, without the quotes.
fn text(recipient: &impl Serialize) -> String {
    serde_json::to_string(recipient)
        .unwrap_or_default()
        .trim_matches('"')
        .to_string()
}

/// Accounts and their amounts in planck.
type Accounts<T> = [(<T as frame_system::Config>::AccountId, Balance)];

impl<T: Config> GenesisConfig<T> {
    /// The lists of accounts, with their tranches.
    fn accounts(&self) -> [(Tranche, &Accounts<T>); 4] {
        [
            (Tranche::Angel, &self.angel),
            (Tranche::Ico, &self.ico),
            (Tranche::Team, &self.team),
            (Tranche::Foundation, &self.foundation),
        ]
    }

    fn is_empty(&self) -> bool {
        self.ico_claims.is_empty() && self.accounts().iter().all(|(_, list)| list.is_empty())
    }

    /// Check every list.
    ///
    /// Errors: all of [`GenesisError`], except those from the ledger.
    fn check(&self) -> Result<(), GenesisError> {
        let minimum = CurrencyOf::<T>::minimum_balance();
        let claims = check_list(List::IcoClaims, &self.ico_claims, minimum)?;
        for (tranche, entries) in self.accounts() {
            let accounts = check_list(List::Accounts(tranche), entries, minimum)?;
            let claims = if tranche == Tranche::Ico { claims } else { 0 };
            check_total(tranche, accounts.saturating_add(claims))?;
        }
        check_treasury(&self.foundation, &T::Treasury::get(), minimum)
    }
}

impl<T: Config> Pallet<T> {
    /// Mint the whole supply to its recipients.
    pub(crate) fn distribute(genesis: &GenesisConfig<T>) -> Result<(), GenesisError> {
        // FRAME builds the default genesis in a native test of every runtime. Chain specs are built
        // by the compiled runtime, for which an empty distribution is a wrong one like any other.
        if cfg!(feature = "std") && genesis.is_empty() {
            return Ok(());
        }
        genesis.check()?;
        let found = CurrencyOf::<T>::total_issuance();
        if found != 0 {
            return Err(GenesisError::MintedElsewhere { found });
        }

        for (tranche, entries) in genesis.accounts() {
            for (entry, (account, amount)) in entries.iter().enumerate() {
                Self::endow(tranche, account, *amount).map_err(|error| GenesisError::Refused {
                    list: List::Accounts(tranche),
                    entry,
                    reason: error.into(),
                })?;
            }
            Recipients::<T>::insert(tranche, entries.len() as u32);
        }
        Self::open_claims(&genesis.ico_claims)?;
        // A reference that is never given back: the treasury can't be emptied, so dust always finds it alive.
        let treasury = T::Treasury::get();
        frame_system::Pallet::<T>::inc_consumers(&treasury).map_err(|_| GenesisError::NoTreasury {
            treasury: text(&treasury),
            expected: CurrencyOf::<T>::minimum_balance(),
        })
    }

    fn endow(tranche: Tranche, account: &T::AccountId, amount: Balance) -> DispatchResult {
        CurrencyOf::<T>::mint_into(account, amount)?;
        if tranche == Tranche::Team {
            let (per_block, start) = Self::team_schedule(amount);
            pallet_vesting::Pallet::<T>::add_vesting_schedule(account, amount, per_block, start)?;
        }
        Ok(())
    }

    /// The vesting schedule of a team member's `amount`: the planck released in each block, and the first block of
    /// the release. Rounded down, so that no year releases more than its share; the remainder is released in the
    /// blocks after the last year.
    fn team_schedule(amount: Balance) -> (Balance, BlockNumberFor<T>) {
        let blocks = T::BlockNumberToBalance::convert(T::TeamRelease::get());
        // If there are fewer planck than blocks, one planck a block.
        let per_block = amount.checked_div(blocks).unwrap_or(amount).max(1);
        (per_block, T::TeamLock::get())
    }

    fn open_claims(claims: &[(EthereumAddress, Balance)]) -> Result<(), GenesisError> {
        let mut unclaimed = Balance::MIN;
        for (claimant, amount) in claims {
            Claims::<T>::insert(
                claimant,
                Claim {
                    amount: *amount,
                    claimed_by: None,
                },
            );
            unclaimed = unclaimed.saturating_add(*amount);
        }
        Unclaimed::<T>::put(unclaimed);
        Recipients::<T>::mutate(Tranche::Ico, |n| *n = n.saturating_add(claims.len() as u32));
        if unclaimed > 0 {
            CurrencyOf::<T>::mint_into(&Self::pot(), unclaimed).map_err(|error| {
                GenesisError::Refused {
                    list: List::IcoClaims,
                    entry: 0,
                    reason: error.into(),
                }
            })?;
        }
        Ok(())
    }
}
