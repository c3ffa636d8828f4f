//! Nonces never repeat, so a signed transaction can't be replayed.
//!
//! An account without coins is reaped, and its nonce with it. If it started at 0 again with its next coins, everything
//! that it ever signed could be replayed. So the first nonce of an account is the number of the block in which it gets
//! its first coins, or the highest nonce of a reaped account if that is higher: an account that sends more transactions
//! than there are blocks gets ahead of the block number. Alternatives are in `docs/decisions/nonces.md`.

use crate::{AccountId, Balance, Nonce, Runtime, System};
use frame_support::{
    pallet_prelude::ValueQuery,
    storage_alias,
    traits::{OnKilledAccount, StoredMap},
};
use frame_system::Account;
use pallet_balances::AccountData;
use sp_runtime::DispatchError;

/// The highest nonce of a reaped account that was ahead of the block number.
#[storage_alias(verbatim)]
pub type Highest = StorageValue<Nonces, Nonce, ValueQuery>;

/// The accounts of `System`, where `Balances` stores the coins. Every account is created and reaped through this type.
pub struct Accounts;

impl StoredMap<AccountId, AccountData<Balance>> for Accounts {
    fn get(who: &AccountId) -> AccountData<Balance> {
        System::get(who)
    }

    fn try_mutate_exists<R, E: From<DispatchError>>(
        who: &AccountId,
        change: impl FnOnce(&mut Option<AccountData<Balance>>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut is_new = false;
        let change = |data: &mut Option<AccountData<Balance>>| -> Result<R, E> {
            let had_nothing = data.is_none();
            let changed = change(data)?;
            is_new = had_nothing && data.is_some();
            Ok(changed)
        };
        let changed = System::try_mutate_exists(who, change)?;
        if is_new {
            set_first_nonce(who);
        }
        Ok(changed)
    }
}

/// Set the first nonce of an account. An account that existed without coins, for another reason, keeps its nonce.
fn set_first_nonce(who: &AccountId) {
    let first = System::block_number().max(Highest::get());
    // Accounts of the genesis start at 0.
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
        // The account is removed from storage after this hook.
        let nonce = Account::<Runtime>::get(who).nonce;
        if nonce > System::block_number() && nonce > Highest::get() {
            Highest::put(nonce);
        }
    }
}
