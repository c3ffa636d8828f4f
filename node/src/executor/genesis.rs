//! Builds the first state of a chain from its chain spec, with the node's executor.
//!
//! The SDK has the runtime of a plain chain spec build it, too, but with an executor of its own, without a cache, which
//! compiles the runtime at every start. This one has it compiled anyway, to run the chain. What the runtime writes,
//! and its errors, are the same. A bad genesis panics in the runtime, so the node's native copy cannot build it.

use super::Executor;
use codec::{Decode, Encode};
use sc_chain_spec::{json_merge, ChainSpec};
use serde::Deserialize;
use serde_json::Value;
use sp_core::{
    storage::{well_known_keys::CODE, Storage},
    traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_genesis_builder::PresetId;
use sp_io::hashing::blake2_256;
use sp_state_machine::BasicExternalities;

/// The part of a chain spec that says how its chain begins.
#[derive(Deserialize)]
struct Spec {
    genesis: Genesis,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Genesis {
    /// Not in a raw chain spec, which has the state itself.
    runtime_genesis: Option<RuntimeGenesis>,
}

#[derive(Deserialize)]
struct RuntimeGenesis {
    #[serde(with = "sp_core::bytes")]
    code: Vec<u8>,
    #[serde(flatten)]
    form: Form,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Form {
    /// What differs from the runtime's default.
    Patch(Value),
    Config(Value),
}

/// The first state of the chain of `chain_spec`.
pub fn storage(chain_spec: &dyn ChainSpec, executor: &Executor) -> Result<Storage, String> {
    let spec = chain_spec.as_json(false)?;
    let spec: Spec = serde_json::from_str(&spec).map_err(|error| error.to_string())?;
    let Some(RuntimeGenesis { code, form }) = spec.genesis.runtime_genesis else {
        return chain_spec.as_storage_builder().build_storage();
    };
    let runtime = Runtime {
        code: &code,
        executor,
    };
    let config = match form {
        Form::Config(config) => config,
        Form::Patch(patch) => {
            let mut config = runtime.default_config()?;
            json_merge(&mut config, patch);
            config
        }
    };
    let mut storage = runtime.build_state(&config)?;
    storage.top.insert(CODE.to_vec(), code);
    Ok(storage)
}

/// Put the first state of its chain into `chain_spec`, which makes it raw.
pub fn make_raw(chain_spec: &mut dyn ChainSpec, executor: &Executor) -> Result<(), String> {
    let state = storage(chain_spec, executor)?;
    chain_spec.set_storage(state);
    Ok(())
}

/// The runtime of a chain spec.
struct Runtime<'a> {
    code: &'a [u8],
    executor: &'a Executor,
}

impl Runtime<'_> {
    fn default_config(&self) -> Result<Value, String> {
        let mut state = BasicExternalities::new_empty();
        let default = None::<PresetId>.encode();
        let config = self.call(&mut state, "GenesisBuilder_get_preset", &default)?;
        let config: Option<Vec<u8>> = decode(&config)?;
        let config = config.ok_or("the runtime has no default genesis")?;
        serde_json::from_slice(&config).map_err(|error| error.to_string())
    }

    fn build_state(&self, config: &Value) -> Result<Storage, String> {
        // As the SDK writes it, so that errors name the same line.
        let config = serde_json::to_string_pretty(config).map_err(|error| error.to_string())?;
        let mut state = BasicExternalities::new_empty();
        let built = self.call(&mut state, "GenesisBuilder_build_state", &config.encode())?;
        let built: sp_genesis_builder::Result = decode(&built)?;
        built.map_err(|error| format!("{error} for blob:\n{config}"))?;
        Ok(state.into_storages())
    }

    fn call(
        &self,
        state: &mut BasicExternalities,
        method: &str,
        argument: &[u8],
    ) -> Result<Vec<u8>, String> {
        let code = RuntimeCode {
            code_fetcher: &WrappedRuntimeCode(self.code.into()),
            heap_pages: None,
            // As the client's, which then finds it compiled.
            hash: blake2_256(self.code).to_vec(),
        };
        let (answer, _) = self
            .executor
            .call(state, &code, method, argument, CallContext::Offchain);
        answer.map_err(|error| format!("wasm call error {error}"))
    }
}

fn decode<T: Decode>(answer: &[u8]) -> Result<T, String> {
    T::decode(&mut &answer[..]).map_err(|error| format!("scale codec error: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chain_spec::{self, ChainSpec},
        executor,
    };
    use chaos_runtime::genesis;
    use sc_service::config::ExecutorConfiguration;
    use serde_json::json;
    use sp_genesis_builder::DEV_RUNTIME_PRESET;
    use sp_runtime::BuildStorage;

    /// What differs from the default on the development chain.
    fn preset() -> Value {
        let preset = genesis::get_preset(&DEV_RUNTIME_PRESET.into()).unwrap();
        serde_json::from_slice(&preset).unwrap()
    }

    /// A chain spec with this genesis, of this form, for the node's runtime.
    fn plain(form: &str, config: Value) -> ChainSpec {
        let spec = chain_spec::load("dev").unwrap().as_json(false).unwrap();
        let mut spec: Value = serde_json::from_str(&spec).unwrap();
        let genesis = &mut spec["genesis"]["runtimeGenesis"];
        let code = genesis["code"].take();
        *genesis = json!({ "code": code, form: config });
        ChainSpec::from_json_bytes(spec.to_string().into_bytes()).unwrap()
    }

    /// The error without the stack, which has the places in the code that each executor has prepared for itself.
    fn reason(error: String) -> String {
        let end = error.find("WASM backtrace:").unwrap_or(error.len());
        error[..end].into()
    }

    fn assert_same(ours: Result<Storage, String>, sdk: Result<Storage, String>) {
        match (ours, sdk) {
            (Ok(ours), Ok(sdk)) => {
                // Without a megabyte of code in the message.
                assert!(ours.top == sdk.top);
                assert!(ours.children_default.is_empty() && sdk.children_default.is_empty());
            }
            (ours, sdk) => {
                let [ours, sdk] = [ours, sdk].map(|built| reason(built.err().unwrap()));
                assert_eq!(ours, sdk);
            }
        }
    }

    #[test]
    fn the_state_is_what_the_sdk_makes_of_a_plain_chain_spec() {
        let executor = executor::new(&ExecutorConfiguration::default());
        let complete = genesis::complete(DEV_RUNTIME_PRESET).unwrap();
        for spec in [plain("patch", preset()), plain("config", json!(complete))] {
            let ours = storage(&spec, &executor).unwrap();
            assert_same(Ok(ours), Ok(spec.build_storage().unwrap()));
        }
    }

    #[test]
    fn a_raw_chain_spec_is_what_the_sdk_writes() {
        let executor = executor::new(&ExecutorConfiguration::default());
        let mut spec = plain("patch", preset());
        let sdk = spec.as_json(true).unwrap();
        make_raw(&mut spec, &executor).unwrap();
        assert!(spec.as_json(true).unwrap() == sdk);
    }

    #[test]
    fn a_bad_genesis_has_the_error_that_the_sdk_gives() {
        let executor = executor::new(&ExecutorConfiguration::default());
        let mut unequal = preset();
        unequal["cosDistribution"]["angel"] = json!([]);
        for (patch, expected) in [
            // Panics in the runtime.
            (unequal, "COS distribution: tranche angel"),
            (json!({ "bankers": [] }), "unknown field `bankers`"),
        ] {
            let spec = plain("patch", patch);
            let ours = storage(&spec, &executor);
            let error = ours.as_ref().err().unwrap();
            assert!(error.contains(expected), "{error}");
            assert_same(ours, spec.build_storage());
        }
    }

    #[test]
    fn the_state_of_a_raw_chain_spec_is_its_own() {
        let executor = executor::new(&ExecutorConfiguration::default());
        let mut spec = chain_spec::load("dev").unwrap();
        let state = Storage {
            top: [(CODE.to_vec(), b"code".to_vec())].into(),
            children_default: Default::default(),
        };
        sc_chain_spec::ChainSpec::set_storage(&mut spec, state.clone());
        let built = storage(&spec, &executor).unwrap();
        assert_eq!(built.top, state.top);
    }
}
