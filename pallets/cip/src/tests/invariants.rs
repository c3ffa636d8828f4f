//! What holds whatever happens, through any sequence of calls and blocks.

use super::mock::*;
use crate::{
    CipId, Cips, Credentials, Enactment, Error, Forfeited, FreezeReason, GroundRules, HoldReason,
    Lifting, Outcome, ResolutionOf, Resolutions, Rules, Tallies,
};
use chaos_primitives::Balance;
use frame_support::{
    storage::with_storage_layer,
    traits::fungible::{Inspect, InspectFreeze},
    weights::Weight,
};
use proptest::prelude::*;
use sp_runtime::{DispatchError, DispatchResult, Permill};
use std::{cell::RefCell, collections::BTreeMap};

/// What a CIP has dispatched.
#[derive(Clone, Debug)]
enum Content {
    Words,
    Write,
    WriteFromPreimage,
    Fail,
    EnactOther(CipId),
    CancelOther(CipId),
    SetRules(u32),
    /// Whose title or preimage is not as it should be.
    Wrong,
}

/// Something that a user may try, or that happens.
#[derive(Clone, Debug)]
enum Action {
    Propose(Content, Rules<u64>),
    Withdraw(CipId),
    Vote(CipId, bool, Balance),
    Unlock(CipId),
    /// By Root.
    SetRules(u32),
    /// By Root, out of turn.
    Enact(CipId, u64),
    /// By Root, at any time.
    Cancel(CipId),
    Send(u8, Balance),
    /// Right after voting, by a second account's leave.
    VoteAndSend(CipId, u8, Balance),
    Hold(Balance),
    Release(Balance),
    Lock(Balance),
    /// So many blocks go by, with room to unlock votes or without.
    Wait(u64, bool),
}

fn any_amount() -> impl Strategy<Value = Balance> {
    prop_oneof![
        8 => 1..=COINS,
        4 => Just(COINS),
        2 => 0..2_000u128,
        1 => Just(0),
        1 => Just(Balance::MAX),
    ]
}

/// Mostly such as are allowed.
fn any_rules() -> impl Strategy<Value = Rules<u64>> {
    let part = |from: u32, to: u32| {
        prop_oneof![
            6 => Just(None),
            2 => (from..to).prop_map(|part| Some(Permill::from_percent(part))),
        ]
    };
    let voters = prop_oneof![6 => Just(None), 2 => (1..5u32).prop_map(Some)];
    (
        voters,
        part(5, 30),
        part(55, 90),
        prop_oneof![9 => 5..20u64, 1 => 0..200u64],
    )
        .prop_map(|(min_voters, min_turnout, min_approval, period)| Rules {
            min_voters,
            min_turnout,
            min_approval,
            period,
        })
}

fn any_content() -> impl Strategy<Value = Content> {
    prop_oneof![
        4 => Just(Content::Words),
        4 => Just(Content::Write),
        3 => Just(Content::WriteFromPreimage),
        2 => Just(Content::Fail),
        2 => (0..6u32).prop_map(Content::EnactOther),
        1 => (0..6u32).prop_map(Content::CancelOther),
        1 => (0..6u32).prop_map(Content::SetRules),
        1 => Just(Content::Wrong),
    ]
}

fn any_action() -> impl Strategy<Value = (u8, Action)> {
    let cip = || prop_oneof![6 => 0..4u32, 1 => 0..12u32];
    let action = prop_oneof![
        6 => (any_content(), any_rules())
            .prop_map(|(content, rules)| Action::Propose(content, rules)),
        2 => cip().prop_map(Action::Withdraw),
        16 => (cip(), prop::bool::weighted(0.7), any_amount())
            .prop_map(|(cip, approve, votes)| Action::Vote(cip, approve, votes)),
        3 => cip().prop_map(Action::Unlock),
        1 => (0..6u32).prop_map(Action::SetRules),
        4 => (cip(), 0..20_000u64).prop_map(|(cip, weight)| Action::Enact(cip, weight)),
        2 => prop_oneof![3 => Just(CIP), 1 => cip()].prop_map(Action::Cancel),
        6 => (person(), any_amount()).prop_map(|(to, amount)| Action::Send(to, amount)),
        4 => (cip(), person(), any_amount())
            .prop_map(|(cip, to, votes)| Action::VoteAndSend(cip, to, votes)),
        3 => any_amount().prop_map(Action::Hold),
        3 => any_amount().prop_map(Action::Release),
        2 => any_amount().prop_map(Action::Lock),
        8 => (1..12u64, any::<bool>()).prop_map(|(blocks, room)| Action::Wait(blocks, room)),
    ];
    (person(), action)
}

