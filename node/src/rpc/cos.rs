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
    Claim, EthereumAddress, Tranche,
};
use serde::Serialize;
use std::sync::Arc;

#[rpc(server, namespace = "cos")]
pub trait CosApi {
    /// The four tranches: their size, recipients, claimed and unclaimed part.
    #[method(name = "tranches", blocking)]
    fn tranches(&self, at: Option<Hash>) -> RpcResult<Vec<TrancheJson>>;

    /// What an Ethereum address is or was owed, or null.
    #[method(name = "claim", blocking)]
    fn claim(&self, address: EthereumAddress, at: Option<Hash>) -> RpcResult<Option<ClaimJson>>;

    /// The text to sign with an Ethereum key (`personal_sign`) for a claim to `dest`.
    #[method(name = "claimText", blocking)]
    fn claim_text(&self, dest: AccountId, at: Option<Hash>) -> RpcResult<String>;

    /// What vesting keeps locked for `account`, and the block in which the next part comes free.
    #[method(name = "locked", blocking)]
    fn locked(&self, account: AccountId, at: Option<Hash>) -> RpcResult<LockedJson>;
}

/// A tranche as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct TrancheJson {
    tranche: Tranche,
    size: String,
    recipients: u32,
    claimed: String,
    unclaimed: String,
}

impl From<TrancheStatus> for TrancheJson {
    fn from(status: TrancheStatus) -> Self {
        Self {
            tranche: status.tranche,
            size: status.size.to_string(),
            recipients: status.recipients,
            claimed: status.claimed.to_string(),
            unclaimed: status.unclaimed.to_string(),
        }
    }
}

/// A claim as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ClaimJson {
    amount: String,
    claimed_by: Option<AccountId>,
}

impl From<Claim<AccountId>> for ClaimJson {
    fn from(claim: Claim<AccountId>) -> Self {
        Self {
            amount: claim.amount.to_string(),
            claimed_by: claim.claimed_by,
        }
    }
}

/// Locked coins as JSON.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct LockedJson {
    locked: String,
    next_release: Option<BlockNumber>,
}

impl From<LockedCoins<BlockNumber>> for LockedJson {
    fn from(coins: LockedCoins<BlockNumber>) -> Self {
        Self {
            locked: coins.locked.to_string(),
            next_release: coins.next_release,
        }
    }
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
    fn tranches(&self, at: Option<Hash>) -> RpcResult<Vec<TrancheJson>> {
        let tranches = ask(&self.client, at, |api, block| api.tranches(block))?;
        Ok(tranches.into_iter().map(Into::into).collect())
    }

    fn claim(&self, address: EthereumAddress, at: Option<Hash>) -> RpcResult<Option<ClaimJson>> {
        let claim = ask(&self.client, at, |api, block| api.claim(block, address))?;
        Ok(claim.map(Into::into))
    }

    fn claim_text(&self, dest: AccountId, at: Option<Hash>) -> RpcResult<String> {
        ask(&self.client, at, |api, block| api.claim_text(block, dest))
    }

    fn locked(&self, account: AccountId, at: Option<Hash>) -> RpcResult<LockedJson> {
        ask(&self.client, at, |api, block| api.locked(block, account)).map(Into::into)
    }
}
