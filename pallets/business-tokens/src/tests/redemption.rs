//! Redeeming tokens, and the reserve for it.

use super::mock::*;
use crate::{Error, Event, PriceChanges, RedemptionPrices, WithdrawalLapses, Withdrawals};
use chaos_primitives::{currency::*, Balance};
use frame_support::assert_ok;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

fn redeem(who: u8, amount: Balance) -> DispatchResult {
    BusinessTokens::redeem(signed(who), GOLD, amount, 0)
}

fn withdraw(cos: Balance) -> DispatchResult {
    BusinessTokens::withdraw_redemption(signed(ALICE), GOLD, cos)
}

#[test]
fn setting_a_redemption_stores_the_price_and_zero_ends_it() {
    new_test_ext().execute_with(|| {
        for (price, stored) in [(COS, Some(COS)), (2, Some(2)), (0, None), (0, None)] {
            assert_ok!(BusinessTokens::set_redemption(signed(ALICE), GOLD, price));
            assert_eq!(RedemptionPrices::<Test>::get(GOLD), stored);
            assert_eq!(
                events(),
                [Event::RedemptionSet {
                    token_id: GOLD,
                    price
                }]
            );
        }
    });
}

fn set_price(price: Balance) -> DispatchResult {
    BusinessTokens::set_redemption(signed(ALICE), GOLD, price)
}

fn announced(price: Balance, effective_from: u64) -> Event<Test> {
    Event::RedemptionAnnounced {
        token_id: GOLD,
        price,
        effective_from,
    }
}

/// A rise would pay those first who know of it, and after a fall holders would get nothing while a withdrawal is announced.
#[test]
fn a_price_changes_after_the_notice_where_there_is_a_reserve() {
    for price in [10 * COS, COS / 10, 0] {
        new_test_ext().execute_with(|| {
            redeem_from(5 * COS);
            events();
            assert_ok!(set_price(price));
            assert_eq!(events(), [announced(price, 1 + NOTICE)]);
            for now in [1, NOTICE] {
                go_to(now);
                assert_eq!(
                    BusinessTokens::redemption_price(GOLD),
                    COS,
                    "in block {now}"
                );
            }
            go_to(1 + NOTICE);
            assert_eq!(BusinessTokens::redemption_price(GOLD), price);
            // It stays in force while the next one is announced.
            assert_ok!(set_price(3 * COS));
            assert_eq!(BusinessTokens::redemption_price(GOLD), price);
            go_to(1 + 2 * NOTICE);
            assert_eq!(BusinessTokens::redemption_price(GOLD), 3 * COS);
            assert_ok!(BusinessTokens::do_try_state());
        });
    }
}

#[test]
fn a_first_price_is_announced_where_there_is_a_reserve() {
    new_test_ext().execute_with(|| {
        assert_ok!(BusinessTokens::fund_redemption(signed(ALICE), GOLD, COS));
        assert_ok!(set_price(COS));
        give(BOB, WHOLE);
        refused(|| redeem(BOB, WHOLE), Error::<Test>::NoRedemption);
        go_to(1 + NOTICE);
        assert_ok!(redeem(BOB, WHOLE));
    });
}

#[test]
fn a_change_of_price_is_replaced_and_its_notice_starts_again() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(set_price(2 * COS));
        go_to(NOTICE);
        assert_ok!(set_price(3 * COS));
        go_to(2 * NOTICE - 1);
        assert_eq!(BusinessTokens::redemption_price(GOLD), COS);
        go_to(2 * NOTICE);
        assert_eq!(BusinessTokens::redemption_price(GOLD), 3 * COS);
    });
}

#[test]
fn the_price_in_force_takes_a_change_back() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(set_price(2 * COS));
        events();
        assert_ok!(set_price(COS));
        let (token_id, price) = (GOLD, COS);
        assert_eq!(events(), [Event::RedemptionSet { token_id, price }]);
        assert_eq!(PriceChanges::<Test>::get(GOLD), None);
        go_to(1 + NOTICE);
        assert_eq!(BusinessTokens::redemption_price(GOLD), COS);
    });
}

#[test]
fn ending_a_redemption_leaves_the_reserve() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        give(BOB, 2 * WHOLE);
        assert_ok!(set_price(0));
        // Holders leave before.
        assert_ok!(redeem(BOB, WHOLE));
        go_to(1 + NOTICE);
        assert_eq!(BusinessTokens::reserve(GOLD), 4 * COS);
        refused(|| redeem(BOB, WHOLE), Error::<Test>::NoRedemption);
    });
}

