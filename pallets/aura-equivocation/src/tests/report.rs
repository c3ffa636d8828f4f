//! Reports, in the pool and in blocks.

use super::mock::*;
use crate::{Call, EquivocationOffence, EquivocationProofOf, Error};
use codec::Decode;
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use frame_system::mocking::MockUncheckedExtrinsic;
use sp_core::offchain::{testing::TestTransactionPoolExt, TransactionPoolExt};
use sp_keyring::Sr25519Keyring::*;
#[allow(deprecated)]
use sp_runtime::traits::ValidateUnsigned;
use sp_runtime::{
    traits::BadOrigin,
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};
use sp_session::MembershipProof;

fn report(proof: EquivocationProofOf<Test>, owner: MembershipProof) -> DispatchResult {
    AuraEquivocation::report_equivocation_unsigned(RuntimeOrigin::none(), Box::new(proof), owner)
}

fn call(proof: EquivocationProofOf<Test>, owner: MembershipProof) -> Call<Test> {
    Call::report_equivocation_unsigned {
        equivocation_proof: Box::new(proof),
        key_owner_proof: owner,
    }
}

#[allow(deprecated)]
fn validate(
    source: TransactionSource,
    call: &Call<Test>,
) -> Result<sp_runtime::transaction_validity::ValidTransaction, TransactionValidityError> {
    let valid = AuraEquivocation::validate_unsigned(source, call);
    if source == TransactionSource::InBlock {
        assert_eq!(
            AuraEquivocation::pre_dispatch(call).err(),
            valid.clone().err()
        );
    }
    valid
}

#[test]
fn an_offence_is_handed_on() {
    new_test_ext().execute_with(|| {
        assert_ok!(report(equivocation(Dave), owner(Dave)));
        let offence = EquivocationOffence {
            slot: SLOT.into(),
            session_index: 7,
            validator_set_count: 4,
            offender: Dave.public().into(),
        };
        assert_eq!(Reported::get(), [offence]);
    });
}

#[test]
fn reports_are_unsigned() {
    new_test_ext().execute_with(|| {
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::root()] {
            assert_noop!(
                AuraEquivocation::report_equivocation_unsigned(
                    origin,
                    Box::new(equivocation(Dave)),
                    owner(Dave),
                ),
                BadOrigin
            );
        }
    });
}

#[test]
fn a_report_is_refused_with_its_reason() {
    new_test_ext().execute_with(|| {
        let bad = proof(Dave, [block(Dave, SLOT, 1), block(Charlie, SLOT, 2)]);
        assert_noop!(
            report(bad, owner(Dave)),
            Error::<Test>::InvalidEquivocationProof
        );
        assert_noop!(
            report(equivocation(Dave), owner(Charlie)),
            Error::<Test>::InvalidKeyOwnershipProof
        );
        assert_noop!(
            report(equivocation(Eve), owner(Eve)),
            Error::<Test>::InvalidKeyOwnershipProof
        );
        assert!(Reported::get().is_empty());

        assert_ok!(report(equivocation(Dave), owner(Dave)));
        let third = proof(Dave, [block(Dave, SLOT, 1), block(Dave, SLOT, 3)]);
        assert_noop!(
            report(third, owner(Dave)),
            Error::<Test>::DuplicateOffenceReport
        );
        assert_eq!(Reported::get().len(), 1);
    });
}

#[test]
fn only_the_author_of_a_block_includes_reports() {
    new_test_ext().execute_with(|| {
        let call = call(equivocation(Dave), owner(Dave));
        assert_eq!(
            validate(TransactionSource::External, &call),
            Err(InvalidTransaction::Call.into())
        );
        assert_ok!(validate(TransactionSource::InBlock, &call));
        let valid = validate(TransactionSource::Local, &call).unwrap();
        assert!(!valid.propagate);
        assert_eq!(valid.longevity, 100);
        assert_eq!(valid.priority, u64::MAX);
    });
}

#[test]
fn the_pool_takes_one_report_of_an_offence() {
    new_test_ext().execute_with(|| {
        let tags = |proof| {
            validate(TransactionSource::Local, &call(proof, owner(Dave)))
                .unwrap()
                .provides
        };
        let third = proof(Dave, [block(Dave, SLOT, 1), block(Dave, SLOT, 3)]);
        assert_eq!(tags(equivocation(Dave)), tags(third));
    });
}

#[test]
fn neither_the_pool_nor_a_block_takes_a_bad_report() {
    new_test_ext().execute_with(|| {
        let header = block(Dave, SLOT, 1);
        let same = call(proof(Dave, [header.clone(), header]), owner(Dave));
        let not_owned = call(equivocation(Dave), owner(Charlie));
        let known = call(equivocation(Dave), owner(Dave));
        assert_ok!(report(equivocation(Dave), owner(Dave)));
        for source in [TransactionSource::Local, TransactionSource::InBlock] {
            for (call, error) in [
                (&same, InvalidTransaction::BadProof),
                (&not_owned, InvalidTransaction::BadProof),
                (&known, InvalidTransaction::Stale),
            ] {
                assert_eq!(validate(source, call), Err(error.into()));
            }
        }
    });
}

#[test]
fn a_report_is_submitted_to_the_pool() {
    let mut ext = new_test_ext();
    let (pool, state) = TestTransactionPoolExt::new();
    ext.register_extension(TransactionPoolExt::new(pool));
    ext.execute_with(|| {
        let submitted =
            AuraEquivocation::submit_unsigned_equivocation_report(equivocation(Dave), owner(Dave));
        assert_eq!(submitted, Some(()));
        let encoded = state.read().transactions[0].clone();
        let transaction = MockUncheckedExtrinsic::<Test>::decode(&mut &encoded[..]).unwrap();
        assert!(matches!(
            transaction.function,
            RuntimeCall::AuraEquivocation(Call::report_equivocation_unsigned { .. })
        ));
    });
}
