//! Contracts that do one thing until their gas is used up.

use super::{address, SENDER};
use crate::chain::{Chain, Error};
use chaos_primitives::currency::COS;
use chaos_runtime::{AccountId, Runtime, RuntimeCall, RuntimeEvent};
use frame_support::weights::Weight;
use pallet_contracts::{Call, Determinism, Event};
use sp_core::H256;
use sp_io::hashing::blake2_256;

/// Of each call: a thirteenth of what a transaction may have, so that there is time for all cases.
pub const GAS: Weight = Weight::from_parts(30_000_000_000, u32::MAX as u64 / 2);

/// For making a contract.
pub const ENOUGH: Weight = Weight::from_parts(300_000_000_000, u32::MAX as u64 / 2);

/// What a contract is given, so that it can pay.
pub const VALUE: u128 = 100 * COS;

/// What may be held for a contract of the longest code, in planck: more than the default.
pub const DEPOSIT: u128 = 10 * COS;

/// A contract of this code, with coins.
pub fn publish(chain: &mut Chain, code: Vec<u8>) -> Result<AccountId, Error> {
    let call = Call::<Runtime>::new_call_variant_instantiate_with_code(
        VALUE,
        ENOUGH,
        Some(DEPOSIT.into()),
        code,
        vec![],
        vec![],
    );
    let events = chain.send(SENDER, call)?;
    let made = events.into_iter().find_map(|event| match event {
        RuntimeEvent::Contracts(Event::Instantiated { contract, .. }) => Some(contract),
        _ => None,
    });
    made.ok_or_else(|| Error::Broken("no contract was made".to_owned()))
}

/// The call of a contract.
pub fn call(contract: AccountId, input: Vec<u8>) -> RuntimeCall {
    call_with(contract, GAS, input)
}

/// The same with more gas, or less.
pub fn call_with(contract: AccountId, gas: Weight, input: Vec<u8>) -> RuntimeCall {
    Call::<Runtime>::new_call_variant_call(address(contract), 0, gas, None, input).into()
}

/// Upload code. Its hash.
pub fn upload(chain: &mut Chain, code: Vec<u8>) -> Result<H256, Error> {
    let hash = H256(blake2_256(&code));
    let upload = Call::<Runtime>::new_call_variant_upload_code(code, None, Determinism::Enforced);
    chain.send(SENDER, upload)?;
    Ok(hash)
}

/// What makes a contract of code that was uploaded.
pub fn instantiate(code: H256, salt: Vec<u8>) -> RuntimeCall {
    let limit = Some(DEPOSIT.into());
    Call::<Runtime>::new_call_variant_instantiate(0, ENOUGH, limit, code, vec![], salt).into()
}

/// WebAssembly of its text.
pub fn assemble(text: &str) -> Result<Vec<u8>, Error> {
    wat::parse_str(text).map_err(|error| Error::Broken(error.to_string()))
}

/// The call of a contract that begins with `first`, and then does what is in `body` until it has no gas left.
pub fn looping(
    chain: &mut Chain,
    definitions: &str,
    first: &str,
    body: &str,
    input: Vec<u8>,
) -> Result<RuntimeCall, Error> {
    let contract = publish(chain, looping_code(definitions, first, body)?)?;
    Ok(call(contract, input))
}

/// Its code. There are 16 pages of memory, a function `$input`, and the locals `$i`, which counts, and `$n` and
/// `$x` of 64 bits.
pub fn looping_code(definitions: &str, first: &str, body: &str) -> Result<Vec<u8>, Error> {
    // Imports come first.
    let (imports, others): (Vec<&str>, Vec<&str>) = definitions
        .split('\n')
        .partition(|line| line.trim_start().starts_with("(import"));
    assemble(&format!(
        r#"(module
            (import "env" "memory" (memory 16 16))
            (import "seal0" "seal_input" (func $input (param i32 i32)))
            {}
            {}
            (func (export "deploy"))
            (func (export "call") (local $i i32) (local $n i64) (local $x i64)
                (i32.store (i32.const 1048572) (i32.const 1048572))
                {first}
                (loop $again
                    {body}
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br $again))))"#,
        imports.join("\n"),
        others.join("\n"),
    ))
}
