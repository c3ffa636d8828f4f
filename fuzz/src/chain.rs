//! A chain without a node: a state, and blocks that the runtime executes on it natively, with the fees, the
//! extensions and the hooks of real ones. What it costs to start again is dropping what was changed.

use crate::finding::{Finding, Kind};
use chaos_runtime::{
    genesis, AccountId, Block, Executive, Hash, Header, Runtime, Session, System,
    UncheckedExtrinsic,
};
use codec::{DecodeLimit, Encode};
use frame_support::MAX_EXTRINSIC_DEPTH;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::storage::{ChildInfo, StateVersion};
use sp_externalities::{set_and_run_with_externalities, Extensions};
use sp_runtime::{
    traits::{BlakeTwo256, Block as BlockT, Header as _},
    transaction_validity::TransactionValidityError,
    BuildStorage, Digest, DigestItem, DispatchError,
};
use sp_state_machine::{Backend, Ext, InMemoryBackend, OverlayedChanges};
use std::{collections::BTreeMap, time::Duration};

/// How many times as long everything takes that is compiled for coverage: a contract that loops, up to four times.
const INSTRUMENTED: u64 = if cfg!(feature = "coverage") { 4 } else { 1 };

/// When the chain begins, in slots of one second since the Unix epoch.
const START: u64 = 1_800_000_000;

/// How many times its weight something may take. Natively, the runtime is two to four times as fast as it
/// is in a node, so that what passes may still be slow there; `scripts/test.sh` has another test for that.
pub const FACTOR: u64 = 10 * INSTRUMENTED;

/// Below this nothing is slow: clocks and caches are not that exact.
pub const NOT_SLOW: Duration = Duration::from_millis(5 * INSTRUMENTED);

/// What reading, hashing and decoding a byte of a transaction may take, whatever becomes of it.
const PER_BYTE: Duration = Duration::from_nanos(10 * INSTRUMENTED);

/// Something is slow if it is so often.
const ATTEMPTS: u32 = 3;

/// A key of the state, or of a child of it.
pub type Key = (Option<ChildInfo>, Vec<u8>);

/// Values that were changed: none for those that were removed.
pub type Changes = BTreeMap<Key, Option<Vec<u8>>>;

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its bytes are no transaction.
    Undecodable,
    /// It can't be in the block.
    Refused(TransactionValidityError),
    /// It is in the block, and paid for.
    Failed(DispatchError),
    /// It did what it is for.
    Succeeded,
}

impl Outcome {
    /// Whether it is in the block.
    pub fn is_included(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Succeeded)
    }
}

/// Applies the bytes of a transaction.
pub type Apply = fn(&[u8]) -> Outcome;

/// A chain.
pub struct Chain {
    /// The state that the chain is reset to.
    beginning: InMemoryBackend<BlakeTwo256>,
    /// That of the last block.
    backend: InMemoryBackend<BlakeTwo256>,
    overlay: OverlayedChanges<BlakeTwo256>,
    extensions: Extensions,
    apply: Apply,
}

impl Chain {
    /// One that begins with a preset's genesis, and what `prepare` adds to it.
    pub fn new(preset: &str, prepare: impl FnOnce(&mut Self)) -> Self {
        let config = genesis::complete(preset).expect("the preset exists");
        let storage = config.build_storage().expect("a preset can be built; qed");
        let beginning = InMemoryBackend::from((storage, StateVersion::V1));
        let mut chain = Self {
            backend: beginning.clone(),
            beginning,
            overlay: OverlayedChanges::default(),
            extensions: Extensions::new(),
            apply,
        };
        chain.run(|| frame_system::BlockHash::<Runtime>::insert(0, genesis_hash()));
        prepare(&mut chain);
        chain.keep();
        chain.beginning = chain.backend.clone();
        chain
    }

    /// Apply transactions in another way: how tests put bugs into the runtime.
    pub fn with_apply(mut self, apply: Apply) -> Self {
        self.apply = apply;
        self
    }

    /// Keep what was changed.
    fn keep(&mut self) {
        let changes = self
            .overlay
            .drain_storage_changes(&self.backend, StateVersion::V1)
            .expect("no transaction is open; qed");
        self.backend
            .apply_transaction(changes.transaction_storage_root, changes.transaction);
    }

    /// Start again.
    pub fn reset(&mut self) {
        self.backend = self.beginning.clone();
        self.overlay = OverlayedChanges::default();
    }

    /// Ask the state, or change it.
    pub fn run<T>(&mut self, what: impl FnOnce() -> T) -> T {
        let extensions = Some(&mut self.extensions);
        let mut ext = Ext::new(&mut self.overlay, &self.backend, extensions);
        set_and_run_with_externalities(&mut ext, what)
    }

    /// What was changed since the last block.
    pub fn changes(&mut self) -> Changes {
        let mut changes = Changes::new();
        for (key, value) in self.overlay.changes_mut() {
            changes.insert((None, key.clone()), value.value().cloned());
        }
        for (child_changes, child) in self.overlay.children_mut() {
            for (key, value) in child_changes {
                let key = (Some(child.clone()), key.clone());
                changes.insert(key, value.value().cloned());
            }
        }
        changes
    }

