//! The node of a CHAOS chain.
//!
//! | room | |
//! | --- | --- |
//! | [`command`], [`cli`] | the command line, and what it does |
//! | [`service`], [`tasks`] | puts a running node together, with what runs in the background |
//! | [`chain`] | opens a chain, for every command that works on one |
//! | [`network`] | who is on it, and what nodes ask and tell each other |
//! | [`consensus`] | who makes blocks and when they are final: a file for each family, chosen by the chain spec |
//! | [`rpc`] | JSON-RPC |
//! | [`pool`] | the transactions that wait for a block |
//! | [`signatures`] | verifies each signature once |
//! | [`authorship`] | makes blocks |
//! | [`metrics`] | for Prometheus |
//! | [`preflight`] | finds an operator's mistakes at the start |
//! | [`headers`] | what a block's header says about it |
//! | [`chain_spec`], [`new_network`], [`distribution`] | chain specs, and the commands that write them |
//! | [`sign_peer_id`] | a command that signs with a node's key |
//! | [`client`] | the types of client, database and pool |
//! | [`executor`] | executes the runtime |
//! | [`failure`] | says in one line why a node stopped |
//!
//! Imports only go down this list; `scripts/check-architecture.sh` refuses others.

// The errors of `sc-cli` and `sc-service` are.
#![allow(clippy::result_large_err)]

mod authorship;
mod chain;
mod chain_spec;
mod cli;
mod client;
mod command;
mod consensus;
mod distribution;
mod executor;
mod failure;
mod headers;
mod metrics;
mod network;
mod new_network;
mod pool;
mod preflight;
mod rpc;
mod service;
mod sign_peer_id;
mod signatures;
mod tasks;
#[cfg(test)]
mod testing;

use std::process::ExitCode;

/// A node's threads allocate a lot. With the C library's allocator they wait for each other: making a block took a
/// quarter more time.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            failure::report(error);
            ExitCode::FAILURE
        }
    }
}
