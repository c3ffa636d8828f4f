//! Tests of the validator set, a file for each part of it.

mod mock;

mod admission;
mod genesis;
mod keys;
mod offences;
mod session;
