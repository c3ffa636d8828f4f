//! `chaos-bench fund`: puts accounts with coins straight into the state that a raw chain spec starts
//! from. The coins are taken from accounts that have some there, so that there are as many as before.

use crate::{
    accounts::{self, AccountId},
    hex,
    state::{account_key, AccountInfo},
};
use clap::Args;
use codec::{DecodeAll, Encode};
use rayon::prelude::*;
use serde::{
    ser::{Error as _, SerializeMap},
    Serialize, Serializer,
};
use serde_json::{Map, Value};
use sp_core::{crypto::Ss58Codec, sr25519, Pair};
use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Give coins to the accounts that load comes from, in a raw chain spec
#[derive(Debug, Args)]
pub struct Fund {
    /// The raw chain spec, such as `export-chain-spec --raw` or `build-spec --raw` writes it
    #[arg(long, value_name = "SPEC.json")]
    chain: PathBuf,

    /// How many accounts get coins: those with the numbers from 0 on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST_ACCOUNTS))]
    accounts: u32,

    /// What each of them gets, in planck
    #[arg(long, value_name = "PLANCK")]
    balance: u128,

    /// Whose coins they get: SS58 addresses, public keys in hexadecimal, or names of development keys
    /// such as //Alice; the first gives all that it can before the second gives anything
    #[arg(long, value_name = "ACCOUNT", required = true, num_args = 1..)]
    from: Vec<String>,

    /// What each of them keeps at least, in planck [default: as much as an account gets]
    #[arg(long, value_name = "PLANCK")]
    keep: Option<u128>,

    /// Where the new chain spec is written to
    #[arg(long, value_name = "SPEC.json")]
    output: PathBuf,
}

/// More would be a chain spec of several gigabytes.
const MOST_ACCOUNTS: i64 = 10_000_000;

/// Why no chain spec is written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot write {path}")]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is no JSON")]
    NotJson {
        path: PathBuf,
        source: serde_json::Error,
    },
    #[error("the chain spec is not raw: it has no `genesis.raw.top`")]
    NotRaw,
    #[error("{0} is no account: neither an SS58 address, nor a public key, nor a development key")]
    NotAnAccount(String),
    #[error("{0} is named twice")]
    NamedTwice(String),
    #[error("{0} has no account in the chain spec")]
    NoSuchAccount(String),
    #[error("what the chain spec has of {0} is no account with a balance")]
    MalformedAccount(String),
    #[error("an account with nothing is none: the balance has to be more than 0")]
    NoBalance,
    #[error("{accounts} times {balance} planck are more than can be said")]
    Overflow { accounts: u32, balance: u128 },
    #[error("{needed} planck are needed, and the accounts can give {available}: the others are frozen, or for them to keep")]
    NotEnough { needed: u128, available: u128 },
    #[error("account number {0} is in the chain spec already")]
    FundedAlready(u32),
}

/// The storage of a raw chain spec, apart from the child tries: keys and values in hexadecimal.
type Storage = Map<String, Value>;

impl Fund {
    pub fn run(&self) -> Result<(), Error> {
        let mut spec = read(&self.chain)?;
        let top = top_of(&mut spec).ok_or(Error::NotRaw)?;
        let funding = Funding {
            accounts: self.accounts,
            balance: self.balance,
        };
        let givers = self.from.iter().map(|text| named(text));
        let givers = givers.collect::<Result<Vec<_>, _>>()?;
        let keep = self.keep.unwrap_or(self.balance);
        take(top, &self.from, &givers, funding.total()?, keep)?;
        let write_error = |source| Error::Write {
            path: self.output.clone(),
            source,
        };
        let file = File::create(&self.output).map_err(write_error)?;
        let outcome = funding.write(&mut spec, BufWriter::new(file));
        if outcome.is_err() {
            // Half a chain spec is of no use. That it can't be removed is not worth another error.
            let _ = std::fs::remove_file(&self.output);
        }
        outcome.map_err(|error| match error {
            WriteError::FundedAlready(index) => Error::FundedAlready(index),
            WriteError::Io(source) => write_error(source),
        })?;
        println!(
            "{}: {} accounts with {} planck each",
            self.output.display(),
            self.accounts,
            self.balance
        );
        Ok(())
    }
}