fn person() -> impl Strategy<Value = u8> {
    prop::sample::select(&PEOPLE[..])
}

/// Some that are allowed and some that are not.
fn rules_of(kind: u32) -> GroundRules<u64> {
    let good = ground_rules();
    match kind {
        0 => GroundRules {
            min_voters: 1,
            ..good
        },
        1 => GroundRules {
            min_turnout: Permill::from_percent(40),
            ..good
        },
        2 => GroundRules {
            deposit: 5 * DEPOSIT,
            ..good
        },
        3 => GroundRules {
            min_approval: Permill::from_percent(50),
            ..good
        },
        4 => GroundRules {
            min_period: 1,
            enactment_delay: 2,
            ..good
        },
        _ => good,
    }
}

fn do_propose(who: u8, content: Content, rules: Rules<u64>) -> DispatchResult {
    let id = crate::NextCipId::<Test>::get();
    let proposal = match content {
        Content::Words => None,
        Content::Write => inline(write(id)),
        Content::WriteFromPreimage => {
            let call = write(id);
            let bytes = codec::Encode::encode(&call);
            let hash = sp_io::hashing::blake2_256(&bytes).into();
            let len = bytes.len() as u32;
            // Another may have noted it already.
            let _ = Preimage::note_preimage(signed(who), bytes);
            Some(frame_support::traits::Bounded::Lookup { hash, len })
        }
        Content::Fail => inline(spy::Call::write_and_fail { value: id }),
        Content::EnactOther(cip) => inline(crate::Call::enact {
            cip,
            call_weight: Weight::from_parts(100_000_000, 0),
        }),
        Content::CancelOther(cip) => inline(crate::Call::cancel { cip }),
        Content::SetRules(kind) => inline(crate::Call::set_ground_rules {
            rules: rules_of(kind),
        }),
        Content::Wrong => Some(frame_support::traits::Bounded::Inline(Default::default())),
    };
    Cip::propose(signed(who), b"t".to_vec(), document(), proposal, rules)
}

/// Only the treasury's account never dies: it gets the dust of those that do.
fn move_coins(from: u8, to: u8, amount: Balance) -> DispatchResult {
    if from == TREASURY {
        Balances::transfer_keep_alive(signed(from), account(to), amount)
    } else {
        send(from, to, amount)
    }
}

fn perform(who: u8, action: Action) -> DispatchResult {
    with_storage_layer(|| match action {
        Action::Propose(content, rules) => do_propose(who, content, rules),
        Action::Withdraw(cip) => Cip::withdraw(signed(who), cip),
        Action::Vote(cip, approve, votes) => {
            // All that there is, where it is more.
            let votes = if votes == COINS { coins(who) } else { votes };
            vote(who, cip, approve, votes)
        }
        Action::Unlock(cip) => Cip::unlock(signed(who), cip)
            .map(drop)
            .map_err(|failed| failed.error),
        Action::SetRules(kind) => Cip::set_ground_rules(RuntimeOrigin::root(), rules_of(kind)),
        Action::Enact(cip, weight) => {
            // Before the scheduler's turn, as if blocks had been left out.
            if let Some(Enactment::Scheduled { at }) = enactment(cip) {
                System::set_block_number(at.max(System::block_number()));
            }
            let weight = Weight::from_parts(weight * 100, 0);
            Cip::enact(RuntimeOrigin::root(), cip, weight)
                .map(drop)
                .map_err(|failed| failed.error)
        }
        Action::Cancel(cip) => Cip::cancel(RuntimeOrigin::root(), cip),
        Action::Send(to, amount) => move_coins(who, to, amount),
        Action::VoteAndSend(cip, to, votes) => {
            vote(who, cip, true, votes)?;
            let spendable = Balances::reducible_balance(
                &account(who),
                frame_support::traits::tokens::Preservation::Expendable,
                frame_support::traits::tokens::Fortitude::Polite,
            );
            move_coins(who, to, spendable)
        }
        Action::Hold(amount) => hold(who, amount % (COINS / 2)),
        Action::Release(amount) => release(who, amount % (COINS / 2)),
        Action::Lock(amount) => {
            lock(who, amount);
            Ok(())
        }
        Action::Wait(blocks, room) => {
            let to = System::block_number() + blocks;
            if room {
                go_to(to);
            } else {
                go_to_full(to);
            }
            Ok(())
        }
    })
}

