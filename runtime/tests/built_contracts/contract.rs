//! Deploys contracts from bundles, and sends or dry-runs their messages.

use super::{address, AUTHOR, USER};
use crate::common::*;
use chaos_primitives::{AccountId, Balance};
use chaos_runtime::{Runtime, RuntimeEvent, System};
use codec::{Decode, DecodeAll, Encode};
use frame_support::{
    storage::{with_transaction_unchecked, TransactionOutcome},
    weights::Weight,
};
use pallet_contracts::{runtime_decl_for_contracts_api::ContractsApiV2, Code};
use serde_json::Value;
use sp_core::bytes::from_hex;
use sp_keyring::Sr25519Keyring;
use sp_runtime::DispatchError;
use std::{env, fs, path::PathBuf};

type Call = pallet_contracts::Call<Runtime>;
type Event = pallet_contracts::Event<Runtime>;
type Error = pallet_contracts::Error<Runtime>;

/// Gas limit of a transaction.
const GAS: Weight = Weight::from_parts(100_000_000_000, 1024 * 1024);

/// How ink! wraps return values. The error is for an input that can't be decoded.
type Understood<T> = Result<T, u8>;

/// Code, and how to call it.
pub struct Bundle(Value);

impl Bundle {
    /// From the folder in the environment variable CHAOS_CONTRACTS, or else from the default folder of
    /// scripts/contracts.sh.
    pub fn load(name: &str) -> Self {
        let path = folder().join(format!("{name}.contract"));
        let text = fs::read(&path).unwrap_or_else(|error| {
            panic!("{}: {error}. scripts/contracts.sh makes it", path.display())
        });
        Self(serde_json::from_slice(&text).unwrap())
    }

    pub fn code(&self) -> Vec<u8> {
        hex(&self.0["source"]["wasm"])
    }

    /// The names of the messages.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        let messages = self.0["spec"]["messages"].as_array().unwrap().iter();
        messages.map(|message| message["label"].as_str().unwrap())
    }

    /// The selector of a message.
    pub fn selector(&self, message: &str) -> [u8; 4] {
        self.find("messages", message)
    }

    fn message(&self, name: &str, arguments: impl Encode) -> Vec<u8> {
        (self.selector(name), arguments).encode()
    }

    fn constructor(&self, arguments: impl Encode) -> Vec<u8> {
        (self.find("constructors", "new"), arguments).encode()
    }

    fn find(&self, kind: &str, label: &str) -> [u8; 4] {
        let all = self.0["spec"][kind].as_array().unwrap();
        let found = all.iter().find(|each| each["label"] == label);
        let found = found.unwrap_or_else(|| panic!("there is no {label} among the {kind}"));
        hex(&found["selector"]).try_into().unwrap()
    }

    /// The transaction that instantiates it.
    pub fn instantiation(&self, value: Balance, arguments: impl Encode) -> Call {
        let input = self.constructor(arguments);
        // So that the same contract can be instantiated twice.
        let salt = System::block_number().encode();
        Call::new_call_variant_instantiate_with_code(value, GAS, None, self.code(), input, salt)
    }

    /// The return value of the constructor, by a dry run.
    pub fn ask<T: Decode>(&self, who: Sr25519Keyring, value: Balance, arguments: impl Encode) -> T {
        let (code, input) = (Code::Upload(self.code()), self.constructor(arguments));
        let dry_run =
            undone(|| Runtime::instantiate(who.into(), value, None, None, code, input, vec![]));
        understood(&dry_run.result.unwrap().result.data)
    }
}

fn folder() -> PathBuf {
    let named = |name| env::var_os(name).map(PathBuf::from);
    named("CHAOS_CONTRACTS").unwrap_or_else(|| {
        let cache = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
        cache
            .expect("there is a home")
            .join("chaos/contracts/bundles")
    })
}

fn hex(value: &Value) -> Vec<u8> {
    from_hex(value.as_str().unwrap()).unwrap()
}

fn understood<T: Decode>(mut answer: &[u8]) -> T {
    let answer: Understood<T> = DecodeAll::decode_all(&mut answer).unwrap();
    answer.expect("ink! has understood the input")
}

/// Rolled back, as in a dry run.
fn undone<R>(run: impl FnOnce() -> R) -> R {
    with_transaction_unchecked(|| TransactionOutcome::Rollback(run()))
}

/// A contract on the chain.
pub struct Contract {
    pub bundle: Bundle,
    pub account: AccountId,
}

impl Contract {
    /// A new contract of the author, with this many coins.
    pub fn deploy(name: &str, value: Balance, arguments: impl Encode) -> Self {
        Self::deploy_as(AUTHOR, name, value, arguments)
    }

    pub fn deploy_as(
        who: Sr25519Keyring,
        name: &str,
        value: Balance,
        arguments: impl Encode,
    ) -> Self {
        let bundle = Bundle::load(name);
        succeed(who, bundle.instantiation(value, arguments));
        let instantiated = |event| match event {
            RuntimeEvent::Contracts(Event::Instantiated { contract, .. }) => Some(contract),
            _ => None,
        };
        let mut events = System::events().into_iter().map(|record| record.event);
        let account = events.find_map(instantiated).expect("it was instantiated");
        Self { bundle, account }
    }

    /// The transaction that calls a message.
    pub fn message(&self, name: &str, arguments: impl Encode) -> Call {
        self.message_with(0, name, arguments)
    }

    /// The transaction that calls a message, with coins.
    pub fn message_with(&self, value: Balance, name: &str, arguments: impl Encode) -> Call {
        let input = self.bundle.message(name, arguments);
        Call::new_call_variant_call(address(self.account.clone()), value, GAS, None, input)
    }

    /// The return value of a message, by a dry run.
    pub fn ask<T: Decode>(&self, name: &str, arguments: impl Encode) -> T {
        self.ask_as(USER, name, arguments)
    }

    /// The return value of a message for this caller, by a dry run.
    pub fn ask_as<T: Decode>(&self, who: Sr25519Keyring, name: &str, arguments: impl Encode) -> T {
        let data = self.dry_run(who, self.bundle.message(name, arguments));
        understood(&data.unwrap())
    }

    /// The error that a message returns to this caller by a dry run. The caller then sends it as a transaction, which
    /// fails with the contract's error and costs only the fee.
    #[track_caller]
    pub fn refuse<T: Decode>(&self, who: Sr25519Keyring, name: &str, arguments: impl Encode) -> T {
        let answer: Result<(), T> = self.ask_as(who, name, &arguments);
        let message = self.message(name, arguments);
        fail(who, message, Error::ContractReverted);
        answer.expect_err("it was refused")
    }

    /// The decoded return value.
    pub fn dry_run(&self, who: Sr25519Keyring, input: Vec<u8>) -> Result<Vec<u8>, DispatchError> {
        let dest = self.account.clone();
        let dry_run = undone(|| Runtime::call(who.into(), dest, 0, None, None, input));
        dry_run.result.map(|output| output.data)
    }
}
