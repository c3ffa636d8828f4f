//! Chain specs: what makes a chain this chain and not another.

use chaos_primitives::currency::{TOKEN_DECIMALS, TOKEN_SYMBOL};
use chaos_runtime::{
    configs::system::SS58Prefix,
    genesis::{self, MAINNET_PRESET},
    WASM_BINARY,
};
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
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

// The node has the preset in itself, too. By name, it would be the code that is asked, compiled once more.
fn embedded(name: &str, id: &str, kind: ChainType, preset: &str) -> Result<ChainSpec, String> {
    let code = WASM_BINARY.ok_or("this node was built without a runtime (SKIP_WASM_BUILD)")?;
    let preset = genesis::get_preset(&preset.into()).ok_or("the runtime has no such preset")?;
    let preset = serde_json::from_slice(&preset).map_err(|error| error.to_string())?;
    Ok(ChainSpec::builder(code, Extensions::default())
        .with_name(name)
        .with_id(id)
        .with_chain_type(kind)
        .with_protocol_id("chaos")
        .with_properties(properties())
        .with_genesis_config_patch(preset)
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
