//! Claims by Ethereum signature.

use super::mock::*;
use crate::{
    claim_text, recover_claimant, Call, Claim, Claims, Error, EthereumSignature, Event, Unclaimed,
};
use chaos_primitives::{currency::COS, AccountId};
use frame_support::{
    assert_noop, assert_ok,
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidity},
    traits::fungible::Inspect,
};
use hex_literal::hex;
#[allow(deprecated)]
use sp_runtime::traits::ValidateUnsigned;

fn signed_by(key: u8, dest: &AccountId) -> EthereumSignature {
    personal_sign(&ethereum_key(key), &CosDistribution::claim_text(dest))
}

#[allow(deprecated)]
fn pool_says(dest: AccountId, ethereum_signature: EthereumSignature) -> TransactionValidity {
    CosDistribution::validate_unsigned(
        TransactionSource::External,
        &Call::claim {
            dest,
            ethereum_signature,
        },
    )
}

fn rejected(code: u8) -> TransactionValidity {
    Err(InvalidTransaction::Custom(code).into())
}

/// The signature was made by ethers 6.17: `new Wallet("0x" + "46".repeat(32)).signMessage(text)`.
#[test]
fn a_signature_of_a_wallet_recovers_to_its_address() {
    let text = claim_text(&account(NOBODY), &sp_core::H256::repeat_byte(0xab));
    assert_eq!(
        text,
        format!(
            "Claim COS to 0x{} on chain 0x{}",
            "07".repeat(32),
            "ab".repeat(32)
        )
    );
    let signature = EthereumSignature(hex!(
        "a7942e15f88e691f7967271c02ae6e8bceb89289ec019fdd211e4874fe75913f"
        "1894bb1be75df00427dc0f9a04a0a1685851017296902a66bad52d1d09104b951c"
    ));
    let address = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"
        .parse()
        .unwrap();
    assert_eq!(recover_claimant(&text, &signature), Some(address));

    let key = sp_core::Pair::from_seed(&[0x46; 32]);
    assert_eq!(ethereum_address(&key), address);
    assert_eq!(personal_sign(&key, &text), signature);
}

#[test]
fn a_claim_moves_what_is_owed_to_the_destination() {
    new_test_ext().execute_with(|| {
        let (dest, claimant) = (account(NOBODY), ethereum_address(&ethereum_key(1)));
        let signature = signed_by(1, &dest);
        assert!(pool_says(dest.clone(), signature.clone()).is_ok());
        assert_ok!(CosDistribution::claim(
            RuntimeOrigin::none(),
            dest.clone(),
            signature
        ));

        assert_eq!(Balances::total_balance(&dest), CLAIM);
        assert_eq!(
            Balances::total_balance(&CosDistribution::pot()),
            1_000_000 * COS
        );
        assert_eq!(Unclaimed::<Test>::get(), 1_000_000 * COS);
        assert_eq!(
            Claims::<Test>::get(claimant),
            Some(Claim {
                amount: CLAIM,
                claimed_by: Some(dest.clone())
            })
        );
        System::assert_last_event(
            Event::Claimed {
                claimant,
                dest,
                amount: CLAIM,
            }
            .into(),
        );
        CosDistribution::do_try_state().unwrap();
    });
}

#[test]
fn the_last_claim_empties_the_pot() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        for key in [1, 2] {
            let signature = signed_by(key, &dest);
            assert_ok!(CosDistribution::claim(
                RuntimeOrigin::none(),
                dest.clone(),
                signature
            ));
        }
        assert_eq!(Balances::total_balance(&dest), 3_000_000 * COS);
        assert_eq!(Balances::total_balance(&CosDistribution::pot()), 0);
        CosDistribution::do_try_state().unwrap();
    });
}

