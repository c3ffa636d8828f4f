//! The distribution at genesis, and what is refused.

use super::mock::*;
use crate::{
    check_list, runtime_api::TrancheStatus, GenesisConfig, GenesisError, List, Pallet, Tranche,
};
use chaos_primitives::currency::{COS, EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY};
use frame_support::traits::fungible::{Inspect, Mutate};

/// What comes of a genesis that is the right one but for `change`.
fn distribute(change: impl FnOnce(&mut GenesisConfig<Test>)) -> Result<(), GenesisError> {
    let mut config = genesis();
    change(&mut config);
    sp_io::TestExternalities::default().execute_with(|| Pallet::<Test>::distribute(&config))
}

#[test]
fn the_tranches_have_the_sizes_of_the_paper() {
    let shares = Tranche::ALL.map(|tranche| 100 * tranche.size() / TOTAL_SUPPLY);
    assert_eq!(shares, [10, 60, 10, 20]);
    assert_eq!(
        Tranche::ALL
            .iter()
            .map(|tranche| tranche.size())
            .sum::<u128>(),
        TOTAL_SUPPLY
    );
}

#[test]
fn everybody_gets_their_amount_and_the_pot_what_is_to_be_claimed() {
    new_test_ext().execute_with(|| {
        for (who, cos) in [
            (ANGEL, 1_000_000),
            (CONTRIBUTOR, 3_000_000),
            (TEAM[0], 999_999),
            (TEAM[1], 1),
        ] {
            assert_eq!(Balances::total_balance(&account(who)), cos * COS);
        }
        assert_eq!(
            Balances::total_balance(&CosDistribution::pot()),
            3_000_000 * COS
        );
        assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
        CosDistribution::do_try_state().unwrap();
    });
}

#[test]
fn tranches_are_reported() {
    new_test_ext().execute_with(|| {
        let tranches = CosDistribution::tranches();
        assert_eq!(
            tranches.iter().map(|t| t.recipients).collect::<Vec<_>>(),
            [1, 3, 2, 2]
        );
        assert_eq!(
            tranches[1],
            TrancheStatus {
                tranche: Tranche::Ico,
                size: 6_000_000 * COS,
                recipients: 3,
                claimed: 3_000_000 * COS,
                unclaimed: 3_000_000 * COS,
            }
        );
    });
}

#[test]
fn a_tranche_must_add_up_to_its_size() {
    let wrong = [
        (Tranche::Angel, distribute(|g| g.angel[0].1 -= 1)),
        (Tranche::Ico, distribute(|g| g.ico[0].1 -= 1)),
        (Tranche::Ico, distribute(|g| g.ico_claims[1].1 -= 1)),
        (Tranche::Team, distribute(|g| g.team[0].1 -= 1)),
        (Tranche::Foundation, distribute(|g| g.foundation[0].1 -= 1)),
    ];
    for (tranche, result) in wrong {
        let expected = tranche.size();
        assert_eq!(
            result,
            Err(GenesisError::WrongTotal {
                tranche,
                expected,
                found: expected - 1
            })
        );
    }
    assert_eq!(
        distribute(|g| g.angel.clear()).unwrap_err().to_string(),
        "tranche angel: expected its recipients to get 1000000 COS in all, found 0 COS"
    );
}

#[test]
fn a_sum_that_overflows_is_no_tranches_size() {
    assert_eq!(
        distribute(|g| {
            g.angel[0].1 = u128::MAX;
            g.angel.push((account(NOBODY), 1_000_001 * COS));
        }),
        Err(GenesisError::WrongTotal {
            tranche: Tranche::Angel,
            expected: 1_000_000 * COS,
            found: u128::MAX
        })
    );
}

#[test]
fn nobody_stands_twice_in_a_list() {
    let error = distribute(|g| g.team[1].0 = account(TEAM[0])).unwrap_err();
    assert!(matches!(
        error,
        GenesisError::Duplicate {
            list: List::Accounts(Tranche::Team),
            entry: 1,
            first: 0,
            ..
        }
    ));
    let error = distribute(|g| g.ico_claims[1].0 = g.ico_claims[0].0).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "tranche ico, list icoClaims, entry 1: expected each recipient once, found {} again, \
             who is entry 0 already",
            ethereum_address(&ethereum_key(1))
        )
    );
}

#[test]
fn one_account_may_stand_in_several_tranches() {
    assert_eq!(distribute(|g| g.angel[0].0 = account(TEAM[0])), Ok(()));
}

#[test]
fn no_amount_is_under_the_existential_deposit() {
    for found in [0, 1, EXISTENTIAL_DEPOSIT - 1] {
        let error = distribute(|g| {
            g.foundation[0].1 += COS - found;
            g.team[1].1 = found;
        });
        assert!(matches!(
            error,
            Err(GenesisError::BelowMinimum {
                list: List::Accounts(Tranche::Team),
                entry: 1,
                expected: EXISTENTIAL_DEPOSIT,
                found: f,
                ..
            }) if f == found
        ));
    }
    assert_eq!(
        distribute(|g| g.ico_claims[0].1 = 1)
            .unwrap_err()
            .to_string(),
        format!(
            "tranche ico, list icoClaims, entry 0 ({}): expected at least the existential deposit \
             of 0.001 COS, found 0.000000000001 COS",
            ethereum_address(&ethereum_key(1))
        )
    );
}

#[test]
fn even_without_an_existential_deposit_an_amount_is_not_zero() {
    let list = List::Accounts(Tranche::Angel);
    assert!(matches!(
        check_list(list, &[("somebody", 0)], 0),
        Err(GenesisError::BelowMinimum {
            entry: 0,
            found: 0,
            ..
        })
    ));
    assert_eq!(check_list(list, &[("somebody", 1)], 0), Ok(1));
}

#[test]
fn the_treasury_must_be_given_something() {
    let error = distribute(|g| g.foundation[1].0 = account(NOBODY)).unwrap_err();
    assert!(matches!(
        error,
        GenesisError::NoTreasury {
            expected: EXISTENTIAL_DEPOSIT,
            ..
        }
    ));
}

#[test]
fn nothing_is_minted_elsewhere() {
    sp_io::TestExternalities::default().execute_with(|| {
        Balances::mint_into(&account(NOBODY), COS).unwrap();
        assert_eq!(
            Pallet::<Test>::distribute(&genesis()),
            Err(GenesisError::MintedElsewhere { found: COS })
        );
    });
}

#[test]
#[should_panic(
    expected = "COS distribution: tranche team: expected its recipients to get 1000000 \
                           COS in all, found 999999 COS"
)]
fn a_wrong_genesis_builds_no_storage() {
    use sp_runtime::BuildStorage;
    let mut cos_distribution = genesis();
    cos_distribution.team.pop();
    let _ = RuntimeGenesisConfig {
        cos_distribution,
        ..Default::default()
    }
    .build_storage();
}
