//! Every call has the weight that `scripts/benchmark.sh` measured.

use chaos_runtime::{
    configs::{coin::ChargedOnce, governance::WithLayers, system::RuntimeBlockWeights},
    contracts::weights::WorstCase,
    weights::{
        block_weights::BlockExecutionWeight, extrinsic_weights::ExtrinsicBaseWeight,
        frame_system_extensions, paritydb_weights::constants::ParityDbWeight,
    },
    AllPalletsWithSystem, Runtime, RuntimeCall,
};
use codec::Decode;
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo, Pays},
    traits::{GetCallMetadata, PalletsInfoAccess},
};
use sp_runtime::traits::TransactionExtension;
use std::{any::type_name, collections::BTreeSet, fs, path::Path};

/// Calls whose weight functions have other names: pallet, call, functions.
const WEIGHED_BY: &[(&str, &str, &[&str])] = &[
    ("System", "set_code_without_checks", &["set_code"]),
    (
        "System",
        "authorize_upgrade_without_checks",
        &["authorize_upgrade"],
    ),
    (
        "Balances",
        "force_set_balance",
        &["force_set_balance_creating", "force_set_balance_killing"],
    ),
    ("Balances", "burn", &["burn_keep_alive", "burn_allow_death"]),
    ("Vesting", "vest", &["vest_locked", "vest_unlocked"]),
    (
        "Vesting",
        "vest_other",
        &["vest_other_locked", "vest_other_unlocked"],
    ),
    (
        "Vesting",
        "merge_schedules",
        &["not_unlocking_merge_schedules", "unlocking_merge_schedules"],
    ),
    (
        "Grandpa",
        "report_equivocation_unsigned",
        &["report_equivocation"],
    ),
    (
        "Multisig",
        "as_multi",
        &["as_multi_create", "as_multi_approve", "as_multi_complete"],
    ),
    (
        "Multisig",
        "approve_as_multi",
        &["approve_as_multi_create", "approve_as_multi_approve"],
    ),
    ("Scheduler", "schedule_after", &["schedule"]),
    ("Scheduler", "schedule_named_after", &["schedule_named"]),
    ("Contracts", "call_old_weight", &["call"]),
    ("Contracts", "instantiate_old_weight", &["instantiate"]),
    (
        "Contracts",
        "instantiate_with_code_old_weight",
        &["instantiate_with_code"],
    ),
    (
        "Contracts",
        "upload_code",
        &[
            "upload_code_determinism_enforced",
            "upload_code_determinism_relaxed",
        ],
    ),
    (
        "NodeAdmission",
        "set_role",
        &["set_role_down", "set_role_up"],
    ),
];

/// Its weight is an argument, by which Root overrides that of the nested call.
const WEIGHED_BY_ARGUMENTS: [(&str, &str); 1] = [("Utility", "with_weight")];

/// Every call: the names of its pallet and of the call.
fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    RuntimeCall::get_module_names()
        .iter()
        .flat_map(|pallet| {
            let calls = RuntimeCall::get_call_names(pallet);
            calls.iter().map(move |call| (*pallet, *call))
        })
        .filter(|call| !WEIGHED_BY_ARGUMENTS.contains(call))
}

fn crate_of(pallet: &str) -> &'static str {
    AllPalletsWithSystem::infos()
        .into_iter()
        .find(|info| info.name == pallet)
        .expect("the runtime has the pallet")
        .module_name
}

/// The generated weights of a crate.
fn generated(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/weights")
        .join(file)
        .with_extension("rs");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    assert!(
        text.contains("AUTO-GENERATED USING THE SUBSTRATE BENCHMARK CLI"),
        "{path:?} was not measured"
    );
    text
}

