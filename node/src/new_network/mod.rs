//! `chaos-node new-network`: the chain spec of a new network, from two CSV files.
//!
//! One lists the recipients of the whole supply, as for [`distribution`], the other the validators:
//!
//! ```csv
//! label,account,aura,grandpa,peer_id
//! north,5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY,5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY,5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu,12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp
//! ```
//!
//! Keys are addresses, or 32 bytes in hexadecimal.

use crate::{
    chain_spec::{self, ChainSpec},
    distribution::{self, Error},
    executor,
};
use chaos_primitives::AccountId;
use serde::Deserialize;
use serde_json::{json, Value};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Write the chain spec of a new network, plain and raw.
///
/// Periods, such as those of votes, are taken from `--chain`. The columns of the recipients file are tranche,
/// recipient and amount; those of the validators file are label, account, aura, grandpa and peer_id.
#[derive(Debug, Clone, clap::Parser)]
pub struct NewNetworkCmd {
    /// Id of the new chain, which also names its files and its folder in the base path
    pub id: String,

    /// Name of the new chain
    #[arg(long)]
    pub name: String,

    /// The CSV file with the recipients of the whole supply
    #[arg(long, value_name = "FILE")]
    pub distribution: PathBuf,

    /// The CSV file with the validators and their keys
    #[arg(long, value_name = "FILE")]
    pub validators: PathBuf,

    /// Make the network permissioned: nodes serve admitted peers only
    #[arg(long)]
    pub permissioned: bool,

    /// The address of a boot node, such as /dns/node.example.org/tcp/30333/p2p/12D3KooW…; may be given several times
    #[arg(long = "boot-node", value_name = "ADDRESS")]
    pub boot_nodes: Vec<String>,

    /// The chain spec that provides everything else: mainnet, or local for a trial network with short periods
    #[arg(long, default_value = "mainnet")]
    pub chain: String,

    /// The folder to write to
    #[arg(long, default_value = ".")]
    pub output: PathBuf,
}

/// A line of the file of validators.
#[derive(Debug, Deserialize)]
struct Validator {
    label: String,
    account: String,
    aura: String,
    grandpa: String,
    peer_id: String,
}

impl NewNetworkCmd {
    /// Check the files and write the chain spec.
    pub fn run(&self) -> sc_cli::Result<()> {
        let input = |error: Error| sc_cli::Error::Input(error.to_string());
        let distribution = distribution::read(&self.distribution).map_err(input)?;
        let mut genesis = read(&self.validators).map_err(input)?;
        genesis["cosDistribution"] = json!(distribution);
        let plain = self.chain_spec(genesis)?;
        // With the runtime's own checks, before anything is written.
        let mut raw = plain.clone();
        executor::genesis::make_raw(&mut raw, &executor::new(&Default::default()))?;
        self.write("", plain.as_json(false)?)?;
        self.write("-raw", raw.as_json(true)?)
    }

    fn chain_spec(&self, genesis: Value) -> sc_cli::Result<ChainSpec> {
        let mut rest = json!({ "name": self.name, "id": self.id, "bootNodes": self.boot_nodes });
        if self.permissioned {
            rest["permissioned"] = true.into();
        }
        Ok(chain_spec::with_changes(&self.chain, genesis, rest)?)
    }

    fn write(&self, suffix: &str, json: String) -> sc_cli::Result<()> {
        let path = self.output.join(format!("{}{suffix}.json", self.id));
        fs::write(&path, json).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{}", path.display());
        Ok(())
    }
}

/// Read a file of validators into the parts of a genesis that they stand in.
fn read(path: &Path) -> Result<Value, Error> {
    let name = path.display().to_string();
    let reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|error| distribution::unreadable(&name, error))?;
    parse(&name, reader)
}

fn parse(name: &str, mut reader: csv::Reader<impl io::Read>) -> Result<Value, Error> {
    let headers = reader
        .headers()
        .map_err(|error| distribution::unreadable(name, error))?
        .clone();
    let (mut accounts, mut keys, mut members) = (vec![], vec![], vec![]);
    for record in reader.records() {
        let record = record.map_err(|error| distribution::unreadable(name, error))?;
        let line = record.position().map_or(0, |position| position.line());
        let wrong = |reason| Error::Line(name.to_string(), line, reason);
        let row: Validator = record
            .deserialize(Some(&headers))
            .map_err(|error| wrong(error.to_string()))?;
        let account = key("account", &row.account).map_err(wrong)?;
        let aura = key("aura", &row.aura).map_err(wrong)?;
        let grandpa = key("grandpa", &row.grandpa).map_err(wrong)?;
        accounts.push(json!(account));
        keys.push(json!([account, account, { "aura": aura, "grandpa": grandpa }]));
        members.push(json!({
            "account": account,
            "peerId": row.peer_id,
            "role": "validator",
            "label": row.label,
        }));
    }
    Ok(json!({
        "validatorSet": { "validators": accounts },
        "session": { "keys": keys },
        "nodeAdmission": { "members": members },
    }))
}

/// A public key. Those of sessions are written like accounts.
fn key(column: &str, text: &str) -> Result<AccountId, String> {
    text.parse().map_err(|error| {
        format!("{column}: invalid key `{text}`: expected an address or 32 bytes in hexadecimal: {error}")
    })
}

#[cfg(test)]
mod tests;
