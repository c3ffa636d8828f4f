//! Tests of business tokens, a file for each thing that can be done with them.

pub(crate) mod mock;

mod charge;
mod execute;
mod genesis;
mod inspect;
mod invariants;
mod policy;
mod price;
mod purchase;
mod redemption;
mod regulation;
mod sale;
