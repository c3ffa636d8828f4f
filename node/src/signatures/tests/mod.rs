//! Signatures that are remembered, against the functions that verify them.

mod block;
mod host_functions;
pub mod transaction;

use super::SignatureParams;

/// All tests share the process' cache, as all threads of a node do.
pub fn with_cache() {
    SignatureParams {
        signature_cache: 64,
    }
    .apply();
}
