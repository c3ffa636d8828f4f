//! The genesis presets. Those for development use the well-known accounts of Substrate's key ring, whose private keys
//! are public. The one for a main network names nobody: its chain spec adds the recipients and validators.

use crate::{
    configs::{coin::TreasuryAccount, contracts::HEAP_PAGES},
    AccountId, BlockNumber, BusinessTokensConfig, CipConfig, CosDistributionConfig,
    NodeAdmissionConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys, ValidatorSetConfig,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{
    currency::COS,
    time::{HOURS, MINUTES},
};
use codec::Encode;
use frame_support::{build_struct_json_patch, genesis_builder_helper, storage::unhashed};
use hex_literal::hex;
use pallet_cip::GroundRules;
use pallet_cos_distribution::EthereumAddress;
use pallet_node_admission::{CodeUploads, GenesisMember, Parameters, Role};
use serde_json::Value;
use sp_core::storage::well_known_keys;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Permill;

/// Account #0 of Hardhat's and Anvil's well-known mnemonic, for trying out claims.
pub const DEVELOPMENT_CLAIMANT: EthereumAddress =
    EthereumAddress(hex!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"));

/// The peer ids of the validators' nodes, whose `--node-key` is 1, 2, 3 and 4, padded with zeros.
pub const DEVELOPMENT_PEER_IDS: [&str; 4] = [
    "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
    "12D3KooWHdiAxVd8uMQR1hGWXccidmfCwLqcMpGwR6QcTP6QRMuD",
    "12D3KooWSCufgHzV4fCwRijfH2k3abrpAJxTKxEvN1FDuRXA2U9x",
    "12D3KooWSsChzF81YDUKpe9Uk5AHV5oqAaXAcWNSPYgoLauUk4st",
];

/// Notice period of business tokens on development chains, in blocks: short enough to wait for.
const DEVELOPMENT_NOTICE: BlockNumber = 20;

/// Name of the preset for a main network, to be completed with recipients and validators.
pub const MAINNET_PRESET: &str = "mainnet";

/// Ground rules of development chains, with short periods. Blocks of one second.
fn development_rules() -> GroundRules<BlockNumber> {
    GroundRules {
        min_voters: 2,
        min_turnout: Permill::from_percent(1),
        min_period: 5,
        max_period: HOURS,
        enactment_delay: 10,
        deposit: 10 * COS,
        ..Default::default()
    }
}

/// Node admission on development chains, with short periods. Blocks of one second.
fn development_parameters() -> Parameters<BlockNumber> {
    Parameters {
        vote_period: 5 * MINUTES,
        waiting_period: 20,
        rotation_period: 20,
        ..Default::default()
    }
}

/// Write the initial state for a genesis config, as JSON. Errors if there is a state already: on a running chain
/// anybody can call this function, and the config decides how much it does.
pub fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
    if unhashed::exists(well_known_keys::HEAP_PAGES) {
        return Err("the chain already has a genesis".into());
    }
    genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config)?;
    // In the state, so that it is the same for every node.
    unhashed::put_raw(well_known_keys::HEAP_PAGES, &HEAP_PAGES.encode());
    Ok(())
}

/// The preset of this name, as JSON, if there is one.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave};
    let preset = match id.as_ref() {
        DEV_RUNTIME_PRESET => development(&[Alice]),
        LOCAL_TESTNET_RUNTIME_PRESET => development(&[Alice, Bob, Charlie, Dave]),
        MAINNET_PRESET => mainnet(),
        _ => return None,
    };
    serde_json::to_vec(&preset).ok()
}

/// The whole genesis of a preset, with defaults for what the preset leaves out. Tests and tools build chains of it
/// without a node.
#[cfg(feature = "std")]
pub fn complete(preset: &str) -> Option<RuntimeGenesisConfig> {
    let patch = get_preset(&preset.into())?;
    let patch = serde_json::from_slice(&patch).expect("a preset is JSON; qed");
    let default = RuntimeGenesisConfig::default();
    let mut config = serde_json::to_value(default).expect("a genesis is JSON; qed");
    merge(&mut config, patch);
    Some(serde_json::from_value(config).expect("a preset is a genesis; qed"))
}

