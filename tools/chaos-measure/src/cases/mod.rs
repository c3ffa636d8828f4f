//! What is measured. A case is a name, and how to come to the transactions of one block: each file has those
//! of one kind.

mod blocks;
mod bounded;
mod calls;
mod code;
mod contracts;
mod earlier;
mod extension;
mod host_functions;
mod instructions;
mod nesting;
mod network;

use crate::chain::{Chain, Error, Transaction};
use chaos_runtime::{AccountId, Address, Runtime, RuntimeCall};
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring;

/// What a case measures.
pub struct Case {
    /// Its name: the kind, and what is special.
    pub name: String,
    /// Prepares a new chain, and gives the transactions of the block that is measured.
    pub prepare: Box<Prepare>,
}

/// Comes to the transactions that are measured.
pub type Prepare = dyn Fn(&mut Chain) -> Result<Vec<Transaction>, Error>;

/// All cases.
pub fn all() -> Vec<Case> {
    [
        nesting::cases(),
        calls::cases(),
        network::cases(),
        instructions::cases(),
        host_functions::cases(),
        extension::cases(),
        code::cases(),
        blocks::cases(),
        earlier::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Who sends what is measured. Alice makes all blocks, and gets all fees.
const SENDER: Sr25519Keyring = Sr25519Keyring::Bob;

/// A case of many transactions, which need preparations.
fn case(
    name: impl Into<String>,
    prepare: impl Fn(&mut Chain) -> Result<Vec<Transaction>, Error> + 'static,
) -> Case {
    Case {
        name: name.into(),
        prepare: Box::new(prepare),
    }
}

/// A case of one call, which may need preparations.
fn one<C: Into<RuntimeCall>>(
    name: impl Into<String>,
    prepare: impl Fn(&mut Chain) -> Result<C, Error> + 'static,
) -> Case {
    case(name, move |chain| {
        let call = prepare(chain)?;
        Ok(vec![chain.sign(SENDER, call)])
    })
}

/// A case of one call, for which nothing is to be prepared.
fn simple<C: Into<RuntimeCall> + 'static>(name: impl Into<String>, call: fn() -> C) -> Case {
    one(name, move |_| Ok(call()))
}

/// Transactions of the sender's for one block, in this order.
fn in_a_row(chain: &mut Chain, calls: Vec<RuntimeCall>) -> Vec<Transaction> {
    let nonce = chain.nonce(SENDER);
    let signed = (nonce..).zip(calls);
    signed
        .map(|(nonce, call)| chain.sign_as(SENDER, nonce, call))
        .collect()
}

/// An account that nobody has used.
fn fresh(index: u32) -> AccountId {
    blake2_256(&index.to_le_bytes()).into()
}

fn address(account: impl Into<AccountId>) -> Address {
    Address::Id(account.into())
}

/// An account of the key ring.
fn of(who: Sr25519Keyring) -> AccountId {
    who.to_account_id()
}

fn utility(call: pallet_utility::Call<Runtime>) -> RuntimeCall {
    call.into()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    utility(pallet_utility::Call::<Runtime>::batch { calls })
}

fn remark(bytes: usize) -> RuntimeCall {
    let remark = vec![0; bytes];
    frame_system::Call::<Runtime>::remark { remark }.into()
}
