//! The command line.

use crate::{
    distribution::DistributionCmd, network::addresses::IpFilterParams, new_network::NewNetworkCmd,
    rpc::server::RpcLimits, sign_peer_id::SignPeerIdCmd, signatures::SignatureParams,
};
use sc_cli::RunCmd;

/// A node of a CHAOS chain.
// The SDK's defaults are meant for a node that nobody else reaches: `auto` takes a proxy on this machine for its
// operator.
#[derive(Debug, clap::Parser)]
#[command(
    mut_arg("rpc_methods", |arg| arg
        .default_value("safe")
        .default_value_if("dev", "true", "auto")),
    mut_arg("rpc_max_connections", |arg| arg.default_value("200")),
    mut_arg("rpc_max_request_size", |arg| arg.default_value("8")),
    mut_arg("rpc_max_batch_request_len", |arg| arg.default_value("100")),
)]
pub struct Cli {
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    #[clap(flatten)]
    pub run: RunCmd,

    #[clap(flatten)]
    pub ip_filter: IpFilterParams,

    #[clap(flatten)]
    pub signatures: SignatureParams,

    #[clap(flatten)]
    pub rpc_limits: RpcLimits,
}

#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
    /// Generate, inspect and insert keys
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Sign the consent of a new node key to become the peer id of a member
    SignPeerId(SignPeerIdCmd),

    /// Check the recipients in a CSV file and write a chain spec with them
    Distribution(DistributionCmd),

    /// Write the chain spec of a new network from lists of recipients and validators
    NewNetwork(NewNetworkCmd),

    /// Write the chain spec of `--chain` as JSON
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write the chain spec of `--chain` as JSON, plain or raw
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Validate blocks
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Export blocks
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Import blocks
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Export the state at a block as a chain spec
    ExportState(sc_cli::ExportStateCmd),

    /// Delete the chain's database
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Revert the chain to an earlier block
    Revert(sc_cli::RevertCmd),

    /// Show information about the database
    ChainInfo(sc_cli::ChainInfoCmd),

    /// Benchmark the runtime or this machine
    #[cfg(feature = "runtime-benchmarks")]
    #[command(subcommand)]
    Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use sc_cli::RpcMethods;

    fn rpc_methods(args: &[&str]) -> RpcMethods {
        let cli = Cli::parse_from([&["chaos-node"][..], args].concat());
        cli.run.rpc_params.rpc_methods
    }

    #[test]
    fn unsafe_methods_are_for_those_who_ask_for_them() {
        assert_eq!(rpc_methods(&[]), RpcMethods::Safe);
        assert_eq!(rpc_methods(&["--validator"]), RpcMethods::Safe);
        assert_eq!(rpc_methods(&["--chain", "local"]), RpcMethods::Safe);
        assert_eq!(rpc_methods(&["--dev"]), RpcMethods::Auto);
        assert_eq!(
            rpc_methods(&["--rpc-methods", "unsafe"]),
            RpcMethods::Unsafe
        );
        assert_eq!(
            rpc_methods(&["--dev", "--rpc-methods", "safe"]),
            RpcMethods::Safe
        );
    }

    #[test]
    fn batches_are_limited_unless_there_are_none() {
        for (args, expected) in [
            (vec!["chaos-node"], "Limit(100)"),
            (
                vec!["chaos-node", "--rpc-max-batch-request-len", "7"],
                "Limit(7)",
            ),
            (
                vec!["chaos-node", "--rpc-disable-batch-requests"],
                "Disabled",
            ),
        ] {
            let config = Cli::parse_from(args)
                .run
                .rpc_params
                .rpc_batch_config()
                .unwrap();
            assert_eq!(format!("{config:?}"), expected);
        }
    }
}
