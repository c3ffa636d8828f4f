//! Limits on the code that may be uploaded.
//!
//! Loading code is charged by its length, and running it by its instructions. Neither covers a module that consists of
//! four-byte functions, or that starts with a table of millions of entries: the interpreter builds all of it. So the
//! parts of a module are bounded, and the weights of [`WorstCase`](super::weights::WorstCase) are those of the worst
//! module within the bounds. What compilers emit for a contract is far below them.
//!
//! The check runs once for each upload, and the weight of uploading includes it.

use crate::configs::contracts::MAX_CODE_LEN;
use wasmparser::{ElementItems, FunctionBody, Parser, Payload, TableType, Type, TypeSectionReader};

/// Maximum number of function types.
pub const MAX_TYPES: u32 = 128;
/// Maximum number of parameters of a function type.
pub const MAX_PARAMETERS: usize = 32;
/// Maximum number of results of a function type, as in WebAssembly 1.0.
pub const MAX_RESULTS: usize = 1;
/// Maximum number of imports, one of which is the memory.
pub const MAX_IMPORTS: u32 = 96;
/// Maximum number of local variables of a function, without its parameters.
pub const MAX_LOCALS: u32 = 1_024;
/// Maximum number of tables, as in WebAssembly 1.0.
pub const MAX_TABLES: u32 = 1;
/// Maximum number of table entries. The runtime's memory has room for six contracts with such tables that call each
/// other.
pub const MAX_TABLE_ENTRIES: u32 = 4_096;
/// Maximum number of element segments, which initialise the table.
pub const MAX_ELEMENT_SEGMENTS: u32 = 16;
/// Maximum number of table entries that all element segments together initialise.
pub const MAX_ELEMENTS: u32 = 1_024;
/// Maximum number of global variables.
pub const MAX_GLOBALS: u32 = 64;
/// Maximum number of data segments, which initialise the memory.
pub const MAX_DATA_SEGMENTS: u32 = 64;
/// Maximum number of custom sections, which the interpreter keeps in memory.
pub const MAX_CUSTOM_SECTIONS: u32 = 16;

/// Maximum number of functions in code of this length: one for each 64 bytes, plus 64.
pub const fn max_functions(code_len: u32) -> u32 {
    64 + code_len / 64
}

/// The host function that replaces a contract's code, under both of its names. No code may import it.
const SET_CODE_HASH: [&str; 2] = ["set_code_hash", "seal_set_code_hash"];
/// Host functions that decode a message before charging for it. This chain has nowhere to send messages to.
const XCM: [&str; 2] = ["xcm_execute", "xcm_send"];

/// Why code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It imports the host function that replaces a contract's code.
    ReplacesItself,
    /// It imports a host function that sends messages to other chains.
    SendsMessages,
    /// More than [`MAX_TYPES`].
    TooManyTypes,
    /// More than [`MAX_PARAMETERS`].
    TooManyParameters,
    /// More than [`MAX_RESULTS`].
    TooManyResults,
    /// More than [`MAX_IMPORTS`].
    TooManyImports,
    /// More than [`max_functions`].
    TooManyFunctions,
    /// More than [`MAX_LOCALS`].
    TooManyLocals,
    /// More than [`MAX_TABLES`].
    TooManyTables,
    /// More than [`MAX_TABLE_ENTRIES`], as the initial or the maximum size.
    TableTooLarge,
    /// More than [`MAX_ELEMENT_SEGMENTS`].
    TooManyElementSegments,
    /// More than [`MAX_ELEMENTS`].
    TooManyElements,
    /// More than [`MAX_GLOBALS`].
    TooManyGlobals,
    /// More than [`MAX_DATA_SEGMENTS`].
    TooManyDataSegments,
    /// More than [`MAX_CUSTOM_SECTIONS`].
    TooManyCustomSections,
}

impl Refusal {
    /// The message for a contract's developer.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::ReplacesItself => "the code imports set_code_hash: published code never changes",
            Self::SendsMessages => "the code imports xcm_execute or xcm_send",
            Self::TooManyTypes => "the code has too many types",
            Self::TooManyParameters => "a function of the code has too many parameters",
            Self::TooManyResults => "a function of the code has more than one result",
            Self::TooManyImports => "the code has too many imports",
            Self::TooManyFunctions => "the code has too many functions for its length",
            Self::TooManyLocals => "a function of the code has too many local variables",
            Self::TooManyTables => "the code has more than one table",
            Self::TableTooLarge => "the code has too large a table",
            Self::TooManyElementSegments => "the code has too many element segments",
            Self::TooManyElements => "the code fills too many entries of its table",
            Self::TooManyGlobals => "the code has too many global variables",
            Self::TooManyDataSegments => "the code has too many data segments",
            Self::TooManyCustomSections => "the code has too many custom sections",
        }
    }
}

