//! Taking items at their prices.

use super::mock::*;
use crate::{
    Auctions, AuctionsOfHouse, AuctionsOfSeller, Currency, Ending, Error, Event, HoldReason,
    Houses, Listings, Terms, Turnover, TurnoverOf, Turnovers,
};
use chaos_primitives::{currency::*, Balance, Clock};
use frame_support::assert_ok;
use sp_core::U256;
use sp_runtime::{DispatchError, DispatchResult, Permill, TokenError};

fn bid(who: u8, max_price: Balance) -> DispatchResult {
    DutchAuction::bid(signed(who), AUCTION, max_price)
}

fn bid_any(who: u8) -> DispatchResult {
    bid(who, Balance::MAX)
}

fn turnover(currency: Currency) -> TurnoverOf<Test> {
    Turnovers::<Test>::get(HOUSE, currency)
}

/// Send away all but this many coins.
fn keep(who: u8, rest: Balance) {
    let all = coins(who) - rest;
    assert_ok!(Balances::transfer_allow_death(
        signed(who),
        account(OTHER),
        all
    ));
}

#[test]
fn the_first_bid_takes_the_item_at_the_price_of_its_block() {
    with_auction(|| {
        set_royalty(ARTIST, 10);
        // A quarter of the way down.
        go_to(21);
        assert_ok!(bid(BUYER, 90 * COS));
        assert_eq!(item_owner(0), Some(account(BUYER)));
        assert_eq!(coins(BUYER), COINS - 80 * COS);
        assert_eq!(coins(ARTIST), COINS + 8 * COS);
        assert_eq!(
            coins(OWNER) + held(HoldReason::House, OWNER),
            COINS + 4 * COS
        );
        assert_eq!(coins(SELLER), COINS + 68 * COS);
        assert_eq!(held(HoldReason::Auction, SELLER), 0);
        assert_eq!(
            events(),
            [Event::Sold {
                auction_id: AUCTION,
                house: HOUSE,
                item: 0,
                seller: account(SELLER),
                buyer: account(BUYER),
                currency: Currency::Coin,
                price: 80 * COS,
                royalty: 8 * COS,
                royalty_receiver: Some(account(ARTIST)),
                commission: 4 * COS,
                proceeds: 68 * COS,
            }]
        );
        // Nothing is left of the auction.
        assert_eq!(Houses::<Test>::get(HOUSE).unwrap().auctions, 0);
        assert_eq!(Auctions::<Test>::iter().count(), 0);
        assert_eq!(AuctionsOfHouse::<Test>::iter().count(), 0);
        assert_eq!(AuctionsOfSeller::<Test>::iter().count(), 0);
        assert_eq!(Ending::<Test>::iter().count(), 0);
        assert_eq!(Listings::<Test>::iter().count(), 0);
        let sold = Turnover {
            paid: U256::from(80 * COS),
            sold: 1,
            clock: Clock::default(),
        };
        assert_eq!(turnover(Currency::Coin), sold);
    });
}

#[test]
fn an_item_can_be_taken_in_the_block_of_its_listing_and_long_after_its_end() {
    for (block, price) in [(1, 100), (80, 21), (81, 20), (82, 20), (1_000_000, 20)] {
        with_auction(|| {
            go_to(block);
            assert_ok!(bid_any(BUYER));
            assert_eq!(coins(BUYER), COINS - price * COS);
        });
    }
}

#[test]
fn a_bid_should_fail_below_the_price_of_the_block() {
    with_auction(|| {
        refused(
            || bid(BUYER, 100 * COS - 1),
            Error::<Test>::PriceAboveMaximum,
        );
        // The next block is a planck, and more, cheaper.
        go_to(2);
        assert_ok!(bid(BUYER, 99 * COS));
    });
}

