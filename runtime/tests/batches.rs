//! Validating and applying transactions in batches gives the same results as one by one.

use crate::common::*;
use chaos_primitives::{currency::COS, AccountId};
use chaos_runtime::{batches, Executive, Runtime, RuntimeCall, System, UncheckedExtrinsic};
use codec::Encode;
use frame_support::{
    dispatch::GetDispatchInfo,
    storage::{with_transaction_unchecked, TransactionOutcome},
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, MultiAddress, OpaqueExtrinsic, StateVersion,
};

const SOURCE: TransactionSource = TransactionSource::External;

fn transfer(value: u128) -> RuntimeCall {
    pallet_balances::Call::transfer_keep_alive {
        dest: MultiAddress::Id(AccountId::new([9; 32])),
        value,
    }
    .into()
}

/// By an account with or without coins.
fn signed(sender: Sr25519Keyring, tip: u128) -> OpaqueExtrinsic {
    sign(sender, transfer(1), tip).into()
}

/// With another account's signature.
fn forged() -> OpaqueExtrinsic {
    let mut bytes = signed(Alice, 0).inner().to_vec();
    // After the version, the address with its variant, and the signature with its variant.
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

/// Validated alone, as the node does without this runtime API.
fn alone(transaction: &OpaqueExtrinsic) -> Option<TransactionValidity> {
    let decoded = codec::Decode::decode(&mut &transaction.encode()[..]).ok()?;
    Some(with_transaction_unchecked(|| {
        let validity = Executive::validate_transaction(SOURCE, decoded, genesis_hash());
        TransactionOutcome::Rollback(validity)
    }))
}

fn together(transactions: &[OpaqueExtrinsic]) -> Vec<Option<TransactionValidity>> {
    let transactions = transactions.iter().cloned().map(|each| (SOURCE, each));
    batches::validate(transactions.collect(), genesis_hash())
}

fn any_transaction() -> impl Strategy<Value = OpaqueExtrinsic> {
    prop_oneof![4 => not_inherent(), 1 => Just(inherent())]
}

fn not_inherent() -> impl Strategy<Value = OpaqueExtrinsic> {
    // Signing reads the nonce, which is 0 for everybody at first.
    let signed_by =
        |sender| move |tip| new_chain("development").execute_with(|| signed(sender, tip));
    prop_oneof![
        (0..1_000u128).prop_map(signed_by(Alice)),
        (0..1_000u128).prop_map(signed_by(Bob)),
        Just(u128::MAX / 2).prop_map(signed_by(Charlie)),
        Just(()).prop_map(|()| new_chain("development").execute_with(forged)),
        Just(noise()),
    ]
}

/// The result for each, and the state root after the block.
fn block_of(
    apply: impl FnOnce() -> Vec<Option<ApplyExtrinsicResult>>,
) -> (Vec<Option<ApplyExtrinsicResult>>, Vec<u8>) {
    new_chain("development").execute_with(|| {
        let results = fill_block(apply);
        (results, sp_io::storage::root(StateVersion::V1))
    })
}

/// Applied alone, as the node does: an invalid transaction changes nothing.
fn apply_alone(transaction: &OpaqueExtrinsic) -> ApplyExtrinsicResult {
    let decoded = codec::Decode::decode(&mut &transaction.encode()[..])
        .map_err(|_| InvalidTransaction::Call)?;
    with_transaction_unchecked(|| match Executive::apply_extrinsic(decoded) {
        Ok(outcome) => TransactionOutcome::Commit(Ok(outcome)),
        Err(error) => TransactionOutcome::Rollback(Err(error)),
    })
}

fn heavy() -> RuntimeCall {
    let remark = frame_system::Call::<Runtime>::remark_with_event { remark: vec![] };
    pallet_utility::Call::batch_all {
        calls: vec![remark.into(); 1_000],
    }
    .into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn applied_as_one_by_one(transactions in prop::collection::vec(not_inherent(), 0..8)) {
        let one_by_one = block_of(|| transactions.iter().map(apply_alone).map(Some).collect());
        prop_assert_eq!(block_of(|| batches::apply(transactions, Weight::MAX)), one_by_one);
    }

    #[test]
    fn validated_as_one_by_one(transactions in prop::collection::vec(any_transaction(), 0..8)) {
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
    let root = chain.execute_with(|| sp_io::storage::root(StateVersion::V1));
    chain.execute_with(|| {
        let number = System::block_number();
        together(&[signed(Alice, 0), signed(Bob, 0)]);
        assert_eq!(System::block_number(), number);
        assert_eq!(sp_io::storage::root(StateVersion::V1), root);
    });
}

#[test]
fn a_batch_ends_when_it_is_enough_work_for_one_call() {
    new_chain("development").execute_with(|| {
        let transactions: Vec<OpaqueExtrinsic> = (0..32)
            .map(|nonce| sign_as(Alice, nonce, heavy(), 0).into())
            .collect();
        let applied = fill_block(|| {
            let before = System::block_weight().total();
            let results = batches::apply(transactions.clone(), Weight::MAX);
            assert!(results.iter().all(|result| result == &Some(Ok(Ok(())))));
            let took = System::block_weight().total() - before;
            assert!(took.ref_time() >= 50 * WEIGHT_REF_TIME_PER_MILLIS);
            results.len()
        });
        assert!((1..transactions.len()).contains(&applied), "{applied}");
        assert_eq!(System::account_nonce(Alice.to_account_id()), applied as u32);
    });
}

#[test]
fn what_does_not_fit_into_the_budget_is_left_for_later() {
    new_chain("development").execute_with(|| {
        let declared = |call| sign(Alice, call, 0).get_dispatch_info().total_weight();
        let (light, heavy_one) = (declared(transfer(COS)), declared(heavy()));
        assert!(heavy_one.ref_time() > 4 * light.ref_time());
        let transactions: Vec<OpaqueExtrinsic> = vec![
            sign(Alice, transfer(COS), 0).into(),
            sign(Bob, heavy(), 0).into(),
            sign(Charlie, transfer(COS), 0).into(),
        ];
        // Enough for the heavy one alone, but not after another.
        let budget = Weight::from_parts(heavy_one.ref_time(), u64::MAX);
        let results = fill_block(|| batches::apply(transactions.clone(), budget));
        assert_eq!(results, [Some(Ok(Ok(()))), None, Some(Ok(Ok(())))]);
        let nonces = [Alice, Bob, Charlie].map(|who| System::account_nonce(who.to_account_id()));
        assert_eq!(nonces, [1, 0, 1]);
    });
}

#[test]
fn a_budget_that_is_used_up_leaves_everything() {
    new_chain("development").execute_with(|| {
        let transactions = vec![signed(Alice, 0), noise(), signed(Bob, 0)];
        let results = fill_block(|| batches::apply(transactions, Weight::zero()));
        let no_transaction = Some(Err(InvalidTransaction::Call.into()));
        assert_eq!(results, [None, no_transaction, None]);
        assert_eq!(System::account_nonce(Alice.to_account_id()), 0);
    });
}

#[test]
fn a_call_looks_at_so_many_and_no_more() {
    let many = vec![noise(); batches::MAX_TRANSACTIONS + 1];
    new_chain("development").execute_with(|| {
        assert_eq!(together(&many).len(), batches::MAX_TRANSACTIONS);
        let applied = fill_block(|| batches::apply(many, Weight::MAX));
        assert_eq!(applied.len(), batches::MAX_TRANSACTIONS);
    });
}
