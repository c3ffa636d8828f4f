//! Creating, pausing and closing houses.

use super::mock::*;
use crate::{
    Auctions, Currency, Curve, Error, Event, HoldReason, House, HouseTerms, Houses, NextHouseId,
    Sellers, Terms, Turnovers, MAX_RETURNED,
};
use chaos_primitives::{currency::COS, Balance};
use codec::Encode;
use frame_support::assert_ok;
use sp_runtime::{DispatchError, DispatchResult};

fn create(collection: u32, terms: crate::TermsOf<Test>) -> DispatchResult {
    DutchAuction::create_house(signed(OWNER), collection, terms)
}

/// What is held for a house with such terms, and none announced.
fn deposit(terms: &crate::TermsOf<Test>) -> Balance {
    let bytes = terms.encoded_size() as Balance + 1;
    HOUSE_DEPOSIT[0] + HOUSE_DEPOSIT[1] * bytes
}

fn close() -> DispatchResult {
    close_house(OWNER, HOUSE)
}

#[test]
fn creating_a_house_binds_it_to_a_collection_and_holds_a_deposit() {
    new_test_ext().execute_with(|| {
        assert_ok!(create(ART, terms()));
        let deposit = deposit(&terms());
        assert_eq!(held(HoldReason::House, OWNER), deposit);
        assert_eq!(coins(OWNER), COINS - deposit);
        assert_eq!(
            Houses::<Test>::get(HOUSE),
            Some(House {
                owner: account(OWNER),
                collection: ART,
                paused: false,
                auctions: 0,
                currencies: 1,
                deposit,
            })
        );
        assert_eq!(
            events(),
            [Event::HouseCreated {
                house: HOUSE,
                owner: account(OWNER),
                collection: ART,
                account: custodian(),
            }]
        );
        assert_ok!(DutchAuction::do_try_state());
    });
}

#[test]
fn houses_count_up_and_each_has_an_account_of_its_own() {
    new_test_ext().execute_with(|| {
        // Anybody may create one, for any collection, and for one that has others.
        for (id, who) in [OWNER, SELLER, ADMIN].into_iter().enumerate() {
            let origin = signed(who);
            assert_ok!(DutchAuction::create_house(origin, ART, terms()));
            assert_eq!(NextHouseId::<Test>::get() as usize, id + 1);
        }
        let accounts: std::collections::BTreeSet<_> =
            (0..1_000).map(DutchAuction::house_account).collect();
        assert_eq!(accounts.len(), 1_000);
        assert_ok!(DutchAuction::do_try_state());
    });
}

#[test]
fn a_house_should_not_be_created_for_a_collection_that_does_not_exist() {
    new_test_ext().execute_with(|| {
        refused(
            || create(NO_COLLECTION, terms()),
            Error::<Test>::UnknownCollection,
        );
    });
}

#[test]
fn a_house_should_not_be_created_with_terms_that_make_no_sense() {
    new_test_ext().execute_with(|| {
        let with_durations = |shortest, longest| Terms {
            shortest,
            longest,
            ..terms()
        };
        let with_curve = |curve| Terms { curve, ..terms() };
        for (terms, error) in [
            (
                terms_in(Currency::Token(NO_TOKEN)),
                Error::<Test>::UnknownToken,
            ),
            (with_durations(0, 10), Error::DurationZero),
            (with_durations(0, 0), Error::DurationZero),
            (with_durations(11, 10), Error::DurationBoundsReversed),
            (
                with_curve(Curve::Exponential { half_life: 0 }),
                Error::HalfLifeZero,
            ),
            (with_curve(Curve::Steps { count: 0 }), Error::StepsZero),
        ] {
            refused(|| create(ART, terms.clone()), error);
        }
        assert_ok!(create(ART, with_durations(1, 1)));
        assert_ok!(create(ART, with_durations(1, u64::MAX)));
    });
}