#[test]
fn a_bid_should_fail_once_the_auction_is_over_and_before_there_is_one() {
    with_auction(|| {
        let unknown = || DutchAuction::bid(signed(BUYER), AUCTION + 1, Balance::MAX);
        refused(unknown, Error::<Test>::UnknownAuction);
        assert_ok!(bid_any(BUYER));
        refused(|| bid_any(OTHER), Error::<Test>::AuctionEnded);
        list(1, COS, 0, 10);
        assert_ok!(DutchAuction::cancel(signed(SELLER), AUCTION + 1));
        refused(unknown, Error::<Test>::AuctionEnded);
    });
}

#[test]
fn the_seller_should_not_bid() {
    with_auction(|| refused(|| bid_any(SELLER), Error::<Test>::OwnAuction));
}

#[test]
fn a_bid_should_fail_while_the_house_is_paused() {
    with_auction(|| {
        assert_ok!(DutchAuction::pause_house(signed(OWNER), HOUSE));
        go_to(41);
        refused(|| bid_any(BUYER), Error::<Test>::HousePaused);
        assert_ok!(DutchAuction::resume_house(signed(OWNER), HOUSE));
        // The price has not fallen meanwhile.
        refused(
            || bid(BUYER, 100 * COS - 1),
            Error::<Test>::PriceAboveMaximum,
        );
        assert_ok!(bid(BUYER, 100 * COS));
    });
}

