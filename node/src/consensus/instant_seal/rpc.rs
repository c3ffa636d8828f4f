//! `engine_*`: makes blocks, and makes them final, on demand.
//!
//! The SDK answers these methods to everybody who reaches the port. Here they are unsafe methods, since who calls them
//! decides what the chain is.

use crate::rpc::check_if_safe;
use chaos_primitives::Hash;
use jsonrpsee::{
    core::{async_trait, RpcResult},
    proc_macros::rpc,
    Extensions,
};
use sc_consensus_manual_seal::rpc::{CreatedBlock, ManualSeal, ManualSealApiServer};
use sp_runtime::EncodedJustification;

#[rpc(server, namespace = "engine")]
pub trait EngineApi {
    /// Make a block on `parent_hash`, or on the best block without one. With `create_empty` also if no transaction is
    /// waiting.
    #[method(name = "createBlock", with_extensions)]
    async fn create_block(
        &self,
        create_empty: bool,
        finalize: bool,
        parent_hash: Option<Hash>,
    ) -> RpcResult<CreatedBlock<Hash>>;

    /// Make a block and its ancestors final.
    #[method(name = "finalizeBlock", with_extensions)]
    async fn finalize_block(
        &self,
        hash: Hash,
        justification: Option<EncodedJustification>,
    ) -> RpcResult<bool>;
}

/// The SDK's methods, for callers of unsafe methods only.
pub struct Engine(pub ManualSeal<Hash>);

#[async_trait]
impl EngineApiServer for Engine {
    async fn create_block(
        &self,
        extensions: &Extensions,
        create_empty: bool,
        finalize: bool,
        parent_hash: Option<Hash>,
    ) -> RpcResult<CreatedBlock<Hash>> {
        check_if_safe(extensions)?;
        let created = self.0.create_block(create_empty, finalize, parent_hash);
        Ok(created.await?)
    }

    async fn finalize_block(
        &self,
        extensions: &Extensions,
        hash: Hash,
        justification: Option<EncodedJustification>,
    ) -> RpcResult<bool> {
        check_if_safe(extensions)?;
        Ok(self.0.finalize_block(hash, justification).await?)
    }
}
