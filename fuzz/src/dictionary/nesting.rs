//! Calls in calls, in calls.

use super::{by, governance::proxied, Caller, Draft, Draw};
use chaos_runtime::{configs::governance::ProxyType, Runtime, RuntimeCall};
use codec::Encode;
use frame_support::weights::Weight;
use pallet_multisig::Call as Multisig;
use pallet_proxy::Call as Proxy;
use pallet_utility::Call as Utility;

/// Most bytes of a call that is repeated, all times together.
const MAX_REPEATED: usize = 64 * 1024;

/// Put calls into others, up to so deep as a chance decides.
pub fn nest(draw: &mut Draw) -> Draft {
    let mut draft = draw.plain();
    // Never more than what a transaction may have and a few.
    let depth = draw.source.pick(&[1, 1, 1, 2, 2, 3, 7, 12]);
    for _ in 0..depth {
        draft = wrap(draw, draft);
    }
    draft
}

fn wrap(draw: &mut Draw, draft: Draft) -> Draft {
    let Draft { caller, call } = draft;
    let call = Box::new(call);
    let wrapped: RuntimeCall = match draw.source.below(10) {
        0 | 1 => Utility::<Runtime>::batch_all {
            calls: several(draw, *call),
        }
        .into(),
        2 => Utility::<Runtime>::batch {
            calls: several(draw, *call),
        }
        .into(),
        3 => Utility::<Runtime>::force_batch {
            calls: several(draw, *call),
        }
        .into(),
        4 => Utility::<Runtime>::as_derivative {
            index: draw.source.below(2) as u16,
            call,
        }
        .into(),
        5 => Utility::<Runtime>::if_else {
            main: call,
            fallback: Box::new(draw.plain().call),
        }
        .into(),
        6 => Multisig::<Runtime>::as_multi_threshold_1 {
            other_signatories: vec![draw.account()],
            call,
        }
        .into(),
        7 => {
            let (real, proxies) = proxied(draw);
            let delegate = proxies.into_iter().next().map(|(delegate, ..)| delegate);
            let call = Proxy::<Runtime>::proxy {
                real: real.into(),
                force_proxy_type: draw
                    .source
                    .pick(&[None, None, Some(ProxyType::NonTransfer)]),
                call,
            };
            return by(delegate, call);
        }
        // Nobody may do these.
        8 => Utility::<Runtime>::dispatch_as {
            as_origin: Box::new(frame_system::RawOrigin::Root.into()),
            call,
        }
        .into(),
        _ => Utility::<Runtime>::with_weight {
            call,
            weight: Weight::zero(),
        }
        .into(),
    };
    // What is sent without a signature is so only by itself.
    let caller = match caller {
        Caller::Nobody => Caller::Anybody,
        caller => caller,
    };
    Draft {
        caller,
        call: wrapped,
    }
}

/// The call with some others, or many times.
fn several(draw: &mut Draw, call: RuntimeCall) -> Vec<RuntimeCall> {
    let most = (MAX_REPEATED / call.encoded_size()).max(1);
    let count = draw.source.pick(&[1, 1, 1, 1, 1, 2, 2, 50, 1_100]);
    let mut calls = vec![call; most.min(count)];
    for _ in 0..draw.source.below(3) {
        calls.push(draw.plain().call);
    }
    calls
}
