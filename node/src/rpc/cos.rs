//! `cos_*`: where the supply of COS went.
//!
//! Amounts are decimal strings, in planck: JSON numbers lose digits above 2^53. Every method takes
//! the hash of a block as its last parameter, and answers for the best block without one.

use super::ask;
use crate::client::FullClient;
use chaos_primitives::{AccountId, BlockNumber, Hash};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_cos_distribution::{
    runtime_api::{CosDistributionApi, LockedCoins, TrancheStatus},
    Claim, EthereumAddress,
};
use std::sync::Arc;

#[rpc(server, namespace = "cos")]
pub trait CosApi {
    /// The four tranches: their size, recipients, claimed and unclaimed part.
    #[method(name = "tranches", blocking)]
    fn tranches(&self, at: Option<Hash>) -> RpcResult<Vec<TrancheStatus>>;

    /// What an Ethereum address is or was owed, or null.
    #[method(name = "claim", blocking)]
    fn claim(
        &self,
        address: EthereumAddress,
        at: Option<Hash>,
    ) -> RpcResult<Option<Claim<AccountId>>>;

    /// The text to sign with an Ethereum key (`personal_sign`) for a claim to `dest`.
    #[method(name = "claimText", blocking)]
    fn claim_text(&self, dest: AccountId, at: Option<Hash>) -> RpcResult<String>;

    /// What vesting keeps locked for `account`, and the block in which the next part comes free.
    #[method(name = "locked", blocking)]
    fn locked(&self, account: AccountId, at: Option<Hash>) -> RpcResult<LockedCoins<BlockNumber>>;
}

/// Answers `cos_*` from the runtime.
pub struct Cos {
    client: Arc<FullClient>,
}

impl Cos {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }
}

impl CosApiServer for Cos {
    fn tranches(&self, at: Option<Hash>) -> RpcResult<Vec<TrancheStatus>> {
        ask(&self.client, at, |api, block| api.tranches(block))
    }

    fn claim(
        &self,
        address: EthereumAddress,
        at: Option<Hash>,
    ) -> RpcResult<Option<Claim<AccountId>>> {
        ask(&self.client, at, |api, block| api.claim(block, address))
    }

    fn claim_text(&self, dest: AccountId, at: Option<Hash>) -> RpcResult<String> {
        ask(&self.client, at, |api, block| api.claim_text(block, dest))
    }

    fn locked(&self, account: AccountId, at: Option<Hash>) -> RpcResult<LockedCoins<BlockNumber>> {
        ask(&self.client, at, |api, block| api.locked(block, account))
    }
}
