//! The host functions by which a runtime verifies signatures, with the cache in front of them.
//!
//! What is not cached is answered by the SDK's own functions. Names, types and results are the same, so a runtime
//! cannot tell which of the two it called.

use super::signature_cache::{cache, Function, Question, Success};
use sp_core::{ecdsa, ed25519, sr25519};
use sp_externalities::ExternalitiesExt;
use sp_io::{EcdsaVerifyError, UseDalekExt};
use sp_runtime_interface::{
    pass_by::{AllocateAndReturnByCodec, PassFatPointerAndRead, PassPointerAndRead},
    runtime_interface,
};

/// What is cached for a function that only answers yes or no.
const YES: Success = [0; 33];

/// The answer to a yes-or-no question.
fn remembered(question: Question, verify: impl FnOnce() -> bool) -> bool {
    match cache() {
        Some(cache) => cache
            .answer(question, || verify().then_some(YES).ok_or(()))
            .is_ok(),
        None => verify(),
    }
}

/// Old blocks of some chains are executed with another rule for which signatures of ed25519 are good. It
/// is switched on from outside, so those answers are not remembered.
fn has_another_rule() -> bool {
    sp_externalities::with_externalities(|mut externalities| {
        externalities.extension::<UseDalekExt>().is_some()
    })
    .unwrap_or_default()
}

/// Whether `signature` is by `key` over `message`.
pub fn ed25519_verify(
    signature: &ed25519::Signature,
    message: &[u8],
    key: &ed25519::Public,
) -> bool {
    let verify = || sp_io::crypto::ed25519_verify(signature, message, key);
    if has_another_rule() {
        return verify();
    }
    let question = Question {
        function: Function::Ed25519Verify,
        signature: signature.as_ref(),
        message,
        key: key.as_ref(),
    };
    remembered(question, verify)
}

/// Whether `signature` is by `key` over `message`.
pub fn sr25519_verify(
    signature: &sr25519::Signature,
    message: &[u8],
    key: &sr25519::Public,
) -> bool {
    remembered(about_sr25519(signature, message, key), || {
        sp_io::crypto::sr25519_verify(signature, message, key)
    })
}

pub fn about_sr25519<'a>(
    signature: &'a sr25519::Signature,
    message: &'a [u8],
    key: &'a sr25519::Public,
) -> Question<'a> {
    Question {
        function: Function::Sr25519Verify,
        signature: signature.as_ref(),
        message,
        key: key.as_ref(),
    }
}

/// Cache the answer yes.
pub fn remember_sr25519(signature: &sr25519::Signature, message: &[u8], key: &sr25519::Public) {
    if let Some(cache) = cache() {
        cache.remember(about_sr25519(signature, message, key), YES);
    }
}

/// Whether `signature` is by `key` over the BLAKE2 hash of `message`.
pub fn ecdsa_verify(signature: &ecdsa::Signature, message: &[u8], key: &ecdsa::Public) -> bool {
    let question = Question {
        function: Function::EcdsaVerify,
        signature: signature.as_ref(),
        message,
        key: key.as_ref(),
    };
    remembered(question, || {
        sp_io::crypto::ecdsa_verify(signature, message, key)
    })
}

/// Whether `signature` is by `key` over `hash`.
pub fn ecdsa_verify_prehashed(
    signature: &ecdsa::Signature,
    hash: &[u8; 32],
    key: &ecdsa::Public,
) -> bool {
    let question = Question {
        function: Function::EcdsaVerifyPrehashed,
        signature: signature.as_ref(),
        message: hash,
        key: key.as_ref(),
    };
    remembered(question, || {
        sp_io::crypto::ecdsa_verify_prehashed(signature, hash, key)
    })
}

/// By whose key `signature` is over `hash`. This is how transactions with ECDSA and Ethereum signatures
/// are verified.
///
/// Nearly everything recovers to some key, so this alone is no success: what is remembered comes from
/// [`is_recovered`], or else junk would push out what was verified.
pub fn secp256k1_ecdsa_recover_compressed(
    signature: &[u8; 65],
    hash: &[u8; 32],
) -> Result<[u8; 33], EcdsaVerifyError> {
    let remembered = cache().and_then(|cache| cache.recall(about_recovery(signature, hash)));
    match remembered {
        Some(key) => Ok(key),
        None => sp_io::crypto::secp256k1_ecdsa_recover_compressed(signature, hash),
    }
}

