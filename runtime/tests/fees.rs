//! Every signed transaction pays; unsigned ones are still included.

use crate::common::*;
use chaos_primitives::currency::{COS, TOTAL_SUPPLY};
use chaos_runtime::{
    fees::{ChargeAlways, WEIGHT_PER_BYTE},
    AccountId, CosDistribution, Executive, Hash, Preimage, Runtime, RuntimeCall, RuntimeOrigin,
    UncheckedExtrinsic, ValidatorSet,
};
use codec::{Decode, Encode};
use frame_support::{
    assert_ok,
    dispatch::{DispatchClass::Operational, GetDispatchInfo, Pays},
    traits::KeyOwnerProofSystem,
    weights::constants::WEIGHT_REF_TIME_PER_MICROS,
};
use hex_literal::hex;
use pallet_cos_distribution::EthereumSignature;
use pallet_transaction_payment::ChargeTransactionPayment;
use scale_info::{meta_type, Registry};
use sp_consensus_grandpa::KEY_TYPE;
use sp_core::{ecdsa, Pair};
use sp_io::hashing::keccak_256;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring::*};
use sp_runtime::{
    traits::{BlakeTwo256, Hash as _, TransactionExtension},
    transaction_validity::{TransactionPriority, TransactionSource},
};

/// The claim of the development chains' well-known claimant.
fn claim(dest: AccountId) -> UncheckedExtrinsic {
    let key = hex!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    let text = CosDistribution::claim_text(&dest);
    let message = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    let signed = ecdsa::Pair::from_seed(&key).sign_prehashed(&keccak_256(message.as_bytes()));
    let claim: RuntimeCall = pallet_cos_distribution::Call::claim {
        dest,
        ethereum_signature: EthereumSignature(signed.0),
    }
    .into();
    UncheckedExtrinsic::new_bare(claim)
}

fn priority(transaction: UncheckedExtrinsic) -> TransactionPriority {
    let block = Hash::default();
    Executive::validate_transaction(TransactionSource::External, transaction, block)
        .expect("it is valid")
        .priority
}

fn note(bytes: &[u8]) -> RuntimeCall {
    let bytes = bytes.to_vec();
    pallet_preimage::Call::note_preimage { bytes }.into()
}

#[test]
fn each_call_of_a_batch_pays_for_its_layer_of_the_state() {
    let weight = |call: &RuntimeCall| call.get_dispatch_info().call_weight.ref_time();
    let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
    let calls = || vec![remark.clone(); 100];
    for batch in [
        pallet_utility::Call::batch { calls: calls() },
        pallet_utility::Call::batch_all { calls: calls() },
        pallet_utility::Call::force_batch { calls: calls() },
    ] {
        let own = weight(&batch.into()) - 100 * weight(&remark);
        assert!(own >= 100 * 10 * WEIGHT_REF_TIME_PER_MICROS, "{own} ps");
    }
}

#[test]
fn a_long_transaction_weighs_what_its_bytes_take() {
    let weight = |bytes: usize| {
        let remark = vec![0; bytes];
        let call = frame_system::Call::<Runtime>::remark { remark }.into();
        ChargeAlways::with_tip(0).weight(&call)
    };
    // The length of a remark is encoded in one byte or in four.
    let longer = 4_000_000 + 3;
    assert_eq!(
        weight(4_000_000) - weight(0),
        WEIGHT_PER_BYTE.saturating_mul(longer)
    );
}

#[test]
fn noting_what_was_requested_is_paid_for() {
    new_chain("development").execute_with(|| {
        for bytes in [&b"one"[..], b"two"] {
            let hash = BlakeTwo256::hash(bytes);
            assert_ok!(Preimage::request_preimage(RuntimeOrigin::root(), hash));
        }
        // The SDK's pallet waives the fee.
        let eve = RuntimeOrigin::signed(Eve.to_account_id());
        let waived = Preimage::note_preimage(eve, b"one".to_vec()).unwrap();
        assert_eq!(waived.pays_fee, Pays::No);

        let before = balance(&Eve.to_account_id());
        // The second time, and the first.
        for bytes in [&b"one"[..], b"two"] {
            let before = balance(&Eve.to_account_id());
            assert_eq!(make_block(vec![sign(Eve, note(bytes), 7)]), [Ok(Ok(()))]);
            let fee = fees_paid(&Eve.to_account_id());
            let length = note(bytes).encoded_size() as u128;
            assert!(fee > 7 + length * chaos_primitives::currency::MICRO_COS);
            assert_eq!(balance(&Eve.to_account_id()), before - fee);
        }
        assert!(balance(&Eve.to_account_id()) < before);
        assert_all_coins_are_there();
    });
}

