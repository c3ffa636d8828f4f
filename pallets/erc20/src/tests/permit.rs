//! Allowances signed off-chain (EIP-2612).

use super::mock::*;
use crate::{Error, Event};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, Balance, Signature, TokenId};
use codec::Encode;
use frame_support::assert_ok;
use sp_core::{ecdsa, ed25519, Pair, H256};
use sp_runtime::{traits::IdentifyAccount, DispatchResult, MultiSigner};

/// The text that ALICE signs so that BOB may spend, written down once more.
fn text(token_id: TokenId, spender: u8, value: Balance, nonce: u32, deadline: u64) -> Vec<u8> {
    let genesis: H256 = System::block_hash(0);
    let permit = (
        "erc20:permit",
        genesis,
        token_id,
        account(ALICE),
        account(spender),
        value,
        nonce,
        deadline,
    );
    [b"<Bytes>".to_vec(), permit.encode(), b"</Bytes>".to_vec()].concat()
}

fn sign(text: &[u8]) -> Signature {
    key(ALICE).sign(text).into()
}

fn permit(value: Balance, deadline: u64, signature: &Signature) -> DispatchResult {
    Erc20::permit(
        signed(CHARLIE),
        0,
        account(ALICE),
        account(BOB),
        value,
        deadline,
        signature.clone(),
    )
}

#[test]
fn a_permit_is_an_approval_that_somebody_else_sends() {
    new_test_ext().execute_with(|| {
        token();
        events();
        let message = text(0, BOB, 10, 0, 5);
        assert_eq!(
            Erc20::permit_message(0, &account(ALICE), &account(BOB), 10, 5),
            Some(message.clone())
        );
        assert_ok!(permit(10, 5, &sign(&message)));
        assert_eq!(allowance(0, ALICE, BOB), 10);
        assert_eq!(Erc20::permit_nonce(0, &account(ALICE)), Some(1));
        assert_eq!(
            events(),
            [Event::Approval {
                token_id: 0,
                owner: account(ALICE),
                spender: account(BOB),
                value: 10,
            }]
        );
    });
}

#[test]
fn a_permit_is_used_once() {
    new_test_ext().execute_with(|| {
        token();
        let first = sign(&text(0, BOB, 10, 0, 5));
        assert_ok!(permit(10, 5, &first));
        refused(|| permit(10, 5, &first), Error::<Test>::InvalidSignature);
        assert_ok!(permit(20, 5, &sign(&text(0, BOB, 20, 1, 5))));
        assert_eq!(allowance(0, ALICE, BOB), 20);
        assert_eq!(Erc20::permit_nonce(0, &account(ALICE)), Some(2));
        assert_eq!(Erc20::permit_nonce(0, &account(BOB)), Some(0));
    });
}

#[test]
fn an_owner_makes_void_what_its_first_permit_allows() {
    new_test_ext().execute_with(|| {
        token();
        let regretted = sign(&text(0, BOB, 100, 0, 5));
        let nothing = sign(&text(0, BOB, 0, 0, 5));
        refused(|| permit(0, 5, &nothing), Error::<Test>::NothingToRevoke);
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 1));
        assert_ok!(permit(0, 5, &nothing));
        refused(
            || permit(100, 5, &regretted),
            Error::<Test>::InvalidSignature,
        );
        assert_eq!(allowance(0, ALICE, BOB), 0);
    });
}

/// Anybody makes owners for nothing, and each would leave a nonce for ever.
#[test]
fn a_first_permit_of_nothing_leaves_no_nonce() {
    new_test_ext().execute_with(|| {
        token();
        let nothing = |nonce| permit(0, 5, &sign(&text(0, BOB, 0, nonce, 5)));
        refused(|| nothing(0), Error::<Test>::NothingToRevoke);
        assert_eq!(crate::PermitNonces::<Test>::iter().count(), 0);

        // It takes an allowance back.
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        assert_ok!(nothing(0));
        assert_eq!(allowance(0, ALICE, BOB), 0);
        // Where there is a nonce, it makes void what was signed with it.
        let other = sign(&text(0, BOB, 10, 1, 5));
        assert_ok!(nothing(1));
        refused(|| permit(10, 5, &other), Error::<Test>::InvalidSignature);
        assert_eq!(Erc20::permit_nonce(0, &account(ALICE)), Some(2));
    });
}

