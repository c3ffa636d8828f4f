//! Validators, sessions and equivocations.

use crate::common::*;
use chaos_primitives::{currency::COS, time::MINUTES, Validators as _};
use chaos_runtime::{
    AuraEquivocation, Grandpa, Hash, Header, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
    Session, SessionKeys, System, UncheckedExtrinsic, ValidatorSet,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, traits::KeyOwnerProofSystem};
use pallet_session::SessionInterface;
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, AURA_ENGINE_ID};
use sp_consensus_grandpa::{AuthorityId, EquivocationProof, KEY_TYPE};
use sp_consensus_slots::Slot;
use sp_keyring::{
    Ed25519Keyring,
    Sr25519Keyring::{self, *},
};
use sp_runtime::{
    traits::Header as _, transaction_validity::InvalidTransaction, Digest, DigestItem,
    RuntimeAppPublic,
};
use sp_session::MembershipProof;

fn equivocation(validator: Ed25519Keyring) -> EquivocationProof<chaos_runtime::Hash, u32> {
    two_votes(validator, [1, 2])
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
                // Not stored after the block: this is how the next block would report it.
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

/// Dave, one of four validators, has been reported.
fn assert_dave_leaves_with_the_session() {
    System::assert_has_event(RuntimeEvent::ValidatorSet(
        pallet_validator_set::Event::EquivocatorRemoved {
            validator: Dave.to_account_id(),
        },
    ));
    make_blocks_until(MINUTES + 1);
    let left = [Alice, Bob, Charlie];
    assert_eq!(Session::validators(), left.map(|v| v.to_account_id()));
    let aura = pallet_aura::Authorities::<Runtime>::get();
    assert_eq!(aura.to_vec(), left.map(|v| v.public().into()));
    let grandpa: Vec<_> = Grandpa::grandpa_authorities()
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    assert_eq!(grandpa.len(), 3);
    assert!(!grandpa.contains(&Ed25519Keyring::Dave.public().into()));
    ValidatorSet::do_try_state().unwrap();
}

#[test]
fn an_equivocator_is_out_of_both_authority_sets_at_the_next_session() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let proof = ValidatorSet::prove(key_of(Ed25519Keyring::Dave)).unwrap();
        assert_ok!(Grandpa::report_equivocation_unsigned(
            RuntimeOrigin::none(),
            Box::new(equivocation(Ed25519Keyring::Dave)),
            proof,
        ));
        assert_dave_leaves_with_the_session();
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
                ValidatorSet::prove(key_of(Ed25519Keyring::Dave)).unwrap(),
            )
        };
        assert_ok!(report());
        assert_noop!(
            report(),
            pallet_grandpa::Error::<chaos_runtime::Runtime>::DuplicateOffenceReport
        );
    });
}

fn vote_report(proof: EquivocationProof<Hash, u32>, owner: MembershipProof) -> UncheckedExtrinsic {
    let report: RuntimeCall = pallet_grandpa::Call::report_equivocation_unsigned {
        equivocation_proof: Box::new(proof),
        key_owner_proof: owner,
    }
    .into();
    UncheckedExtrinsic::new_bare(report)
}

/// With a validator's key, anybody can vote twice in any round.
#[test]
fn an_equivocator_is_reported_once_whatever_round_is_named() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let owner = ValidatorSet::prove(key_of(Ed25519Keyring::Dave)).unwrap();
        let proof = |round| two_votes_in((0, round), Ed25519Keyring::Dave, [1, 2]);
        let report = |round| vote_report(proof(round), owner.clone());
        assert_eq!(make_block(vec![report(1)]), [Ok(Ok(()))]);
        assert_eq!(pallet_offences::Reports::<Runtime>::iter().count(), 1);
        for end in [MINUTES, 3 * MINUTES] {
            for round in 2..5 {
                assert_eq!(
                    make_block(vec![report(round)]),
                    [Err(InvalidTransaction::Stale.into())]
                );
                let signed = pallet_grandpa::Call::report_equivocation {
                    equivocation_proof: Box::new(proof(round)),
                    key_owner_proof: owner.clone(),
                };
                let duplicate = pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport;
                fail(Eve, signed, duplicate);
                assert!(fees_paid(&Eve.to_account_id()) > 0);
            }
            make_blocks_until(end);
            assert_eq!(pallet_offences::Reports::<Runtime>::iter().count(), 0);
        }
    });
}

