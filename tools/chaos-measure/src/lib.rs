//! How long transactions take in the compiled runtime, compared with what they weigh.
//!
//! [`cases`] is the table of what is measured: the worst known inputs of calls, of functions that contracts
//! call and of instructions, and full blocks. [`chain`] is a chain without a node or a database, whose
//! blocks the compiled [`runtime`] makes. [`measure`] runs a case and says what it took, [`report`] prints.

pub mod cases;
pub mod chain;
pub mod counted;
pub mod measure;
pub mod report;
pub mod runtime;
