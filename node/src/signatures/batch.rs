//! Many signatures of sr25519 at once, which takes less than half the time of one after the other.

use super::{cache, host_functions, transaction::Signed};
use rayon::prelude::*;
use schnorrkel::{context::SigningContext, PublicKey, Signature};
use sp_core::sr25519;

/// So many are verified together. With more of them the time for each grows again.
const TOGETHER: usize = 32;

/// The context in which Substrate signs.
const CONTEXT: &[u8] = b"substrate";

/// A signature, by whom it is said to be, and over what.
pub type Claim<'a> = (&'a sr25519::Signature, &'a [u8], sr25519::Public);

/// Verify on all cores what is `signed`, so that what is true is remembered. What is not is found again, and
/// refused, when the runtime asks.
pub fn verify_all(signed: Vec<Signed>) {
    let (of_sr25519, others): (Vec<_>, Vec<_>) = signed
        .into_iter()
        .partition(|signed| signed.claim().is_some());
    verify(of_sr25519.iter().filter_map(Signed::claim).collect());
    others.par_iter().for_each(|signed| {
        signed.verify();
    });
}

/// Verify on all cores those of the `claims` that are not remembered, and remember those that are true.
///
/// A batch is found good only if each signature in it is, but for a chance of 2^-128. (There are no two ways
/// to read a signature or a key: the group has no cofactor.) Those of a batch that is not good are verified
/// one by one.
fn verify(claims: Vec<Claim>) {
    let Some(cache) = cache() else {
        return;
    };
    let unknown: Vec<_> = claims
        .into_par_iter()
        .filter(|(signature, message, key)| {
            !cache.knows(host_functions::about_sr25519(signature, message, key))
        })
        .collect();
    unknown.par_chunks(TOGETHER).for_each(|claims| {
        if are_all_true(claims) {
            for (signature, message, key) in claims {
                host_functions::remember_sr25519(signature, message, key);
            }
        } else {
            for (signature, message, key) in claims {
                host_functions::sr25519_verify(signature, message, key);
            }
        }
    });
}

/// Whether every one of the `claims` is true.
fn are_all_true(claims: &[Claim]) -> bool {
    let parsed: Option<Vec<_>> = claims
        .iter()
        .map(|(signature, _, key)| {
            let signature = Signature::from_bytes(&signature.0).ok()?;
            Some((signature, PublicKey::from_bytes(&key.0).ok()?))
        })
        .collect();
    let Some(parsed) = parsed else {
        return false;
    };
    let (signatures, keys): (Vec<_>, Vec<_>) = parsed.into_iter().unzip();
    let context = SigningContext::new(CONTEXT);
    let transcripts = claims.iter().map(|(_, message, _)| context.bytes(message));
    schnorrkel::verify_batch(transcripts, &signatures, &keys, false).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sp_core::Pair;

    proptest! {
        /// A batch is good if and only if each signature is.
        #[test]
        fn as_one_by_one(
            messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 1..20),
            seed: [u8; 32],
            damaged: Option<(prop::sample::Index, usize)>,
        ) {
            let pair = sr25519::Pair::from_seed(&seed);
            let mut signatures: Vec<_> =
                messages.iter().map(|message| pair.sign(message)).collect();
            if let Some((which, bit)) = damaged {
                let signature: &mut sr25519::Signature = which.get_mut(&mut signatures);
                let bytes: &mut [u8] = signature.as_mut();
                bytes[bit / 8 % 64] ^= 1 << (bit % 8);
            }
            let claims: Vec<Claim> = signatures
                .iter()
                .zip(&messages)
                .map(|(signature, message)| (signature, &message[..], pair.public()))
                .collect();
            let each = claims.iter().all(|(signature, message, key)| {
                sp_io::crypto::sr25519_verify(signature, message, key)
            });
            prop_assert_eq!(are_all_true(&claims), each);
            prop_assert_eq!(each, damaged.is_none());
        }
    }
}
