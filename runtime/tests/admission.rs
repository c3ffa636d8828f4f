//! Node admission with the whole runtime: how members join and leave the sets of authorities.

use crate::common::*;
use chaos_primitives::{currency::COS, time::MINUTES, AccountId, BlockNumber};
use chaos_runtime::{
    genesis::DEVELOPMENT_PEER_IDS, Grandpa, NodeAdmission, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, Session, SessionKeys, System, ValidatorSet,
};
use codec::Encode;
use frame_support::{
    assert_ok,
    traits::{Bounded, KeyOwnerProofSystem},
};
use pallet_node_admission::{
    Departure, MemberId, MotionId, Outcome, Parameters, PeerId, Reason, Role, Subject, Tally,
    SESSIONS_TO_START,
};
use sp_consensus_grandpa::{AuthorityId, KEY_TYPE};
use sp_core::{ed25519, Pair};
use sp_keyring::{
    Ed25519Keyring,
    Sr25519Keyring::{self, *},
};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{generic::Era, transaction_validity::InvalidTransaction, DispatchError, Permill};

type Admission = pallet_node_admission::Call<Runtime>;
type Error = pallet_node_admission::Error<Runtime>;
type Event = pallet_node_admission::Event<Runtime>;

/// The members of the preset, in order of their numbers.
const DAVES: MemberId = 3;
const EVES: MemberId = 4;

/// Four validators: three are a majority.
fn with_four_validators(test: impl FnOnce()) {
    let mut chain = new_chain("local_testnet");
    chain.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    chain.execute_with(|| {
        make_block(vec![]);
        test();
        check_everything();
    });
}

fn eves_node() -> PeerId {
    PeerId::from_ed25519([5; 32])
}

fn apply(role: Role) -> RuntimeCall {
    let peer_id = eves_node().as_bytes().to_vec();
    Admission::new_call_variant_apply(peer_id, role, b"eve".to_vec()).into()
}

/// All but Dave vote yes.
fn carry(motion: MotionId) {
    for voter in [Alice, Bob, Charlie] {
        succeed(voter, Admission::new_call_variant_vote(motion, true));
    }
}

fn set_keys(who: Sr25519Keyring) -> RuntimeCall {
    let generated = SessionKeys::generate(&who.to_account_id().encode(), None);
    pallet_session::Call::set_keys {
        keys: generated.keys,
        proof: generated.proof.encode(),
    }
    .into()
}

fn accounts<const N: usize>(people: [Sr25519Keyring; N]) -> Vec<AccountId> {
    people.map(|who| who.to_account_id()).to_vec()
}

fn make_session() {
    let session = Session::current_index();
    while Session::current_index() == session {
        make_block(vec![]);
    }
}

fn happened(event: Event) -> bool {
    let event = RuntimeEvent::NodeAdmission(event);
    System::events().iter().any(|record| record.event == event)
}

fn open_motions() -> usize {
    NodeAdmission::motions(0, 100).motions.len()
}

#[test]
fn the_well_known_node_keys_are_those_of_the_presets_members() {
    for (number, peer_id) in DEVELOPMENT_PEER_IDS.into_iter().enumerate() {
        // `--node-key` in hexadecimal: the number is its last digit.
        let mut seed = [0; 32];
        seed[31] = number as u8 + 1;
        let public = ed25519::Pair::from_seed(&seed).public();
        assert_eq!(PeerId::from_ed25519(public.0).to_string(), peer_id);
    }
    with_four_validators(|| {
        let members = NodeAdmission::members(0, 100).members;
        let validators: Vec<_> = members.iter().map(|m| m.account.clone()).collect();
        assert_eq!(validators, Session::validators());
        let labels: Vec<_> = members.iter().map(|m| m.label.as_slice()).collect();
        assert_eq!(labels, [&b"alice"[..], b"bob", b"charlie", b"dave"]);
    });
}

