//! The command line.

use crate::{
    distribution::DistributionCmd, new_network::NewNetworkCmd, service::IpFilterParams,
    signatures::SignatureParams,
};
use sc_cli::RunCmd;

/// A node of a CHAOS chain.
#[derive(Debug, clap::Parser)]
pub struct Cli {
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    #[clap(flatten)]
    pub run: RunCmd,

    #[clap(flatten)]
    pub ip_filter: IpFilterParams,

    #[clap(flatten)]
    pub signatures: SignatureParams,
}

#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
    /// Make, inspect and insert keys
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a chain spec with the recipients of a CSV file, after checking them
    Distribution(DistributionCmd),

    /// Write the chain spec of a new network, plain and raw, from its recipients and validators
    NewNetwork(NewNetworkCmd),

    /// Write the chain spec of `--chain` as JSON
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write the chain spec of `--chain` as JSON, or make it raw
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Validate blocks
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Export blocks
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Import blocks
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Export the state of a block into a chain spec
    ExportState(sc_cli::ExportStateCmd),

    /// Remove the whole chain
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Revert the chain to an earlier block
    Revert(sc_cli::RevertCmd),

    /// Show what is in the database
    ChainInfo(sc_cli::ChainInfoCmd),

    /// Benchmark the runtime and this machine
    #[cfg(feature = "runtime-benchmarks")]
    #[command(subcommand)]
    Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}
