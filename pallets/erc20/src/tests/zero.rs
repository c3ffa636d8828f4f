//! The account of zeros, and others for which everybody signs.

use super::mock::*;
use crate::Error;
use chaos_primitives::{AccountId, Signature};
use frame_support::assert_ok;
use sp_core::{ed25519, sr25519};
use sp_runtime::{traits::Verify, DispatchResult};

fn zero() -> AccountId {
    [0; 32].into()
}

#[test]
fn the_account_of_zeros_receives_spends_and_owns_nothing() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        let calls: [&dyn Fn() -> DispatchResult; 10] = [
            &|| outcome(Erc20::transfer(signed(ALICE), 0, zero(), 1)),
            &|| outcome(Erc20::transfer(signed(ALICE), 0, zero(), 0)),
            &|| {
                outcome(Erc20::transfer_from(
                    signed(BOB),
                    0,
                    account(ALICE),
                    zero(),
                    1,
                ))
            },
            // Of nothing, it would read as if tokens were minted.
            &|| {
                outcome(Erc20::transfer_from(
                    signed(BOB),
                    0,
                    zero(),
                    account(BOB),
                    0,
                ))
            },
            &|| Erc20::burn_from(signed(BOB), 0, zero(), 0),
            &|| {
                let recipients = vec![(account(BOB), 1), (zero(), 1)];
                outcome(Erc20::batch_transfer(signed(ALICE), 0, recipients))
            },
            &|| outcome(Erc20::mint(signed(ALICE), 0, zero(), 1)),
            &|| Erc20::approve(signed(ALICE), 0, zero(), 1),
            &|| Erc20::increase_allowance(signed(ALICE), 0, zero(), 1),
            &|| Erc20::transfer_ownership(signed(ALICE), 0, zero()),
        ];
        for call in calls {
            refused(call, Error::<Test>::ZeroAccount);
        }
        assert_eq!(balance(0, ALICE), SUPPLY);
        assert_ok!(Erc20::do_try_state());
    });
}

/// Their signatures are good: everybody can make them.
#[test]
fn nobody_permits_anything_for_a_key_of_small_order() {
    let mut of_zero = [0; 64];
    of_zero[63] = 0x80;
    let of_zero = Signature::Sr25519(sr25519::Signature::from_raw(of_zero));
    let (mut one, mut of_one) = ([0u8; 32], [0; 64]);
    (one[0], of_one[0]) = (1, 1);
    let of_one = Signature::Ed25519(ed25519::Signature::from_raw(of_one));

    new_test_ext().execute_with(|| {
        token();
        for (owner, signature) in [(zero(), of_zero), (one.into(), of_one)] {
            let message = Erc20::permit_message(0, &owner, &account(BOB), 0, 5).unwrap();
            assert!(signature.verify(message.as_slice(), &owner));
            refused(
                || {
                    let (sender, spender) = (signed(BOB), account(BOB));
                    let (owner, signature) = (owner.clone(), signature.clone());
                    Erc20::permit(sender, 0, owner, spender, 0, 5, signature)
                },
                Error::<Test>::InvalidSignature,
            );
        }
    });
}
