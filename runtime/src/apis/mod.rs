//! What the node, and through it the clients, ask of the runtime, in groups.
//!
//! A runtime has one `impl_runtime_apis!`. So a group is a macro, which adds its APIs to those of the groups before
//! it and passes all of them on. Its names are looked up here, where it is used: a group re-exports what it needs.
//!
//! The API of a new pallet goes into the group of its subject. A new group is a file, its `mod` and `use`, and its name
//! in `impl_groups!` below. A second runtime that has a group's pallets under the same names can include its file as it
//! is; its own `mod.rs` names the groups it has, and imports what they do not re-export.

/// `impl_runtime_apis!` with the APIs of the groups in the brackets, in their order, which is that of the APIs in the
/// runtime's version and metadata.
macro_rules! impl_groups {
    ([] $($apis:tt)*) => {
        sp_api::impl_runtime_apis! { $($apis)* }
    };
    ([$group:ident $($next:ident)*] $($before:tt)*) => {
        $group! { [$($next)*] $($before)* }
    };
}

#[macro_use]
mod coin;
#[macro_use]
mod consensus;
#[macro_use]
mod contracts;
#[macro_use]
mod governance;
#[macro_use]
mod items;
#[macro_use]
mod system;
#[macro_use]
mod tokens;
#[macro_use]
mod tools;

use self::{
    coin::*, consensus::*, contracts::*, governance::*, items::*, system::*, tokens::*, tools::*,
};
use crate::{AccountId, Balance, Block, BlockNumber, Hash, Runtime, RuntimeEvent};
use alloc::{string::String, vec::Vec};
use frame_support::weights::Weight;
use sp_runtime::traits::Block as BlockT;

/// An event of a block, as clients know it.
pub type EventRecord = frame_system::EventRecord<RuntimeEvent, Hash>;

impl_groups! { [system consensus coin tokens items governance contracts tools] }
