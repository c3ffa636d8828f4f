//! `chaos-node distribution`: from a CSV file of recipients to a chain spec.
//!
//! ```csv
//! tranche,recipient,amount
//! angel,5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY,1000000
//! ico,0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266,6000000
//! team,5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty,1000000
//! foundation,treasury,2000000
//! ```
//!
//! `amount` is in COS. Only the ICO has Ethereum addresses. `treasury` stands for the account of
//! the chain's treasury.

use crate::{
    chain_spec::{self, ChainSpec},
    executor,
};
use chaos_primitives::{
    currency::{parse_cos, EXISTENTIAL_DEPOSIT},
    AccountId, Balance,
};
use chaos_runtime::configs::coin::TreasuryAccount;
use pallet_cos_distribution::{
    check_list, check_total, check_treasury, EthereumAddress, GenesisError, List, Tranche,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Check the recipients in a CSV file and write a chain spec with them.
///
/// The columns are `tranche` (angel, ico, team, foundation), `recipient` (an address of this chain,
/// for the ICO also an Ethereum address, or `treasury`) and `amount` (in COS).
#[derive(Debug, Clone, clap::Parser)]
pub struct DistributionCmd {
    /// The CSV file
    pub csv: PathBuf,

    /// The chain spec that provides everything else, such as validators: dev, local, or a file that is not raw
    #[arg(long, default_value = "local")]
    pub chain: String,

    /// Name of the new chain
    #[arg(long)]
    pub name: Option<String>,

    /// Id of the new chain, which is also the name of its folder in the base path
    #[arg(long)]
    pub id: Option<String>,

    /// Write a raw chain spec, the form to distribute to the nodes of a network
    #[arg(long)]
    pub raw: bool,

    /// The file to write; standard output if omitted
    #[arg(long)]
    pub output: Option<PathBuf>,
}

/// The `cosDistribution` part of a genesis, in planck.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    angel: Vec<(AccountId, Balance)>,
    ico: Vec<(AccountId, Balance)>,
    ico_claims: Vec<(EthereumAddress, Balance)>,
    team: Vec<(AccountId, Balance)>,
    foundation: Vec<(AccountId, Balance)>,
}

/// A line of the file.
#[derive(Debug, Deserialize)]
struct Row {
    tranche: Tranche,
    recipient: String,
    amount: String,
}

/// The line of the file for each entry of a list.
type Lines = BTreeMap<&'static str, Vec<u64>>;

/// What is wrong with a file, and in which line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: {1}")]
    Unreadable(String, String),
    #[error("{0}, line {1}: {2}")]
    Line(String, u64, String),
    #[error("{0}: {1}")]
    File(String, GenesisError),
}

impl DistributionCmd {
    /// Check the file and write the chain spec.
    pub fn run(&self) -> sc_cli::Result<()> {
        let distribution =
            read(&self.csv).map_err(|error| sc_cli::Error::Input(error.to_string()))?;
        let plain = self.chain_spec(&distribution)?;
        // The runtime's own checks have the last word.
        let mut raw = plain.clone();
        executor::genesis::make_raw(&mut raw, &executor::new(&Default::default()))?;
        let json = match self.raw {
            true => raw.as_json(true)?,
            false => plain.as_json(false)?,
        };
        match &self.output {
            Some(path) => {
                fs::write(path, json).map_err(|error| format!("{}: {error}", path.display()).into())
            }
            None => Ok(io::stdout().write_all(json.as_bytes())?),
        }
    }

    fn chain_spec(&self, distribution: &Distribution) -> sc_cli::Result<ChainSpec> {
        let genesis = json!({ "cosDistribution": distribution });
        let mut rest = json!({});
        for (key, value) in [("name", &self.name), ("id", &self.id)] {
            if let Some(value) = value {
                rest[key] = json!(value);
            }
        }
        Ok(chain_spec::with_changes(&self.chain, genesis, rest)?)
    }
}

/// Read and check a CSV file.
pub fn read(path: &Path) -> Result<Distribution, Error> {
    let name = path.display().to_string();
    let reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path);
    let (distribution, lines) = parse(&name, reader.map_err(|error| unreadable(&name, error))?)?;
    check(&distribution).map_err(|error| locate(&name, &lines, error))?;
    Ok(distribution)
}

