//! Extrinsics that don't decode if their call is too large or nested too deeply.
//!
//! `Executive` computes the dispatch info of a transaction before any extension runs, so a check in an extension would
//! come too late.

use crate::{
    calls::{bounded_input, ensure_bounded},
    RuntimeCall,
};
use codec::{Decode, DecodeLimit, DecodeWithMemTracking, Encode, Input};
use frame_support::{
    dispatch::{DispatchInfo, GetDispatchInfo},
    traits::{InherentBuilder, SignedTransactionBuilder},
    MAX_EXTRINSIC_DEPTH,
};
use scale_info::TypeInfo;
use sp_runtime::{
    traits::{Checkable, ExtrinsicCall, ExtrinsicLike, ExtrinsicMetadata, LazyExtrinsic},
    transaction_validity::TransactionValidityError,
    OpaqueExtrinsic,
};

/// An extrinsic that doesn't decode unless its call is [bounded](ensure_bounded). Its encoding and its metadata are
/// those of the inner extrinsic.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct BoundedExtrinsic<E>(E);

impl<E> BoundedExtrinsic<E>
where
    Self: InherentBuilder + SignedTransactionBuilder,
{
    /// An inherent, or an unsigned transaction.
    pub fn new_bare(call: <Self as ExtrinsicCall>::Call) -> Self {
        Self::new_inherent(call)
    }

    /// A signed transaction.
    pub fn new_signed(
        call: <Self as ExtrinsicCall>::Call,
        signer: <Self as SignedTransactionBuilder>::Address,
        signature: <Self as SignedTransactionBuilder>::Signature,
        extension: <Self as SignedTransactionBuilder>::Extension,
    ) -> Self {
        Self::new_signed_transaction(call, signer, signature, extension)
    }
}

impl<E: ExtrinsicCall<Call = RuntimeCall>> BoundedExtrinsic<E> {
    fn bounded(extrinsic: E) -> Result<Self, codec::Error> {
        ensure_bounded(extrinsic.call())?;
        Ok(Self(extrinsic))
    }
}

impl<E: Decode + ExtrinsicCall<Call = RuntimeCall>> Decode for BoundedExtrinsic<E> {
    fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
        let mut input = bounded_input(input)?;
        E::decode_with_depth_limit(MAX_EXTRINSIC_DEPTH, &mut input).and_then(Self::bounded)
    }
}

impl<E: DecodeWithMemTracking + ExtrinsicCall<Call = RuntimeCall>> DecodeWithMemTracking
    for BoundedExtrinsic<E>
{
}

impl<E: Decode + Encode + ExtrinsicCall<Call = RuntimeCall>> LazyExtrinsic for BoundedExtrinsic<E> {
    fn decode_unprefixed(data: &[u8]) -> Result<Self, codec::Error> {
        // The SDK's implementation doesn't limit the depth.
        Self::decode(&mut &data.encode()[..])
    }
}

impl<E: TypeInfo + 'static> TypeInfo for BoundedExtrinsic<E> {
    type Identity = E::Identity;

    fn type_info() -> scale_info::Type {
        E::type_info()
    }
}

impl<E: ExtrinsicLike> ExtrinsicLike for BoundedExtrinsic<E> {
    #[allow(deprecated)]
    fn is_signed(&self) -> Option<bool> {
        self.0.is_signed()
    }

    fn is_bare(&self) -> bool {
        self.0.is_bare()
    }
}

impl<E: ExtrinsicCall> ExtrinsicCall for BoundedExtrinsic<E> {
    type Call = E::Call;

    fn call(&self) -> &Self::Call {
        self.0.call()
    }

    fn into_call(self) -> Self::Call {
        self.0.into_call()
    }
}

impl<E: ExtrinsicMetadata> ExtrinsicMetadata for BoundedExtrinsic<E> {
    const VERSIONS: &'static [u8] = E::VERSIONS;
    type TransactionExtensionPipelines = E::TransactionExtensionPipelines;
}

impl<E: InherentBuilder> InherentBuilder for BoundedExtrinsic<E> {
    fn new_inherent(call: Self::Call) -> Self {
        Self(E::new_inherent(call))
    }
}

impl<E: SignedTransactionBuilder> SignedTransactionBuilder for BoundedExtrinsic<E> {
    type Address = E::Address;
    type Signature = E::Signature;
    type Extension = E::Extension;

    fn new_signed_transaction(
        call: Self::Call,
        signed: Self::Address,
        signature: Self::Signature,
        extension: Self::Extension,
    ) -> Self {
        Self(E::new_signed_transaction(
            call, signed, signature, extension,
        ))
    }
}

impl<E: GetDispatchInfo> GetDispatchInfo for BoundedExtrinsic<E> {
    fn get_dispatch_info(&self) -> DispatchInfo {
        self.0.get_dispatch_info()
    }
}

impl<E: Checkable<Context>, Context> Checkable<Context> for BoundedExtrinsic<E> {
    type Checked = E::Checked;

    fn check(self, context: &Context) -> Result<Self::Checked, TransactionValidityError> {
        self.0.check(context)
    }

    #[cfg(feature = "try-runtime")]
    fn unchecked_into_checked_i_know_what_i_am_doing(
        self,
        context: &Context,
    ) -> Result<Self::Checked, TransactionValidityError> {
        self.0
            .unchecked_into_checked_i_know_what_i_am_doing(context)
    }
}

impl<E: Into<OpaqueExtrinsic>> From<BoundedExtrinsic<E>> for OpaqueExtrinsic {
    fn from(extrinsic: BoundedExtrinsic<E>) -> Self {
        extrinsic.0.into()
    }
}

impl<E: serde::Serialize> serde::Serialize for BoundedExtrinsic<E> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
