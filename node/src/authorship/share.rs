//! The share of its time in which an author applies transactions. The rest is for the state root.

use std::{
    sync::{
        atomic::{AtomicU32, Ordering::Relaxed},
        Arc,
    },
    time::Duration,
};

/// In thousandths. With a state in memory, the state root takes a quarter of the time.
const MAX_SHARE: u32 = 750;

/// In thousandths. However long the state root takes, a block has transactions.
const MIN_SHARE: u32 = 250;

/// Learns from each block how long the state root takes: longer with a large state, or on a busy machine.
#[derive(Clone)]
pub struct Share(Arc<AtomicU32>);

impl Default for Share {
    fn default() -> Self {
        Self(Arc::new(AtomicU32::new(MAX_SHARE)))
    }
}

impl Share {
    /// The part of the `time` for a block that may be used to apply transactions.
    pub fn of(&self, time: Duration) -> Duration {
        time * self.0.load(Relaxed) / 1_000
    }

    /// Learn from a block that had `time`, whose transactions were `applied` after this long, and which `took` so long.
    pub fn learn(&self, applied: Duration, took: Duration, time: Duration) {
        // Of one that is almost empty, what doesn't depend on the transactions takes the most.
        if applied < time / 4 {
            return;
        }
        let measured = (applied.as_secs_f64() / took.as_secs_f64() * 1_000.0) as u32;
        self.0.store(next(self.0.load(Relaxed), measured), Relaxed);
    }
}

/// Shrinks at once, as a late block is lost, and grows gradually.
fn next(share: u32, measured: u32) -> u32 {
    let more = measured.saturating_sub(share) / 8;
    (share.min(measured) + more).clamp(MIN_SHARE, MAX_SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_millis(600);

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn it_is_less_at_once_and_more_by_and_by() {
        let share = Share::default();
        assert_eq!(share.of(TIME), ms(450));
        share.learn(ms(450), ms(900), TIME);
        assert_eq!(share.of(TIME), ms(300));
        share.learn(ms(300), ms(420), TIME);
        assert!((ms(301)..ms(330)).contains(&share.of(TIME)));
        for _ in 0..50 {
            share.learn(ms(300), ms(400), TIME);
        }
        assert!((ms(440)..=ms(450)).contains(&share.of(TIME)));
    }

    #[test]
    fn it_has_bounds() {
        let share = Share::default();
        share.learn(ms(200), ms(100_000), TIME);
        assert_eq!(share.of(TIME), ms(150));
        share.learn(ms(599), ms(599), TIME);
        for _ in 0..50 {
            share.learn(ms(599), ms(599), TIME);
        }
        assert_eq!(share.of(TIME), ms(450));
    }

    #[test]
    fn nothing_is_learned_from_small_blocks() {
        let share = Share::default();
        share.learn(ms(10), ms(100), TIME);
        share.learn(Duration::ZERO, Duration::ZERO, TIME);
        assert_eq!(share.of(TIME), ms(450));
    }
}