#[test]
fn the_only_validator_is_reported_once_a_session() {
    new_chain("development").execute_with(|| {
        make_blocks_until(2);
        for session in 0..3 {
            let owner = ValidatorSet::prove(key_of(Ed25519Keyring::Alice)).unwrap();
            let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
            let mut expected = Ok(Ok(()));
            for round in 10 * session..10 * session + 3 {
                let proof = two_votes_in((set_id, round), Ed25519Keyring::Alice, [1, 2]);
                let report = vote_report(proof, owner.clone());
                assert_eq!(make_block(vec![report]), [expected]);
                expected = Err(InvalidTransaction::Stale.into());
            }
            assert_eq!(pallet_offences::Reports::<Runtime>::iter().count(), 1);
            make_blocks_until(System::block_number() + MINUTES);
        }
    });
}

#[test]
fn two_votes_for_the_same_block_are_no_equivocation() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        assert_noop!(
            Grandpa::report_equivocation_unsigned(
                RuntimeOrigin::none(),
                Box::new(two_votes(Ed25519Keyring::Dave, [1, 1])),
                ValidatorSet::prove(key_of(Ed25519Keyring::Dave)).unwrap(),
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
            ValidatorSet::prove(key_of(Ed25519Keyring::Alice)).unwrap(),
        ));
        make_blocks_until(2 * MINUTES + 1);
        assert_eq!(Session::validators(), [Alice.to_account_id()]);
    });
}

const SLOT: u64 = 1_800_000_001;

type DoubleAuthorship = sp_consensus_slots::EquivocationProof<Header, AuraId>;
type AuraError = pallet_aura_equivocation::Error<Runtime>;

/// A block of `author` in `slot`. `content` tells it from others.
fn authored(author: Sr25519Keyring, slot: u64, content: u8) -> Header {
    let logs = vec![DigestItem::PreRuntime(
        AURA_ENGINE_ID,
        Slot::from(slot).encode(),
    )];
    let mut header = Header::new(
        2,
        Hash::repeat_byte(content),
        Default::default(),
        Default::default(),
        Digest { logs },
    );
    let seal = author.sign(header.hash().as_ref());
    header
        .digest_mut()
        .push(DigestItem::Seal(AURA_ENGINE_ID, seal.encode()));
    header
}

fn double_authorship(offender: Sr25519Keyring, headers: [Header; 2]) -> DoubleAuthorship {
    let [first_header, second_header] = headers;
    let offender = offender.public().into();
    DoubleAuthorship {
        offender,
        slot: SLOT.into(),
        first_header,
        second_header,
    }
}

fn two_blocks_of(author: Sr25519Keyring) -> DoubleAuthorship {
    double_authorship(
        author,
        [authored(author, SLOT, 1), authored(author, SLOT, 2)],
    )
}

fn aura_key_owner(owner: Sr25519Keyring) -> MembershipProof {
    ValidatorSet::prove((AuraId::ID, AuraId::from(owner.public()))).unwrap()
}

fn report_authorship(
    proof: DoubleAuthorship,
    owner: MembershipProof,
) -> frame_support::dispatch::DispatchResult {
    AuraEquivocation::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), owner)
}

fn authorship_report(proof: DoubleAuthorship, owner: MembershipProof) -> UncheckedExtrinsic {
    let call: RuntimeCall = pallet_aura_equivocation::Call::report_equivocation_unsigned {
        equivocation_proof: Box::new(proof),
        key_owner_proof: owner,
    }
    .into();
    UncheckedExtrinsic::new_bare(call)
}

#[test]
fn who_makes_two_blocks_in_a_slot_is_out_of_both_authority_sets_at_the_next_session() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let report = authorship_report(two_blocks_of(Dave), aura_key_owner(Dave));
        assert_eq!(make_block(vec![report]), [Ok(Ok(()))]);
        assert_dave_leaves_with_the_session();
    });
}

