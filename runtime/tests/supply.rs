//! The supply of COS is constant: fees, dust and slashes go to an account.

use crate::common::*;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
    AccountId, Balance,
};
use chaos_runtime::{
    configs::coin::TreasuryAccount, filters::FilteredCall, CosDistribution, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin, System,
};
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{traits::Dispatchable, DispatchError};

/// An account that doesn't exist yet.
fn fresh(id: u8) -> AccountId {
    [id; 32].into()
}

fn transfer(to: AccountId, value: Balance) -> RuntimeCall {
    pallet_balances::Call::transfer_allow_death {
        dest: to.into(),
        value,
    }
    .into()
}

fn assert_supply() {
    assert_all_coins_are_there();
    CosDistribution::do_try_state().unwrap();
}

#[test]
fn both_presets_distribute_the_whole_supply() {
    for preset in ["development", "local_testnet"] {
        new_chain(preset).execute_with(assert_supply);
    }
}

#[test]
fn fees_and_tips_go_to_the_author_of_the_block() {
    new_chain("local_testnet").execute_with(|| {
        make_block(vec![]);
        let (author, sender) = (next_author(), Eve);
        let before = (balance(&author), balance(&sender.to_account_id()));

        let results = make_block(vec![sign(sender, transfer(fresh(9), COS), 7 * COS)]);

        assert_eq!(results, [Ok(Ok(()))]);
        let fee = fees_paid(&sender.to_account_id());
        assert!(
            fee > 7 * COS,
            "a tip of 7 COS and something for the transaction"
        );
        assert_eq!(balance(&author), before.0 + fee);
        assert_eq!(balance(&sender.to_account_id()), before.1 - COS - fee);
        assert_eq!(balance(&fresh(9)), COS);
        assert_supply();
    });
}

#[test]
fn the_fee_of_a_failed_call_is_paid_too() {
    new_chain("development").execute_with(|| {
        let results = make_block(vec![sign(Eve, transfer(fresh(9), TOTAL_SUPPLY), 0)]);
        assert!(matches!(results[..], [Ok(Err(_))]));
        assert!(fees_paid(&Eve.to_account_id()) > 0);
        assert_supply();
    });
}

#[test]
fn dust_goes_to_the_treasury() {
    new_chain("development").execute_with(|| {
        make_block(vec![sign(Eve, transfer(fresh(9), COS), 0)]);
        let treasury = balance(&TreasuryAccount::get());
        let dust = EXISTENTIAL_DEPOSIT - 1;
        // Nobody has the key of this account, so Root takes all but the dust.
        let emptied = pallet_balances::Call::<Runtime>::force_transfer {
            source: fresh(9).into(),
            dest: Eve.to_account_id().into(),
            value: COS - dust,
        };
        use frame_support::traits::UnfilteredDispatchable;
        let root = frame_system::RawOrigin::Root.into();
        emptied.dispatch_bypass_filter(root).unwrap();

        assert_eq!(balance(&fresh(9)), 0);
        assert_eq!(balance(&TreasuryAccount::get()), treasury + dust);
        assert_supply();
    });
}

#[test]
fn a_fee_that_cannot_make_its_author_live_goes_to_the_treasury() {
    new_chain("development").execute_with(|| {
        // Alice authors every block. She gives everything away, and only her fee comes back to her.
        let all = pallet_balances::Call::transfer_all {
            dest: Bob.to_account_id().into(),
            keep_alive: false,
        };
        make_block(vec![sign(Alice, all, 0)]);
        let author = Alice.to_account_id();
        let kept = balance(&author);
        assert!(kept < EXISTENTIAL_DEPOSIT);
        let treasury = balance(&TreasuryAccount::get());

        make_block(vec![sign(Eve, transfer(fresh(9), COS), 0)]);

        let fee = fees_paid(&Eve.to_account_id());
        assert!(0 < fee && fee < EXISTENTIAL_DEPOSIT);
        let paid = (balance(&author) - kept) + (balance(&TreasuryAccount::get()) - treasury);
        assert_eq!(paid, fee);
        assert_supply();
    });
}

