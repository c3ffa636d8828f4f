//! Tokens of the ERC20 paradigm, for the paradigms that build on them.

use crate::Balance;
use sp_runtime::DispatchResult;

/// The id of a token; ids count up from 0.
pub type TokenId = u32;

/// What other pallets can read and do in the ERC20 paradigm.
pub trait Erc20Tokens<AccountId> {
    /// The owner of the token, or none if ownership was renounced or there is no such token.
    fn owner(token_id: TokenId) -> Option<AccountId>;

    /// Errors: the paradigm's own `UnknownToken` or `NotOwner`, unless `who` owns the token.
    fn ensure_owner(token_id: TokenId, who: &AccountId) -> DispatchResult;

    /// The decimal places of a whole token, at most 18, or none if there is no such token.
    fn decimals(token_id: TokenId) -> Option<u8>;

    /// The total supply, in the token's smallest unit.
    fn total_supply(token_id: TokenId) -> Balance;

    /// The balance of `who`, in the token's smallest unit.
    fn balance_of(token_id: TokenId, who: &AccountId) -> Balance;

    /// Transfer `value`, in the token's smallest unit, with all checks and events of the paradigm's own transfers.
    /// `payer` gives `to` the coin's existential deposit if it has no account.
    fn transfer(
        token_id: TokenId,
        payer: &AccountId,
        from: &AccountId,
        to: &AccountId,
        value: Balance,
    ) -> DispatchResult;

    /// A token with the most decimals, and all of its `supply` with `owner`.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_for_benchmark(owner: &AccountId, supply: Balance) -> TokenId;
}

/// Which tokens are regulated: only the pallet that regulates them moves them. The keeper of the ledger asks it about
/// each movement; the answers come from that pallet's storage alone.
pub trait RegulatedTokens<AccountId> {
    /// Whether the token is regulated. One read.
    fn is_regulated(token_id: TokenId) -> bool;

    /// Whether the regulating pallet is moving tokens of `who` at this moment. One read.
    fn is_moving(token_id: TokenId, who: &AccountId) -> bool;
}
