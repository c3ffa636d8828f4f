//! Tests of the reports, a file for each part of them.

pub(crate) mod mock;

mod offence;
mod proof;
mod report;
