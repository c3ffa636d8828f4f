//! Moving tokens: EIP-20's `transfer` and `transferFrom`, and batches.

use super::mock::*;
use crate::{Error, Event, INFINITE_ALLOWANCE, MAX_SUPPLY};
use chaos_primitives::{currency::EXISTENTIAL_DEPOSIT, AccountId, Balance};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

fn batch(recipients: &[(u8, Balance)]) -> DispatchResult {
    let recipients = recipients.iter().map(|(to, value)| (account(*to), *value));
    outcome(Erc20::batch_transfer(
        signed(ALICE),
        0,
        recipients.collect(),
    ))
}

#[test]
fn a_transfer_moves_tokens_and_says_so() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(transfer(ALICE, BOB, 30));
        assert_eq!((balance(0, ALICE), balance(0, BOB)), (SUPPLY - 30, 30));
        assert_eq!(events(), [transferred(0, Some(ALICE), Some(BOB), 30)]);
    });
}

#[test]
fn everything_can_be_transferred() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(transfer(ALICE, BOB, SUPPLY));
        assert_eq!((balance(0, ALICE), balance(0, BOB)), (0, SUPPLY));
        assert_eq!(Erc20::info(0).unwrap().holders, 1);
    });
}

#[test]
fn a_transfer_of_nothing_is_a_transfer() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(transfer(CHARLIE, NOBODY, 0));
        assert_eq!(events(), [transferred(0, Some(CHARLIE), Some(NOBODY), 0)]);
        assert_eq!(coins(NOBODY), 0);
    });
}

#[test]
fn a_transfer_to_oneself_changes_nothing_but_says_so() {
    new_test_ext().execute_with(|| {
        // The ledger adds what moves to the balance.
        assert_ok!(Erc20::create(
            signed(ALICE),
            b"Gold".to_vec(),
            b"GLD".to_vec(),
            0,
            MAX_SUPPLY,
            ALL_OPTIONS
        ));
        events();
        assert_ok!(transfer(ALICE, ALICE, MAX_SUPPLY));
        assert_eq!(balance(0, ALICE), MAX_SUPPLY);
        assert_eq!(
            events(),
            [transferred(0, Some(ALICE), Some(ALICE), MAX_SUPPLY)]
        );
        refused(|| transfer(BOB, BOB, 1), Error::<Test>::InsufficientBalance);
    });
}

#[test]
fn the_sender_pays_the_existential_deposit_of_a_new_account() {
    new_test_ext().execute_with(|| {
        token();
        events();
        let before = coins(ALICE);
        assert_ok!(transfer(ALICE, NOBODY, 5));
        assert_eq!(balance(0, NOBODY), 5);
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
        assert_eq!(coins(ALICE), before - EXISTENTIAL_DEPOSIT);
        assert_eq!(
            events(),
            [
                Event::DepositPaid {
                    payer: account(ALICE),
                    account: account(NOBODY),
                    amount: EXISTENTIAL_DEPOSIT,
                },
                transferred(0, Some(ALICE), Some(NOBODY), 5),
            ]
        );
        // Once.
        assert_ok!(transfer(ALICE, NOBODY, 5));
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
    });
}

/// Whoever has opened its account in the ledger has paid for it.
#[test]
fn an_account_of_the_ledger_alone_gets_tokens() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Assets::touch_other(signed(BOB), 0, account(NOBODY)));
        events();
        assert_ok!(transfer(ALICE, NOBODY, 5));
        assert_eq!(events(), [transferred(0, Some(ALICE), Some(NOBODY), 5)]);
        assert_eq!((balance(0, NOBODY), coins(NOBODY)), (5, 0));
    });
}

#[test]
fn a_sender_without_coins_cannot_open_accounts() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(transfer(ALICE, NOBODY, 5));
        refused(
            || transfer(NOBODY, NOBODY + 1, 1),
            Error::<Test>::DepositUnaffordable,
        );
        assert_ok!(transfer(NOBODY, BOB, 5));
    });
}

