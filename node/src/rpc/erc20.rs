//! `erc20_*`: the reads of EIP-20 and EIP-2612, for tokens of the ERC20 paradigm.
//!
//! Amounts are decimal strings, in the token's smallest unit: JSON numbers lose digits above 2^53.
//! Every method takes the hash of a block as its last parameter, and answers for the best block
//! without one.

use super::{ask, parse_amount, unknown, Decimal, RuntimeApi};
use crate::client::FullClient;
use chaos_primitives::{AccountId, BlockNumber, Hash, Nonce, TokenId};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_erc20::{runtime_api::Erc20Api, TokenInfo, TokenOptions};
use sp_api::ApiError;
use sp_core::Bytes;
use std::sync::Arc;

#[rpc(server, namespace = "erc20")]
pub trait Erc20Rpc {
    /// Up to `limit` tokens, at most 100, from id `start` on.
    #[method(name = "tokens", blocking)]
    fn tokens(
        &self,
        start: TokenId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<TokenInfo<AccountId>>>;

    /// All that the following say of a token, at once.
    #[method(name = "info", blocking)]
    fn info(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<TokenInfo<AccountId>>;

    /// Its name.
    #[method(name = "name", blocking)]
    fn name(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<String>;

    /// Its symbol.
    #[method(name = "symbol", blocking)]
    fn symbol(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<String>;

    /// Decimal places of one whole token.
    #[method(name = "decimals", blocking)]
    fn decimals(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<u8>;

    /// All there is of it.
    #[method(name = "totalSupply", blocking)]
    fn total_supply(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Decimal>;

    /// What an account has.
    #[method(name = "balanceOf", blocking)]
    fn balance_of(
        &self,
        token_id: TokenId,
        account: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<Decimal>;

    /// What `spender` may spend of what `owner` has.
    #[method(name = "allowance", blocking)]
    fn allowance(
        &self,
        token_id: TokenId,
        owner: AccountId,
        spender: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<Decimal>;

    /// Who may mint, pause and hand over: null where nobody may any more.
    #[method(name = "owner", blocking)]
    fn owner(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<AccountId>>;

    /// What it can do.
    #[method(name = "options", blocking)]
    fn options(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<TokenOptions>;

    /// Whether nothing of it moves.
    #[method(name = "paused", blocking)]
    fn paused(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<bool>;

    /// How many accounts the ledger keeps for it.
    #[method(name = "holders", blocking)]
    fn holders(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<u32>;

    /// How many permits of `owner` were used.
    #[method(name = "permitNonce", blocking)]
    fn permit_nonce(
        &self,
        token_id: TokenId,
        owner: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<Nonce>;

    /// The bytes that `owner` signs for its next permit, `<Bytes>` and `</Bytes>` included.
    #[method(name = "permitMessage", blocking)]
    fn permit_message(
        &self,
        token_id: TokenId,
        owner: AccountId,
        spender: AccountId,
        value: Decimal,
        deadline: BlockNumber,
        at: Option<Hash>,
    ) -> RpcResult<Bytes>;
}

/// Answers `erc20_*` from the runtime.
pub struct Erc20 {
    client: Arc<FullClient>,
}

impl Erc20 {
    pub fn new(client: Arc<FullClient>) -> Self {
        Self { client }
    }

    /// What the runtime says of a token in that block, if there is one.
    fn of_token<R>(
        &self,
        token_id: TokenId,
        at: Option<Hash>,
        question: impl FnOnce(RuntimeApi, Hash) -> Result<Option<R>, ApiError>,
    ) -> RpcResult<R> {
        ask(&self.client, at, question)?.ok_or_else(|| unknown(format!("token {token_id}")))
    }
}

impl Erc20RpcServer for Erc20 {
    fn tokens(
        &self,
        start: TokenId,
        limit: u32,
        at: Option<Hash>,
    ) -> RpcResult<Vec<TokenInfo<AccountId>>> {
        ask(&self.client, at, |api, block| {
            api.tokens(block, start, limit)
        })
    }

    fn info(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<TokenInfo<AccountId>> {
        self.of_token(token_id, at, |api, block| api.info(block, token_id))
    }

    fn name(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<String> {
        self.of_token(token_id, at, |api, block| api.name(block, token_id))
    }

    fn symbol(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<String> {
        self.of_token(token_id, at, |api, block| api.symbol(block, token_id))
    }

    fn decimals(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<u8> {
        self.of_token(token_id, at, |api, block| api.decimals(block, token_id))
    }

    fn total_supply(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<String> {
        self.of_token(token_id, at, |api, block| api.total_supply(block, token_id))
            .map(|supply| supply.to_string())
    }

    fn balance_of(
        &self,
        token_id: TokenId,
        account: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<String> {
        self.of_token(token_id, at, |api, block| {
            api.balance_of(block, token_id, account)
        })
        .map(|balance| balance.to_string())
    }

    fn allowance(
        &self,
        token_id: TokenId,
        owner: AccountId,
        spender: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<String> {
        self.of_token(token_id, at, |api, block| {
            api.allowance(block, token_id, owner, spender)
        })
        .map(|allowance| allowance.to_string())
    }

    fn owner(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<Option<AccountId>> {
        self.of_token(token_id, at, |api, block| {
            match api.owner(block, token_id)? {
                Some(owner) => Ok(Some(Some(owner))),
                // Nobody owns it any more, or there is no such token.
                None => Ok(api.paused(block, token_id)?.map(|_| None)),
            }
        })
    }

    fn options(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<TokenOptions> {
        self.of_token(token_id, at, |api, block| api.options(block, token_id))
    }

    fn paused(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<bool> {
        self.of_token(token_id, at, |api, block| api.paused(block, token_id))
    }

    fn holders(&self, token_id: TokenId, at: Option<Hash>) -> RpcResult<u32> {
        self.of_token(token_id, at, |api, block| api.holders(block, token_id))
    }

    fn permit_nonce(
        &self,
        token_id: TokenId,
        owner: AccountId,
        at: Option<Hash>,
    ) -> RpcResult<Nonce> {
        self.of_token(token_id, at, |api, block| {
            api.permit_nonce(block, token_id, owner)
        })
    }

    fn permit_message(
        &self,
        token_id: TokenId,
        owner: AccountId,
        spender: AccountId,
        value: String,
        deadline: BlockNumber,
        at: Option<Hash>,
    ) -> RpcResult<Bytes> {
        let value = parse_amount(&value)?;
        self.of_token(token_id, at, |api, block| {
            api.permit_message(block, token_id, owner, spender, value, deadline)
        })
        .map(Bytes)
    }
}