/// Errors if code may not be uploaded. Code that is too long or isn't a module passes: the pallet's errors say more.
pub fn check(code: &[u8]) -> Result<(), Refusal> {
    let Some(len) = u32::try_from(code.len())
        .ok()
        .filter(|len| *len <= MAX_CODE_LEN)
    else {
        return Ok(());
    };
    let mut custom_sections: u32 = 0;
    // The pallet stops at the first invalid section, and so does this.
    for payload in Parser::new(0).parse_all(code).map_while(Result::ok) {
        match payload {
            Payload::TypeSection(types) => check_types(types)?,
            Payload::ImportSection(imports) => {
                at_most(MAX_IMPORTS, imports.count(), Refusal::TooManyImports)?;
                for import in imports.into_iter().map_while(Result::ok) {
                    check_import(import.name)?;
                }
            }
            Payload::FunctionSection(functions) => at_most(
                max_functions(len),
                functions.count(),
                Refusal::TooManyFunctions,
            )?,
            Payload::TableSection(tables) => {
                at_most(MAX_TABLES, tables.count(), Refusal::TooManyTables)?;
                for table in tables.into_iter().map_while(Result::ok) {
                    check_table(table)?;
                }
            }
            Payload::GlobalSection(globals) => {
                at_most(MAX_GLOBALS, globals.count(), Refusal::TooManyGlobals)?;
            }
            Payload::ElementSection(segments) => {
                at_most(
                    MAX_ELEMENT_SEGMENTS,
                    segments.count(),
                    Refusal::TooManyElementSegments,
                )?;
                let elements = segments.into_iter().map_while(Result::ok);
                let elements = elements.map(|segment| match segment.items {
                    ElementItems::Functions(items) => items.count(),
                    ElementItems::Expressions(items) => items.count(),
                });
                at_most(
                    MAX_ELEMENTS,
                    elements.fold(0, u32::saturating_add),
                    Refusal::TooManyElements,
                )?;
            }
            Payload::DataSection(segments) => at_most(
                MAX_DATA_SEGMENTS,
                segments.count(),
                Refusal::TooManyDataSegments,
            )?,
            Payload::CodeSectionEntry(function) => {
                at_most(MAX_LOCALS, locals(&function), Refusal::TooManyLocals)?;
            }
            Payload::CustomSection(_) => {
                custom_sections += 1;
                at_most(
                    MAX_CUSTOM_SECTIONS,
                    custom_sections,
                    Refusal::TooManyCustomSections,
                )?;
            }
            _ => (),
        }
    }
    Ok(())
}

fn at_most(most: u32, count: u32, otherwise: Refusal) -> Result<(), Refusal> {
    if count > most {
        return Err(otherwise);
    }
    Ok(())
}

fn check_types(types: TypeSectionReader) -> Result<(), Refusal> {
    at_most(MAX_TYPES, types.count(), Refusal::TooManyTypes)?;
    for Type::Func(function) in types.into_iter().map_while(Result::ok) {
        if function.params().len() > MAX_PARAMETERS {
            return Err(Refusal::TooManyParameters);
        }
        if function.results().len() > MAX_RESULTS {
            return Err(Refusal::TooManyResults);
        }
    }
    Ok(())
}

fn check_import(name: &str) -> Result<(), Refusal> {
    if SET_CODE_HASH.contains(&name) {
        return Err(Refusal::ReplacesItself);
    }
    if XCM.contains(&name) {
        return Err(Refusal::SendsMessages);
    }
    Ok(())
}

fn check_table(table: TableType) -> Result<(), Refusal> {
    let largest = table.maximum.unwrap_or_default().max(table.initial);
    at_most(MAX_TABLE_ENTRIES, largest, Refusal::TableTooLarge)
}

/// The number of a function's local variables.
fn locals(function: &FunctionBody) -> u32 {
    let groups = function.get_locals_reader().into_iter().flatten();
    let counts = groups.map_while(Result::ok).map(|(count, _)| count);
    counts.fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests;
