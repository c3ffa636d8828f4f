//! Nothing takes much longer than it weighs. The bound is generous: machines differ, and so do days.

use chaos_measure::{
    cases::{self, Case},
    chain::{Chain, Snapshot},
    measure::{measure, Figures},
    runtime::Runtime,
};

/// Of computing, beside the weight.
const MOST: f64 = 10.0;

/// What takes no longer is passed over: whatever else the machine does would count too much. Milliseconds.
const SHORT: f64 = 5.0;

/// Of what nobody pays for: validating, and finding out that something is refused. Milliseconds.
const FREE: f64 = 100.0;

fn is_too_slow(figures: &Figures) -> bool {
    let computing = figures.computing_ratio().is_some_and(|ratio| ratio > MOST);
    (figures.time > SHORT && computing) || figures.validation > FREE
}

/// What is too slow is measured twice again.
fn is_fast_enough(runtime: &Runtime, new: &Snapshot, case: &Case) -> Result<(), String> {
    let once = measure(runtime, new, case, 1)?;
    if once.trapped {
        return Err(format!("{once:?}"));
    }
    if is_too_slow(&once) {
        let again = measure(runtime, new, case, 2)?;
        if is_too_slow(&again) {
            return Err(format!("{again:?}"));
        }
    }
    Ok(())
}

#[test]
fn nothing_takes_much_longer_than_it_weighs() {
    let runtime = Runtime::load(None).unwrap();
    let new = Chain::new(&runtime).unwrap().snapshot();
    let bad: Vec<String> = cases::all()
        .iter()
        .filter_map(|case| {
            let error = is_fast_enough(&runtime, &new, case).err()?;
            Some(format!("{}: {error}", case.name))
        })
        .collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
