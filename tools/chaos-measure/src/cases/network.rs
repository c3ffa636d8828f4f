//! Nodes and validators: admission, reports of equivocations, claims.

use super::{case, fresh, one, simple, Case, SENDER};
use crate::chain::{bare, Chain, Error};
use chaos_primitives::Validators;
use chaos_runtime::{
    calls::{MAX_TRIE_BYTES, MAX_TRIE_NODES},
    configs::consensus::MAX_VALIDATORS,
    CosDistribution, Hash, Header, NodeAdmission, Runtime, RuntimeCall, RuntimeOrigin, SessionKeys,
    ValidatorSet,
};
use codec::Encode;
use frame_support::traits::KeyOwnerProofSystem;
use hex_literal::hex;
use pallet_cos_distribution::EthereumSignature;
use pallet_node_admission::{CodeUploads, PeerId, Role};
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, AURA_ENGINE_ID};
use sp_consensus_grandpa::{localized_payload, Equivocation, EquivocationProof, KEY_TYPE};
use sp_core::{ecdsa, ed25519, proof_of_possession::statement_of_ownership, Pair};
use sp_io::hashing::keccak_256;
use sp_keyring::{
    Ed25519Keyring,
    Sr25519Keyring::{self, Alice, Eve},
};
use sp_runtime::{traits::Header as _, Digest, DigestItem, RuntimeAppPublic};
use sp_session::MembershipProof;

type Admission = pallet_node_admission::Call<Runtime>;
type SessionCall = pallet_session::Call<Runtime>;

/// The node that is admitted after those of the genesis.
const MEMBER: u32 = 1;
/// The blocks of a session.
const SESSION: u32 = 60;
/// A slot in which two blocks were made.
const SLOT: u64 = 1_800_000_000;

