//! Sales of tokens for the coin.

use crate::{
    price, Config, Error, Event, HoldReason, NextSale, Pallet, PausedBefore, Price, Purchase,
    Purchases, Sale, SaleTermsOf, Sales,
};
use chaos_primitives::{Balance, Deposits, Erc20Tokens, TokenId};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Saturating, ArithmeticError, DispatchError, DispatchResult};

/// A sale of the pallet.
pub type SaleOf<T> = Sale<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

impl<T: Config> Pallet<T> {
    /// See [`Call::open_sale`](crate::Call::open_sale).
    pub(crate) fn do_open_sale(
        token_id: TokenId,
        issuer: T::AccountId,
        terms: SaleTermsOf<T>,
    ) -> DispatchResult {
        T::Tokens::ensure_owner(token_id, &issuer)?;
        ensure!(
            !Sales::<T>::contains_key(token_id),
            Error::<T>::SaleAlreadyOpen
        );
        Self::check_terms(&terms)?;
        let number = NextSale::<T>::get(token_id);
        let next = number.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        let deposit = T::SaleDeposit::get();

        Self::hold(HoldReason::Sale, &issuer, deposit)?;
        let escrow = Self::escrow(token_id);
        Self::move_tokens(token_id, &issuer, &issuer, &escrow, terms.amount)?;
        NextSale::<T>::insert(token_id, next);
        if matches!(terms.price, Price::Falling { .. }) {
            PausedBefore::<T>::insert(token_id, Self::paused_blocks(token_id));
        }
        let sale = Sale {
            number,
            issuer: issuer.clone(),
            terms,
            remaining: terms.amount,
            deposit,
        };
        Sales::<T>::insert(token_id, sale);
        Self::deposit_event(Event::SaleOpened {
            token_id,
            issuer,
            terms,
        });
        Ok(())
    }

    fn check_terms(terms: &SaleTermsOf<T>) -> Result<(), Error<T>> {
        ensure!(terms.amount > 0, Error::ZeroAmount);
        ensure!(!terms.price.reaches_zero(), Error::ZeroPrice);
        ensure!(terms.price.is_monotonic(), Error::PriceNotFalling);
        ensure!(terms.start < terms.end, Error::SalePeriodEmpty);
        let now = frame_system::Pallet::<T>::block_number();
        ensure!(terms.end > now, Error::SaleAlreadyOver);
        // Nobody can buy zero, or more than there is.
        let least = terms.min_per_account.unwrap_or(1);
        let most = terms.max_per_account.unwrap_or(Balance::MAX);
        ensure!(least <= most.min(terms.amount), Error::MinimumAboveMaximum);
        Ok(())
    }

    /// See [`Call::buy`](crate::Call::buy).
    pub(crate) fn do_buy(
        token_id: TokenId,
        buyer: T::AccountId,
        amount: Balance,
        max_cost: Balance,
    ) -> DispatchResult {
        let mut sale = Sales::<T>::get(token_id).ok_or(Error::<T>::NoSale)?;
        let (remaining, cost) = Self::quote(token_id, &sale, amount)?;
        let bought = sale
            .terms
            .has_account_limits()
            .then(|| Self::bought_after(token_id, &sale, &buyer, amount))
            .transpose()?;
        ensure!(cost <= max_cost, Error::<T>::CostAboveMaximum);

        if let Some(bought) = bought {
            Self::record_purchase(token_id, &sale, &buyer, bought)?;
        }
        Self::pay(&buyer, &sale.issuer, cost)?;
        Self::move_tokens(token_id, &buyer, &Self::escrow(token_id), &buyer, amount)?;
        sale.remaining = remaining;
        Sales::<T>::insert(token_id, sale);
        Self::deposit_event(Event::Bought {
            token_id,
            buyer,
            amount,
            cost,
        });
        Ok(())
    }

    /// What a purchase of `amount` leaves on sale, and its cost now, in planck.
    pub(crate) fn quote(
        token_id: TokenId,
        sale: &SaleOf<T>,
        amount: Balance,
    ) -> Result<(Balance, Balance), DispatchError> {
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let now = frame_system::Pallet::<T>::block_number();
        ensure!(sale.terms.is_open(now), Error::<T>::SaleNotOpen);
        let remaining = sale
            .remaining
            .checked_sub(amount)
            .ok_or(Error::<T>::SoldOut)?;
        let price = Self::sale_price(token_id, sale);
        let cost = price::cost(amount, price, Self::decimals(token_id)?)?;
        Ok((remaining, cost))
    }

