//! What others need to be tested without a consensus.

use super::{CheckHeader, Verdict};
use chaos_primitives::{BlockNumber, Header};

/// Has the same answer to everything.
pub struct Says {
    pub verdict: Verdict,
    pub highest: Option<BlockNumber>,
    pub turn: Option<u64>,
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
    fn check(&self, _: &Header) -> Verdict {
        self.verdict
    }

    fn highest(&self) -> Option<BlockNumber> {
        self.highest
    }

    fn turn(&self, _: &Header) -> Option<u64> {
        self.turn
    }
}
