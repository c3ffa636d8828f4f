//! Reports authors who make two blocks in one slot of Aura.
//!
//! The seal of a block is checked before this, so the block is by its author.

use crate::client::FullClient;
use chaos_primitives::Block;
use pallet_aura_equivocation::runtime_api::AuraEquivocationApi;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_aura::standalone;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_consensus_aura::{
    sr25519::{AuthorityId, AuthorityPair, AuthoritySignature},
    Slot,
};
use sp_timestamp::Timestamp;
use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

/// Imports blocks by `inner`, and reports authors that have made another block in the same slot.
#[derive(Clone)]
pub struct ReportEquivocations<I> {
    inner: I,
    client: Arc<FullClient>,
    transaction_pool: OffchainTransactionPoolFactory<Block>,
    /// Blocks of this node and of others are imported side by side, but the headers seen are read
    /// and written back one block at a time.
    headers_seen: Arc<Mutex<()>>,
}

impl<I> ReportEquivocations<I> {
    pub fn new(
        inner: I,
        client: Arc<FullClient>,
        transaction_pool: OffchainTransactionPoolFactory<Block>,
    ) -> Self {
        Self {
            inner,
            client,
            transaction_pool,
            headers_seen: Default::default(),
        }
    }

    /// Remember the block, and report its author if another one of that slot is remembered.
    fn check_author(&self, block: &BlockImportParams<Block>) -> Result<(), Box<dyn Error>> {
        let header = block.post_header();
        let Ok(slot) = standalone::find_pre_digest::<Block, AuthoritySignature>(&header) else {
            return Ok(());
        };
        let parent = header.parent_hash;
        let authorities =
            standalone::fetch_authorities::<AuthorityId, Block, _>(&*self.client, parent)?;
        let Some(author) = standalone::slot_author::<AuthorityPair>(slot, &authorities) else {
            return Ok(());
        };
        let duration =
            standalone::slot_duration_at::<AuthorityId, Block, _>(&*self.client, parent)?;
        let now = Slot::from_timestamp(Timestamp::current(), duration);
        let proof = {
            let _turn = self
                .headers_seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            sc_consensus_slots::check_equivocation(&*self.client, now, slot, &header, author)?
        };
        let Some(proof) = proof else {
            return Ok(());
        };
        log::warn!(
            target: "aura",
            "{author} made two blocks in slot {slot}: {} and {}",
            proof.first_header.hash(),
            proof.second_header.hash(),
        );

        let best = self.client.info().best_hash;
        let owner = self
            .client
            .runtime_api()
            .generate_key_ownership_proof(best, author.clone())?;
        let Some(owner) = owner else {
            return Err("there is no proof that its key is a validator's".into());
        };
        let mut api = self.client.runtime_api();
        api.register_extension(self.transaction_pool.offchain_transaction_pool(best));
        api.submit_report_equivocation_unsigned_extrinsic(best, proof, owner)?
            .ok_or("the transaction pool rejected the report".into())
    }
}

/// Blocks that Aura verifies when they arrive, and that are recent: what is fetched to catch up is
/// too old for the headers that are remembered.
fn is_checked(block: &BlockImportParams<Block>) -> bool {
    block.origin != BlockOrigin::NetworkInitialSync
        && !block.with_state()
        && !block.state_action.skip_execution_checks()
}

#[async_trait::async_trait]
impl<I> BlockImport<Block> for ReportEquivocations<I>
where
    I: BlockImport<Block> + Send + Sync,
{
    type Error = I::Error;

    async fn check_block(
        &self,
        block: BlockCheckParams<Block>,
    ) -> Result<ImportResult, Self::Error> {
        self.inner.check_block(block).await
    }

    async fn import_block(
        &self,
        block: BlockImportParams<Block>,
    ) -> Result<ImportResult, Self::Error> {
        if is_checked(&block) {
            if let Err(error) = self.check_author(&block) {
                log::warn!(
                    target: "aura",
                    "Cannot check or report the author of {}: {error}",
                    block.post_hash(),
                );
            }
        }
        self.inner.import_block(block).await
    }
}