thread_local! {
    /// How often each thing happened.
    static TIMES: RefCell<BTreeMap<String, u32>> = RefCell::default();
}

fn count(what: &str) {
    TIMES.with_borrow_mut(|times| *times.entry(what.into()).or_default() += 1);
}

fn name(action: &Action) -> String {
    let text = format!("{action:?}");
    text.split([' ', '(']).next().unwrap().to_string()
}

/// All the coins there are, and none that votes twice.
fn check_coins() -> Result<(), TestCaseError> {
    let sum: Balance = PEOPLE.into_iter().map(total).sum();
    prop_assert_eq!(sum, ISSUANCE);
    prop_assert_eq!(Balances::total_issuance(), ISSUANCE);
    for (cip, open) in Tallies::<Test>::iter() {
        let votes: Vec<_> = Credentials::<Test>::iter_values()
            .filter(|vote| vote.cip == cip)
            .collect();
        let cast: Balance = votes.iter().map(|vote| vote.votes).sum();
        prop_assert_eq!(cast, open.tally.approve + open.tally.disapprove);
        prop_assert!(cast <= ISSUANCE, "more votes than coins");
        for vote in votes {
            let has = Balances::total_balance(&vote.voter);
            prop_assert!(has >= vote.votes, "a voter whose coins have left");
        }
    }
    Ok(())
}

/// Also of those who have no votes and no CIPs.
fn check_people() -> Result<(), TestCaseError> {
    for id in PEOPLE {
        let who = account(id);
        let votes = Credentials::<Test>::iter_values().filter(|vote| vote.voter == who);
        let largest = votes.map(|vote| vote.votes).max();
        prop_assert_eq!(frozen(id), largest.unwrap_or_default());
        prop_assert_eq!(
            Balances::balance_frozen(&FreezeReason::Vote.into(), &who),
            frozen(id)
        );
        let proposals: Balance = Tallies::<Test>::iter_keys()
            .filter_map(Cips::<Test>::get)
            .filter(|cip| cip.proposer == who)
            .map(|cip| cip.deposit)
            .sum();
        let lost = Forfeited::<Test>::get(&who);
        prop_assert_eq!(held(HoldReason::Proposal, id), proposals + lost);
        let votes = Credentials::<Test>::iter_values().filter(|vote| vote.voter == who);
        let deposits: Balance = votes.map(|vote| vote.deposit).sum();
        prop_assert_eq!(held(HoldReason::Vote, id), deposits);
    }
    Ok(())
}

/// No CIP's call had an effect but of one that was enacted, and that once.
fn check_effects() -> Result<(), TestCaseError> {
    let mut values = written();
    values.sort();
    let effects = values.len();
    values.dedup();
    prop_assert_eq!(effects, values.len(), "a call that was dispatched twice");
    for cip in values {
        let enacted = enactment(cip);
        prop_assert!(
            matches!(enacted, Some(Enactment::Enacted { .. })),
            "{:?}",
            enacted
        );
    }
    Ok(())
}

/// A decision that fell does not change but in what became of the call, and that but once.
fn check_decisions(before: &BTreeMap<CipId, crate::Resolution<u64>>) -> Result<(), TestCaseError> {
    for (cip, old) in before {
        let new = resolution(*cip).unwrap();
        let is_same = crate::Resolution {
            enactment: old.enactment,
            ..new.clone()
        };
        prop_assert_eq!(&is_same, old);
        if !matches!(old.enactment, Some(Enactment::Scheduled { .. })) {
            prop_assert_eq!(&new, old);
        }
    }
    Ok(())
}

fn decisions() -> BTreeMap<CipId, crate::Resolution<u64>> {
    Resolutions::<Test>::iter_values()
        .map(|record| (record.cip, record))
        .collect()
}