#[test]
fn funding_makes_the_escrow_exist_and_the_deposit_is_no_part_of_the_reserve() {
    new_test_ext().execute_with(|| {
        assert_eq!(BusinessTokens::reserve(GOLD), 0);
        assert_ok!(BusinessTokens::fund_redemption(
            signed(ALICE),
            GOLD,
            5 * COS
        ));
        assert_eq!(BusinessTokens::reserve(GOLD), 5 * COS);
        assert_eq!(
            Balances::free_balance(escrow()),
            5 * COS + EXISTENTIAL_DEPOSIT
        );
        assert_eq!(coins(ALICE), COINS - 5 * COS - EXISTENTIAL_DEPOSIT);
        assert_eq!(
            events(),
            [
                Event::DepositPaid {
                    payer: account(ALICE),
                    account: escrow(),
                    amount: EXISTENTIAL_DEPOSIT,
                },
                Event::RedemptionFunded {
                    token_id: GOLD,
                    cos: 5 * COS,
                },
            ]
        );

        // It exists now, and so it does after a sale.
        assert_ok!(BusinessTokens::fund_redemption(signed(ALICE), GOLD, 1));
        assert_eq!(BusinessTokens::reserve(GOLD), 5 * COS + 1);
        assert_eq!(
            events(),
            [Event::RedemptionFunded {
                token_id: GOLD,
                cos: 1
            }]
        );
    });
}

#[test]
fn a_sale_that_made_the_escrow_exist_adds_nothing_to_the_reserve() {
    new_test_ext().execute_with(|| {
        open_sale();
        assert_eq!(BusinessTokens::reserve(GOLD), 0);
        let before = coins(ALICE);
        assert_ok!(BusinessTokens::fund_redemption(signed(ALICE), GOLD, COS));
        assert_eq!(BusinessTokens::reserve(GOLD), COS);
        assert_eq!(coins(ALICE), before - COS);
    });
}

#[test]
fn funding_should_fail_for_anybody_but_the_owner_and_with_what_it_lacks() {
    new_test_ext().execute_with(|| {
        let fund = |who, cos| BusinessTokens::fund_redemption(signed(who), GOLD, cos);
        refused(|| fund(BOB, COS), NOT_OWNER);
        refused(|| fund(ALICE, 0), Error::<Test>::ZeroAmount);
        refused(
            || fund(ALICE, Balance::MAX),
            Error::<Test>::InsufficientCoins,
        );
        // The owner's own existential deposit is not taken.
        refused(
            || fund(ALICE, COINS - EXISTENTIAL_DEPOSIT),
            Error::<Test>::InsufficientCoins,
        );
        refused(
            || BusinessTokens::set_redemption(signed(BOB), GOLD, 1),
            NOT_OWNER,
        );
        refused(
            || BusinessTokens::withdraw_redemption(signed(BOB), GOLD, 1),
            NOT_OWNER,
        );
        refused(
            || BusinessTokens::set_redemption(signed(ALICE), NO_TOKEN, 1),
            UNKNOWN_TOKEN,
        );
        let rest = COINS - EXISTENTIAL_DEPOSIT;
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(BOB),
            rest
        ));
        refused(|| fund(ALICE, 1), Error::<Test>::DepositUnaffordable);
    });
}

#[test]
fn redeeming_pays_the_holder_and_keeps_the_tokens_in_the_escrow() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        give(BOB, 4 * WHOLE);
        events();
        assert_ok!(BusinessTokens::redeem(
            signed(BOB),
            GOLD,
            3 * WHOLE,
            3 * COS
        ));
        assert_eq!(coins(BOB), COINS + 3 * COS);
        assert_eq!(gold(BOB), WHOLE);
        assert_eq!(gold(ALICE), SUPPLY - 4 * WHOLE);
        assert_eq!(gold_in_escrow(), 3 * WHOLE);
        assert_eq!(BusinessTokens::reserve(GOLD), 2 * COS);
        assert_eq!(
            events(),
            [Event::Redeemed {
                token_id: GOLD,
                holder: account(BOB),
                receiver: escrow(),
                amount: 3 * WHOLE,
                payout: 3 * COS,
            }]
        );
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn redeemed_tokens_go_to_the_escrow_where_nobody_owns_the_token() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        give(BOB, WHOLE);
        hand_over(GOLD, None);
        assert_ok!(redeem(BOB, WHOLE));
        assert_eq!(gold_in_escrow(), WHOLE);
        assert_eq!(coins(BOB), COINS + COS);
        // Who owned it once may redeem too, as everybody else.
        assert_ok!(redeem(ALICE, WHOLE));
        assert_eq!(gold_in_escrow(), 2 * WHOLE);
    });
}

