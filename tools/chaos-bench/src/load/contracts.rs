//! Messages to an ink! contract: `transfer(AccountId, u128)` of the token that somebody wrote by hand. The
//! value is 0, which does the same work as any other, and which every account can send.

use super::{recipient, setup::event, Load, Setup};
use crate::{
    accounts::AccountId,
    call::Call,
    chain::{address, Chain},
    error::Error,
    hex,
};
use codec::Encode;
use serde::Deserialize;
use std::path::Path;
use subxt::{
    config::substrate::AccountId32,
    dynamic::value,
    ext::{scale_decode::DecodeAsType, scale_value::Value},
};

/// For the constructor. What is not used is given back.
const GAS: Gas = Gas {
    ref_time: 100_000_000_000,
    proof_size: 1_000_000,
};

/// What the contract keeps for whom it has made.
const SUPPLY: u128 = 1_000_000_000_000;

/// A contract that is deployed.
pub struct Calls {
    accounts: Vec<AccountId>,
    contract: AccountId,
    transfer: [u8; 4],
    /// For each message.
    gas: Gas,
}

/// How much a contract may compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Gas {
    /// Picoseconds.
    ref_time: u64,
    /// Bytes.
    proof_size: u64,
}

impl Gas {
    fn value(self) -> Value {
        value!({ ref_time: self.ref_time, proof_size: self.proof_size })
    }

    /// A quarter more: a contract's state grows.
    fn with_reserve(self) -> Self {
        let more = |part: u64| part.saturating_add(part / 4);
        Self {
            ref_time: more(self.ref_time),
            proof_size: more(self.proof_size),
        }
    }
}

impl Calls {
    pub async fn prepare(setup: &Setup<'_>) -> Result<Self, Error> {
        let chain = setup.chain;
        chain.require(&["Contracts"])?;
        let bundle = Bundle::read(setup.contract.ok_or(Error::NoContract)?)?;
        let input = [bundle.new.as_slice(), &SUPPLY.encode()].concat();
        // Of another length than any salt that somebody would choose: a second run makes another contract.
        let salt = chain.at().block_number().encode();
        let arguments = (0u128, GAS.value(), None::<u128>, bundle.code, input, salt);
        let made = chain.call("Contracts", "instantiate_with_code", arguments)?;
        let made = setup.send_one(made).await?;
        let (_, contract): (AccountId, AccountId) = event(&made, "Contracts", "Instantiated")?;
        let mut calls = Self {
            accounts: setup.accounts.to_vec(),
            contract,
            transfer: bundle.transfer,
            gas: GAS,
        };
        calls.gas = calls.needed(chain).await?.with_reserve();
        Ok(calls)
    }

    fn input(&self, to: AccountId) -> Vec<u8> {
        (self.transfer, to, 0u128).encode()
    }

    /// How much gas a message takes, which the node finds out without a transaction.
    async fn needed(&self, chain: &Chain) -> Result<Gas, Error> {
        let from = self.accounts[0];
        let arguments = (
            AccountId32(from),
            AccountId32(self.contract),
            0u128,
            None::<u64>,
            None::<u128>,
            self.input(recipient(&self.accounts, 0, 0)),
        );
        let dry_run =
            subxt::dynamic::runtime_api_call::<_, DryRun>("ContractsApi", "call", arguments);
        let now = chain.at().online_client().at_current_block().await?;
        Ok(now.runtime_apis().call(dry_run).await?.gas_required)
    }

    pub fn transfer(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error> {
        let input = self.input(recipient(&self.accounts, number, sender));
        let contract = address(self.contract);
        let arguments = (contract, 0u128, self.gas.value(), None::<u128>, input);
        chain.call("Contracts", "call", arguments)
    }
}

impl Load for Calls {
    fn call(&self, chain: &Chain, number: u64, sender: u32) -> Result<Call, Error> {
        self.transfer(chain, number, sender)
    }
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct DryRun {
    gas_required: Gas,
}

/// What is used of a bundle.
#[derive(Debug, PartialEq, Eq)]
struct Bundle {
    code: Vec<u8>,
    /// The constructor.
    new: [u8; 4],
    /// The message.
    transfer: [u8; 4],
}

#[derive(Deserialize)]
struct Contents {
    source: Source,
    spec: Spec,
}

#[derive(Deserialize)]
struct Source {
    wasm: String,
}

#[derive(Deserialize)]
struct Spec {
    constructors: Vec<Function>,
    messages: Vec<Function>,
}

#[derive(Deserialize)]
struct Function {
    label: String,
    selector: String,
}

impl Bundle {
    fn read(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read {
            path: path.into(),
            source,
        })?;
        Self::parse(&bytes).map_err(|reason| Error::Malformed {
            path: path.into(),
            reason,
        })
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let contents: Contents =
            serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let code = hex::decode(&contents.source.wasm).ok_or("its code is not hexadecimal")?;
        let selector = |functions: &[Function], name: &str| {
            let function = functions.iter().find(|function| function.label == name);
            let bytes = function.and_then(|function| hex::decode(&function.selector));
            let selector = bytes.and_then(|bytes| bytes.try_into().ok());
            selector.ok_or_else(|| format!("it has no function {name}"))
        };
        Ok(Self {
            code,
            new: selector(&contents.spec.constructors, "new")?,
            transfer: selector(&contents.spec.messages, "transfer")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_says_how_its_contract_is_called() {
        let bundle = br#"{
            "source": { "wasm": "0x0061", "hash": "0x00" },
            "spec": {
                "constructors": [{ "label": "new", "selector": "0x9bae9d5e" }],
                "messages": [
                    { "label": "approve", "selector": "0x681266a0" },
                    { "label": "transfer", "selector": "0x84a15da1" }
                ]
            }
        }"#;
        let expected = Bundle {
            code: vec![0, 0x61],
            new: [0x9b, 0xae, 0x9d, 0x5e],
            transfer: [0x84, 0xa1, 0x5d, 0xa1],
        };
        assert_eq!(Bundle::parse(bundle), Ok(expected));
    }

    #[test]
    fn other_contracts_are_refused() {
        let bundle =
            br#"{ "source": { "wasm": "0x" }, "spec": { "constructors": [], "messages": [] } }"#;
        assert_eq!(Bundle::parse(bundle), Err("it has no function new".into()));
        assert!(Bundle::parse(b"{}").is_err());
    }
}
