//! Tests of the ERC721 paradigm, a file for each part of it.

pub(crate) mod mock;

mod approve;
mod burn;
mod create;
mod inspect;
mod invariants;
mod ledger;
mod metadata;
mod mint;
mod owner;
mod rights;
mod transfer;
mod zero;