fn read(path: &Path) -> Result<Value, Error> {
    let file = File::open(path).map_err(|source| Error::Read {
        path: path.into(),
        source,
    })?;
    serde_json::from_reader(BufReader::new(file)).map_err(|source| Error::NotJson {
        path: path.into(),
        source,
    })
}

fn top_of(spec: &mut Value) -> Option<&mut Storage> {
    spec.pointer_mut("/genesis/raw/top")?.as_object_mut()
}

/// The account that somebody means.
fn named(text: &str) -> Result<AccountId, Error> {
    let no_account = || Error::NotAnAccount(text.into());
    if text.starts_with("//") {
        let pair = sr25519::Pair::from_string(text, None).map_err(|_| no_account())?;
        return Ok(pair.public().0);
    }
    if text.starts_with("0x") {
        let bytes = hex::decode(text).and_then(|bytes| bytes.try_into().ok());
        return bytes.ok_or_else(no_account);
    }
    let public = sr25519::Public::from_ss58check(text).map_err(|_| no_account())?;
    Ok(public.0)
}

/// Takes `needed` planck from the accounts, and leaves them what is frozen and what they are to keep.
/// Changes nothing where that can't be.
fn take(
    top: &mut Storage,
    names: &[String],
    givers: &[AccountId],
    needed: u128,
    keep: u128,
) -> Result<(), Error> {
    let mut still_needed = needed;
    let mut changed = Vec::new();
    for (i, (name, giver)) in names.iter().zip(givers).enumerate() {
        if givers[..i].contains(giver) {
            return Err(Error::NamedTwice(name.clone()));
        }
        let key = hex::encode(&account_key(giver));
        let value = top
            .get(&key)
            .ok_or_else(|| Error::NoSuchAccount(name.clone()))?;
        let mut info = value
            .as_str()
            .and_then(hex::decode)
            .and_then(|bytes| AccountInfo::decode_all(&mut &bytes[..]).ok())
            .ok_or_else(|| Error::MalformedAccount(name.clone()))?;
        let available = info.data.free.saturating_sub(info.data.frozen.max(keep));
        let given = available.min(still_needed);
        still_needed -= given;
        info.data.free -= given;
        changed.push((key, hex::encode(&info.encode()).into()));
    }
    if still_needed > 0 {
        return Err(Error::NotEnough {
            needed,
            available: needed - still_needed,
        });
    }
    top.extend(changed);
    Ok(())
}

/// Who gets how much.
#[derive(Clone, Copy, Debug)]
struct Funding {
    accounts: u32,
    balance: u128,
}

#[derive(Debug)]
enum WriteError {
    FundedAlready(u32),
    Io(std::io::Error),
}

impl Funding {
    fn total(&self) -> Result<u128, Error> {
        if self.balance == 0 {
            return Err(Error::NoBalance);
        }
        u128::from(self.accounts)
            .checked_mul(self.balance)
            .ok_or(Error::Overflow {
                accounts: self.accounts,
                balance: self.balance,
            })
    }

    /// Writes the chain spec with the new accounts, whose part of it is never in the memory at once.
    fn write(&self, spec: &mut Value, mut output: impl Write) -> Result<(), WriteError> {
        let top = top_of(spec).map(std::mem::take).unwrap_or_default();
        let accounts = accounts::first(self.accounts);
        let already = (0..self.accounts)
            .into_par_iter()
            .zip(&accounts)
            .find_first(|(_, account)| top.contains_key(&hex::encode(&account_key(account))));
        if let Some((index, _)) = already {
            return Err(WriteError::FundedAlready(index));
        }
        let info = AccountInfo::with_balance(self.balance);
        let storage = Extended {
            top: &top,
            accounts: &accounts,
            info: hex::encode(&info.encode()),
        };
        let io = |error: serde_json::Error| WriteError::Io(error.into());
        serde_json::to_writer(&mut output, &Replaced::new(spec, &storage)).map_err(io)?;
        output.flush().map_err(WriteError::Io)
    }
}

