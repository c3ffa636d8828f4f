//! Published is published: the code of a contract is what it was instantiated with, for ever.
//!
//! A contract's code could change by the call `set_code`, and by the host function `set_code_hash`. The
//! call is nobody's. Code that imports the host function is [refused](code::check) when it is uploaded, and if
//! it were there all the same, the function costs more than there is: see
//! [`WorstCase`](super::weights::WorstCase).
//!
//! `delegate_call` is not closed. What a contract delegates to is chosen by its own code, which never
//! changes and which everybody can read; and a contract that wants a part of it to be replaceable could
//! as well call another one, whose address it keeps.

use super::code;
use crate::RuntimeCall;
use frame_support::traits::Contains;

/// Refuses what would change the code of a contract, and code that may not be uploaded.
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
                code::check(code).is_ok()
            }
            _ => true,
        }
    }
}
