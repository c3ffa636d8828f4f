//! `chaos-measure`: how long transactions take in the compiled runtime, compared with what they weigh.

use chaos_measure::{cases, chain::Chain, measure::measure, report, runtime::Runtime};
use clap::Parser;
use std::{path::PathBuf, process::ExitCode};

/// Measures how long transactions take in the compiled runtime, compared with what they weigh.
///
/// Applies the worst known inputs of calls, of functions that contracts call and of instructions, and full
/// blocks, on a chain in memory, and prints a table with the worst first. Times are milliseconds of CPU time
/// without the database, whose part is estimated from the keys that are read and written.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    /// The runtime's WebAssembly, compressed or not. The one that was built last if not given.
    runtime: Option<PathBuf>,
    /// Only the cases with this in their names. Several if given several times.
    #[arg(long, value_name = "NAME")]
    filter: Vec<String>,
    /// How often each case is measured. The shortest time counts.
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    rounds: usize,
    /// Print JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the ten worst as a table in Markdown, for docs/weights.md.
    #[arg(long)]
    markdown: bool,
    /// Print the names of the cases, and measure nothing.
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), String> {
    let cases = cases::all()
        .into_iter()
        .filter(|case| {
            cli.filter.is_empty()
                || cli
                    .filter
                    .iter()
                    .any(|part| case.name.contains(part.as_str()))
        })
        .collect::<Vec<_>>();
    if cases.is_empty() {
        return Err("no case has such a name".to_owned());
    }
    if cli.list {
        cases.iter().for_each(|case| println!("{}", case.name));
        return Ok(());
    }
    let runtime = Runtime::load(cli.runtime.as_deref())?;
    let new = Chain::new(&runtime)?.snapshot();
    let mut figures = Vec::new();
    let mut broken = 0;
    for case in &cases {
        match measure(&runtime, &new, case, cli.rounds) {
            Ok(row) => {
                eprintln!("{}", report::line(&row));
                figures.push(row);
            }
            Err(error) => {
                broken += 1;
                eprintln!("{}: {error}", case.name);
            }
        }
    }
    report::sort(&mut figures);
    if cli.json {
        let json = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
        println!("{json}");
    } else if cli.markdown {
        println!("{}", report::markdown(&figures));
    } else {
        println!("{}", report::table(&figures));
    }
    if broken > 0 {
        return Err(format!(
            "{broken} of {} cases could not be measured",
            cases.len()
        ));
    }
    Ok(())
}