/// Put the values of `patch` into those of `into`, object by object, as a chain spec's patch is put into its preset.
#[cfg(feature = "std")]
pub fn merge(into: &mut Value, patch: Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
    vec![
        PresetId::from(DEV_RUNTIME_PRESET),
        PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
        PresetId::from(MAINNET_PRESET),
    ]
}

/// The default, slow parameters, and empty lists for what a chain spec has to add.
fn mainnet() -> Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        cos_distribution: CosDistributionConfig::default(),
        business_tokens: BusinessTokensConfig::default(),
        cip: CipConfig::default(),
        validator_set: ValidatorSetConfig {
            validators: Vec::new(),
            session_length: HOURS,
        },
        session: SessionConfig { keys: Vec::new() },
        node_admission: NodeAdmissionConfig::default(),
    })
}

fn development(validators: &[Sr25519Keyring]) -> Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        cos_distribution: development_distribution(),
        cip: CipConfig {
            ground_rules: development_rules(),
        },
        business_tokens: BusinessTokensConfig {
            notice_period: DEVELOPMENT_NOTICE,
        },
        validator_set: ValidatorSetConfig {
            validators: validators.iter().map(|v| v.to_account_id()).collect(),
            session_length: MINUTES,
        },
        session: SessionConfig {
            keys: validators
                .iter()
                .map(|v| (v.to_account_id(), v.to_account_id(), session_keys(*v)))
                .collect::<Vec<_>>(),
        },
        node_admission: NodeAdmissionConfig {
            members: validators
                .iter()
                .zip(DEVELOPMENT_PEER_IDS)
                .map(|(validator, peer_id)| development_member(*validator, peer_id))
                .collect(),
            parameters: development_parameters(),
            code_uploads: CodeUploads::Everybody,
        },
    })
}

fn development_member(validator: Sr25519Keyring, peer_id: &str) -> GenesisMember<AccountId> {
    GenesisMember {
        account: validator.to_account_id(),
        peer_id: peer_id.parse().expect("a test parses it; qed"),
        role: Role::Validator,
        label: <&str>::from(validator).to_lowercase(),
    }
}

/// The session keys that `--alice` and the like put into a node's keystore.
fn session_keys(validator: Sr25519Keyring) -> SessionKeys {
    // Both key rings have the same names.
    let twin = Ed25519Keyring::iter()
        .find(|twin| <&str>::from(*twin) == <&str>::from(validator))
        .expect("both key rings have the same names; qed");
    SessionKeys {
        aura: validator.public().into(),
        grandpa: twin.public().into(),
    }
}

/// The whole supply, distributed to the well-known accounts. `AliceStash` and `BobStash` are the team.
fn development_distribution() -> CosDistributionConfig {
    use Sr25519Keyring::*;
    let give = |recipients: &[(Sr25519Keyring, u128)]| -> Vec<(AccountId, u128)> {
        recipients
            .iter()
            .map(|(who, cos)| (who.to_account_id(), cos * COS))
            .collect()
    };
    let mut foundation = give(&[
        (Eve, 100_000),
        (Ferdie, 100_000),
        // For fees: the team's own coins are locked.
        (AliceStash, 1_000),
        (BobStash, 1_000),
    ]);
    foundation.push((TreasuryAccount::get(), 1_798_000 * COS));
    CosDistributionConfig {
        angel: give(&[
            (Alice, 300_000),
            (Bob, 300_000),
            (Charlie, 200_000),
            (Dave, 200_000),
        ]),
        ico: give(&[(One, 2_500_000), (Two, 2_500_000)]),
        ico_claims: vec![(DEVELOPMENT_CLAIMANT, 1_000_000 * COS)],
        team: give(&[(AliceStash, 500_000), (BobStash, 500_000)]),
        foundation,
    }
}
