//! Tokens of the ERC20 paradigm, as the paradigms that build on them see them.

use crate::Balance;
use sp_runtime::DispatchResult;

/// Name of a token: they count up from 0.
pub type TokenId = u32;

/// What a pallet may ask of the ERC20 paradigm, and do in it.
pub trait Erc20Tokens<AccountId> {
    /// The account that may administer the token: none where nobody may any more, or where there is
    /// no such token.
    fn owner(token_id: TokenId) -> Option<AccountId>;

    /// Errors with the paradigm's own `UnknownToken` or `NotOwner` unless `who` owns the token.
    fn ensure_owner(token_id: TokenId, who: &AccountId) -> DispatchResult;

    /// Decimal places of one whole token, at most 18, or none where there is no such token.
    fn decimals(token_id: TokenId) -> Option<u8>;

    /// All there is of the token, in its smallest unit.
    fn total_supply(token_id: TokenId) -> Balance;

    /// What `who` holds of it, in its smallest unit.
    fn balance_of(token_id: TokenId, who: &AccountId) -> Balance;

    /// Move `value`, in the token's smallest unit, with everything that a transfer of the paradigm
    /// checks and reports. `payer` gives `to` the coin's existential deposit where it has no account
    /// yet.
    fn transfer(
        token_id: TokenId,
        payer: &AccountId,
        from: &AccountId,
        to: &AccountId,
        value: Balance,
    ) -> DispatchResult;

    /// A token of `supply` with as many decimals as there can be, all of it `owner`'s.
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