#[test]
fn a_house_should_not_be_created_without_the_coins_for_its_deposit() {
    new_test_ext().execute_with(|| {
        let create = |who| DutchAuction::create_house(signed(who), ART, terms());
        refused(|| create(NOBODY), Error::<Test>::DepositUnaffordable);
        let rest = COINS - deposit(&terms());
        assert_ok!(Balances::transfer_keep_alive(
            signed(OWNER),
            account(OTHER),
            rest
        ));
        refused(|| create(OWNER), Error::<Test>::DepositUnaffordable);
        refused(
            || DutchAuction::create_house(RuntimeOrigin::root(), ART, terms()),
            DispatchError::BadOrigin,
        );
    });
}

#[test]
fn a_house_should_not_be_created_when_all_ids_are_taken() {
    new_test_ext().execute_with(|| {
        NextHouseId::<Test>::put(u32::MAX);
        refused(|| create(ART, terms()), Error::<Test>::NoIdLeft);
    });
}

#[test]
fn more_sellers_cost_a_higher_deposit() {
    new_test_ext().execute_with(|| {
        let accounts: Vec<_> = (0..64).map(account).collect();
        let sellers = Sellers::Accounts(accounts.try_into().unwrap());
        let long = Terms { sellers, ..terms() };
        assert_ok!(create(ART, long.clone()));
        assert_eq!(held(HoldReason::House, OWNER), deposit(&long));
        let difference = deposit(&long) - deposit(&terms());
        assert!(difference >= 64 * 32 * HOUSE_DEPOSIT[1]);
    });
}

#[test]
fn pausing_and_resuming_take_turns() {
    with_house(|| {
        let paused = || Houses::<Test>::get(HOUSE).unwrap().paused;
        let pause = || DutchAuction::pause_house(signed(OWNER), HOUSE);
        let resume = || DutchAuction::resume_house(signed(OWNER), HOUSE);
        refused(resume, Error::<Test>::HouseNotPaused);
        assert_ok!(pause());
        assert!(paused());
        refused(pause, Error::<Test>::HousePaused);
        assert_ok!(resume());
        assert!(!paused());
        assert_eq!(
            events(),
            [
                Event::HousePaused { house: HOUSE },
                Event::HouseResumed { house: HOUSE }
            ]
        );
    });
}

#[test]
fn nobody_but_its_owner_should_administer_a_house() {
    with_house(|| {
        for who in [SELLER, ADMIN, NOBODY] {
            for call in [
                DutchAuction::pause_house,
                DutchAuction::resume_house,
                close_by,
            ] {
                refused(|| call(signed(who), HOUSE), Error::<Test>::NotHouseOwner);
                refused(
                    || call(RuntimeOrigin::root(), HOUSE),
                    DispatchError::BadOrigin,
                );
            }
            refused(
                || DutchAuction::set_terms(signed(who), HOUSE, terms()),
                Error::<Test>::NotHouseOwner,
            );
        }
    });
}

#[test]
fn closing_a_house_releases_its_deposit_and_removes_it() {
    with_house(|| {
        assert_ok!(DutchAuction::set_terms(
            signed(OWNER),
            HOUSE,
            terms_in(Currency::Token(GOLD))
        ));
        events();
        assert_ok!(close());
        assert_eq!(held(HoldReason::House, OWNER), 0);
        assert_eq!(coins(OWNER), COINS);
        assert!(!Houses::<Test>::contains_key(HOUSE));
        assert!(!HouseTerms::<Test>::contains_key(HOUSE));
        assert_eq!(Turnovers::<Test>::iter().count(), 0);
        assert_eq!(events(), [Event::HouseClosed { house: HOUSE }]);
    });
}

