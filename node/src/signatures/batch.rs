//! Verifies many sr25519 signatures at once, in less than half the time that they take one by one.

use super::transaction::Signed;
use crate::executor::{host_functions, signature_cache::cache};
use rayon::prelude::*;
use schnorrkel::{context::SigningContext, PublicKey, Signature};
use sp_core::sr25519;

/// How many are verified together. With more, the time for each grows again.
const TOGETHER: usize = 32;

/// The context in which Substrate signs.
const CONTEXT: &[u8] = b"substrate";

/// A signature, by whom it is said to be, and over what.
pub type Claim<'a> = (&'a sr25519::Signature, &'a [u8], sr25519::Public);

/// Verify on all cores what is `signed`, and cache what is valid. What is not is found out and refused when the runtime
/// asks.
pub fn verify_all(signed: Vec<Signed>) {
    let (of_sr25519, others): (Vec<_>, Vec<_>) = signed
        .into_iter()
        .partition(|signed| signed.claim().is_some());
    verify(of_sr25519.iter().filter_map(Signed::claim).collect());
    others.par_iter().for_each(|signed| {
        signed.verify();
    });
}

/// Verify on all cores those of the `claims` that are not cached, and cache the valid ones.
///
/// A batch is found good only if each signature in it is, but for a chance of 2^-128. (There are no two ways
/// to read a signature or a key: the group has no cofactor.)
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
    let remember = |claims: &[Claim]| {
        for (signature, message, key) in claims {
            host_functions::remember_sr25519(signature, message, key);
        }
    };
    unknown.par_chunks(TOGETHER).for_each(|claims| {
        if are_all_true(claims) {
            remember(claims);
        } else {
            sift(claims, &are_all_true, &remember);
        }
    });
}

/// Find the true ones of some `claims` that are not all true.
///
/// A false one among true ones is found by halving, so that whoever sends it spoils the batch for few others. Where
/// there are false ones in both halves, each claim is looked at: halving would cost more than that.
fn sift<T>(claims: &[T], are_all_true: &impl Fn(&[T]) -> bool, found: &impl Fn(&[T])) {
    if claims.len() < 2 {
        return;
    }
    let (left, right) = claims.split_at(claims.len() / 2);
    if are_all_true(left) {
        found(left);
        sift(right, are_all_true, found);
    } else if are_all_true(right) {
        found(right);
        sift(left, are_all_true, found);
    } else {
        for claim in claims.chunks(1).filter(|claim| are_all_true(claim)) {
            found(claim);
        }
    }
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
    use std::cell::{Cell, RefCell};

    /// What is found of some claims, and how many had to be looked at for that, each time that they were.
    fn sifted(claims: &[(usize, bool)]) -> (Vec<usize>, usize) {
        let (found, cost) = (RefCell::new(Vec::new()), Cell::new(0));
        let are_all_true = |claims: &[(usize, bool)]| {
            cost.set(cost.get() + claims.len());
            claims.iter().all(|(_, is_true)| *is_true)
        };
        sift(claims, &are_all_true, &|claims| {
            let which = claims.iter().map(|(which, _)| *which);
            found.borrow_mut().extend(which);
        });
        let mut found = found.into_inner();
        found.sort();
        (found, cost.get())
    }

    #[test]
    fn a_false_one_is_found_by_halving() {
        for bad in 0..TOGETHER {
            let claims: Vec<_> = (0..TOGETHER).map(|which| (which, which != bad)).collect();
            let (found, cost) = sifted(&claims);
            assert_eq!(
                found,
                (0..TOGETHER)
                    .filter(|which| *which != bad)
                    .collect::<Vec<_>>()
            );
            // Both halves, both quarters, and so on. Only the last is a single one, whose cost is the highest.
            assert!(cost <= 2 * TOGETHER - 2, "{cost}");
        }
    }

    proptest! {
        /// Whichever are false, and at a cost that whoever made them can't drive up.
        #[test]
        fn all_that_are_true_are_found(claims in prop::collection::vec(any::<bool>(), 1..=TOGETHER)) {
            prop_assume!(claims.contains(&false));
            let claims: Vec<_> = claims.into_iter().enumerate().collect();
            let (found, cost) = sifted(&claims);
            let are_true = claims.iter().filter(|(_, is_true)| *is_true);
            prop_assert_eq!(found, are_true.map(|(which, _)| *which).collect::<Vec<_>>());
            prop_assert!(cost <= 3 * claims.len());
        }

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
