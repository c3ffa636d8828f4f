//! The chain's paradigms for ink! contracts: tokens, items, auctions and business tokens by calls of a
//! line each, instead of code of one's own.
//!
//! ```
//! use chaos_paradigms::{AccountId, Balance, Erc20, Erc20Error, Error, Result, TokenId};
//!
//! /// Pays, and says whether there was enough.
//! fn pay(token: TokenId, to: AccountId, value: Balance) -> Result<bool> {
//!     match Erc20::transfer(token, to, value) {
//!         Ok(()) => Ok(true),
//!         Err(Error::Erc20(Erc20Error::InsufficientBalance)) => Ok(false),
//!         Err(other) => Err(other),
//!     }
//! }
//! ```
//!
//! A contract needs nothing else: no environment of its own, no declaration of an extension.
//!
//! # Who acts
//!
//! The contract's own account, always: it pays with its own tokens and coins, or with those that
//! somebody allowed it to spend. What a call says of "the caller" is the contract.
//!
//! # Failures
//!
//! A call that fails has changed nothing, and gives an [`Error`] to match on. The contract goes on:
//! where it returns the error from a message, with `?`, ink! undoes all that the message did. Two
//! things end the contract instead: too little gas, and a call that changes something in a message
//! that was called as read-only.
//!
//! Nothing here calls another contract, whoever gets tokens or items: there is no reentrancy.
//!
//! # Signatures
//!
//! For keys of small order everybody makes good signatures. The chain refuses those keys, for
//! transactions and permits; `sr25519_verify` doesn't. A signature of such a key proves nothing: a
//! contract refuses the key of zeros, which is the only one of sr25519.
//!
//! # Deposits
//!
//! State costs deposits, which are held of the contract's free coins. A contract that creates
//! tokens, mints items or approves spenders has payable constructors or messages, and says how much
//! it needs. Where a token or an item goes to an account that does not exist yet, the contract pays
//! the existential deposit, 0.001 COS.
//!
//! A contract that calls another one, by ink!'s `build_call`, names a limit of what that one may store:
//! `.storage_deposit_limit(limit)`, in planck. Otherwise it may store as much as the transaction allows,
//! and as much as this contract gives back, at the expense of who sent it, and have the deposit given to
//! somebody else when it is cleared. A limit of 0 is none; 1 lets nothing be stored, whatever the
//! transaction allows. What would store more fails, and so does the contract that called it.
//!
//! # Before a contract ends
//!
//! `terminate_contract` sends the free coins away, but neither tokens nor items nor what is held:
//! they stay on an account for which nobody has a key, and so does the existential deposit. A
//! contract sends away or burns what it has, lifts its approvals and closes its sales first. The
//! deposits of a token and of a collection are for ever.
//!
//! Who made a contract can make it again after its end, at the same address: the same code with the same
//! arguments and salt, new storage, and what was left to it, allowances included. Where that would harm
//! somebody, a contract refuses every message instead of ending.
//!
//! # Units
//!
//! Coins are in planck: 1 COS is 10^12. Tokens are in their smallest unit. Times are in blocks, of a
//! second each.
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

mod business_tokens;
mod cip;
mod cos_distribution;
mod dutch_auction;
mod erc20;
mod erc721;
mod error;
#[cfg(feature = "std")]
pub mod mock;
#[cfg(test)]
mod tests;

pub use business_tokens::{BusinessTokens, Price, SaleTerms};
pub use cip::{Cip, CipId, State, Tally};
pub use cos_distribution::{CosDistribution, EthereumAddress};
pub use dutch_auction::{AuctionId, DutchAuction, HouseId};
pub use erc20::{Erc20, TokenOptions, INFINITE_ALLOWANCE};
pub use erc721::{CollectionId, CollectionOptions, Erc721, ItemId, PartsPerMillion};
pub use error::{BusinessTokensError, DutchAuctionError, Erc20Error, Erc721Error, Error};

use ink::{
    env::{chain_extension::ChainExtensionMethod, DefaultEnvironment, Environment},
    scale::{Decode, Encode},
};

/// Names an account.
pub type AccountId = <DefaultEnvironment as Environment>::AccountId;
/// Planck, or the smallest unit of a token.
pub type Balance = <DefaultEnvironment as Environment>::Balance;
/// The number of a block.
pub type BlockNumber = <DefaultEnvironment as Environment>::BlockNumber;
/// Names a token.
pub type TokenId = u32;

/// What a paradigm answers.
pub type Result<T> = core::result::Result<T, Error>;

/// How calls name an account. The chain knows other ways, which contracts don't need.
#[ink::scale_derive(Encode, Decode)]
enum Address {
    Id(AccountId),
}

/// Where the functions that read begin. Below are the calls, with their indices in the pallet.
const READS: u8 = 0x80;

/// Above the index of a call that has got more arguments: the function that takes them.
const LATER_ARGUMENTS: u8 = 0x40;

/// Has the chain carry out a function of a pallet.
fn call<I: Encode, O: Decode>(pallet: u8, function: u8, arguments: &I) -> Result<O> {
    let id = u16::from_be_bytes([pallet, function]);
    ChainExtensionMethod::build(id.into())
        .input::<I>()
        .output::<O, false>()
        .handle_error_code::<Error>()
        .call(arguments)
}