#[test]
fn a_permit_ends_with_its_deadline() {
    new_test_ext().execute_with(|| {
        token();
        let signature = sign(&text(0, BOB, 10, 0, 5));
        System::set_block_number(6);
        refused(|| permit(10, 5, &signature), Error::<Test>::PermitExpired);
        System::set_block_number(5);
        assert_ok!(permit(10, 5, &signature));
    });
}

#[test]
fn a_permit_is_for_what_was_signed_and_nothing_else() {
    new_test_ext().execute_with(|| {
        token();
        token();
        for other in [
            text(1, BOB, 10, 0, 5),
            text(0, CHARLIE, 10, 0, 5),
            text(0, BOB, 11, 0, 5),
            text(0, BOB, 10, 1, 5),
            text(0, BOB, 10, 0, 6),
        ] {
            refused(
                || permit(10, 5, &sign(&other)),
                Error::<Test>::InvalidSignature,
            );
        }
        let good = text(0, BOB, 10, 0, 5);
        // Bare, as no wallet signs it, and by somebody else.
        let bare = sign(&good[7..good.len() - 8]);
        refused(|| permit(10, 5, &bare), Error::<Test>::InvalidSignature);
        let not_owner = key(BOB).sign(&good).into();
        refused(
            || permit(10, 5, &not_owner),
            Error::<Test>::InvalidSignature,
        );
        // On another chain.
        frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(1));
        refused(
            || permit(10, 5, &sign(&good)),
            Error::<Test>::InvalidSignature,
        );
    });
}

#[test]
fn an_unknown_token_has_no_permits() {
    new_test_ext().execute_with(|| {
        let signature = sign(&text(0, BOB, 10, 0, 5));
        refused(|| permit(10, 5, &signature), Error::<Test>::UnknownToken);
        assert_eq!(Erc20::permit_nonce(0, &account(ALICE)), None);
    });
}

/// A permit of this signer for BOB is good.
fn approve_as(signer: MultiSigner, sign: impl Fn(&[u8]) -> Signature) {
    let owner = signer.into_account();
    let message = Erc20::permit_message(0, &owner, &account(BOB), 3, 9).unwrap();
    assert_ok!(Erc20::permit(
        signed(CHARLIE),
        0,
        owner.clone(),
        account(BOB),
        3,
        9,
        sign(&message)
    ));
    assert_eq!(Erc20::allowance(0, &owner, &account(BOB)), Some(3));
}

#[test]
fn every_kind_of_signature_is_good() {
    new_test_ext().execute_with(|| {
        token();
        let ed = ed25519::Pair::from_seed(&[1; 32]);
        let ec = ecdsa::Pair::from_seed(&[1; 32]);
        approve_as(ed.public().into(), |message| ed.sign(message).into());
        approve_as(ec.public().into(), |message| ec.sign(message).into());
    });
}

#[test]
fn the_sender_gives_what_the_owner_lacks_for_the_deposit() {
    new_test_ext().execute_with(|| {
        token();
        // An account that holds tokens and the least there can be of the coin.
        assert_ok!(Erc20::transfer(signed(ALICE), 0, account(NOBODY), 50));
        events();
        let message = Erc20::permit_message(0, &account(NOBODY), &account(BOB), 10, 5).unwrap();
        let signature: Signature = key(NOBODY).sign(&message).into();
        assert_ok!(Erc20::permit(
            signed(CHARLIE),
            0,
            account(NOBODY),
            account(BOB),
            10,
            5,
            signature
        ));
        assert_eq!(coins(CHARLIE), COINS - APPROVAL_DEPOSIT);
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
        assert_eq!(
            Balances::reserved_balance(account(NOBODY)),
            APPROVAL_DEPOSIT
        );
        assert_eq!(
            events()[0],
            Event::DepositPaid {
                payer: account(CHARLIE),
                account: account(NOBODY),
                amount: APPROVAL_DEPOSIT,
            }
        );
        assert_ok!(Erc20::transfer_from(
            signed(BOB),
            0,
            account(NOBODY),
            account(BOB),
            10
        ));
    });
}

#[test]
fn a_paused_token_takes_permits_as_it_takes_approvals() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        assert_ok!(permit(10, 5, &sign(&text(0, BOB, 10, 0, 5))));
        assert_eq!(allowance(0, ALICE, BOB), 10);
    });
}