#[test]
fn bad_transfers_are_refused_each_with_its_error() {
    new_test_ext().execute_with(|| {
        refused(|| transfer(ALICE, BOB, 1), Error::<Test>::UnknownToken);
        refused(|| batch(&[(BOB, 1)]), Error::<Test>::UnknownToken);
        refused(
            || transfer_from(BOB, ALICE, BOB, 1),
            Error::<Test>::UnknownToken,
        );
        token();
        for value in [SUPPLY + 1, Balance::MAX] {
            refused(
                || transfer(ALICE, BOB, value),
                Error::<Test>::InsufficientBalance,
            );
        }
        refused(
            || transfer(CHARLIE, BOB, 1),
            Error::<Test>::InsufficientBalance,
        );
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        for value in [0, 1] {
            refused(|| transfer(ALICE, BOB, value), Error::<Test>::Paused);
            refused(|| transfer(ALICE, ALICE, value), Error::<Test>::Paused);
        }
        assert_ok!(Erc20::unpause(signed(ALICE), 0));
        FrozenToken::set(&Some(0));
        refused(|| transfer(ALICE, BOB, 1), Error::<Test>::Frozen);
        refused(|| batch(&[(BOB, 1)]), Error::<Test>::Frozen);
    });
}

#[test]
fn an_allowance_is_spent_by_what_it_moves() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 100));
        events();
        assert_ok!(transfer_from(BOB, ALICE, CHARLIE, 30));
        assert_eq!(allowance(0, ALICE, BOB), 70);
        assert_eq!((balance(0, ALICE), balance(0, CHARLIE)), (SUPPLY - 30, 30));
        assert_eq!(events(), [transferred(0, Some(ALICE), Some(CHARLIE), 30)]);
        // To the spender itself, too.
        assert_ok!(transfer_from(BOB, ALICE, BOB, 70));
        assert_eq!(allowance(0, ALICE, BOB), 0);
        assert_eq!(balance(0, BOB), 70);
        // The deposit is back.
        assert_eq!(coins(ALICE), COINS - TOKEN_DEPOSIT);
        refused(
            || transfer_from(BOB, ALICE, BOB, 1),
            Error::<Test>::InsufficientAllowance,
        );
    });
}

#[test]
fn an_owner_needs_an_allowance_of_its_own_too() {
    new_test_ext().execute_with(|| {
        token();
        refused(
            || transfer_from(ALICE, ALICE, BOB, 1),
            Error::<Test>::InsufficientAllowance,
        );
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(ALICE), 3));
        assert_ok!(transfer_from(ALICE, ALICE, BOB, 1));
        assert_ok!(transfer_from(ALICE, ALICE, ALICE, 2));
        assert_eq!(allowance(0, ALICE, ALICE), 0);
    });
}

#[test]
fn a_move_from_somebody_to_itself_spends_the_allowance() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 10));
        assert_ok!(transfer_from(BOB, ALICE, ALICE, 4));
        assert_eq!(allowance(0, ALICE, BOB), 6);
        assert_eq!(balance(0, ALICE), SUPPLY);
    });
}

#[test]
fn nothing_can_be_moved_without_an_allowance() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(transfer_from(BOB, ALICE, CHARLIE, 0));
        assert_eq!(events(), [transferred(0, Some(ALICE), Some(CHARLIE), 0)]);
    });
}

#[test]
fn an_infinite_allowance_is_not_used_up() {
    new_test_ext().execute_with(|| {
        token();
        let spender = account(BOB);
        assert_ok!(Erc20::approve(
            signed(ALICE),
            0,
            spender,
            INFINITE_ALLOWANCE
        ));
        assert_ok!(transfer_from(BOB, ALICE, BOB, SUPPLY));
        assert_eq!(balance(0, BOB), SUPPLY);
        assert_eq!(allowance(0, ALICE, BOB), INFINITE_ALLOWANCE);
    });
}

#[test]
fn too_little_allowance_and_too_little_balance_are_different_errors() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), SUPPLY + 1));
        refused(
            || transfer_from(BOB, ALICE, BOB, SUPPLY + 2),
            Error::<Test>::InsufficientAllowance,
        );
        refused(
            || transfer_from(BOB, ALICE, BOB, SUPPLY + 1),
            Error::<Test>::InsufficientBalance,
        );
        FrozenToken::set(&Some(0));
        refused(|| transfer_from(BOB, ALICE, BOB, 1), Error::<Test>::Frozen);
        FrozenToken::set(&None);
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        refused(|| transfer_from(BOB, ALICE, BOB, 1), Error::<Test>::Paused);
    });
}

