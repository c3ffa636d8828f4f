//! Free reads of tokens. Amounts are in the token's smallest unit; the answer is none where there is
//! no such token.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{TokenInfo, TokenOptions};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{Balance, Nonce, TokenId};
use codec::Codec;

sp_api::decl_runtime_apis! {
    /// The reads of EIP-20 and EIP-2612, and of what this paradigm adds.
    pub trait Erc20Api<AccountId: Codec, BlockNumber: Codec> {
        /// All that the following say of a token, at once.
        fn info(token_id: TokenId) -> Option<TokenInfo<AccountId>>;

        /// Up to `limit` tokens, at most 100, from id `start` on.
        fn tokens(start: TokenId, limit: u32) -> Vec<TokenInfo<AccountId>>;

        /// Its name.
        fn name(token_id: TokenId) -> Option<String>;

        /// Its symbol.
        fn symbol(token_id: TokenId) -> Option<String>;

        /// Decimal places of one whole token.
        fn decimals(token_id: TokenId) -> Option<u8>;

        /// All there is of it.
        fn total_supply(token_id: TokenId) -> Option<Balance>;

        /// What `account` has.
        fn balance_of(token_id: TokenId, account: AccountId) -> Option<Balance>;

        /// What `spender` may spend of what `owner` has.
        fn allowance(token_id: TokenId, owner: AccountId, spender: AccountId) -> Option<Balance>;

        /// Who may mint, pause and hand over: none also where nobody may any more.
        fn owner(token_id: TokenId) -> Option<AccountId>;

        /// What it can do.
        fn options(token_id: TokenId) -> Option<TokenOptions>;

        /// Whether nothing of it moves.
        fn paused(token_id: TokenId) -> Option<bool>;

        /// How many accounts the ledger keeps for it, those that have nothing included.
        fn holders(token_id: TokenId) -> Option<u32>;

        /// How many permits of `owner` were used.
        fn permit_nonce(token_id: TokenId, owner: AccountId) -> Option<Nonce>;

        /// The bytes that `owner` signs for its next permit.
        fn permit_message(
            token_id: TokenId,
            owner: AccountId,
            spender: AccountId,
            value: Balance,
            deadline: BlockNumber,
        ) -> Option<Vec<u8>>;
    }
}
