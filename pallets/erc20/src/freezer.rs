//! The ledger's freezer: what keeps regulated tokens from moving, whichever call tries.

use crate::{Config, Pallet};
use chaos_primitives::{Balance, RegulatedTokens, TokenId};
use pallet_assets::{FrozenBalance, Pallet as Ledger};

/// All of a regulated token is frozen, except what the pallet that regulates it is moving. An empty account has nothing
/// frozen: otherwise the ledger would keep its deposit.
impl<T: Config> FrozenBalance<TokenId, T::AccountId, Balance> for Pallet<T> {
    fn frozen_balance(token_id: TokenId, who: &T::AccountId) -> Option<Balance> {
        // In this order: the weights of the ledger's calls include the read of the regulation and of the balance. The
        // last read is made only for a regulated token; where nobody is moving it, the call fails and writes nothing.
        let is_frozen = T::Regulation::is_regulated(token_id)
            && Ledger::<T>::balance(token_id, who) > 0
            && !T::Regulation::is_moving(token_id, who);
        is_frozen.then_some(Balance::MAX)
    }

    fn died(_: TokenId, _: &T::AccountId) {}

    fn contains_freezes(token_id: TokenId) -> bool {
        T::Regulation::is_regulated(token_id)
    }
}
