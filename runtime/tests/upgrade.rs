//! Runtime upgrades without a fork: only Root can authorise one, and there is no sudo.

use crate::common::*;
use chaos_runtime::{Runtime, RuntimeCall, RuntimeOrigin, System, VERSION};
use frame_support::{assert_noop, assert_ok, traits::GetCallMetadata};
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash},
    DispatchError,
};

fn authorize(code: &[u8]) -> RuntimeCall {
    frame_system::Call::authorize_upgrade {
        code_hash: BlakeTwo256::hash(code),
    }
    .into()
}

#[test]
fn root_authorises_an_upgrade_and_nobody_else_does() {
    new_chain("development").execute_with(|| {
        let call = authorize(b"the next runtime");
        let alice = RuntimeOrigin::signed(Alice.to_account_id());
        assert_noop!(call.clone().dispatch(alice), DispatchError::BadOrigin);
        assert_ok!(call.dispatch(RuntimeOrigin::root()));
        let authorized = System::authorized_upgrade().expect("it was authorised");
        assert_eq!(
            *authorized.code_hash(),
            BlakeTwo256::hash(b"the next runtime")
        );
    });
}

#[test]
fn other_code_than_the_authorised_is_refused() {
    new_chain("development").execute_with(|| {
        assert_ok!(authorize(b"the next runtime").dispatch(RuntimeOrigin::root()));
        let other: RuntimeCall = frame_system::Call::apply_authorized_upgrade {
            code: b"something else".to_vec(),
        }
        .into();
        assert_noop!(
            other.dispatch(RuntimeOrigin::none()),
            frame_system::Error::<Runtime>::Unauthorized
        );
    });
}

#[test]
fn there_is_no_sudo() {
    assert!(RuntimeCall::get_module_names()
        .iter()
        .all(|name| !name.contains("Sudo")));
}

#[test]
fn the_version_is_that_of_the_specification() {
    assert_eq!(VERSION.spec_name, "chaos");
    assert_eq!(VERSION.state_version(), sp_runtime::StateVersion::V1);
}