#[test]
fn the_spender_pays_the_existential_deposit_not_the_owner() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(Erc20::approve(signed(ALICE), 0, account(BOB), 5));
        let before = coins(ALICE);
        assert_ok!(transfer_from(BOB, ALICE, NOBODY, 4));
        assert_eq!(coins(ALICE), before);
        assert_eq!(coins(BOB), COINS - EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_batch_moves_to_all() {
    new_test_ext().execute_with(|| {
        token();
        events();
        assert_ok!(batch(&[
            (BOB, 1),
            (NOBODY, 2),
            (BOB, 3),
            (ALICE, 4),
            (CHARLIE, 0)
        ]));
        assert_eq!(balance(0, BOB), 4);
        assert_eq!(balance(0, NOBODY), 2);
        assert_eq!(balance(0, ALICE), SUPPLY - 6);
        // One for each recipient, and the deposit of the one that is new.
        assert_eq!(events().len(), 6);
    });
}

#[test]
fn a_batch_of_all_there_can_be_moves_it() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(mint(ALICE, ALICE, MAX_SUPPLY - SUPPLY));
        let most = MAX_SUPPLY - 1;
        assert_ok!(batch(&[(ALICE, MAX_SUPPLY), (BOB, most), (NOBODY, 1)]));
        assert_eq!(
            [ALICE, BOB, NOBODY].map(|who| balance(0, who)),
            [0, most, 1]
        );
        assert_eq!(Assets::total_supply(0), MAX_SUPPLY);
        refused(|| batch(&[(BOB, 1)]), Error::<Test>::InsufficientBalance);
        assert_ok!(Erc20::do_try_state());
    });
}

#[test]
fn the_ledger_tells_of_each_transfer_of_a_batch() {
    new_test_ext().execute_with(|| {
        token();
        assert_ok!(batch(&[(BOB, 1), (ALICE, 2), (CHARLIE, 0), (BOB, 3)]));
        let told = System::events()
            .into_iter()
            .filter_map(|record| match record.event {
                RuntimeEvent::Assets(pallet_assets::Event::Transferred {
                    from,
                    to,
                    amount,
                    ..
                }) => Some((from, to, amount)),
                _ => None,
            });
        let moved = [1, 3].map(|value| (account(ALICE), account(BOB), value));
        assert_eq!(told.collect::<Vec<_>>(), moved);
    });
}

#[test]
fn a_batch_is_all_or_nothing() {
    new_test_ext().execute_with(|| {
        token();
        refused(
            || batch(&[(BOB, 1), (CHARLIE, SUPPLY)]),
            Error::<Test>::InsufficientBalance,
        );
        refused(
            || batch(&[(BOB, SUPPLY), (ALICE, 1)]),
            Error::<Test>::InsufficientBalance,
        );
        refused(|| batch(&[]), Error::<Test>::NoRecipients);
        assert_ok!(Erc20::pause(signed(ALICE), 0));
        refused(|| batch(&[(BOB, 1)]), Error::<Test>::Paused);
    });
}

#[test]
fn a_batch_has_up_to_1024_recipients() {
    new_test_ext().execute_with(|| {
        token();
        let recipient = |i: u32| {
            let mut bytes = [7; 32];
            bytes[..4].copy_from_slice(&i.to_le_bytes());
            (AccountId::from(bytes), Balance::from(i) + 1)
        };
        let too_many: Vec<_> = (0..1_025).map(recipient).collect();
        refused(
            || outcome(Erc20::batch_transfer(signed(ALICE), 0, too_many.clone())),
            Error::<Test>::TooManyRecipients,
        );
        let most = too_many[..1_024].to_vec();
        assert_ok!(Erc20::batch_transfer(signed(ALICE), 0, most.clone()));
        for (account, value) in most {
            assert_eq!(Assets::balance(0, account), value);
        }
        assert_ok!(Erc20::do_try_state());
    });
}
