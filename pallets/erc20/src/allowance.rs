//! Allowances. The ledger stores them, each with a deposit of the owner.

use crate::{Config, Error, Event, Pallet, INFINITE_ALLOWANCE};
use chaos_primitives::{Balance, TokenId};
use frame_support::ensure;
use pallet_assets::{Approvals, Asset, AssetStatus, Pallet as Ledger};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::approve`](crate::Call::approve).
    pub fn do_approve(
        token_id: TokenId,
        owner: T::AccountId,
        spender: T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        Self::ensure_not_zero(&spender)?;
        Self::set_allowance(token_id, &owner, &spender, value)?;
        Self::deposit_event(Event::Approval {
            token_id,
            owner,
            spender,
            value,
        });
        Ok(())
    }

    /// The allowance of `spender` for `owner`'s tokens, or none if there is no such token.
    pub fn allowance(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
    ) -> Option<Balance> {
        Asset::<T>::contains_key(token_id).then(|| {
            Approvals::<T>::get((token_id, owner, spender)).map_or(0, |approval| approval.amount)
        })
    }

    pub(crate) fn allowance_increased(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        added: Balance,
    ) -> Result<Balance, DispatchError> {
        let allowed = Self::allowance(token_id, owner, spender).ok_or(Error::<T>::UnknownToken)?;
        Ok(allowed
            .checked_add(added)
            .ok_or(ArithmeticError::Overflow)?)
    }

    pub(crate) fn allowance_decreased(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        subtracted: Balance,
    ) -> Result<Balance, DispatchError> {
        let allowed = Self::ensure_allowance(token_id, owner, spender, subtracted)?;
        Ok(allowed - subtracted)
    }

    /// The allowance of `spender`, which must be at least `value`.
    pub(crate) fn ensure_allowance(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        value: Balance,
    ) -> Result<Balance, DispatchError> {
        let allowed = Self::allowance(token_id, owner, spender).ok_or(Error::<T>::UnknownToken)?;
        ensure!(allowed >= value, Error::<T>::InsufficientAllowance);
        Ok(allowed)
    }

    /// Spend `value` of an allowance, unless it is infinite.
    pub(crate) fn spend_allowance(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        let allowed = Self::ensure_allowance(token_id, owner, spender, value)?;
        if allowed == INFINITE_ALLOWANCE {
            return Ok(());
        }
        Self::set_allowance(token_id, owner, spender, allowed - value)
    }

    /// Set an allowance. The ledger can only increase or cancel one.
    fn set_allowance(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        Self::while_live(token_id, || {
            let mut allowed =
                Approvals::<T>::get((token_id, owner, spender)).map(|approval| approval.amount);
            if allowed.is_some_and(|allowed| value == 0 || value < allowed) {
                Ledger::<T>::do_cancel_approval(&token_id, owner, spender)?;
                allowed = None;
            }
            let missing = value - allowed.unwrap_or(0);
            if missing > 0 {
                Ledger::<T>::do_approve_transfer(token_id, owner, spender, missing)
                    .map_err(|_| Error::<T>::DepositUnaffordable)?;
            }
            Ok(())
        })
    }

    /// Run `change` of an allowance even if the token is paused. The ledger does not allow that, and ERC20 does: when
    /// something is wrong, holders want to revoke. Why the status is changed for it:
    /// `docs/decisions/token-ledger.md`.
    fn while_live(token_id: TokenId, change: impl FnOnce() -> DispatchResult) -> DispatchResult {
        let set_status = |status| {
            Asset::<T>::mutate(token_id, |asset| {
                if let Some(asset) = asset {
                    asset.status = status;
                }
            })
        };
        let paused = Self::is_paused(token_id).ok_or(Error::<T>::UnknownToken)?;
        if paused {
            set_status(AssetStatus::Live);
        }
        let changed = change();
        if paused {
            set_status(AssetStatus::Frozen);
        }
        changed
    }
}
