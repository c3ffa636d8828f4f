//! What a run has shown: as JSON with all numbers, and as a table to read.

use crate::{
    chain::{Limits, Node},
    load::Kind,
    processes::Memory,
    statistics::{median, throughput, under_load, Filled, Percentiles, Throughput},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// By what runs of the same kind are found again.
    pub label: String,
    pub node: Node,
    pub parameters: Parameters,
    pub transactions: Transactions,
    /// By the time that the chain gives its blocks.
    pub finalised: Option<Throughput>,
    /// By the time at which the tool heard of them.
    pub included: Option<Throughput>,
    /// Seconds from sending a transaction until it was heard that it is in a block.
    pub inclusion: Option<Percentiles>,
    /// Seconds from sending a transaction until it was heard that its block is final.
    pub finality: Option<Percentiles>,
    pub limits: Limits,
    /// Of the blocks under load, the one in the middle: which part it has used of what there is for
    /// transactions of the class normal.
    pub fullness: Fullness,
    pub cost: Cost,
    pub blocks: Vec<BlockLine>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    pub load: Kind,
    pub accounts: u32,
    pub senders: usize,
    pub seconds: u64,
    pub count: u64,
    pub rate: Option<u32>,
    pub in_flight: usize,
    pub nodes: usize,
    pub connections: usize,
}

/// Where all transactions are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transactions {
    pub signed: u64,
    /// Taken by a node.
    pub submitted: u64,
    /// In a best block, at least once.
    pub included: u64,
    pub finalised: u64,
    /// Of the finalised ones, those that have done nothing but pay.
    pub failed: u64,
    /// Taken by a node, and in no final block.
    pub missing: u64,
    /// Not sent, because one before them of the same account was refused.
    pub skipped: u64,
    /// Why they have failed.
    pub failures: BTreeMap<String, u64>,
    /// What nodes said instead of taking a transaction. Some were sent again.
    pub refusals: BTreeMap<String, u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fullness {
    pub weight: Option<f64>,
    pub bytes: Option<f64>,
}

/// What the run has cost, from the first transaction until the last is final.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    pub seconds: f64,
    /// CPU time of the nodes that the tool was told of, in seconds; none where it was told of none.
    pub nodes_cpu: Option<f64>,
    /// The same for each final transaction, in milliseconds.
    pub nodes_cpu_each: Option<f64>,
    /// CPU time of the tool itself, in seconds.
    pub own_cpu: f64,
    /// The nodes' memory, each second.
    pub memory: Vec<Memory>,
    /// What the nodes' databases have taken up on the disk, in bytes, before and after.
    pub database: Option<(u64, u64)>,
}

/// A final block.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockLine {
    pub number: u64,
    /// That the chain gives it, in milliseconds.
    pub time: u64,
    /// When it was heard of, in microseconds since the run began.
    pub arrived: u64,
    /// When it was heard that it is final.
    pub final_at: u64,
    /// Transactions of the load that have not failed.
    pub transactions: u64,
    /// Transactions were still being sent, or as many as the fullest block has were waiting.
    pub offered: bool,
    /// All transactions and inherents.
    pub extrinsics: u64,
    pub bytes: u64,
    /// Of transactions of the class normal, in picoseconds.
    pub weight: Option<u64>,
}

impl Report {
    /// Transfers a second, where a transaction makes several.
    pub fn transfers(&self) -> Option<f64> {
        let each = self.parameters.load.transfers_each();
        let finalised = self.finalised.filter(|_| each > 1)?;
        Some(finalised.mean * each as f64)
    }

    /// Bytes that a transaction has added to the databases.
    pub fn database_each(&self) -> Option<f64> {
        let (before, after) = self.cost.database?;
        let finalised = self.transactions.finalised;
        (finalised > 0).then(|| after.saturating_sub(before) as f64 / finalised as f64)
    }

    pub fn peak_memory(&self) -> Option<u64> {
        self.cost.memory.iter().map(|memory| memory.peak).max()
    }
}

fn filled(blocks: &[BlockLine], time: impl Fn(&BlockLine) -> u64) -> Vec<Filled> {
    let line = |block: &BlockLine| Filled {
        time: time(block),
        transactions: block.transactions,
        offered: block.offered,
    };
    blocks.iter().map(line).collect()
}

/// Transactions a second by the chain's time.
pub fn finalised(blocks: &[BlockLine]) -> Option<Throughput> {
    throughput(&filled(blocks, |block| block.time))
}

