//! `chaos-bench`: how many transactions a second a Substrate chain makes final, how long they take, and
//! what they cost its nodes.
//!
//! [`fund`] gives accounts coins at genesis, [`run`] sends a load to a running chain and reports,
//! [`compare`] sets several reports side by side. [`authorities`] is for networks of the SDK's template.

mod accounts;
mod authorities;
mod call;
mod chain;
mod clock;
mod compare;
mod disk;
mod error;
mod follow;
mod fund;
mod hex;
mod inspect;
mod load;
mod plot;
mod processes;
mod progress;
mod report;
mod run;
mod sign;
mod state;
mod statistics;
mod submit;
mod window;

use clap::{Parser, Subcommand};
use std::{error::Error, process::ExitCode};

/// Measures how many transactions a second a Substrate chain makes final.
///
/// First `fund` gives accounts coins in the chain's genesis, then `run` sends transactions of these
/// accounts to a running node, which it is given the address of, and reports how many of them are in final
/// blocks, how long that took, how full the blocks are, and what it has cost the nodes. `compare` sets the
/// reports of several runs side by side. Keys of the accounts are known to everybody: use chains that are
/// thrown away.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Fund(fund::Fund),
    Run(Box<run::Run>),
    Compare(compare::Compare),
    Authorities(authorities::Authorities),
}

fn main() -> ExitCode {
    let outcome: Result<(), Box<dyn Error>> = match Cli::parse().command {
        Command::Fund(fund) => fund.run().map_err(Into::into),
        Command::Run(run) => run.run().map_err(Into::into),
        Command::Compare(compare) => compare.run().map_err(Into::into),
        Command::Authorities(authorities) => authorities.run().map_err(Into::into),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

/// An error, and what it comes from.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_load_runs_without_an_address() {
        let line = ["chaos-bench", "run", "--accounts", "10"];
        assert!(Cli::try_parse_from(line).is_err());
        let line = [&line[..], &["--url", "ws://127.0.0.1:9944"]].concat();
        assert!(Cli::try_parse_from(line).is_ok());
    }

    #[test]
    fn causes_are_told() {
        let cause = std::io::Error::other("no disk");
        let path = "spec.json".into();
        let error = fund::Error::Read {
            path,
            source: cause,
        };
        assert_eq!(with_causes(&error), "cannot read spec.json: no disk");
    }
}
