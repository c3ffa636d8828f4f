//! Nested calls: which calls contain others, and how many a call may contain.
//!
//! A few bytes can encode a deep tree of calls, or tens of thousands of calls. Computing the weight of such a tree, and
//! whether the filter permits it, is work that nobody has paid for yet. So the size is bounded while decoding: in
//! transactions ([`BoundedExtrinsic`](crate::extrinsic::BoundedExtrinsic)) and in calls that are dispatched later
//! ([`FilteredCall`](crate::filters::FilteredCall)).

use crate::RuntimeCall;
use alloc::vec::Vec;
use codec::{Input, MemTrackingInput};

/// Maximum nesting depth. A call that contains no other has depth 1; a transfer in a batch of a multisig behind a proxy
/// has depth 4.
pub const MAX_DEPTH: u32 = 8;

/// Maximum number of calls in a tree, including those that contain others.
pub const MAX_CALLS: u32 = 1_024;

/// Maximum number of trie nodes in the key ownership proof of an equivocation report. The path to a key among a
/// thousand validators has about four nodes, of 600 bytes at most.
pub const MAX_TRIE_NODES: usize = 64;
/// Maximum size of these nodes together, in bytes.
pub const MAX_TRIE_BYTES: usize = 64 * 1024;

/// Limits the memory that decoding `input` may allocate: [`MAX_CALLS`] calls, and twice the remaining bytes. A call of
/// three bytes takes fifty times as many in memory. Without the limit, a long batch of such calls would take long to
/// decode, only to be refused.
pub fn bounded_input<I: Input>(input: &mut I) -> Result<MemTrackingInput<'_, I>, codec::Error> {
    let bytes = input.remaining_len()?.unwrap_or(usize::MAX);
    let calls = MAX_CALLS as usize * size_of::<RuntimeCall>();
    let most = bytes.saturating_mul(2).saturating_add(calls);
    Ok(MemTrackingInput::new(input, most))
}

/// Type-erased [`Input`]. A nested call is decoded from a wrapped input; if the wrapper were generic over the outer
/// input, the compiler would instantiate types without end.
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

/// Errors if the tree of calls is too deep or too large, if a call in it overrides a weight, or if a proof in it is too
/// long.
pub fn ensure_bounded(call: &RuntimeCall) -> Result<(), codec::Error> {
    let mut calls_left = MAX_CALLS;
    descend(call, MAX_DEPTH, &mut calls_left).map_err(Into::into)
}

fn descend(call: &RuntimeCall, depth_left: u32, calls_left: &mut u32) -> Result<(), &'static str> {
    let depth_left = depth_left
        .checked_sub(1)
        .ok_or("Calls are nested too deeply")?;
    *calls_left = calls_left.checked_sub(1).ok_or("Too many nested calls")?;
    // Only Root may dispatch it, and Root has no use for a call with another weight.
    if let RuntimeCall::Utility(pallet_utility::Call::with_weight { .. }) = call {
        return Err("A call can't override a weight");
    }
    if trie_nodes(call).is_some_and(|nodes| !is_short(nodes)) {
        return Err("The key ownership proof is too long");
    }
    within(call).try_for_each(|call| descend(call, depth_left, calls_left))
}

/// The nodes of the key ownership proof in an equivocation report. All nodes are hashed before anything is checked,
/// even those that don't belong to the proof, and the report's weight doesn't depend on them.
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

/// Whether a proof is within the size that a valid one can have.
fn is_short(trie_nodes: &[Vec<u8>]) -> bool {
    trie_nodes.len() <= MAX_TRIE_NODES
        && trie_nodes.iter().map(Vec::len).sum::<usize>() <= MAX_TRIE_BYTES
}

/// Whether `condition` holds for a call and for every call nested in it.
pub fn all(call: &RuntimeCall, condition: &impl Fn(&RuntimeCall) -> bool) -> bool {
    condition(call) && within(call).all(|call| all(call, condition))
}

/// How many calls satisfy `condition`, among a call and those nested in it.
pub fn count(call: &RuntimeCall, condition: &impl Fn(&RuntimeCall) -> bool) -> u32 {
    let mut count: u32 = 0;
    visit(call, &mut |call| {
        count = count.saturating_add(u32::from(condition(call)))
    });
    count
}

/// Visit a call and every call nested in it, outer calls first.
pub fn visit(call: &RuntimeCall, look: &mut impl FnMut(&RuntimeCall)) {
    look(call);
    for call in within(call) {
        visit(call, look);
    }
}

/// The calls that a call dispatches directly, now or later; not those nested deeper.
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