/// Transactions a second by the tool's time.
pub fn included(blocks: &[BlockLine]) -> Option<Throughput> {
    throughput(&filled(blocks, |block| block.arrived / 1_000))
}

/// How full the blocks under load are.
pub fn fullness(blocks: &[BlockLine], limits: &Limits) -> Fullness {
    let blocks = &blocks[under_load(&filled(blocks, |block| block.time))];
    let weights = blocks.iter().filter_map(|block| block.weight_used(limits));
    let bytes = blocks.iter().filter_map(|block| block.bytes_used(limits));
    Fullness {
        weight: median(&weights.collect::<Vec<_>>()),
        bytes: median(&bytes.collect::<Vec<_>>()),
    }
}

impl BlockLine {
    /// Which part of the weight is used.
    pub fn weight_used(&self, limits: &Limits) -> Option<f64> {
        Some(self.weight? as f64 / limits.weight? as f64)
    }

    /// Which part of the bytes is used.
    pub fn bytes_used(&self, limits: &Limits) -> Option<f64> {
        Some(self.bytes as f64 / f64::from(limits.bytes?))
    }
}

/// A number with as many decimals as one can do something with.
pub fn readable(number: f64) -> String {
    match number.abs() {
        0.0 => "0".into(),
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        size if size >= 1.0 => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    }
}