#[test]
fn a_house_that_closes_gives_its_items_back() {
    with_auction(|| {
        assert_ok!(close());
        assert_eq!(item_owner(0), Some(account(SELLER)));
        assert_eq!(coins(SELLER), COINS);
        assert_eq!(coins(OWNER), COINS);
        assert_eq!(
            events(),
            [
                Event::Cancelled {
                    auction_id: AUCTION,
                    house: HOUSE,
                },
                Event::Returned {
                    auction_id: AUCTION,
                    item: 0,
                    seller: account(SELLER),
                },
                Event::HouseClosed { house: HOUSE },
            ]
        );
        refused(
            || DutchAuction::cancel(signed(SELLER), AUCTION),
            Error::<Test>::AuctionEnded,
        );
    });
}

#[test]
fn a_house_with_many_items_closes_step_by_step_and_takes_none_meanwhile() {
    with_house(|| {
        let items = 2 * MAX_RETURNED + 1;
        for item in ITEMS..ITEMS + items {
            mint(ART, item, &account(SELLER));
            list(item, COS, 0, 10);
        }
        events();
        assert_ok!(close());
        // Those that were listed first.
        assert_eq!(item_owner(ITEMS), Some(account(SELLER)));
        assert_eq!(item_owner(ITEMS + MAX_RETURNED), Some(custodian()));
        let auctions = || Houses::<Test>::get(HOUSE).unwrap().auctions;
        assert_eq!(auctions(), u64::from(items - MAX_RETURNED));
        assert_eq!(events().last(), Some(&Event::HousePaused { house: HOUSE }));
        refused(
            || DutchAuction::list(signed(SELLER), HOUSE, ITEMS, COS, 0, 10),
            Error::<Test>::HousePaused,
        );
        refused(
            || DutchAuction::bid(signed(BUYER), u64::from(items) - 1, COS),
            Error::<Test>::HousePaused,
        );
        assert_ok!(DutchAuction::do_try_state());
        assert_ok!(close());
        assert_eq!(auctions(), 1);
        // It was paused already.
        assert!(!events().contains(&Event::HousePaused { house: HOUSE }));
        assert_ok!(close());
        assert!(!Houses::<Test>::contains_key(HOUSE));
        assert_eq!(coins(SELLER), COINS);
        assert_eq!(coins(OWNER), COINS);
    });
}

#[test]
fn a_house_closes_around_the_items_that_the_ledger_keeps() {
    with_auction(|| {
        list(1, COS, 0, 10);
        assert_ok!(Nfts::lock_item_transfer(signed(ADMIN), ART, 0));
        assert_ok!(close());
        assert_eq!(item_owner(1), Some(account(SELLER)));
        assert!(Auctions::<Test>::get(AUCTION).unwrap().cancelled);
        assert_ok!(DutchAuction::do_try_state());
        refused(close, Error::<Test>::HouseNotEmpty);
        assert_ok!(Nfts::unlock_item_transfer(signed(ADMIN), ART, 0));
        assert_ok!(close());
        assert_eq!(item_owner(0), Some(account(SELLER)));
        assert!(!Houses::<Test>::contains_key(HOUSE));
    });
}

#[test]
fn calls_should_tell_a_closed_house_from_one_that_never_was() {
    with_house(|| {
        assert_ok!(close());
        for (house, error) in [
            (HOUSE, Error::<Test>::HouseClosed),
            (HOUSE + 1, Error::UnknownHouse),
        ] {
            let error = || {
                DispatchError::from(match error {
                    Error::HouseClosed => Error::<Test>::HouseClosed,
                    _ => Error::UnknownHouse,
                })
            };
            refused(|| DutchAuction::pause_house(signed(OWNER), house), error());
            refused(|| DutchAuction::resume_house(signed(OWNER), house), error());
            refused(|| close_house(OWNER, house), error());
            refused(
                || DutchAuction::set_terms(signed(OWNER), house, terms()),
                error(),
            );
            refused(
                || DutchAuction::list(signed(SELLER), house, 0, COS, COS, 10),
                error(),
            );
        }
        // Its id is not given again.
        create_house(terms());
        assert!(Houses::<Test>::contains_key(HOUSE + 1));
    });
}
