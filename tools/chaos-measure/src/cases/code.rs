//! Code of contracts: modules that are hard to load, uploaded and called.

use super::{
    bounded::{self, Module},
    contracts, one, Case,
};
use crate::chain::{Chain, Error};
use chaos_runtime::{configs::contracts::MAX_CODE_LEN, Runtime, RuntimeCall};
use pallet_contracts::{Call, Determinism};

pub fn cases() -> Vec<Case> {
    let modules: &[(&str, Module)] = &[
        ("nothing", small),
        ("many functions", many_functions),
        ("many types", many_types),
        ("many element segments", many_segments),
        ("many data segments", many_data_segments),
        ("many globals", many_globals),
        ("a large table", large_table),
        ("many locals", many_locals),
        ("long code", long),
        ("a deep block", deep),
    ];
    let mut cases = Vec::new();
    // Most are refused, for the price of looking at them. Those of `bounded` are not.
    let modules = modules.iter().chain(bounded::MODULES).copied();
    for (name, module) in modules {
        cases.push(one(format!("code: upload of {name}"), move |_| {
            let code = module()?;
            Ok(Call::<Runtime>::new_call_variant_upload_code(
                code,
                None,
                Determinism::Enforced,
            ))
        }));
        cases.push(one(format!("code: relaxed upload of {name}"), move |_| {
            let code = module()?;
            Ok(Call::<Runtime>::new_call_variant_upload_code(
                code,
                None,
                Determinism::Relaxed,
            ))
        }));
        cases.push(one(format!("code: instantiation of {name}"), move |_| {
            let code = module()?;
            let (gas, limit) = (contracts::ENOUGH, Some(contracts::DEPOSIT.into()));
            let (data, salt) = (vec![], vec![]);
            Ok(Call::<Runtime>::new_call_variant_instantiate_with_code(
                0, gas, limit, code, data, salt,
            ))
        }));
        cases.push(one(format!("code: call of {name}"), move |chain| {
            let contract = contracts::publish(chain, module()?)?;
            Ok(contracts::call(contract, vec![]))
        }));
    }
    cases.push(one("code: relaxed upload of a float at the end", |_| {
        let code = bounded::float_at_the_end()?;
        Ok(Call::<Runtime>::new_call_variant_upload_code(
            code,
            None,
            Determinism::Relaxed,
        ))
    }));
    for (name, module) in [
        ("nothing", small as Module),
        ("functions", bounded::functions),
    ] {
        cases.push(one(format!("code: remove_code of {name}"), move |chain| {
            let hash = contracts::upload(chain, module()?)?;
            Ok(Call::<Runtime>::new_call_variant_remove_code(hash))
        }));
        let name = format!("code: instantiation of {name} that was uploaded");
        cases.push(one(name, move |chain| {
            let hash = contracts::upload(chain, module()?)?;
            Ok(contracts::instantiate(hash, vec![]))
        }));
    }
    cases.push(one("code: upload of too many imports", |_| {
        let code = many_imports();
        Ok(Call::<Runtime>::new_call_variant_upload_code(
            code,
            None,
            Determinism::Enforced,
        ))
    }));
    cases.push(one("code: upload of zeros", |_| {
        let code = vec![0; MAX_CODE_LEN as usize];
        Ok(Call::<Runtime>::new_call_variant_upload_code(
            code,
            None,
            Determinism::Enforced,
        ))
    }));
    cases.push(one(
        "code: five contracts of the largest table",
        nested_tables,
    ));
    cases.push(one(
        "code: an endless loop after a call that uses up its gas",
        out_of_gas,
    ));
    cases
}

/// A module with these fields, and what every contract has.
fn contract(fields: &str) -> Result<Vec<u8>, Error> {
    contracts::assemble(&format!(
        r#"(module
            (import "env" "memory" (memory 1 1))
            {fields}
            (func (export "deploy"))
            (func (export "call")))"#
    ))
}

/// With as many of a field as there is room for.
fn filled(before: &str, field: &str, bytes_each: usize) -> Result<Vec<u8>, Error> {
    let count = (MAX_CODE_LEN as usize - 1_024) / bytes_each;
    contract(&(before.to_owned() + &field.repeat(count)))
}

