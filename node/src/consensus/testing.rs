//! Stands in for a consensus in tests.

use super::{CheckHeader, Turn, Verdict};
use chaos_primitives::{BlockNumber, Header};

/// Has the same answer to everything.
pub struct Says {
    pub verdict: Verdict,
    pub highest: Option<BlockNumber>,
    pub turn: Option<Turn>,
}

impl Says {
    pub fn of_all(verdict: Verdict) -> Self {
        Self {
            verdict,
            highest: None,
            turn: None,
        }
    }
}

impl CheckHeader for Says {
    fn check_turn(&self, _: &Header) -> (Verdict, Option<Turn>) {
        (self.verdict, self.turn.clone())
    }

    fn highest(&self) -> Option<BlockNumber> {
        self.highest
    }
}
