//! Accounts: what strangers can't do to them.

mod common;

use chaos_primitives::{currency::COS, AccountId, Balance};
use chaos_runtime::{
    configs::coin::MinVestedTransfer, CosDistribution, Runtime, RuntimeCall, System,
    UncheckedExtrinsic,
};
use codec::Compact;
use common::*;
use pallet_vesting::{Call as Vesting, Error as VestingError, VestingInfo};
use sp_core::{ed25519, sr25519};
use sp_keyring::Sr25519Keyring::*;
use sp_runtime::{
    traits::Verify, transaction_validity::InvalidTransaction, MultiAddress, MultiSignature,
};

type Coin = pallet_balances::Call<Runtime>;
type Ledger = pallet_assets::Call<Runtime>;
type Items = pallet_nfts::Call<Runtime>;

fn forged(
    signer: AccountId,
    signature: MultiSignature,
    call: impl Into<RuntimeCall>,
) -> UncheckedExtrinsic {
    let extension = extension(System::account_nonce(&signer), 0);
    UncheckedExtrinsic::new_signed(call.into(), signer.into(), signature, extension)
}

/// Whatever is signed, the same signature is good for it. So their coins would be whoever's comes first.
#[test]
fn nobody_signs_for_keys_of_small_order() {
    let mut of_zero = [0; 64];
    of_zero[63] = 0x80;
    let (mut one, mut of_one) = ([0u8; 32], [0; 64]);
    (one[0], of_one[0]) = (1, 1);
    let weak: [(AccountId, MultiSignature); 2] = [
        (
            [0u8; 32].into(),
            sr25519::Signature::from_raw(of_zero).into(),
        ),
        (one.into(), ed25519::Signature::from_raw(of_one).into()),
    ];
    new_chain("development").execute_with(|| {
        for (signer, signature) in weak {
            assert!(signature.verify(&b"anything"[..], &signer));
            let give = Coin::transfer_allow_death {
                dest: signer.clone().into(),
                value: COS,
            };
            succeed(Eve, give);
            let take = Coin::transfer_allow_death {
                dest: Ferdie.to_account_id().into(),
                value: COS / 2,
            };
            let taken = make_block(vec![forged(signer.clone(), signature, take)]);
            assert_eq!(taken, [Err(InvalidTransaction::BadSigner.into())]);
            assert_eq!(balance(&signer), COS);
        }
    });
}

#[test]
fn the_ledgers_give_the_account_of_zeros_nothing() {
    let zero = || MultiAddress::Id(AccountId::from([0; 32]));
    let id = Compact(0);
    let calls: [RuntimeCall; 7] = [
        Ledger::transfer {
            id,
            target: zero(),
            amount: 0,
        }
        .into(),
        Ledger::transfer_keep_alive {
            id,
            target: zero(),
            amount: 0,
        }
        .into(),
        Ledger::transfer_all {
            id,
            dest: zero(),
            keep_alive: false,
        }
        .into(),
        Ledger::approve_transfer {
            id,
            delegate: zero(),
            amount: 1,
        }
        .into(),
        Ledger::transfer_approved {
            id,
            owner: Bob.to_account_id().into(),
            destination: zero(),
            amount: 1,
        }
        .into(),
        Items::transfer {
            collection: 0,
            item: 0,
            dest: zero(),
        }
        .into(),
        Items::approve_transfer {
            collection: 0,
            item: 0,
            delegate: zero(),
            maybe_deadline: None,
        }
        .into(),
    ];
    new_chain("development").execute_with(|| {
        for call in calls {
            fail(Eve, call, frame_system::Error::<Runtime>::CallFiltered);
        }
    });
}

#[test]
fn who_fills_the_schedules_of_an_account_gives_much_away_and_stops_no_grant() {
    new_chain("development").execute_with(|| {
        // It would begin to come free in decades, a planck with each block.
        let never = |locked| Vesting::<Runtime>::vested_transfer {
            target: Dave.to_account_id().into(),
            schedule: VestingInfo::new(locked, 1, u32::MAX / 2),
        };
        let least = MinVestedTransfer::get();
        fail(Eve, never(least - 1), VestingError::<Runtime>::AmountLow);

        let most = <Runtime as pallet_vesting::Config>::MAX_VESTING_SCHEDULES;
        let all = (0..most).map(|_| never(least).into()).collect();
        let before = balance(&Eve.to_account_id());
        succeed(Eve, batch(all));
        assert!(before - balance(&Eve.to_account_id()) >= 28_000 * COS);

        let grant = || Vesting::<Runtime>::vested_transfer {
            target: Dave.to_account_id().into(),
            schedule: VestingInfo::new(5_000 * COS, COS, 1),
        };
        fail(Bob, grant(), VestingError::<Runtime>::AtMaxVestingSchedules);
        let make_room = Vesting::<Runtime>::merge_schedules {
            schedule1_index: 0,
            schedule2_index: 1,
        };
        succeed(Dave, make_room);
        succeed(Bob, grant());
        let locked = CosDistribution::locked(&Dave.to_account_id()).locked;
        assert!(locked > Balance::from(most) * least);
        check_everything();
    });
}
