//! Closes the host function `call_runtime`: no bytes decode to a call for it.
//!
//! With the runtime's own calls, the host function would decode what a contract passes and compute its dispatch info
//! before refusing it, and charge only for the bytes. Contracts that call it trap with `Contracts.DecodingFailed`.

use crate::{RuntimeCall, RuntimeOrigin};
use codec::{Decode, Input};
use frame_support::{
    dispatch::{DispatchInfo, DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo},
    traits::IsType,
};
use ref_cast::RefCast;
use sp_runtime::traits::Dispatchable;

/// A call that never decodes. The pallet requires a type that converts to and from `RuntimeCall`.
#[derive(RefCast)]
#[repr(transparent)]
pub struct NoCall(RuntimeCall);

impl Decode for NoCall {
    fn decode<I: Input>(_: &mut I) -> Result<Self, codec::Error> {
        Err("Contracts can't dispatch runtime calls".into())
    }
}

impl From<RuntimeCall> for NoCall {
    fn from(call: RuntimeCall) -> Self {
        Self(call)
    }
}

impl From<NoCall> for RuntimeCall {
    fn from(NoCall(call): NoCall) -> Self {
        call
    }
}

impl IsType<RuntimeCall> for NoCall {
    fn from_ref(call: &RuntimeCall) -> &Self {
        Self::ref_cast(call)
    }

    fn into_ref(&self) -> &RuntimeCall {
        &self.0
    }

    fn from_mut(call: &mut RuntimeCall) -> &mut Self {
        Self::ref_cast_mut(call)
    }

    fn into_mut(&mut self) -> &mut RuntimeCall {
        &mut self.0
    }
}

impl GetDispatchInfo for NoCall {
    fn get_dispatch_info(&self) -> DispatchInfo {
        self.0.get_dispatch_info()
    }
}

impl Dispatchable for NoCall {
    type RuntimeOrigin = RuntimeOrigin;
    type Config = RuntimeCall;
    type Info = DispatchInfo;
    type PostInfo = PostDispatchInfo;

    fn dispatch(self, origin: RuntimeOrigin) -> DispatchResultWithPostInfo {
        self.0.dispatch(origin)
    }
}
