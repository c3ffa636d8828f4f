//! How often each call was tried, and succeeded. A fuzzer whose calls all fail finds nothing.

use crate::chain::Outcome;
use chaos_runtime::{AllPalletsWithSystem, RuntimeCall};
use frame_support::traits::{GetCallMetadata, PalletsInfoAccess};
use std::{collections::BTreeMap, fmt};

/// The first index of this project's pallets that users call, all of whose calls have to succeed.
const FIRST_OF_OURS: usize = 50;

/// Of these, those that only Root may make, by a CIP that was voted for.
const OF_ROOT: [(&str, &str); 5] = [
    ("Cip", "cancel"),
    ("Cip", "enact"),
    ("Cip", "set_ground_rules"),
    ("NodeAdmission", "set_parameters"),
    ("NodeAdmission", "set_code_uploads"),
];

#[derive(Clone, Copy, Default)]
struct Count {
    tried: u64,
    succeeded: u64,
}

/// Counts of calls: those of transactions, and those in a `batch_all`, which all succeed or none.
#[derive(Clone, Default)]
pub struct Tally {
    calls: BTreeMap<(&'static str, &'static str), Count>,
    /// How often a CIP had a call dispatched that succeeded.
    enacted: BTreeMap<(&'static str, &'static str), u64>,
    cips: u64,
    transactions: u64,
    included: u64,
    blocks: u64,
}

impl Tally {
    /// Count a transaction.
    pub fn transaction(&mut self, call: &RuntimeCall, outcome: &Outcome) {
        self.transactions += 1;
        self.included += u64::from(outcome.is_included());
        self.call(call, *outcome == Outcome::Succeeded);
    }

    /// Count a block.
    pub fn block(&mut self) {
        self.blocks += 1;
    }

    /// Count a CIP whose call was dispatched and succeeded, and the call, if that is known.
    pub fn enacted(&mut self, call: Option<&RuntimeCall>) {
        self.cips += 1;
        if let Some(call) = call {
            let name = call.get_call_metadata();
            let count = self
                .enacted
                .entry((name.pallet_name, name.function_name))
                .or_default();
            *count += 1;
        }
    }

    /// How many CIPs had a call that was dispatched and succeeded.
    pub fn cips_enacted(&self) -> u64 {
        self.cips
    }

    fn call(&mut self, call: &RuntimeCall, succeeded: bool) {
        let name = call.get_call_metadata();
        let count = self
            .calls
            .entry((name.pallet_name, name.function_name))
            .or_default();
        count.tried += 1;
        count.succeeded += u64::from(succeeded);
        if let RuntimeCall::Utility(pallet_utility::Call::batch_all { calls }) = call {
            for call in calls {
                self.call(call, succeeded);
            }
        }
    }

    /// Add what another thread has counted.
    pub fn add(&mut self, other: Self) {
        self.transactions += other.transactions;
        self.included += other.included;
        self.blocks += other.blocks;
        self.cips += other.cips;
        for (name, count) in other.enacted {
            *self.enacted.entry(name).or_default() += count;
        }
        for (name, count) in other.calls {
            let sum = self.calls.entry(name).or_default();
            sum.tried += count.tried;
            sum.succeeded += count.succeeded;
        }
    }

    /// The calls of this project that users may make, and that never succeeded.
    pub fn never_succeeded(&self) -> Vec<String> {
        let ours = AllPalletsWithSystem::infos()
            .into_iter()
            .filter(|pallet| pallet.index >= FIRST_OF_OURS);
        let calls = ours.flat_map(|pallet| {
            let names = RuntimeCall::get_call_names(pallet.name);
            names.iter().map(move |name| (pallet.name, *name))
        });
        calls
            .filter(|name| !OF_ROOT.contains(name))
            .filter(|name| self.calls.get(name).is_none_or(|n| n.succeeded == 0))
            .map(|(pallet, name)| format!("{pallet}.{name}"))
            .collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{:>9} {:>9}  call", "tried", "succeeded")?;
        for ((pallet, name), count) in &self.calls {
            let Count { tried, succeeded } = count;
            writeln!(f, "{tried:>9} {succeeded:>9}  {pallet}.{name}")?;
        }
        writeln!(f, "{:>9} {:>9}  call of a CIP", "", "enacted")?;
        for ((pallet, name), count) in &self.enacted {
            writeln!(f, "{:>9} {count:>9}  {pallet}.{name}", "")?;
        }
        let Self {
            cips,
            transactions,
            included,
            blocks,
            ..
        } = self;
        write!(
            f,
            "{cips} CIPs were enacted\n\
             {transactions} transactions, of which {included} are in {blocks} blocks"
        )
    }
}
