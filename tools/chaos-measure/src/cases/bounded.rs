//! Code that is just within the bounds of what may be uploaded, and as hard as that allows to load, to translate
//! or to upload.

use super::contracts::assemble;
use crate::chain::Error;
use chaos_runtime::{
    configs::contracts::MAX_CODE_LEN,
    contracts::code::{
        max_functions, MAX_CUSTOM_SECTIONS, MAX_DATA_SEGMENTS, MAX_ELEMENTS, MAX_ELEMENT_SEGMENTS,
        MAX_GLOBALS, MAX_IMPORTS, MAX_LOCALS, MAX_PARAMETERS, MAX_TABLE_ENTRIES, MAX_TYPES,
    },
};

/// Makes a module.
pub type Module = fn() -> Result<Vec<u8>, Error>;

/// All of them.
pub const MODULES: &[(&str, Module)] = &[
    ("functions, few bytes", || contract(few_functions(), "", "")),
    ("functions, few bytes, called", || {
        contract(few_functions(), "", &every_function(few_functions()))
    }),
    ("functions", functions),
    ("functions, called", || {
        padded(contract(
            many_functions(),
            "",
            &every_function(many_functions()),
        ))
    }),
    ("types", || contract(0, &types(), "")),
    ("imports", || contract(0, &imports(), "")),
    ("globals", || contract(0, &globals(), "")),
    ("table", || contract(1, &table(), "")),
    ("memory", || {
        assemble(
            r#"(module (import "env" "memory" (memory 16 16)) (func (export "deploy")) (func (export "call")))"#,
        )
    }),
    ("data", || contract(0, &data(), "")),
    ("custom sections", || with_sections(contract(0, "", ""))),
    ("locals", || {
        let local = format!("(func $l (local{}))", " i64".repeat(MAX_LOCALS as usize));
        contract(0, &local, "(call $l)")
    }),
    ("storage, set and cleared", storage),
    ("all of these", || {
        let fields = [imports(), types(), globals(), table(), data()].concat();
        with_sections(contract(
            few_functions(),
            &fields,
            &every_function(few_functions()),
        ))
    }),
    ("long: constants", || {
        long(|n| format!("(drop (i64.const {}))", 100_000 + n), 7)
    }),
    ("long: blocks", || long(|_| "(block)".to_owned(), 3)),
    ("long: branches", || {
        long(|_| "(if (local.get $i) (then) (else))".to_owned(), 6)
    }),
    ("long: arithmetic", || {
        long(
            |_| "(local.set $n (i64.add (local.get $n) (local.get $n)))".to_owned(),
            7,
        )
    }),
    ("long: calls", || {
        let arguments = "(local.get $n)".repeat(MAX_PARAMETERS);
        long(
            move |_| format!("(call $f {arguments})"),
            2 + 2 * MAX_PARAMETERS,
        )
    }),
    ("long: jumps", || {
        let targets = "0 ".repeat(256);
        long(
            move |_| format!("(block (br_table {targets} (local.get $i)))"),
            264,
        )
    }),
    ("long: preserved", || {
        let get = "(local.get $n) ".repeat(64);
        let drop = "drop ".repeat(64);
        long(
            move |_| format!("{get} (local.set $n (i64.const 1)) {drop}"),
            64 * 3 + 4,
        )
    }),
];

/// As many as there may be, in as many bytes as there may be.
pub fn functions() -> Result<Vec<u8>, Error> {
    padded(contract(many_functions(), "", ""))
}

/// Sets and clears storage: its deposit is settled for each of the calls.
pub fn storage() -> Result<Vec<u8>, Error> {
    assemble(
        r#"(module
            (import "env" "memory" (memory 1 1))
            (import "seal2" "set_storage" (func $set (param i32 i32 i32 i32) (result i32)))
            (import "seal1" "clear_storage" (func $clear (param i32 i32) (result i32)))
            (func (export "deploy"))
            (func (export "call")
                (if (i32.eq (call $clear (i32.const 0) (i32.const 32)) (i32.const -1))
                    (then (drop (call $set (i32.const 0) (i32.const 32) (i32.const 0) (i32.const 1)))))))"#,
    )
}

