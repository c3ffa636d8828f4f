//! The node of a CHAOS chain.
//!
//! [`cli`] says what can be typed, [`command`] what is done then. A running node is put together in
//! [`service`], from a [`consensus`], a chain spec ([`chain_spec`]) and the JSON-RPC ([`rpc`]);
//! [`signatures`] are verified once.
//! [`distribution`] turns a list of recipients into a chain spec, [`new_network`] that and a list of
//! validators; [`failure`] says why it went wrong.

// The errors of `sc-cli` and `sc-service` are.
#![allow(clippy::result_large_err)]

mod chain_spec;
mod cli;
mod command;
mod consensus;
mod distribution;
mod failure;
mod new_network;
mod rpc;
mod service;
mod signatures;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            failure::report(error);
            ExitCode::FAILURE
        }
    }
}
