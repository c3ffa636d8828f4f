//! Accounts: replay protection, forged signatures, and what strangers can't do to an account.

use crate::common::*;
use chaos_primitives::{
    currency::{COS, MILLI_COS},
    AccountId, Balance,
};
use chaos_runtime::{
    configs::coin::MinVestedTransfer, CosDistribution, Executive, Runtime, RuntimeCall, System,
    UncheckedExtrinsic,
};
use codec::Compact;
use pallet_vesting::{Call as Vesting, Error as VestingError, VestingInfo};
use proptest::prelude::*;
use sp_core::{ed25519, sr25519};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    traits::Verify, transaction_validity::InvalidTransaction, ApplyExtrinsicResult, MultiAddress,
    MultiSignature,
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

/// Has no coins at first.
const NEW: Sr25519Keyring = CharlieStash;

fn pay(to: Sr25519Keyring, value: Balance) -> Coin {
    Coin::transfer_allow_death {
        dest: to.to_account_id().into(),
        value,
    }
}

fn pay_all(to: Sr25519Keyring) -> Coin {
    Coin::transfer_all {
        dest: to.to_account_id().into(),
        keep_alive: false,
    }
}

#[test]
fn an_account_begins_at_the_number_of_its_block() {
    new_chain("development").execute_with(|| {
        make_blocks_until(7);
        assert_eq!(System::account_nonce(Eve.to_account_id()), 0);
        succeed(Eve, pay(NEW, COS));
        assert_eq!(System::account_nonce(NEW.to_account_id()), 8);
        // More coins don't change it.
        succeed(Eve, pay(NEW, COS));
        succeed(NEW, pay(Eve, COS / 2));
        assert_eq!(System::account_nonce(NEW.to_account_id()), 9);
        assert_eq!(System::account_nonce(Eve.to_account_id()), 2);
    });
}

/// They are immortal, so anybody who has seen them could send them again.
#[test]
fn what_an_account_has_signed_is_not_sent_again_when_it_has_coins_again() {
    new_chain("development").execute_with(|| {
        succeed(Eve, pay(NEW, COS));
        let mut sent = vec![];
        for call in [pay(Ferdie, COS / 2), pay_all(Ferdie)] {
            sent.push(sign(NEW, call, 0));
            assert_eq!(make_block(sent[sent.len() - 1..].to_vec()), [Ok(Ok(()))]);
        }
        assert!(!System::account_exists(&NEW.to_account_id()));

        succeed(Eve, pay(NEW, COS));
        let stale: ApplyExtrinsicResult = Err(InvalidTransaction::Stale.into());
        assert_eq!(make_block(sent), [stale; 2]);
        assert_eq!(balance(&NEW.to_account_id()), COS);
    });
}

/// The block number alone isn't enough.
#[test]
fn nor_is_what_an_account_has_signed_that_was_ahead_of_the_blocks() {
    new_chain("development").execute_with(|| {
        let next = |who: Sr25519Keyring| System::account_nonce(who.to_account_id());
        succeed(Eve, pay(NEW, COS));
        let first = next(NEW);
        let mut sent: Vec<_> = (first..first + 50)
            .map(|nonce| sign_as(NEW, nonce, pay(Ferdie, MILLI_COS), 0))
            .collect();
        sent.push(sign_as(NEW, first + 50, pay_all(Ferdie), 0));
        // In one block, in which it also gets coins again.
        let funding = sign(Eve, pay(NEW, COS), 0);
        let results = make_block([sent.clone(), vec![funding]].concat());
        assert_eq!(results, [Ok(Ok(())); 52]);
        assert_eq!(next(NEW), first + 51);

        let stale: ApplyExtrinsicResult = Err(InvalidTransaction::Stale.into());
        assert_eq!(make_block(sent), [stale; 51]);
        // A new account starts at that number, too.
        succeed(Eve, pay(DaveStash, COS));
        assert_eq!(next(DaveStash), first + 51);
        check_everything();
    });
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Fund,
    Pay,
    Close,
}

fn any_action() -> impl Strategy<Value = (Sr25519Keyring, Action)> {
    let who = prop::sample::select(vec![CharlieStash, DaveStash]);
    let action = prop::sample::select(vec![Action::Fund, Action::Pay, Action::Pay, Action::Close]);
    (who, action)
}

fn transaction((who, action): (Sr25519Keyring, Action)) -> UncheckedExtrinsic {
    match action {
        Action::Fund => sign(Eve, pay(who, COS), 0),
        Action::Pay => sign(who, pay(Ferdie, MILLI_COS), 0),
        Action::Close => sign(who, pay_all(Ferdie), 0),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_transaction_is_in_two_blocks_or_twice_in_one(
        blocks in prop::collection::vec(prop::collection::vec(any_action(), 1..8), 1..8),
    ) {
        new_chain("development").execute_with(|| {
            let mut included = vec![];
            for actions in blocks {
                fill_block(|| {
                    for action in actions {
                        let transaction = transaction(action);
                        if Executive::apply_extrinsic(transaction.clone()).is_ok() {
                            included.push(transaction);
                        }
                    }
                    for again in &included {
                        assert!(Executive::apply_extrinsic(again.clone()).is_err());
                    }
                });
            }
        });
    }
}

/// One signature is valid for any message, so anybody could spend their coins.
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
            let take = pay(Ferdie, COS / 2);
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
        // It would vest decades later, a planck with each block.
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
