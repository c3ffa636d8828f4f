//! Tests of the ERC20 paradigm, a file for each part of it.

pub(crate) mod mock;

mod allowance;
mod clock;
mod create;
mod invariants;
mod ledger;
mod owner;
mod permit;
mod supply;
mod transfer;
mod zero;
