//! The call of a CIP: reading it, what that weighs, and keeping its preimage.

use crate::{
    BoundedCallOf, Call, CipId, CipRecordOf, Config, Error, HoldReason, Pallet, PreimageDeposits,
    ProposedCall, ProposedCallOf, WeightInfo,
};
use alloc::borrow::Cow;
use chaos_primitives::Deposits;
use codec::{DecodeLimit, Encode, MemTrackingInput};
use frame_support::{
    dispatch::GetDispatchInfo,
    ensure,
    traits::{Bounded, Contains, Footprint, QueryPreimage},
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
    MAX_EXTRINSIC_DEPTH,
};
use sp_runtime::{
    traits::{Convert, UniqueSaturatedInto},
    DispatchResult,
};

/// By how much a call has to weigh less, when it is proposed, than could be dispatched. It, and what dispatches it, may
/// weigh more in the runtime that is in force when it is due, and the scheduler drops what is too heavy.
pub const HEADROOM: Weight = Weight::from_parts(5 * WEIGHT_REF_TIME_PER_MILLIS, 0);

/// Most memory that a call may take, decoded: as that of a transaction. A few bytes of a preimage can
/// stand for many of memory, and too many would stop the runtime. 16 MiB.
const MAX_CALL_MEMORY: usize = 16 * 1024 * 1024;

impl<T: Config> Pallet<T> {
    /// The call is there, is one, and can be enacted.
    pub(crate) fn checked_call(call: BoundedCallOf<T>) -> Result<ProposedCallOf<T>, Error<T>> {
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
    pub(crate) fn hold_preimage(
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

    /// Whether the call of a CIP does nothing but cancel that of another.
    pub(crate) fn only_cancels(call: &BoundedCallOf<T>) -> bool {
        let Bounded::Inline(bytes) = call else {
            return false;
        };
        bytes.last_chunk().is_some_and(|cip| {
            let cip = CipId::from_le_bytes(*cip);
            T::Proposal::from(Call::<T>::cancel { cip }).encode() == bytes[..]
        })
    }
}
