//! Fuzzes with what libFuzzer makes of a corpus, guided by what of the code it reaches. `CHAOS_FUZZ_TARGET`
//! says what. See `README.md`.

#![no_main]

use chaos_fuzz::{
    chain::Chain, sequence::Log, story::prepared_chain, tally::Tally, targets::Target,
};
use clap::ValueEnum;
use libfuzzer_sys::fuzz_target;
use std::{cell::RefCell, env, sync::LazyLock};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = env::var("CHAOS_FUZZ_TARGET").unwrap_or_default();
    Target::from_str(&name, true).expect("CHAOS_FUZZ_TARGET is a target")
});

thread_local! {
    static CHAIN: RefCell<Chain> = RefCell::new(prepared_chain());
}

fuzz_target!(|bytes: &[u8]| {
    CHAIN.with_borrow_mut(|chain| {
        let mut log = Log::default();
        if let Err(finding) = TARGET.run(chain, bytes, &mut log, &mut Tally::default()) {
            panic!("{finding}\n{log}");
        }
    });
});
