use super::*;
use crate::{filters::FilteredCall, Signature, TxExtension, UncheckedExtrinsic};
use codec::{Decode, DecodeAll, Encode};
use frame_support::traits::GetCallMetadata;
use scale_info::{form::PortableForm, MetaType, PortableRegistry, Registry, TypeDef, TypeInfo};
use sp_runtime::{generic, traits::Header as _};
use std::collections::{BTreeMap, BTreeSet};

type Utility = pallet_utility::Call<crate::Runtime>;

fn remark() -> RuntimeCall {
    frame_system::Call::remark { remark: vec![7] }.into()
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    Utility::batch { calls }.into()
}

fn with_weight(call: RuntimeCall) -> RuntimeCall {
    let weight = Default::default();
    Utility::with_weight {
        call: Box::new(call),
        weight,
    }
    .into()
}

/// Every call that can contain another one, containing `call`.
fn wrappers(call: RuntimeCall) -> Vec<RuntimeCall> {
    let boxed = || Box::new(call.clone());
    let scheduled = || Box::new(FilteredCall::from(call.clone()));
    let who = || sp_keyring::Sr25519Keyring::Alice.to_account_id();
    let root = || Box::new(frame_system::RawOrigin::Root.into());
    vec![
        batch(vec![call.clone()]),
        Utility::batch_all {
            calls: vec![call.clone()],
        }
        .into(),
        Utility::force_batch {
            calls: vec![call.clone()],
        }
        .into(),
        Utility::as_derivative {
            index: 0,
            call: boxed(),
        }
        .into(),
        Utility::dispatch_as {
            as_origin: root(),
            call: boxed(),
        }
        .into(),
        Utility::dispatch_as_fallible {
            as_origin: root(),
            call: boxed(),
        }
        .into(),
        with_weight(call.clone()),
        Utility::if_else {
            main: boxed(),
            fallback: boxed(),
        }
        .into(),
        pallet_multisig::Call::as_multi {
            threshold: 2,
            other_signatories: vec![who()],
            maybe_timepoint: None,
            call: boxed(),
            max_weight: Default::default(),
        }
        .into(),
        pallet_multisig::Call::as_multi_threshold_1 {
            other_signatories: vec![who()],
            call: boxed(),
        }
        .into(),
        pallet_proxy::Call::proxy {
            real: who().into(),
            force_proxy_type: None,
            call: boxed(),
        }
        .into(),
        pallet_proxy::Call::proxy_announced {
            delegate: who().into(),
            real: who().into(),
            force_proxy_type: None,
            call: boxed(),
        }
        .into(),
        pallet_scheduler::Call::schedule {
            when: 1,
            maybe_periodic: None,
            priority: 0,
            call: scheduled(),
        }
        .into(),
        pallet_scheduler::Call::schedule_named {
            id: [0; 32],
            when: 1,
            maybe_periodic: None,
            priority: 0,
            call: scheduled(),
        }
        .into(),
        pallet_scheduler::Call::schedule_after {
            after: 1,
            maybe_periodic: None,
            priority: 0,
            call: scheduled(),
        }
        .into(),
        pallet_scheduler::Call::schedule_named_after {
            id: [0; 32],
            after: 1,
            maybe_periodic: None,
            priority: 0,
            call: scheduled(),
        }
        .into(),
    ]
}

/// The calls in the metadata that have a call somewhere in their arguments.
fn calls_with_calls() -> BTreeSet<String> {
    let mut registry = Registry::new();
    let target = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
    let types = PortableRegistry::from(registry);
    let variants = |id: u32| match &types.resolve(id).unwrap().type_def {
        TypeDef::Variant(variants) => variants.variants.clone(),
        other => panic!("{other:?}"),
    };
    let mut known = BTreeMap::new();
    let mut names = BTreeSet::new();
    for pallet in variants(target) {
        for call in variants(pallet.fields[0].ty.id) {
            let reaches = |field: &scale_info::Field<PortableForm>| {
                reaches(&types, field.ty.id, target, &mut known)
            };
            if call.fields.iter().any(reaches) {
                names.insert(format!("{}.{}", pallet.name, call.name));
            }
        }
    }
    names
}

