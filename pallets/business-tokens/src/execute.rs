//! Carrying out business operations, and charging for them.

use crate::{Config, Error, Event, Pallet, Payer};
use alloc::vec::Vec;
use chaos_primitives::{Balance, Erc20Tokens, TokenId};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::execute`](crate::Call::execute).
    pub(crate) fn do_execute(
        token_id: TokenId,
        initiator: T::AccountId,
        operation: Vec<u8>,
        counterparty: Option<T::AccountId>,
        amount: Balance,
        max_fee: Balance,
    ) -> DispatchResult {
        let rule = Self::rule(token_id, operation).ok_or(Error::<T>::UnknownOperation)?;
        let fee = rule.charge.fee(amount)?;
        ensure!(fee <= max_fee, Error::<T>::FeeAboveMaximum);
        let moved = match rule.payer {
            Payer::Initiator => amount,
            Payer::Counterparty => {
                ensure!(counterparty.is_some(), Error::<T>::NoCounterparty);
                amount.checked_sub(fee).ok_or(Error::<T>::FeeAboveAmount)?
            }
        };
        let receiver = rule.receiver.or_else(|| T::Tokens::owner(token_id));
        ensure!(fee == 0 || receiver.is_some(), Error::<T>::NoReceiver);

        let parts = [(&counterparty, moved), (&receiver, fee)];
        for (to, value) in parts {
            if let Some(to) = to {
                Self::move_tokens(token_id, &initiator, &initiator, to, value)?;
            }
        }
        Self::deposit_event(Event::Executed {
            token_id,
            operation: rule.operation,
            initiator,
            counterparty,
            amount,
            fee,
            payer: rule.payer,
            receiver,
        });
        Ok(())
    }
}
