//! Allowances signed off-chain (EIP-2612).

use crate::{Config, CurrencyOf, Error, Pallet, PermitNonces};
use alloc::vec::Vec;
use chaos_primitives::{has_small_order, Balance, TokenId};
use codec::Encode;
use frame_support::{
    ensure,
    traits::{
        fungible::Inspect,
        tokens::{Fortitude, Preservation},
        Get,
    },
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{Verify, Zero},
    ArithmeticError, DispatchResult,
};

/// The prefix of the signed text, so that no other signature of an account is a permit.
const PERMIT: &str = "erc20:permit";

impl<T: Config> Pallet<T> {
    /// See [`Call::permit`](crate::Call::permit).
    pub fn do_permit(
        token_id: TokenId,
        sender: T::AccountId,
        owner: T::AccountId,
        spender: T::AccountId,
        value: Balance,
        deadline: BlockNumberFor<T>,
        signature: &T::PermitSignature,
    ) -> DispatchResult {
        let message = Self::permit_message(token_id, &owner, &spender, value, deadline)
            .ok_or(Error::<T>::UnknownToken)?;
        ensure!(
            System::<T>::block_number() <= deadline,
            Error::<T>::PermitExpired
        );
        ensure!(
            !has_small_order(&owner) && signature.verify(message.as_slice(), &owner),
            Error::<T>::InvalidSignature
        );
        let nonce = PermitNonces::<T>::get(token_id, &owner);
        // It would store a nonce for good, and no allowance with a deposit.
        ensure!(
            value > 0 || nonce > 0 || has_allowance::<T>(token_id, &owner, &spender),
            Error::<T>::NothingToRevoke
        );
        let next = nonce.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        PermitNonces::<T>::insert(token_id, &owner, next);
        Self::lend_approval_deposit(token_id, &sender, &owner, &spender, value)?;
        Self::do_approve(token_id, owner, spender, value)
    }

    /// The message of the next permit of `owner`, or none if there is no such token: the SCALE encoding of
    /// `("erc20:permit", genesis hash, token_id, owner, spender, value, nonce, deadline)`, between `<Bytes>` and
    /// `</Bytes>`.
    pub fn permit_message(
        token_id: TokenId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        value: Balance,
        deadline: BlockNumberFor<T>,
    ) -> Option<Vec<u8>> {
        let nonce = Self::permit_nonce(token_id, owner)?;
        let genesis = System::<T>::block_hash(BlockNumberFor::<T>::zero());
        let permit = (
            PERMIT, genesis, token_id, owner, spender, value, nonce, deadline,
        );
        Some([b"<Bytes>", permit.encode().as_slice(), b"</Bytes>"].concat())
    }

    /// Give the owner what it lacks for the allowance's deposit. The sender of the permit, who wants the allowance,
    /// pays.
    fn lend_approval_deposit(
        token_id: TokenId,
        sender: &T::AccountId,
        owner: &T::AccountId,
        spender: &T::AccountId,
        value: Balance,
    ) -> DispatchResult {
        if value == 0 || has_allowance::<T>(token_id, owner, spender) {
            return Ok(());
        }
        let mut needed = T::ApprovalDeposit::get();
        if System::<T>::providers(owner) == 0 {
            needed = needed.saturating_add(CurrencyOf::<T>::minimum_balance());
        }
        let free =
            CurrencyOf::<T>::reducible_balance(owner, Preservation::Preserve, Fortitude::Polite);
        match needed.saturating_sub(free) {
            0 => Ok(()),
            missing => Self::pay_deposit(sender, owner, missing),
        }
    }
}

/// Whether the ledger has an allowance, and a deposit for it.
fn has_allowance<T: Config>(
    token_id: TokenId,
    owner: &T::AccountId,
    spender: &T::AccountId,
) -> bool {
    pallet_assets::Approvals::<T>::contains_key((token_id, owner, spender))
}
