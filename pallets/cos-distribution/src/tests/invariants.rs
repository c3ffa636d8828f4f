//! What holds whatever happens: of every genesis, and through any sequence of calls.

use super::mock::*;
use crate::{GenesisConfig, Pallet, Tranche, Unclaimed};
use chaos_primitives::{
    currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
    AccountId, Balance,
};
use proptest::prelude::*;

/// A tranche in random parts, to accounts from `first` on.
fn parts(tranche: Tranche, first: u8) -> impl Strategy<Value = Vec<(AccountId, Balance)>> {
    prop::collection::vec(EXISTENTIAL_DEPOSIT..tranche.size() / 8, 0..7).prop_map(move |amounts| {
        let rest = tranche.size() - amounts.iter().sum::<Balance>();
        let amounts = amounts.into_iter().chain([rest]).enumerate();
        amounts
            .map(|(i, amount)| (account(first + i as u8), amount))
            .collect()
    })
}

fn any_genesis() -> impl Strategy<Value = GenesisConfig<Test>> {
    let tranches = (
        parts(Tranche::Angel, 10),
        parts(Tranche::Ico, 20),
        parts(Tranche::Team, 30),
        parts(Tranche::Foundation, 40),
    );
    (tranches, 0..8usize).prop_map(|((angel, mut ico, team, mut foundation), claims)| {
        foundation[0].0 = account(TREASURY);
        // The last of the ICO's recipients have no account.
        let claimants = ico.split_off(ico.len().saturating_sub(claims));
        let address = |i| ethereum_address(&ethereum_key(i as u8 + 1));
        let ico_claims = claimants
            .into_iter()
            .enumerate()
            .map(|(i, (_, n))| (address(i), n))
            .collect();
        GenesisConfig {
            angel,
            ico,
            ico_claims,
            team,
            foundation,
        }
    })
}

/// Something that a user may try.
#[derive(Clone, Debug)]
enum Action {
    Transfer {
        from: u8,
        to: u8,
        amount: Balance,
        keep_alive: bool,
    },
    TransferAll {
        from: u8,
        to: u8,
    },
    Claim {
        key: u8,
        dest: u8,
    },
    Vest {
        who: u8,
    },
    /// A token that somebody sends to the pot.
    ReferToThePot,
    Wait {
        days: u64,
    },
}

fn any_action() -> impl Strategy<Value = Action> {
    // Amounts from dust to everything, accounts that exist and that don't.
    let amount = prop_oneof![0..2 * EXISTENTIAL_DEPOSIT, 0..TOTAL_SUPPLY];
    let who = || prop_oneof![1..8u8, 50..54u8];
    prop_oneof![
        (who(), who(), amount, any::<bool>()).prop_map(|(from, to, amount, keep_alive)| {
            Action::Transfer {
                from,
                to,
                amount,
                keep_alive,
            }
        }),
        (who(), who()).prop_map(|(from, to)| Action::TransferAll { from, to }),
        (1..4u8, who()).prop_map(|(key, dest)| Action::Claim { key, dest }),
        who().prop_map(|who| Action::Vest { who }),
        Just(Action::ReferToThePot),
        (1..800u64).prop_map(|days| Action::Wait { days }),
    ]
}

fn perform(action: Action) {
    let signed = |who| RuntimeOrigin::signed(account(who));
    // Whether it succeeds is not the question here.
    let _ = match action {
        Action::Transfer {
            from,
            to,
            amount,
            keep_alive: true,
        } => Balances::transfer_keep_alive(signed(from), account(to), amount).is_ok(),
        Action::Transfer {
            from,
            to,
            amount,
            keep_alive: false,
        } => Balances::transfer_allow_death(signed(from), account(to), amount).is_ok(),
        Action::TransferAll { from, to } => {
            Balances::transfer_all(signed(from), account(to), false).is_ok()
        }
        Action::Claim { key, dest } => {
            let text = CosDistribution::claim_text(&account(dest));
            let signature = personal_sign(&ethereum_key(key), &text);
            let is_open = CosDistribution::validate_claim(&account(dest), &signature).is_ok();
            let is_paid =
                CosDistribution::claim(RuntimeOrigin::none(), account(dest), signature).is_ok();
            // A free transaction that fails could be sent again and again.
            assert_eq!(is_open, is_paid);
            is_paid
        }
        Action::ReferToThePot => System::inc_consumers(&CosDistribution::pot()).is_ok(),
        Action::Vest { who } => Vesting::vest(signed(who)).is_ok(),
        Action::Wait { days } => {
            System::set_block_number(System::block_number() + days * DAY);
            true
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_right_genesis_mints_the_supply_and_nothing_else(config in any_genesis()) {
        sp_io::TestExternalities::default().execute_with(|| {
            Pallet::<Test>::distribute(&config).unwrap();
            prop_assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
            prop_assert_eq!(CosDistribution::do_try_state(), Ok(()));
            let status = CosDistribution::tranches();
            prop_assert_eq!(status[1].unclaimed, Unclaimed::<Test>::get());
            let given: Balance = status.iter().map(|t| t.claimed + t.unclaimed).sum();
            prop_assert_eq!(given, TOTAL_SUPPLY);
            Ok(())
        })?;
    }

    #[test]
    fn no_sequence_of_calls_changes_the_supply(
        actions in prop::collection::vec(any_action(), 1..40),
    ) {
        new_test_ext().execute_with(|| {
            for action in actions {
                perform(action);
                prop_assert_eq!(CosDistribution::do_try_state(), Ok(()));
            }
            let held: Balance =
                frame_system::Account::<Test>::iter_values().map(|a| a.data.free + a.data.reserved).sum();
            prop_assert_eq!(held, TOTAL_SUPPLY);
            Ok(())
        })?;
    }
}
