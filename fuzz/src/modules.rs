//! Code of contracts: modules that call host functions and compute, in a loop or for ever, with as many
//! functions, types, tables, globals, parameters and locals as a module may have, or more.

use crate::source::Source;
use std::fmt::Write;

/// A host function: where it is imported from, its name, its parameters and its result, with `i` for 32 and
/// `I` for 64 bits.
type Host = (&'static str, &'static str, &'static str, &'static str);

const HOST: &[Host] = &[
    ("seal2", "set_storage", "iiii", "i"),
    ("seal1", "clear_storage", "ii", "i"),
    ("seal1", "get_storage", "iiii", "i"),
    ("seal1", "contains_storage", "ii", "i"),
    ("seal0", "take_storage", "iiii", "i"),
    ("seal0", "transfer", "iiii", "i"),
    ("seal2", "call", "iiIIiiiiii", "i"),
    ("seal0", "delegate_call", "iiiiii", "i"),
    ("seal2", "instantiate", "iIIiiiiiiiiii", "i"),
    ("seal1", "terminate", "i", ""),
    ("seal0", "input", "ii", ""),
    ("seal0", "seal_return", "iii", ""),
    ("seal0", "caller", "ii", ""),
    ("seal0", "is_contract", "i", "i"),
    ("seal0", "code_hash", "iii", "i"),
    ("seal0", "own_code_hash", "ii", ""),
    ("seal0", "caller_is_origin", "", "i"),
    ("seal0", "caller_is_root", "", "i"),
    ("seal0", "address", "ii", ""),
    ("seal0", "weight_to_fee", "Iii", ""),
    ("seal0", "gas_left", "ii", ""),
    ("seal0", "balance", "ii", ""),
    ("seal0", "value_transferred", "ii", ""),
    ("seal0", "now", "ii", ""),
    ("seal0", "minimum_balance", "ii", ""),
    ("seal0", "block_number", "ii", ""),
    ("seal0", "deposit_event", "iiii", ""),
    ("seal0", "hash_sha2_256", "iii", ""),
    ("seal0", "hash_keccak_256", "iii", ""),
    ("seal0", "hash_blake2_256", "iii", ""),
    ("seal0", "hash_blake2_128", "iii", ""),
    ("seal0", "call_chain_extension", "iiiii", "i"),
    ("seal0", "debug_message", "ii", "i"),
    ("seal0", "call_runtime", "ii", "i"),
    ("seal0", "ecdsa_recover", "iii", "i"),
    ("seal0", "sr25519_verify", "iiii", "i"),
    ("seal0", "ecdsa_to_eth_address", "ii", "i"),
    ("seal0", "instantiation_nonce", "", "I"),
    ("seal0", "lock_delegate_dependency", "i", ""),
    ("seal0", "unlock_delegate_dependency", "i", ""),
];

/// What instructions do in a loop. Each leaves nothing on the stack.
const COMPUTE: &[&str] = &[
    "(drop (i64.div_u (i64.const -1) (i64.or (i64.extend_i32_u (local.get $i)) (i64.const 1))))",
    "(drop (i32.rem_s (local.get $i) (i32.const 7)))",
    "(i64.store (i32.const 40000) (i64.load (i32.const 40008)))",
    "(drop (call_indirect (type $wide) WIDE (i32.const 0)))",
    "(drop (call $wide WIDE))",
    "(block (block (block (br_table 0 1 2 (local.get $i)))))",
    "(drop (memory.grow (i32.const 1)))",
    "(global.set $g (i64.add (global.get $g) (i64.const 1)))",
    "(drop (select (i32.const 1) (i32.const 2) (local.get $i)))",
    "(if (i32.gt_u (local.get $i) (i32.const 1000000)) (then unreachable))",
];

/// Where everything that a contract points to lies. The first bytes are an account, an amount, a length.
const POINTERS: &[i64] = &[0, 32, 64, 128, 1_024, 4_096, 16_384, 65_535, -1];

const LENGTHS: &[i64] = &[0, 4, 16, 32, 33, 64, 128, 129, 1_024, 16_384, 65_536, -1];

/// The bytes of a module.
pub fn module(source: &mut Source) -> Vec<u8> {
    match source.below(8) {
        0 => wat::parse_str(include_str!("../../runtime/tests/modules/forwarder.wat")),
        1 => wat::parse_str(include_str!("../../runtime/tests/modules/keeper.wat")),
        2 => {
            // A module with some other bytes: mostly none.
            let mut code = wat::parse_str(text(source)).expect("it is made of what wat knows; qed");
            for _ in 0..=source.below(4) {
                let at = source.below(code.len() as u32) as usize;
                code[at] = source.byte();
            }
            Ok(code)
        }
        _ => wat::parse_str(text(source)),
    }
    .expect("it is made of what wat knows; qed")
}