    /// The price of a whole token now, in planck. It falls in the token's time: otherwise, whoever can pause the
    /// token could keep others from buying until the price is lowest, and then be first.
    pub(crate) fn sale_price(token_id: TokenId, sale: &SaleOf<T>) -> Balance {
        match sale.terms.price {
            Price::Fixed(price) => price,
            falling => {
                let paused_before = PausedBefore::<T>::get(token_id);
                falling.at(Self::time(token_id).saturating_add(paused_before))
            }
        }
    }

    /// The total of `buyer`'s purchases in the sale after buying `amount` more.
    fn bought_after(
        token_id: TokenId,
        sale: &SaleOf<T>,
        buyer: &T::AccountId,
        amount: Balance,
    ) -> Result<Balance, DispatchError> {
        let bought = Purchases::<T>::get(token_id, buyer)
            .filter(|purchase| purchase.sale == sale.number)
            .map_or(0, |purchase| purchase.amount)
            .checked_add(amount)
            .ok_or(ArithmeticError::Overflow)?;
        let terms = &sale.terms;
        ensure!(
            terms.min_per_account.is_none_or(|least| bought >= least),
            Error::<T>::BelowAccountMinimum
        );
        ensure!(
            terms.max_per_account.is_none_or(|most| bought <= most),
            Error::<T>::AboveAccountMaximum
        );
        Ok(bought)
    }

    /// The record of an earlier sale is replaced, and its deposit stays.
    fn record_purchase(
        token_id: TokenId,
        sale: &SaleOf<T>,
        buyer: &T::AccountId,
        amount: Balance,
    ) -> DispatchResult {
        let deposit = match Purchases::<T>::get(token_id, buyer) {
            Some(purchase) => purchase.deposit,
            None => {
                let deposit = T::PurchaseDeposit::get();
                Self::hold(HoldReason::Purchase, buyer, deposit)?;
                deposit
            }
        };
        let purchase = Purchase {
            sale: sale.number,
            amount,
            deposit,
        };
        Purchases::<T>::insert(token_id, buyer, purchase);
        Ok(())
    }

    /// See [`Call::close_sale`](crate::Call::close_sale).
    pub(crate) fn do_close_sale(token_id: TokenId, who: T::AccountId) -> DispatchResult {
        let sale = Sales::<T>::get(token_id).ok_or(Error::<T>::NoSale)?;
        ensure!(
            who == sale.issuer || T::Tokens::owner(token_id).is_some_and(|owner| owner == who),
            Error::<T>::NotIssuerNorOwner
        );

        let unsold = sale.remaining;
        let escrow = Self::escrow(token_id);
        Self::move_tokens(token_id, &who, &escrow, &sale.issuer, unsold)?;
        Self::release(HoldReason::Sale, &sale.issuer, sale.deposit);
        Sales::<T>::remove(token_id);
        PausedBefore::<T>::remove(token_id);
        Self::deposit_event(Event::SaleClosed {
            token_id,
            issuer: sale.issuer,
            unsold,
        });
        Ok(())
    }

    /// See [`Call::forget_purchase`](crate::Call::forget_purchase).
    pub(crate) fn do_forget_purchase(token_id: TokenId, buyer: T::AccountId) -> DispatchResult {
        let purchase = Purchases::<T>::get(token_id, &buyer).ok_or(Error::<T>::NoPurchase)?;
        let now = frame_system::Pallet::<T>::block_number();
        // A sale that is over or sold out needs no records for its limits. The issuer may never close it.
        let is_over = Sales::<T>::get(token_id).is_none_or(|sale| {
            sale.number != purchase.sale || sale.remaining == 0 || now >= sale.terms.end
        });
        ensure!(is_over, Error::<T>::SaleStillOpen);

        Self::release(HoldReason::Purchase, &buyer, purchase.deposit);
        Purchases::<T>::remove(token_id, &buyer);
        Self::deposit_event(Event::PurchaseForgotten { token_id, buyer });
        Ok(())
    }
}