pub fn cases() -> Vec<Case> {
    vec![
        simple("NodeAdmission.apply", || apply(7)),
        case("NodeAdmission.vote, the last", |chain| {
            chain.send(Eve, apply(7))?;
            let vote = Admission::new_call_variant_vote(0, true);
            Ok(vec![chain.sign(Alice, vote)])
        }),
        case("NodeAdmission.vote, one of 126", |chain| {
            let vote = Admission::new_call_variant_vote(0, true);
            voted(chain, 62, 63)?;
            Ok(vec![chain.sign(Alice, vote)])
        }),
        case("NodeAdmission.vote, the last of 127", |chain| {
            let vote = Admission::new_call_variant_vote(0, true);
            voted(chain, 63, 63)?;
            Ok(vec![chain.sign(Alice, vote)])
        }),
        case("NodeAdmission.set_role, to observer", |chain| {
            admit(chain)?;
            Ok(vec![chain.sign(Eve, set_role(Role::Observer))])
        }),
        case("NodeAdmission.set_role, to validator", |chain| {
            admit(chain)?;
            chain.send(Eve, set_role(Role::Observer))?;
            Ok(vec![chain.sign(Eve, set_role(Role::Validator))])
        }),
        case("NodeAdmission.propose_removal", |chain| {
            admit(chain)?;
            let removal = Admission::new_call_variant_propose_removal(MEMBER, vec![b'r'; 256]);
            Ok(vec![chain.sign(Alice, removal)])
        }),
        case("NodeAdmission.propose_code_uploads", |chain| {
            let uploads = Admission::new_call_variant_propose_code_uploads(CodeUploads::Nobody);
            Ok(vec![chain.sign(Alice, uploads)])
        }),
        case("NodeAdmission.update_peer_id", |chain| {
            admit(chain)?;
            let removal = Admission::new_call_variant_propose_removal(MEMBER, vec![b'r'; 256]);
            chain.send(Alice, removal)?;
            let key = ed25519::Pair::from_seed(&[8; 32]);
            let new = PeerId::from_ed25519(key.public().0);
            let message = chain.inspect(|| NodeAdmission::rotation_message(MEMBER, &new));
            let signature = key.sign(&message.expect("Eve has a node"));
            let new = new.as_bytes().to_vec();
            let update = Admission::new_call_variant_update_peer_id(MEMBER, new, signature);
            Ok(vec![chain.sign(Eve, update)])
        }),
        case("NodeAdmission.leave", |chain| {
            admit(chain)?;
            Ok(vec![
                chain.sign(Eve, Admission::new_call_variant_leave(MEMBER))
            ])
        }),
        case("NodeAdmission.leave of one with a seat", |chain| {
            admit(chain)?;
            chain.send(Eve, set_keys(Eve, Ed25519Keyring::Eve))?;
            // The keys are for the session after the next.
            chain.wait_until(chain.number() + 2 * SESSION)?;
            let leave = Admission::new_call_variant_leave(MEMBER);
            Ok(vec![chain.sign(Eve, leave)])
        }),
        simple("Session.set_keys", || set_keys(SENDER, Ed25519Keyring::Bob)),
        one("Session.set_keys instead of others", |chain| {
            chain.send(SENDER, set_keys(SENDER, Ed25519Keyring::Bob))?;
            Ok(set_keys(SENDER, Ed25519Keyring::Charlie))
        }),
        simple("Session.set_keys with a proof of 4 MB, which fails", || {
            SessionCall::set_keys {
                keys: keys(SENDER, Ed25519Keyring::Bob),
                proof: vec![0; 4_000_000],
            }
        }),
        one("Session.purge_keys", |chain| {
            chain.send(SENDER, set_keys(SENDER, Ed25519Keyring::Bob))?;
            Ok(SessionCall::purge_keys {})
        }),
        simple(
            "Session.purge_keys of nobody",
            || SessionCall::purge_keys {},
        ),
        one("Grandpa.report_equivocation", |chain| {
            Ok(report_of_votes(chain, vote_key))
        }),
        one(
            "Grandpa.report_equivocation with as much as a proof may have",
            |chain| Ok(report_of_votes(chain, padded)),
        ),
        case("Grandpa.report_equivocation_unsigned", |chain| {
            let (equivocation_proof, key_owner_proof) = chain.inspect(|| (votes(), vote_key()));
            let report = pallet_grandpa::Call::<Runtime>::report_equivocation_unsigned {
                equivocation_proof: Box::new(equivocation_proof),
                key_owner_proof,
            };
            Ok(vec![bare(report.into())])
        }),
        case("AuraEquivocation.report_equivocation_unsigned", |chain| {
            let key_owner_proof = chain.inspect(|| {
                let key = AuraId::from(Alice.public());
                ValidatorSet::prove((AuraId::ID, key)).expect("Alice is a validator")
            });
            let report = pallet_aura_equivocation::Call::<Runtime>::report_equivocation_unsigned {
                equivocation_proof: Box::new(sp_consensus_slots::EquivocationProof {
                    offender: Alice.public().into(),
                    slot: SLOT.into(),
                    first_header: sealed(1),
                    second_header: sealed(2),
                }),
                key_owner_proof,
            };
            Ok(vec![bare(report.into())])
        }),
        case("CosDistribution.claim", |chain| {
            Ok(vec![bare(chain.inspect(claim))])
        }),
    ]
}

fn peer(last: u8) -> Vec<u8> {
    let mut bytes = vec![0x00, 36, 0x08, 0x01, 0x12, 0x20];
    bytes.extend([last; 32]);
    bytes
}

fn apply(last: u8) -> Admission {
    Admission::new_call_variant_apply(peer(last), Role::Validator, vec![b'l'; 64])
}

/// Let Eve have a node.
fn admit(chain: &mut Chain) -> Result<(), Error> {
    chain.send(Eve, apply(7))?;
    chain.send(Alice, Admission::new_call_variant_vote(0, true))?;
    Ok(())
}

fn set_role(role: Role) -> Admission {
    Admission::new_call_variant_set_role(MEMBER, role)
}