/// A storage with more accounts.
struct Extended<'a> {
    top: &'a Storage,
    accounts: &'a [AccountId],
    /// What it has of each of them.
    info: String,
}

impl Serialize for Extended<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.top {
            map.serialize_entry(key, value)?;
        }
        for account in self.accounts {
            map.serialize_entry(&hex::encode(&account_key(account)), &self.info)?;
        }
        map.end()
    }
}

/// A chain spec, with another storage in the place of its own.
struct Replaced<'a> {
    value: &'a Value,
    /// What leads to the storage from here.
    path: &'static [&'static str],
    storage: &'a Extended<'a>,
}

impl<'a> Replaced<'a> {
    fn new(value: &'a Value, storage: &'a Extended<'a>) -> Self {
        Self {
            value,
            path: &["genesis", "raw", "top"],
            storage,
        }
    }
}

impl Serialize for Replaced<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [next, path @ ..] = self.path else {
            return self.storage.serialize(serializer);
        };
        let object = self.value.as_object();
        let object = object.ok_or_else(|| S::Error::custom("the chain spec is not raw"))?;
        let mut map = serializer.serialize_map(Some(object.len()))?;
        for (key, value) in object {
            let storage = self.storage;
            if key == next {
                map.serialize_entry(
                    key,
                    &Replaced {
                        value,
                        path,
                        storage,
                    },
                )?;
            } else {
                map.serialize_entry(key, value)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// A chain spec in which accounts have so much free, and so much of it frozen.
    fn spec(balances: &[(u128, u128)]) -> (Value, Vec<String>, Vec<AccountId>) {
        let givers: Vec<AccountId> = (0u8..).map(|i| [i; 32]).take(balances.len()).collect();
        let mut top = Storage::new();
        top.insert("0x3a636f6465".into(), "0x00".into());
        for (giver, (free, frozen)) in givers.iter().zip(balances) {
            let mut info = AccountInfo::with_balance(*free);
            info.data.frozen = *frozen;
            top.insert(
                hex::encode(&account_key(giver)),
                hex::encode(&info.encode()).into(),
            );
        }
        let names = givers.iter().map(|giver| hex::encode(giver)).collect();
        let spec = json!({
            "name": "Test", "genesis": { "raw": { "childrenDefault": {}, "top": top } }, "id": "test",
        });
        (spec, names, givers)
    }

    fn free_of(top: &Storage, account: &AccountId) -> u128 {
        let value = top[&hex::encode(&account_key(account))].as_str().unwrap();
        AccountInfo::decode_all(&mut &hex::decode(value).unwrap()[..])
            .unwrap()
            .data
            .free
    }

    /// What all accounts of a storage have together.
    fn issuance(top: &Storage) -> u128 {
        let prefix = hex::encode(&account_key(&[0; 32])[..32]);
        let accounts = top.iter().filter(|(key, _)| key.starts_with(&prefix));
        accounts
            .map(|(_, value)| hex::decode(value.as_str().unwrap()).unwrap())
            .map(|bytes| AccountInfo::decode_all(&mut &bytes[..]).unwrap().data.free)
            .sum()
    }

    fn fund(
        (mut spec, names, givers): (Value, Vec<String>, Vec<AccountId>),
        (accounts, balance, keep): (u32, u128, u128),
    ) -> Result<Value, Error> {
        let funding = Funding { accounts, balance };
        take(
            top_of(&mut spec).unwrap(),
            &names,
            &givers,
            funding.total()?,
            keep,
        )?;
        let mut output = Vec::new();
        funding
            .write(&mut spec, &mut output)
            .map_err(|error| match error {
                WriteError::FundedAlready(index) => Error::FundedAlready(index),
                WriteError::Io(error) => panic!("{error}"),
            })?;
        Ok(serde_json::from_slice(&output).unwrap())
    }

    #[test]
    fn accounts_get_what_the_first_givers_have() {
        let mut funded = fund(spec(&[(100, 0), (50, 20), (1_000, 0)]), (3, 40, 10)).unwrap();
        assert_eq!(funded["name"], "Test");
        let top = top_of(&mut funded).unwrap();
        assert_eq!(top.len(), 1 + 3 + 3);
        assert_eq!(free_of(top, &[0; 32]), 10);
        assert_eq!(free_of(top, &[1; 32]), 20);
        assert_eq!(free_of(top, &[2; 32]), 1_000);
        for account in accounts::first(3) {
            assert_eq!(free_of(top, &account), 40);
        }
    }

    #[test]
    fn frozen_and_kept_coins_are_not_given() {
        let outcome = fund(spec(&[(100, 70), (100, 0)]), (2, 51, 30));
        assert!(matches!(
            outcome,
            Err(Error::NotEnough {
                needed: 102,
                available: 100
            })
        ));
        assert!(fund(spec(&[(100, 70), (100, 0)]), (2, 50, 30)).is_ok());
    }

    #[test]
    fn nobody_is_funded_twice() {
        let mut once = fund(spec(&[(100, 0)]), (2, 10, 0)).unwrap();
        let (_, names, givers) = spec(&[(100, 0)]);
        assert_eq!(issuance(top_of(&mut once).unwrap()), 100);
        let again = fund((once, names, givers), (3, 10, 0));
        assert!(matches!(again, Err(Error::FundedAlready(0))));
    }

    #[test]
    fn mistakes_have_names() {
        let (mut spec, mut names, mut givers) = spec(&[(100, 0)]);
        let top = top_of(&mut spec).unwrap();
        let before = top.clone();
        let stranger = (vec!["stranger".to_string()], vec![[9; 32]]);
        let outcome = take(top, &stranger.0, &stranger.1, 1, 0);
        assert!(matches!(outcome, Err(Error::NoSuchAccount(name)) if name == "stranger"));
        names.push("again".into());
        givers.push(givers[0]);
        let outcome = take(top, &names, &givers, 200, 0);
        assert!(matches!(outcome, Err(Error::NamedTwice(name)) if name == "again"));
        assert_eq!(*top, before);
        top.insert(hex::encode(&account_key(&givers[0])), "0x00".into());
        let outcome = take(top, &names, &givers, 1, 0);
        assert!(matches!(outcome, Err(Error::MalformedAccount(_))));
        let too_much = Funding {
            accounts: 2,
            balance: u128::MAX,
        };
        assert!(matches!(too_much.total(), Err(Error::Overflow { .. })));
        let nothing = Funding {
            accounts: 2,
            balance: 0,
        };
        assert!(matches!(nothing.total(), Err(Error::NoBalance)));
        assert!(top_of(&mut json!({ "genesis": { "runtimeGenesis": {} } })).is_none());
    }

    #[test]
    fn accounts_can_be_named_in_three_ways() {
        let alice = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
        let expected = named(alice).unwrap();
        assert_eq!(named("//Alice").unwrap(), expected);
        let ss58 = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        assert_eq!(named(ss58).unwrap(), expected);
        for text in ["", "0x00", "5Grwva", "Alice"] {
            assert!(matches!(named(text), Err(Error::NotAnAccount(_))), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_issuance_stays_and_nobody_falls_below_what_stays(
            balances in prop::collection::vec((0u128..1_000, 0u128..1_000), 1..5),
            accounts in 1u32..8,
            balance in 1u128..300,
            keep in 0u128..300,
        ) {
            let (mut before, names, givers) = spec(&balances);
            let issued = issuance(top_of(&mut before).unwrap());
            let needed = u128::from(accounts) * balance;
            let available: u128 = balances
                .iter()
                .map(|(free, frozen)| free.saturating_sub(*frozen.max(&keep)))
                .sum();
            match fund((before, names, givers.clone()), (accounts, balance, keep)) {
                Ok(mut funded) => {
                    prop_assert!(needed <= available);
                    let top = top_of(&mut funded).unwrap();
                    prop_assert_eq!(issuance(top), issued);
                    for (giver, (free, frozen)) in givers.iter().zip(&balances) {
                        prop_assert!(free_of(top, giver) >= *free.min(frozen.max(&keep)));
                    }
                }
                Err(Error::NotEnough { .. }) => prop_assert!(needed > available),
                Err(other) => prop_assert!(false, "{}", other),
            }
        }
    }
}