pub fn small() -> Result<Vec<u8>, Error> {
    contract("")
}

/// A byte for the type and three for the body of each.
fn many_functions() -> Result<Vec<u8>, Error> {
    contract(&"(func)".repeat(65_000))
}

/// Different ones: three bytes for each, and one for each of its parameters.
fn many_types() -> Result<Vec<u8>, Error> {
    let kind = |number: u32, bit: u32| [" i32", " i64"][(number >> bit & 1) as usize];
    let types = (0..13_500).map(|number| {
        let kinds: String = (0..16).map(|bit| kind(number, bit)).collect();
        format!("(type (func (param{kinds})))")
    });
    contract(&types.collect::<String>())
}

fn many_segments() -> Result<Vec<u8>, Error> {
    filled(
        "(func $f) (table 1 1 funcref)",
        "(elem (i32.const 0) $f)",
        6,
    )
}

fn many_data_segments() -> Result<Vec<u8>, Error> {
    filled("", r#"(data (i32.const 0) "")"#, 5)
}

fn many_globals() -> Result<Vec<u8>, Error> {
    filled("", "(global (mut i64) (i64.const 1))", 5)
}

fn large_table() -> Result<Vec<u8>, Error> {
    contract("(table 4000000 4000000 funcref)")
}

fn many_locals() -> Result<Vec<u8>, Error> {
    // Fifty thousand is the most that WebAssembly has for one.
    contract(&format!("(func (local{}))", " i64".repeat(40_000)).repeat(4))
}

/// One function, as long as code may be.
fn long() -> Result<Vec<u8>, Error> {
    let body = "(drop (i64.const 1))".repeat(40_000);
    contract(&format!("(func {body})").repeat(2))
}

fn deep() -> Result<Vec<u8>, Error> {
    let depth = 10_000;
    contract(&format!(
        "(func {}{})",
        "block ".repeat(depth),
        "end ".repeat(depth)
    ))
}

/// Code that imports so much that nothing else is in it: it is known not to be good only at its end.
pub fn many_imports() -> Vec<u8> {
    let import = r#"(import "env" "x" (func))"#;
    let count = (MAX_CODE_LEN as usize - 1_024) / 9;
    wat::parse_str(format!("(module {})", import.repeat(count))).expect("the text is fixed")
}

/// A contract calls another, which calls another: each with a table of 32 MiB.
fn nested_tables(chain: &mut Chain) -> Result<RuntimeCall, Error> {
    let mut callee = contracts::publish(chain, large_table()?)?;
    for _ in 0..4 {
        let address: String = AsRef::<[u8]>::as_ref(&callee)
            .iter()
            .map(|byte| format!("\\{byte:02x}"))
            .collect();
        let code = contracts::assemble(&format!(
            r#"(module
                (import "env" "memory" (memory 1 1))
                (import "seal2" "call" (func $call
                    (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
                (table 4000000 4000000 funcref)
                (data (i32.const 64) "{address}")
                (func (export "deploy"))
                (func (export "call")
                    (drop (call $call (i32.const 0) (i32.const 64) (i64.const 0) (i64.const 0)
                        (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const -1)
                        (i32.const 0)))))"#
        ))?;
        callee = contracts::publish(chain, code)?;
    }
    Ok(contracts::call(callee, vec![]))
}

/// A contract calls one that uses up its gas in a loop after a call of the host, sixty times.
fn out_of_gas(chain: &mut Chain) -> Result<RuntimeCall, Error> {
    let inner = contracts::looping_code(
        r#"(import "seal0" "seal_caller_is_origin" (func $f (result i32)))"#,
        "(drop (call $f))",
        "",
    )?;
    let inner = contracts::publish(chain, inner)?;
    let input = [&[0u8; 64][..], inner.as_ref()].concat();
    let body = r#"
        (if (i32.ge_u (local.get $i) (i32.const 60)) (then (return)))
        (drop (call $f (i32.const 0) (i32.const 64) (i64.const 1000000000) (i64.const 0) (i32.const -1)
            (i32.const 0) (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 0)))"#;
    contracts::looping(
        chain,
        r#"(import "seal2" "call" (func $f (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))"#,
        "(call $input (i32.const 0) (i32.const 1048572))",
        body,
        input,
    )
}
