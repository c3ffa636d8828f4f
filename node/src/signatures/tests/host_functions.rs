//! Whatever is asked, and however often: the answers are those of the SDK's functions.

use super::with_cache;
use crate::executor::{
    host_functions as ours,
    signature_cache::{cache, Function, Question},
};
use codec::Encode;
use proptest::prelude::*;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_io::{
    crypto as theirs, hashing::blake2_256, EcdsaVerifyError, TestExternalities, UseDalekExt,
};
use std::fmt::Debug;

/// What becomes of a good signature before it is verified.
#[derive(Clone, Debug)]
enum Damage {
    None,
    Signature(usize),
    Message(usize),
    Key(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        2 => Just(Damage::None),
        1 => any::<usize>().prop_map(Damage::Signature),
        1 => any::<usize>().prop_map(Damage::Message),
        1 => any::<usize>().prop_map(Damage::Key),
    ]
}

impl Damage {
    /// Flip a bit.
    fn apply(&self, signature: &mut [u8], message: &mut [u8], key: &mut [u8]) {
        let (bytes, bit) = match self {
            Self::None => return,
            Self::Signature(bit) => (signature, bit),
            Self::Message(bit) => (message, bit),
            Self::Key(bit) => (key, bit),
        };
        if !bytes.is_empty() {
            let bit = bit % (8 * bytes.len());
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

/// Asked before it is remembered, and after.
fn assert_same<Answer: PartialEq + Debug>(ours: impl Fn() -> Answer, theirs: Answer) {
    assert_eq!(ours(), theirs);
    assert_eq!(ours(), theirs);
}

/// Errors have no equality, but an encoding.
fn recovered(answer: Result<[u8; 33], EcdsaVerifyError>) -> Vec<u8> {
    answer.encode()
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..300)
}

proptest! {
    #[test]
    fn sr25519(seed: [u8; 32], mut message in message(), damage in damage()) {
        with_cache();
        let pair = sr25519::Pair::from_seed(&seed);
        let (mut signature, mut key) = (pair.sign(&message), pair.public());
        damage.apply(signature.as_mut(), &mut message, key.as_mut());
        assert_same(
            || ours::sr25519_verify(&signature, &message, &key),
            theirs::sr25519_verify(&signature, &message, &key),
        );
    }

    #[test]
    fn ed25519(seed: [u8; 32], mut message in message(), damage in damage()) {
        with_cache();
        let pair = ed25519::Pair::from_seed(&seed);
        let (mut signature, mut key) = (pair.sign(&message), pair.public());
        damage.apply(signature.as_mut(), &mut message, key.as_mut());
        assert_same(
            || ours::ed25519_verify(&signature, &message, &key),
            theirs::ed25519_verify(&signature, &message, &key),
        );
    }

    #[test]
    fn ecdsa(seed: [u8; 32], mut message in message(), damage in damage()) {
        with_cache();
        let pair = ecdsa::Pair::from_seed(&seed);
        let (mut signature, mut key) = (pair.sign(&message), pair.public());
        damage.apply(signature.as_mut(), &mut message, key.as_mut());
        let hash = blake2_256(&message);
        assert_same(
            || ours::ecdsa_verify(&signature, &message, &key),
            theirs::ecdsa_verify(&signature, &message, &key),
        );
        assert_same(
            || ours::ecdsa_verify_prehashed(&signature, &hash, &key),
            theirs::ecdsa_verify_prehashed(&signature, &hash, &key),
        );
        assert_same(
            || recovered(ours::secp256k1_ecdsa_recover_compressed(signature.as_ref(), &hash)),
            recovered(theirs::secp256k1_ecdsa_recover_compressed(signature.as_ref(), &hash)),
        );
    }

    /// What never was a signature.
    #[test]
    fn noise(bytes: [u8; 32], more: [u8; 33], message in message()) {
        with_cache();
        let signature: [u8; 65] = [&bytes[..], &more[..]].concat().try_into().unwrap();
        let short: [u8; 64] = signature[..64].try_into().unwrap();
        assert_same(
            || ours::sr25519_verify(&short.into(), &message, &bytes.into()),
            theirs::sr25519_verify(&short.into(), &message, &bytes.into()),
        );
        assert_same(
            || ours::ed25519_verify(&short.into(), &message, &bytes.into()),
            theirs::ed25519_verify(&short.into(), &message, &bytes.into()),
        );
        assert_same(
            || ours::ecdsa_verify(&signature.into(), &message, &more.into()),
            theirs::ecdsa_verify(&signature.into(), &message, &more.into()),
        );
        assert_same(
            || recovered(ours::secp256k1_ecdsa_recover_compressed(&signature, &bytes)),
            recovered(theirs::secp256k1_ecdsa_recover_compressed(&signature, &bytes)),
        );
    }
}

/// Whoever makes up signatures fills no memory with them, and pushes out none that are somebody's.
#[test]
fn a_key_that_is_recovered_is_remembered_only_if_it_is_the_signers() {
    with_cache();
    let pair = ecdsa::Pair::from_seed(&[8; 32]);
    let hash = [3; 32];
    let signature = pair.sign_prehashed(&hash);
    let signature: &[u8; 65] = signature.as_ref();
    let question = Question {
        function: Function::EcdsaRecoverCompressed,
        signature,
        message: &hash,
        key: &[],
    };
    let is_remembered = || cache().unwrap().knows(question);
    let recover = || ours::secp256k1_ecdsa_recover_compressed(signature, &hash);
    let is_by =
        |signer: ecdsa::Public| ours::is_recovered(signature, &hash, |key| *key == signer.0);
    let other = ecdsa::Pair::from_seed(&[9; 32]).public();

    assert_eq!(recover().ok(), Some(pair.public().0));
    assert!(!is_by(other) && !is_remembered());
    assert!(is_by(pair.public()) && is_remembered());
    assert_eq!(recover().ok(), Some(pair.public().0));
    assert!(!is_by(other));
}

/// One function's good signature is not another's.
#[test]
fn an_ecdsa_signature_over_a_hash_is_not_one_over_a_message() {
    with_cache();
    let pair = ecdsa::Pair::from_seed(&[7; 32]);
    let hash = [9; 32];
    let signature = pair.sign_prehashed(&hash);
    assert!(ours::ecdsa_verify_prehashed(
        &signature,
        &hash,
        &pair.public()
    ));
    assert!(!ours::ecdsa_verify(&signature, &hash, &pair.public()));
}

/// The point of zero is a key under one rule, and its signatures are bad under the other.
#[test]
fn a_signature_that_is_good_by_one_rule_is_not_remembered_for_the_other() {
    with_cache();
    let (signature, key) = ([0; 64].into(), [0; 32].into());
    let verify = || ours::ed25519_verify(&signature, b"", &key);
    assert!(verify());
    let mut externalities = TestExternalities::default();
    externalities.register_extension(UseDalekExt);
    externalities.execute_with(|| assert!(!verify()));
    assert!(verify());
}
