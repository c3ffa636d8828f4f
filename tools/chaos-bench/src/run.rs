//! `chaos-bench run`: one run of a load against a chain, from its setup to its report.

use crate::{
    accounts::{self, AccountId},
    chain::{self, Chain, Rpc},
    clock::Clock,
    disk,
    error::Error,
    follow::{Counts, Follower},
    load::{Kind, Setup},
    plot, processes,
    processes::Memory,
    progress::Progress,
    report::{self, BlockLine, Cost, Parameters, Report, Transactions},
    sign::{self, Senders},
    statistics::Percentiles,
    submit::Submission,
    window::Window,
};
use clap::Args;
use sp_core::{sr25519::Pair, Pair as _};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

/// Send a load to a chain, and report what becomes of it
#[derive(Debug, Args)]
pub struct Run {
    /// Where a node answers, such as ws://127.0.0.1:9944. Of several, the load is sent to one after the
    /// other, and the chain is followed at the first
    #[arg(long, required = true)]
    url: Vec<String>,

    /// What is sent
    #[arg(long, value_enum, default_value = "transfers")]
    load: Kind,

    /// How many accounts `chaos-bench fund` gave coins at genesis: they send to one another
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    accounts: u32,

    /// How long transactions are sent
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,

    /// How many transactions are sent at most. They are signed in advance, and take 200 bytes of memory
    /// each [default: more than a chain makes final in that time]
    #[arg(long, value_name = "C", value_parser = clap::value_parser!(u64).range(1..=50_000_000))]
    count: Option<u64>,

    /// How many transactions are sent a second at most, for a light load
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,

    /// How many transactions may be sent and in no block yet. To fill every block, it has to be more than
    /// two blocks have room for
    #[arg(long, value_name = "M", default_value_t = 16_384, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    in_flight: u32,

    /// How many connections there are to each node
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    connections: u8,

    /// A process of a node on this machine, whose CPU time and memory are reported
    #[arg(long, value_name = "PID")]
    pid: Vec<u32>,

    /// The folder of a node's database on this machine, whose growth is reported
    #[arg(long, value_name = "FOLDER")]
    database: Vec<PathBuf>,

    /// The bundle of an ink! contract that has the constructor `new(u128)` and the message
    /// `transfer(AccountId, u128)`
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,

    /// The development key of who pays for what a load needs on the chain
    #[arg(long, value_name = "KEY", default_value = "//Alice")]
    funder: String,

    /// How many seconds are waited for the node to answer, and again for its first final block
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(..=86_400))]
    wait: u64,

    /// How many seconds are waited for the next transactions to become final, once all are sent
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(..=86_400))]
    patience: u64,

    /// By what `chaos-bench compare` knows runs that repeat one another [default: the name of the node]
    #[arg(long)]
    label: Option<String>,

    /// Where all numbers are written to
    #[arg(long, value_name = "FILE.json")]
    json: Option<PathBuf>,

    /// Where a plot is drawn
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
}

/// What was measured between the first transaction and the last final one.
struct Usage {
    cost: Cost,
    patience_lost: bool,
}

impl Run {
    pub fn run(&self) -> Result<(), Error> {
        // Before anything is done that takes time.
        processes::cpu_of_all(&self.pid)?;
        self.database_size()?;
        let funder = Pair::from_string(&self.funder, None);
        let funder = funder.map_err(|_| Error::NotAKey(self.funder.clone()))?;
        let runtime = tokio::runtime::Runtime::new().map_err(Error::Runtime)?;
        let report = runtime.block_on(self.measure(&funder))?;
        print!("{report}");
        if let Some(path) = &self.json {
            let json = serde_json::to_vec_pretty(&report).map_err(Error::Json)?;
            write(path, &json)?;
        }
        if let Some(path) = &self.plot {
            write(path, plot::draw(&report)?.as_bytes())?;
        }
        Ok(())
    }

