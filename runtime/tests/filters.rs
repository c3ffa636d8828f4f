//! What happens to each call of each pallet. `filters.txt` lists them all; a new call fails this test until it is
//! listed.

use crate::common::*;
use chaos_runtime::{
    calls, configs::governance::ProxyType, filters::FilteredCall, Address, CosDistribution, Erc20,
    Runtime, RuntimeCall, RuntimeOrigin, SessionKeys,
};
use codec::{Compact, Decode};
use frame_support::{
    storage::{with_transaction, TransactionOutcome},
    traits::{Contains, GetCallMetadata, InstanceFilter},
};
use pallet_contracts::Determinism;
use sp_core::traits::ReadRuntimeVersionExt;
use sp_keyring::{
    Ed25519Keyring,
    Sr25519Keyring::{Alice, Bob},
};
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult};
use std::collections::{BTreeMap, BTreeSet};

/// The filter of signed origins. `FilteredCall` applies the same to all.
type BaseCallFilter = <Runtime as frame_system::Config>::BaseCallFilter;

const LIST: &str = include_str!("filters.txt");

/// Code that could replace itself.
const MUTABLE: &str =
    r#"(module (import "seal0" "seal_set_code_hash" (func (param i32) (result i32))))"#;

/// Every call whose arguments can be decoded from zeros: number 0, the zero account, no items in a list, the first of
/// several variants.
fn with_zeros() -> impl Iterator<Item = RuntimeCall> {
    let indices = (0..=u8::MAX).flat_map(|pallet| (0..=u8::MAX).map(move |call| [pallet, call]));
    indices.filter_map(|index| {
        let bytes = [&index[..], &[0; 4_096]].concat();
        RuntimeCall::decode(&mut &bytes[..]).ok()
    })
}

/// Calls that the filter decides differently from those with zeros.
fn with_other_arguments() -> Vec<RuntimeCall> {
    use pallet_assets::Call as Tokens;
    use pallet_contracts::Call as Contracts;
    use pallet_nfts::Call as Items;
    let bob = || Address::Id(Bob.to_account_id());
    let id = Compact(0);
    let mutable = || wat::parse_str(MUTABLE).unwrap();
    let gas = Default::default();
    vec![
        pallet_session::Call::<Runtime>::set_keys {
            keys: SessionKeys {
                aura: Bob.public().into(),
                grandpa: Ed25519Keyring::Bob.public().into(),
            },
            proof: vec![],
        }
        .into(),
        pallet_balances::Call::<Runtime>::force_transfer {
            source: CosDistribution::pot().into(),
            dest: bob(),
            value: 0,
        }
        .into(),
        Tokens::<Runtime>::transfer {
            id,
            target: bob(),
            amount: 0,
        }
        .into(),
        Tokens::<Runtime>::transfer_keep_alive {
            id,
            target: bob(),
            amount: 0,
        }
        .into(),
        Tokens::<Runtime>::transfer_all {
            id,
            dest: bob(),
            keep_alive: false,
        }
        .into(),
        Tokens::<Runtime>::approve_transfer {
            id,
            delegate: bob(),
            amount: 0,
        }
        .into(),
        Tokens::<Runtime>::transfer_approved {
            id,
            owner: bob(),
            destination: bob(),
            amount: 0,
        }
        .into(),
        Tokens::<Runtime>::refund {
            id,
            allow_burn: true,
        }
        .into(),
        Items::<Runtime>::transfer {
            collection: 0,
            item: 0,
            dest: bob(),
        }
        .into(),
        Items::<Runtime>::approve_transfer {
            collection: 0,
            item: 0,
            delegate: bob(),
            maybe_deadline: None,
        }
        .into(),
        Contracts::<Runtime>::new_call_variant_upload_code(mutable(), None, Determinism::Enforced)
            .into(),
        Contracts::<Runtime>::new_call_variant_instantiate_with_code(
            0,
            gas,
            None,
            mutable(),
            vec![],
            vec![],
        )
        .into(),
    ]
}

