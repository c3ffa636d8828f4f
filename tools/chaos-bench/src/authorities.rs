//! `chaos-bench authorities`: lets development keys make the blocks of a chain whose spec lists the
//! authorities of Aura and GRANDPA, as that of the SDK's template of a solo chain does.

use clap::Args;
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, ed25519, sr25519, Pair};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Let development keys be the authorities of Aura and GRANDPA, in a plain chain spec
#[derive(Debug, Args)]
pub struct Authorities {
    /// The chain spec, such as `build-spec` writes it
    #[arg(long, value_name = "SPEC.json")]
    chain: PathBuf,

    /// Where the new chain spec is written to
    #[arg(long, value_name = "SPEC.json")]
    output: PathBuf,

    /// Names of development keys, such as //Alice
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
}

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
    #[error("the chain spec is no JSON")]
    NotJson(#[from] serde_json::Error),
    #[error("{0} is no development key, such as //Alice")]
    NotAKey(String),
    #[error("the genesis of the chain spec lists no authorities of Aura and GRANDPA; is it raw?")]
    NoAuthorities,
}

impl Authorities {
    pub fn run(&self) -> Result<(), Error> {
        let text = fs::read(&self.chain).map_err(|source| Error::Read {
            path: self.chain.clone(),
            source,
        })?;
        let mut spec = serde_json::from_slice(&text)?;
        set(&mut spec, &self.keys)?;
        write(&self.output, &serde_json::to_vec_pretty(&spec)?)
    }
}

fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    fs::write(path, content).map_err(|source| Error::Write {
        path: path.into(),
        source,
    })
}

/// Both finality and blocks by these keys, in this order, each with one vote.
fn set(spec: &mut Value, keys: &[String]) -> Result<(), Error> {
    let aura = keys.iter().map(|key| address::<sr25519::Pair>(key));
    let aura = aura.collect::<Result<Vec<_>, _>>()?;
    let grandpa = keys
        .iter()
        .map(|key| Ok((address::<ed25519::Pair>(key)?, 1)));
    let grandpa = grandpa.collect::<Result<Vec<_>, Error>>()?;
    let genesis = spec.pointer_mut("/genesis/runtimeGenesis/patch");
    let genesis = genesis.ok_or(Error::NoAuthorities)?;
    for (pallet, authorities) in [("aura", json!(aura)), ("grandpa", json!(grandpa))] {
        let place = genesis.pointer_mut(&format!("/{pallet}/authorities"));
        *place.ok_or(Error::NoAuthorities)? = authorities;
    }
    Ok(())
}

fn address<P: Pair>(key: &str) -> Result<String, Error>
where
    P::Public: Ss58Codec,
{
    let pair = P::from_string(key, None).map_err(|_| Error::NotAKey(key.into()))?;
    Ok(pair.public().to_ss58check())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_replaced() {
        let mut spec = json!({ "id": "x", "genesis": { "runtimeGenesis": { "patch": {
            "aura": { "authorities": [] }, "grandpa": { "authorities": [] }, "sudo": {},
        } } } });
        set(&mut spec, &["//Alice".into()]).unwrap();
        let expected = json!({ "id": "x", "genesis": { "runtimeGenesis": { "patch": {
            "aura": { "authorities": ["5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"] },
            "grandpa": {
                "authorities": [["5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu", 1]]
            },
            "sudo": {},
        } } } });
        assert_eq!(spec, expected);
    }

    #[test]
    fn other_specs_are_refused() {
        let mut raw = json!({ "genesis": { "raw": {} } });
        let outcome = set(&mut raw, &["//Alice".into()]);
        assert!(matches!(outcome, Err(Error::NoAuthorities)));
        let outcome = set(&mut raw, &["/".into()]);
        assert!(matches!(outcome, Err(Error::NotAKey(key)) if key == "/"));
    }
}
