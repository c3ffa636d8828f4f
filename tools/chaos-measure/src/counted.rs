//! A state that notes which of its keys are read and written.

use sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey};
use sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults};
use sp_state_machine::BasicExternalities;
use std::{
    any::{Any, TypeId},
    collections::BTreeSet,
};

/// Keys, with the names of the child tries that they are in.
#[derive(Clone, Debug, Default)]
pub struct Accesses {
    /// Which were read.
    pub read: BTreeSet<Vec<u8>>,
    /// Which were written.
    pub written: BTreeSet<Vec<u8>>,
}

impl Accesses {
    /// How many keys were read and written that were not before.
    pub fn beyond(&self, before: &Self) -> (u64, u64) {
        let count = |now: &BTreeSet<Vec<u8>>, before| now.difference(before).count() as u64;
        let known = before.read.union(&before.written).cloned().collect();
        (
            count(&self.read, &known),
            count(&self.written, &before.written),
        )
    }
}

/// The state, and what is noted of it.
pub struct Counted<'a> {
    state: &'a mut BasicExternalities,
    accesses: &'a mut Accesses,
}

impl<'a> Counted<'a> {
    /// Note the accesses to `state` besides those that were noted.
    pub fn new(state: &'a mut BasicExternalities, accesses: &'a mut Accesses) -> Self {
        Self { state, accesses }
    }

    fn reads(&mut self, key: &[u8]) {
        if !self.accesses.read.contains(key) {
            self.accesses.read.insert(key.to_vec());
        }
    }

    fn writes(&mut self, key: &[u8]) {
        if !self.accesses.written.contains(key) {
            self.accesses.written.insert(key.to_vec());
        }
    }

    /// As many keys as there are that begin so, or as are to be removed.
    fn writes_all(&mut self, prefix: &[u8], limit: Option<u32>) {
        let mut key = prefix.to_vec();
        for _ in 0..limit.unwrap_or(u32::MAX) {
            match self.state.next_storage_key(&key) {
                Some(next) if next.starts_with(prefix) => key = next,
                _ => break,
            }
            self.writes(&key);
        }
    }
}

fn in_child(child: &ChildInfo, key: &[u8]) -> Vec<u8> {
    [child.storage_key(), key].concat()
}

impl Externalities for Counted<'_> {
    fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
        self.state.set_offchain_storage(key, value)
    }

    fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.reads(key);
        self.state.storage(key)
    }

    fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.reads(key);
        self.state.storage_hash(key)
    }

    fn child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
        self.reads(&in_child(child, key));
        self.state.child_storage(child, key)
    }

    fn child_storage_hash(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
        self.reads(&in_child(child, key));
        self.state.child_storage_hash(child, key)
    }

    fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.reads(key);
        self.state.next_storage_key(key)
    }

    fn next_child_storage_key(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
        self.reads(&in_child(child, key));
        self.state.next_child_storage_key(child, key)
    }

    fn kill_child_storage(
        &mut self,
        child: &ChildInfo,
        limit: Option<u32>,
        cursor: Option<&[u8]>,
    ) -> MultiRemovalResults {
        self.writes(child.storage_key());
        self.state.kill_child_storage(child, limit, cursor)
    }

    fn clear_prefix(
        &mut self,
        prefix: &[u8],
        limit: Option<u32>,
        cursor: Option<&[u8]>,
    ) -> MultiRemovalResults {
        self.writes_all(prefix, limit);
        self.state.clear_prefix(prefix, limit, cursor)
    }

    fn clear_child_prefix(
        &mut self,
        child: &ChildInfo,
        prefix: &[u8],
        limit: Option<u32>,
        cursor: Option<&[u8]>,
    ) -> MultiRemovalResults {
        self.writes(&in_child(child, prefix));
        self.state.clear_child_prefix(child, prefix, limit, cursor)
    }

    fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.writes(&key);
        self.state.place_storage(key, value)
    }

    fn place_child_storage(&mut self, child: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.writes(&in_child(child, &key));
        self.state.place_child_storage(child, key, value)
    }

    fn storage_root(&mut self, version: StateVersion) -> Vec<u8> {
        self.state.storage_root(version)
    }

    fn child_storage_root(&mut self, child: &ChildInfo, version: StateVersion) -> Vec<u8> {
        self.state.child_storage_root(child, version)
    }

    fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.writes(&key);
        self.state.storage_append(key, value)
    }

    fn storage_start_transaction(&mut self) {
        self.state.storage_start_transaction()
    }

    fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
        self.state.storage_rollback_transaction()
    }

    fn storage_commit_transaction(&mut self) -> Result<(), ()> {
        self.state.storage_commit_transaction()
    }

    fn wipe(&mut self) {
        self.state.wipe()
    }

    fn commit(&mut self) {
        self.state.commit()
    }

    fn read_write_count(&self) -> (u32, u32, u32, u32) {
        self.state.read_write_count()
    }

    fn reset_read_write_count(&mut self) {
        self.state.reset_read_write_count()
    }

    fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
        self.state.get_whitelist()
    }

    fn set_whitelist(&mut self, keys: Vec<TrackedStorageKey>) {
        self.state.set_whitelist(keys)
    }

    fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
        self.state.get_read_and_written_keys()
    }
}

impl ExtensionStore for Counted<'_> {
    fn extension_by_type_id(&mut self, id: TypeId) -> Option<&mut dyn Any> {
        self.state.extension_by_type_id(id)
    }

    fn register_extension_with_type_id(
        &mut self,
        id: TypeId,
        extension: Box<dyn Extension>,
    ) -> Result<(), Error> {
        self.state.register_extension_with_type_id(id, extension)
    }

    fn deregister_extension_by_type_id(&mut self, id: TypeId) -> Result<(), Error> {
        self.state.deregister_extension_by_type_id(id)
    }
}