    async fn measure(&self, funder: &Pair) -> Result<Report, Error> {
        let progress = Progress::new();
        let wait = Duration::from_secs(self.wait);
        progress.say(&format!("connecting to {}", self.url[0]));
        let chain = tokio::select! {
            chain = Chain::connect(&self.url[0], wait) => chain?,
            // A node that has stopped is not waited for.
            outcome = processes::sample(&self.pid, |_| ()) => return Err(ended(outcome)),
        };
        let all = accounts::first(self.accounts);
        let count = self.count();
        progress.say("setting up");
        let load = self
            .load
            .prepare(&self.setup(&chain, &all, funder), count)
            .await?;
        let senders = Senders::of(&chain, &all, count).await?;
        progress.say(&format!("signing {count} transactions"));
        let signed = sign::sign(&chain, load.as_ref(), &senders, count)?;
        let connections = self.connect(wait).await?;

        let counts = Counts::default();
        let clock = Clock::start();
        let window = Window::new(self.in_flight as usize);
        let mut follower = Follower::new(&chain, &signed, &window, &clock, &counts).await?;
        let duration = Duration::from_secs(self.seconds);
        let width = senders.accounts.len();
        let submission = Submission::new(&signed, width, &window, &clock, duration, self.rate);
        let usage = self
            .watch(&mut follower, &submission, &connections, &counts, &progress)
            .await?;
        if usage.patience_lost {
            progress.say("the rest does not become final");
        }
        progress.done();
        follower.inspect_rest().await?;
        Ok(self.report(&chain, width, &submission, &follower, usage.cost))
    }

    fn setup<'a>(&'a self, chain: &'a Chain, all: &'a [AccountId], funder: &'a Pair) -> Setup<'a> {
        Setup {
            chain,
            accounts: all,
            funder,
            contract: self.contract.as_deref(),
        }
    }

    /// How many transactions are signed.
    fn count(&self) -> u64 {
        let each_second = self.load.most_per_second();
        let each_second = self.rate.map_or(each_second, u64::from);
        self.count.unwrap_or(self.seconds * each_second)
    }

    /// One connection to each node, then another one to each, and so on.
    async fn connect(&self, wait: Duration) -> Result<Vec<Rpc>, Error> {
        let mut connections = Vec::new();
        for _ in 0..self.connections {
            for url in &self.url {
                connections.push(chain::connect(url, wait).await?);
            }
        }
        Ok(connections)
    }

    /// Sends the load, follows the chain until all is final, and charges the nodes with what it costs.
    async fn watch(
        &self,
        follower: &mut Follower<'_>,
        submission: &Submission<'_>,
        connections: &[Rpc],
        counts: &Counts,
        progress: &Progress,
    ) -> Result<Usage, Error> {
        let started = Instant::now();
        let database = self.database_size()?;
        let (nodes, own) = (processes::cpu_of_all(&self.pid)?, own_cpu()?);
        let mut memory: Vec<Memory> = Vec::new();
        let load = async {
            submission.run(connections).await?;
            self.settle(submission, counts).await
        };
        let patience_lost = tokio::select! {
            outcome = load => outcome?,
            outcome = follower.run() => return Err(ended(outcome)),
            outcome = processes::sample(&self.pid, |now| memory.push(now)) => return Err(ended(outcome)),
            () = tell(progress, started, submission, counts) => false,
        };
        let nodes = processes::cpu_of_all(&self.pid)? - nodes;
        let finalised = counts.finalised.load(Relaxed).max(1) as f64;
        let told = !self.pid.is_empty();
        let cost = Cost {
            seconds: started.elapsed().as_secs_f64(),
            nodes_cpu: told.then_some(nodes),
            nodes_cpu_each: told.then_some(nodes * 1_000.0 / finalised),
            own_cpu: own_cpu()? - own,
            memory,
            database: database.zip(self.database_size()?),
        };
        Ok(Usage {
            cost,
            patience_lost,
        })
    }

