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

/// How much less than the maximum a call may weigh when it is proposed. By the time it is due, an upgraded runtime
/// may weigh it, and what dispatches it, higher, and the scheduler drops calls that are too heavy.
pub const HEADROOM: Weight = Weight::from_parts(5 * WEIGHT_REF_TIME_PER_MILLIS, 0);

/// The most memory that a decoded call may take, as in a transaction: 16 MiB. A few bytes of a preimage can decode to
/// much more, and would exhaust the runtime's memory.
const MAX_CALL_MEMORY: usize = 16 * 1024 * 1024;

impl<T: Config> Pallet<T> {
    /// Check that the call is available, decodes, and can be enacted.
    pub(crate) fn checked_call(call: BoundedCallOf<T>) -> Result<ProposedCallOf<T>, Error<T>> {
        let weight = Self::peek(&call)?.get_dispatch_info().call_weight;
        let proposed = ProposedCall { call, weight };
        let most = Self::enactment_weight(&proposed).saturating_add(HEADROOM);
        ensure!(Self::can_be_enacted(most), Error::CallTooHeavy);
        Ok(proposed)
    }

    /// The `call_weight` of [`Call::enact`](crate::Call::enact): fetching the call and dispatching it.
    pub(crate) fn enactment_weight(proposed: &ProposedCallOf<T>) -> Weight {
        Self::weight_of_fetching(&proposed.call).saturating_add(proposed.weight)
    }

    /// The weight of [`peek`](Self::peek).
    pub(crate) fn weight_of_fetching(call: &BoundedCallOf<T>) -> Weight {
        T::WeightInfo::fetch(call.len().unwrap_or_default())
    }

    /// Read a call without consuming its preimage.
    pub(crate) fn peek(call: &BoundedCallOf<T>) -> Result<T::Proposal, Error<T>> {
        let encoded = match call {
            Bounded::Inline(bytes) => Cow::Borrowed(&bytes[..]),
            Bounded::Lookup { hash, len } => {
                T::Preimages::fetch(hash, Some(*len)).map_err(|_| Error::UnknownPreimage)?
            }
            // Its length is unknown, and so is the weight of reading it.
            Bounded::Legacy { .. } => return Err(Error::UnknownPreimage),
        };
        let call = Self::decode(&encoded).ok_or(Error::UndecodableCall)?;
        ensure!(T::WholeCalls::contains(&call), Error::UseBatchAll);
        Ok(call)
    }

    /// Decode a call, nested no deeper and taking no more memory than that of a transaction.
    fn decode(mut encoded: &[u8]) -> Option<T::Proposal> {
        let mut input = MemTrackingInput::new(&mut encoded, MAX_CALL_MEMORY);
        let call = T::Proposal::decode_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut input).ok()?;
        encoded.is_empty().then_some(call)
    }

    /// Keep the preimage of a call, for a deposit of the proposer: whoever noted it can unnote it at any time.
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

    /// Drop the preimage of a call, and release its deposit.
    pub(crate) fn drop_preimage(cip: CipId, record: &CipRecordOf<T>) {
        let call = record.proposal.as_ref().map(|proposed| &proposed.call);
        // Root may have dropped it already.
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

    /// Whether the call of a CIP only cancels that of another.
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