/// Whether a value of type `from` can contain one of type `target`.
fn reaches(
    types: &PortableRegistry,
    from: u32,
    target: u32,
    known: &mut BTreeMap<u32, bool>,
) -> bool {
    if from == target {
        return true;
    }
    if let Some(known) = known.get(&from) {
        return *known;
    }
    known.insert(from, false);
    let parts: Vec<u32> = match &types.resolve(from).unwrap().type_def {
        TypeDef::Composite(composite) => composite.fields.iter().map(|f| f.ty.id).collect(),
        TypeDef::Variant(variants) => {
            let fields = variants.variants.iter().flat_map(|v| &v.fields);
            fields.map(|field| field.ty.id).collect()
        }
        TypeDef::Sequence(sequence) => vec![sequence.type_param.id],
        TypeDef::Array(array) => vec![array.type_param.id],
        TypeDef::Tuple(tuple) => tuple.fields.iter().map(|field| field.id).collect(),
        TypeDef::Compact(compact) => vec![compact.type_param.id],
        TypeDef::Primitive(_) | TypeDef::BitSequence(_) => vec![],
    };
    let found = parts
        .into_iter()
        .any(|part| reaches(types, part, target, known));
    known.insert(from, found);
    found
}

#[test]
fn every_call_that_contains_another_is_visited() {
    let inner = remark();
    let mut seen = BTreeSet::new();
    for call in wrappers(inner.clone()) {
        let metadata = call.get_call_metadata();
        seen.insert(format!(
            "{}.{}",
            metadata.pallet_name, metadata.function_name
        ));
        assert!(within(&call).count() > 0, "{call:?}");
        assert!(within(&call).all(|call| *call == inner), "{call:?}");
        assert!(!all(&call, &|call| *call != inner), "{call:?}");
    }
    assert_eq!(seen, calls_with_calls());
}

#[test]
fn calls_are_counted_wherever_they_are() {
    let is_remark = |call: &RuntimeCall| *call == remark();
    assert_eq!(count(&remark(), &is_remark), 1);
    assert_eq!(count(&batch(vec![]), &is_remark), 0);
    let three = batch(vec![remark(), batch(vec![remark(), remark()])]);
    assert_eq!(count(&three, &is_remark), 3);
    assert_eq!(count(&three, &|_| true), 5);
}

/// Whether a call decodes, both in a transaction and as a proposal or scheduled call.
fn decodes(call: &RuntimeCall) -> bool {
    let transaction = UncheckedExtrinsic::new_bare(call.clone()).encode();
    let transaction = UncheckedExtrinsic::decode_all(&mut &transaction[..]);
    let later = FilteredCall::decode_all(&mut &call.encode()[..]);
    assert_eq!(transaction.is_ok(), later.is_ok(), "{call:?}");
    if let (Ok(transaction), Ok(later)) = (&transaction, &later) {
        use sp_runtime::traits::ExtrinsicCall;
        assert_eq!(transaction.call(), call);
        assert_eq!(later.as_ref(), call);
    }
    later.is_ok()
}

fn nested(depth: u32, innermost: RuntimeCall) -> RuntimeCall {
    (1..depth).fold(innermost, |call, _| batch(vec![call]))
}

#[test]
fn calls_are_as_deep_as_they_may_be_and_no_deeper() {
    assert!(decodes(&nested(MAX_DEPTH, remark())));
    assert!(!decodes(&nested(MAX_DEPTH + 1, remark())));
    for call in wrappers(nested(MAX_DEPTH, remark())) {
        assert!(!decodes(&call), "{call:?}");
    }
}

#[test]
fn calls_are_as_many_as_they_may_be_and_no_more() {
    let many = |count: u32| batch(vec![remark(); count as usize]);
    assert!(decodes(&many(MAX_CALLS - 1)));
    assert!(!decodes(&many(MAX_CALLS)));
    // Wherever they are.
    let half = many(MAX_CALLS / 2 - 1);
    assert!(!decodes(&batch(vec![half.clone(), half])));
}

