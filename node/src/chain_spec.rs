//! Chain specs: from which genesis a chain starts, and how its nodes run it.

use chaos_primitives::currency::{TOKEN_DECIMALS, TOKEN_SYMBOL};
use chaos_runtime::{
    configs::system::SS58Prefix,
    genesis::{self, MAINNET_PRESET},
    WASM_BINARY,
};
use sc_chain_spec::{json_merge, ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::{Component, Path, PathBuf};

/// A chain spec of this node.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// What a chain spec may say beyond the SDK's fields. Everything is optional.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase", default)]
pub struct Extensions {
    /// The name of the family of consensus, as [`Family`](crate::consensus::Family) knows it. Aura and GRANDPA if
    /// omitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consensus: Option<String>,
    /// How long GRANDPA expects a message to take to reach every validator, in milliseconds. Rounds take a multiple of
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grandpa_gossip_duration: Option<u32>,
    /// Whether nodes serve admitted peers only. If not, everybody may sync.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub permissioned: bool,
}

impl Extensions {
    /// The extensions in `chain_spec`, or the defaults.
    pub fn of(chain_spec: &dyn sc_chain_spec::ChainSpec) -> Self {
        sc_chain_spec::get_extension::<Self>(chain_spec.extensions())
            .cloned()
            .unwrap_or_default()
    }
}

/// The chain spec that `--chain` names: `dev`, `local`, a file, or `mainnet`, of which a file is to be made.
pub fn load(id: &str) -> Result<ChainSpec, String> {
    match Embedded::named(id) {
        Some(embedded) => embedded.chain_spec(),
        None => ChainSpec::from_json_file(PathBuf::from(id))
            .and_then(with_valid_id)
            .map_err(|error| format!("chain spec {id}: {error}")),
    }
}

/// The same chain spec, unless its id is a path: the id is the name of the folder with the chain's database and keys,
/// and would lead anywhere on this machine.
fn with_valid_id(chain_spec: ChainSpec) -> Result<ChainSpec, String> {
    let id = sc_chain_spec::ChainSpec::id(&chain_spec);
    let mut components = Path::new(id).components();
    let is_name = matches!(components.next(), Some(Component::Normal(name)) if *name == *id);
    if !is_name || components.next().is_some() {
        return Err(format!("its id `{id}` is not the name of a folder"));
    }
    Ok(chain_spec)
}

/// The chain spec that `id` names, with these parts of its genesis and these of the rest instead of its own.
/// Objects are merged, key by key.
pub fn with_changes(id: &str, genesis: Value, rest: Value) -> Result<ChainSpec, String> {
    let base = load(id)?.as_json(false)?;
    let mut spec: Value =
        serde_json::from_str(&base).map_err(|error| format!("chain spec {id}: {error}"))?;
    let ours = spec
        .pointer_mut("/genesis/runtimeGenesis")
        .and_then(|genesis| {
            let form = if genesis.get("patch").is_some() {
                "patch"
            } else {
                "config"
            };
            genesis.get_mut(form)
        })
        .ok_or_else(|| format!("chain spec {id}: it is raw, so its genesis cannot be changed"))?;
    json_merge(ours, genesis);
    json_merge(&mut spec, rest);
    ChainSpec::from_json_bytes(spec.to_string().into_bytes()).and_then(with_valid_id)
}

/// A chain spec that the node has in itself.
struct Embedded {
    name: &'static str,
    id: &'static str,
    kind: ChainType,
    preset: &'static str,
}

impl Embedded {
    fn named(id: &str) -> Option<Self> {
        let (name, id, kind, preset) = match id {
            "dev" => (
                "Development",
                "dev",
                ChainType::Development,
                DEV_RUNTIME_PRESET,
            ),
            "" | "local" => (
                "Local Testnet",
                "local_testnet",
                ChainType::Local,
                LOCAL_TESTNET_RUNTIME_PRESET,
            ),
            "mainnet" => ("CHAOS", "chaos", ChainType::Live, MAINNET_PRESET),
            _ => return None,
        };
        Some(Self {
            name,
            id,
            kind,
            preset,
        })
    }

    fn chain_spec(&self) -> Result<ChainSpec, String> {
        Ok(ChainSpec::builder(code()?, Extensions::default())
            .with_name(self.name)
            .with_id(self.id)
            .with_chain_type(self.kind.clone())
            .with_protocol_id("chaos")
            .with_properties(properties())
            .with_genesis_config_patch(self.genesis()?)
            .build())
    }

    /// What differs from the default.
    fn genesis(&self) -> Result<Value, String> {
        let genesis = genesis::get_preset(&self.preset.into()).unwrap_or_default();
        serde_json::from_slice(&genesis).map_err(|error| error.to_string())
    }
}

fn code() -> Result<&'static [u8], String> {
    WASM_BINARY.ok_or_else(|| "this node was built without a runtime (SKIP_WASM_BUILD)".into())
}

/// What wallets show amounts and addresses by.
fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
    properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
    properties.insert("ss58Format".into(), SS58Prefix::get().into());
    properties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consensus::{AuraGrandpa, Family};
    use proptest::{prelude::*, sample::Index};
    use serde_json::json;

    /// As an operator would get it from somebody.
    fn file() -> Value {
        json!({
            "name": "A chain",
            "id": "chain",
            "chainType": "Live",
            "bootNodes": ["/dns/example.org/tcp/30333/p2p/12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp"],
            "telemetryEndpoints": [["wss://example.org/submit", 0]],
            "protocolId": "chaos",
            "properties": { "tokenSymbol": "COS", "tokenDecimals": 12 },
            "consensus": "aura-grandpa",
            "grandpaGossipDuration": 100,
            "permissioned": true,
            "codeSubstitutes": {},
            "genesis": { "raw": { "top": { "0x3a636f6465": "0x00" }, "childrenDefault": {} } },
        })
    }

    proptest! {
        /// Whatever a chain spec says, it is read, with what this node makes of it, or refused.
        #[test]
        fn hostile_chain_specs_are_read_or_refused(
            changes in prop::collection::vec((any::<Index>(), 0..20usize, any::<Vec<u8>>()), 0..4),
            numbers in any::<bool>(),
        ) {
            let mut text = file().to_string().into_bytes();
            for (at, removed, inserted) in changes {
                let at = at.index(text.len() + 1);
                let end = text.len().min(at + removed);
                let inserted = match numbers {
                    true => inserted.iter().map(|byte| b'0' + byte % 10).collect(),
                    false => inserted,
                };
                text.splice(at..end, inserted);
            }
            if let Ok(spec) = ChainSpec::from_json_bytes(text) {
                let _ = AuraGrandpa::gossip_duration(&Extensions::of(&spec));
                let _ = Family::of(&spec);
                // The genesis is read only now.
                if let Ok(json) = spec.as_json(false) {
                    let again = ChainSpec::from_json_bytes(json.into_bytes());
                    prop_assert!(again.is_ok(), "{:?}", again.err());
                }
                let _ = sc_chain_spec::ChainSpec::as_storage_builder(&spec).build_storage();
            }
        }
    }

    #[test]
    fn an_id_is_the_name_of_a_folder() {
        let with_id = |id: &str| with_changes("dev", json!({}), json!({ "id": id }));
        for id in ["", ".", "..", "/chain", "../chain", "a/chain", "chain/"] {
            let error = with_id(id).err().unwrap();
            assert!(error.contains("is not the name of a folder"), "{error}");
        }
        assert!(with_id("a.chain-1").is_ok());
    }
}
