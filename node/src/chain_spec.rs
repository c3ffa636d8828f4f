//! Chain specs: what makes a chain this chain and not another.

use chaos_primitives::currency::{TOKEN_DECIMALS, TOKEN_SYMBOL};
use chaos_runtime::{configs::system::SS58Prefix, genesis::MAINNET_PRESET, WASM_BINARY};
use sc_chain_spec::{json_patch, ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::{path::PathBuf, time::Duration};

/// A chain spec of this node.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// What a chain spec may say beyond the usual. Everything is optional.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase", default)]
pub struct Extensions {
    /// How long GRANDPA expects a message to take to every validator, in milliseconds. Rounds take
    /// a multiple of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grandpa_gossip_duration: Option<u32>,
    /// Whether nodes serve admitted peers alone. If not, everybody may sync.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub permissioned: bool,
}

impl Extensions {
    const DEFAULT_GRANDPA_GOSSIP_DURATION: u32 = 200;

    /// The extensions in `chain_spec`, or the defaults.
    pub fn of(chain_spec: &dyn sc_chain_spec::ChainSpec) -> Self {
        sc_chain_spec::get_extension::<Self>(chain_spec.extensions())
            .cloned()
            .unwrap_or_default()
    }

    pub fn grandpa_gossip_duration(&self) -> Duration {
        let millis = self
            .grandpa_gossip_duration
            .unwrap_or(Self::DEFAULT_GRANDPA_GOSSIP_DURATION);
        Duration::from_millis(millis.into())
    }
}

/// The chain spec that `--chain` names: `dev`, `local`, a file, or `mainnet`, of which a file is to be made.
pub fn load(id: &str) -> Result<ChainSpec, String> {
    match id {
        "dev" => embedded(
            "Development",
            "dev",
            ChainType::Development,
            DEV_RUNTIME_PRESET,
        ),
        "" | "local" => embedded(
            "Local Testnet",
            "local_testnet",
            ChainType::Local,
            LOCAL_TESTNET_RUNTIME_PRESET,
        ),
        "mainnet" => embedded("CHAOS", "chaos", ChainType::Live, MAINNET_PRESET),
        path => ChainSpec::from_json_file(PathBuf::from(path))
            .map_err(|error| format!("chain spec {path}: {error}")),
    }
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
        .ok_or_else(|| format!("chain spec {id}: it is raw, its genesis can't be changed"))?;
    json_patch::merge(ours, genesis);
    json_patch::merge(&mut spec, rest);
    ChainSpec::from_json_bytes(spec.to_string().into_bytes())
}

fn embedded(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
    let code = WASM_BINARY.ok_or("this node was built without a runtime (SKIP_WASM_BUILD)")?;
    Ok(ChainSpec::builder(code, Extensions::default())
        .with_name(name)
        .with_id(id)
        .with_chain_type(kind)
        .with_protocol_id("chaos")
        .with_properties(properties())
        .with_genesis_config_preset_name(preset)
        .build())
}

/// What wallets show amounts and addresses by.
fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
    properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
    properties.insert("ss58Format".into(), SS58Prefix::get().into());
    properties
}