#[test]
fn two_blocks_in_a_slot_are_punished_once() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        assert_ok!(report_authorship(two_blocks_of(Dave), aura_key_owner(Dave)));
        assert_noop!(
            report_authorship(two_blocks_of(Dave), aura_key_owner(Dave)),
            AuraError::DuplicateOffenceReport
        );
        let third = [authored(Dave, SLOT, 1), authored(Dave, SLOT, 3)];
        let report = authorship_report(double_authorship(Dave, third), aura_key_owner(Dave));
        assert_eq!(
            make_block(vec![report]),
            [Err(InvalidTransaction::Stale.into())]
        );
        assert_eq!(pallet_validator_set::Validators::<Runtime>::get().len(), 3);
    });
}

#[test]
fn a_report_is_good_in_a_later_session() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let owner = aura_key_owner(Dave);
        make_blocks_until(3 * MINUTES + 2);
        assert_ok!(report_authorship(two_blocks_of(Dave), owner));
        make_blocks_until(4 * MINUTES + 1);
        assert_eq!(
            Session::validators(),
            [Alice, Bob, Charlie].map(|v| v.to_account_id())
        );
    });
}

/// Eve's keys, which she doesn't use herself.
fn other_keys() -> SessionKeys {
    SessionKeys {
        aura: Eve.public().into(),
        grandpa: Ed25519Keyring::Eve.public().into(),
    }
}

/// With keys of small order, anybody could author Dave's blocks or vote in his name.
#[test]
fn nobody_validates_with_a_key_that_everybody_has() {
    let keys = |aura: [u8; 32], grandpa: [u8; 32]| SessionKeys {
        aura: sp_core::sr25519::Public::from_raw(aura).into(),
        grandpa: sp_core::ed25519::Public::from_raw(grandpa).into(),
    };
    let good = [7; 32];
    let mut one = [0; 32];
    one[0] = 1;
    new_chain("local_testnet").execute_with(|| {
        make_block(vec![]);
        let proof = vec![];
        for keys in [keys([0; 32], good), keys(good, one), keys([0; 32], [0; 32])] {
            let proof = proof.clone();
            let call = pallet_session::Call::<Runtime>::set_keys { keys, proof };
            fail(Dave, call, frame_system::Error::<Runtime>::CallFiltered);
        }
        // As with any keys, their possession has to be proved.
        let keys = keys(good, good);
        let call = pallet_session::Call::<Runtime>::set_keys { keys, proof };
        fail(Dave, call, pallet_session::Error::<Runtime>::InvalidProof);
    });
}

/// The effect of Dave's calls, after the proof of possession.
fn set_keys_of_dave(keys: Option<SessionKeys>) {
    let dave = Dave.to_account_id();
    assert_ok!(match keys {
        Some(keys) => <Session as SessionInterface>::set_keys(&dave, keys),
        None => <Session as SessionInterface>::purge_keys(&dave),
    });
}

#[test]
fn who_sets_other_keys_or_takes_them_back_answers_for_those_in_force() {
    for keys in [Some(other_keys()), None] {
        new_chain("local_testnet").execute_with(|| {
            make_blocks_until(2);
            set_keys_of_dave(keys.clone());
            let report = authorship_report(two_blocks_of(Dave), aura_key_owner(Dave));
            assert_eq!(make_block(vec![report]), [Ok(Ok(()))]);
            assert_dave_leaves_with_the_session();
        });
        new_chain("local_testnet").execute_with(|| {
            make_blocks_until(2);
            set_keys_of_dave(keys.clone());
            // The old keys are still in force in the next session.
            make_blocks_until(MINUTES + 2);
            let owner = ValidatorSet::prove(key_of(Ed25519Keyring::Dave)).unwrap();
            assert_eq!(owner.session, 1);
            let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
            let proof = two_votes_in((set_id, 1), Ed25519Keyring::Dave, [1, 2]);
            assert_eq!(make_block(vec![vote_report(proof, owner)]), [Ok(Ok(()))]);
            assert!(!ValidatorSet::validators().contains(&Dave.to_account_id()));
        });
    }
}

