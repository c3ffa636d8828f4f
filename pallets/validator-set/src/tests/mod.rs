//! Tests of the validator set, a file for each part of it.

pub(crate) mod mock;

mod admin;
mod genesis;
mod offences;
mod session;
