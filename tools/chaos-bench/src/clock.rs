//! The time since the load began, in microseconds, never 0.

use std::time::Instant;

#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn now(&self) -> u64 {
        let passed = self.0.elapsed().as_micros();
        u64::try_from(passed).unwrap_or(u64::MAX).max(1)
    }
}