#[test]
fn every_call_was_measured() {
    let mut missing = Vec::new();
    for (pallet, call) in calls() {
        let text = generated(crate_of(pallet));
        let exception = WEIGHED_BY.iter().find(|of| (of.0, of.1) == (pallet, call));
        let functions = exception.map_or(vec![call], |of| of.2.to_vec());
        for function in functions {
            if !text.contains(&format!("fn {function}(")) {
                missing.push(format!("{pallet}.{call}: {function}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_exception_has_its_call() {
    let exceptions = WEIGHED_BY.iter().map(|of| (of.0, of.1));
    for (pallet, call) in exceptions.chain(WEIGHED_BY_ARGUMENTS) {
        assert!(
            RuntimeCall::get_call_names(pallet).contains(&call),
            "{pallet}.{call}"
        );
    }
}

#[test]
fn every_pallet_uses_what_was_measured() {
    /// Crates, each with the `WeightInfo` that its pallet uses.
    macro_rules! weighed {
        ($($pallet:ident),* $(,)?) => {
            [$((
                stringify!($pallet),
                type_name::<<Runtime as $pallet::Config>::WeightInfo>(),
                type_name::<chaos_runtime::weights::$pallet::WeightInfo<Runtime>>(),
            )),*]
        };
    }
    let weighed = weighed![
        pallet_assets,
        pallet_aura_equivocation,
        pallet_balances,
        pallet_business_tokens,
        pallet_cip,
        pallet_cos_distribution,
        pallet_dutch_auction,
        pallet_erc20,
        pallet_erc721,
        pallet_grandpa,
        pallet_migrations,
        pallet_multisig,
        pallet_nfts,
        pallet_node_admission,
        pallet_preimage,
        pallet_proxy,
        pallet_scheduler,
        pallet_session,
        pallet_timestamp,
        pallet_vesting,
    ];
    for (pallet, used, measured) in weighed {
        assert_eq!(used, measured, "{pallet}");
    }
    assert_eq!(
        type_name::<<Runtime as frame_system::Config>::SystemWeightInfo>(),
        type_name::<chaos_runtime::weights::frame_system::WeightInfo<Runtime>>()
    );
    assert_eq!(
        type_name::<<Runtime as frame_system::Config>::ExtensionsWeightInfo>(),
        type_name::<frame_system_extensions::WeightInfo<Runtime>>()
    );
    // These three use the measured weights, except for one function, for what is counted once, and for what is added
    // for each call in a batch.
    assert_eq!(
        type_name::<<Runtime as pallet_utility::Config>::WeightInfo>(),
        type_name::<WithLayers>()
    );
    assert_eq!(
        type_name::<<Runtime as pallet_transaction_payment::Config>::WeightInfo>(),
        type_name::<ChargedOnce>()
    );
    assert_eq!(
        type_name::<<Runtime as pallet_contracts::Config>::WeightInfo>(),
        type_name::<WorstCase<Runtime>>()
    );

    let known: BTreeSet<_> = weighed
        .iter()
        .map(|(pallet, ..)| *pallet)
        .chain(["frame_system", "pallet_contracts", "pallet_utility"])
        .collect();
    for pallet in RuntimeCall::get_module_names() {
        assert!(known.contains(crate_of(pallet)), "{pallet}");
    }
}

/// The call with minimal arguments: all bytes are zero.
#[test]
fn every_call_weighs_something_and_fits_a_block() {
    let limits = RuntimeBlockWeights::get();
    let mut seen = BTreeSet::new();
    for index in 0..=u16::MAX {
        let mut encoded = [0; 4_096];
        encoded[..2].copy_from_slice(&index.to_be_bytes());
        let Ok(call) = RuntimeCall::decode(&mut &encoded[..]) else {
            continue;
        };
        let name = call.get_call_metadata();
        let name = (name.pallet_name, name.function_name);
        seen.insert(name);
        if WEIGHED_BY_ARGUMENTS.contains(&name) {
            continue;
        }
        let info = call.get_dispatch_info();
        assert!(info.call_weight.ref_time() > 0, "{name:?}");
        // So the fee that clients query in advance is the fee that is paid.
        assert_eq!(info.pays_fee, Pays::Yes, "{name:?}");
        let most = limits.get(info.class).max_extrinsic;
        assert!(
            most.is_none_or(|most| info.call_weight.all_lte(most)),
            "{name:?} fits no block"
        );
    }
    for call in calls() {
        assert!(seen.contains(&call), "{call:?} was not looked at");
    }
}

#[test]
fn blocks_transactions_and_storage_weigh_what_was_measured() {
    let limits = RuntimeBlockWeights::get();
    for file in ["block_weights", "extrinsic_weights", "paritydb_weights"] {
        generated(file);
    }
    assert_eq!(limits.base_block, BlockExecutionWeight::get());
    // A transaction that does nothing was measured.
    let nothing = frame_system::Call::<Runtime>::remark { remark: vec![] }.into();
    let extensions = crate::common::extension(0, 0).weight(&nothing);
    for class in DispatchClass::all() {
        let base = limits.get(*class).base_extrinsic;
        let whole = base.saturating_add(extensions).ref_time();
        assert!(whole >= ExtrinsicBaseWeight::get().ref_time(), "{whole}");
        assert!(base.ref_time() > 0);
    }
    assert_eq!(
        <Runtime as frame_system::Config>::DbWeight::get(),
        ParityDbWeight::get()
    );
    limits.validate().expect("the limits fit each other");
}