#[test]
fn redeemed_tokens_in_the_escrow_are_not_for_sale() {
    new_test_ext().execute_with(|| {
        open_sale();
        redeem_from(5 * COS);
        give(BOB, WHOLE);
        hand_over(GOLD, None);
        assert_ok!(redeem(BOB, WHOLE));
        refused(
            || BusinessTokens::buy(signed(BOB), GOLD, 100 * WHOLE + 1, Balance::MAX),
            Error::<Test>::SoldOut,
        );
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_eq!(gold_in_escrow(), WHOLE);
    });
}

fn collect(who: u8) -> DispatchResult {
    BusinessTokens::collect_redeemed(signed(who), GOLD)
}

fn collected(owner: u8, amount: Balance) -> Event<Test> {
    Event::RedeemedCollected {
        token_id: GOLD,
        owner: account(owner),
        amount,
    }
}

/// Whoever owns it in between: the same token was redeemed five times in one batch.
#[test]
fn a_redeemed_token_is_not_redeemed_again_while_there_is_a_reserve() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        for id in [BOB, CHARLIE] {
            give(id, WHOLE);
        }
        assert_ok!(redeem(BOB, WHOLE));
        for owner in [ALICE, CHARLIE] {
            hand_over(GOLD, Some(owner));
            refused(|| redeem(BOB, WHOLE), INSUFFICIENT_BALANCE);
            for who in [ALICE, BOB, CHARLIE] {
                refused(|| collect(who), Error::<Test>::ReserveNotEmpty);
            }
        }
        assert_eq!(BusinessTokens::reserve(GOLD), 4 * COS);
    });
}

/// What is promised of a reserve is promised of the coins that are there. One that is less than all tokens are worth can
/// be emptied by whoever has enough of them.
#[test]
fn a_reserve_that_is_emptied_and_filled_again_is_another_one() {
    new_test_ext().execute_with(|| {
        redeem_from(2 * COS);
        give(BOB, 3 * WHOLE);
        assert_ok!(redeem(BOB, 2 * WHOLE));
        // All of it may be one transaction.
        assert_ok!(collect(ALICE));
        assert_ok!(set_price(COS / 2));
        assert_ok!(BusinessTokens::fund_redemption(signed(ALICE), GOLD, COS));
        assert_eq!(BusinessTokens::redemption_price(GOLD), COS / 2);
        assert_eq!((gold(ALICE), gold_in_escrow()), (SUPPLY - WHOLE, 0));
    });
}

/// Where a change was announced before, holders are paid the new price before the withdrawal is due.
#[test]
fn a_price_has_a_notice_of_its_own() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(set_price(0));
        go_to(NOTICE);
        assert_ok!(withdraw(5 * COS));
        go_to(1 + NOTICE);
        give(BOB, WHOLE);
        refused(|| redeem(BOB, WHOLE), Error::<Test>::NoRedemption);
        refused(|| withdraw(5 * COS), Error::<Test>::NoticeRunning);
    });
}

#[test]
fn redeemed_tokens_are_the_owners_when_the_reserve_is_empty() {
    new_test_ext().execute_with(|| {
        redeem_from(2 * COS);
        give(BOB, 3 * WHOLE);
        assert_ok!(redeem(BOB, WHOLE));
        refused(|| collect(ALICE), Error::<Test>::ReserveNotEmpty);
        assert_ok!(redeem(BOB, WHOLE));
        // Of who owns the token by then, whoever sends it.
        hand_over(GOLD, Some(CHARLIE));
        events();
        assert_ok!(collect(BOB));
        assert_eq!(events(), [collected(CHARLIE, 2 * WHOLE)]);
        assert_eq!((gold(CHARLIE), gold_in_escrow()), (2 * WHOLE, 0));
        refused(|| collect(BOB), Error::<Test>::NothingRedeemed);
    });
}

