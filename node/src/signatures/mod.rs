//! Verifies each signature once.
//!
//! A node sees the signature of a transaction when the transaction enters the pool, when it makes a block with it,
//! and when it imports a block with it. Verifying is a large part of the cost of a transfer, so valid signatures are
//! remembered ([`signature_cache`]). The runtime verifies by host functions, which look there first
//! ([`host_functions`](crate::executor::host_functions)). Blocks that arrive pass [`queue`], which verifies their
//! signatures ([`transaction`]) on all cores and many at once ([`batch`]), before the runtime asks for one after the
//! other. That is done only for blocks that an author has made ([`mod@sound`]), as anybody else's are cheap to make.
//!
//! None of this changes a result: every answer is that of the SDK's function, remembered or not.

mod batch;
mod metrics;
mod queue;
mod sound;
#[cfg(test)]
pub mod tests;
mod transaction;

pub use metrics::register_metrics;
pub use queue::{FullImportQueue, SignaturesFirst};

use crate::{
    client::FullClient,
    executor::signature_cache::{self, cache},
};
use chaos_primitives::{AccountId, Hash};
use sc_executor::RuntimeVersion;
use sp_blockchain::HeaderBackend;
use sp_core::traits::CallContext;
use sp_runtime::{transaction_validity::TransactionSource, OpaqueExtrinsic};
use transaction::{Chain, Signed};

const LOG_TARGET: &str = "signatures";

/// Default size of the cache, in MiB: enough for 260,000 signatures.
const DEFAULT_MIB: u32 = 64;

const MIB: usize = 1024 * 1024;

/// How many verified signatures are cached
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct SignatureParams {
    /// Size of the cache of verified signatures, in MiB
    ///
    /// 0 disables the cache; the signatures of a block are then verified one after the other.
    #[arg(long, global = true, value_name = "MIB", default_value_t = DEFAULT_MIB)]
    pub signature_cache: u32,
}

impl SignatureParams {
    /// Set up the cache. Only the first call counts.
    pub fn apply(&self) {
        let max_bytes = (self.signature_cache as usize).saturating_mul(MIB);
        signature_cache::enable(max_bytes);
    }
}

/// The signer of `transaction`, which is to be validated on top of the block `at`. `None` if it is unsigned or unknown.
pub fn signer(client: &FullClient, at: Hash, transaction: &OpaqueExtrinsic) -> Option<AccountId> {
    let number = client.number(at).ok()??;
    let hash_of = |number| client.hash(number).ok().flatten();
    let chain = Chain::new(&version_at(at, client)?, client, &hash_of);
    Signed::of(transaction, number + 1, &chain)?.by()
}

/// The version of the runtime of the block `at`.
fn version_at(at: Hash, client: &FullClient) -> Option<RuntimeVersion> {
    client
        .runtime_version_at(at, CallContext::Offchain)
        .inspect_err(|error| {
            log::warn!(target: LOG_TARGET, "Cannot read the runtime version at block {at}: {error}");
        })
        .ok()
}

/// Verify the signatures of these transactions, which are to be validated on top of the block `at`.
pub fn verify_for_pool(
    client: &FullClient,
    at: Hash,
    transactions: &[(TransactionSource, OpaqueExtrinsic)],
) {
    if cache().is_none() {
        return;
    }
    let Ok(Some(number)) = client.number(at) else {
        return;
    };
    let hash_of = |number| client.hash(number).ok().flatten();
    let Some(version) = version_at(at, client) else {
        return;
    };
    let chain = Chain::new(&version, client, &hash_of);
    let mut signed: Vec<_> = transactions
        .iter()
        .filter_map(|(_, transaction)| Signed::of(transaction, number + 1, &chain))
        .collect();
    // There is nothing to win with a single one: the runtime asks for it at once, and the answer is remembered.
    if signed.len() < 2 {
        signed.retain(Signed::has_no_key);
    }
    batch::verify_all(signed);
}