/// Whether `signature` over `hash` is by the key for which `is_expected`. If it is, the key is remembered.
pub fn is_recovered(
    signature: &[u8; 65],
    hash: &[u8; 32],
    is_expected: impl Fn(&[u8; 33]) -> bool,
) -> bool {
    let recover = || {
        let key = sp_io::crypto::secp256k1_ecdsa_recover_compressed(signature, hash);
        key.ok().filter(&is_expected).ok_or(())
    };
    let key = match cache() {
        Some(cache) => cache.answer(about_recovery(signature, hash), recover),
        None => recover(),
    };
    // What is remembered may be the key of another claim.
    key.is_ok_and(|key| is_expected(&key))
}

fn about_recovery<'a>(signature: &'a [u8; 65], hash: &'a [u8; 32]) -> Question<'a> {
    Question {
        function: Function::EcdsaRecoverCompressed,
        signature,
        message: hash,
        key: &[],
    }
}

/// [`secp256k1_ecdsa_recover_compressed`] as it was before: a signature may have numbers that are too large.
fn recover_overflowing(
    signature: &[u8; 65],
    hash: &[u8; 32],
) -> Result<[u8; 33], EcdsaVerifyError> {
    let [numbers @ .., v] = signature;
    let v = if *v > 26 { v - 27 } else { *v };
    let v = libsecp256k1::RecoveryId::parse(v).map_err(|_| EcdsaVerifyError::BadV)?;
    let signature = libsecp256k1::Signature::parse_overflowing_slice(numbers)
        .map_err(|_| EcdsaVerifyError::BadRS)?;
    libsecp256k1::recover(&libsecp256k1::Message::parse(hash), &signature, &v)
        .map(|key| key.serialize_compressed())
        .map_err(|_| EcdsaVerifyError::BadSignature)
}

/// The interface, named as the SDK's. Earlier versions of a function, which only runtimes of many years ago
/// call, are the SDK's rules without a cache: an interface has to have them all.
// The runtime calls them by their names.
#[allow(dead_code)]
#[runtime_interface]
pub trait Crypto {
    fn ed25519_verify(
        signature: PassPointerAndRead<&ed25519::Signature, 64>,
        message: PassFatPointerAndRead<&[u8]>,
        key: PassPointerAndRead<&ed25519::Public, 32>,
    ) -> bool {
        super::ed25519_verify(signature, message, key)
    }

    fn sr25519_verify(
        signature: PassPointerAndRead<&sr25519::Signature, 64>,
        message: PassFatPointerAndRead<&[u8]>,
        key: PassPointerAndRead<&sr25519::Public, 32>,
    ) -> bool {
        sr25519::Pair::verify_deprecated(signature, message, key)
    }

    #[version(2)]
    fn sr25519_verify(
        signature: PassPointerAndRead<&sr25519::Signature, 64>,
        message: PassFatPointerAndRead<&[u8]>,
        key: PassPointerAndRead<&sr25519::Public, 32>,
    ) -> bool {
        super::sr25519_verify(signature, message, key)
    }

    fn ecdsa_verify(
        signature: PassPointerAndRead<&ecdsa::Signature, 65>,
        message: PassFatPointerAndRead<&[u8]>,
        key: PassPointerAndRead<&ecdsa::Public, 33>,
    ) -> bool {
        #[allow(deprecated)]
        ecdsa::Pair::verify_deprecated(signature, message, key)
    }

    #[version(2)]
    fn ecdsa_verify(
        signature: PassPointerAndRead<&ecdsa::Signature, 65>,
        message: PassFatPointerAndRead<&[u8]>,
        key: PassPointerAndRead<&ecdsa::Public, 33>,
    ) -> bool {
        super::ecdsa_verify(signature, message, key)
    }

    fn ecdsa_verify_prehashed(
        signature: PassPointerAndRead<&ecdsa::Signature, 65>,
        hash: PassPointerAndRead<&[u8; 32], 32>,
        key: PassPointerAndRead<&ecdsa::Public, 33>,
    ) -> bool {
        super::ecdsa_verify_prehashed(signature, hash, key)
    }

    fn secp256k1_ecdsa_recover_compressed(
        signature: PassPointerAndRead<&[u8; 65], 65>,
        hash: PassPointerAndRead<&[u8; 32], 32>,
    ) -> AllocateAndReturnByCodec<Result<[u8; 33], EcdsaVerifyError>> {
        recover_overflowing(signature, hash)
    }

    #[version(2)]
    fn secp256k1_ecdsa_recover_compressed(
        signature: PassPointerAndRead<&[u8; 65], 65>,
        hash: PassPointerAndRead<&[u8; 32], 32>,
    ) -> AllocateAndReturnByCodec<Result<[u8; 33], EcdsaVerifyError>> {
        super::secp256k1_ecdsa_recover_compressed(signature, hash)
    }
}