/// Some calls of each kind, by its name.
fn samples() -> BTreeMap<String, Vec<RuntimeCall>> {
    let mut samples = BTreeMap::<_, Vec<_>>::new();
    for call in with_zeros().chain(with_other_arguments()) {
        let name = call.get_call_metadata();
        let name = format!("{}.{}", name.pallet_name, name.function_name);
        samples.entry(name).or_default().push(call);
    }
    samples
}

/// The result of a call that is dispatched as the scheduler does it. It changes nothing.
fn dry_run(call: &RuntimeCall, origin: RuntimeOrigin) -> DispatchResult {
    let dispatch = || FilteredCall::from(call.clone()).dispatch(origin);
    let rolled_back = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(dispatch()));
    let result = with_transaction(rolled_back).unwrap();
    result.map(drop).map_err(|failed| failed.error)
}

/// What happens to a call, in the words of the list.
fn outcome(samples: &[RuntimeCall]) -> String {
    let signed = || RuntimeOrigin::signed(Alice.to_account_id());
    if samples
        .iter()
        .all(|call| calls::ensure_bounded(call).is_err())
    {
        return "not decoded".to_owned();
    }
    let (permitted, refused): (Vec<_>, Vec<_>) = samples
        .iter()
        .partition(|call| BaseCallFilter::contains(*call));
    for call in &refused {
        for origin in [signed(), RuntimeOrigin::root()] {
            let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
            assert_eq!(dry_run(call, origin), Err(filtered), "{call:?}");
        }
    }
    if permitted.is_empty() {
        return "refused".to_owned();
    }
    let accepts = |origin: RuntimeOrigin| {
        let bad_origin = Err(DispatchError::BadOrigin);
        permitted
            .iter()
            .any(|call| dry_run(call, origin.clone()) != bad_origin)
    };
    let (by_signed, by_root) = (accepts(signed()), accepts(RuntimeOrigin::root()));
    let by_nobody = !by_signed && !by_root;
    let unsigned = by_nobody && accepts(RuntimeOrigin::none());
    let by_proxy = |proxy: ProxyType| permitted.iter().any(|call| proxy.filter(*call));
    let facts = [
        (by_signed, "signed"),
        (by_root, "root"),
        (unsigned, "unsigned"),
        (by_nobody && !unsigned, "nobody"),
        (!refused.is_empty(), "by its arguments"),
        (by_proxy(ProxyType::NonTransfer), "proxy NonTransfer"),
        (by_proxy(ProxyType::CancelProxy), "proxy CancelProxy"),
    ];
    let facts = facts.into_iter().filter(|(holds, _)| *holds);
    facts.map(|(_, fact)| fact).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_call_is_listed_with_its_outcome() {
    let samples = samples();
    let calls = RuntimeCall::get_module_names().iter().flat_map(|pallet| {
        let calls = RuntimeCall::get_call_names(pallet).iter();
        calls.map(move |call| format!("{pallet}.{call}"))
    });
    for call in calls {
        assert!(
            samples.contains_key(&call),
            "{call} can't be decoded from zeros: add one to `with_other_arguments`"
        );
    }

    let mut chain = new_chain("development");
    let executor = sc_executor::WasmExecutor::<sp_io::SubstrateHostFunctions>::builder().build();
    chain.register_extension(ReadRuntimeVersionExt::new(executor));
    let outcomes: BTreeSet<_> = chain.execute_with(|| {
        // Some calls look up the token before they look at the origin.
        let alice = RuntimeOrigin::signed(Alice.to_account_id());
        let (name, symbol) = (b"Gold".to_vec(), b"GLD".to_vec());
        Erc20::create(alice, name, symbol, 0, 1, Default::default()).unwrap();
        let lines = samples.iter();
        lines
            .map(|(call, samples)| format!("{call:<46} {}", outcome(samples)))
            .collect()
    });
    let listed: BTreeSet<_> = LIST
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let lines = |lines: Vec<&String>| {
        let lines = lines.into_iter().map(|line| format!("  {line}\n"));
        lines.collect::<String>()
    };
    assert!(
        listed == outcomes,
        "tests/filters.txt does not have these lines:\n{}and has these instead:\n{}",
        lines(outcomes.difference(&listed).collect()),
        lines(listed.difference(&outcomes).collect()),
    );
}