#[test]
fn the_last_claim_empties_a_pot_that_somebody_sent_tokens_to() {
    new_test_ext().execute_with(|| {
        let (pot, dest) = (CosDistribution::pot(), account(NOBODY));
        // What the ledger of tokens does for each kind of them.
        for _ in 0..3 {
            assert_ok!(System::inc_consumers(&pot));
        }
        for key in [1, 2] {
            let signature = signed_by(key, &dest);
            assert!(pool_says(dest.clone(), signature.clone()).is_ok());
            assert_ok!(CosDistribution::claim(
                RuntimeOrigin::none(),
                dest.clone(),
                signature
            ));
        }
        assert_eq!(Balances::total_balance(&pot), 0);
        assert_eq!((System::consumers(&pot), System::providers(&pot)), (3, 1));
        CosDistribution::do_try_state().unwrap();
    });
}

#[test]
fn both_ways_to_write_the_recovery_id_are_taken() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        let mut signature = signed_by(1, &dest);
        signature.0[64] -= 27;
        assert!(pool_says(dest, signature).is_ok());
    });
}

#[test]
fn a_claim_should_fail_when_it_was_made_already() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        let signature = signed_by(1, &dest);
        assert_ok!(CosDistribution::claim(
            RuntimeOrigin::none(),
            dest.clone(),
            signature.clone()
        ));
        assert_eq!(pool_says(dest.clone(), signature.clone()), rejected(2));
        assert_noop!(
            CosDistribution::claim(RuntimeOrigin::none(), dest, signature),
            Error::<Test>::AlreadyClaimed
        );
    });
}

#[test]
fn a_claim_should_fail_when_the_address_is_owed_nothing() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        let signature = signed_by(9, &dest);
        assert_eq!(pool_says(dest.clone(), signature.clone()), rejected(1));
        assert_noop!(
            CosDistribution::claim(RuntimeOrigin::none(), dest, signature),
            Error::<Test>::NothingToClaim
        );
    });
}

#[test]
fn a_claim_should_fail_when_another_destination_or_chain_was_signed() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        let elsewhere = claim_text(&dest, &sp_core::H256::repeat_byte(1));
        for signature in [
            signed_by(1, &account(ANGEL)),
            personal_sign(&ethereum_key(1), &elsewhere),
        ] {
            assert_eq!(pool_says(dest.clone(), signature.clone()), rejected(1));
            assert_noop!(
                CosDistribution::claim(RuntimeOrigin::none(), dest.clone(), signature),
                Error::<Test>::NothingToClaim
            );
        }
    });
}

#[test]
fn a_claim_should_fail_when_no_key_can_have_made_the_signature() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        let mut wrong_recovery_id = signed_by(1, &dest);
        wrong_recovery_id.0[64] = 99;
        for signature in [
            EthereumSignature([0; 65]),
            EthereumSignature([255; 65]),
            wrong_recovery_id,
        ] {
            assert_eq!(pool_says(dest.clone(), signature.clone()), rejected(0));
            assert_noop!(
                CosDistribution::claim(RuntimeOrigin::none(), dest.clone(), signature),
                Error::<Test>::InvalidSignature
            );
        }
    });
}

#[test]
fn a_claim_should_fail_when_it_is_signed_by_an_account() {
    new_test_ext().execute_with(|| {
        let dest = account(NOBODY);
        let signature = signed_by(1, &dest);
        assert_noop!(
            CosDistribution::claim(RuntimeOrigin::signed(account(ANGEL)), dest, signature),
            sp_runtime::DispatchError::BadOrigin
        );
    });
}

#[test]
fn two_signatures_for_one_claim_exclude_each_other_in_the_pool() {
    new_test_ext().execute_with(|| {
        let provides = |dest: AccountId| {
            pool_says(dest.clone(), signed_by(1, &dest))
                .expect("the claim is open")
                .provides
        };
        assert_eq!(provides(account(NOBODY)), provides(account(ANGEL)));
        let other = pool_says(account(NOBODY), signed_by(2, &account(NOBODY)));
        assert_ne!(
            provides(account(NOBODY)),
            other.expect("the claim is open").provides
        );
    });
}
