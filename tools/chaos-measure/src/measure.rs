//! What a case takes, compared with what it weighs.

use crate::{
    cases::Case,
    chain::{Chain, Error, Outcome, Snapshot, Transaction},
    counted::Accesses,
    runtime::Runtime,
};
use chaos_runtime::Runtime as Native;
use frame_support::weights::Weight;
use serde::Serialize;
use sp_keyring::Sr25519Keyring;
use std::time::Duration;

/// What takes longer is measured once: it is bad enough.
const LONG: Duration = Duration::from_secs(5);

/// What a case took and weighed. Times are milliseconds.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Its name.
    pub case: String,
    /// How many transactions are in the block.
    pub transactions: usize,
    /// What became of the first one that did not succeed, or `ok`.
    pub outcome: String,
    /// Whether all are in the block.
    pub included: bool,
    /// Whether the runtime was ended by one.
    pub trapped: bool,
    /// Computing.
    pub time: f64,
    /// What the database would take, as reads and writes weigh: of the keys that none of the block's
    /// transactions needed before.
    pub database: f64,
    /// What they weighed before they were executed. None where one does not decode.
    pub declared: Option<f64>,
    /// What they weighed in the end.
    pub weight: f64,
    /// Validating the first one, which its sender does not pay for.
    pub validation: f64,
}

impl Figures {
    /// Of a case that the runtime does not let come to its transactions.
    fn prevented(case: &Case, outcome: &Outcome) -> Self {
        Self {
            case: case.name.clone(),
            transactions: 0,
            outcome: format!("prevented: {outcome}"),
            included: false,
            trapped: false,
            time: 0.0,
            database: 0.0,
            declared: None,
            weight: 0.0,
            validation: 0.0,
        }
    }

    /// Computing, divided by what was weighed in the end. What is not in a block has none.
    pub fn computing_ratio(&self) -> Option<f64> {
        (self.included && self.weight > 0.0).then(|| self.time / self.weight)
    }

    /// The same with what the database would take. What is above one takes longer than it weighs.
    pub fn ratio(&self) -> Option<f64> {
        (self.included && self.weight > 0.0).then(|| (self.time + self.database) / self.weight)
    }
}

/// Prepare one case on a new chain, and measure it so many times. The shortest time counts: whatever else a machine
/// does makes it longer.
pub fn measure(
    runtime: &Runtime,
    new: &Snapshot,
    case: &Case,
    rounds: usize,
) -> Result<Figures, String> {
    let mut chain = Chain::at(runtime, new);
    let transactions = match (case.prepare)(&mut chain) {
        Ok(transactions) => transactions,
        Err(Error::Prevented(outcome)) => return Ok(Figures::prevented(case, &outcome)),
        Err(Error::Broken(error)) => return Err(error),
    };
    let first = transactions.first().ok_or("there is nothing to measure")?;
    let before = chain.snapshot();

    let validation = shortest(rounds, || {
        chain.restore(&before);
        Ok(chain.validate(first).time)
    })?;
    let declared = transactions
        .iter()
        .map(|transaction| chain.declared(transaction))
        .try_fold(Weight::zero(), |sum, weight| {
            Some(sum.saturating_add(weight?))
        });

    chain.restore(&before);
    chain.begin_block(None)?;
    let begun = chain.snapshot();
    let mut outcome = Outcome::Ok;
    let mut weight = Weight::zero();
    let time = shortest(rounds, || {
        chain.restore(&begun);
        let empty = chain.weight();
        let (worst, time) = apply(&mut chain, &transactions);
        outcome = worst;
        weight = chain.weight().saturating_sub(empty);
        Ok(time)
    })?;

    chain.restore(&before);
    let database = database(&mut chain, &transactions)?;
    Ok(Figures {
        case: case.name.clone(),
        transactions: transactions.len(),
        included: outcome.is_included(),
        trapped: matches!(outcome, Outcome::Trapped(_)),
        outcome: outcome.to_string(),
        time: milliseconds(time),
        database: of_weight(database),
        declared: declared.map(of_weight),
        weight: of_weight(weight),
        validation: milliseconds(validation),
    })
}

/// Apply all of them, up to one that can't be in the block. What became of the first that did not succeed.
fn apply(chain: &mut Chain, transactions: &[Transaction]) -> (Outcome, Duration) {
    let mut worst = Outcome::Ok;
    let mut time = Duration::ZERO;
    for transaction in transactions {
        let (outcome, called) = chain.apply(transaction);
        time += called.time;
        if worst == Outcome::Ok {
            worst = outcome.clone();
        }
        if !outcome.is_included() {
            return (outcome, time);
        }
    }
    (worst, time)
}

/// What reads and writes weigh that the transactions need, and that none before needed in the block.
fn database(chain: &mut Chain, transactions: &[Transaction]) -> Result<Weight, String> {
    let mut before = Accesses::default();
    chain.begin_block(Some(&mut before))?;
    // The fees of the first transaction are the first that the author gets.
    let remark = frame_system::Call::<Native>::remark { remark: vec![] };
    let other = chain.sign(Sr25519Keyring::Ferdie, remark);
    chain.apply_counted(&other, &mut before);
    let mut accesses = before.clone();
    for transaction in transactions {
        chain.apply_counted(transaction, &mut accesses);
    }
    let (reads, writes) = accesses.beyond(&before);
    let cost = <Native as frame_system::Config>::DbWeight::get();
    Ok(cost.reads_writes(reads, writes))
}

fn shortest(
    rounds: usize,
    mut round: impl FnMut() -> Result<Duration, String>,
) -> Result<Duration, String> {
    let mut shortest = round()?;
    for _ in 1..rounds {
        if shortest > LONG {
            break;
        }
        shortest = shortest.min(round()?);
    }
    Ok(shortest)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn of_weight(weight: Weight) -> f64 {
    weight.ref_time() as f64 / 1e9
}
