//! Transaction fees: no signed call is free, and the fee multiplier [follows demand](FollowsDemand).
//!
//! Some calls of the SDK waive their fee after dispatch: noting a preimage that was requested, reporting an
//! equivocation, removing code. Sent by the thousand, they would fill blocks for free.

mod multiplier;

pub use multiplier::FollowsDemand;

use crate::{Balance, Runtime, RuntimeCall, RuntimeOrigin};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
    dispatch::{DispatchInfo, Pays, PostDispatchInfo},
    weights::Weight,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use scale_info::TypeInfo;
use sp_runtime::{
    traits::{Implication, TransactionExtension, ValidateResult},
    transaction_validity::{TransactionSource, TransactionValidityError},
    DispatchResult,
};

type Charge = ChargeTransactionPayment<Runtime>;

/// The SDK's `ChargeTransactionPayment`, with one difference: a signed transaction always pays, even if its call waives
/// the fee. Unsigned transactions, such as claims, are free, as with the SDK. It keeps the SDK's identifier, which
/// wallets know.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking)]
pub struct ChargeAlways(Charge);

impl ChargeAlways {
    /// With a tip, in planck.
    pub fn with_tip(tip: Balance) -> Self {
        Self(Charge::from(tip))
    }

    /// The tip, in planck.
    pub fn tip(&self) -> Balance {
        self.0.tip()
    }
}

impl TypeInfo for ChargeAlways {
    type Identity = <Charge as TypeInfo>::Identity;

    fn type_info() -> scale_info::Type {
        Charge::type_info()
    }
}

/// Decoding a byte of a call and hashing it for the signature, in picoseconds. Measured by `chaos-measure` with a
/// remark of 4 MB. The weights of calls don't include it.
pub const WEIGHT_PER_BYTE: Weight = Weight::from_parts(7_500, 0);

fn paid(info: &DispatchInfo) -> DispatchInfo {
    DispatchInfo {
        pays_fee: Pays::Yes,
        ..*info
    }
}

impl TransactionExtension<RuntimeCall> for ChargeAlways {
    const IDENTIFIER: &'static str = <Charge as TransactionExtension<RuntimeCall>>::IDENTIFIER;
    type Implicit = <Charge as TransactionExtension<RuntimeCall>>::Implicit;
    type Val = <Charge as TransactionExtension<RuntimeCall>>::Val;
    type Pre = <Charge as TransactionExtension<RuntimeCall>>::Pre;

    fn weight(&self, call: &RuntimeCall) -> Weight {
        let bytes = call.encoded_size() as u64;
        let decoding = WEIGHT_PER_BYTE.saturating_mul(bytes);
        self.0.weight(call).saturating_add(decoding)
    }

    fn validate(
        &self,
        origin: RuntimeOrigin,
        call: &RuntimeCall,
        info: &DispatchInfo,
        len: usize,
        implicit: Self::Implicit,
        implication: &impl Implication,
        source: TransactionSource,
    ) -> ValidateResult<Self::Val, RuntimeCall> {
        self.0.validate(
            origin,
            call,
            &paid(info),
            len,
            implicit,
            implication,
            source,
        )
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &RuntimeOrigin,
        call: &RuntimeCall,
        info: &DispatchInfo,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        self.0.prepare(val, origin, call, &paid(info), len)
    }

    fn post_dispatch_details(
        pre: Self::Pre,
        info: &DispatchInfo,
        post_info: &PostDispatchInfo,
        len: usize,
        result: &DispatchResult,
    ) -> Result<Weight, TransactionValidityError> {
        let post_info = PostDispatchInfo {
            pays_fee: Pays::Yes,
            ..*post_info
        };
        <Charge as TransactionExtension<RuntimeCall>>::post_dispatch_details(
            pre,
            &paid(info),
            &post_info,
            len,
            result,
        )
    }
}
