//! Proposing, and withdrawing what hardly anybody is for.

use crate::{
    BoundedCallOf, CipId, CipRecord, CipRecordOf, Cips, Config, CurrentRules, Document, Ending,
    Error, Event, HoldReason, KeptDocument, NextCipId, OpenTally, Pallet, PreimageDeposits,
    ProposedCall, ProposedCallOf, Rules, Tallies, WeightInfo,
};
use alloc::{borrow::Cow, vec::Vec};
use chaos_primitives::{BigEndianKey, Deposits};
use codec::{DecodeLimit, MemTrackingInput};
use frame_support::{
    dispatch::GetDispatchInfo,
    ensure,
    traits::{fungible::Inspect, Bounded, ConstU32, Contains, Footprint, Get, QueryPreimage},
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
    BoundedVec, MAX_EXTRINSIC_DEPTH,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::{
    traits::{CheckedAdd, Convert, UniqueSaturatedInto},
    DispatchResult,
};

/// By how much a call has to weigh less, when it is proposed, than could be dispatched. It, and what dispatches it, may
/// weigh more in the runtime that is in force when it is due, and the scheduler drops what is too heavy.
pub const HEADROOM: Weight = Weight::from_parts(5 * WEIGHT_REF_TIME_PER_MILLIS, 0);

/// Most memory that a call may take, decoded: as that of a transaction. A few bytes of a preimage can
/// stand for many of memory, and too many would stop the runtime. 16 MiB.
const MAX_CALL_MEMORY: usize = 16 * 1024 * 1024;

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
        Ending::<T>::insert(
            Self::ending_key(end),
            BigEndianKey::from(u64::from(cip)),
            (),
        );
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
        let open = Self::taking_votes(cip)?;
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
        Ending::<T>::remove(
            Self::ending_key(record.end),
            BigEndianKey::from(u64::from(cip)),
        );
        Self::begin_lifting(cip, open.accounts);
        Self::release(HoldReason::Proposal, &who, record.deposit);
        Self::deposit_event(Event::Withdrawn { cip });
        Ok(())
    }

    /// The votes on a CIP, of which more are taken in this block.
    pub(crate) fn taking_votes(cip: CipId) -> Result<OpenTally<BlockNumberFor<T>>, Error<T>> {
        match Tallies::<T>::get(cip) {
            Some(open) if System::<T>::block_number() < open.end => Ok(open),
            Some(_) => Err(Error::VotingEnded),
            None if Cips::<T>::contains_key(cip) => Err(Error::VotingEnded),
            None => Err(Error::UnknownCip),
        }
    }

    /// Under which key CIPs stand that end in the block.
    pub(crate) fn ending_key(end: BlockNumberFor<T>) -> BigEndianKey {
        UniqueSaturatedInto::<u64>::unique_saturated_into(end).into()
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

    /// The call is there, is one, and can be enacted.
    fn checked_call(call: BoundedCallOf<T>) -> Result<ProposedCallOf<T>, Error<T>> {
        let weight = Self::peek(&call)?.get_dispatch_info().call_weight;
        let proposed = ProposedCall { call, weight };
        let most = Self::enactment_weight(&proposed).saturating_add(HEADROOM);
        ensure!(Self::can_be_enacted(most), Error::CallTooHeavy);
        Ok(proposed)
    }

    /// What [`Call::enact`](crate::Call::enact) has to be given: the weight of fetching the call and of
    /// dispatching it.
    pub(crate) fn enactment_weight(proposed: &ProposedCallOf<T>) -> Weight {
        Self::weight_of_fetching(&proposed.call).saturating_add(proposed.weight)
    }

    /// The weight of [`peek`](Self::peek).
    pub(crate) fn weight_of_fetching(call: &BoundedCallOf<T>) -> Weight {
        T::WeightInfo::fetch(call.len().unwrap_or_default())
    }

    /// Whether the scheduler could dispatch such an enactment.
    pub(crate) fn can_be_enacted(call_weight: Weight) -> bool {
        let whole = T::WeightInfo::enact().saturating_add(call_weight);
        whole.all_lte(T::MaxCallWeight::get())
    }

    /// Read a call, and leave it where it is.
    pub(crate) fn peek(call: &BoundedCallOf<T>) -> Result<T::Proposal, Error<T>> {
        let encoded = match call {
            Bounded::Inline(bytes) => Cow::Borrowed(&bytes[..]),
            Bounded::Lookup { hash, len } => {
                T::Preimages::fetch(hash, Some(*len)).map_err(|_| Error::UnknownPreimage)?
            }
            // Nobody knows how long it is, and so what reading it would cost.
            Bounded::Legacy { .. } => return Err(Error::UnknownPreimage),
        };
        let call = Self::decode(&encoded).ok_or(Error::UndecodableCall)?;
        ensure!(T::WholeCalls::contains(&call), Error::UseBatchAll);
        Ok(call)
    }

    /// No deeper and no larger than the call of a transaction may be: calls are in calls.
    fn decode(mut encoded: &[u8]) -> Option<T::Proposal> {
        let mut input = MemTrackingInput::new(&mut encoded, MAX_CALL_MEMORY);
        let call = T::Proposal::decode_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut input).ok()?;
        encoded.is_empty().then_some(call)
    }

    /// Keep the preimage of a call, for a deposit of the proposer: who noted it has none any more as soon as he likes.
    fn hold_preimage(
        cip: CipId,
        proposer: &T::AccountId,
        call: &BoundedCallOf<T>,
    ) -> DispatchResult {
        T::Preimages::hold(call);
        if let Some(len) = call.lookup_len() {
            let footprint = Footprint::from_parts(1, len.unique_saturated_into());
            let deposit = T::PreimageDeposit::convert(footprint);
            Self::hold_above_minimum(HoldReason::Preimage, proposer, deposit)?;
            PreimageDeposits::<T>::insert(cip, deposit);
        }
        Ok(())
    }

    /// Let go of the preimage of a call that was held when it was proposed, and of the deposit for it.
    pub(crate) fn drop_preimage(cip: CipId, record: &CipRecordOf<T>) {
        let call = record.proposal.as_ref().map(|proposed| &proposed.call);
        // Root may have let go of it already.
        let is_requested = |call: &&BoundedCallOf<T>| {
            call.lookup_hash()
                .is_some_and(|hash| T::Preimages::is_requested(&hash))
        };
        if let Some(call) = call.filter(is_requested) {
            T::Preimages::drop(call);
        }
        if let Some(deposit) = PreimageDeposits::<T>::take(cip) {
            Self::release(HoldReason::Preimage, &record.proposer, deposit);
        }
    }
}