/// Anybody can see to it that the reserve is never empty, for a planck. That must not keep the tokens for ever.
#[test]
fn redeemed_tokens_are_the_owners_when_the_redemption_is_over() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        give(BOB, 3 * WHOLE);
        assert_ok!(redeem(BOB, WHOLE));
        assert_ok!(set_price(0));
        refused(|| collect(ALICE), Error::<Test>::ReserveNotEmpty);
        go_to(1 + NOTICE);
        // Not if there is another one to come.
        assert_ok!(set_price(COS));
        refused(|| collect(ALICE), Error::<Test>::ReserveNotEmpty);
        assert_ok!(set_price(0));
        assert_ok!(collect(ALICE));
        assert_eq!(gold(ALICE), SUPPLY - 2 * WHOLE);
        assert_eq!(BusinessTokens::reserve(GOLD), 4 * COS);
    });
}

#[test]
fn redeemed_tokens_are_the_owners_when_nobody_else_has_any() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        give(BOB, WHOLE);
        // What is for sale may be another issuer's.
        open_sale();
        assert_ok!(redeem(BOB, WHOLE));
        refused(|| collect(ALICE), Error::<Test>::ReserveNotEmpty);
        assert_ok!(BusinessTokens::close_sale(signed(ALICE), GOLD));
        assert_ok!(collect(BOB));
        assert_eq!(gold(ALICE), SUPPLY);
    });
}

#[test]
fn what_is_for_sale_is_not_collected() {
    new_test_ext().execute_with(|| {
        open_sale();
        refused(|| collect(ALICE), Error::<Test>::NothingRedeemed);
        redeem_from(COS);
        give(BOB, WHOLE);
        assert_ok!(redeem(BOB, WHOLE));
        assert_ok!(collect(ALICE));
        assert_eq!(gold_in_escrow(), 100 * WHOLE);
        assert_ok!(BusinessTokens::do_try_state());
    });
}

#[test]
fn redeemed_tokens_of_nobody_stay_in_the_escrow() {
    new_test_ext().execute_with(|| {
        redeem_from(COS);
        give(BOB, WHOLE);
        assert_ok!(redeem(BOB, WHOLE));
        hand_over(GOLD, None);
        refused(|| collect(BOB), Error::<Test>::NoReceiver);
        let unknown = || BusinessTokens::collect_redeemed(signed(BOB), NO_TOKEN);
        refused(unknown, Error::<Test>::NoReceiver);
        let root = || BusinessTokens::collect_redeemed(RuntimeOrigin::root(), GOLD);
        refused(root, DispatchError::BadOrigin);
    });
}

#[test]
fn a_payout_is_rounded_down() {
    new_test_ext().execute_with(|| {
        redeem_at(7, 5 * COS);
        give(BOB, 10 * WHOLE);
        assert_ok!(redeem(BOB, WHOLE - 1));
        assert_eq!(coins(BOB), COINS + 6);
        // A seventh of a thousand is 142.86.
        refused(|| redeem(BOB, 142), Error::<Test>::AmountTooSmall);
        assert_ok!(redeem(BOB, 143));
        assert_eq!(coins(BOB), COINS + 7);
    });
}

#[test]
fn the_whole_reserve_can_be_redeemed_and_not_a_planck_more() {
    new_test_ext().execute_with(|| {
        redeem_from(2 * COS);
        give(BOB, 5 * WHOLE);
        refused(
            || redeem(BOB, 2 * WHOLE + 1),
            Error::<Test>::ReserveTooSmall,
        );
        assert_ok!(redeem(BOB, 2 * WHOLE));
        assert_eq!(BusinessTokens::reserve(GOLD), 0);
        assert_eq!(Balances::free_balance(escrow()), EXISTENTIAL_DEPOSIT);
        refused(|| redeem(BOB, 1), Error::<Test>::ReserveTooSmall);
    });
}

