//! Tests of auctions, a file for each thing that can be done.

pub(crate) mod mock;

mod bid;
mod cancel;
mod clock;
mod curve;
mod house;
mod inspect;
mod invariants;
mod list;
mod look_ups;
mod migrations;
mod split;
mod terms;