fn or_nothing(number: Option<f64>) -> String {
    number.map_or_else(|| "-".into(), readable)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |f: &mut fmt::Formatter<'_>, name: &str, value: String| {
            writeln!(f, "{name:<34} {value}")
        };
        let (node, parameters) = (&self.node, &self.parameters);
        writeln!(f, "{} {} on {}", node.name, node.version, node.chain)?;
        let load = format!("{:?}", parameters.load).to_lowercase();
        writeln!(
            f,
            "{load}, {} accounts, at most {} on their way\n",
            parameters.accounts, parameters.in_flight
        )?;
        for (name, rate) in [("finalised", self.finalised), ("included", self.included)] {
            let value = rate.map_or_else(
                || "- (fewer than three blocks had any)".into(),
                |rate| {
                    format!(
                        "median {}, p5 {}, mean {} in {} blocks of {} s",
                        readable(rate.median),
                        readable(rate.p5),
                        readable(rate.mean),
                        rate.blocks,
                        readable(rate.seconds)
                    )
                },
            );
            row(f, &format!("{name} transactions a second"), value)?;
        }
        if let Some(transfers) = self.transfers() {
            row(f, "finalised transfers a second", readable(transfers))?;
        }
        for (name, times) in [("inclusion", self.inclusion), ("finality", self.finality)] {
            let value = times.map_or_else(
                || "-".into(),
                |times| {
                    format!(
                        "p50 {}, p95 {}, p99 {}",
                        readable(times.p50),
                        readable(times.p95),
                        readable(times.p99)
                    )
                },
            );
            row(f, &format!("seconds to {name}"), value)?;
        }
        let percent = |part: Option<f64>| or_nothing(part.map(|part| part * 100.0));
        let fullness = &self.fullness;
        let (weight, bytes) = (percent(fullness.weight), percent(fullness.bytes));
        row(
            f,
            "fullness of blocks, percent",
            format!("weight {weight}, bytes {bytes}"),
        )?;
        let cost = &self.cost;
        if let Some(each) = cost.nodes_cpu_each {
            let all = or_nothing(cost.nodes_cpu);
            row(
                f,
                "CPU time of the nodes",
                format!("{} ms a transaction, {all} s in all", readable(each)),
            )?;
        }
        let part = cost.own_cpu / cost.seconds.max(f64::MIN_POSITIVE) * 100.0;
        row(
            f,
            "CPU time of this tool",
            format!(
                "{} s, {} % of a core",
                readable(cost.own_cpu),
                readable(part)
            ),
        )?;
        if let Some(peak) = self.peak_memory() {
            let mebibytes = peak as f64 / f64::from(1 << 20);
            row(
                f,
                "most memory of the nodes",
                format!("{} MiB", readable(mebibytes)),
            )?;
        }
        if let Some(each) = self.database_each() {
            row(
                f,
                "growth of the databases",
                format!("{} bytes a transaction", readable(each)),
            )?;
        }
        let all = &self.transactions;
        row(
            f,
            "transactions",
            format!(
                "{} submitted, {} included, {} finalised, {} failed, {} missing",
                all.submitted, all.included, all.finalised, all.failed, all.missing
            ),
        )?;
        for (reason, count) in &all.failures {
            row(f, "  failed", format!("{count} × {reason}"))?;
        }
        for (reason, count) in &all.refusals {
            row(f, "  refused", format!("{count} × {reason}"))?;
        }
        if all.skipped > 0 {
            let value = format!("{} after a refused one of the same account", all.skipped);
            row(f, "  not sent", value)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Blocks of a second with so many transactions, of a chain that has room for a thousand.
    pub fn blocks(transactions: &[u64]) -> Vec<BlockLine> {
        (1..)
            .zip(transactions)
            .map(|(number, &transactions)| BlockLine {
                number,
                time: number * 1_000,
                arrived: number * 1_000_000,
                final_at: (number + 2) * 1_000_000,
                transactions,
                offered: true,
                extrinsics: transactions + 1,
                bytes: transactions * 100,
                weight: Some(transactions * 1_000),
            })
            .collect()
    }

    pub fn report(label: &str, transactions: &[u64]) -> Report {
        let blocks = blocks(transactions);
        let limits = Limits {
            weight: Some(1_000_000),
            bytes: Some(200_000),
        };
        let total = transactions.iter().sum();
        Report {
            label: label.into(),
            node: Node {
                name: "Node".into(),
                version: "1".into(),
                chain: "Test".into(),
                spec_version: 1,
            },
            parameters: Parameters {
                load: Kind::Transfers,
                accounts: 10,
                senders: 10,
                seconds: 10,
                count: total,
                rate: None,
                in_flight: 100,
                nodes: 1,
                connections: 2,
            },
            transactions: Transactions {
                signed: total,
                submitted: total,
                included: total,
                finalised: total,
                ..Default::default()
            },
            finalised: finalised(&blocks),
            included: included(&blocks),
            inclusion: Percentiles::of(&[1.0]),
            finality: Percentiles::of(&[3.0]),
            fullness: fullness(&blocks, &limits),
            limits,
            cost: Cost {
                seconds: 10.0,
                nodes_cpu: Some(5.0),
                nodes_cpu_each: Some(5_000.0 / total as f64),
                own_cpu: 1.0,
                memory: vec![Memory {
                    resident: 1 << 20,
                    peak: 2 << 20,
                }],
                database: Some((1_000, 1_000 + 50 * total)),
            },
            blocks,
        }
    }

    #[test]
    fn fullness_is_that_of_blocks_under_load() {
        let report = report("a", &[0, 10, 500, 700, 600, 20, 0]);
        assert_eq!(report.fullness.weight, Some(0.6));
        assert_eq!(report.fullness.bytes, Some(0.3));
        assert_eq!(report.finalised.unwrap().median, 600.0);
        assert_eq!(report.included, report.finalised);
    }

    #[test]
    fn a_chain_without_limits_has_no_fullness() {
        let limits = Limits {
            weight: None,
            bytes: None,
        };
        let fullness = fullness(&blocks(&[1, 2, 3]), &limits);
        assert_eq!(fullness, Fullness::default());
    }

    #[test]
    fn json_keeps_everything() {
        let report = report("a", &[1, 100, 100, 1]);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }

    #[test]
    fn the_table_has_what_was_asked_for() {
        let mut report = report("a", &[1, 1_000, 1_000, 1]);
        let full = ("1016 Immediately Dropped".to_string(), 3);
        report.transactions.refusals = BTreeMap::from([full]);
        let table = report.to_string();
        for line in [
            "finalised transactions a second    median 1000, p5 1000, mean 1000 in 2 blocks of 2.00 s",
            "seconds to finality                p50 3.00, p95 3.00, p99 3.00",
            "fullness of blocks, percent        weight 100, bytes 50.0",
            "CPU time of the nodes              2.50 ms a transaction, 5.00 s in all",
            "growth of the databases            50.0 bytes a transaction",
            "  refused                          3 × 1016 Immediately Dropped",
        ] {
            assert!(table.contains(line), "{line}\n{table}");
        }
    }

    #[test]
    fn batches_are_counted_in_transfers_too() {
        let mut report = report("a", &[1, 3, 3, 1]);
        assert_eq!(report.transfers(), None);
        report.parameters.load = Kind::Batches;
        assert_eq!(report.transfers(), Some(3.0 * 1_024.0));
    }
}
