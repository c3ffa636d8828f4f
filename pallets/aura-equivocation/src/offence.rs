//! Equivocation, for the pallets that record and punish offences.

use alloc::{vec, vec::Vec};
use sp_consensus_slots::Slot;
use sp_runtime::Perbill;
use sp_staking::{
    offence::{Kind, Offence},
    SessionIndex,
};

/// A validator made two blocks in one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquivocationOffence<Offender> {
    /// The slot.
    pub slot: Slot,
    /// The session for which the offender's key was proved.
    pub session_index: SessionIndex,
    /// The number of validators in that session.
    pub validator_set_count: u32,
    /// The offender.
    pub offender: Offender,
}

impl<Offender: Clone> Offence<Offender> for EquivocationOffence<Offender> {
    const ID: Kind = *b"aura:equivocatio";
    type Slot = Slot;

    fn offenders(&self) -> Vec<Offender> {
        vec![self.offender.clone()]
    }

    fn session_index(&self) -> SessionIndex {
        self.session_index
    }

    fn validator_set_count(&self) -> u32 {
        self.validator_set_count
    }

    fn slot(&self) -> Slot {
        self.slot
    }

    /// `min((3k / n)², 1)` for k offenders of n validators, as for GRANDPA and BABE.
    fn slash_fraction(&self, offenders_count: u32) -> Perbill {
        Perbill::from_rational(offenders_count.saturating_mul(3), self.validator_set_count).square()
    }
}