fn parse(
    name: &str,
    mut reader: csv::Reader<impl io::Read>,
) -> Result<(Distribution, Lines), Error> {
    let mut distribution = Distribution::default();
    let mut lines = Lines::new();
    let headers = reader
        .headers()
        .map_err(|error| unreadable(name, error))?
        .clone();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(name, error))?;
        let line = record.position().map_or(0, |position| position.line());
        let list = record
            .deserialize::<Row>(Some(&headers))
            .map_err(|error| error.to_string())
            .and_then(|row| add(&mut distribution, row))
            .map_err(|reason| Error::Line(name.to_string(), line, reason))?;
        lines.entry(list.name()).or_default().push(line);
    }
    Ok((distribution, lines))
}

pub fn unreadable(name: &str, error: csv::Error) -> Error {
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("expected {expected_len} columns, found {len}")
        }
        _ => error.to_string(),
    };
    match error.position() {
        Some(position) => Error::Line(name.to_string(), position.line(), reason),
        None => Error::Unreadable(name.to_string(), reason),
    }
}

/// Add a line to the list that it belongs to. Returns that list.
fn add(distribution: &mut Distribution, row: Row) -> Result<List, String> {
    let amount = parse_cos(&row.amount).ok_or_else(|| {
        format!(
            "invalid amount `{}`: expected COS with at most 12 decimal places",
            row.amount
        )
    })?;
    if row.recipient.starts_with("0x") {
        if row.tranche != Tranche::Ico {
            return Err(format!(
                "Ethereum addresses are allowed in the ico tranche only, not in {}",
                row.tranche
            ));
        }
        distribution
            .ico_claims
            .push((row.recipient.parse()?, amount));
        return Ok(List::IcoClaims);
    }
    let account = match row.recipient.as_str() {
        "treasury" => TreasuryAccount::get(),
        address => address
            .parse()
            .map_err(|error| format!("invalid address `{address}`: {error}"))?,
    };
    let accounts = match row.tranche {
        Tranche::Angel => &mut distribution.angel,
        Tranche::Ico => &mut distribution.ico,
        Tranche::Team => &mut distribution.team,
        Tranche::Foundation => &mut distribution.foundation,
    };
    accounts.push((account, amount));
    Ok(List::Accounts(row.tranche))
}

/// Run the runtime's own checks, so that an error can name the line of the file.
fn check(distribution: &Distribution) -> Result<(), GenesisError> {
    let accounts = |tranche, entries: &[(AccountId, Balance)]| {
        check_list(List::Accounts(tranche), entries, EXISTENTIAL_DEPOSIT)
    };
    let claims = check_list(
        List::IcoClaims,
        &distribution.ico_claims,
        EXISTENTIAL_DEPOSIT,
    )?;
    check_total(
        Tranche::Angel,
        accounts(Tranche::Angel, &distribution.angel)?,
    )?;
    let ico = accounts(Tranche::Ico, &distribution.ico)?;
    check_total(Tranche::Ico, ico.saturating_add(claims))?;
    check_total(Tranche::Team, accounts(Tranche::Team, &distribution.team)?)?;
    check_total(
        Tranche::Foundation,
        accounts(Tranche::Foundation, &distribution.foundation)?,
    )?;
    check_treasury(
        &distribution.foundation,
        &TreasuryAccount::get(),
        EXISTENTIAL_DEPOSIT,
    )
}

fn locate(name: &str, lines: &Lines, error: GenesisError) -> Error {
    let line = |list: List, entry: usize| {
        lines
            .get(list.name())
            .and_then(|lines| lines.get(entry))
            .copied()
    };
    let place = match &error {
        GenesisError::Duplicate { list, entry, .. }
        | GenesisError::BelowMinimum { list, entry, .. }
        | GenesisError::Refused { list, entry, .. } => line(*list, *entry),
        _ => None,
    };
    match place {
        Some(line) => Error::Line(name.to_string(), line, error.to_string()),
        None => Error::File(name.to_string(), error),
    }
}

#[cfg(test)]
mod tests;