#[test]
fn the_treasury_account_cannot_be_emptied() {
    new_chain("development").execute_with(|| {
        use frame_support::traits::UnfilteredDispatchable;
        let treasury = TreasuryAccount::get();
        let everything = pallet_balances::Call::<Runtime>::force_transfer {
            source: treasury.clone().into(),
            dest: Eve.to_account_id().into(),
            value: balance(&treasury),
        };
        let before = balance(&treasury);
        assert!(everything
            .dispatch_bypass_filter(frame_system::RawOrigin::Root.into())
            .is_err());
        assert_eq!(balance(&treasury), before);
    });
}

#[test]
fn calls_that_change_the_supply_are_filtered() {
    let filtered = DispatchError::from(frame_system::Error::<Runtime>::CallFiltered);
    for call in changes_of_the_supply() {
        new_chain("development").execute_with(|| {
            let results = make_block(vec![sign(Bob, call.clone(), 0)]);
            assert_eq!(results, [Ok(Err(filtered))]);
            assert_supply();

            // Neither in a batch,
            let results = make_block(vec![sign(Bob, batch(vec![call.clone()]), 0)]);
            assert_eq!(results, [Ok(Err(filtered))]);
            // nor for another account, whose owner agreed,
            let proxy = pallet_proxy::Call::add_proxy {
                delegate: Bob.to_account_id().into(),
                proxy_type: Default::default(),
                delay: 0,
            };
            let for_eve = pallet_proxy::Call::proxy {
                real: Eve.to_account_id().into(),
                force_proxy_type: None,
                call: Box::new(call.clone()),
            };
            make_block(vec![sign(Eve, proxy, 0)]);
            make_block(vec![sign(Bob, for_eve, 0)]);
            let executed = RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted {
                result: Err(filtered),
            });
            assert!(System::events()
                .iter()
                .any(|record| record.event == executed));
            // nor by a multisig of one.
            let alone = pallet_multisig::Call::as_multi_threshold_1 {
                other_signatories: vec![Eve.to_account_id()],
                call: Box::new(call),
            };
            assert_eq!(make_block(vec![sign(Bob, alone, 0)]), [Ok(Err(filtered))]);
            assert_supply();
        });
    }
}

/// The results of the calls that the scheduler dispatched in the last block.
fn outcomes_of_scheduled_calls() -> Vec<sp_runtime::DispatchResult> {
    System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { result, .. }) => {
                Some(result)
            }
            _ => None,
        })
        .collect()
}

#[test]
fn not_even_root_changes_the_supply() {
    let filtered = DispatchError::from(frame_system::Error::<Runtime>::CallFiltered);
    let later = |call: RuntimeCall, after| -> RuntimeCall {
        let call = Box::new(call.into());
        pallet_scheduler::Call::schedule_after {
            after,
            maybe_periodic: None,
            priority: 0,
            call,
        }
        .into()
    };
    for call in changes_of_the_supply() {
        new_chain("development").execute_with(|| {
            make_block(vec![]);
            let hidden = [
                call.clone(),
                batch(vec![call.clone()]),
                pallet_utility::Call::dispatch_as {
                    as_origin: Box::new(frame_system::RawOrigin::Root.into()),
                    call: Box::new(call.clone()),
                }
                .into(),
                later(call, 1),
            ];
            for call in &hidden {
                later(call.clone(), 1)
                    .dispatch(RuntimeOrigin::root())
                    .unwrap();
            }
            make_blocks_until(System::block_number() + 2);
            assert_eq!(
                outcomes_of_scheduled_calls(),
                vec![Err(filtered); hidden.len()]
            );
            assert_supply();
        });
    }
}

