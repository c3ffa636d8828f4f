//! Transactions that are validated together are validated as one by one.

mod common;

use chaos_primitives::AccountId;
use chaos_runtime::{batches, Executive, RuntimeCall, System, UncheckedExtrinsic};
use codec::Encode;
use common::*;
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
    MultiAddress, OpaqueExtrinsic,
};

const SOURCE: TransactionSource = TransactionSource::External;

fn transfer(value: u128) -> RuntimeCall {
    pallet_balances::Call::transfer_keep_alive {
        dest: MultiAddress::Id(AccountId::new([9; 32])),
        value,
    }
    .into()
}

/// By somebody who has coins, or has none.
fn signed(sender: Sr25519Keyring, tip: u128) -> OpaqueExtrinsic {
    sign(sender, transfer(1), tip).into()
}

/// With a signature by somebody else.
fn forged() -> OpaqueExtrinsic {
    let mut bytes = signed(Alice, 0).inner().to_vec();
    // After the version, and the address and the signature with their kinds.
    bytes[1 + 33 + 1] ^= 1;
    OpaqueExtrinsic::from_blob(bytes)
}

fn inherent() -> OpaqueExtrinsic {
    let now = pallet_timestamp::Call::set { now: 1 };
    UncheckedExtrinsic::new_bare(now.into()).into()
}

fn noise() -> OpaqueExtrinsic {
    OpaqueExtrinsic::from_blob(vec![0x84; 50])
}

/// By itself, as the node asks where there is no batch.
fn alone(transaction: &OpaqueExtrinsic) -> Option<TransactionValidity> {
    let bytes = transaction.encode();
    let decoded = codec::Decode::decode(&mut &bytes[..]).ok()?;
    let mut validity = None;
    let _ = frame_support::storage::with_transaction(|| {
        validity = Some(Executive::validate_transaction(
            SOURCE,
            decoded,
            genesis_hash(),
        ));
        frame_support::storage::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(()))
    });
    validity
}

fn together(transactions: &[OpaqueExtrinsic]) -> Vec<Option<TransactionValidity>> {
    let transactions = transactions.iter().cloned().map(|each| (SOURCE, each));
    batches::validate(transactions.collect(), genesis_hash())
}

fn any_transaction() -> impl Strategy<Value = OpaqueExtrinsic> {
    // Signing asks the chain for the nonce, which is 0 for everybody at first.
    let signed_by =
        |sender| move |tip| new_chain("development").execute_with(|| signed(sender, tip));
    prop_oneof![
        (0..1_000u128).prop_map(signed_by(Alice)),
        (0..1_000u128).prop_map(signed_by(Bob)),
        Just(u128::MAX / 2).prop_map(signed_by(Charlie)),
        Just(()).prop_map(|()| new_chain("development").execute_with(forged)),
        Just(inherent()),
        Just(noise()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn as_one_by_one(transactions in prop::collection::vec(any_transaction(), 0..8)) {
        new_chain("development").execute_with(|| {
            let each: Vec<_> = transactions.iter().map(alone).collect();
            prop_assert_eq!(together(&transactions), each);
            Ok(())
        })?;
    }
}

#[test]
fn each_has_its_own_answer() {
    new_chain("development").execute_with(|| {
        let answers = together(&[
            signed(Alice, 0),
            forged(),
            inherent(),
            noise(),
            signed(Bob, 0),
        ]);
        let [good, forged, inherent, noise, other] = answers.try_into().unwrap();
        assert!(good.unwrap().unwrap().requires.is_empty());
        assert_eq!(forged, Some(Err(InvalidTransaction::BadProof.into())));
        assert_eq!(
            inherent,
            Some(Err(InvalidTransaction::MandatoryValidation.into()))
        );
        assert_eq!(noise, None);
        assert!(other.unwrap().is_ok());
    });
}

#[test]
fn validating_leaves_no_trace() {
    let mut chain = new_chain("development");
    let root = chain.execute_with(|| sp_io::storage::root(sp_runtime::StateVersion::V1));
    chain.execute_with(|| {
        let number = System::block_number();
        together(&[signed(Alice, 0), signed(Bob, 0)]);
        assert_eq!(System::block_number(), number);
        assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root);
    });
}
