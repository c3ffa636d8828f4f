//! Houses: creating, pausing and closing them, and their terms.

use crate::{
    Config, Currency, Curve, Error, Event, HoldReason, House, HouseId, HouseOf, HouseTerms, Houses,
    NextHouseId, Pallet, TermsOf, TermsRecord, TermsRecordOf, TurnoverOf, Turnovers, WeightInfo,
    MAX_CURRENCIES,
};
use chaos_primitives::{Balance, CollectionId, Deposits, Erc20Tokens, TradingRights};
use codec::Encode;
use frame_support::{ensure, traits::Get, weights::Weight};
use frame_system::Pallet as System;
use sp_runtime::{
    traits::{AccountIdConversion, CheckedAdd, Zero},
    ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
    /// The account of a house, which sellers approve, and which has the items on auction. It has no key, and neither
    /// coins nor tokens.
    pub fn house_account(house: HouseId) -> T::AccountId {
        T::PalletId::get().into_sub_account_truncating(house)
    }

    /// See [`Call::create_house`](crate::Call::create_house).
    pub(crate) fn do_create_house(
        owner: T::AccountId,
        collection: CollectionId,
        terms: TermsOf<T>,
    ) -> DispatchResult {
        ensure!(
            T::Rights::collection_owner(collection).is_some(),
            Error::<T>::UnknownCollection
        );
        Self::check_terms(&terms)?;
        let house = NextHouseId::<T>::get();
        let next = house.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;

        let currency = terms.currency;
        let record = TermsRecord {
            current: terms,
            announced: None,
        };
        let deposit = Self::house_deposit(&record);
        Self::hold(HoldReason::House, &owner, deposit)?;
        let mut details = House {
            owner: owner.clone(),
            collection,
            paused: false,
            auctions: 0,
            currencies: 0,
            deposit,
        };
        Self::keep_turnover(house, &mut details, currency)?;
        NextHouseId::<T>::put(next);
        Houses::<T>::insert(house, details);
        HouseTerms::<T>::insert(house, record);
        Self::deposit_event(Event::HouseCreated {
            house,
            owner,
            collection,
            account: Self::house_account(house),
        });
        Ok(())
    }

    fn check_terms(terms: &TermsOf<T>) -> Result<(), Error<T>> {
        if let Currency::Token(token_id) = terms.currency {
            ensure!(T::Tokens::decimals(token_id).is_some(), Error::UnknownToken);
        }
        ensure!(!terms.shortest.is_zero(), Error::DurationZero);
        ensure!(
            terms.shortest <= terms.longest,
            Error::DurationBoundsReversed
        );
        match terms.curve {
            Curve::Linear => Ok(()),
            Curve::Exponential { half_life } if half_life.is_zero() => Err(Error::HalfLifeZero),
            Curve::Steps { count: 0 } => Err(Error::StepsZero),
            Curve::Exponential { .. } | Curve::Steps { .. } => Ok(()),
        }
    }

    /// The deposit for a house with these terms. Planck.
    pub(crate) fn house_deposit(record: &TermsRecordOf<T>) -> Balance {
        let bytes = u128::try_from(record.encoded_size()).unwrap_or(Balance::MAX);
        T::DepositPerByte::get()
            .saturating_mul(bytes)
            .saturating_add(T::HouseDeposit::get())
    }

    /// Make sure that there is a record of the house's turnover in `currency`.
    fn keep_turnover(
        house: HouseId,
        details: &mut HouseOf<T>,
        currency: Currency,
    ) -> DispatchResult {
        if Turnovers::<T>::contains_key(house, currency) {
            return Ok(());
        }
        ensure!(
            details.currencies < MAX_CURRENCIES,
            Error::<T>::TooManyCurrencies
        );
        details.currencies = details
            .currencies
            .checked_add(1)
            .ok_or(ArithmeticError::Overflow)?;
        let mut turnover = TurnoverOf::<T>::default();
        let now = System::<T>::block_number();
        let time = Self::currency_time(currency, now);
        turnover.clock.set(!details.paused, time);
        Turnovers::<T>::insert(house, currency, turnover);
        Ok(())
    }

    /// See [`Call::set_terms`](crate::Call::set_terms).
    pub(crate) fn do_set_terms(
        house: HouseId,
        who: T::AccountId,
        terms: TermsOf<T>,
    ) -> DispatchResult {
        let mut details = Self::owned_house(house, &who)?;
        Self::check_terms(&terms)?;
        let now = System::<T>::block_number();
        let effective_from = now
            .checked_add(&T::TermsNotice::get())
            .ok_or(ArithmeticError::Overflow)?;

        Self::keep_turnover(house, &mut details, terms.currency)?;
        let record = TermsRecord {
            current: Self::terms_record(house)?.in_force(&now),
            announced: Some((terms, effective_from)),
        };
        let deposit = Self::house_deposit(&record);
        let before = details.deposit;
        Self::hold(HoldReason::House, &who, deposit.saturating_sub(before))?;
        Self::release(HoldReason::House, &who, before.saturating_sub(deposit));
        details.deposit = deposit;
        Houses::<T>::insert(house, details);
        HouseTerms::<T>::insert(house, record);
        Self::deposit_event(Event::TermsSet {
            house,
            effective_from,
        });
        Ok(())
    }

    /// See [`Call::pause_house`](crate::Call::pause_house).
    pub(crate) fn do_pause_house(house: HouseId, who: T::AccountId) -> DispatchResult {
        let details = Self::owned_house(house, &who)?;
        ensure!(!details.paused, Error::<T>::HousePaused);
        Self::set_paused(house, details, true);
        Ok(())
    }

    /// See [`Call::resume_house`](crate::Call::resume_house).
    pub(crate) fn do_resume_house(house: HouseId, who: T::AccountId) -> DispatchResult {
        let details = Self::owned_house(house, &who)?;
        ensure!(details.paused, Error::<T>::HouseNotPaused);
        Self::set_paused(house, details, false);
        Ok(())
    }

    fn set_paused(house: HouseId, mut details: HouseOf<T>, paused: bool) {
        details.paused = paused;
        let now = System::<T>::block_number();
        Self::set_clocks(house, details.currencies, !paused, now);
        Houses::<T>::insert(house, details);
        Self::deposit_event(match paused {
            true => Event::HousePaused { house },
            false => Event::HouseResumed { house },
        });
    }

    /// See [`Call::close_house`](crate::Call::close_house). Returns how many auctions it tried to end.
    pub(crate) fn do_close_house(house: HouseId, who: T::AccountId) -> Result<u32, DispatchError> {
        let details = Self::owned_house(house, &who)?;
        let ended = Self::end_first_auctions(house, details.auctions);
        let details = Self::open_house(house)?;
        if details.auctions.is_zero() {
            Self::remove_house(house, details);
        } else {
            ensure!(ended.done > 0, Error::<T>::HouseNotEmpty);
            // Otherwise sellers could list as fast as items are returned.
            if !details.paused {
                Self::set_paused(house, details, true);
            }
        }
        Ok(ended.tried)
    }

    /// Remove a house without items.
    fn remove_house(house: HouseId, details: HouseOf<T>) {
        Self::release(HoldReason::House, &details.owner, details.deposit);
        Houses::<T>::remove(house);
        HouseTerms::<T>::remove(house);
        // There are no more than this.
        let _ = Turnovers::<T>::clear_prefix(house, MAX_CURRENCIES, None);
        Self::deposit_event(Event::HouseClosed { house });
    }

    /// A house that was not closed.
    pub(crate) fn open_house(house: HouseId) -> Result<HouseOf<T>, DispatchError> {
        Houses::<T>::get(house).ok_or_else(|| {
            if house < NextHouseId::<T>::get() {
                Error::<T>::HouseClosed.into()
            } else {
                Error::<T>::UnknownHouse.into()
            }
        })
    }

    fn owned_house(house: HouseId, who: &T::AccountId) -> Result<HouseOf<T>, DispatchError> {
        let details = Self::open_house(house)?;
        ensure!(details.owner == *who, Error::<T>::NotHouseOwner);
        Ok(details)
    }

    /// The terms of a house that is known to exist.
    pub(crate) fn terms_record(house: HouseId) -> Result<TermsRecordOf<T>, DispatchError> {
        HouseTerms::<T>::get(house).ok_or(Error::<T>::UnknownHouse.into())
    }
}

/// The weight of closing a house with this many items: finding each and cancelling its auction, and then removing the
/// house, or pausing it if it has more.
pub(crate) fn closing<T: Config>(items: u32) -> Weight {
    let found = T::DbWeight::get().reads(1);
    let each = T::WeightInfo::cancel().saturating_add(found);
    T::WeightInfo::close_house()
        .max(T::WeightInfo::pause_house())
        .saturating_add(each.saturating_mul(items.into()))
}
