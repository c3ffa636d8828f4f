//! Fuzzes with what seeds decide: the same every time, on every machine. See `README.md`.

use chaos_fuzz::{
    chain::Chain,
    finding::{Finding, Kind},
    sequence::Log,
    story::prepared_chain,
    tally::Tally,
    targets::Target,
};
use clap::Parser;
use std::{
    cell::RefCell,
    fs,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Instant,
};

/// Calls that contain calls need more than a thread has by itself.
const STACK: usize = 32 * 1024 * 1024;

/// Look for what breaks the runtime, by seeds.
#[derive(Parser)]
struct Arguments {
    /// What to fuzz.
    #[arg(value_enum, default_value = "runtime")]
    target: Target,
    /// How many sequences.
    #[arg(long, default_value_t = 20_000)]
    sequences: u64,
    /// Others have other sequences.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the sequence with this number, with all that is sent.
    #[arg(long)]
    only: Option<u64>,
    /// Only what this file says, such as one of the corpus.
    #[arg(long, conflicts_with = "only")]
    file: Option<PathBuf>,
    /// Write what is tried into this folder, and try nothing: to begin a corpus with.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Whether calls that never succeed are a failure, as in a long run, and CIPs none of which is enacted.
    #[arg(long)]
    all_succeed: bool,
}

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    panic::set_hook(Box::new(|info| {
        PANIC.with_borrow_mut(|panic| *panic = info.to_string());
    }));
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let started = Instant::now();
    if let Some(folder) = &arguments.write {
        return write(arguments, folder);
    }
    if let Some(file) = &arguments.file {
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        return show(arguments.target, &bytes);
    }
    if let Some(number) = arguments.only {
        let mut chain = prepared_chain();
        let bytes = arguments.target.bytes(&mut chain, arguments.seed, number);
        return show(arguments.target, &bytes);
    }
    let tally = all(arguments)?;
    println!("{tally}");
    println!(
        "{} sequences in {:.0?}, without a finding",
        arguments.sequences,
        started.elapsed()
    );
    let never = tally.never_succeeded();
    if arguments.all_succeed && !never.is_empty() {
        return Err(format!("never succeeded: {}", never.join(", ")));
    }
    if arguments.all_succeed && tally.cips_enacted() == 0 {
        return Err("no CIP was enacted".into());
    }
    Ok(())
}

/// Try every number, on all processors, until something is found.
fn all(arguments: &Arguments) -> Result<Tally, String> {
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let work = || -> Result<Tally, String> {
        let mut chain = prepared_chain();
        let mut tally = Tally::default();
        while !stop.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= arguments.sequences {
                break;
            }
            let bytes = arguments.target.bytes(&mut chain, arguments.seed, number);
            let mut log = Log::default();
            if let Err(finding) =
                attempt(arguments.target, &mut chain, &bytes, &mut log, &mut tally)
            {
                stop.store(true, Ordering::Relaxed);
                let target = format!("{:?}", arguments.target).to_lowercase();
                return Err(format!(
                    "{finding}\n{log}It is found again with: scripts/fuzz.sh {target} --seed {} --only {number}",
                    arguments.seed
                ));
            }
        }
        Ok(tally)
    };
    let mut sum = Tally::default();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..thread::available_parallelism().map_or(1, usize::from))
            .map(|_| {
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, work)
                    .expect("there is room for a thread")
            })
            .collect();
        for thread in threads {
            let tally = thread.join().map_err(|_| "a thread panicked by itself")??;
            sum.add(tally);
        }
        Ok(sum)
    })
}

/// Try these bytes, and say what they are.
fn show(target: Target, bytes: &[u8]) -> Result<(), String> {
    let attempt = || {
        let mut log = Log::default();
        let mut tally = Tally::default();
        let result = attempt(target, &mut prepared_chain(), bytes, &mut log, &mut tally);
        println!("{log}");
        result.map_err(|finding| finding.to_string())
    };
    thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, attempt)
            .expect("there is room for a thread")
            .join()
            .map_err(|_| "a thread panicked by itself")?
    })
}

fn attempt(
    target: Target,
    chain: &mut Chain,
    bytes: &[u8],
    log: &mut Log,
    tally: &mut Tally,
) -> Result<(), Finding> {
    panic::catch_unwind(AssertUnwindSafe(|| target.run(chain, bytes, log, tally))).unwrap_or_else(
        |_| {
            let message = PANIC.with_borrow(Clone::clone);
            Err(Finding::new(Kind::Panic, message))
        },
    )
}

fn write(arguments: &Arguments, folder: &PathBuf) -> Result<(), String> {
    let mut chain = prepared_chain();
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    for number in 0..arguments.sequences {
        let bytes = arguments.target.bytes(&mut chain, arguments.seed, number);
        let file = folder.join(format!("{}-{number}", arguments.seed));
        fs::write(file, bytes).map_err(|error| error.to_string())?;
    }
    Ok(())
}
