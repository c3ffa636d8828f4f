//! Looks for what breaks the runtime, as an attacker would who knows every call.
//!
//! Bytes, of a seed or of libFuzzer, are read as a *sequence*: blocks of transactions that the
//! [`dictionary`] makes, signed and sent by [`people`] to a [`chain`] without a node. After each
//! transaction, each block and each sequence, [`checks`] say whether what must hold still holds. The
//! other [`targets`] are for bytes that were made by nobody's rules.
//!
//! `README.md` says how to run it, how to repeat what it found, and how to teach it a new call.

pub mod chain;
pub mod checks;
pub mod cips;
pub mod deposits;
pub mod dictionary;
pub mod finding;
pub mod modules;
pub mod people;
pub mod prices;
pub mod reserves;
pub mod sequence;
pub mod source;
pub mod story;
pub mod tally;
pub mod targets;
pub mod undo;
