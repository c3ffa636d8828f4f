//! `@nameCamel@_*`: what pallet `@Name@` can be asked. Every method takes the hash of a block as its last parameter, and
//! answers for the best block without one.

use super::ask;
@client@
use chaos_primitives::{AccountId, BlockNumber, Hash};
use chaos_runtime::pallet_@module@::{runtime_api::@Name@Api, Record};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use std::sync::Arc;

#[rpc(server, namespace = "@nameCamel@")]
pub trait @Name@Rpc {
    /// The value that was set last.
    #[method(name = "latest", blocking)]
    fn latest(&self, at: Option<Hash>) -> RpcResult<Option<Record<AccountId, BlockNumber>>>;
}

/// The methods of the namespace.
pub struct @Name@ {
    client: Arc<FullClient>,
}

impl @Name@ {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }
}

impl @Name@RpcServer for @Name@ {
    fn latest(&self, at: Option<Hash>) -> RpcResult<Option<Record<AccountId, BlockNumber>>> {
        ask(&self.client, at, |api, block| api.latest(block))
    }
}