/// In the end everything is decided, enacted and unlocked, and every coin is free that nobody else keeps.
fn check_that_all_ends() -> Result<(), TestCaseError> {
    let last = Cips::<Test>::iter_values().map(|cip| cip.end).max();
    // As many blocks as the agenda may take, and until the last call was due.
    let spread = u64::from(crate::NextCipId::<Test>::get()) + DELAY + 40;
    go_to(last.unwrap_or_default().max(System::block_number()) + spread);
    prop_assert_eq!(Tallies::<Test>::iter_keys().count(), 0);
    prop_assert_eq!(Lifting::<Test>::iter_keys().count(), 0);
    prop_assert_eq!(Credentials::<Test>::iter_keys().count(), 0);
    prop_assert_eq!(Forfeited::<Test>::iter_keys().count(), 0);
    for id in PEOPLE {
        prop_assert_eq!(frozen(id), 0);
        prop_assert_eq!(held(HoldReason::Proposal, id), 0);
        prop_assert_eq!(held(HoldReason::Preimage, id), 0);
        prop_assert_eq!(held(HoldReason::Vote, id), 0);
    }
    for cip in Cips::<Test>::iter_keys() {
        prop_assert!(ResolutionOf::<Test>::contains_key(cip));
        let record = resolution(cip).unwrap();
        let is_enough = record.tally.passes(&record.thresholds, ISSUANCE);
        prop_assert_eq!(is_enough, record.outcome == Outcome::Passed);
        let is_awaited = matches!(record.enactment, Some(Enactment::Scheduled { .. }));
        prop_assert!(!is_awaited, "a call that was not dispatched");
        count(match (record.outcome, record.enactment) {
            (Outcome::Rejected, _) => "Rejected",
            (_, None) => "Words",
            (_, Some(Enactment::Failed { error, .. })) => {
                if error == DispatchError::from(Error::<Test>::NotEnactable) {
                    "Recursed"
                } else {
                    "Failed"
                }
            }
            _ => "Enacted",
        });
    }
    Ok(())
}

fn run_sequence(actions: Vec<(u8, Action)>) -> Result<(), TestCaseError> {
    new_test_ext().execute_with(|| {
        let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
        for (who, action) in actions {
            let before = (root(), decisions());
            let result = perform(who, action.clone());
            if result.is_ok() {
                count(&name(&action));
            } else {
                // As a whole, or not at all.
                prop_assert_eq!(&before.0, &root(), "{:?}", action);
            }
            check_coins()?;
            check_people()?;
            check_effects()?;
            check_decisions(&before.1)?;
            prop_assert_eq!(Cip::do_try_state(), Ok(()));
            if Forfeited::<Test>::iter_keys().next().is_some() {
                count("Forfeited");
            }
        }
        check_that_all_ends()?;
        check_coins()?;
        check_effects()?;
        prop_assert_eq!(Cip::do_try_state(), Ok(()));
        Ok(())
    })
}

/// Sequences in which every call succeeds some time, and every end is reached: what is
/// never reached proves nothing.
#[test]
fn no_sequence_of_calls_lets_a_coin_vote_twice() {
    let cases = chaos_testing::cases(10_000);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    let first = (any_content(), any_rules())
        .prop_map(|(content, rules)| (ALICE, Action::Propose(content, rules)));
    let second = (any_content(), any_rules())
        .prop_map(|(content, rules)| (BOB, Action::Propose(content, rules)));
    let rest = prop::collection::vec(any_action(), 1..40);
    let sequences = (first, second, prop::bool::weighted(0.3), rest).prop_map(
        |(first, second, is_popular, rest)| {
            let mut actions = vec![first, second];
            if is_popular {
                actions.extend([CAROL, DAVE].map(|who| (who, Action::Vote(CIP, true, COINS))));
            }
            actions.extend(rest);
            actions
        },
    );
    runner.run(&sequences, run_sequence).unwrap();

    let expected = [
        "Propose",
        "Withdraw",
        "Vote",
        "Unlock",
        "SetRules",
        "Enact",
        "Cancel",
        "Send",
        "VoteAndSend",
        "Hold",
        "Release",
        "Lock",
        "Wait",
        "Rejected",
        "Words",
        "Enacted",
        "Failed",
        "Recursed",
        "Forfeited",
    ];
    TIMES.with_borrow(|times| {
        for name in expected {
            let count = times.get(name).copied().unwrap_or_default();
            assert!(
                count >= cases / 500,
                "{name} happened {count} times: {times:?}"
            );
        }
    });
}