#[test]
fn who_is_admitted_and_has_keys_makes_blocks_from_the_session_after_the_next_on() {
    with_four_validators(|| {
        let before = balance(&Eve.to_account_id());
        succeed(Eve, apply(Role::Validator));
        let fee = fees_paid(&Eve.to_account_id());
        assert_eq!(before - balance(&Eve.to_account_id()), 100 * COS + fee);
        carry(0);
        assert!(happened(Event::Decided {
            motion: 0,
            outcome: Outcome::Carried,
            tally: Tally {
                approve: 3,
                refuse: 0,
                maintainers: 4
            },
        }));
        assert_eq!(NodeAdmission::admitted_peers().len(), 5);

        // Without session keys she authors no blocks.
        make_session();
        make_session();
        let first_four = accounts([Alice, Bob, Charlie, Dave]);
        assert_eq!(Session::validators(), first_four);

        succeed(Eve, set_keys(Eve));
        make_session();
        assert_eq!(Session::validators(), first_four);
        make_session();
        assert_eq!(
            Session::validators(),
            accounts([Alice, Bob, Charlie, Dave, Eve])
        );
        assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 5);
        assert_eq!(Grandpa::grandpa_authorities().len(), 5);
        let authors: Vec<_> = (0..5)
            .map(|_| {
                let author = next_author();
                make_block(vec![]);
                author
            })
            .collect();
        assert!(authors.contains(&Eve.to_account_id()));
    });
}

#[test]
fn an_observer_never_makes_blocks_though_it_has_keys() {
    with_four_validators(|| {
        succeed(Eve, apply(Role::Observer));
        carry(0);
        succeed(Eve, set_keys(Eve));
        make_session();
        make_session();
        make_session();
        assert_eq!(Session::validators().len(), 4);
        fail(
            Eve,
            Admission::new_call_variant_propose_removal(DAVES, vec![]),
            Error::NotMaintainer,
        );

        // Until it is voted in as a validator.
        succeed(
            Eve,
            Admission::new_call_variant_set_role(EVES, Role::Validator),
        );
        carry(1);
        make_session();
        make_session();
        assert_eq!(Session::validators().len(), 5);
    });
}

#[test]
fn a_removed_validator_is_out_of_both_authority_sets_at_the_next_session() {
    with_four_validators(|| {
        succeed(
            Alice,
            Admission::new_call_variant_propose_removal(DAVES, b"never answers".to_vec()),
        );
        carry(0);
        // From now on no member serves its node.
        assert_eq!(NodeAdmission::admitted_peers().len(), 3);
        assert_eq!(Session::validators().len(), 4);
        make_session();
        assert_eq!(Session::validators(), accounts([Alice, Bob, Charlie]));
        assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 3);
        assert_eq!(Grandpa::grandpa_authorities().len(), 3);
        ValidatorSet::do_try_state().unwrap();
    });
}

#[test]
fn an_equivocator_is_no_member_any_more_with_the_end_of_the_session() {
    with_four_validators(|| {
        let key: AuthorityId = Ed25519Keyring::Dave.public().into();
        let owner = ValidatorSet::prove((KEY_TYPE, key)).unwrap();
        assert_ok!(Grandpa::report_equivocation_unsigned(
            RuntimeOrigin::none(),
            Box::new(two_votes(Ed25519Keyring::Dave, [1, 2])),
            owner,
        ));
        // From now on it has no vote.
        assert!(!NodeAdmission::maintainers().contains(&Dave.to_account_id()));
        make_session();
        assert!(happened(Event::MemberRemoved {
            member: DAVES,
            account: Dave.to_account_id(),
            peer_id: DEVELOPMENT_PEER_IDS[3].parse().unwrap(),
            departure: Departure::Equivocated,
        }));
        assert_eq!(NodeAdmission::member(DAVES), None);
        assert_eq!(Session::validators(), accounts([Alice, Bob, Charlie]));
    });
}