#[test]
fn many_short_calls_are_refused_before_they_are_decoded() {
    let why = |call: &RuntimeCall| {
        let later = FilteredCall::decode(&mut &call.encode()[..]).unwrap_err();
        let transaction = UncheckedExtrinsic::new_bare(call.clone()).encode();
        let transaction = UncheckedExtrinsic::decode(&mut &transaction[..]).unwrap_err();
        [later, transaction].map(|error| format!("{error:?}"))
    };
    for error in why(&batch(vec![remark(); 100_000])) {
        assert!(error.contains("Heap memory limit exceeded"), "{error}");
    }
}

#[test]
fn long_calls_within_the_bounds_are_decoded() {
    let recipient = crate::Address::Id([7; 32].into());
    let recipients = vec![(recipient, 1); 1_024];
    let airdrop =
        pallet_erc20::Call::<crate::Runtime>::new_call_variant_batch_transfer(0, recipients);
    assert!(decodes(&batch(vec![RuntimeCall::from(airdrop); 64])));
    let upgrade = frame_system::Call::<crate::Runtime>::set_code {
        code: vec![7; 4 << 20],
    };
    assert!(decodes(&upgrade.into()));
}

#[test]
fn no_call_overrides_a_weight() {
    assert!(!decodes(&with_weight(remark())));
    for call in wrappers(with_weight(remark())) {
        assert!(!decodes(&call), "{call:?}");
    }
}

#[test]
fn what_is_far_too_deep_is_refused_without_overflowing_the_stack() {
    let innermost = remark().encode();
    let wrapped = RuntimeCall::from(Utility::as_derivative {
        index: 0,
        call: Box::new(remark()),
    });
    let wrapper = wrapped.encode().len() - innermost.len();
    let mut bytes = wrapped.encode()[..wrapper].repeat(100_000);
    bytes.extend(innermost);
    // The version of bare extrinsics, and the call.
    bytes.insert(0, 5);
    let transaction = bytes.encode();
    assert!(UncheckedExtrinsic::decode(&mut &transaction[..]).is_err());
    use sp_runtime::traits::LazyExtrinsic;
    assert!(UncheckedExtrinsic::decode_unprefixed(&bytes).is_err());
}

#[test]
fn wallets_see_the_extrinsic_of_the_sdk() {
    type Plain = generic::UncheckedExtrinsic<crate::Address, RuntimeCall, Signature, TxExtension>;
    assert_eq!(UncheckedExtrinsic::type_info(), Plain::type_info());
    assert_eq!(
        MetaType::new::<UncheckedExtrinsic>().type_id(),
        MetaType::new::<Plain>().type_id()
    );
    let call = batch(vec![remark()]);
    let bounded = UncheckedExtrinsic::new_bare(call.clone()).encode();
    assert_eq!(bounded, Plain::new_bare(call).encode());
}

/// An equivocation report whose key ownership proof has these nodes.
fn report(trie_nodes: Vec<Vec<u8>>) -> RuntimeCall {
    let header = || {
        let none = Default::default;
        crate::Header::new(1, none(), none(), none(), Default::default())
    };
    let equivocation_proof = Box::new(sp_consensus_slots::EquivocationProof {
        offender: sp_keyring::Sr25519Keyring::Alice.public().into(),
        slot: 1.into(),
        first_header: header(),
        second_header: header(),
    });
    let key_owner_proof = sp_session::MembershipProof {
        session: 1,
        trie_nodes,
        validator_count: 1,
    };
    pallet_aura_equivocation::Call::report_equivocation_unsigned {
        equivocation_proof,
        key_owner_proof,
    }
    .into()
}

#[test]
fn proofs_of_keys_are_short() {
    let most = report(vec![
        vec![7; MAX_TRIE_BYTES / MAX_TRIE_NODES];
        MAX_TRIE_NODES
    ]);
    assert!(decodes(&most));
    assert!(decodes(&batch(vec![most])));
    let too_many = report(vec![vec![]; MAX_TRIE_NODES + 1]);
    let too_long = report(vec![vec![7; MAX_TRIE_BYTES + 1]]);
    for call in [too_many, too_long] {
        assert!(!decodes(&call));
        assert!(!decodes(&batch(vec![call])));
    }
}