/// Let Eve apply to as many validators as there may be besides, and so many of them say yes and no.
fn voted(chain: &mut Chain, yes: u32, no: u32) -> Result<(), Error> {
    // There is room for Eve.
    let others = MAX_VALIDATORS - 2;
    let added = chain
        .inspect(|| (0..others).try_for_each(|n| <ValidatorSet as Validators<_>>::add(&fresh(n))));
    added.expect("there is room for them");
    chain.send(Eve, apply(7))?;
    for n in 0..yes + no {
        let vote = Admission::new_call_variant_vote(0, n < yes);
        chain.dispatch(RuntimeOrigin::signed(fresh(n)), vote)?;
    }
    Ok(())
}

fn keys(aura: Sr25519Keyring, grandpa: Ed25519Keyring) -> SessionKeys {
    SessionKeys {
        aura: aura.public().into(),
        grandpa: grandpa.public().into(),
    }
}

/// Keys of the account that the first one is of, with the proof that it has them.
fn set_keys(aura: Sr25519Keyring, grandpa: Ed25519Keyring) -> SessionCall {
    let statement = statement_of_ownership(&aura.to_account_id().encode());
    SessionCall::set_keys {
        keys: keys(aura, grandpa),
        proof: (aura.sign(&statement), grandpa.sign(&statement)).encode(),
    }
}

/// Two votes of Alice in one round.
fn votes() -> EquivocationProof<Hash, u32> {
    let (set, round) = (pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
    let vote = |hash: u8| {
        let vote = finality_grandpa::Prevote {
            target_hash: Hash::repeat_byte(hash),
            target_number: 10,
        };
        let message = finality_grandpa::Message::Prevote(vote.clone());
        let signature = Ed25519Keyring::Alice.sign(&localized_payload(round, set, &message));
        (vote, signature.into())
    };
    let proof = finality_grandpa::Equivocation {
        round_number: round,
        identity: Ed25519Keyring::Alice.public().into(),
        first: vote(1),
        second: vote(2),
    };
    EquivocationProof::new(set, Equivocation::Prevote(proof))
}

/// That Alice votes.
fn vote_key() -> MembershipProof {
    let key: sp_consensus_grandpa::AuthorityId = Ed25519Keyring::Alice.public().into();
    ValidatorSet::prove((KEY_TYPE, key)).expect("Alice is a validator")
}

/// The same, with nodes that prove nothing.
fn padded() -> MembershipProof {
    let mut proof = vote_key();
    let most = MAX_TRIE_BYTES / MAX_TRIE_NODES;
    let missing = MAX_TRIE_NODES - proof.trie_nodes.len();
    let pad = |node: usize| vec![node as u8; most - 4];
    proof.trie_nodes.extend((0..missing).map(pad));
    proof
}

fn report_of_votes(chain: &mut Chain, key: fn() -> MembershipProof) -> RuntimeCall {
    chain.inspect(|| {
        pallet_grandpa::Call::<Runtime>::report_equivocation {
            equivocation_proof: Box::new(votes()),
            key_owner_proof: key(),
        }
        .into()
    })
}

/// The header of a block of Alice's.
fn sealed(number: u32) -> Header {
    let slot = sp_consensus_slots::Slot::from(SLOT);
    let logs = vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())];
    let root = Hash::default();
    let mut header = Header::new(number, root, root, root, Digest { logs });
    let seal = Alice.sign(header.hash().as_ref());
    let seal = DigestItem::Seal(AURA_ENGINE_ID, seal.encode());
    header.digest_mut().push(seal);
    header
}

/// Of the account that the development chains owe a contribution.
fn claim() -> RuntimeCall {
    let key = hex!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    let dest = super::of(SENDER);
    let text = CosDistribution::claim_text(&dest);
    let message = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    let signed = ecdsa::Pair::from_seed(&key).sign_prehashed(&keccak_256(message.as_bytes()));
    pallet_cos_distribution::Call::<Runtime>::claim {
        dest,
        ethereum_signature: EthereumSignature(signed.0),
    }
    .into()
}
