//! Calls in calls: what it takes to decode them, to decide whether they are permitted, and to weigh them.
//!
//! Most of these are refused: what counts is then the time in which that is found out.

use super::{address, batch, calls, case, code, contracts, of, one, remark, simple, utility, Case};
use crate::chain::{Chain, Error};
use chaos_runtime::{calls::MAX_CALLS, Runtime, RuntimeCall};
use codec::Encode;
use frame_support::{traits::Bounded, weights::Weight};
use pallet_cip::NextCipId;
use pallet_contracts::Determinism;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{self, Charlie};
use std::iter;

/// As many levels as the SDK decodes, nearly.
const DEEP: usize = 240;
/// As many calls as a batch had before there was a bound, and few enough bytes for a transaction.
const WIDE: usize = 60_000;

/// As many calls as there are bytes for.
const DENSE: usize = 1_300_000;

/// Has no coins.
const POOR: Sr25519Keyring = Sr25519Keyring::FerdieStash;

pub fn cases() -> Vec<Case> {
    vec![
        simple("nesting: upload_code in 240 batches", || {
            nested(DEEP, batch_of, upload())
        }),
        simple("nesting: 15 upload_code in 240 batches", || {
            nested(DEEP, batch_of, batch(vec![upload(); 15]))
        }),
        simple("nesting: remark in 240 batches", || {
            nested(DEEP, batch_of, remark(0))
        }),
        simple("nesting: remark in 7 batches", || {
            nested(7, batch_of, remark(0))
        }),
        simple("nesting: 1,000 remarks in 7 batches", || {
            nested(6, batch_of, batch(vec![remark(0); 1_000]))
        }),
        simple("nesting: 1,000 remarks in 7 multisigs of one", || {
            nested(6, multisig_of, batch(vec![remark(0); 1_000]))
        }),
        simple("nesting: 4 MB in 7 multisigs of one", || {
            nested(7, multisig_of, remark(4_000_000))
        }),
        simple("nesting: 4 MB in 7 derivatives", || {
            nested(7, derivative_of, remark(4_000_000))
        }),
        simple("nesting: 15 upload_code in a batch", || {
            batch(vec![upload(); 15])
        }),
        simple("nesting: 15 upload_code in 7 batches", || {
            nested(6, batch_of, batch(vec![upload(); 15]))
        }),
        simple("nesting: 60,000 remarks in a batch", || {
            batch(vec![remark(0); WIDE])
        }),
        simple(
            "nesting: with_weight of 125 multisigs of 60,000 remarks",
            || nested(120, batch_of, weightless(125)),
        ),
        simple("nesting: 4 MB of remarks in a batch", || {
            batch(vec![remark(0); DENSE])
        }),
        simple("nesting: with_weight of a remark", || {
            with_weight(remark(0))
        }),
        case("nesting: the same by an account without a coin", |chain| {
            let call = nested(120, batch_of, weightless(125));
            Ok(vec![chain.sign(POOR, call)])
        }),
        case(
            "nesting: 1,023 votes by an account without a coin",
            |chain| {
                chain.inspect(|| NextCipId::<Runtime>::put(MAX_CALLS));
                let vote = |cip| pallet_cip::Call::<Runtime>::new_call_variant_vote(cip, true, 1);
                let votes = (0..MAX_CALLS - 1).map(|cip| RuntimeCall::from(vote(cip)));
                Ok(vec![chain.sign(POOR, batch(votes.collect()))])
            },
        ),
        one("nesting: 20 proposals of 240 multisigs", |chain| {
            let call = nested(DEEP, multisig_of, whole(vec![remark(0); WIDE]));
            proposals(chain, call)
        }),
        one("nesting: 20 proposals of 4 MB", |chain| {
            proposals(chain, remark(3_900_000))
        }),
        one(
            "nesting: 20 proposals of 1,000 remarks in 7 multisigs",
            |chain| proposals(chain, nested(6, multisig_of, whole(vec![remark(0); 1_000]))),
        ),
        one("nesting: 20 proposals of 4 MB of remarks", |chain| {
            proposals(chain, whole(vec![remark(0); DENSE]))
        }),
        one("nesting: call_runtime of 240 multisigs", |chain| {
            let call = nested(100, multisig_of, batch(vec![remark(0); WIDE])).encode();
            call_runtime(chain, call)
        }),
        one("nesting: call_runtime of a remark", |chain| {
            call_runtime(chain, remark(700_000).encode())
        }),
        one("nesting: as_multi of 100 with 1,000 remarks", |chain| {
            calls::last_approval(chain, 98, batch(vec![remark(0); 1_000]))
        }),
        one("nesting: as_multi of 100 with 4 MB", |chain| {
            calls::last_approval(chain, 98, remark(4_000_000))
        }),
        one("nesting: 1,000 proxies", |chain| {
            chain.send(Charlie, calls::add_proxy(of(super::SENDER)))?;
            let call = RuntimeCall::from(pallet_proxy::Call::<Runtime>::proxy {
                real: address(of(Charlie)),
                force_proxy_type: None,
                call: Box::new(remark(0)),
            });
            Ok(batch(vec![call; 500]))
        }),
    ]
}

