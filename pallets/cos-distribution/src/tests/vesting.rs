//! The lock of the team's tranche, on the real schedule.

use super::mock::*;
use crate::runtime_api::LockedCoins;
use chaos_primitives::{currency::COS, Balance};
use frame_support::{
    assert_noop, assert_ok,
    traits::{fungible::Inspect, VestingSchedule},
};
use sp_runtime::TokenError;

/// Days of the whole schedule, with a few beyond its end.
const DAYS_WATCHED: u64 = 7 * 365 + 5;

/// What is locked for a team member on each day.
fn locked_by_day(member: u8) -> Vec<Balance> {
    (0..=DAYS_WATCHED)
        .map(|day| {
            System::set_block_number(day * DAY);
            Vesting::vesting_balance(&account(member)).unwrap_or_default()
        })
        .collect()
}

#[test]
fn nothing_is_released_for_two_years_and_everything_after_seven() {
    new_test_ext().execute_with(|| {
        for (member, amount) in [(TEAM[0], 999_999 * COS), (TEAM[1], COS)] {
            let locked = locked_by_day(member);
            assert!(locked[..=2 * 365].iter().all(|l| *l == amount));
            assert!(locked[2 * 365 + 1] < amount);
            assert!(locked.windows(2).all(|days| days[1] <= days[0]));
            assert!(locked[7 * 365 - 1] > 0);
            assert_eq!(locked[7 * 365 + 1], 0);
        }
    });
}

#[test]
fn no_year_releases_more_than_a_fifth() {
    new_test_ext().execute_with(|| {
        for (member, amount) in [(TEAM[0], 999_999 * COS), (TEAM[1], COS)] {
            for year in locked_by_day(member).windows(365 + 1) {
                let released = year[0] - year[365];
                assert!(
                    5 * released <= amount,
                    "{released} of {amount} planck in a year"
                );
            }
        }
    });
}

#[test]
fn rounding_keeps_back_less_than_a_planck_a_block() {
    new_test_ext().execute_with(|| {
        System::set_block_number(7 * YEAR);
        for member in TEAM {
            let left = Vesting::vesting_balance(&account(member)).unwrap();
            assert!(left < 5 * Balance::from(YEAR));
        }
    });
}

#[test]
fn locked_coins_cannot_be_spent_and_released_ones_can() {
    new_test_ext().execute_with(|| {
        let member = account(TEAM[0]);
        let origin = || RuntimeOrigin::signed(member.clone());
        System::set_block_number(2 * YEAR);
        assert_noop!(
            Balances::transfer_allow_death(origin(), account(NOBODY), COS),
            TokenError::Frozen
        );

        System::set_block_number(3 * YEAR);
        assert_ok!(Vesting::vest(origin()));
        let released = Balances::reducible_balance(
            &member,
            frame_support::traits::tokens::Preservation::Expendable,
            frame_support::traits::tokens::Fortitude::Polite,
        );
        assert_eq!(
            released,
            (999_999 * COS / (5 * Balance::from(YEAR))) * Balance::from(YEAR)
        );
        assert_ok!(Balances::transfer_allow_death(
            origin(),
            account(NOBODY),
            released
        ));
        assert_noop!(
            Balances::transfer_allow_death(origin(), account(NOBODY), COS),
            TokenError::Frozen
        );
    });
}

#[test]
fn what_is_locked_and_when_the_next_part_is_free_is_reported() {
    new_test_ext().execute_with(|| {
        let member = account(TEAM[0]);
        let at = |block| {
            System::set_block_number(block);
            CosDistribution::locked(&member)
        };
        let all = 999_999 * COS;
        let per_block = all / (5 * Balance::from(YEAR));
        assert_eq!(
            at(1),
            LockedCoins {
                locked: all,
                next_release: Some(2 * YEAR + 1)
            }
        );
        assert_eq!(
            at(2 * YEAR),
            LockedCoins {
                locked: all,
                next_release: Some(2 * YEAR + 1)
            }
        );
        assert_eq!(
            at(2 * YEAR + 1),
            LockedCoins {
                locked: all - per_block,
                next_release: Some(2 * YEAR + 2)
            }
        );
        assert_eq!(
            at(8 * YEAR),
            LockedCoins {
                locked: 0,
                next_release: None
            }
        );
        assert_eq!(
            CosDistribution::locked(&account(ANGEL)),
            LockedCoins {
                locked: 0,
                next_release: None
            }
        );
    });
}