fn text(source: &mut Source) -> String {
    let hosts: Vec<Host> = (0..1 + source.below(4))
        .map(|_| source.pick(HOST))
        .collect();
    let parameters = source.pick(&[1, 1, 4, 16, 128]);
    let mut module = String::from("(module\n");
    let line = &mut module;
    let _ = writeln!(
        line,
        "(type $wide (func{} (result i32)))",
        " (param i32)".repeat(parameters)
    );
    for (n, (from, name, takes, gives)) in hosts.iter().enumerate() {
        let takes: String = takes.chars().map(|c| format!(" {}", bits(c))).collect();
        let gives: String = gives.chars().map(|c| format!(" {}", bits(c))).collect();
        let _ = writeln!(
            line,
            "(import \"{from}\" \"{name}\" (func $host{n} (param{takes}) (result{gives})))"
        );
    }
    let pages = source.pick(&[1, 2, 16, 17]);
    let _ = writeln!(line, "(import \"env\" \"memory\" (memory 1 {pages}))");
    let table = source.pick(&[1, 1, 1, 16, 4_096, 4_097, 4_000_000]);
    let _ = writeln!(line, "(table {table} funcref)");
    let _ = writeln!(line, "(elem (i32.const 0) $wide)");
    let _ = writeln!(line, "(global $g (mut i64) (i64.const 0))");
    for _ in 0..many(source) {
        line.push_str("(global i32 (i32.const 7))\n");
    }
    for n in 0..many(source) {
        let _ = writeln!(line, "(type (func (param{})))", " i64".repeat(n % 4));
    }
    for _ in 0..many(source) {
        line.push_str("(elem (i32.const 0) $wide)\n");
    }
    for _ in 0..many(source) {
        line.push_str("(func)\n");
    }
    let locals = " i64".repeat(many(source).min(40_000));
    let _ = writeln!(
        line,
        "(func $wide (type $wide) (local{locals}) (i32.const 1))"
    );
    let wide = "(local.get $i) ".repeat(parameters);
    let constructor = body(source, &hosts, &wide);
    let _ = writeln!(
        line,
        "(func (export \"deploy\") (local $i i32) {constructor})"
    );
    let message = body(source, &hosts, &wide);
    let _ = writeln!(line, "(func (export \"call\") (local $i i32) {message})");
    // An account, one COS, and the length of a buffer, which is also how much of an input is copied.
    let account = sp_keyring::Sr25519Keyring::Bob.to_raw_public();
    let one = (1_000_000_000_000u128).to_le_bytes();
    let escaped =
        |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("\\{byte:02x}")).collect() };
    let _ = writeln!(line, "(data (i32.const 0) \"{}\")", escaped(&account));
    let _ = writeln!(line, "(data (i32.const 32) \"{}\")", escaped(&one));
    let _ = writeln!(line, "(data (i32.const 64) \"\\00\\10\\00\\00\")");
    let data = "\\2a".repeat(many(source));
    let _ = writeln!(line, "(data (i32.const 128) \"{data}\")");
    module.push(')');
    module
}

fn bits(c: char) -> &'static str {
    match c {
        'I' => "i64",
        _ => "i32",
    }
}

/// How many of something: mostly none.
fn many(source: &mut Source) -> usize {
    match source.once_in(16) {
        true => source.pick(&[1, 10, 255, 1_000, 1_025, 10_000, 60_000]),
        false => 0,
    }
}

/// What a function does: some things, once or again and again.
fn body(source: &mut Source, hosts: &[Host], wide: &str) -> String {
    let mut body = String::new();
    for _ in 0..source.below(5) {
        let does = match source.flip() {
            true => host_call(source, hosts),
            false => source.pick(COMPUTE).replace("WIDE", wide),
        };
        let times = source.pick(&[1, 1, 1, 10, 1_000, 1_000_000_000]);
        let _ = match times {
            1 => writeln!(body, "{does}"),
            _ => writeln!(
                body,
                "(local.set $i (i32.const 0)) (loop $again {does} (br_if $again (i32.lt_u \
                 (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const {times}))))"
            ),
        };
    }
    body
}

fn host_call(source: &mut Source, hosts: &[Host]) -> String {
    let n = source.below(hosts.len() as u32) as usize;
    let (_, _, takes, gives) = hosts[n];
    let arguments: String = takes
        .chars()
        .map(|c| {
            let value = match source.flip() {
                true => source.pick(POINTERS),
                false => source.pick(LENGTHS),
            };
            format!(" ({}.const {value})", bits(c))
        })
        .collect();
    match gives {
        "" => format!("(call $host{n}{arguments})"),
        _ => format!("(drop (call $host{n}{arguments}))"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codec::Encode;

    #[test]
    fn whatever_the_bytes_are_there_is_a_module() {
        for seed in 0..500u32 {
            let bytes: Vec<u8> = (0..200u32)
                .map(|n| sp_io::hashing::blake2_128(&(seed, n).encode())[0])
                .collect();
            assert!(!module(&mut Source::new(&bytes)).is_empty());
        }
    }
}
