//! The JSON-RPC of this chain, beside the standard namespaces that `sc-service` brings.

mod cos;

use crate::service::{FullClient, FullPool};
use cos::{Cos, CosApiServer};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_service::error::Error as ServiceError;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// `system_accountNextIndex` and the like, `payment_*`, `cos_*`.
pub fn create(client: Arc<FullClient>, pool: Arc<FullPool>) -> Result<RpcModule<()>, ServiceError> {
    let mut module = RpcModule::new(());
    let merged = module
        .merge(System::new(client.clone(), pool).into_rpc())
        .and_then(|()| module.merge(TransactionPayment::new(client.clone()).into_rpc()))
        .and_then(|()| module.merge(Cos::new(client).into_rpc()));
    merged.map_err(|error| ServiceError::Application(error.into()))?;
    Ok(module)
}
