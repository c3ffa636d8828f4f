//! Keys in force, and what proves whose they are.

use super::mock::*;
use crate::{Error, KeysInForce};
use chaos_primitives::Validators as _;
use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::KeyOwnerProofSystem};
use pallet_session::QueuedKeys;
use sp_core::crypto::key_types::DUMMY;
use sp_session::MembershipProof;

/// The key of that number, as it is looked for.
fn key(key: u64) -> (sp_runtime::KeyTypeId, Vec<u8>) {
    (DUMMY, key.encode())
}

fn prove(number: u64) -> Option<MembershipProof> {
    ValidatorSet::prove(key(number))
}

fn owner(number: u64, proof: MembershipProof) -> Option<u64> {
    ValidatorSet::check_proof(key(number), proof).map(|(owner, ())| owner)
}

#[test]
fn the_keys_of_the_session_are_proved() {
    new_test_ext().execute_with(|| {
        for _ in 0..3 {
            let proof = prove(3).unwrap();
            assert_eq!(proof.session, Session::current_index());
            assert_eq!(proof.validator_count, 4);
            assert_eq!(owner(3, proof.clone()), Some(3));
            // No other key by it, nor with another count, nor of a session that has not begun.
            assert_eq!(owner(4, proof.clone()), None);
            let validator_count = 5;
            assert_eq!(
                owner(
                    3,
                    MembershipProof {
                        validator_count,
                        ..proof.clone()
                    }
                ),
                None
            );
            let session = proof.session + 2;
            assert_eq!(owner(3, MembershipProof { session, ..proof }), None);
            assert_eq!(prove(5), None);
            pass_sessions(1);
        }
    });
}

#[test]
fn other_keys_are_for_later_sessions_and_the_old_ones_stay_proved() {
    new_test_ext().execute_with(|| {
        set_keys(3, 30);
        assert_eq!(prove(30), None);
        let old = prove(3).unwrap();
        assert_eq!(owner(3, old.clone()), Some(3));
        pass_sessions(2);
        assert_eq!(owner(30, prove(30).unwrap()), Some(3));
        assert_eq!(prove(3).unwrap().session, 1);
        assert_eq!(owner(3, old), Some(3));
    });
}

#[test]
fn keys_that_were_taken_back_are_proved_too() {
    new_test_ext().execute_with(|| {
        purge_keys(3);
        assert_eq!(owner(3, prove(3).unwrap()), Some(3));
        pass_sessions(2);
        assert_eq!(Session::validators(), [1, 2, 4]);
        assert_eq!(owner(3, prove(3).unwrap()), Some(3));
    });
}

#[test]
fn keys_of_old_sessions_are_forgotten() {
    new_test_ext().execute_with(|| {
        set_keys(3, 30);
        pass_sessions(1);
        let old = prove(3).unwrap();
        pass_sessions(SessionsKept::get());
        assert_eq!(owner(3, old.clone()), Some(3));
        pass_sessions(1);
        assert_eq!(owner(3, old), None);
        assert_eq!(prove(3), None);
        let mut kept: Vec<_> = KeysInForce::<Test>::iter_keys().collect();
        kept.sort();
        assert_eq!(kept, [2, 3, 4, 5]);
    });
}

/// By a session that is planned.
#[test]
fn a_key_proves_nothing_before_it_is_in_force() {
    new_test_ext().execute_with(|| {
        set_keys(3, 30);
        pass_sessions(2);
        let proof = Historical::prove(key(30)).unwrap();
        assert_eq!(proof.session, 2);
        // A session before.
        KeysInForce::<Test>::remove(2);
        pallet_session::CurrentIndex::<Test>::put(1);
        let planned = Historical::check_proof(key(30), proof.clone());
        assert_eq!(planned, Some((3, ())));
        assert_eq!(owner(30, proof), None);
    });
}

/// As on a chain on which keys were not kept before.
#[test]
fn without_a_record_the_proof_is_that_of_the_session_pallet() {
    new_test_ext().execute_with(|| {
        let _ = KeysInForce::<Test>::clear(u32::MAX, None);
        let proof = prove(3).unwrap();
        assert_eq!(owner(3, proof.clone()), Some(3));
        pass_sessions(1);
        assert_eq!(owner(3, proof), Some(3));
        assert_eq!(prove(3).unwrap().trie_nodes, [key(3).1]);
    });
}

#[test]
fn a_chain_that_nobody_goes_on_with_is_found() {
    new_test_ext().execute_with(|| {
        let check = ValidatorSet::do_try_state;
        let now = Session::current_index();
        QueuedKeys::<Test>::kill();
        // Those go on who make blocks.
        assert_ok!(check());
        KeysInForce::<Test>::insert(now, Vec::<(u64, SessionKeys)>::new());
        assert_eq!(check(), Err("nobody goes on when the session ends".into()));
        // As before there were records: then nobody knows.
        KeysInForce::<Test>::remove(now);
        assert_ok!(check());
        pallet_session::Validators::<Test>::kill();
        assert_eq!(check(), Err("nobody makes blocks".into()));
    });
}

#[test]
fn who_makes_blocks_goes_on_where_all_have_taken_their_keys_back() {
    new_test_ext().execute_with(|| {
        for validator in 1..=4 {
            purge_keys(validator);
        }
        for _ in 0..5 {
            pass_sessions(1);
            assert_eq!(Session::validators(), [1, 2, 3, 4]);
            assert_eq!(ValidatorSet::queued(), [1, 2, 3, 4]);
        }
        // But for those who are removed.
        assert_ok!(ValidatorSet::remove(&4));
        pass_sessions(1);
        assert_eq!(Session::validators(), [1, 2, 3]);
        assert_ok!(ValidatorSet::remove(&3));
        assert_noop!(ValidatorSet::remove(&2), Error::<Test>::TooFewValidators);
        pass_sessions(3);
        assert_eq!(Session::validators(), [1, 2]);
        set_keys(2, 2);
        pass_sessions(2);
        assert_eq!(Session::validators(), [2]);
        set_keys(1, 1);
        pass_sessions(2);
        assert_eq!(Session::validators(), [1, 2]);
    });
}
