//! What others need to be tested without a consensus.

use super::{CheckHeader, Verdict};
use chaos_primitives::{BlockNumber, Header};

/// Has the same answer to everything.
pub struct Says {
    pub verdict: Verdict,
    pub highest: Option<BlockNumber>,
}

impl Says {
    pub fn of_all(verdict: Verdict) -> Self {
        Self {
            verdict,
            highest: None,
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
}
