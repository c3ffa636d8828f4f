//! Proposing and withdrawing.

use crate::{
    BoundedCallOf, CipId, CipRecord, Cips, Config, CurrentRules, Document, Error, Event,
    HoldReason, KeptDocument, NextCipId, OpenTally, Pallet, Rules, Tallies,
};
use alloc::vec::Vec;
use chaos_primitives::Deposits;
use frame_support::{
    ensure,
    traits::{fungible::Inspect, ConstU32},
    BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{traits::CheckedAdd, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::propose`](crate::Call::propose).
    pub(crate) fn do_propose(
        proposer: T::AccountId,
        title: Vec<u8>,
        document: Document<Vec<u8>>,
        proposal: Option<BoundedCallOf<T>>,
        rules: Rules<BlockNumberFor<T>>,
    ) -> DispatchResult {
        let title = Self::checked_title(title)?;
        let document = Self::checked_document(document)?;
        let ground = CurrentRules::<T>::get();
        Self::ensure_not_looser(&rules, &ground)?;
        let start = System::<T>::block_number();
        let end = start
            .checked_add(&rules.period)
            .ok_or(Error::<T>::PeriodTooLong)?;
        let cip = NextCipId::<T>::get();
        let next = cip.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;
        let proposal = proposal.map(Self::checked_call).transpose()?;

        let deposit = ground.deposit_beside(Tallies::<T>::count());
        Self::hold_above_minimum(HoldReason::Proposal, &proposer, deposit)?;
        if let Some(proposal) = &proposal {
            Self::hold_preimage(cip, &proposer, &proposal.call)?;
        }
        NextCipId::<T>::put(next);
        Self::schedule_end(cip, end);
        Tallies::<T>::insert(cip, OpenTally::new(end));
        let record = CipRecord {
            proposer: proposer.clone(),
            title,
            document,
            proposal,
            rules,
            start,
            end,
            deposit,
        };
        Cips::<T>::insert(cip, record);
        Self::deposit_event(Event::Proposed {
            cip,
            proposer,
            end,
            deposit,
        });
        Ok(())
    }

    /// See [`Call::withdraw`](crate::Call::withdraw).
    pub(crate) fn do_withdraw(cip: CipId, who: T::AccountId) -> DispatchResult {
        let record = Cips::<T>::get(cip).ok_or(Error::<T>::UnknownCip)?;
        ensure!(record.proposer == who, Error::<T>::NotProposer);
        let open = Self::open_tally(cip)?;
        let thresholds = Self::thresholds(&record, &CurrentRules::<T>::get());
        ensure!(
            open.tally
                .is_ignored(&thresholds, T::Currency::total_issuance()),
            Error::<T>::AlreadyHasVotes
        );
        ensure!(
            System::<T>::block_number() >= record.withdrawable_from(),
            Error::<T>::TooEarly
        );

        Self::drop_preimage(cip, &record);
        Cips::<T>::remove(cip);
        Tallies::<T>::remove(cip);
        Self::unschedule_end(cip, record.end);
        Self::start_unlocking(cip, open.accounts);
        Self::release(HoldReason::Proposal, &who, record.deposit);
        Self::deposit_event(Event::Withdrawn { cip });
        Ok(())
    }

    fn checked_title(
        title: Vec<u8>,
    ) -> Result<BoundedVec<u8, ConstU32<{ crate::MAX_TITLE }>>, Error<T>> {
        ensure!(!title.is_empty(), Error::TitleEmpty);
        let title = BoundedVec::try_from(title).map_err(|_| Error::TitleTooLong)?;
        ensure!(core::str::from_utf8(&title).is_ok(), Error::NotUtf8);
        Ok(title)
    }

    fn checked_document(document: Document<Vec<u8>>) -> Result<KeptDocument, Error<T>> {
        let Document { hash, location } = document;
        let location = BoundedVec::try_from(location).map_err(|_| Error::LocationTooLong)?;
        ensure!(core::str::from_utf8(&location).is_ok(), Error::NotUtf8);
        Ok(Document { hash, location })
    }
}