#[test]
fn a_validator_that_makes_no_blocks_is_put_to_a_vote_by_itself() {
    with_four_validators(|| {
        let inactive = NodeAdmission::parameters().inactive_sessions;
        let dave = Dave.to_account_id();
        // A validator of the genesis has as much time as a new one.
        for session in 0..inactive + SESSIONS_TO_START {
            assert_eq!(open_motions(), 0, "session {session}");
            while Session::current_index() == session {
                make_block_without(&dave);
            }
        }
        assert!(happened(Event::ValidatorInactive {
            member: DAVES,
            validator: dave,
        }));
        let motion = NodeAdmission::motion(0).unwrap();
        assert_eq!(motion.proposer, None);
        assert_eq!(
            motion.subject,
            Subject::Removal {
                member: DAVES,
                reason: Reason::Inactive
            }
        );
        carry(0);
        make_session();
        assert_eq!(Session::validators(), accounts([Alice, Bob, Charlie]));
    });
}

#[test]
fn validators_that_make_blocks_are_never_reported() {
    with_four_validators(|| {
        make_blocks_until(8 * MINUTES);
        assert_eq!(open_motions(), 0);
    });
}

#[test]
fn a_cip_that_passed_changes_the_parameters_and_nobody_else_does() {
    with_four_validators(|| {
        let parameters = Parameters {
            threshold: Permill::from_parts(666_667),
            ..NodeAdmission::parameters()
        };
        let call = Admission::new_call_variant_set_parameters(parameters);
        fail(Alice, call.clone(), DispatchError::BadOrigin);

        let encoded = RuntimeCall::from(call).encode();
        let call = Some(Bounded::Inline(encoded.try_into().unwrap()));
        type Cip = pallet_cip::Call<Runtime>;
        succeed(Eve, propose_cip(10, call));
        for voter in [Alice, Bob] {
            succeed(voter, Cip::new_call_variant_vote(0, true, 100_000 * COS));
        }
        let later: BlockNumber = System::block_number() + 20;
        make_blocks_until(later);
        assert_eq!(NodeAdmission::parameters(), parameters);

        // Three of four are more than two thirds; of three, all are needed.
        succeed(Eve, apply(Role::Observer));
        assert_eq!(NodeAdmission::motion(0).unwrap().needed, 3);
    });
}

#[test]
fn a_vote_is_signed_for_a_motion_that_there_was() {
    with_four_validators(|| {
        let before = System::block_number();
        succeed(Eve, apply(Role::Observer));
        let old = [Era::Immortal, Era::mortal(64, before.into())];
        for era in old {
            let nonce = System::account_nonce(Alice.to_account_id());
            let vote = Admission::new_call_variant_vote(0, true);
            assert_eq!(
                make_block(vec![sign_for(Alice, nonce, vote, 0, era)]),
                [Err(InvalidTransaction::AncientBirthBlock.into())]
            );
        }
        succeed(Alice, Admission::new_call_variant_vote(0, true));
    });
}

#[test]
fn nobody_votes_on_a_motion_that_there_is_not_yet() {
    with_four_validators(|| {
        let vote = |motion| RuntimeCall::from(Admission::new_call_variant_vote(motion, true));
        for call in [
            vote(0),
            vote(MotionId::MAX),
            batch(vec![apply(Role::Observer), vote(0)]),
        ] {
            assert_eq!(send(Alice, call), Err(InvalidTransaction::Call.into()));
        }
        succeed(Eve, apply(Role::Observer));
        succeed(Alice, vote(0));
    });
}

#[test]
fn a_batch_of_calls_votes_once() {
    with_four_validators(|| {
        succeed(Eve, apply(Role::Observer));
        let vote = || Admission::new_call_variant_vote(0, true).into();
        assert_eq!(
            send(Alice, batch(vec![vote(), vote()])),
            Ok(Err(Error::AlreadyVoted.into()))
        );
        assert_eq!(NodeAdmission::motion(0).unwrap().votes, []);
    });
}
