//! A vote counts for what was put to the vote when it was signed.
//!
//! Votes name a CIP or a motion by its number. Where the last blocks give way to others, the number may become that of
//! another, and a transaction that was signed for the one would vote on the other. So whatever votes names a block, by
//! its era, that has what it votes on among its ancestors: on a chain without that block, its signature is void.

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

/// How many are looked up, of CIPs and of motions each. Whoever sends a thousand votes has not paid for a look at each when
/// they are validated, and never does if they are refused.
pub const MOST_LOOKED_UP: usize = 16;

/// What a call and those within it vote on.
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

    /// Whether those that there are were put to the vote no later than block `birth`.
    fn are_known_at(&self, birth: u64) -> bool {
        are_known_at(birth, &self.cips, NextCipId::<Runtime>::get, Cip::start)
            && are_known_at(
                birth,
                &self.motions,
                NextMotionId::<Runtime>::get,
                NodeAdmission::start,
            )
    }
}

/// The same of one kind, by the number of the `next` and by when each was put to the vote. Numbers count up, so that none
/// was later than the last. Where it is not known which of them is the last that there is, as too many are over, they
/// are not known.
fn are_known_at(
    birth: u64,
    numbers: &BTreeSet<u32>,
    next: impl FnOnce() -> u32,
    start: impl Fn(u32) -> Option<BlockNumber>,
) -> bool {
    if numbers.is_empty() {
        return true;
    }
    let mut last_first = numbers.range(..next()).rev();
    let mut looked_up = last_first.by_ref().take(MOST_LOOKED_UP).copied();
    match looked_up.find_map(start) {
        Some(start) => u64::from(start) <= birth,
        None => last_first.next().is_none(),
    }
}

/// Looking one up: a read of the number of the next, and one of it, of a motion with all its votes at most.
fn weight_of_look_up() -> Weight {
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
        let looked_up = votes.min(2 * MOST_LOOKED_UP as u64);
        self.0
            .weight(call)
            .saturating_add(weight_of_look_up().saturating_mul(looked_up))
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
        if !Subjects::of(call).are_known_at(birth) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;

    /// Whether these are known at block `birth`, and how many of them were looked up. There have been a hundred, each put
    /// to the vote in the block of its own number.
    fn known(
        birth: u64,
        numbers: impl IntoIterator<Item = u32>,
        is_there: impl Fn(u32) -> bool,
    ) -> (bool, usize) {
        let looked_up = Cell::new(0);
        let start = |number| {
            looked_up.set(looked_up.get() + 1);
            is_there(number).then_some(number)
        };
        let known = are_known_at(birth, &numbers.into_iter().collect(), || 100, start);
        (known, looked_up.get())
    }

    #[test]
    fn the_last_says_it_for_all() {
        assert_eq!(known(50, [3, 50, 7], |_| true), (true, 1));
        assert_eq!(known(49, [3, 50, 7], |_| true), (false, 1));
        assert_eq!(known(98, 0..2_000, |_| true), (false, 1));
    }

    #[test]
    fn what_is_not_there_is_known() {
        assert_eq!(known(0, [], |_| true), (true, 0));
        assert_eq!(known(0, [100, u32::MAX], |_| true), (true, 0));
        assert_eq!(known(3, [3, 5, 100], |number| number < 5), (true, 2));
        assert_eq!(known(2, [3, 5, 100], |number| number < 5), (false, 2));
    }

    #[test]
    fn no_more_are_looked_up_than_are_paid_for() {
        let most = MOST_LOOKED_UP;
        let last = |count: usize| 100 - count as u32..100;
        assert_eq!(known(0, last(most), |_| false), (true, most));
        assert_eq!(known(99, last(most + 1), |_| false), (false, most));
        assert_eq!(known(99, 0..2_000, |number| number == 0), (false, most));
    }
}