#[test]
fn a_key_proves_nothing_before_it_is_in_force_and_what_it_did_afterwards() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        set_keys_of_dave(Some(other_keys()));
        let session_of = |key: Sr25519Keyring| {
            let proof = ValidatorSet::prove((AuraId::ID, AuraId::from(key.public())));
            proof.map(|proof| proof.session)
        };
        assert_eq!((session_of(Dave), session_of(Eve)), (Some(0), None));
        make_blocks_until(2 * MINUTES + 1);
        assert_eq!((session_of(Dave), session_of(Eve)), (Some(1), Some(2)));
        // Somebody has kept the two blocks for later.
        assert_ok!(report_authorship(two_blocks_of(Dave), aura_key_owner(Dave)));
        assert!(!ValidatorSet::validators().contains(&Dave.to_account_id()));
    });
}

#[test]
fn validators_that_take_all_keys_back_go_on_until_one_sets_some() {
    new_chain("development").execute_with(|| {
        let alice = Alice.to_account_id();
        make_blocks_until(2);
        assert_ok!(<Session as SessionInterface>::purge_keys(&alice));
        for session in 1..5 {
            make_blocks_until(session * MINUTES + 1);
            assert_eq!(Session::validators(), std::slice::from_ref(&alice));
            // And gets the fee back.
            let before = balance(&alice);
            make_block(vec![sign(
                Bob,
                frame_system::Call::<Runtime>::remark { remark: vec![] },
                COS,
            )]);
            assert!(balance(&alice) > before);
        }
        check_everything();
        assert_ok!(<Session as SessionInterface>::set_keys(
            &alice,
            other_keys()
        ));
        make_blocks_until(7 * MINUTES + 1);
        let aura = pallet_aura::Authorities::<Runtime>::get();
        assert_eq!(aura.to_vec(), [Eve.public().into()]);
    });
}

#[test]
fn blocks_that_prove_no_equivocation_are_refused() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let good = || authored(Dave, SLOT, 1);
        let unsealed = || {
            let mut header = authored(Dave, SLOT, 2);
            header.digest_mut().pop();
            header
        };
        let changed = || {
            let mut header = authored(Dave, SLOT, 2);
            header.set_number(3);
            header
        };
        let same = good();
        for headers in [
            [same.clone(), same],
            [good(), authored(Dave, SLOT + 1, 2)],
            [authored(Dave, SLOT + 1, 1), authored(Dave, SLOT + 1, 2)],
            [good(), authored(Charlie, SLOT, 2)],
            [authored(Charlie, SLOT, 1), authored(Charlie, SLOT, 2)],
            [good(), unsealed()],
            [good(), changed()],
        ] {
            let proof = double_authorship(Dave, headers);
            assert_noop!(
                report_authorship(proof.clone(), aura_key_owner(Dave)),
                AuraError::InvalidEquivocationProof
            );
            let report = authorship_report(proof, aura_key_owner(Dave));
            assert_eq!(
                make_block(vec![report]),
                [Err(InvalidTransaction::BadProof.into())]
            );
        }
        assert_eq!(pallet_validator_set::Validators::<Runtime>::get().len(), 4);
    });
}

#[test]
fn who_is_no_validator_or_proves_it_with_another_key_is_not_punished() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let later = MembershipProof {
            session: 9,
            ..aura_key_owner(Dave)
        };
        let of_more = MembershipProof {
            validator_count: 5,
            ..aura_key_owner(Dave)
        };
        assert_eq!(
            ValidatorSet::prove((AuraId::ID, AuraId::from(Eve.public()))),
            None
        );
        let of_eve = MembershipProof {
            trie_nodes: vec![AuraId::from(Eve.public()).to_raw_vec()],
            ..aura_key_owner(Dave)
        };
        for (offender, owner) in [
            (Dave, aura_key_owner(Charlie)),
            (Dave, later),
            (Dave, of_more),
            (Dave, MembershipProof::default()),
            (Eve, of_eve),
        ] {
            assert_noop!(
                report_authorship(two_blocks_of(offender), owner.clone()),
                AuraError::InvalidKeyOwnershipProof
            );
            let report = authorship_report(two_blocks_of(offender), owner);
            assert_eq!(
                make_block(vec![report]),
                [Err(InvalidTransaction::BadProof.into())]
            );
        }
        assert_eq!(pallet_validator_set::Validators::<Runtime>::get().len(), 4);
    });
}
