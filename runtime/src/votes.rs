//! A vote counts for what was put to the vote when it was signed.
//!
//! Votes name a CIP or a motion by its number. Where the last blocks give way to others, the number may become that of
//! another, and a transaction that was signed for the one would vote on the other. So whatever votes names a block, by
//! its era, that has what it votes on among its ancestors: on a chain without that block, its signature is void.

use crate::{calls, BlockNumber, Cip, NodeAdmission, Runtime, RuntimeCall, RuntimeOrigin, System};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
    dispatch::DispatchInfo,
    traits::Get,
    weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use scale_info::TypeInfo;
use sp_runtime::{
    generic::Era,
    traits::{Implication, TransactionExtension, ValidateResult},
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

type Mortality = frame_system::CheckEra<Runtime>;

/// The SDK's `CheckEra`, by whose name wallets know it, with one difference: the era of what votes begins no earlier than
/// what it votes on, and so ends. An era that begins earlier is too old (`AncientBirthBlock`).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking)]
pub struct CheckEra(Mortality);

impl From<Era> for CheckEra {
    fn from(era: Era) -> Self {
        Self(Mortality::from(era))
    }
}

impl CheckEra {
    /// The era.
    pub fn era(&self) -> Era {
        self.0 .0
    }
}

impl TypeInfo for CheckEra {
    type Identity = <Mortality as TypeInfo>::Identity;

    fn type_info() -> scale_info::Type {
        Mortality::type_info()
    }
}

/// Whether a call is a vote: not one within it.
pub fn is_vote(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::Cip(pallet_cip::Call::vote { .. })
            | RuntimeCall::NodeAdmission(pallet_node_admission::Call::vote { .. })
    )
}

/// The block in which what a call votes on was put to the vote. None where it votes on nothing that there is.
fn put_to_the_vote(call: &RuntimeCall) -> Option<BlockNumber> {
    match call {
        RuntimeCall::Cip(pallet_cip::Call::vote { cip, .. }) => Cip::start(*cip),
        RuntimeCall::NodeAdmission(pallet_node_admission::Call::vote { motion, .. }) => {
            NodeAdmission::start(*motion)
        }
        _ => None,
    }
}

/// Looking up when that was: a read, of a motion with all its votes at most.
fn weight_of_look_up() -> Weight {
    <Runtime as frame_system::Config>::DbWeight::get()
        .reads(1)
        .saturating_add(Weight::from_parts(20 * WEIGHT_REF_TIME_PER_MICROS, 0))
}

impl TransactionExtension<RuntimeCall> for CheckEra {
    const IDENTIFIER: &'static str = <Mortality as TransactionExtension<RuntimeCall>>::IDENTIFIER;
    type Implicit = <Mortality as TransactionExtension<RuntimeCall>>::Implicit;
    type Val = <Mortality as TransactionExtension<RuntimeCall>>::Val;
    type Pre = <Mortality as TransactionExtension<RuntimeCall>>::Pre;

    fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
        self.0.implicit()
    }

    fn weight(&self, call: &RuntimeCall) -> Weight {
        let votes = calls::count(call, &is_vote);
        self.0
            .weight(call)
            .saturating_add(weight_of_look_up().saturating_mul(votes.into()))
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
        let birth = self.era().birth(System::block_number().into());
        let is_known_at_birth = |call: &RuntimeCall| {
            put_to_the_vote(call).is_none_or(|start| u64::from(start) <= birth)
        };
        if !calls::all(call, &is_known_at_birth) {
            return Err(InvalidTransaction::AncientBirthBlock.into());
        }
        self.0
            .validate(origin, call, info, len, implicit, implication, source)
    }

    fn prepare(
        self,
        val: Self::Val,
        origin: &RuntimeOrigin,
        call: &RuntimeCall,
        info: &DispatchInfo,
        len: usize,
    ) -> Result<Self::Pre, TransactionValidityError> {
        self.0.prepare(val, origin, call, info, len)
    }
}