#[test]
fn a_bid_should_fail_when_the_bidder_is_too_poor() {
    with_auction(|| {
        keep(BUYER, 100 * COS);
        // It has the price, but would have no account left.
        refused(|| bid_any(BUYER), Error::<Test>::InsufficientFunds);
        refused(|| bid_any(NOBODY), Error::<Test>::InsufficientFunds);
        assert_ok!(Balances::transfer_keep_alive(
            signed(OTHER),
            account(BUYER),
            EXISTENTIAL_DEPOSIT
        ));
        assert_ok!(bid_any(BUYER));
        assert_eq!(coins(BUYER), EXISTENTIAL_DEPOSIT);
        refused(
            || DutchAuction::bid(RuntimeOrigin::root(), AUCTION, COS),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn what_is_held_of_a_bidder_does_not_pay() {
    with_auction(|| {
        assert_ok!(Nfts::transfer(signed(SELLER), ART, 1, account(BUYER)));
        approve_all(BUYER);
        assert_ok!(DutchAuction::list(signed(BUYER), HOUSE, 1, COS, 0, 10));
        keep(BUYER, 100 * COS);
        refused(|| bid_any(BUYER), Error::<Test>::InsufficientFunds);
    });
}

#[test]
fn an_item_may_be_free() {
    with_house(|| {
        set_royalty(ARTIST, 10);
        list(0, 0, 0, 10);
        assert_ok!(bid(BUYER, 0));
        assert_eq!(item_owner(0), Some(account(BUYER)));
        assert_eq!(coins(BUYER), COINS);
        assert_eq!(turnover(Currency::Coin).sold, 1);
    });
}

#[test]
fn a_price_in_tokens_is_paid_in_tokens() {
    with_gold_auction(|| {
        set_royalty(ARTIST, 10);
        go_to(41);
        assert_ok!(bid(BUYER, 600));
        assert_eq!(gold(BUYER), GOLD_EACH - 600);
        assert_eq!(gold(ARTIST), 60);
        assert_eq!(gold(OWNER), GOLD_EACH + 30);
        assert_eq!(gold(SELLER), GOLD_EACH + 510);
        assert_eq!(coins(BUYER), COINS);
        assert_eq!(item_owner(0), Some(account(BUYER)));
        let sold = Turnover {
            paid: U256::from(600),
            sold: 1,
            clock: Clock::default(),
        };
        assert_eq!(turnover(Currency::Token(GOLD)), sold);
    });
}

#[test]
fn a_bid_in_tokens_should_fail_when_the_bidder_is_too_poor() {
    with_gold_auction(|| {
        refused(|| bid_any(ADMIN), Error::<Test>::InsufficientFunds);
        let rest = GOLD_EACH - 999;
        assert_ok!(Assets::transfer(signed(BUYER), GOLD, account(OTHER), rest));
        refused(|| bid_any(BUYER), Error::<Test>::InsufficientFunds);
        go_to(2);
        // All of it may go.
        assert_ok!(bid(BUYER, 990));
    });
}

#[test]
fn a_bid_should_fail_while_the_token_does_not_move() {
    with_gold_auction(|| {
        pause_gold(true);
        refused(|| bid_any(BUYER), Error::<Test>::CurrencyUnavailable);
        pause_gold(false);
        assert_ok!(bid_any(BUYER));
    });
}

#[test]
fn a_bidder_gives_a_receiver_of_tokens_the_deposit_of_its_account() {
    with_gold_auction(|| {
        set_royalty(NOBODY, 10);
        assert_ok!(bid_any(BUYER));
        assert_eq!(gold(NOBODY), 100);
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
        assert_eq!(coins(BUYER), COINS - EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_bid_should_fail_without_the_coins_to_open_a_receivers_account() {
    with_gold_auction(|| {
        set_royalty(NOBODY, 10);
        keep(BUYER, 2 * EXISTENTIAL_DEPOSIT - 1);
        refused(|| bid_any(BUYER), Error::<Test>::DepositUnaffordable);
        // That the token is paused is the other reason.
        set_royalty(ARTIST, 10);
        pause_gold(true);
        refused(|| bid_any(BUYER), Error::<Test>::CurrencyUnavailable);
        pause_gold(false);
        assert_ok!(bid_any(BUYER));
    });
}

#[test]
fn a_royalty_too_small_for_an_account_to_exist_is_the_sellers() {
    with_house(|| {
        set_royalty(NOBODY, 10);
        list(0, EXISTENTIAL_DEPOSIT * 10 - 1, 0, 10);
        list(1, EXISTENTIAL_DEPOSIT * 10, 0, 10);
        events();
        assert_ok!(bid_any(BUYER));
        let price = EXISTENTIAL_DEPOSIT * 10 - 1;
        let commission = price / 20;
        assert_eq!(coins(NOBODY), 0);
        assert_eq!(
            coins(SELLER) + held(HoldReason::Auction, SELLER),
            COINS + price - commission
        );
        assert_eq!(
            events(),
            [Event::Sold {
                auction_id: AUCTION,
                house: HOUSE,
                item: 0,
                seller: account(SELLER),
                buyer: account(BUYER),
                currency: Currency::Coin,
                price,
                royalty: 0,
                royalty_receiver: None,
                commission,
                proceeds: price - commission,
            }]
        );
        // One that is large enough opens it.
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION + 1, Balance::MAX));
        assert_eq!(coins(NOBODY), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_seller_and_an_owner_with_nothing_to_spare_are_paid() {
    with_house(|| {
        list(0, 100, 0, 10);
        keep(SELLER, EXISTENTIAL_DEPOSIT);
        keep(OWNER, EXISTENTIAL_DEPOSIT);
        assert_ok!(bid_any(BUYER));
        assert_eq!(coins(SELLER), EXISTENTIAL_DEPOSIT + AUCTION_DEPOSIT + 95);
        assert_eq!(coins(OWNER), EXISTENTIAL_DEPOSIT + 5);
    });
}

#[test]
fn the_deposits_keep_the_accounts_that_are_to_be_paid() {
    with_house(|| {
        list(0, 100, 0, 10);
        for who in [SELLER, OWNER] {
            let all = coins(who);
            refused(
                || Balances::transfer_allow_death(signed(who), account(OTHER), all),
                TokenError::Frozen,
            );
        }
    });
}

#[test]
fn a_royalty_of_everything_leaves_no_commission() {
    with_auction(|| {
        set_royalty(ARTIST, 100);
        assert_ok!(bid_any(BUYER));
        assert_eq!(coins(ARTIST), COINS + 100 * COS);
        assert_eq!(coins(SELLER), COINS);
        assert_eq!(coins(OWNER) + held(HoldReason::House, OWNER), COINS);
    });
}

#[test]
fn a_commission_of_everything_leaves_the_royalty() {
    let greedy = Terms {
        commission: Permill::one(),
        ..terms()
    };
    with_house_of(greedy, || {
        set_royalty(ARTIST, 10);
        list(0, 100, 0, 10);
        assert_ok!(bid_any(BUYER));
        assert_eq!(coins(ARTIST), COINS + 10);
        assert_eq!(coins(OWNER) + held(HoldReason::House, OWNER), COINS + 90);
        assert_eq!(coins(SELLER), COINS);
    });
}

#[test]
fn one_account_may_have_several_parts() {
    // The house's owner buys, from a seller who receives the royalty.
    with_auction(|| {
        set_royalty(SELLER, 10);
        assert_ok!(bid_any(OWNER));
        assert_eq!(coins(SELLER), COINS + 95 * COS);
        assert_eq!(
            coins(OWNER) + held(HoldReason::House, OWNER),
            COINS - 95 * COS
        );
    });
    // The receiver of the royalty buys.
    with_gold_auction(|| {
        set_royalty(BUYER, 10);
        assert_ok!(bid_any(BUYER));
        assert_eq!(gold(BUYER), GOLD_EACH - 900);
        assert_eq!(gold(SELLER), GOLD_EACH + 850);
    });
}

#[test]
fn a_bid_should_fail_when_the_ledger_keeps_the_item() {
    with_auction(|| {
        pause_collection(true);
        refused(|| bid_any(BUYER), pallet_nfts::Error::<Test>::ItemLocked);
        pause_collection(false);
        assert_ok!(bid_any(BUYER));
    });
}

#[test]
fn what_was_bought_can_be_sold_again() {
    with_auction(|| {
        assert_ok!(bid_any(BUYER));
        approve(BUYER, 0);
        assert_ok!(DutchAuction::list(signed(BUYER), HOUSE, 0, COS, 0, 10));
        assert_ok!(DutchAuction::bid(signed(SELLER), AUCTION + 1, COS));
        assert_eq!(item_owner(0), Some(account(SELLER)));
        assert_eq!(turnover(Currency::Coin).sold, 2);
        assert_eq!(turnover(Currency::Coin).paid, U256::from(101 * COS));
    });
}

#[test]
fn a_turnover_fits_however_much_is_sold() {
    let token = Currency::Token(2);
    new_test_ext().execute_with(|| {
        create_token(&[(account(BUYER), Balance::MAX)]);
        create_house(Terms {
            commission: Permill::zero(),
            ..terms_in(token)
        });
        approve_all(SELLER);
        approve_all(BUYER);
        for auction_id in [0, 2, 4] {
            list(0, Balance::MAX, 0, 10);
            assert_ok!(DutchAuction::bid(signed(BUYER), auction_id, Balance::MAX));
            let origin = signed(BUYER);
            assert_ok!(DutchAuction::list(origin, HOUSE, 0, Balance::MAX, 0, 10));
            let origin = signed(SELLER);
            assert_ok!(DutchAuction::bid(origin, auction_id + 1, Balance::MAX));
        }
        assert_eq!(turnover(token).paid, U256::from(Balance::MAX) * 6);
        assert_eq!(turnover(token).sold, 6);
    });
}

#[test]
fn nobody_buys_what_the_ledger_was_forced_to_take_from_the_house() {
    with_auction(|| {
        // Only Root can.
        assert_ok!(Nfts::burn(RuntimeOrigin::root(), ART, 0));
        refused(|| bid_any(BUYER), Error::<Test>::ItemNotInCustody);
        mint(ART, 0, &account(OTHER));
        refused(|| bid_any(BUYER), Error::<Test>::ItemNotInCustody);
        // Its new owner can sell it: that is another auction, whose item nobody else gets.
        approve_all(OTHER);
        assert_ok!(DutchAuction::list(signed(OTHER), HOUSE, 0, COS, COS, 10));
        refused(|| bid_any(BUYER), Error::<Test>::ItemNotInCustody);
        assert_ok!(DutchAuction::cancel(signed(SELLER), AUCTION));
        assert_eq!(item_owner(0), Some(custodian()));
        assert_ok!(DutchAuction::do_try_state());
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION + 1, COS));
    });
}
