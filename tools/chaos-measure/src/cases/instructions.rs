//! Each kind of instruction, as often as the gas of a contract pays for.

use super::{contracts, one, Case};

/// How often an instruction stands in the loop, so that the loop itself hardly counts.
const REPEATED: usize = 64;

pub fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = BODIES
        .iter()
        .map(|(name, definitions, body)| {
            instruction(name, definitions.to_string(), body.repeat(REPEATED))
        })
        .collect();
    let parameters = |n| "(param".to_owned() + &" i64".repeat(n) + ")";
    for n in [1, 16, 32, 127, 1_000] {
        let call = format!("(call $f {})", "(i64.const 1) ".repeat(n));
        let function = format!("(func $f {})", parameters(n));
        cases.push(instruction(
            &format!("call with {n} parameters"),
            function.clone(),
            call.repeat(8),
        ));
        let table = format!(
            "(type $t (func {}))\n(table 1 1 funcref)\n(elem (i32.const 0) $f)\n{function}",
            parameters(n)
        );
        let indirect = format!(
            "(call_indirect (type $t) {} (i32.const 0))",
            "(i64.const 1) ".repeat(n)
        );
        cases.push(instruction(
            &format!("call_indirect with {n} parameters"),
            table,
            indirect.repeat(8),
        ));
    }
    for n in [100, 1_024, 40_000] {
        let function = format!("(func $f (local{}))", " i64".repeat(n));
        cases.push(instruction(
            &format!("call with {n} locals"),
            function,
            "(call $f)".repeat(8),
        ));
    }
    for n in [4, 256, 10_000] {
        let targets = "$a ".repeat(n) + "$a";
        let body = format!(
            "(block $a (br_table {targets} (i32.and (local.get $i) (i32.const {}))))",
            (n - 1).next_power_of_two() - 1
        );
        cases.push(instruction(
            &format!("br_table of {n}"),
            String::new(),
            body.repeat(if n > 1_000 { 1 } else { REPEATED }),
        ));
    }
    cases
}

fn instruction(name: &str, definitions: String, body: String) -> Case {
    one(format!("instruction: {name}"), move |chain| {
        contracts::looping(chain, &definitions, "", &body, vec![])
    })
}

/// A pseudo-random number in `$n`, by which memory is hard to foresee.
macro_rules! scattered {
    () => {
        "(local.set $n (i64.add (i64.mul (local.get $n) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))"
    };
}

/// Name, what has to be defined, and instructions that leave the stack as it was.
const BODIES: &[(&str, &str, &str)] = &[
    ("i64.load", "", "(drop (i64.load (i32.const 8)))"),
    ("i64.load of scattered memory", "", concat!(
        scattered!(),
        "(drop (i64.load (i32.and (i32.wrap_i64 (i64.shr_u (local.get $n) (i64.const 30))) (i32.const 0xffff8))))"
    )),
    ("i64.store", "", "(i64.store (i32.const 8) (local.get $n))"),
    ("i64.store to scattered memory", "", concat!(
        scattered!(),
        "(i64.store (i32.and (i32.wrap_i64 (i64.shr_u (local.get $n) (i64.const 30))) (i32.const 0xffff8)) (local.get $n))"
    )),
    ("i32.load8_s unaligned", "", "(drop (i32.load8_s offset=4093 (local.get $i)))"),
    ("nop", "", "(nop)"),
    ("i64.const", "", "(local.set $n (i64.const 0x123456789abcdef))"),
    ("local.tee", "", "(drop (local.tee $n (local.get $x)))"),
    ("i64.add", "", "(local.set $n (i64.add (local.get $n) (local.get $x)))"),
    ("i64.mul", "", "(local.set $n (i64.mul (local.get $n) (local.get $x)))"),
    ("i64.div_u", "", "(local.set $n (i64.div_u (i64.const -1) (i64.or (local.get $n) (i64.const 3))))"),
    ("i64.div_s", "", "(local.set $n (i64.div_s (i64.const 0x7ffffffffffffff1) (i64.or (local.get $n) (i64.const 3))))"),
    ("i64.rem_s", "", "(local.set $n (i64.rem_s (i64.const 0x7ffffffffffffff1) (i64.or (local.get $n) (i64.const 3))))"),
    ("i32.div_u", "", "(local.set $i (i32.div_u (i32.const -1) (i32.or (local.get $i) (i32.const 3))))"),
    ("i64.clz", "", "(local.set $n (i64.clz (local.get $n)))"),
    ("i64.ctz", "", "(local.set $n (i64.ctz (local.get $n)))"),
    ("i64.popcnt", "", "(local.set $n (i64.popcnt (local.get $n)))"),
    ("i64.rotl", "", "(local.set $n (i64.rotl (local.get $n) (i64.const 7)))"),
    ("i64.lt_s", "", "(drop (i64.lt_s (local.get $n) (local.get $x)))"),
    ("i64.eqz", "", "(drop (i64.eqz (local.get $n)))"),
    ("i64.extend_i32_s", "", "(local.set $n (i64.extend_i32_s (local.get $i)))"),
    ("i64.extend8_s", "", "(local.set $n (i64.extend8_s (local.get $n)))"),
    ("i32.wrap_i64", "", "(drop (i32.wrap_i64 (local.get $n)))"),
    ("select", "", "(local.set $n (select (local.get $n) (local.get $x) (local.get $i)))"),
    ("global.get", "(global $g (mut i64) (i64.const 1))", "(local.set $n (global.get $g))"),
    ("global.set", "(global $g (mut i64) (i64.const 1))", "(global.set $g (local.get $n))"),
    ("memory.size", "", "(drop (memory.size))"),
    ("memory.grow by nothing", "", "(drop (memory.grow (i32.const 0)))"),
    ("memory.grow by too much", "", "(drop (memory.grow (i32.const 1)))"),
    ("br", "", "(block $a (br $a))"),
    ("br_if", "", "(block $a (br_if $a (local.get $i)))"),
    ("if", "", "(if (local.get $i) (then (nop)) (else (nop)))"),
    ("call", "(func $f)", "(call $f)"),
    ("call with a result", "(func $f (result i64) (i64.const 1))", "(drop (call $f))"),
    ("call_indirect", "(type $t (func))\n(table 1 1 funcref)\n(elem (i32.const 0) $f)\n(func $f)", "(call_indirect (type $t) (i32.const 0))"),
    ("recursion", "(func $f (param i32) (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))))))", "(call $f (i32.const 100))"),
    ("recursion with many values", "(func $f (param i64 i64 i64 i64 i64 i64 i64 i32) (if (local.get 7) (then (call $f (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5) (local.get 6) (i32.sub (local.get 7) (i32.const 1))))))", "(call $f (local.get $n) (local.get $n) (local.get $n) (local.get $n) (local.get $n) (local.get $n) (local.get $n) (i32.const 100))"),
];
