//! Counting votes: pure arithmetic.

use alloc::collections::BTreeSet;
use sp_runtime::Permill;

/// The votes of the current maintainers.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    codec::Encode,
    codec::Decode,
    codec::DecodeWithMemTracking,
    scale_info::TypeInfo,
    serde::Serialize,
)]
pub struct Tally {
    /// How many approve.
    pub approve: u32,
    /// How many disapprove.
    pub refuse: u32,
    /// How many maintainers there are.
    pub maintainers: u32,
}

/// How many of `maintainers` have to approve: more than the part `threshold` of them, or all if there can't be more.
/// At least one, so that nothing is decided by nobody.
pub fn needed(threshold: Permill, maintainers: u32) -> u32 {
    // Below 2^52. Rounded down, and one more exceeds the exact part.
    let part = u64::from(threshold.deconstruct()) * u64::from(maintainers) / 1_000_000;
    let more = u32::try_from(part).map_or(u32::MAX, |part| part.saturating_add(1));
    more.min(maintainers).max(1)
}

impl Tally {
    /// The votes of those among `maintainers`.
    pub fn of<AccountId: Ord>(
        votes: &[(AccountId, bool)],
        maintainers: &BTreeSet<AccountId>,
    ) -> Self {
        let say = |wanted: bool| {
            let count = votes
                .iter()
                .filter(|(voter, approve)| *approve == wanted && maintainers.contains(voter))
                .count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        Self {
            approve: say(true),
            refuse: say(false),
            maintainers: u32::try_from(maintainers.len()).unwrap_or(u32::MAX),
        }
    }

    /// Whether enough approve. None while neither enough approve nor enough disapprove.
    pub fn verdict(&self, threshold: Permill) -> Option<bool> {
        let needed = needed(threshold, self.maintainers);
        if self.approve >= needed {
            return Some(true);
        }
        (self.maintainers.saturating_sub(self.refuse) < needed).then_some(false)
    }
}