/// Translated twice when it is uploaded as code that may have floating-point numbers: the last instruction has one.
pub fn float_at_the_end() -> Result<Vec<u8>, Error> {
    let body = "(drop (i64.const 100000))".repeat(18_000);
    contract(
        0,
        &format!("(func {body})"),
        &format!("{body} (drop (f64.const 1))"),
    )
}

/// In code of nothing else.
fn few_functions() -> u32 {
    64 + 2
}

/// In code of all the bytes there may be.
fn many_functions() -> u32 {
    max_functions(MAX_CODE_LEN - 1_024) - 16
}

/// A module of so many functions and what every contract has, with these fields and this body.
fn contract(functions: u32, fields: &str, body: &str) -> Result<Vec<u8>, Error> {
    // Two are exported.
    let functions: String = (2..functions)
        .map(|number| format!("(func $f{number})"))
        .collect();
    // Imports come first.
    let (imports, others): (Vec<_>, Vec<_>) = fields
        .split_inclusive('\n')
        .partition(|field| field.starts_with("(import"));
    assemble(&format!(
        r#"(module
            (import "env" "memory" (memory 1 1))
            {}
            (func (export "deploy"))
            (func (export "call") {body})
            {functions}
            {})"#,
        imports.concat(),
        others.concat(),
    ))
}

fn every_function(count: u32) -> String {
    (2..count)
        .map(|number| format!("(call $f{number})"))
        .collect()
}

fn imports() -> String {
    "(import \"seal0\" \"caller_is_root\" (func (result i32)))\n".repeat(MAX_IMPORTS as usize - 1)
}

fn types() -> String {
    let kinds = ["i32", "i64"];
    let of = |number: u32| -> String {
        let kind = |bit| format!(" {}", kinds[(number >> bit & 1) as usize]);
        (0..MAX_PARAMETERS as u32)
            .map(|bit| kind(bit % 16))
            .collect()
    };
    (1..MAX_TYPES - 2)
        .map(|number| format!("(type (func (param{})))\n", of(number)))
        .collect()
}

fn globals() -> String {
    "(global (mut i64) (i64.const -1))\n".repeat(MAX_GLOBALS as usize)
}

fn table() -> String {
    let entries = (MAX_ELEMENTS / MAX_ELEMENT_SEGMENTS) as usize;
    let segment = format!("(elem (i32.const 4000) {})\n", "$e ".repeat(entries));
    let segments = segment.repeat(MAX_ELEMENT_SEGMENTS as usize);
    format!("(table {MAX_TABLE_ENTRIES} funcref)\n(func $e)\n{segments}")
}

fn data() -> String {
    "(data (i32.const 65535) \"x\")\n".repeat(MAX_DATA_SEGMENTS as usize)
}

/// With as many custom sections as there may be.
fn with_sections(code: Result<Vec<u8>, Error>) -> Result<Vec<u8>, Error> {
    let mut code = code?;
    for _ in 0..MAX_CUSTOM_SECTIONS {
        // The kind, the length, the length of the name.
        code.extend([0, 1, 0]);
    }
    Ok(code)
}

/// With a custom section up to the most that code may have.
fn padded(code: Result<Vec<u8>, Error>) -> Result<Vec<u8>, Error> {
    let mut code = code?;
    let rest = MAX_CODE_LEN as usize - code.len() - 4;
    let length = [
        rest as u8 | 0x80,
        (rest >> 7) as u8 | 0x80,
        (rest >> 14) as u8,
    ];
    code.push(0);
    code.extend(length);
    code.resize(MAX_CODE_LEN as usize, 0);
    Ok(code)
}

/// A function, as long as one may be, of many instructions of some bytes each.
fn long(instruction: impl Fn(usize) -> String, bytes: usize) -> Result<Vec<u8>, Error> {
    let count = (128 * 1_024 - 64) / bytes;
    let body: String = (0..count).map(instruction).collect();
    let parameters = " i64".repeat(MAX_PARAMETERS);
    let fields = format!("(func $f (param{parameters}))");
    contract(
        0,
        &fields,
        &format!("(local $i i32) (local $n i64) (if (local.get $i) (then {body}))"),
    )
}