    /// Waits until all that was taken is final. True where no more becomes final.
    async fn settle(&self, submission: &Submission<'_>, counts: &Counts) -> Result<bool, Error> {
        let patience = Duration::from_secs(self.patience);
        let mut last = (Instant::now(), 0);
        loop {
            let finalised = counts.finalised.load(Relaxed);
            if finalised >= submission.accepted() {
                return Ok(false);
            }
            if finalised != last.1 {
                last = (Instant::now(), finalised);
            } else if last.0.elapsed() > patience {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn database_size(&self) -> Result<Option<u64>, Error> {
        if self.database.is_empty() {
            return Ok(None);
        }
        let size = disk::size_of_all(&self.database).map_err(|source| Error::Read {
            path: self.database[0].clone(),
            source,
        })?;
        Ok(Some(size))
    }

    fn report(
        &self,
        chain: &Chain,
        senders: usize,
        submission: &Submission<'_>,
        follower: &Follower<'_>,
        cost: Cost,
    ) -> Report {
        let blocks = lines(submission, follower);
        let limits = chain.limits();
        let times = Times::of(submission, follower);
        Report {
            label: self
                .label
                .clone()
                .unwrap_or_else(|| chain.node.name.clone()),
            node: chain.node.clone(),
            parameters: Parameters {
                load: self.load,
                accounts: self.accounts,
                senders,
                seconds: self.seconds,
                count: self.count(),
                rate: self.rate,
                in_flight: self.in_flight as usize,
                nodes: self.url.len(),
                connections: self.url.len() * usize::from(self.connections),
            },
            transactions: transactions(submission, follower),
            finalised: report::finalised(&blocks),
            included: report::included(&blocks),
            inclusion: Percentiles::of(&times.inclusion),
            finality: Percentiles::of(&times.finality),
            fullness: report::fullness(&blocks, &limits),
            limits,
            cost,
            blocks,
        }
    }
}

/// What goes on for ever has ended with an error.
fn ended(outcome: Result<(), Error>) -> Error {
    outcome.err().unwrap_or(Error::SubscriptionEnded)
}

fn own_cpu() -> Result<f64, Error> {
    processes::cpu(std::process::id())
}

fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    fs::write(path, content).map_err(|source| Error::Write {
        path: path.into(),
        source,
    })
}

/// Says how far it is, for ever.
async fn tell(progress: &Progress, started: Instant, submission: &Submission<'_>, counts: &Counts) {
    let mut interval = tokio::time::interval(progress.interval());
    loop {
        interval.tick().await;
        let refused: u64 = submission.refusals().values().sum();
        progress.say(&format!(
            "{:>4} s, block {}: {} submitted, {} included, {} finalised, {} on their way, {refused} refused",
            started.elapsed().as_secs(),
            counts.best.load(Relaxed),
            submission.accepted(),
            counts.included.load(Relaxed),
            counts.finalised.load(Relaxed),
            submission.window.taken(),
        ));
    }
}

/// The final blocks. Of chains without `Timestamp`, by the tool's own time.
fn lines(submission: &Submission<'_>, follower: &Follower<'_>) -> Vec<BlockLine> {
    let fullest = follower.finals.iter().map(|block| block.found.len()).max();
    let fullest = fullest.unwrap_or(0) as u64;
    let mut waiting = submission.accepted();
    let blocks = follower.finals.iter().zip(&follower.inspected);
    let line = blocks.map(|(block, inspected)| {
        let found = block.found.len() as u64;
        let offered = block.arrived <= submission.ended_at() || waiting >= fullest;
        waiting = waiting.saturating_sub(found);
        BlockLine {
            number: block.number,
            time: inspected.time.unwrap_or(block.arrived / 1_000),
            arrived: block.arrived,
            final_at: block.final_at,
            transactions: found - inspected.failed.len() as u64,
            offered,
            extrinsics: block.extrinsics as u64,
            bytes: block.bytes as u64,
            weight: inspected.weight,
        }
    });
    line.collect()
}

fn transactions(submission: &Submission<'_>, follower: &Follower<'_>) -> Transactions {
    let finalised = follower.finals.iter().map(|block| block.found.len() as u64);
    let finalised = finalised.sum();
    let included = follower.included_at.iter().filter(|at| **at > 0).count();
    let mut failures = BTreeMap::new();
    for (reason, count) in follower.inspected.iter().flat_map(|block| &block.reasons) {
        *failures.entry(reason.clone()).or_default() += count;
    }
    Transactions {
        signed: submission.signed.len() as u64,
        submitted: submission.accepted(),
        included: included as u64,
        finalised,
        failed: failures.values().sum(),
        missing: submission.accepted().saturating_sub(finalised),
        skipped: submission.skipped(),
        failures,
        refusals: submission.refusals(),
    }
}

/// How long each final transaction took, in seconds.
struct Times {
    inclusion: Vec<f64>,
    finality: Vec<f64>,
}

impl Times {
    fn of(submission: &Submission<'_>, follower: &Follower<'_>) -> Self {
        let (mut inclusion, mut finality) = (Vec::new(), Vec::new());
        for block in &follower.finals {
            for found in &block.found {
                let Some(sent_at) = submission.sent_at(found.number) else {
                    continue;
                };
                let seconds = |at: u64| at.saturating_sub(sent_at) as f64 / 1e6;
                inclusion.push(seconds(follower.included_at[found.number as usize]));
                finality.push(seconds(block.final_at));
            }
        }
        Self {
            inclusion,
            finality,
        }
    }
}
