//! Redemption: paying holders for their tokens out of a reserve.

use crate::{
    price, Config, Error, Event, NoticePeriod, Pallet, PriceChange, PriceChangeOf, PriceChanges,
    RedemptionPrices, Sales, Withdrawal, WithdrawalLapses, Withdrawals,
};
use chaos_primitives::{Balance, Erc20Tokens, TokenId};
use frame_support::{
    ensure,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
    },
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// The coins in the token's escrow that can be paid to holders, without its existential deposit. Planck.
    pub fn reserve(token_id: TokenId) -> Balance {
        let escrow = Self::escrow(token_id);
        T::Currency::reducible_balance(&escrow, Preservation::Preserve, Fortitude::Polite)
    }

    /// The withdrawal that the owner has announced, unless it has lapsed.
    pub(crate) fn withdrawal(token_id: TokenId) -> Option<Withdrawal<BlockNumberFor<T>>> {
        let withdrawal = Withdrawals::<T>::get(token_id)?;
        let lapses = Self::withdrawal_lapses(token_id, &withdrawal);
        (System::<T>::block_number() < lapses).then_some(withdrawal)
    }

    /// The first block in which a withdrawal has lapsed. Without one, an owner could keep a withdrawal announced for
    /// good, and so withdraw without notice. In the token's time it could do the same, by pausing the token for a
    /// moment in each block, which hinders nobody.
    pub fn withdrawal_lapses(
        token_id: TokenId,
        withdrawal: &Withdrawal<BlockNumberFor<T>>,
    ) -> BlockNumberFor<T> {
        let notice = NoticePeriod::<T>::get();
        WithdrawalLapses::<T>::get(token_id)
            .unwrap_or_else(|| withdrawal.due.saturating_add(notice))
    }

    /// The redemption price of a whole token now, in planck, or zero if it is not redeemed.
    pub(crate) fn redemption_price(token_id: TokenId) -> Balance {
        match PriceChanges::<T>::get(token_id) {
            Some(change) if change.due <= Self::time(token_id) => change.price,
            _ => RedemptionPrices::<T>::get(token_id).unwrap_or(0),
        }
    }

    /// The announced redemption price.
    pub(crate) fn price_change(token_id: TokenId) -> Option<PriceChangeOf<T>> {
        let change = PriceChanges::<T>::get(token_id)?;
        (Self::time(token_id) < change.due).then_some(change)
    }

    /// See [`Call::set_redemption`](crate::Call::set_redemption).
    pub(crate) fn do_set_redemption(
        token_id: TokenId,
        owner: &T::AccountId,
        price: Balance,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, owner)?;
        let current = Self::redemption_price(token_id);
        // An empty reserve can't be drained, and nobody relies on it. With a reserve, a rise would pay those who know
        // of it before others, and a fall would keep holders from leaving while a withdrawal is announced.
        if price == current || Self::reserve(token_id) == 0 {
            PriceChanges::<T>::remove(token_id);
            set_price::<T>(token_id, price);
            Self::deposit_event(Event::RedemptionSet { token_id, price });
            return Ok(());
        }
        let due = Self::after_notice(token_id)?;
        set_price::<T>(token_id, current);
        PriceChanges::<T>::insert(token_id, PriceChange { price, due });
        Self::deposit_event(Event::RedemptionAnnounced {
            token_id,
            price,
            effective_from: Self::block_at(token_id, due),
        });
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

        if T::Currency::total_balance(&escrow) == 0 {
            let amount = T::Currency::minimum_balance();
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
        // It would pay itself: to take coins from the reserve, it has to announce it.
        ensure!(
            T::Tokens::owner(token_id).as_ref() != Some(&holder),
            Error::<T>::HolderIsOwner
        );
        ensure!(
            payout <= Self::reserve(token_id),
            Error::<T>::ReserveTooSmall
        );

        // An owner, who may be another account in the same block, could redeem them again.
        let escrow = Self::escrow(token_id);
        Self::move_tokens(token_id, &holder, &holder, &escrow, amount)?;
        T::Currency::transfer(&escrow, &holder, payout, Preservation::Preserve)?;
        Self::deposit_event(Event::Redeemed {
            token_id,
            holder,
            receiver: escrow,
            amount,
            payout,
        });
        Ok(())
    }

    /// See [`Call::collect_redeemed`](crate::Call::collect_redeemed).
    pub(crate) fn do_collect_redeemed(token_id: TokenId, who: &T::AccountId) -> DispatchResult {
        let owner = T::Tokens::owner(token_id).ok_or(Error::<T>::NoReceiver)?;
        let amount = Self::redeemed(token_id);
        ensure!(amount > 0, Error::<T>::NothingRedeemed);
        ensure!(
            Self::nobody_is_paid_twice(token_id, &owner, amount),
            Error::<T>::ReserveNotEmpty
        );

        Self::move_tokens(token_id, who, &Self::escrow(token_id), &owner, amount)?;
        Self::deposit_event(Event::RedeemedCollected {
            token_id,
            owner,
            amount,
        });
        Ok(())
    }

    /// The redeemed tokens that are not collected: those in the escrow that are not on sale.
    pub(crate) fn redeemed(token_id: TokenId) -> Balance {
        let for_sale = Sales::<T>::get(token_id).map_or(0, |sale| sale.remaining);
        T::Tokens::balance_of(token_id, &Self::escrow(token_id)).saturating_sub(for_sale)
    }

    /// Whether the owner can have the redeemed tokens without anybody losing by it: there is no reserve, or no
    /// redemption without another notice, or no other holder.
    fn nobody_is_paid_twice(token_id: TokenId, owner: &T::AccountId, redeemed: Balance) -> bool {
        let is_empty = Self::reserve(token_id) == 0;
        let is_over =
            Self::redemption_price(token_id) == 0 && Self::price_change(token_id).is_none();
        let is_the_owners = || {
            let owned = T::Tokens::balance_of(token_id, owner).saturating_add(redeemed);
            owned == T::Tokens::total_supply(token_id)
        };
        is_empty || is_over || is_the_owners()
    }

    /// The value of `amount` in a redemption, in planck, whatever the reserve.
    pub(crate) fn payout(token_id: TokenId, amount: Balance) -> Result<Balance, DispatchError> {
        let price = Self::redemption_price(token_id);
        ensure!(price > 0, Error::<T>::NoRedemption);
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
                forget_withdrawal::<T>(token_id);
                Self::deposit_event(Event::WithdrawalCancelled { token_id });
                Ok(())
            }
            Some(withdrawal) => Self::withdraw(token_id, owner, cos, withdrawal),
        }
    }

    fn announce_withdrawal(token_id: TokenId, cos: Balance) -> DispatchResult {
        ensure!(cos > 0, Error::<T>::NothingAnnounced);
        ensure!(cos <= Self::reserve(token_id), Error::<T>::ReserveTooSmall);
        let due = Self::after_notice(token_id)?;
        let notice = NoticePeriod::<T>::get();
        let lapses = System::<T>::block_number()
            .saturating_add(notice)
            .saturating_add(notice);

        Withdrawals::<T>::insert(token_id, Withdrawal { cos, due });
        WithdrawalLapses::<T>::insert(token_id, lapses);
        Self::deposit_event(Event::WithdrawalAnnounced {
            token_id,
            cos,
            due: Self::block_at(token_id, due),
        });
        Ok(())
    }

    fn withdraw(
        token_id: TokenId,
        owner: &T::AccountId,
        cos: Balance,
        withdrawal: Withdrawal<BlockNumberFor<T>>,
    ) -> DispatchResult {
        ensure!(
            Self::time(token_id) >= withdrawal.due,
            Error::<T>::NoticeRunning
        );
        ensure!(cos <= withdrawal.cos, Error::<T>::AboveAnnounced);
        ensure!(cos <= Self::reserve(token_id), Error::<T>::ReserveTooSmall);

        let escrow = Self::escrow(token_id);
        T::Currency::transfer(&escrow, owner, cos, Preservation::Preserve)?;
        forget_withdrawal::<T>(token_id);
        Self::deposit_event(Event::Withdrawn {
            token_id,
            owner: owner.clone(),
            cos,
        });
        Ok(())
    }
}

fn forget_withdrawal<T: Config>(token_id: TokenId) {
    Withdrawals::<T>::remove(token_id);
    WithdrawalLapses::<T>::remove(token_id);
}

fn set_price<T: Config>(token_id: TokenId, price: Balance) {
    RedemptionPrices::<T>::set(token_id, (price > 0).then_some(price));
}
