//! Paying holders for tokens out of a reserve.

use crate::{
    price, Config, Error, Event, NoticePeriod, Pallet, RedemptionPrices, Withdrawal, Withdrawals,
};
use chaos_primitives::{Balance, Erc20Tokens, TokenId};
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
    },
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
    traits::{CheckedAdd, Saturating},
    ArithmeticError, DispatchError, DispatchResult,
};

impl<BlockNumber: Copy + Ord + Saturating> Withdrawal<BlockNumber> {
    /// The first block in which it may not be made any more. Without an end, an owner could keep
    /// one announced for ever, and so withdraw without notice.
    pub fn lapses(&self, notice: BlockNumber) -> BlockNumber {
        self.due.saturating_add(notice)
    }
}

impl<T: Config> Pallet<T> {
    /// What the escrow of the token can pay to holders, in planck. The existential deposit is no
    /// part of it.
    pub fn reserve(token_id: TokenId) -> Balance {
        let escrow = Self::escrow(token_id);
        T::Coin::reducible_balance(&escrow, Preservation::Preserve, Fortitude::Polite)
    }

    /// What the owner has announced to take out of the reserve, unless it has lapsed.
    pub(crate) fn withdrawal(token_id: TokenId) -> Option<Withdrawal<BlockNumberFor<T>>> {
        let now = frame_system::Pallet::<T>::block_number();
        Withdrawals::<T>::get(token_id)
            .filter(|withdrawal| now < withdrawal.lapses(NoticePeriod::<T>::get()))
    }

    /// See [`Call::set_redemption`](crate::Call::set_redemption).
    pub(crate) fn do_set_redemption(
        token_id: TokenId,
        owner: &T::AccountId,
        price: Balance,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, owner)?;
        if price > 0 {
            RedemptionPrices::<T>::insert(token_id, price);
        } else {
            RedemptionPrices::<T>::remove(token_id);
        }
        Self::deposit_event(Event::RedemptionSet { token_id, price });
        Ok(())
    }

    /// See [`Call::fund_redemption`](crate::Call::fund_redemption).
    pub(crate) fn do_fund_redemption(
        token_id: TokenId,
        owner: &T::AccountId,
        cos: Balance,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, owner)?;
        ensure!(cos > 0, Error::<T>::ZeroAmount);
        let escrow = Self::escrow(token_id);

        if T::Coin::total_balance(&escrow) == 0 {
            let amount = T::Coin::minimum_balance();
            Self::pay(owner, &escrow, amount).map_err(|_| Error::<T>::DepositUnaffordable)?;
            Self::deposit_event(Event::DepositPaid {
                payer: owner.clone(),
                account: escrow.clone(),
                amount,
            });
        }
        Self::pay(owner, &escrow, cos)?;
        Self::deposit_event(Event::RedemptionFunded { token_id, cos });
        Ok(())
    }

    /// See [`Call::redeem`](crate::Call::redeem).
    pub(crate) fn do_redeem(
        token_id: TokenId,
        holder: T::AccountId,
        amount: Balance,
        min_payout: Balance,
    ) -> DispatchResult {
        let payout = Self::payout(token_id, amount)?;
        ensure!(payout >= min_payout, Error::<T>::PayoutBelowMinimum);
        let owner = T::Tokens::owner(token_id);
        // It would get the coins for tokens that it gives to itself, as often as it likes: a
        // withdrawal without notice.
        ensure!(owner.as_ref() != Some(&holder), Error::<T>::HolderIsOwner);
        ensure!(
            payout <= Self::reserve(token_id),
            Error::<T>::ReserveTooSmall
        );

        let escrow = Self::escrow(token_id);
        let receiver = owner.unwrap_or_else(|| escrow.clone());
        Self::move_tokens(token_id, &holder, &holder, &receiver, amount)?;
        T::Coin::transfer(&escrow, &holder, payout, Preservation::Preserve)?;
        Self::deposit_event(Event::Redeemed {
            token_id,
            holder,
            receiver,
            amount,
            payout,
        });
        Ok(())
    }

    /// What `amount` is worth in a redemption, in planck, whatever the reserve.
    pub(crate) fn payout(token_id: TokenId, amount: Balance) -> Result<Balance, DispatchError> {
        let price = RedemptionPrices::<T>::get(token_id).ok_or(Error::<T>::NoRedemption)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let payout = price::payout(amount, price, Self::decimals(token_id)?)?;
        ensure!(payout > 0, Error::<T>::AmountTooSmall);
        Ok(payout)
    }

    /// See [`Call::withdraw_redemption`](crate::Call::withdraw_redemption).
    pub(crate) fn do_withdraw_redemption(
        token_id: TokenId,
        owner: &T::AccountId,
        cos: Balance,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, owner)?;
        match Self::withdrawal(token_id) {
            None => Self::announce_withdrawal(token_id, cos),
            Some(_) if cos == 0 => {
                Withdrawals::<T>::remove(token_id);
                Self::deposit_event(Event::WithdrawalCancelled { token_id });
                Ok(())
            }
            Some(withdrawal) => Self::withdraw(token_id, owner, cos, withdrawal),
        }
    }

    fn announce_withdrawal(token_id: TokenId, cos: Balance) -> DispatchResult {
        ensure!(cos > 0, Error::<T>::NothingAnnounced);
        ensure!(cos <= Self::reserve(token_id), Error::<T>::ReserveTooSmall);
        let due = Self::after_notice()?;

        Withdrawals::<T>::insert(token_id, Withdrawal { cos, due });
        Self::deposit_event(Event::WithdrawalAnnounced { token_id, cos, due });
        Ok(())
    }

    fn withdraw(
        token_id: TokenId,
        owner: &T::AccountId,
        cos: Balance,
        withdrawal: Withdrawal<BlockNumberFor<T>>,
    ) -> DispatchResult {
        let now = frame_system::Pallet::<T>::block_number();
        ensure!(now >= withdrawal.due, Error::<T>::NoticeRunning);
        ensure!(cos <= withdrawal.cos, Error::<T>::AboveAnnounced);
        ensure!(cos <= Self::reserve(token_id), Error::<T>::ReserveTooSmall);

        let escrow = Self::escrow(token_id);
        T::Coin::transfer(&escrow, owner, cos, Preservation::Preserve)?;
        Withdrawals::<T>::remove(token_id);
        Self::deposit_event(Event::Withdrawn {
            token_id,
            owner: owner.clone(),
            cos,
        });
        Ok(())
    }

    /// The first block for which holders have heard in time of what is announced now.
    pub(crate) fn after_notice() -> Result<BlockNumberFor<T>, ArithmeticError> {
        frame_system::Pallet::<T>::block_number()
            .checked_add(&NoticePeriod::<T>::get())
            .ok_or(ArithmeticError::Overflow)
    }
}
