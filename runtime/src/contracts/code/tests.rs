//! Each limit, from both sides.

use super::*;
use proptest::prelude::*;

/// A module with these fields and those that every contract has.
fn module(fields: &str) -> Vec<u8> {
    let module = format!(
        r#"(module
            {fields}
            (func (export "call"))
            (func (export "deploy")))"#
    );
    wat::parse_str(module).unwrap()
}

fn importing(name: &str) -> Vec<u8> {
    module(&format!(
        r#"(type (func (param i32) (result i32)))
           (import "env" "memory" (memory 1 1))
           (import "seal0" "{name}" (func (type 0)))"#
    ))
}

/// `count` fields, each made from its number.
fn many(count: u32, field: impl Fn(u32) -> String) -> Vec<u8> {
    module(&(0..count).map(field).collect::<String>())
}

/// Code made from a number is accepted up to `most`, and refused above.
#[track_caller]
fn bounded(most: u32, refusal: Refusal, code: impl Fn(u32) -> Vec<u8>) {
    assert_eq!(check(&code(most)), Ok(()));
    assert_eq!(check(&code(most + 1)), Err(refusal));
}

/// The code with this many more bytes, which do nothing.
fn padded(mut code: Vec<u8>, bytes: u8) -> Vec<u8> {
    // A custom section: its id, its length, the length of its name.
    code.extend([0, bytes + 1, 0]);
    code.extend(vec![0; usize::from(bytes)]);
    code
}

#[test]
fn code_that_imports_what_replaces_it_is_found_by_both_names() {
    for name in ["set_code_hash", "seal_set_code_hash"] {
        assert_eq!(check(&importing(name)), Err(Refusal::ReplacesItself));
    }
    for name in ["xcm_execute", "xcm_send"] {
        assert_eq!(check(&importing(name)), Err(Refusal::SendsMessages));
    }
    assert_eq!(check(&importing("is_contract")), Ok(()));
}

#[test]
fn sections_before_the_imports_hide_nothing() {
    let mut code = importing("set_code_hash");
    // A custom section `x` of one byte, after the header of eight.
    code.splice(8..8, [0, 3, 1, b'x', 0]);
    assert_eq!(check(&code), Err(Refusal::ReplacesItself));
}

#[test]
fn types_parameters_and_results_are_bounded() {
    // The exported functions have one type.
    bounded(MAX_TYPES - 1, Refusal::TooManyTypes, |count| {
        many(count, |_| "(type (func (param i32)))".into())
    });
    bounded(MAX_PARAMETERS as u32, Refusal::TooManyParameters, |count| {
        module(&format!(
            "(type (func (param {})))",
            "i64 ".repeat(count as usize)
        ))
    });
    bounded(MAX_RESULTS as u32, Refusal::TooManyResults, |count| {
        module(&format!(
            "(type (func (result {})))",
            "i64 ".repeat(count as usize)
        ))
    });
}

#[test]
fn imports_are_bounded() {
    bounded(MAX_IMPORTS, Refusal::TooManyImports, |count| {
        many(count, |_| r#"(import "seal0" "caller" (func))"#.into())
    });
}

#[test]
fn functions_are_bounded_by_the_length_of_the_code() {
    let functions = |count| many(count, |_| "(func)".into());
    // These and the two exported ones, of four bytes each.
    let most = (64..).find(|most| max_functions(functions(*most).len() as u32) == most + 2);
    let most = most.unwrap();
    assert_eq!(check(&functions(most)), Ok(()));
    assert_eq!(check(&functions(most + 4)), Err(Refusal::TooManyFunctions));
    assert_eq!(check(&padded(functions(most + 1), 64)), Ok(()));
}

#[test]
fn local_variables_of_a_function_are_bounded() {
    bounded(MAX_LOCALS, Refusal::TooManyLocals, |count| {
        let (first, second) = (count / 2, count - count / 2);
        let locals = |kind: &str, count| kind.repeat(count as usize);
        // In two groups. Another function has as many.
        module(&format!(
            "(func (local {})) (func (local {} {}))",
            locals("i64 ", MAX_LOCALS),
            locals("i64 ", first),
            locals("i32 ", second),
        ))
    });
    // Two groups, of 4,294,967,295 and of one.
    let body = b"\x02\xff\xff\xff\xff\x0f\x7e\x01\x7f\x0b";
    assert_eq!(locals(&FunctionBody::new(0, body)), u32::MAX);
}

#[test]
fn there_is_one_table_of_bounded_size() {
    bounded(1, Refusal::TooManyTables, |count| {
        many(count, |_| "(table 1 funcref)".into())
    });
    bounded(MAX_TABLE_ENTRIES, Refusal::TableTooLarge, |entries| {
        module(&format!("(table {entries} funcref)"))
    });
    bounded(MAX_TABLE_ENTRIES, Refusal::TableTooLarge, |entries| {
        module(&format!("(table 1 {entries} funcref)"))
    });
}

#[test]
fn segments_that_fill_the_table_are_bounded() {
    let table = "(table 4096 funcref)(func $f)";
    bounded(
        MAX_ELEMENT_SEGMENTS,
        Refusal::TooManyElementSegments,
        |count| {
            let segments = "(elem (i32.const 0) $f)".repeat(count as usize);
            module(&[table, &segments].concat())
        },
    );
    bounded(MAX_ELEMENTS, Refusal::TooManyElements, |count| {
        let (first, second) = (count / 2, count - count / 2);
        let segment = |count| format!("(elem (i32.const 0) {})", "$f ".repeat(count as usize));
        module(&[table, &segment(first), &segment(second)].concat())
    });
}

#[test]
fn globals_are_bounded() {
    bounded(MAX_GLOBALS, Refusal::TooManyGlobals, |count| {
        many(count, |number| format!("(global i32 (i32.const {number}))"))
    });
}

#[test]
fn segments_that_fill_the_memory_are_bounded() {
    bounded(MAX_DATA_SEGMENTS, Refusal::TooManyDataSegments, |count| {
        let segments = r#"(data (i32.const 0) "x")"#.repeat(count as usize);
        module(&[r#"(import "env" "memory" (memory 1 1))"#, &segments].concat())
    });
}

#[test]
fn custom_sections_are_bounded() {
    bounded(
        MAX_CUSTOM_SECTIONS,
        Refusal::TooManyCustomSections,
        |count| (0..count).fold(module(""), |code, _| padded(code, 0)),
    );
}

#[test]
fn what_is_no_module_is_left_to_the_pallet() {
    assert_eq!(check(&[]), Ok(()));
    assert_eq!(check(b"no wasm"), Ok(()));
    assert_eq!(check(&vec![0; 1 + MAX_CODE_LEN as usize]), Ok(()));
}

#[test]
fn what_is_too_much_is_found_before_the_end_is_found_missing() {
    let code = many(MAX_GLOBALS + 1, |_| "(global i32 (i32.const 0))".into());
    assert_eq!(check(&code[..code.len() - 1]), Err(Refusal::TooManyGlobals));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        let header = b"\0asm\x01\0\0\0";
        let _ = check(&bytes);
        let _ = check(&[&header[..], &bytes].concat());
    }

    #[test]
    fn no_change_of_a_byte_makes_it_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut code = module(
            r#"(type (func (param i32) (result i32)))
               (import "seal0" "is_contract" (func (type 0)))
               (table 2 funcref) (elem (i32.const 0) $f)
               (global i32 (i32.const 1)) (func $f (local i64))"#,
        );
        let at = at.index(code.len());
        code[at] = byte;
        let _ = check(&code);
        let _ = check(&code[..at]);
    }
}