#[test]
fn root_neither_acts_as_others_nor_writes_storage() {
    let as_alice = || Box::new(frame_system::RawOrigin::Signed(Alice.to_account_id()).into());
    let call = || Box::new(transfer(Bob.to_account_id(), COS));
    let refused: [RuntimeCall; 5] = [
        pallet_utility::Call::dispatch_as {
            as_origin: as_alice(),
            call: call(),
        }
        .into(),
        pallet_utility::Call::dispatch_as_fallible {
            as_origin: as_alice(),
            call: call(),
        }
        .into(),
        frame_system::Call::set_storage { items: vec![] }.into(),
        frame_system::Call::kill_storage { keys: vec![] }.into(),
        frame_system::Call::kill_prefix {
            prefix: vec![],
            subkeys: 0,
        }
        .into(),
    ];
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        let alice = balance(&Alice.to_account_id());
        for call in &refused {
            FilteredCall::from(batch(vec![call.clone()]))
                .dispatch(RuntimeOrigin::root())
                .unwrap_err();
            let error = FilteredCall::from(call.clone())
                .dispatch(RuntimeOrigin::root())
                .unwrap_err();
            let filtered = frame_system::Error::<Runtime>::CallFiltered;
            assert_eq!(error.error, filtered.into(), "{call:?}");
        }
        assert_eq!(balance(&Alice.to_account_id()), alice);
        assert_supply();
    });
}

/// Without votes, nobody could repair the chain.
#[test]
fn root_does_not_stop_transactions_or_finality() {
    use pallet_migrations::{Call as Migrations, MigrationCursor};
    let refused: [RuntimeCall; 6] = [
        pallet_grandpa::Call::<Runtime>::note_stalled {
            delay: 1,
            best_finalized_block_number: 1,
        }
        .into(),
        frame_system::Call::set_heap_pages { pages: 0 }.into(),
        Migrations::<Runtime>::force_set_cursor {
            cursor: Some(MigrationCursor::Stuck),
        }
        .into(),
        Migrations::<Runtime>::force_set_cursor { cursor: None }.into(),
        Migrations::<Runtime>::force_set_active_cursor {
            index: 0,
            inner_cursor: None,
            started_at: None,
        }
        .into(),
        Migrations::<Runtime>::force_onboard_mbms {}.into(),
    ];
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        for call in refused {
            for call in [call.clone(), batch(vec![call])] {
                let filtered = frame_system::Error::<Runtime>::CallFiltered;
                let result = FilteredCall::from(call).dispatch(RuntimeOrigin::root());
                assert_eq!(result.unwrap_err().error, filtered.into());
            }
        }
        assert_eq!(pallet_grandpa::Stalled::<Runtime>::get(), None);
        assert!(!pallet_migrations::Cursor::<Runtime>::exists());
        make_block(vec![]);
    });
}

#[test]
fn root_frees_no_coins_of_the_team() {
    let stash = || AliceStash.to_account_id();
    let refused: [RuntimeCall; 2] = [
        pallet_vesting::Call::<Runtime>::force_remove_vesting_schedule {
            target: stash().into(),
            schedule_index: 0,
        }
        .into(),
        // It would also lock coins that don't vest.
        pallet_vesting::Call::<Runtime>::force_vested_transfer {
            source: stash().into(),
            target: Bob.to_account_id().into(),
            schedule: pallet_vesting::VestingInfo::new(1_000 * COS, COS, 0),
        }
        .into(),
    ];
    let by_root = |call: RuntimeCall| FilteredCall::from(call).dispatch(RuntimeOrigin::root());
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        let locked = CosDistribution::locked(&stash()).locked;
        assert!(locked > 0);
        for call in refused {
            for call in [call.clone(), batch(vec![call])] {
                let filtered = frame_system::Error::<Runtime>::CallFiltered;
                assert_eq!(
                    by_root(call.clone()).unwrap_err().error,
                    filtered.into(),
                    "{call:?}"
                );
            }
        }
        // Nor can Root move them.
        let moved = pallet_balances::Call::<Runtime>::force_transfer {
            source: stash().into(),
            dest: Bob.to_account_id().into(),
            value: balance(&stash()) - locked + 1,
        };
        let error = by_root(moved.into()).unwrap_err().error;
        assert_eq!(error, sp_runtime::TokenError::Frozen.into());
        assert_eq!(CosDistribution::locked(&stash()).locked, locked);
        assert_supply();
    });
}

