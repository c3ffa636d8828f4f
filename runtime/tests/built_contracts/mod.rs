//! Contracts as they are built and deployed, with the whole runtime: every function of the library, how the samples
//! end, and contracts that misbehave. What holds for all contracts is in `contracts.rs`.
//!
//! The contracts are in `contracts/`. `scripts/contracts.sh` has to build them first.

mod contract;
mod crowdfunding;
mod escrow;
mod handwritten;
mod library;
mod misbehaving;

use crate::common::*;
use chaos_primitives::{AccountId, Balance, TokenId};
use chaos_runtime::{
    contracts::extension::status, Balances, Contracts, Erc20, Runtime, RuntimeHoldReason,
};
use codec::{Decode, Encode};
use frame_support::traits::fungible::{Inspect, InspectHold};
use pallet_contracts::HoldReason;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{DispatchError, ModuleError, MultiAddress};

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type TokenError = pallet_erc20::Error<Runtime>;
type ContractError = pallet_contracts::Error<Runtime>;

// Not Alice: she authors all blocks and gets all fees.
/// Deploys contracts.
const AUTHOR: Sr25519Keyring = Bob;
/// Calls them, where the caller doesn't matter.
const USER: Sr25519Keyring = Charlie;

/// The first one that is created.
const TOKEN: TokenId = 0;

/// The library's error, `chaos_paradigms::Error`. It has the names of the pallets' errors; here they are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
enum Failure {
    Erc20(u8),
    BusinessTokens(u8),
    Erc721(u8),
    DutchAuction(u8),
    Pallet { pallet: u8, error: u8 },
    Dispatch { kind: u8, inner: u8 },
    UndecodableInput,
    UnknownFunction,
    NotFound,
    TooMany,
    Unknown(u32),
}

/// The error that the library should return.
impl<E: Into<DispatchError>> From<E> for Failure {
    fn from(error: E) -> Self {
        match error.into() {
            DispatchError::Module(ModuleError { index, error, .. }) => match (index, error[0]) {
                (51, error) => Self::Erc20(error),
                (52, error) => Self::BusinessTokens(error),
                (53, error) => Self::Erc721(error),
                (54, error) => Self::DutchAuction(error),
                (pallet, error) => Self::Pallet { pallet, error },
            },
            other => {
                let [_, _, kind, inner] = status::of(other).to_be_bytes();
                Self::Dispatch { kind, inner }
            }
        }
    }
}

fn with_chain(test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        test();
        check_everything();
    });
}

fn id(who: impl Into<AccountId>) -> AccountId {
    who.into()
}

fn address(who: impl Into<AccountId>) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who.into())
}

/// An account without coins.
fn fresh() -> AccountId {
    [9; 32].into()
}

/// Including what is on hold.
fn total(who: impl Into<AccountId>) -> Balance {
    Balances::total_balance(&who.into())
}

/// A contract's storage deposit on hold.
fn storage_deposit(contract: &AccountId) -> Balance {
    let reason = RuntimeHoldReason::Contracts(HoldReason::StorageDepositReserve);
    Balances::balance_on_hold(&reason, contract)
}

fn tokens_of(who: impl Into<AccountId>) -> Balance {
    Erc20::balance_of(TOKEN, &who.into()).unwrap()
}

/// Create a token with every option, of which `who` holds this many.
fn create_token(owner: Sr25519Keyring, supply: Balance) {
    let options = pallet_erc20::TokenOptions {
        mintable: true,
        burnable: true,
        pausable: true,
        cap: None,
    };
    let [name, symbol] = [b"Gold", b"GOLD"].map(|text| text.to_vec());
    succeed(
        owner,
        Token::new_call_variant_create(name, symbol, 0, supply, options),
    );
}

fn send_tokens(to: impl Into<AccountId>, value: Balance) -> Token {
    Token::new_call_variant_transfer(TOKEN, address(to), value)
}

fn approve(spender: &AccountId, value: Balance) -> Token {
    Token::new_call_variant_approve(TOKEN, address(spender.clone()), value)
}

/// Neither the contract nor its account exists any more.
#[track_caller]
fn assert_gone(contract: &AccountId) {
    assert_eq!(Contracts::code_hash(contract), None);
    assert_eq!(total(contract.clone()), 0);
}
