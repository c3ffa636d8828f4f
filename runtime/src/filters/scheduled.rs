//! Calls that are dispatched later: those of CIPs and of the scheduler.

use super::PermittedCalls;
use crate::{calls, Runtime, RuntimeCall, RuntimeOrigin};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
    dispatch::{DispatchInfo, DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo},
    traits::Contains,
};
use scale_info::TypeInfo;
use sp_runtime::traits::Dispatchable;

/// A call that is dispatched only if it and all calls within it are [permitted](PermittedCalls), whatever its origin: a
/// batch of Root's dispatches its calls past every filter.
///
/// It is encoded as the call itself, which is also its type in the metadata. It decodes only if it is
/// [bounded](calls::ensure_bounded).
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct FilteredCall(RuntimeCall);

impl Decode for FilteredCall {
    fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
        let mut input = calls::AnyInput(input);
        let call = RuntimeCall::decode(&mut calls::bounded_input(&mut input)?)?;
        calls::ensure_bounded(&call)?;
        Ok(Self(call))
    }
}

impl DecodeWithMemTracking for FilteredCall {}

impl<C: Into<RuntimeCall>> From<C> for FilteredCall {
    fn from(call: C) -> Self {
        Self(call.into())
    }
}

impl AsRef<RuntimeCall> for FilteredCall {
    fn as_ref(&self) -> &RuntimeCall {
        &self.0
    }
}

impl FilteredCall {
    /// The call itself.
    pub fn into_inner(self) -> RuntimeCall {
        self.0
    }
}

impl TypeInfo for FilteredCall {
    type Identity = <RuntimeCall as TypeInfo>::Identity;

    fn type_info() -> scale_info::Type {
        RuntimeCall::type_info()
    }
}

impl GetDispatchInfo for FilteredCall {
    fn get_dispatch_info(&self) -> DispatchInfo {
        self.0.get_dispatch_info()
    }
}

impl Dispatchable for FilteredCall {
    type RuntimeOrigin = RuntimeOrigin;
    type Config = RuntimeCall;
    type Info = DispatchInfo;
    type PostInfo = PostDispatchInfo;

    fn dispatch(self, origin: RuntimeOrigin) -> DispatchResultWithPostInfo {
        if !calls::all(&self.0, &PermittedCalls::contains) {
            return Err(frame_system::Error::<Runtime>::CallFiltered.into());
        }
        self.0.dispatch(origin)
    }
}

/// The calls that, with all within them, take effect as a whole or not at all. A `batch` stops at the first call that
/// fails, a `force_batch` skips it, and both succeed.
pub struct AtomicCalls;

impl Contains<FilteredCall> for AtomicCalls {
    fn contains(call: &FilteredCall) -> bool {
        use pallet_utility::Call::{batch, force_batch};
        let is_atomic = |call: &RuntimeCall| {
            !matches!(
                call,
                RuntimeCall::Utility(batch { .. } | force_batch { .. })
            )
        };
        calls::all(call.as_ref(), &is_atomic)
    }
}
