//! Refuses senders whose key has no secret, so that anybody could sign for them.

use crate::{Runtime, RuntimeCall, RuntimeOrigin};
use chaos_primitives::has_small_order;
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{dispatch::DispatchInfo, traits::OriginTrait, weights::Weight};
use frame_system::ExtensionsWeightInfo;
use scale_info::TypeInfo;
use sp_runtime::{
    impl_tx_ext_default,
    traits::{Implication, TransactionExtension, ValidateResult},
    transaction_validity::{InvalidTransaction, TransactionSource},
};

type Check = frame_system::CheckNonZeroSender<Runtime>;

/// The SDK's `CheckNonZeroSender`, with one difference: it refuses not only the zero account, but every account whose
/// key has [small order](has_small_order), for which anybody can forge signatures. It keeps the SDK's identifier, which
/// wallets know.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking)]
pub struct CheckSender;

impl TypeInfo for CheckSender {
    type Identity = <Check as TypeInfo>::Identity;

    fn type_info() -> scale_info::Type {
        Check::type_info()
    }
}

impl TransactionExtension<RuntimeCall> for CheckSender {
    const IDENTIFIER: &'static str = <Check as TransactionExtension<RuntimeCall>>::IDENTIFIER;
    type Implicit = ();
    type Val = ();
    type Pre = ();

    fn weight(&self, _: &RuntimeCall) -> Weight {
        <Runtime as frame_system::Config>::ExtensionsWeightInfo::check_non_zero_sender()
    }

    fn validate(
        &self,
        origin: RuntimeOrigin,
        _call: &RuntimeCall,
        _info: &DispatchInfo,
        _len: usize,
        _implicit: (),
        _implication: &impl Implication,
        _source: TransactionSource,
    ) -> ValidateResult<(), RuntimeCall> {
        if origin.as_signer().is_some_and(has_small_order) {
            return Err(InvalidTransaction::BadSigner.into());
        }
        Ok((Default::default(), (), origin))
    }

    impl_tx_ext_default!(RuntimeCall; prepare);
}
