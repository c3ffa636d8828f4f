//! Tests of the whole chain, without a node. One program: each would compile the runtime's generic code anew.

mod accounts;
mod admission;
mod batches;
mod built_contracts;
mod common;
mod consensus;
mod contracts;
mod fees;
mod filters;
mod governance;
mod items;
mod migrations;
mod supply;
mod tokens;
mod upgrade;
mod uploads;
mod weights;
