//! JSON-RPC: the [`server`], the [`standard`] namespaces, and those of this chain.
//!
//! A method of this chain asks a runtime API and returns its answer, whose type says what it is in JSON. `answers`
//! records it.

mod admission;
#[cfg(test)]
mod answers;
mod auction;
mod business_tokens;
mod cip;
mod cos;
mod erc20;
mod erc721;
#[cfg(test)]
mod hostile;
pub mod server;
pub mod standard;
mod storage;

use crate::client::{FullBackend, FullClient, FullPool};
use admission::{Admission, AdmissionRpcServer};
use auction::{Auction, AuctionRpcServer};
use business_tokens::{BusinessTokens, BusinessTokensRpcServer};
use chaos_primitives::{Balance, Block, Hash};
use cip::{Cip, CipRpcServer};
use cos::{Cos, CosApiServer};
use erc20::{Erc20, Erc20RpcServer};
use erc721::{Erc721, Erc721RpcServer};
use jsonrpsee::{
    core::RpcResult,
    types::{
        error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE},
        ErrorObjectOwned,
    },
    Extensions, RpcModule,
};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_rpc::{system::Request, DenyUnsafe, SubscriptionTaskExecutor};
use sc_service::error::Error as ServiceError;
use sc_utils::mpsc::TracingUnboundedSender;
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What a namespace may need of the node.
#[derive(Clone)]
pub struct Deps {
    pub client: Arc<FullClient>,
    pub pool: Arc<FullPool>,
    pub backend: Arc<FullBackend>,
    /// For requests to the network, such as for its peers and addresses.
    pub system: TracingUnboundedSender<Request<Block>>,
    /// Knows whether the node is syncing.
    pub sync: Arc<dyn SyncOracle + Send + Sync>,
    /// Where subscriptions and other tasks of JSON-RPC run.
    pub subscriptions: SubscriptionTaskExecutor,
}

/// `system_accountNextIndex` and the like, `payment_*`, and a namespace for each of this chain's
/// pallets that can be asked.
pub fn create(deps: &Deps) -> Result<RpcModule<()>, ServiceError> {
    let Deps { client, pool, .. } = deps;
    let mut module = RpcModule::new(());
    let merged = module
        .merge(System::new(client.clone(), pool.clone()).into_rpc())
        .and_then(|()| module.merge(TransactionPayment::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Cos::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Erc20::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(BusinessTokens::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Erc721::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Auction::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Cip::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Admission::new(client.clone()).into_rpc()));
    merged.map_err(|error| ServiceError::Application(error.into()))?;
    Ok(module)
}

/// Refuse an unsafe method to callers who may not use those. The server says in the extensions of a request who may.
pub fn check_if_safe(extensions: &Extensions) -> RpcResult<()> {
    let policy = extensions.get().copied().unwrap_or(DenyUnsafe::Yes);
    Ok(policy.check_if_safe()?)
}

/// An amount as a decimal string: JSON numbers lose digits above 2^53.
type Decimal = String;

/// What the runtime of a block can be asked.
type RuntimeApi<'a> = ApiRef<'a, <FullClient as ProvideRuntimeApi<Block>>::Api>;

/// What the runtime says in block `at`, or in the best one where none is named.
fn ask<R>(
    client: &FullClient,
    at: Option<Hash>,
    question: impl FnOnce(RuntimeApi, Hash) -> Result<R, ApiError>,
) -> RpcResult<R> {
    let block = at.unwrap_or_else(|| client.info().best_hash);
    question(client.runtime_api(), block).map_err(|error| {
        ErrorObjectOwned::owned(
            INTERNAL_ERROR_CODE,
            "the runtime of that block gave no answer",
            Some(error.to_string()),
        )
    })
}

/// The error for something that does not exist.
fn unknown(what: String) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(
        INVALID_PARAMS_CODE,
        format!("there is no {what}"),
        None::<()>,
    )
}

/// An amount as a decimal string, where there is one.
fn decimal(amount: Option<Balance>) -> Option<Decimal> {
    amount.map(|amount| amount.to_string())
}

/// An amount from a decimal string.
fn parse_amount(text: &str) -> Result<Balance, ErrorObjectOwned> {
    // Rust's own parser takes a sign, too.
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).ok_or_else(|| {
        ErrorObjectOwned::owned(
            INVALID_PARAMS_CODE,
            format!("invalid amount `{text}`: expected an integer below 2^128"),
            None::<()>,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_decimal_numbers() {
        assert_eq!(parse_amount("0").ok(), Some(0));
        let most = Balance::MAX.to_string();
        assert_eq!(parse_amount(&most).ok(), Some(Balance::MAX));
        let too_much = format!("{most}0");
        for text in ["", "+5", "-5", " 5", "5.0", "0x5", "five", &too_much] {
            let error = parse_amount(text).unwrap_err();
            assert_eq!(error.code(), INVALID_PARAMS_CODE, "{text}");
        }
    }
}
