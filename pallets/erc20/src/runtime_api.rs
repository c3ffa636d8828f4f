//! Reads of tokens. Amounts are in the token's smallest unit. The answer is none if there is no such token.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{TokenInfo, TokenOptions};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{Balance, Nonce, TokenId};
use codec::Codec;

sp_api::decl_runtime_apis! {
    /// The reads of EIP-20 and EIP-2612, and of what this paradigm adds.
    pub trait Erc20Api<AccountId: Codec, BlockNumber: Codec> {
        /// All that the following return for a token, at once.
        fn info(token_id: TokenId) -> Option<TokenInfo<AccountId>>;

        /// Up to `limit` tokens, at most 100, from id `start` on.
        fn tokens(start: TokenId, limit: u32) -> Vec<TokenInfo<AccountId>>;

        /// The name.
        fn name(token_id: TokenId) -> Option<String>;

        /// The symbol.
        fn symbol(token_id: TokenId) -> Option<String>;

        /// The decimal places of a whole token.
        fn decimals(token_id: TokenId) -> Option<u8>;

        /// The total supply.
        fn total_supply(token_id: TokenId) -> Option<Balance>;

        /// The balance of `account`.
        fn balance_of(token_id: TokenId, account: AccountId) -> Option<Balance>;

        /// The allowance of `spender` for `owner`'s tokens.
        fn allowance(token_id: TokenId, owner: AccountId, spender: AccountId) -> Option<Balance>;

        /// The owner. None also if ownership was renounced.
        fn owner(token_id: TokenId) -> Option<AccountId>;

        /// What can be done with it.
        fn options(token_id: TokenId) -> Option<TokenOptions>;

        /// Whether it is paused.
        fn paused(token_id: TokenId) -> Option<bool>;

        /// How many accounts the ledger has for it, including those without any of it.
        fn holders(token_id: TokenId) -> Option<u32>;

        /// How many permits of `owner` were used.
        fn permit_nonce(token_id: TokenId, owner: AccountId) -> Option<Nonce>;

        /// The message that `owner` signs for its next permit.
        fn permit_message(
            token_id: TokenId,
            owner: AccountId,
            spender: AccountId,
            value: Balance,
            deadline: BlockNumber,
        ) -> Option<Vec<u8>>;
    }
}