#[test]
fn redeeming_should_fail_without_tokens_a_price_or_an_amount() {
    new_test_ext().execute_with(|| {
        refused(|| redeem(BOB, 1), Error::<Test>::NoRedemption);
        redeem_from(5 * COS);
        refused(|| redeem(BOB, 0), Error::<Test>::ZeroAmount);
        refused(|| redeem(BOB, WHOLE), INSUFFICIENT_BALANCE);
        give(BOB, WHOLE);
        refused(
            || BusinessTokens::redeem(signed(BOB), GOLD, WHOLE, COS + 1),
            Error::<Test>::PayoutBelowMinimum,
        );
        refused(
            || BusinessTokens::redeem(RuntimeOrigin::root(), GOLD, 1, 1),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn redeeming_should_fail_for_the_owner_of_the_token() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        refused(|| redeem(ALICE, WHOLE), Error::<Test>::HolderIsOwner);
    });
}

#[test]
fn redeeming_should_fail_when_the_payout_overflows() {
    new_test_ext().execute_with(|| {
        redeem_at(Balance::MAX, 5 * COS);
        give(BOB, 2 * WHOLE);
        refused(|| redeem(BOB, WHOLE + 1), ArithmeticError::Overflow);
        refused(|| redeem(BOB, WHOLE), Error::<Test>::ReserveTooSmall);
    });
}

#[test]
fn a_withdrawal_is_announced_first_and_made_when_it_is_due() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        let before = coins(ALICE);
        events();
        assert_ok!(withdraw(3 * COS));
        assert_eq!(coins(ALICE), before);
        assert_eq!(
            Withdrawals::<Test>::get(GOLD),
            withdrawal(3 * COS, 1 + NOTICE)
        );
        assert_eq!(
            events(),
            [Event::WithdrawalAnnounced {
                token_id: GOLD,
                cos: 3 * COS,
                due: 1 + NOTICE,
            }]
        );

        go_to(NOTICE);
        refused(|| withdraw(3 * COS), Error::<Test>::NoticeRunning);
        go_to(1 + NOTICE);
        refused(|| withdraw(3 * COS + 1), Error::<Test>::AboveAnnounced);
        assert_ok!(withdraw(3 * COS));
        assert_eq!(coins(ALICE), before + 3 * COS);
        assert_eq!(BusinessTokens::reserve(GOLD), 2 * COS);
        assert_eq!(Withdrawals::<Test>::get(GOLD), None);
        assert_eq!(
            events(),
            [Event::Withdrawn {
                token_id: GOLD,
                owner: account(ALICE),
                cos: 3 * COS,
            }]
        );
    });
}

#[test]
fn a_withdrawal_of_a_part_drops_the_rest_of_the_announcement() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(withdraw(3 * COS));
        go_to(1 + NOTICE);
        assert_ok!(withdraw(COS));
        assert_eq!(BusinessTokens::reserve(GOLD), 4 * COS);
        // The next one is only announced.
        assert_ok!(withdraw(COS));
        assert_eq!(BusinessTokens::reserve(GOLD), 4 * COS);
        assert_eq!(Withdrawals::<Test>::get(GOLD).unwrap().due, 1 + 2 * NOTICE);
    });
}

#[test]
fn an_announcement_lapses_one_notice_period_after_it_was_due() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(withdraw(3 * COS));
        go_to(2 * NOTICE);
        frame_support::storage::with_transaction(|| {
            assert_ok!(withdraw(3 * COS));
            assert_eq!(BusinessTokens::reserve(GOLD), 2 * COS);
            sp_runtime::TransactionOutcome::Rollback(Ok::<(), DispatchError>(()))
        })
        .unwrap();

        go_to(1 + 2 * NOTICE);
        refused(|| withdraw(0), Error::<Test>::NothingAnnounced);
        // It announces again.
        assert_ok!(withdraw(3 * COS));
        assert_eq!(BusinessTokens::reserve(GOLD), 5 * COS);
        assert_eq!(
            Withdrawals::<Test>::get(GOLD),
            withdrawal(3 * COS, 1 + 3 * NOTICE)
        );
    });
}

#[test]
fn a_withdrawal_can_be_cancelled_before_and_after_it_is_due() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        for wait in [0, NOTICE] {
            assert_ok!(withdraw(3 * COS));
            go_to(System::block_number() + wait);
            events();
            assert_ok!(withdraw(0));
            assert_eq!(Withdrawals::<Test>::get(GOLD), None);
            assert_eq!(events(), [Event::WithdrawalCancelled { token_id: GOLD }]);
            refused(|| withdraw(0), Error::<Test>::NothingAnnounced);
        }
        assert_eq!(BusinessTokens::reserve(GOLD), 5 * COS);
    });
}

