//! What calls are made of: the calls within a call, and how many there may be.
//!
//! A few bytes can nest calls in calls, or hold tens of thousands of them. To find out what such a tree weighs, and
//! whether it is permitted, takes work that nobody has paid for yet. So trees are bounded where they are decoded:
//! in transactions ([`BoundedExtrinsic`](crate::extrinsic::BoundedExtrinsic)) and in whatever is dispatched later
//! ([`FilteredCall`](crate::filters::FilteredCall)).

use crate::RuntimeCall;
use alloc::vec::Vec;
use codec::{Input, MemTrackingInput};

/// How deep calls may be within each other; a call that contains none is one deep. A batch of a multisig that is
/// behind a proxy is four.
pub const MAX_DEPTH: u32 = 8;

/// How many calls there may be in all, those that contain others included.
pub const MAX_CALLS: u32 = 1_024;

/// How many nodes a proof may have in a report of an equivocation, and how many bytes they may have together. From the
/// root to a key of one among a thousand validators there are about four, of 600 bytes at most.
pub const MAX_TRIE_NODES: usize = 64;
/// See [`MAX_TRIE_NODES`].
pub const MAX_TRIE_BYTES: usize = 64 * 1024;

/// An input that is decoded into no more memory than as many calls as there may be take, and twice the bytes that are
/// left. A call of three bytes takes fifty times as many in memory, so that without this limit a long batch of them
/// would take long to decode, only to be refused.
pub fn bounded_input<I: Input>(input: &mut I) -> Result<MemTrackingInput<'_, I>, codec::Error> {
    let bytes = input.remaining_len()?.unwrap_or(usize::MAX);
    let calls = MAX_CALLS as usize * size_of::<RuntimeCall>();
    let most = bytes.saturating_mul(2).saturating_add(calls);
    Ok(MemTrackingInput::new(input, most))
}

/// Any input, behind one type. A call within a call may be read from an input of its own: if its type were made of the
/// outer one's, there would be no end of types to compile.
pub struct AnyInput<'a>(pub &'a mut dyn Input);

impl Input for AnyInput<'_> {
    fn remaining_len(&mut self) -> Result<Option<usize>, codec::Error> {
        self.0.remaining_len()
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), codec::Error> {
        self.0.read(into)
    }

    fn read_byte(&mut self) -> Result<u8, codec::Error> {
        self.0.read_byte()
    }

    fn descend_ref(&mut self) -> Result<(), codec::Error> {
        self.0.descend_ref()
    }

    fn ascend_ref(&mut self) {
        self.0.ascend_ref()
    }

    fn on_before_alloc_mem(&mut self, size: usize) -> Result<(), codec::Error> {
        self.0.on_before_alloc_mem(size)
    }
}

/// Refuse a tree of calls that is too deep or too large, in which a call's weight is not its own, or a proof is longer
/// than any may be.
pub fn ensure_bounded(call: &RuntimeCall) -> Result<(), codec::Error> {
    let mut calls_left = MAX_CALLS;
    descend(call, MAX_DEPTH, &mut calls_left).map_err(Into::into)
}

fn descend(call: &RuntimeCall, depth_left: u32, calls_left: &mut u32) -> Result<(), &'static str> {
    let depth_left = depth_left.checked_sub(1).ok_or("Calls nested too deeply")?;
    *calls_left = calls_left.checked_sub(1).ok_or("Too many calls in one")?;
    // Only Root may, and Root has no use for a call that weighs nothing.
    if let RuntimeCall::Utility(pallet_utility::Call::with_weight { .. }) = call {
        return Err("No call chooses its own weight");
    }
    if trie_nodes(call).is_some_and(|nodes| !is_short(nodes)) {
        return Err("No proof has so many nodes");
    }
    within(call).try_for_each(|call| descend(call, depth_left, calls_left))
}

/// The proof, in a report of an equivocation, of who has the key. Its nodes are hashed before anything is looked at,
/// whether or not they belong to the proof, and they have no weight.
fn trie_nodes(call: &RuntimeCall) -> Option<&[Vec<u8>]> {
    use pallet_aura_equivocation::Call as Aura;
    use pallet_grandpa::Call as Grandpa;
    match call {
        RuntimeCall::Grandpa(
            Grandpa::report_equivocation {
                key_owner_proof, ..
            }
            | Grandpa::report_equivocation_unsigned {
                key_owner_proof, ..
            },
        )
        | RuntimeCall::AuraEquivocation(Aura::report_equivocation_unsigned {
            key_owner_proof,
            ..
        }) => Some(&key_owner_proof.trie_nodes),
        _ => None,
    }
}

/// Whether a proof is no longer than one that is true may be.
fn is_short(trie_nodes: &[Vec<u8>]) -> bool {
    trie_nodes.len() <= MAX_TRIE_NODES
        && trie_nodes.iter().map(Vec::len).sum::<usize>() <= MAX_TRIE_BYTES
}

/// Whether `condition` holds for a call and for all calls within it.
pub fn all(call: &RuntimeCall, condition: &impl Fn(&RuntimeCall) -> bool) -> bool {
    condition(call) && within(call).all(|call| all(call, condition))
}

/// For how many `condition` holds of a call and all calls within it.
pub fn count(call: &RuntimeCall, condition: &impl Fn(&RuntimeCall) -> bool) -> u32 {
    let mut count: u32 = 0;
    visit(call, &mut |call| {
        count = count.saturating_add(u32::from(condition(call)))
    });
    count
}

/// Look at a call and all calls within it.
pub fn visit(call: &RuntimeCall, look: &mut impl FnMut(&RuntimeCall)) {
    look(call);
    for call in within(call) {
        visit(call, look);
    }
}

/// The calls that a call dispatches, now or later. Those within them are not among them.
fn within(call: &RuntimeCall) -> impl Iterator<Item = &RuntimeCall> {
    use pallet_multisig::Call::{as_multi, as_multi_threshold_1};
    use pallet_proxy::Call::{proxy, proxy_announced};
    use pallet_scheduler::Call::{schedule, schedule_after, schedule_named, schedule_named_after};
    use pallet_utility::Call::*;

    let (many, one, other): (&[RuntimeCall], Option<&RuntimeCall>, Option<&RuntimeCall>) =
        match call {
            RuntimeCall::Utility(batch { calls } | batch_all { calls } | force_batch { calls }) => {
                (calls, None, None)
            }
            RuntimeCall::Utility(
                as_derivative { call, .. }
                | dispatch_as { call, .. }
                | dispatch_as_fallible { call, .. }
                | with_weight { call, .. },
            )
            | RuntimeCall::Multisig(as_multi { call, .. } | as_multi_threshold_1 { call, .. })
            | RuntimeCall::Proxy(proxy { call, .. } | proxy_announced { call, .. }) => {
                (&[], Some(call), None)
            }
            RuntimeCall::Utility(if_else { main, fallback }) => (&[], Some(main), Some(fallback)),
            RuntimeCall::Scheduler(
                schedule { call, .. }
                | schedule_named { call, .. }
                | schedule_after { call, .. }
                | schedule_named_after { call, .. },
            ) => (&[], Some(call.as_ref().as_ref()), None),
            _ => (&[], None, None),
        };
    many.iter().chain(one).chain(other)
}

#[cfg(test)]
mod tests;