#[test]
fn a_signed_report_of_an_equivocation_is_paid_for() {
    new_chain("local_testnet").execute_with(|| {
        make_blocks_until(2);
        let key: sp_consensus_grandpa::AuthorityId = Ed25519Keyring::Dave.public().into();
        let report = pallet_grandpa::Call::report_equivocation {
            equivocation_proof: Box::new(two_votes(Ed25519Keyring::Dave, [1, 2])),
            key_owner_proof: ValidatorSet::prove((KEY_TYPE, key)).unwrap(),
        };
        succeed(Eve, report);
        assert!(fees_paid(&Eve.to_account_id()) > 0);
        assert_all_coins_are_there();
    });
}

/// Wallets build and show transactions as usual.
#[test]
fn wallets_see_the_extension_that_they_know() {
    type Known = ChargeTransactionPayment<Runtime>;
    assert_eq!(
        <ChargeAlways as TransactionExtension<RuntimeCall>>::IDENTIFIER,
        "ChargeTransactionPayment"
    );
    let mut types = Registry::new();
    assert_eq!(
        types.register_type(&meta_type::<ChargeAlways>()),
        types.register_type(&meta_type::<Known>())
    );
    for tip in [0, 1, COS, TOTAL_SUPPLY] {
        let encoded = Known::from(tip).encode();
        assert_eq!(ChargeAlways::with_tip(tip).encode(), encoded);
        let decoded = ChargeAlways::decode(&mut &encoded[..]);
        assert_eq!(decoded, Ok(ChargeAlways::with_tip(tip)));
    }
}

#[test]
fn claims_come_before_tips_and_after_reports_of_equivocations() {
    new_chain("development").execute_with(|| {
        make_blocks_until(2);
        let small: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
        let claim = priority(claim(Ferdie.to_account_id()));
        for tip in [0, 1_000, COS, 100 * COS] {
            let tipped = priority(sign(Eve, small.clone(), tip));
            assert!(claim > tipped, "{tip}: {claim} and {tipped}");
        }
        assert!(claim < TransactionPriority::MAX);
    });
}

#[test]
fn no_call_that_is_signed_comes_first_because_of_its_class() {
    new_chain("development").execute_with(|| {
        make_blocks_until(2);
        let operational: RuntimeCall = frame_system::Call::kill_prefix {
            prefix: vec![],
            subkeys: 240,
        }
        .into();
        assert_eq!(operational.get_dispatch_info().class, Operational);
        let remark: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
        let first = priority(sign(Eve, operational, 0));
        assert!(first < priority(sign(Eve, remark, 2)), "{first}");
    });
}

#[test]
fn a_claim_is_paid_to_an_account_without_a_coin() {
    new_chain("development").execute_with(|| {
        let dest = AccountId::from([9; 32]);
        assert_eq!(balance(&dest), 0);
        assert_eq!(make_block(vec![claim(dest.clone())]), [Ok(Ok(()))]);
        assert_eq!(balance(&dest), 1_000_000 * COS);
        assert_eq!(fees_paid(&dest), 0);
        assert_all_coins_are_there();
    });
}

#[test]
fn a_token_in_the_pot_does_not_keep_it_from_paying_the_last_claim() {
    new_chain("development").execute_with(|| {
        let create = pallet_erc20::Call::<Runtime>::create {
            name: b"Junk".to_vec(),
            symbol: b"JNK".to_vec(),
            decimals: 0,
            initial_supply: 1,
            options: pallet_erc20::TokenOptions {
                mintable: false,
                burnable: false,
                pausable: false,
                cap: None,
            },
        };
        let send = pallet_erc20::Call::<Runtime>::transfer {
            token_id: 0,
            to: CosDistribution::pot().into(),
            value: 1,
        };
        succeed(Eve, batch(vec![create.into(), send.into()]));

        let dest = AccountId::from([9; 32]);
        assert_eq!(make_block(vec![claim(dest.clone())]), [Ok(Ok(()))]);
        assert_eq!(balance(&dest), 1_000_000 * COS);
        assert_eq!(balance(&CosDistribution::pot()), 0);
        check_everything();
    });
}
