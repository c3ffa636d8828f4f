//! Decides whether the signatures of a received block are worth verifying ahead of its import.
//!
//! Blocks come from strangers, so the cheap checks come first: whether the block is small enough to be valid, whether
//! an author has made it, and whether its transactions are those that the author put into it. So only authors can
//! make a node verify signatures, and no more of them than fit into a block. Other blocks go to the import queue as
//! they are.

use crate::headers::{CheckHeader, Verdict};
use chaos_primitives::{Block, Hash};
use chaos_runtime::Runtime;
use codec::Encode;
use frame_support::dispatch::DispatchClass;
use sc_consensus::IncomingBlock;
use sp_runtime::{
    traits::{Hash as _, HashingFor},
    OpaqueExtrinsic, StateVersion,
};
use std::sync::LazyLock;

#[cfg(test)]
mod tests;

/// What fits into a block by the rules of the runtime that this node was built with. Where a later runtime has room
/// for more, larger blocks are not verified ahead.
struct Room {
    bytes: usize,
    transactions: usize,
}

static ROOM: LazyLock<Room> = LazyLock::new(|| {
    let length = <Runtime as frame_system::Config>::BlockLength::get();
    let weights = <Runtime as frame_system::Config>::BlockWeights::get();
    let least = weights.get(DispatchClass::Normal).base_extrinsic;
    let transactions = weights.max_block.ref_time() / least.ref_time().max(1);
    Room {
        bytes: *length.max.get(DispatchClass::Mandatory) as usize,
        transactions: usize::try_from(transactions).unwrap_or(usize::MAX),
    }
});

/// Whether the block will be executed, and is not too large for that.
pub fn could_be_valid(block: &IncomingBlock<Block>) -> bool {
    let fits = |body: &Vec<OpaqueExtrinsic>| {
        body.len() <= ROOM.transactions
            && body.iter().map(Encode::encoded_size).sum::<usize>() <= ROOM.bytes
    };
    !block.skip_execution && block.state.is_none() && block.body.as_ref().is_some_and(fits)
}

/// Whether an author has made the block, with just these transactions.
pub fn is_sound(
    block: &IncomingBlock<Block>,
    check: &dyn CheckHeader,
    root_version: StateVersion,
) -> bool {
    let (Some(header), Some(body)) = (&block.header, &block.body) else {
        return false;
    };
    could_be_valid(block)
        && check.check(header) == Verdict::Sound
        && extrinsics_root(body, root_version) == header.extrinsics_root
}

fn extrinsics_root(body: &[OpaqueExtrinsic], version: StateVersion) -> Hash {
    HashingFor::<Block>::ordered_trie_root(body.iter().map(Encode::encode).collect(), version)
}
