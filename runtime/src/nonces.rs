//! Nonces never repeat: what was signed once is carried out once.
//!
//! An account that is emptied is forgotten, and its nonce with it. Were it to begin at 0 again with its next coins, all
//! that it ever signed could be sent again. So an account begins at the number of the block in which it gets its first
//! coins, or at the highest nonce that a forgotten account had, where that is higher: who sends more transactions than
//! there are blocks is ahead of their numbers. `docs/decisions/nonces.md` says why not otherwise.

use crate::{AccountId, Balance, Nonce, Runtime, System};
use frame_support::{
    pallet_prelude::ValueQuery,
    storage_alias,
    traits::{OnKilledAccount, StoredMap},
};
use frame_system::Account;
use pallet_balances::AccountData;
use sp_runtime::DispatchError;

/// The highest nonce of all accounts that are gone, of those that were ahead of the block's number.
#[storage_alias(verbatim)]
pub type Highest = StorageValue<Nonces, Nonce, ValueQuery>;

/// The accounts of `System`, in which `Balances` keeps the coins: all begin and end here.
pub struct Accounts;

impl StoredMap<AccountId, AccountData<Balance>> for Accounts {
    fn get(who: &AccountId) -> AccountData<Balance> {
        System::get(who)
    }

    fn try_mutate_exists<R, E: From<DispatchError>>(
        who: &AccountId,
        change: impl FnOnce(&mut Option<AccountData<Balance>>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut begins = false;
        let change = |data: &mut Option<AccountData<Balance>>| -> Result<R, E> {
            let had_nothing = data.is_none();
            let changed = change(data)?;
            begins = had_nothing && data.is_some();
            Ok(changed)
        };
        let changed = System::try_mutate_exists(who, change)?;
        if begins {
            begin(who);
        }
        Ok(changed)
    }
}

/// Set the first nonce of an account. One that had no coins, and exists for another reason, keeps its own.
fn begin(who: &AccountId) {
    let first = System::block_number().max(Highest::get());
    // Those of the genesis begin at 0 anyway.
    if first > 0 {
        Account::<Runtime>::mutate_extant(who, |account| {
            if account.nonce == 0 {
                account.nonce = first;
            }
        });
    }
}

impl OnKilledAccount<AccountId> for Accounts {
    fn on_killed_account(who: &AccountId) {
        // It is still in the storage, to be removed after this.
        let nonce = Account::<Runtime>::get(who).nonce;
        if nonce > System::block_number() && nonce > Highest::get() {
            Highest::put(nonce);
        }
    }
}
