//! The pallets' parameters, in one file for each group of pallets.

pub mod coin;
pub mod consensus;
pub mod contracts;
pub mod governance;
pub mod items;
pub mod ledgers;
pub mod system;
pub mod tokens;

use chaos_primitives::{
    currency::{MICRO_COS, MILLI_COS},
    Balance,
};

/// The refundable deposit for storing this many items and bytes. Planck.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
    items as Balance * 10 * MILLI_COS + bytes as Balance * 10 * MICRO_COS
}
