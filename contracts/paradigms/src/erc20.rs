//! Tokens: every function of EIP-20, and what creates, mints and burns.

use crate::{call, AccountId, Address::Id, Balance, Result, TokenId, READS};

pub(crate) const PALLET: u8 = 51;

/// The allowance that is never used up.
pub const INFINITE_ALLOWANCE: Balance = Balance::MAX;

/// What a token can do. Chosen when it is created, and never changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct TokenOptions {
    /// The owner may mint.
    pub mintable: bool,
    /// Holders may burn what they have.
    pub burnable: bool,
    /// The owner may pause every movement.
    pub pausable: bool,
    /// The total supply never exceeds this many of the smallest unit.
    pub cap: Option<Balance>,
}

/// The tokens of the chain: one paradigm for all of them, and wallets show each.
///
/// Errors are [`Error::Erc20`](crate::Error::Erc20), where nothing else is said.
pub struct Erc20;

impl Erc20 {
    /// Creates a token. The contract gets the initial supply, and owns the token. 0.035 COS of the
    /// contract are held, for ever.
    ///
    /// - `name`, `symbol`: UTF-8, at most 50 bytes each.
    /// - `decimals`: decimal places of one whole token, at most 18.
    /// - `initial_supply`: of the smallest unit.
    ///
    /// Errors: `NameEmpty`, `NameTooLong`, `SymbolEmpty`, `SymbolTooLong`, `TooManyDecimals`,
    /// `CapZero`, `CapExceeded`, `SupplyTooLarge`, `NoIdLeft`, `DepositUnaffordable`.
    pub fn create(
        name: &str,
        symbol: &str,
        decimals: u8,
        initial_supply: Balance,
        options: TokenOptions,
    ) -> Result<TokenId> {
        let arguments = (name, symbol, decimals, initial_supply, options);
        call(PALLET, 0, &arguments)
    }

    /// Moves `value` of the contract's tokens to `to`, who learns nothing of it: nobody is called.
    ///
    /// Errors: `UnknownToken`, `Paused`, `ZeroAccount`, `InsufficientBalance`, `Frozen`,
    /// `DepositUnaffordable`.
    pub fn transfer(token: TokenId, to: AccountId, value: Balance) -> Result<()> {
        call(PALLET, 1, &(token, Id(to), value))
    }

    /// Lets `spender` spend `value` of the contract's tokens in all, whatever it was allowed before.
    /// 0.01032 COS of the contract are reserved until the allowance is zero.
    ///
    /// Errors: `ZeroAccount`, `UnknownToken`, `DepositUnaffordable`.
    pub fn approve(token: TokenId, spender: AccountId, value: Balance) -> Result<()> {
        call(PALLET, 2, &(token, Id(spender), value))
    }

    /// Moves `value` of `from`'s tokens to `to`, out of what `from` allows the contract. Nothing needs
    /// no allowance: a success with a `value` of 0 says nothing about `from`.
    ///
    /// Errors: those of [`transfer`](Self::transfer), and `InsufficientAllowance`, which is looked
    /// at before `InsufficientBalance`.
    pub fn transfer_from(
        token: TokenId,
        from: AccountId,
        to: AccountId,
        value: Balance,
    ) -> Result<()> {
        call(PALLET, 3, &(token, Id(from), Id(to), value))
    }

    /// Lets `spender` spend `added` more than it may now.
    ///
    /// Errors: those of [`approve`](Self::approve), and
    /// [`Error::OVERFLOW`](crate::Error::OVERFLOW).
    pub fn increase_allowance(token: TokenId, spender: AccountId, added: Balance) -> Result<()> {
        call(PALLET, 4, &(token, Id(spender), added))
    }

    /// Lets `spender` spend `subtracted` less than it may now.
    ///
    /// Errors: those of [`approve`](Self::approve), and `InsufficientAllowance` where it may spend
    /// less than that.
    pub fn decrease_allowance(
        token: TokenId,
        spender: AccountId,
        subtracted: Balance,
    ) -> Result<()> {
        call(PALLET, 5, &(token, Id(spender), subtracted))
    }

    /// Makes `value` new tokens, for `to`. The contract owns the token.
    ///
    /// Errors: `UnknownToken`, `NotOwner`, `NotMintable`, `Paused`, `ZeroAccount`, `CapExceeded`,
    /// `SupplyTooLarge`, `DepositUnaffordable`.
    pub fn mint(token: TokenId, to: AccountId, value: Balance) -> Result<()> {
        call(PALLET, 6, &(token, Id(to), value))
    }

    /// Destroys `value` of the contract's tokens.
    ///
    /// Errors: `UnknownToken`, `NotBurnable`, `Paused`, `InsufficientBalance`, `Frozen`.
    pub fn burn(token: TokenId, value: Balance) -> Result<()> {
        call(PALLET, 7, &(token, value))
    }

    /// Destroys `value` of `from`'s tokens, out of what `from` allows the contract.
    ///
    /// Errors: those of [`burn`](Self::burn), `ZeroAccount` and `InsufficientAllowance`.
    pub fn burn_from(token: TokenId, from: AccountId, value: Balance) -> Result<()> {
        call(PALLET, 8, &(token, Id(from), value))
    }

    /// Hands the token over to `new_owner`. The contract owns it. Its deposit stays the contract's.
    ///
    /// Errors: `UnknownToken`, `NotOwner`, `ZeroAccount`.
    pub fn transfer_ownership(token: TokenId, new_owner: AccountId) -> Result<()> {
        call(PALLET, 11, &(token, Id(new_owner)))
    }

    /// All there is of the token.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such token.
    pub fn total_supply(token: TokenId) -> Result<Balance> {
        call(PALLET, READS, &token)
    }

    /// What an account has of the token.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such token.
    pub fn balance_of(token: TokenId, account: AccountId) -> Result<Balance> {
        call(PALLET, READS + 1, &(token, account))
    }

    /// What `spender` may spend of `owner`'s tokens.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such token.
    pub fn allowance(token: TokenId, owner: AccountId, spender: AccountId) -> Result<Balance> {
        call(PALLET, READS + 2, &(token, owner, spender))
    }
}