    /// The keys whose values are not those `before`.
    pub fn changed_since(&mut self, before: &Changes) -> Vec<Key> {
        let mut changes = self.changes();
        changes.retain(|key, value| match before.get(key) {
            Some(before) => before != value,
            None => self.original(key) != *value,
        });
        changes.into_keys().collect()
    }

    /// What it was then.
    fn original(&self, (child, key): &Key) -> Option<Vec<u8>> {
        match child {
            None => self.backend.storage(key),
            Some(child) => self.backend.child_storage(child, key),
        }
        .expect("the state is in memory; qed")
    }

    /// Begin a block, in the next slot.
    pub fn open_block(&mut self) -> Result<(), Finding> {
        self.timed("the beginning of a block", 0, 0, open_block, |()| true)
            .map(|_| ())
    }

    /// End it.
    pub fn close_block(&mut self) -> Result<(), Finding> {
        let close = || {
            Executive::finalize_block();
        };
        // Whose storage root is of all that was written in it.
        let whole = self.run(weight);
        self.timed("the end of a block", 0, whole, close, |()| true)?;
        self.keep();
        Ok(())
    }

    /// Apply a transaction. One that is not included leaves no trace.
    pub fn apply(&mut self, transaction: &[u8]) -> Result<Outcome, Finding> {
        let apply = self.apply;
        let name = format!("a transaction of {} bytes", transaction.len());
        let apply = || apply(transaction);
        self.timed(&name, transaction.len(), 0, apply, Outcome::is_included)
    }

    /// Do something that says what it weighs, up to three times if it takes too long.
    fn timed<T: std::fmt::Debug>(
        &mut self,
        name: &str,
        bytes: usize,
        weighed_before: u64,
        what: impl Fn() -> T,
        leaves_a_trace: impl Fn(&T) -> bool,
    ) -> Result<T, Finding> {
        let mut attempt = 1;
        loop {
            let before = self.run(weight);
            self.overlay.start_transaction();
            let started = cpu_time();
            let result = self.run(&what);
            let took = cpu_time().saturating_sub(started);
            // The weights of the last block are gone when the next one begins.
            let after = self.run(weight);
            let weighs = weighed_before + after.checked_sub(before).unwrap_or(after);
            let slow = took > most_time(weighs, bytes);
            if slow && attempt < ATTEMPTS {
                self.roll_back();
                attempt += 1;
                continue;
            }
            if leaves_a_trace(&result) {
                self.overlay
                    .commit_transaction()
                    .expect("it was opened above; qed");
            } else {
                self.roll_back();
            }
            if slow {
                let weighs = Duration::from_nanos(weighs / 1_000);
                let what = format!("{name} weighs {weighs:?} and took {took:?}: {result:?}");
                return Err(Finding::new(Kind::Time, what));
            }
            return Ok(result);
        }
    }

    fn roll_back(&mut self) {
        self.overlay
            .rollback_transaction()
            .expect("it was opened before; qed");
    }
}

/// How long something may take.
fn most_time(weighs: u64, bytes: usize) -> Duration {
    // A picosecond for each unit of weight.
    let declared = Duration::from_nanos(weighs.saturating_mul(FACTOR) / 1_000);
    let read = PER_BYTE.saturating_mul(bytes.try_into().unwrap_or(u32::MAX));
    NOT_SLOW.max(declared) + read
}

/// Of the block so far, in picoseconds.
fn weight() -> u64 {
    System::block_weight().total().ref_time()
}

/// How long this thread has been computing.
fn cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a value on the stack, which the call fills.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    assert_eq!(failed, 0, "every Linux has this clock");
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// What the runtime makes of the bytes of a transaction, as when it imports a block.
pub fn apply(transaction: &[u8]) -> Outcome {
    let decoded = <Block as BlockT>::Extrinsic::decode_all_with_depth_limit(
        MAX_EXTRINSIC_DEPTH,
        &mut &*transaction,
    );
    let Ok(extrinsic) = decoded else {
        return Outcome::Undecodable;
    };
    match Executive::apply_extrinsic(extrinsic) {
        Ok(Ok(())) => Outcome::Succeeded,
        Ok(Err(error)) => Outcome::Failed(error),
        Err(error) => Outcome::Refused(error),
    }
}

fn open_block() {
    let slot = START.max(pallet_aura::CurrentSlot::<Runtime>::get().into()) + 1;
    let number = System::block_number() + 1;
    // Nothing checks that the parent's hash is really its hash.
    let parent = match number {
        1 => genesis_hash(),
        _ => Hash::from_low_u64_be((number - 1).into()),
    };
    let slot_digest = DigestItem::PreRuntime(AURA_ENGINE_ID, Slot::from(slot).encode());
    let digest = Digest {
        logs: vec![slot_digest],
    };
    let [extrinsics, state] = Default::default();
    Executive::initialize_block(&Header::new(number, extrinsics, state, parent, digest));
    let now = pallet_timestamp::Call::set { now: slot * 1_000 };
    Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(now.into()))
        .expect("the time is an inherent; qed")
        .expect("time goes on; qed");
}

/// Who gets the fees of the block.
pub fn author() -> Option<AccountId> {
    let slot = u64::from(pallet_aura::CurrentSlot::<Runtime>::get());
    let validators = Session::validators();
    validators
        .get(slot as usize % validators.len().max(1))
        .cloned()
}

fn genesis_hash() -> Hash {
    Hash::repeat_byte(0x42)
}
