//! Validators, sessions, equivocations.

mod common;

use chaos_primitives::time::MINUTES;
use chaos_runtime::{
    Grandpa, Historical, RuntimeEvent, RuntimeOrigin, Session, System, ValidatorSet,
};
use common::*;
use frame_support::{assert_noop, assert_ok, traits::KeyOwnerProofSystem};
use sp_consensus_grandpa::{
    localized_payload, AuthorityId, Equivocation, EquivocationProof, KEY_TYPE,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring::*};

/// Two votes of `validator` in one round, for these blocks.
fn votes(
    validator: Ed25519Keyring,
    blocks: [u8; 2],
) -> EquivocationProof<chaos_runtime::Hash, u32> {
    let set_id = pallet_grandpa::CurrentSetId::<chaos_runtime::Runtime>::get();
    let round = 1;
    let vote = |hash: u8| {
        let prevote = finality_grandpa::Prevote {
            target_hash: chaos_runtime::Hash::repeat_byte(hash),
            target_number: 10,
        };
        let message = finality_grandpa::Message::Prevote(prevote.clone());
        let signature = validator.sign(&localized_payload(round, set_id, &message));
        (prevote, signature.into())
    };
    let proof = finality_grandpa::Equivocation {
        round_number: round,
        identity: validator.public().into(),
        first: vote(blocks[0]),
        second: vote(blocks[1]),
    };
    EquivocationProof::new(set_id, Equivocation::Prevote(proof))
}

fn equivocation(validator: Ed25519Keyring) -> EquivocationProof<chaos_runtime::Hash, u32> {
    votes(validator, [1, 2])
}

fn key_of(validator: Ed25519Keyring) -> (sp_core::crypto::KeyTypeId, AuthorityId) {
    (KEY_TYPE, validator.public().into())
}

#[test]
fn validators_take_turns() {
    new_chain("local_testnet").execute_with(|| {
        let authors: Vec<_> = (0..4)
            .map(|_| {
                let author = next_author();
                make_block(vec![]);
                // Not kept after the block: this is what the next block would say of it.
                author
            })
            .collect();
        for validator in [Alice, Bob, Charlie, Dave] {
            assert!(authors.contains(&validator.to_account_id()));
        }
    });
}

#[test]
fn sessions_rotate_after_the_blocks_of_the_genesis() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(MINUTES - 1);
        assert_eq!(Session::current_index(), 0);
        make_blocks_until(MINUTES);
        assert_eq!(Session::current_index(), 1);
        make_blocks_until(3 * MINUTES);
        assert_eq!(Session::current_index(), 3);
        assert_eq!(Session::validators().len(), 4);
    });
}

#[test]
fn an_equivocator_is_out_of_both_authority_sets_at_the_next_session() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let proof = Historical::prove(key_of(Ed25519Keyring::Dave)).unwrap();
        assert_ok!(Grandpa::report_equivocation_unsigned(
            RuntimeOrigin::none(),
            Box::new(equivocation(Ed25519Keyring::Dave)),
            proof,
        ));
        System::assert_has_event(RuntimeEvent::ValidatorSet(
            pallet_validator_set::Event::EquivocatorRemoved {
                validator: Dave.to_account_id(),
            },
        ));

        make_blocks_until(MINUTES + 1);
        let left = [Alice, Bob, Charlie].map(|v| v.to_account_id());
        assert_eq!(Session::validators(), left);
        let aura = pallet_aura::Authorities::<chaos_runtime::Runtime>::get();
        assert_eq!(aura.len(), 3);
        let grandpa: Vec<_> = Grandpa::grandpa_authorities()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        assert_eq!(grandpa.len(), 3);
        assert!(!grandpa.contains(&Ed25519Keyring::Dave.public().into()));
        ValidatorSet::check_invariants().unwrap();
    });
}

#[test]
fn an_equivocation_is_punished_once() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let report = || {
            Grandpa::report_equivocation_unsigned(
                RuntimeOrigin::none(),
                Box::new(equivocation(Ed25519Keyring::Dave)),
                Historical::prove(key_of(Ed25519Keyring::Dave)).unwrap(),
            )
        };
        assert_ok!(report());
        assert_noop!(
            report(),
            pallet_grandpa::Error::<chaos_runtime::Runtime>::DuplicateOffenceReport
        );
    });
}

#[test]
fn two_votes_for_the_same_block_are_no_equivocation() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        assert_noop!(
            Grandpa::report_equivocation_unsigned(
                RuntimeOrigin::none(),
                Box::new(votes(Ed25519Keyring::Dave, [1, 1])),
                Historical::prove(key_of(Ed25519Keyring::Dave)).unwrap(),
            ),
            pallet_grandpa::Error::<chaos_runtime::Runtime>::InvalidEquivocationProof
        );
        assert_eq!(
            pallet_validator_set::Validators::<chaos_runtime::Runtime>::get().len(),
            4
        );
    });
}

#[test]
fn the_only_validator_stays() {
    new_chain("development").execute_with(|| {
        make_blocks_until(2);
        assert_ok!(Grandpa::report_equivocation_unsigned(
            RuntimeOrigin::none(),
            Box::new(equivocation(Ed25519Keyring::Alice)),
            Historical::prove(key_of(Ed25519Keyring::Alice)).unwrap(),
        ));
        make_blocks_until(2 * MINUTES + 1);
        assert_eq!(Session::validators(), [Alice.to_account_id()]);
    });
}