#[test]
fn root_takes_nothing_that_is_held_or_kept_for_others() {
    let taken_from = |source: AccountId, value| -> RuntimeCall {
        pallet_balances::Call::<Runtime>::force_transfer {
            source: source.into(),
            dest: Bob.to_account_id().into(),
            value,
        }
        .into()
    };
    let unreserve = pallet_balances::Call::<Runtime>::force_unreserve {
        who: Eve.to_account_id().into(),
        amount: COS,
    };
    let by_root = |call: RuntimeCall| FilteredCall::from(call).dispatch(RuntimeOrigin::root());
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        let kept = [
            CosDistribution::pot(),
            chaos_runtime::BusinessTokens::escrow(7),
            chaos_runtime::DutchAuction::house_account(7),
        ];
        let refused = kept.iter().map(|source| taken_from(source.clone(), COS));
        let filtered = DispatchError::from(frame_system::Error::<Runtime>::CallFiltered);
        for call in refused.chain([unreserve.into()]) {
            for call in [call.clone(), batch(vec![call])] {
                assert_eq!(by_root(call).unwrap_err().error, filtered);
            }
        }
        // Root may move the treasury's coins, and anybody's free coins.
        let bob = balance(&Bob.to_account_id());
        for source in [TreasuryAccount::get(), Eve.to_account_id()] {
            by_root(taken_from(source, COS)).unwrap();
        }
        assert_eq!(balance(&Bob.to_account_id()), bob + 2 * COS);
        assert_supply();
    });
}

#[test]
fn root_does_other_things_through_the_scheduler() {
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        let remark = frame_system::Call::remark {
            remark: b"hello".to_vec(),
        };
        let call = pallet_scheduler::Call::schedule_after {
            after: 1,
            maybe_periodic: None,
            priority: 0,
            call: Box::new(batch(vec![remark.into()]).into()),
        };
        RuntimeCall::from(call)
            .dispatch(RuntimeOrigin::root())
            .unwrap();
        make_blocks_until(System::block_number() + 2);
        assert_eq!(outcomes_of_scheduled_calls(), [Ok(())]);
    });
}

#[derive(Clone, Debug)]
enum Action {
    Transfer {
        from: Sr25519Keyring,
        to: AccountId,
        value: Balance,
        tip: Balance,
    },
    TransferAll {
        from: Sr25519Keyring,
        to: AccountId,
    },
    ChangeSupply {
        from: Sr25519Keyring,
        call: usize,
        in_batch: bool,
    },
}

fn any_action() -> impl Strategy<Value = Action> {
    let from = || prop::sample::select(vec![Alice, Bob, Charlie, Dave, Eve, Ferdie, AliceStash]);
    let to = || {
        prop_oneof![
            from().prop_map(|who| who.to_account_id()),
            (1..5u8).prop_map(fresh)
        ]
    };
    // From dust to everything.
    let value = prop_oneof![0..2 * EXISTENTIAL_DEPOSIT, 0..400_000 * COS];
    let tip = prop_oneof![Just(0), 0..400_000 * COS];
    prop_oneof![
        3 => (from(), to(), value, tip)
            .prop_map(|(from, to, value, tip)| Action::Transfer { from, to, value, tip }),
        1 => (from(), to()).prop_map(|(from, to)| Action::TransferAll { from, to }),
        1 => (from(), 0..3usize, any::<bool>())
            .prop_map(|(from, call, in_batch)| Action::ChangeSupply { from, call, in_batch }),
    ]
}

fn transaction(action: Action) -> chaos_runtime::UncheckedExtrinsic {
    match action {
        Action::Transfer {
            from,
            to,
            value,
            tip,
        } => sign(from, transfer(to, value), tip),
        Action::TransferAll { from, to } => sign(
            from,
            pallet_balances::Call::transfer_all {
                dest: to.into(),
                keep_alive: false,
            },
            0,
        ),
        Action::ChangeSupply {
            from,
            call,
            in_batch,
        } => {
            let call = changes_of_the_supply().swap_remove(call);
            sign(from, if in_batch { batch(vec![call]) } else { call }, 0)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_sequence_of_transactions_changes_the_supply(
        actions in prop::collection::vec(any_action(), 1..30),
    ) {
        new_chain("development").execute_with(|| {
            for action in actions {
                // Some fail because the sender can't pay the fee, which is part of the test.
                let _ = make_block(vec![transaction(action)]);
                assert_supply();
            }
        });
    }
}