#[test]
fn holders_can_redeem_while_the_notice_runs() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        give(BOB, 4 * WHOLE);
        refused(|| withdraw(5 * COS + 1), Error::<Test>::ReserveTooSmall);
        assert_ok!(withdraw(5 * COS));
        assert_ok!(redeem(BOB, 4 * WHOLE));
        go_to(1 + NOTICE);
        refused(|| withdraw(5 * COS), Error::<Test>::ReserveTooSmall);
        assert_ok!(withdraw(COS));
        assert_eq!(BusinessTokens::reserve(GOLD), 0);
    });
}

/// Whatever is announced: holders of a paused token can't leave.
#[test]
fn a_notice_stands_while_the_token_is_paused() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(withdraw(3 * COS));
        assert_ok!(set_price(2 * COS));
        go_to(50);
        let paused = NOTICE - 1;
        pause_for(paused);
        let due = 1 + NOTICE + paused;
        let status = BusinessTokens::redemption(GOLD).unwrap();
        let shown = status.withdrawal.unwrap();
        assert_eq!((shown.due, shown.lapses), (due, 1 + 2 * NOTICE));
        let shown = BusinessTokens::announced_price(GOLD).unwrap();
        assert_eq!(shown.effective_from, due);

        go_to(due - 1);
        refused(|| withdraw(3 * COS), Error::<Test>::NoticeRunning);
        assert_eq!(BusinessTokens::redemption_price(GOLD), COS);
        go_to(due);
        assert_eq!(BusinessTokens::redemption_price(GOLD), 2 * COS);
        assert_ok!(withdraw(3 * COS));
        // What is announced now counts from now.
        events();
        assert_ok!(withdraw(COS));
        let due = due + NOTICE;
        let (token_id, cos) = (GOLD, COS);
        assert_eq!(
            events(),
            [Event::WithdrawalAnnounced { token_id, cos, due }]
        );
        go_to(due);
        assert_ok!(withdraw(COS));
    });
}

/// Or an owner would have one that is due for as long as it pauses the token for a moment in each block.
#[test]
fn an_announcement_lapses_no_later_for_a_pause() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(withdraw(3 * COS));
        go_to(1 + NOTICE);
        pause_for(NOTICE);
        refused(|| withdraw(0), Error::<Test>::NothingAnnounced);
        assert_eq!(BusinessTokens::redemption(GOLD).unwrap().withdrawal, None);
        // It announces again, and waits for a whole notice.
        assert_ok!(withdraw(3 * COS));
        go_to(System::block_number() + NOTICE - 1);
        refused(|| withdraw(3 * COS), Error::<Test>::NoticeRunning);
        assert_eq!(BusinessTokens::reserve(GOLD), 5 * COS);
        assert_ok!(BusinessTokens::do_try_state());
    });
}

/// Even one that was never due.
#[test]
fn an_announcement_lapses_during_a_long_pause() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        assert_ok!(withdraw(3 * COS));
        pause_for(1_000);
        refused(|| withdraw(0), Error::<Test>::NothingAnnounced);
    });
}

/// Then, both were numbers of blocks.
#[test]
fn an_announcement_from_before_lapses_as_it_would_have() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        for (wait, left) in [(2 * NOTICE - 1, 4 * COS), (2 * NOTICE, 4 * COS)] {
            assert_ok!(withdraw(COS));
            WithdrawalLapses::<Test>::remove(GOLD);
            go_to(System::block_number() + wait);
            assert_ok!(withdraw(COS));
            assert_eq!(BusinessTokens::reserve(GOLD), left, "after {wait}");
        }
        assert!(WithdrawalLapses::<Test>::contains_key(GOLD));
    });
}

#[test]
fn an_announcement_should_fail_when_it_would_be_due_after_the_last_block() {
    new_test_ext().execute_with(|| {
        redeem_from(5 * COS);
        go_to(u64::MAX - NOTICE + 1);
        refused(|| withdraw(COS), ArithmeticError::Overflow);
        go_to(u64::MAX - NOTICE);
        assert_ok!(withdraw(COS));
        // One that would lapse after the last block never does.
        go_to(u64::MAX - 1);
        refused(|| withdraw(COS), Error::<Test>::NoticeRunning);
    });
}

#[test]
fn coins_that_anybody_sends_to_the_escrow_are_in_the_reserve() {
    new_test_ext().execute_with(|| {
        redeem_from(COS);
        assert_ok!(Balances::transfer_keep_alive(signed(BOB), escrow(), COS));
        assert_eq!(BusinessTokens::reserve(GOLD), 2 * COS);
    });
}
