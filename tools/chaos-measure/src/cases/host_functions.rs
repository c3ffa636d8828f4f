//! Each function that contracts call, with its worst input, as often as their gas pays for.

use super::{bounded, contracts, fresh, of, one, Case, SENDER};
use crate::chain::{Chain, Error};
use chaos_runtime::RuntimeCall;
use codec::Encode;
use sp_core::Pair;
use sp_io::hashing::blake2_256;

/// A function of the environment: module, name and type, and how it is called. At 128 in memory are 32 bytes that are
/// others at each call.
struct Function {
    module: &'static str,
    name: &'static str,
    /// What is special about the case, where the function has several.
    special: &'static str,
    kind: &'static str,
    arguments: &'static str,
    /// What comes before the loop.
    first: &'static str,
}

const fn function(
    module: &'static str,
    name: &'static str,
    kind: &'static str,
    arguments: &'static str,
) -> Function {
    Function {
        module,
        name,
        special: "",
        kind,
        arguments,
        first: "",
    }
}

const fn special(special: &'static str, function: Function) -> Function {
    Function {
        special,
        ..function
    }
}

const fn after(first: &'static str, function: Function) -> Function {
    Function { first, ..function }
}

/// Writes up to 32 bytes to 64; their number to 0.
const OUT: &str = "(i32.const 64) (i32.const 0)";
const TWO: &str = "(param i32 i32)";
const HASHED: &str = "(i32.const 0) (i32.const 1048000) (i32.const 64)";
const HASH: &str = "(param i32 i32 i32)";
/// A key of 32 bytes at 128, which is another one each time.
const KEY: &str = "(i32.const 128) (i32.const 32)";

/// Keeps a value of 16 KiB for the key at 128.
const KEEP: &str =
    "(drop (call $set (i32.const 128) (i32.const 32) (i32.const 4096) (i32.const 16384)))";
const SET: &str =
    r#"(import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))"#;

