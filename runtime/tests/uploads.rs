//! Who may upload the code of contracts, in transactions and in dry runs.

use crate::common::*;
use chaos_runtime::{
    genesis, AccountId, NodeAdmission, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
};
use frame_support::{
    assert_ok,
    storage::{with_transaction_unchecked, TransactionOutcome},
    weights::Weight,
};
use pallet_contracts::{runtime_decl_for_contracts_api::ContractsApiV2, Code, Determinism};
use pallet_node_admission::{CodeUploads, PeerId, Role};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    traits::{Dispatchable, Hash as _},
    DispatchError,
};
use CodeUploads::*;

type Admission = pallet_node_admission::Call<Runtime>;
type Contract = pallet_contracts::Call<Runtime>;

const KEEPER: &str = include_str!("modules/keeper.wat");
const GAS: Weight = Weight::from_parts(100_000_000_000, 1024 * 1024);

/// Alice's node is a validator, Bob's an observer, and Charlie has none.
const MAINTAINER: Sr25519Keyring = Alice;
const OBSERVER: Sr25519Keyring = Bob;
const STRANGER: Sr25519Keyring = Charlie;

fn with_chain(test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        let peer_id = PeerId::from_ed25519([5; 32]).as_bytes().to_vec();
        let node = Admission::new_call_variant_apply(peer_id, Role::Observer, b"bob".to_vec());
        succeed(OBSERVER, node);
        succeed(MAINTAINER, Admission::new_call_variant_vote(0, true));
        test();
        check_everything();
    });
}

fn code() -> Vec<u8> {
    wat::parse_str(KEEPER).unwrap()
}

fn upload() -> RuntimeCall {
    Contract::new_call_variant_upload_code(code(), None, Determinism::Enforced).into()
}

fn upload_and_instantiate(salt: u8) -> RuntimeCall {
    Contract::new_call_variant_instantiate_with_code(0, GAS, None, code(), vec![], vec![salt])
        .into()
}

fn instantiate(salt: u8) -> RuntimeCall {
    let hash = <Runtime as frame_system::Config>::Hashing::hash(&code());
    Contract::new_call_variant_instantiate(0, GAS, None, hash, vec![], vec![salt]).into()
}

fn set(uploads: CodeUploads) {
    let call: RuntimeCall = Admission::new_call_variant_set_code_uploads(uploads).into();
    assert_ok!(call.dispatch(RuntimeOrigin::root()));
}

/// The dry runs of both calls.
fn dry_runs(who: Sr25519Keyring) -> [Result<(), DispatchError>; 2] {
    let run = |origin: AccountId| {
        let uploaded = Runtime::upload_code(origin.clone(), code(), None, Determinism::Enforced);
        let code = Code::Upload(code());
        let made = Runtime::instantiate(origin, 0, None, None, code, vec![], vec![0xff]);
        [uploaded.map(|_| ()), made.result.map(|_| ())]
    };
    with_transaction_unchecked(|| TransactionOutcome::Rollback(run(who.to_account_id())))
}

#[test]
fn the_rule_is_kept_by_everything_that_uploads() {
    for (rule, uploaders) in [
        (Everybody, &[MAINTAINER, OBSERVER, STRANGER][..]),
        (Members, &[MAINTAINER, OBSERVER]),
        (Nobody, &[]),
    ] {
        with_chain(|| {
            set(rule);
            for (salt, who) in (1..).zip([MAINTAINER, OBSERVER, STRANGER]) {
                let expected = if uploaders.contains(&who) {
                    Ok(())
                } else {
                    Err(DispatchError::BadOrigin)
                };
                assert_eq!(dry_runs(who), [expected, expected], "{rule:?} {who:?}");
                for call in [
                    upload(),
                    upload_and_instantiate(salt),
                    batch(vec![upload()]),
                    batch(vec![upload_and_instantiate(100 + salt)]),
                ] {
                    assert_eq!(send(who, call), Ok(expected), "{rule:?} {who:?}");
                }
            }
        });
    }
}

#[test]
fn it_is_about_whose_account_it_is_and_not_who_signs() {
    with_chain(|| {
        set(Members);
        for (of, to) in [(MAINTAINER, STRANGER), (STRANGER, MAINTAINER)] {
            let add = pallet_proxy::Call::add_proxy {
                delegate: to.to_account_id().into(),
                proxy_type: Default::default(),
                delay: 0,
            };
            succeed(of, add);
        }
        for (signer, real, expected) in [
            (STRANGER, MAINTAINER, Ok(())),
            (MAINTAINER, STRANGER, Err(DispatchError::BadOrigin)),
        ] {
            let proxy = pallet_proxy::Call::proxy {
                real: real.to_account_id().into(),
                force_proxy_type: None,
                call: Box::new(upload()),
            };
            succeed(signer, proxy);
            let executed = pallet_proxy::Event::ProxyExecuted { result: expected };
            System::assert_has_event(RuntimeEvent::Proxy(executed));
        }
    });
}

#[test]
fn what_was_uploaded_is_used_by_everybody() {
    with_chain(|| {
        succeed(STRANGER, upload());
        set(Nobody);
        succeed(STRANGER, instantiate(1));
    });
}

#[test]
fn maintainers_narrow_it_and_only_root_widens_it() {
    with_chain(|| {
        let propose = Admission::new_call_variant_propose_code_uploads;
        succeed(MAINTAINER, propose(Nobody));
        assert_eq!(send(STRANGER, upload()), Ok(Ok(())));
        succeed(MAINTAINER, Admission::new_call_variant_vote(1, true));
        fail(MAINTAINER, upload(), DispatchError::BadOrigin);

        type Error = pallet_node_admission::Error<Runtime>;
        fail(MAINTAINER, propose(Members), Error::CodeUploadsNotNarrower);
        fail(OBSERVER, propose(Nobody), Error::NotMaintainer);
        let widen = Admission::new_call_variant_set_code_uploads(Everybody);
        fail(MAINTAINER, widen, DispatchError::BadOrigin);
        set(Everybody);
        succeed(STRANGER, upload());
    });
}

#[test]
fn everybody_uploads_on_development_chains_and_members_on_others() {
    for (preset, uploads) in [
        ("development", "everybody"),
        ("local_testnet", "everybody"),
        (genesis::MAINNET_PRESET, "members"),
    ] {
        let preset = genesis::get_preset(&preset.into()).unwrap();
        let preset: serde_json::Value = serde_json::from_slice(&preset).unwrap();
        assert_eq!(preset["nodeAdmission"]["codeUploads"], uploads);
    }
    new_chain("local_testnet").execute_with(|| {
        assert_eq!(NodeAdmission::code_uploads(), Everybody);
    });
}
