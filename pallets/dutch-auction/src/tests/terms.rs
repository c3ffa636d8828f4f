//! Changing the terms of a house.

use super::mock::*;
use crate::{
    Auctions, Currency, Curve, Error, Event, HoldReason, HouseTerms, Houses, Sellers, Terms,
    TermsOf, MAX_CURRENCIES,
};
use chaos_primitives::currency::COS;
use frame_support::assert_ok;
use sp_runtime::{DispatchResult, Permill};

fn set(terms: TermsOf<Test>) -> DispatchResult {
    DutchAuction::set_terms(signed(OWNER), HOUSE, terms)
}

fn in_force() -> TermsOf<Test> {
    DutchAuction::house(HOUSE).unwrap().terms
}

fn dear() -> TermsOf<Test> {
    Terms {
        commission: Permill::from_percent(50),
        ..terms()
    }
}

#[test]
fn new_terms_are_in_force_when_the_notice_is_over() {
    with_house(|| {
        go_to(5);
        assert_ok!(set(dear()));
        let effective_from = 5 + NOTICE;
        assert_eq!(
            events(),
            [Event::TermsSet {
                house: HOUSE,
                effective_from,
            }]
        );
        go_to(effective_from - 1);
        assert_eq!(in_force(), terms());
        let announced = DutchAuction::house(HOUSE).unwrap().announced;
        assert_eq!(announced, Some((dear(), effective_from)));
        list(0, COS, COS, 10);

        go_to(effective_from);
        assert_eq!(in_force(), dear());
        assert_eq!(DutchAuction::house(HOUSE).unwrap().announced, None);
        list(1, COS, COS, 10);

        let commission = |id| Auctions::<Test>::get(id).unwrap().commission;
        assert_eq!(
            [commission(0), commission(1)],
            [5, 50].map(Permill::from_percent)
        );
    });
}

#[test]
fn a_second_announcement_replaces_the_first_and_starts_the_notice_again() {
    with_house(|| {
        assert_ok!(set(dear()));
        go_to(NOTICE);
        let cheap = Terms {
            commission: Permill::zero(),
            ..terms()
        };
        assert_ok!(set(cheap.clone()));
        go_to(1 + NOTICE);
        assert_eq!(in_force(), terms());
        go_to(2 * NOTICE);
        assert_eq!(in_force(), cheap);
        // What is in force then is what the next replaces.
        assert_ok!(set(dear()));
        assert_eq!(HouseTerms::<Test>::get(HOUSE).unwrap().current, cheap);
        assert_eq!(in_force(), cheap);
    });
}

#[test]
fn an_auction_keeps_the_terms_it_was_listed_with() {
    with_auction(|| {
        let before = Auctions::<Test>::get(AUCTION);
        assert_ok!(set(Terms {
            currency: Currency::Token(JUNK),
            commission: Permill::one(),
            curve: Curve::Steps { count: 1 },
            sellers: Sellers::Accounts(Default::default()),
            ..terms()
        }));
        go_to(1 + NOTICE);
        assert_eq!(Auctions::<Test>::get(AUCTION), before);
        // A quarter of the way from 100 to 20 COS.
        assert_eq!(DutchAuction::price(AUCTION), Some(80 * COS));
        assert_ok!(DutchAuction::bid(signed(BUYER), AUCTION, 80 * COS));
        assert_eq!(coins(BUYER), COINS - 80 * COS);
        assert_eq!(coins(SELLER), COINS + 76 * COS);
    });
}

#[test]
fn the_deposit_follows_the_length_of_the_terms() {
    with_house(|| {
        let short = held(HoldReason::House, OWNER);
        let accounts: Vec<_> = (0..64).map(account).collect();
        let sellers = Sellers::Accounts(accounts.try_into().unwrap());
        assert_ok!(set(Terms { sellers, ..terms() }));
        let long = held(HoldReason::House, OWNER);
        assert!(long > short + 64 * 32 * HOUSE_DEPOSIT[1]);
        assert_eq!(Houses::<Test>::get(HOUSE).unwrap().deposit, long);
        assert_ok!(DutchAuction::do_try_state());
        // What was never in force goes at once.
        assert_ok!(set(terms()));
        assert!(held(HoldReason::House, OWNER) < short + 200 * HOUSE_DEPOSIT[1]);
        assert_eq!(coins(OWNER) + held(HoldReason::House, OWNER), COINS);
    });
}

#[test]
fn terms_should_not_be_set_without_the_coins_for_their_deposit() {
    with_house(|| {
        let rest = coins(OWNER) - COS / 100;
        assert_ok!(Balances::transfer_keep_alive(
            signed(OWNER),
            account(OTHER),
            rest
        ));
        refused(|| set(dear()), Error::<Test>::DepositUnaffordable);
    });
}

#[test]
fn terms_that_make_no_sense_should_not_be_set() {
    with_house(|| {
        for (terms, error) in [
            (
                terms_in(Currency::Token(NO_TOKEN)),
                Error::<Test>::UnknownToken,
            ),
            (
                Terms {
                    shortest: 0,
                    ..terms()
                },
                Error::DurationZero,
            ),
            (
                Terms {
                    longest: 9,
                    ..terms()
                },
                Error::DurationBoundsReversed,
            ),
        ] {
            refused(|| set(terms.clone()), error);
        }
    });
}

#[test]
fn a_house_should_not_have_more_currencies_than_its_turnover_is_kept_in() {
    with_house(|| {
        let tokens: Vec<_> = (2..2 + MAX_CURRENCIES).map(|_| create_token(&[])).collect();
        let (last, others) = tokens.split_last().unwrap();
        for token_id in others {
            assert_ok!(set(terms_in(Currency::Token(*token_id))));
        }
        let currencies = || Houses::<Test>::get(HOUSE).unwrap().currencies;
        assert_eq!(currencies(), MAX_CURRENCIES);
        refused(
            || set(terms_in(Currency::Token(*last))),
            Error::<Test>::TooManyCurrencies,
        );
        // One that it has had is none more.
        assert_ok!(set(terms()));
        assert_eq!(currencies(), MAX_CURRENCIES);
        assert_ok!(DutchAuction::do_try_state());
        assert_ok!(close_house(OWNER, HOUSE));
    });
}