fn nested(depth: usize, wrap: fn(RuntimeCall) -> RuntimeCall, call: RuntimeCall) -> RuntimeCall {
    iter::repeat_n((), depth).fold(call, |call, ()| wrap(call))
}

fn batch_of(call: RuntimeCall) -> RuntimeCall {
    batch(vec![call])
}

/// All of them or none, as proposals have to be.
fn whole(calls: Vec<RuntimeCall>) -> RuntimeCall {
    utility(pallet_utility::Call::<Runtime>::batch_all { calls })
}

fn derivative_of(call: RuntimeCall) -> RuntimeCall {
    let call = Box::new(call);
    utility(pallet_utility::Call::<Runtime>::as_derivative { index: 0, call })
}

fn multisig_of(call: RuntimeCall) -> RuntimeCall {
    pallet_multisig::Call::<Runtime>::as_multi_threshold_1 {
        other_signatories: vec![of(Charlie)],
        call: Box::new(call),
    }
    .into()
}

fn with_weight(call: RuntimeCall) -> RuntimeCall {
    let call = Box::new(call);
    utility(pallet_utility::Call::<Runtime>::with_weight {
        call,
        weight: Weight::zero(),
    })
}

fn weightless(depth: usize) -> RuntimeCall {
    with_weight(nested(depth, multisig_of, batch(vec![remark(0); WIDE])))
}

/// Of 256 KiB, which is refused for its imports only when all of it has been read.
fn upload() -> RuntimeCall {
    let code = code::many_imports();
    pallet_contracts::Call::<Runtime>::new_call_variant_upload_code(
        code,
        None,
        Determinism::Enforced,
    )
    .into()
}

/// A batch of proposals of one preimage.
fn proposals(chain: &mut Chain, call: RuntimeCall) -> Result<RuntimeCall, Error> {
    let bytes = call.encode();
    let (hash, len) = (H256(blake2_256(&bytes)), bytes.len() as u32);
    chain.send(
        super::SENDER,
        pallet_preimage::Call::<Runtime>::note_preimage { bytes },
    )?;
    let propose = pallet_cip::Call::<Runtime>::new_call_variant_propose(
        b"A CIP".to_vec(),
        pallet_cip::Document {
            hash: H256::zero(),
            location: b"https://example.org".to_vec(),
        },
        Some(Bounded::Lookup { hash, len }),
        pallet_cip::Rules {
            min_voters: None,
            min_turnout: None,
            min_approval: None,
            period: 10,
        },
    );
    let calls = vec![RuntimeCall::from(propose); 20];
    Ok(utility(pallet_utility::Call::<Runtime>::force_batch {
        calls,
    }))
}

/// A contract that asks for a call, again and again.
fn call_runtime(chain: &mut Chain, call: Vec<u8>) -> Result<RuntimeCall, Error> {
    let body = format!("(drop (call $f (i32.const 0) (i32.const {})))", call.len());
    contracts::looping(
        chain,
        r#"(import "seal0" "call_runtime" (func $f (param i32 i32) (result i32)))"#,
        "(call $input (i32.const 0) (i32.const 1048572))",
        &body,
        call,
    )
}
