//! The first block.

use super::mock::*;
use crate::{GenesisMember, Parameters, Revision, Role};
use chaos_primitives::AccountId;

/// What building the storage of such a chain ends with.
fn build_error(
    validators: &[u8],
    members: Vec<GenesisMember<AccountId>>,
    parameters: Parameters<u64>,
) -> String {
    let validators = validators.to_vec();
    let built = std::panic::catch_unwind(move || storage(&validators, members, parameters));
    let panic = built.expect_err("such a chain was built");
    panic.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn the_first_members_are_there() {
    run(|| {
        assert_eq!(crate::Members::<Test>::count(), 4);
        assert_eq!(member(3).unwrap().role, Role::Observer);
        assert_eq!(member(0).unwrap().deposit, 0);
        assert_eq!(Revision::<Test>::get(), 4);
        assert_eq!(crate::Recount::<Test>::get(), None);
    });
}

#[test]
fn wrong_members_build_no_chain() {
    let all = [ALICE, BOB, CAROL];
    let error = |validators: &[u8], change: &dyn Fn(&mut Vec<GenesisMember<AccountId>>)| {
        let mut members = first_members();
        change(&mut members);
        build_error(validators, members, parameters())
    };
    let long = |members: &mut Vec<GenesisMember<_>>| members[1].label = "a".repeat(65);
    assert!(error(&all, &long).contains("member 1 has a label of more than 64 bytes"));
    let same = |members: &mut Vec<GenesisMember<_>>| members[2].peer_id = peer(1);
    assert!(error(&all, &same).contains("member 2 has the peer id of another"));
    let twice = |members: &mut Vec<GenesisMember<_>>| members[1].account = account(ALICE);
    assert!(error(&all, &twice).contains("member 1 is the second validator of its account"));
    let more = |members: &mut Vec<GenesisMember<_>>| members[3].role = Role::Validator;
    assert!(error(&all, &more).contains("member 3 is not among the validators"));
    assert!(error(&[ALICE, BOB, CAROL, EVE], &|_| ()).contains("is not among the members"));
    let few = |members: &mut Vec<GenesisMember<_>>| members.truncate(1);
    assert!(error(&[ALICE], &few).contains("expected at least 2 validators, found 1"));
    let many = |members: &mut Vec<GenesisMember<_>>| {
        members.extend((10..20).map(|id| genesis_member(id, Role::Observer)));
    };
    assert!(error(&all, &many).contains("is one too many: 10 may be"));
}

#[test]
fn wrong_parameters_build_no_chain() {
    let wrong = Parameters {
        vote_period: 0,
        ..parameters()
    };
    let error = build_error(&[ALICE, BOB, CAROL], first_members(), wrong);
    assert_eq!(
        error,
        "nodeAdmission: expected a votePeriod of at least 1 block, found 0"
    );

    let wrong = Parameters {
        deposit: crate::MAX_DEPOSIT + 1,
        ..parameters()
    };
    let error = build_error(&[ALICE, BOB, CAROL], first_members(), wrong);
    assert_eq!(
        error,
        "nodeAdmission: expected a deposit of at most 100000 COS"
    );

    // In JSON, a part is any number.
    let wrong = Parameters {
        threshold: serde_json::from_str("1000001").unwrap(),
        ..parameters()
    };
    let error = build_error(&[ALICE, BOB, CAROL], first_members(), wrong);
    assert_eq!(
        error,
        "nodeAdmission: expected a threshold of at most 1000000 parts per million"
    );
}

#[test]
fn a_chain_spec_names_them_in_camel_case() {
    let json = serde_json::to_value(genesis_member(ALICE, Role::Validator)).unwrap();
    assert_eq!(json["role"], "validator");
    assert_eq!(json["peerId"], String::from(peer(ALICE)));
    let wrong = serde_json::json!({
        "account": json["account"], "peerId": "12D3", "role": "validator", "label": "",
    });
    assert!(serde_json::from_value::<GenesisMember<AccountId>>(wrong).is_err());
}
