//! The node of a CHAOS chain.
//!
//! [`cli`] says what can be typed, [`command`] what is done then. A running node is put together in
//! [`service`], from a [`consensus`], a chain spec ([`chain_spec`]) and the JSON-RPC ([`rpc`]);
//! [`signatures`] are verified once, [`transactions`] validated many at once, and blocks made of them
//! ([`authorship`]), and [`outsiders`] don't get in the way of that.
//! [`distribution`] turns a list of recipients into a chain spec, [`new_network`] that and a list of
//! validators; [`sign_peer_id`] signs with a node's key; [`failure`] says why it went wrong.

// The errors of `sc-cli` and `sc-service` are.
#![allow(clippy::result_large_err)]

mod authorship;
mod chain_spec;
mod cli;
mod command;
mod consensus;
mod distribution;
mod failure;
mod new_network;
mod outsiders;
mod rpc;
mod service;
mod sign_peer_id;
mod signatures;
mod transactions;

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
