//! Tests of the whole runtime, without a node. They are one binary, because each binary would compile the runtime's
//! generic code again.

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
