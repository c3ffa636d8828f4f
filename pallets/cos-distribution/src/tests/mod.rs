//! Tests of the distribution, a file for each part of it.

pub(crate) mod mock;

mod claim;
mod genesis;
mod invariants;
mod types;
mod vesting;
