//! `chaos-bench compare`: what runs with the same label have in common, side by side with those of
//! others.

use crate::{
    report::{readable, Report},
    statistics::median,
};
use clap::Args;
use std::path::{Path, PathBuf};

/// Set the reports of several runs side by side: medians of the runs with the same label
#[derive(Debug, Args)]
pub struct Compare {
    /// What `chaos-bench run --json` has written
    #[arg(required = true, value_name = "FILE.json")]
    reports: Vec<PathBuf>,

    /// The label that the others are compared with
    #[arg(long, value_name = "LABEL")]
    baseline: Option<String>,

    /// Print a table of Markdown
    #[arg(long)]
    markdown: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is no report of a run")]
    NotAReport {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("no run has the label {0}")]
    NoBaseline(String),
}

/// What is compared: a name, and where it is in a report.
type Measure = (&'static str, fn(&Report) -> Option<f64>);

const MEASURES: [Measure; 16] = [
    ("finalised tx/s, median", |r| Some(r.finalised?.median)),
    ("finalised tx/s, p5", |r| Some(r.finalised?.p5)),
    ("finalised tx/s, mean", |r| Some(r.finalised?.mean)),
    ("included tx/s, median", |r| Some(r.included?.median)),
    ("transfers/s, mean", |r| r.transfers()),
    ("seconds to inclusion, p50", |r| Some(r.inclusion?.p50)),
    ("seconds to inclusion, p99", |r| Some(r.inclusion?.p99)),
    ("seconds to finality, p50", |r| Some(r.finality?.p50)),
    ("seconds to finality, p95", |r| Some(r.finality?.p95)),
    ("seconds to finality, p99", |r| Some(r.finality?.p99)),
    ("weight used, %", |r| Some(r.fullness.weight? * 100.0)),
    ("bytes used, %", |r| Some(r.fullness.bytes? * 100.0)),
    ("nodes' CPU, ms/tx", |r| r.cost.nodes_cpu_each),
    ("nodes' memory, peak MiB", |r| {
        Some(r.peak_memory()? as f64 / f64::from(1 << 20))
    }),
    ("databases, bytes/tx", |r| r.database_each()),
    ("failed or missing", |r| {
        Some((r.transactions.failed + r.transactions.missing) as f64)
    }),
];

impl Compare {
    pub fn run(&self) -> Result<(), Error> {
        let reports = self.reports.iter().map(|path| read(path));
        let reports = reports.collect::<Result<Vec<_>, _>>()?;
        let table = table(&reports, self.baseline.as_deref())?;
        let text = if self.markdown {
            markdown(&table)
        } else {
            columns(&table)
        };
        print!("{text}");
        Ok(())
    }
}

fn read(path: &Path) -> Result<Report, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        path: path.into(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|source| Error::NotAReport {
        path: path.into(),
        source,
    })
}

/// The rows of the table, of which the first has the names of the columns.
fn table(reports: &[Report], baseline: Option<&str>) -> Result<Vec<Vec<String>>, Error> {
    let mut labels: Vec<&str> = Vec::new();
    for report in reports {
        if !labels.contains(&report.label.as_str()) {
            labels.push(&report.label);
        }
    }
    if let Some(baseline) = baseline.filter(|baseline| !labels.contains(baseline)) {
        return Err(Error::NoBaseline(baseline.into()));
    }
    let others = labels.iter().filter(|label| Some(**label) != baseline);
    let others: Vec<&str> = others.copied().filter(|_| baseline.is_some()).collect();

    let runs = labels
        .iter()
        .map(|label| format!("{label} (median of {})", of(reports, label).count()));
    let ratios = others
        .iter()
        .map(|label| format!("{label} / {}", baseline.unwrap_or_default()));
    let mut rows = vec![[String::new()]
        .into_iter()
        .chain(runs)
        .chain(ratios)
        .collect()];
    for (name, measure) in MEASURES {
        let value =
            |label: &str| median(&of(reports, label).filter_map(measure).collect::<Vec<_>>());
        if labels.iter().all(|label| value(label).is_none()) {
            continue;
        }
        let ratio = |label: &str| {
            let base = value(baseline?)?;
            (base != 0.0).then_some(value(label)? / base)
        };
        let text = |number: Option<f64>| number.map_or_else(|| "-".into(), readable);
        let values = labels.iter().map(|label| text(value(label)));
        let ratios = others.iter().map(|label| text(ratio(label)));
        rows.push(
            [name.into()]
                .into_iter()
                .chain(values)
                .chain(ratios)
                .collect(),
        );
    }
    Ok(rows)
}

/// The runs with a label.
fn of<'a>(reports: &'a [Report], label: &'a str) -> impl Iterator<Item = &'a Report> {
    reports.iter().filter(move |report| report.label == label)
}

fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(i, cell)| {
            let width = width(i);
            if i == 0 {
                format!("{cell:<width$}")
            } else {
                format!("{cell:>width$}")
            }
        });
        cells.collect::<Vec<_>>().join("  ") + "\n"
    };
    rows.iter().map(line).collect()
}

fn markdown(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
    let Some((head, body)) = rows.split_first() else {
        return String::new();
    };
    let rule = format!("| --- |{}\n", " ---: |".repeat(head.len() - 1));
    line(head) + &rule + &body.iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::report;

    fn reports() -> Vec<Report> {
        vec![
            report("chaos", &[1, 300, 300, 1]),
            report("stock", &[1, 100, 100, 1]),
            report("chaos", &[1, 500, 500, 1]),
            report("chaos", &[1, 200, 200, 1]),
        ]
    }

    #[test]
    fn medians_are_set_against_the_baseline() {
        let rows = table(&reports(), Some("stock")).unwrap();
        assert_eq!(
            rows[0],
            [
                "",
                "chaos (median of 3)",
                "stock (median of 1)",
                "chaos / stock"
            ]
        );
        assert_eq!(rows[1], ["finalised tx/s, median", "300", "100", "3.00"]);
    }

    #[test]
    fn without_a_baseline_there_are_no_ratios() {
        let rows = table(&reports(), None).unwrap();
        assert_eq!(rows[1], ["finalised tx/s, median", "300", "100"]);
    }

    #[test]
    fn a_baseline_needs_a_run() {
        let outcome = table(&reports(), Some("other"));
        assert!(matches!(outcome, Err(Error::NoBaseline(label)) if label == "other"));
    }

    #[test]
    fn tables_are_for_people_and_for_pages() {
        let rows = vec![
            vec!["".into(), "a".into()],
            vec!["tx/s".into(), "100".into()],
        ];
        assert_eq!(columns(&rows), "        a\ntx/s  100\n");
        assert_eq!(
            markdown(&rows),
            "|  | a |\n| --- | ---: |\n| tx/s | 100 |\n"
        );
    }
}
