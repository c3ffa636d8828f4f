//! Prints what was measured: a table for people, the ten worst for the book, JSON for programs.

use crate::measure::Figures;
use std::cmp::Ordering;

/// How many rows the page in the book has.
const WORST: usize = 10;

/// The worst first, and what has no ratio last.
pub fn sort(figures: &mut [Figures]) {
    let by_ratio =
        |a: &Figures, b: &Figures| b.ratio().partial_cmp(&a.ratio()).unwrap_or(Ordering::Equal);
    figures.sort_by(by_ratio);
}

/// A line for each.
pub fn table(figures: &[Figures]) -> String {
    let mut lines = vec![format!(
        "{:<52} {:>5} {:>9} {:>8} {:>9} {:>9} {:>7} {:>7} {:>9}  {}",
        "case",
        "n",
        "time",
        "database",
        "declared",
        "weight",
        "time/w",
        "ratio",
        "validate",
        "outcome"
    )];
    lines.extend(figures.iter().map(line));
    lines.join("\n")
}

/// One case.
pub fn line(row: &Figures) -> String {
    format!(
        "{:<52} {:>5} {:>9.3} {:>8.3} {:>9} {:>9.3} {:>7} {:>7} {:>9.3}  {}",
        row.case,
        row.transactions,
        row.time,
        row.database,
        or_none(row.declared, 3),
        row.weight,
        or_none(row.computing_ratio(), 2),
        or_none(row.ratio(), 2),
        row.validation,
        row.outcome,
    )
}

/// The ten worst, for `docs/weights.md`.
pub fn markdown(figures: &[Figures]) -> String {
    let mut lines = vec![
        "| | computing | database | weight | ratio |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(figures.iter().take(WORST).map(|row| {
        format!(
            "| {} | {:.2} ms | {:.2} ms | {:.2} ms | {} |",
            row.case,
            row.time,
            row.database,
            row.weight,
            or_none(row.ratio(), 2),
        )
    }));
    lines.join("\n")
}

fn or_none(value: Option<f64>, digits: usize) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.digits$}"))
}
