//! Published is published: the code of a contract is what it was instantiated with, for ever.
//!
//! A contract's code could change by the call `set_code`, and by the host function `set_code_hash`. The
//! call is nobody's. Code that imports the host function is refused when it is uploaded, and if it were
//! there all the same, the function costs more than there is: see [`Immutable`](super::weights::Immutable).
//!
//! `delegate_call` is not closed. What a contract delegates to is chosen by its own code, which never
//! changes and which everybody can read; and a contract that wants a part of it to be replaceable could
//! as well call another one, whose address it keeps.

use crate::{configs::contracts::MAX_CODE_LEN, RuntimeCall};
use frame_support::traits::Contains;
use wasmparser::{Parser, Payload};

/// The host function by which a contract would replace its code, under both of its names.
const SET_CODE_HASH: [&str; 2] = ["set_code_hash", "seal_set_code_hash"];

/// Refuses what would change the code of a contract, and code that could.
pub struct PublishedIsPublished;

impl Contains<RuntimeCall> for PublishedIsPublished {
    // The old calls are among what is refused.
    #[allow(deprecated)]
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_contracts::Call::*;
        let RuntimeCall::Contracts(call) = call else {
            return true;
        };
        match call {
            set_code { .. } => false,
            // Deprecated: they know no limit of the size of proofs.
            call_old_weight { .. }
            | instantiate_old_weight { .. }
            | instantiate_with_code_old_weight { .. } => false,
            upload_code { code, .. } | instantiate_with_code { code, .. } => {
                !may_replace_itself(code)
            }
            _ => true,
        }
    }
}

/// Whether code imports what would replace it. Code that is too long, or no module, doesn't: it is refused
/// by the pallet, whose errors say more.
pub fn may_replace_itself(code: &[u8]) -> bool {
    if code.len() > MAX_CODE_LEN as usize {
        return false;
    }
    for payload in Parser::new(0).parse_all(code) {
        match payload {
            Ok(Payload::ImportSection(imports)) => {
                return imports
                    .into_iter()
                    .map_while(Result::ok)
                    .any(|import| SET_CODE_HASH.contains(&import.name));
            }
            // Imports come before code.
            Ok(Payload::CodeSectionStart { .. }) | Err(_) => return false,
            Ok(_) => (),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn importing(name: &str) -> Vec<u8> {
        let module = format!(
            r#"(module
                (type (func (param i32) (result i32)))
                (import "env" "memory" (memory 1 1))
                (import "seal0" "{name}" (func (type 0)))
                (func (export "call"))
                (func (export "deploy")))"#
        );
        wat::parse_str(module).unwrap()
    }

    #[test]
    fn code_that_imports_what_replaces_it_is_found_by_both_names() {
        assert!(may_replace_itself(&importing("set_code_hash")));
        assert!(may_replace_itself(&importing("seal_set_code_hash")));
        assert!(!may_replace_itself(&importing("is_contract")));
    }

    #[test]
    fn sections_before_the_imports_hide_nothing() {
        let mut code = importing("set_code_hash");
        // A custom section, `x`, of one byte, behind the header of eight.
        code.splice(8..8, [0, 3, 1, b'x', 0]);
        assert!(may_replace_itself(&code));
    }

    #[test]
    fn what_is_no_module_is_left_to_the_pallet() {
        let code = importing("set_code_hash");
        assert!(!may_replace_itself(&[]));
        assert!(!may_replace_itself(b"no wasm"));
        for len in 0..code.len() {
            may_replace_itself(&code[..len]);
        }
        assert!(!may_replace_itself(&vec![0; 1 + MAX_CODE_LEN as usize]));
    }
}