const FUNCTIONS: &[Function] = &[
    function("seal0", "seal_caller", TWO, OUT),
    function("seal0", "seal_address", TWO, OUT),
    function("seal0", "seal_gas_left", TWO, OUT),
    function("seal0", "seal_balance", TWO, OUT),
    function("seal0", "seal_value_transferred", TWO, OUT),
    function("seal0", "seal_now", TWO, OUT),
    function("seal0", "seal_minimum_balance", TWO, OUT),
    function("seal0", "seal_block_number", TWO, OUT),
    function("seal0", "seal_own_code_hash", TWO, OUT),
    function("seal0", "seal_weight_to_fee", "(param i64 i32 i32)", "(i64.const 1000000) (i32.const 64) (i32.const 0)"),
    function("seal0", "seal_caller_is_origin", "(result i32)", ""),
    function("seal0", "caller_is_root", "(result i32)", ""),
    function("seal0", "instantiation_nonce", "(result i64)", ""),
    function("seal0", "seal_is_contract", "(param i32) (result i32)", "(i32.const 128)"),
    function("seal0", "seal_code_hash", "(param i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 64) (i32.const 0)"),
    function("seal0", "seal_hash_sha2_256", HASH, HASHED),
    function("seal0", "seal_hash_keccak_256", HASH, HASHED),
    function("seal0", "seal_hash_blake2_256", HASH, HASHED),
    function("seal0", "seal_hash_blake2_128", HASH, HASHED),
    special("of nothing", function("seal0", "seal_hash_keccak_256", HASH, "(i32.const 0) (i32.const 0) (i32.const 64)")),
    special("of 1 MB", function("seal0", "seal_input", TWO, "(i32.const 8192) (i32.const 1048572)")),
    special("with 4 topics and 16 KiB", function("seal0", "seal_deposit_event", "(param i32 i32 i32 i32)", "(i32.const 1100) (i32.const 129) (i32.const 4096) (i32.const 16384)")),
    special("of nothing", function("seal0", "seal_deposit_event", "(param i32 i32 i32 i32)", "(i32.const 960) (i32.const 0) (i32.const 4096) (i32.const 0)")),
    special("of 1 MB", function("seal0", "seal_debug_message", "(param i32 i32) (result i32)", "(i32.const 0) (i32.const 1048000)")),
    special("of nothing", function("seal0", "seal_debug_message", "(param i32 i32) (result i32)", "(i32.const 0) (i32.const 0)")),
    special("new keys, 16 KiB", function("seal2", "set_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 32) (i32.const 4096) (i32.const 16384)")),
    special("new keys, nothing", function("seal2", "set_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 32) (i32.const 4096) (i32.const 0)")),
    special("one key, 16 KiB", function("seal2", "set_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 960) (i32.const 32) (i32.const 4096) (i32.const 16384)")),
    special("keys of 128 bytes", function("seal2", "set_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 128) (i32.const 4096) (i32.const 16384)")),
    special("new keys", function("seal1", "clear_storage", "(param i32 i32) (result i32)", KEY)),
    special("new keys", function("seal1", "contains_storage", "(param i32 i32) (result i32)", KEY)),
    special("new keys", function("seal1", "get_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 32) (i32.const 32768) (i32.const 1048568)")),
    special("16 KiB", after(KEEP, function("seal1", "get_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 896) (i32.const 32) (i32.const 32768) (i32.const 1048568)"))),
    special("16 KiB", after(KEEP, function("seal0", "take_storage", "(param i32 i32 i32 i32) (result i32)", "(i32.const 896) (i32.const 32) (i32.const 32768) (i32.const 1048568)"))),
    special("to new accounts", function("seal0", "seal_transfer", "(param i32 i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 32) (i32.const 192) (i32.const 16)")),
    special("to one account", function("seal0", "seal_transfer", "(param i32 i32 i32 i32) (result i32)", "(i32.const 960) (i32.const 32) (i32.const 192) (i32.const 16)")),
    special("of a balance that is not there", function("seal0", "seal_transfer", "(param i32 i32 i32 i32) (result i32)", "(i32.const 128) (i32.const 32) (i32.const 4096) (i32.const 16)")),
    function("seal0", "ecdsa_recover", "(param i32 i32 i32) (result i32)", "(i32.const 512) (i32.const 448) (i32.const 64)"),
    function("seal0", "ecdsa_to_eth_address", "(param i32 i32) (result i32)", "(i32.const 640) (i32.const 64)"),
    special("of 900 KB", function("seal0", "sr25519_verify", "(param i32 i32 i32 i32) (result i32)", "(i32.const 704) (i32.const 768) (i32.const 900000) (i32.const 4096)")),
    special("of 32 bytes", function("seal0", "sr25519_verify", "(param i32 i32 i32 i32) (result i32)", "(i32.const 704) (i32.const 768) (i32.const 32) (i32.const 448)")),
    special("of no such function", function("seal0", "call_chain_extension", "(param i32 i32 i32 i32 i32) (result i32)", "(i32.const 0x00003fff) (i32.const 0) (i32.const 900000) (i32.const 64) (i32.const 0)")),
    special("batch_transfer of nonsense", function("seal0", "call_chain_extension", "(param i32 i32 i32 i32 i32) (result i32)", "(i32.const 0x0000330e) (i32.const 0) (i32.const 900000) (i32.const 64) (i32.const 0)")),
    special("transfer of nonsense", function("seal0", "call_chain_extension", "(param i32 i32 i32 i32 i32) (result i32)", "(i32.const 0x00003301) (i32.const 0) (i32.const 900000) (i32.const 64) (i32.const 0)")),
    special("balance of a token", function("seal0", "call_chain_extension", "(param i32 i32 i32 i32 i32) (result i32)", "(i32.const 0x00003381) (i32.const 124) (i32.const 36) (i32.const 4096) (i32.const 0)")),
    special("of 900 KB", function("seal0", "call_runtime", "(param i32 i32) (result i32)", "(i32.const 4096) (i32.const 900000)")),
    special("of 900 KB", function("seal0", "xcm_execute", "(param i32 i32) (result i32)", "(i32.const 4096) (i32.const 900000)")),
    special("of an account without code", function("seal2", "call", "(param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)", "(i32.const 8) (i32.const 128) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 192) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)")),
    special("of code that is not there", function("seal0", "seal_delegate_call", "(param i32 i32 i32 i32 i32 i32) (result i32)", "(i32.const 0) (i32.const 128) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)")),
    special("of itself", function("seal2", "call", "(param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)", "(i32.const 8) (i32.const 1024) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 2048) (i32.const 4096) (i32.const 900000) (i32.const -1) (i32.const 0)")),
];

pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = FUNCTIONS.iter().map(looping).collect();
    for (name, callee) in bounded::MODULES {
        cases.push(calling(name, "call", *callee));
        cases.push(calling(name, "delegate_call", *callee));
        cases.push(calling(name, "instantiate", *callee));
    }
    cases.push(one("host: lock and unlock of a dependency", dependencies));
    cases
}

/// A contract that depends on other code, and does not, again and again. Each time a deposit is settled in the end.
fn dependencies(chain: &mut Chain) -> Result<RuntimeCall, Error> {
    let hash = contracts::upload(chain, bounded::MODULES[0].1()?)?;
    contracts::looping(
        chain,
        r#"(import "seal0" "lock_delegate_dependency" (func $lock (param i32)))
            (import "seal0" "unlock_delegate_dependency" (func $unlock (param i32)))"#,
        "(call $input (i32.const 0) (i32.const 1048572))",
        "(call $lock (i32.const 0)) (call $unlock (i32.const 0))",
        hash.encode(),
    )
}

