//! @Name@.

use super::{by_anybody, Entry};
use chaos_runtime::{pallet_@module@::Call, Runtime};

pub const ENTRIES: &[Entry] = &[|draw| {
    // About half of them are above the maximum.
    let value = draw.source.below(2_000_000);
    by_anybody(Call::<Runtime>::set_value { value })
}];
