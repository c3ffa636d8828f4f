//! What a new chain starts from. The presets for development are on the well-known accounts of Substrate's
//! key ring, whose private keys everybody knows; that of a main network has no people in it, who come
//! from its chain spec.

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

/// Who the nodes of the validators are on the network that have `--node-key` 1, 2, 3 and 4, filled up with
/// zeros.
pub const DEVELOPMENT_PEER_IDS: [&str; 4] = [
    "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
    "12D3KooWHdiAxVd8uMQR1hGWXccidmfCwLqcMpGwR6QcTP6QRMuD",
    "12D3KooWSCufgHzV4fCwRijfH2k3abrpAJxTKxEvN1FDuRXA2U9x",
    "12D3KooWSsChzF81YDUKpe9Uk5AHV5oqAaXAcWNSPYgoLauUk4st",
];

/// How long in advance holders hear of what a business changes, in blocks: on a development chain,
/// as long as one likes to wait.
const DEVELOPMENT_NOTICE: BlockNumber = 20;

/// The preset of a main network: to be completed with its recipients and validators.
pub const MAINNET_PRESET: &str = "mainnet";

/// How CIPs are voted on where one doesn't want to wait, in blocks of a second.
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

/// How nodes are admitted where one doesn't want to wait, in blocks of a second.
fn development_parameters() -> Parameters<BlockNumber> {
    Parameters {
        vote_period: 5 * MINUTES,
        waiting_period: 20,
        rotation_period: 20,
        ..Default::default()
    }
}

/// Write the state that a chain of this genesis starts from. There is none yet: on a chain, anybody may call this, and
/// it does as much as the genesis asks for.
pub fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
    if unhashed::exists(well_known_keys::HEAP_PAGES) {
        return Err("the chain has its genesis already".into());
    }
    genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config)?;
    // In the state, so that every node has the same.
    unhashed::put_raw(well_known_keys::HEAP_PAGES, &HEAP_PAGES.encode());
    Ok(())
}

/// The presets by name.
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

#[cfg(feature = "std")]
fn merge(into: &mut Value, patch: Value) {
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

/// What a main network decides slowly, and the places of what its chain spec has to add.
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

/// The keys that `--alice` and the like put into a node's keystore.
fn session_keys(validator: Sr25519Keyring) -> SessionKeys {
    // Every well-known sr25519 account has a twin of the same name in the ed25519 key ring.
    let twin = Ed25519Keyring::iter()
        .find(|twin| <&str>::from(*twin) == <&str>::from(validator))
        .expect("both key rings have the same names; qed");
    SessionKeys {
        aura: validator.public().into(),
        grandpa: twin.public().into(),
    }
}

/// The whole supply in the hands of the well-known accounts. `AliceStash` and `BobStash` are the
/// team.
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
        // For the fees of the team, whose own coins are locked.
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
