//! A file for each call, and one for what always holds.

pub(crate) mod mock;

mod invariants;
mod set_value;
