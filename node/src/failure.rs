//! Prints why a node stopped: one line below the log, whatever the libraries below have to say.

use std::{fmt::Display, thread::sleep, time::Duration};

/// The logger writes what it has every 50 ms, from a thread of its own.
const UNTIL_THE_LOG_IS_WRITTEN: Duration = Duration::from_millis(150);

/// Print why the node cannot go on, below everything that it has logged.
pub fn report(error: impl Display) {
    sleep(UNTIL_THE_LOG_IS_WRITTEN);
    eprintln!("Error: {}", one_line(&error.to_string()));
}

/// The part of an error that tells an operator what to do.
fn one_line(error: &str) -> String {
    // What follows is for whoever wrote the runtime, or is the whole genesis over again.
    let error = ["WASM backtrace:", " for blob:"]
        .into_iter()
        .filter_map(|end| error.find(end))
        .min()
        .map_or(error, |end| &error[..end]);
    // A genesis that is wrong panics in the runtime: the reason stands below the place in the code.
    let error = match error
        .split_once("panicked at ")
        .and_then(|(_, rest)| rest.split_once('\n'))
    {
        Some((_, reason)) => reason,
        None => error,
    };
    let words: Vec<_> = error.split_whitespace().collect();
    let line = words.join(" ");
    ["Other: ", "Invalid input: "]
        .into_iter()
        .find_map(|kind| line.strip_prefix(kind))
        .unwrap_or(&line)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_panic_in_the_runtime_is_told_without_its_place() {
        let error = "Other: wasm call error Execution aborted due to panic: panicked at \
                     src/lib.rs:105:17:\nCOS distribution: tranche angel: found 0 COS\n\
                     WASM backtrace:\nerror while executing at wasm backtrace:\n    0: 0x5d4";
        assert_eq!(
            one_line(error),
            "COS distribution: tranche angel: found 0 COS"
        );
    }

    #[test]
    fn the_genesis_is_not_told_over_again() {
        let error = "Other: Invalid JSON blob: unknown field `bankers` at line 1 column 9 for \
                     blob:\n{\n  \"cosDistribution\": {}\n}";
        assert_eq!(
            one_line(error),
            "Invalid JSON blob: unknown field `bankers` at line 1 column 9"
        );
    }

    #[test]
    fn several_lines_become_one() {
        assert_eq!(
            one_line("Invalid input: no key.\n\t\t\n 1. Make one.\n"),
            "no key. 1. Make one."
        );
    }
}
