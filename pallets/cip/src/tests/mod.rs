//! Tests of CIPs, a file for each thing that can be done or that happens.

pub(crate) mod mock;

mod deposit;
mod enact;
mod end;
mod inspect;
mod invariants;
mod look_ups;
mod migrations;
mod propose;
mod rules;
mod tally;
mod unlock;
mod vote;
mod withdraw;
