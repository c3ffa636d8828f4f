//! What is found in a transaction's bytes is what the runtime will ask for.

use super::with_cache;
use crate::signatures::transaction::{Chain, Signed};
use chaos_primitives::{BlockNumber, Hash};
use chaos_runtime::{
    fees::ChargeAlways, sender::CheckSender, votes::CheckEra, Address, Runtime, RuntimeCall,
    Signature, SignedPayload, TxExtension, UncheckedExtrinsic, VERSION,
};
use codec::Encode;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_io::hashing::keccak_256;
use sp_runtime::{
    generic::Era, traits::IdentifyAccount, MultiSignature, MultiSigner, OpaqueExtrinsic,
};

const GENESIS: Hash = Hash::repeat_byte(1);
/// The block that transactions are in.
const NUMBER: BlockNumber = 100;

const CHAIN: Chain = Chain {
    spec_version: VERSION.spec_version,
    transaction_version: VERSION.transaction_version,
    genesis: GENESIS,
    hash_of: &|number| (number > 0).then(|| hash_of(number)),
};

fn hash_of(number: BlockNumber) -> Hash {
    Hash::from_low_u64_be(number.into())
}

pub fn extension(era: Era, nonce: u32, metadata_hash: bool) -> TxExtension {
    (
        frame_system::AuthorizeCall::new(),
        CheckSender,
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        CheckEra::from(era),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        ChargeAlways::with_tip(7),
        frame_metadata_hash_extension::CheckMetadataHash::new(metadata_hash),
        frame_system::WeightReclaim::new(),
    )
}

pub fn remark(length: usize) -> RuntimeCall {
    let remark = vec![7; length];
    frame_system::Call::<Runtime>::remark { remark }.into()
}

/// A transaction that somebody signed, whose `mortality` begins with the block of that hash.
pub fn transaction(
    call: RuntimeCall,
    extension: TxExtension,
    (genesis, birth): (Hash, Hash),
    signer: MultiSigner,
    sign: impl Fn(&[u8]) -> Signature,
) -> OpaqueExtrinsic {
    let (spec, format) = (VERSION.spec_version, VERSION.transaction_version);
    let implicit = ((), (), spec, format, genesis, birth, (), (), (), None, ());
    let payload = SignedPayload::from_raw(call, extension, implicit);
    let signature = payload.using_encoded(sign);
    let (call, extension, _) = payload.deconstruct();
    let signer = Address::Id(signer.into_account());
    UncheckedExtrinsic::new_signed(call, signer, signature, extension).into()
}

fn by_sr25519(call: RuntimeCall, extension: TxExtension, birth: Hash) -> OpaqueExtrinsic {
    let pair = sr25519::Pair::from_seed(&[1; 32]);
    let signer = pair.public().into();
    transaction(call, extension, (GENESIS, birth), signer, |payload| {
        pair.sign(payload).into()
    })
}

fn is_good(transaction: &OpaqueExtrinsic) -> Option<bool> {
    with_cache();
    Signed::of(transaction, NUMBER, &CHAIN).map(|signed| signed.verify())
}

#[test]
fn every_kind_of_signature_is_understood() {
    let immortal = || extension(Era::Immortal, 3, false);
    let of = |signer: MultiSigner, sign: &dyn Fn(&[u8]) -> Signature| {
        transaction(remark(8), immortal(), (GENESIS, GENESIS), signer, sign)
    };
    let ed25519 = ed25519::Pair::from_seed(&[1; 32]);
    let ecdsa = ecdsa::Pair::from_seed(&[1; 32]);
    let transactions = [
        by_sr25519(remark(8), immortal(), GENESIS),
        of(ed25519.public().into(), &|payload| {
            ed25519.sign(payload).into()
        }),
        of(ecdsa.public().into(), &|payload| ecdsa.sign(payload).into()),
        of(MultiSigner::Eth(ecdsa.public().0.into()), &|payload| {
            let signature = ecdsa.sign_prehashed(&keccak_256(payload));
            MultiSignature::Eth(signature.0.into())
        }),
    ];
    for transaction in transactions {
        assert_eq!(is_good(&transaction), Some(true));
    }
}

#[test]
fn a_signature_of_any_kind_is_somebodys_own() {
    let somebody = || sr25519::Pair::from_seed(&[2; 32]).public().into();
    let of = |sign: &dyn Fn(&[u8]) -> Signature| {
        let immortal = extension(Era::Immortal, 5, false);
        transaction(remark(8), immortal, (GENESIS, GENESIS), somebody(), sign)
    };
    let ecdsa = ecdsa::Pair::from_seed(&[1; 32]);
    let transactions = [
        of(&|payload| sr25519::Pair::from_seed(&[1; 32]).sign(payload).into()),
        of(&|payload| ed25519::Pair::from_seed(&[1; 32]).sign(payload).into()),
        of(&|payload| ecdsa.sign(payload).into()),
        of(&|payload| {
            let signature = ecdsa.sign_prehashed(&keccak_256(payload));
            MultiSignature::Eth(signature.0.into())
        }),
    ];
    for transaction in transactions {
        assert_eq!(is_good(&transaction), Some(false));
    }
}

#[test]
fn long_payloads_are_hashed() {
    for length in [0, 100, 150, 200, 256, 10_000] {
        let immortal = extension(Era::Immortal, 0, false);
        assert_eq!(
            is_good(&by_sr25519(remark(length), immortal, GENESIS)),
            Some(true)
        );
    }
}

#[test]
fn a_mortal_transaction_names_the_block_of_its_birth() {
    let era = Era::mortal(64, 90);
    let transaction = |birth| by_sr25519(remark(8), extension(era, 0, false), birth);
    assert_eq!(is_good(&transaction(hash_of(90))), Some(true));
    assert_eq!(is_good(&transaction(hash_of(91))), Some(false));
    // Born with the genesis, whose hash this chain does not tell.
    let unknown = extension(Era::mortal(128, 0), 0, false);
    assert_eq!(is_good(&by_sr25519(remark(8), unknown, GENESIS)), None);
}

#[test]
fn another_chain_and_another_version_are_refused() {
    let transaction = by_sr25519(remark(8), extension(Era::Immortal, 0, false), GENESIS);
    let good = |chain: &Chain| Signed::of(&transaction, NUMBER, chain).unwrap().verify();
    assert!(good(&CHAIN));
    assert!(!good(&Chain {
        spec_version: CHAIN.spec_version + 1,
        ..CHAIN
    }));
    assert!(!good(&Chain {
        transaction_version: CHAIN.transaction_version + 1,
        ..CHAIN
    }));
    assert!(!good(&Chain {
        genesis: Hash::zero(),
        ..CHAIN
    }));
}

#[test]
fn a_changed_call_is_refused() {
    let transaction = by_sr25519(remark(8), extension(Era::Immortal, 0, false), GENESIS);
    let mut bytes = transaction.inner().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(is_good(&OpaqueExtrinsic::from_blob(bytes)), Some(false));
}

#[test]
fn what_has_no_signature_or_one_over_the_metadata_is_left_alone() {
    let inherent = UncheckedExtrinsic::new_bare(remark(8));
    let metadata = by_sr25519(remark(8), extension(Era::Immortal, 0, true), GENESIS);
    let noise = [vec![], vec![0x84], vec![0xff; 200], vec![0x84; 200]];
    let noise = noise.map(OpaqueExtrinsic::from_blob);
    for transaction in [inherent.into(), metadata].into_iter().chain(noise) {
        assert_eq!(is_good(&transaction), None);
    }
}