/// Memory: 0 a length, 64 output, 124 a token, 128 what is counted up, 192 a value, 448 a message's hash, 512 an
/// ECDSA signature, 640 its key, 704 one of sr25519, 768 its key, 896 a key of storage, 960 an account, 1024 the
/// contract itself, 1100 topics, 4096 the rest of the input, 1048568 a length.
fn input() -> Vec<u8> {
    let mut memory = vec![0u8; 900_000];
    let mut put = |place: usize, bytes: &[u8]| {
        memory[place..place + bytes.len()].copy_from_slice(bytes);
    };
    put(0, &16_384u32.encode());
    put(128, of(SENDER).as_ref());
    put(192, &1_000_000_000u128.encode());
    let hash = blake2_256(b"message");
    put(448, &hash);
    let ecdsa = sp_core::ecdsa::Pair::from_seed(&[1; 32]);
    put(512, ecdsa.sign_prehashed(&hash).as_ref());
    put(640, ecdsa.public().as_ref());
    put(704, SENDER.sign(&hash).as_ref());
    put(768, SENDER.public().as_ref());
    put(896, of(SENDER).as_ref());
    put(960, fresh(1).as_ref());
    put(
        1_100,
        &[fresh(1), fresh(2), fresh(3), fresh(4)].to_vec().encode(),
    );
    put(4_096, &[0xff; 16]);
    memory
}

fn looping(function: &'static Function) -> Case {
    let Function {
        module,
        name,
        special,
        kind,
        arguments,
        first,
    } = function;
    let bare = name.trim_start_matches("seal_");
    let separator = if special.is_empty() { "" } else { ": " };
    one(format!("host: {bare}{separator}{special}"), move |chain| {
        let set = if first.is_empty() { "" } else { SET };
        let imports = format!(
            r#"(import "{module}" "{name}" (func $f {kind}))
            {set}
            (import "seal0" "seal_address" (func $own_address (param i32 i32)))"#
        );
        let call = format!("(call $f {arguments})");
        let call = if kind.contains("result") {
            format!("(drop {call})")
        } else {
            call
        };
        let body = format!(
            "(i32.store (i32.const 0) (i32.const 16384))
            (i32.store (i32.const 1048568) (i32.const 16384))
            (i32.store (i32.const 1048572) (i32.const 1000000))
            (i32.store (i32.const 128) (local.get $i))
            {call}"
        );
        let first = format!(
            "(call $input (i32.const 0) (i32.const 1048572))
            (call $own_address (i32.const 1024) (i32.const 0))
            {first}"
        );
        contracts::looping(chain, &imports, &first, &body, input())
    })
}

/// A contract that calls others of a code, or makes them, again and again.
fn calling(name: &str, how: &'static str, callee: bounded::Module) -> Case {
    one(format!("host: {how}: {name}"), move |chain| {
        let code = callee()?;
        let hash = blake2_256(&code);
        let mut input = vec![0u8; 256];
        input[0..4].copy_from_slice(&16_384u32.encode());
        input[64..80].copy_from_slice(&1_000_000_000u128.encode());
        input[96..128].copy_from_slice(&hash);
        let (kind, arguments) = match how {
            "call" => {
                let contract = contracts::publish(chain, code)?;
                input[96..128].copy_from_slice(contract.as_ref());
                (
                    r#""seal2" "call" (func $f (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32))"#,
                    "(i32.const 0) (i32.const 96) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 80) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)",
                )
            }
            _ => {
                contracts::upload(chain, code)?;
                if how == "delegate_call" {
                    (
                        r#""seal0" "seal_delegate_call" (func $f (param i32 i32 i32 i32 i32 i32) (result i32))"#,
                        "(i32.const 0) (i32.const 96) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)",
                    )
                } else {
                    (
                        r#""seal2" "instantiate" (func $f (param i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32))"#,
                        "(i32.const 96) (i64.const 0) (i64.const 0) (i32.const -1) (i32.const 64) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0) (i32.const -1) (i32.const 0) (i32.const 128) (i32.const 4)",
                    )
                }
            }
        };
        let body =
            format!("(i32.store (i32.const 128) (local.get $i)) (drop (call $f {arguments}))");
        let first = "(call $input (i32.const 0) (i32.const 1048572))";
        contracts::looping(chain, &format!("(import {kind})"), first, &body, input)
    })
}
