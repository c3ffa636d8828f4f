//! The node of a CHAOS chain.
//!
//! [`cli`] is the command line, [`command`] runs it. Every command that works on a chain opens it ([`chain`]); a
//! running node is put together in [`service`], and has background [`tasks`].
//!
//! | room | |
//! | --- | --- |
//! | [`client`] | the types of client, database, pool and import queue, which all others take from here |
//! | [`executor`] | executes the runtime |
//! | [`signatures`] | verifies each signature once |
//! | [`pool`] | the transactions that wait for a block |
//! | [`authorship`] | makes blocks of them |
//! | [`consensus`] | says who makes blocks and when they are final: one file for each family, chosen by the chain spec |
//! | [`network`] | who is on it, and what nodes ask and tell each other |
//! | [`rpc`] | JSON-RPC |
//! | [`metrics`] | for Prometheus |
//! | [`chain_spec`], [`distribution`], [`new_network`] | chain specs, and the commands that write them |
//! | [`preflight`], [`failure`] | an operator's mistakes, found at the start; one line that says why a node stopped |
//! | [`sign_peer_id`] | a command that signs with a node's key |
//!
//! Nobody but the command line knows [`service`], which knows everybody: `scripts/check-architecture.sh` refuses such
//! an import.

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
