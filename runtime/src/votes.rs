//! A vote can't count for another proposal after a reorganisation.
//!
//! Votes name a CIP or a motion by its number. After a reorganisation the number may belong to another proposal, and a
//! transaction that was signed for the first one would vote on the second. So a transaction that votes has to be
//! mortal, with an era that starts at or after the block in which its proposal was made: on a fork without that block,
//! the signature is invalid.

use crate::{calls, BlockNumber, Cip, NodeAdmission, Runtime, RuntimeCall, RuntimeOrigin, System};
use alloc::collections::BTreeSet;
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::{
    dispatch::DispatchInfo,
    weights::{constants::WEIGHT_REF_TIME_PER_MICROS, Weight},
};
use pallet_cip::{CipId, NextCipId};
use pallet_node_admission::{MotionId, NextMotionId};
use scale_info::TypeInfo;
use sp_runtime::{
    generic::Era,
    traits::{Implication, TransactionExtension, ValidateResult},
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

type Mortality = frame_system::CheckEra<Runtime>;

/// The SDK's `CheckEra`, with one difference: the era of a transaction that votes starts no earlier than the proposals
/// it votes on. It keeps the SDK's identifier, which wallets know.
///
/// Errors: `AncientBirthBlock` if the era starts earlier. `Call` if no proposal has this number yet: the vote would
/// become too old as soon as there is one, without having paid. It isn't `Future`, because pools and authors keep such
/// transactions.
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

/// Whether a call is itself a vote. Nested calls don't count.
pub fn is_vote(call: &RuntimeCall) -> bool {
    matches!(
        call,
        RuntimeCall::Cip(pallet_cip::Call::vote { .. })
            | RuntimeCall::NodeAdmission(pallet_node_admission::Call::vote { .. })
    )
}

/// Maximum number of CIPs that are looked up for one transaction, and of motions. A transaction with a thousand votes
/// has not paid for a thousand reads when it is validated, and never does if it is refused.
pub const MAX_LOOKUPS: usize = 16;

/// What a call and those nested in it vote on.
#[derive(Default)]
struct Subjects {
    cips: BTreeSet<CipId>,
    motions: BTreeSet<MotionId>,
}

impl Subjects {
    fn of(call: &RuntimeCall) -> Self {
        let mut subjects = Self::default();
        calls::visit(call, &mut |call| match call {
            RuntimeCall::Cip(pallet_cip::Call::vote { cip, .. }) => {
                subjects.cips.insert(*cip);
            }
            RuntimeCall::NodeAdmission(pallet_node_admission::Call::vote { motion, .. }) => {
                subjects.motions.insert(*motion);
            }
            _ => {}
        });
        subjects
    }

    /// Errors unless each was proposed no later than block `birth`, or is over.
    fn check(&self, birth: u64) -> Result<(), InvalidTransaction> {
        check(birth, &self.cips, NextCipId::<Runtime>::get, Cip::start)?;
        check(
            birth,
            &self.motions,
            NextMotionId::<Runtime>::get,
            NodeAdmission::start,
        )
    }
}

/// Check the proposals of one kind: `next` is the number of the next one, `start` the block in which one was proposed,
/// if it isn't over. Numbers count up, so it is enough to check the highest one that isn't over. If that isn't found
/// within [`MAX_LOOKUPS`], the era counts as too old.
fn check(
    birth: u64,
    numbers: &BTreeSet<u32>,
    next: impl FnOnce() -> u32,
    start: impl Fn(u32) -> Option<BlockNumber>,
) -> Result<(), InvalidTransaction> {
    let Some(last) = numbers.last() else {
        return Ok(());
    };
    if *last >= next() {
        return Err(InvalidTransaction::Call);
    }
    let mut last_first = numbers.iter().rev();
    let mut looked_up = last_first.by_ref().take(MAX_LOOKUPS).copied();
    let is_known = match looked_up.find_map(start) {
        Some(start) => u64::from(start) <= birth,
        None => last_first.next().is_none(),
    };
    match is_known {
        true => Ok(()),
        false => Err(InvalidTransaction::AncientBirthBlock),
    }
}

/// Weight of a lookup: reading the next number, and one proposal. The largest is a motion with all its votes.
fn lookup_weight() -> Weight {
    <Runtime as frame_system::Config>::DbWeight::get()
        .reads(2)
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
        let votes = u64::from(calls::count(call, &is_vote));
        let lookups = votes.min(2 * MAX_LOOKUPS as u64);
        self.0
            .weight(call)
            .saturating_add(lookup_weight().saturating_mul(lookups))
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
        Subjects::of(call).check(birth)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;

    const TOO_OLD: Result<(), InvalidTransaction> = Err(InvalidTransaction::AncientBirthBlock);
    const NOT_EXPECTED: Result<(), InvalidTransaction> = Err(InvalidTransaction::Call);

    /// The result for a vote on these `numbers` with an era that starts at block `birth`, and how many were looked up.
    /// There are a hundred proposals, each made in the block of its own number.
    fn checked(
        birth: u64,
        numbers: impl IntoIterator<Item = u32>,
        is_there: impl Fn(u32) -> bool,
    ) -> (Result<(), InvalidTransaction>, usize) {
        let looked_up = Cell::new(0);
        let start = |number| {
            looked_up.set(looked_up.get() + 1);
            is_there(number).then_some(number)
        };
        let result = check(birth, &numbers.into_iter().collect(), || 100, start);
        (result, looked_up.get())
    }

    #[test]
    fn the_last_says_it_for_all() {
        assert_eq!(checked(50, [3, 50, 7], |_| true), (Ok(()), 1));
        assert_eq!(checked(49, [3, 50, 7], |_| true), (TOO_OLD, 1));
        assert_eq!(checked(98, 0..100, |_| true), (TOO_OLD, 1));
        assert_eq!(checked(99, 0..100, |_| true), (Ok(()), 1));
    }

    #[test]
    fn what_is_over_is_known() {
        assert_eq!(checked(0, [], |_| true), (Ok(()), 0));
        assert_eq!(checked(0, [99], |_| false), (Ok(()), 1));
        assert_eq!(checked(3, [3, 5], |number| number < 5), (Ok(()), 2));
        assert_eq!(checked(2, [3, 5], |number| number < 5), (TOO_OLD, 2));
    }

    /// Otherwise, whoever makes the proposal would invalidate the votes that wait for it, before they have paid.
    #[test]
    fn what_is_not_there_yet_is_not_expected() {
        for numbers in [&[100][..], &[u32::MAX], &[3, 100], &[99, 100, 101]] {
            for birth in [0, 99, 100, u64::MAX] {
                let numbers = numbers.iter().copied();
                assert_eq!(checked(birth, numbers, |_| true), (NOT_EXPECTED, 0));
            }
        }
        assert_eq!(checked(99, 0..2_000, |_| true), (NOT_EXPECTED, 0));
    }

    #[test]
    fn no_more_are_looked_up_than_are_paid_for() {
        let most = MAX_LOOKUPS;
        let last = |count: usize| 100 - count as u32..100;
        assert_eq!(checked(0, last(most), |_| false), (Ok(()), most));
        assert_eq!(checked(99, last(most + 1), |_| false), (TOO_OLD, most));
        assert_eq!(checked(99, 0..100, |number| number == 0), (TOO_OLD, most));
    }
}
