//! Enactment: once, when it is due, and as a whole.

use super::mock::*;
use crate::{
    CipId, Cips, Enacting, Enactment, Error, Event, GroundRules, HoldReason, Rules, WeightInfo,
    MAX_ATTEMPTS,
};
use chaos_primitives::currency::COS;
use frame_support::{
    assert_ok,
    dispatch::{GetDispatchInfo, PostDispatchInfo},
    traits::{
        schedule::{v3::Anon, DispatchTime},
        Bounded, QueryPreimage,
    },
    weights::Weight,
};
use frame_system::RawOrigin;
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult};

fn enact(cip: CipId) -> Result<PostDispatchInfo, DispatchError> {
    Cip::enact(RuntimeOrigin::root(), cip, PLENTY).map_err(|failed| failed.error)
}

fn enact_call(cip: CipId) -> RuntimeCall {
    crate::Call::enact {
        cip,
        call_weight: Weight::from_parts(100_000_000, 0),
    }
    .into()
}

#[test]
fn a_call_that_succeeds_is_enacted() {
    run(|| {
        let cip = passed(inline(write(5)));
        go_to(END + DELAY - 1);
        events();
        go_to(END + DELAY);
        assert_eq!(written(), [5]);
        let at = END + DELAY;
        assert_eq!(enactment(cip), Some(Enactment::Enacted { at }));
        assert_eq!(events()[0], Event::Enacted { cip, resolution: 0 });
        assert!(!Enacting::<Test>::exists());
    });
}

/// The ground rules themselves, by a vote and by nothing else.
#[test]
fn a_cip_changes_the_ground_rules() {
    run(|| {
        let rules = GroundRules {
            min_voters: 3,
            ..ground_rules()
        };
        passed(inline(crate::Call::set_ground_rules { rules }));
        go_to(END + DELAY);
        assert_eq!(Cip::ground_rules(), rules);
    });
}

#[test]
fn a_preimage_is_let_go_of_after_the_enactment() {
    run(|| {
        let call = noted(DAVE, write(5));
        let hash = call.as_ref().unwrap().hash();
        passed(call);
        go_to(END + DELAY - 1);
        assert!(Preimage::is_requested(&hash));
        go_to(END + DELAY);
        assert_eq!(written(), [5]);
        assert!(!Preimage::is_requested(&hash));
        assert_ok!(Preimage::unnote_preimage(signed(DAVE), hash));
    });
}

#[test]
fn a_call_that_fails_leaves_nothing_and_is_recorded() {
    run(|| {
        let cip = passed(inline(spy::Call::write_and_fail { value: 5 }));
        events();
        go_to(END + DELAY);
        assert!(written().is_empty());
        let (at, error) = (END + DELAY, DispatchError::Unavailable);
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
        let failed = Event::EnactmentFailed {
            cip,
            resolution: 0,
            error,
        };
        assert!(events().contains(&failed));
    });
}

/// One that fails as a whole, after parts of it succeeded.
#[test]
fn a_batch_that_fails_leaves_nothing() {
    run(|| {
        let calls = vec![
            write(5),
            spy::Call::write_and_fail { value: 6 }.into(),
            write(7),
        ];
        let cip = passed(inline(pallet_utility::Call::batch_all { calls }));
        go_to(END + DELAY);
        assert!(written().is_empty());
        assert!(matches!(enactment(cip), Some(Enactment::Failed { .. })));
    });
}

#[test]
fn the_weight_is_that_of_what_was_done() {
    run(|| {
        let call = inline(write(5));
        let fetched = 10 * u64::from(call.as_ref().unwrap().len().unwrap());
        let cip = passed(call);
        System::set_block_number(END + DELAY);
        let info = enact(cip).unwrap();
        // The spy gives half of its weight back.
        let expected = 6_000 + fetched + SpyWeight::get().ref_time() / 2;
        assert_eq!(info.actual_weight, Some(Weight::from_parts(expected, 0)));
    });
}

#[test]
fn enacting_is_for_root() {
    run(|| {
        let cip = passed(inline(write(5)));
        System::set_block_number(END + DELAY);
        for origin in [signed(ALICE), RuntimeOrigin::none()] {
            let enact = || {
                Cip::enact(origin.clone(), cip, PLENTY)
                    .map(drop)
                    .map_err(|failed| failed.error)
            };
            refused(enact, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn enacting_should_fail_before_it_is_due() {
    run(|| {
        let cip = passed(inline(write(5)));
        for block in [END, END + DELAY - 1] {
            System::set_block_number(block);
            refused(|| enact(cip).map(drop), Error::<Test>::NotEnactable);
        }
        System::set_block_number(END + DELAY);
        assert_ok!(enact(cip));
        assert_eq!(written(), [5]);
    });
}

#[test]
fn enacting_should_fail_the_second_time() {
    run(|| {
        for call in [write(5), spy::Call::write_and_fail { value: 6 }.into()] {
            let cip = passed(inline(call));
            System::set_block_number(System::block_number() + DELAY);
            assert_ok!(enact(cip));
            refused(|| enact(cip).map(drop), Error::<Test>::NotEnactable);
            // Nor does the scheduler's own turn do it again.
            let before = written();
            go_to(System::block_number() + 2);
            assert_eq!(written(), before);
        }
    });
}

#[test]
fn enacting_should_fail_if_the_cip_did_not_pass_or_has_no_call() {
    run(|| {
        refused(|| enact(CIP).map(drop), Error::<Test>::UnknownCip);
        let open = propose(ALICE, inline(write(5)));
        refused(|| enact(open).map(drop), Error::<Test>::NotEnactable);
        let words = propose(ALICE, None);
        approve(words);
        go_to(END + DELAY);
        // The first was rejected by now.
        for cip in [open, words] {
            refused(|| enact(cip).map(drop), Error::<Test>::NotEnactable);
        }
        assert!(written().is_empty());
    });
}

/// A CIP that enacts itself would never come to an end.
#[test]
fn a_cip_does_not_enact_itself() {
    run(|| {
        let calls = vec![write(5), enact_call(0)];
        let cip = passed(inline(pallet_utility::Call::batch_all { calls }));
        go_to(END + DELAY);
        assert!(written().is_empty());
        let (at, error) = (END + DELAY, Error::<Test>::NotEnactable.into());
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
    });
}

/// Nor another that is due, whose error its own call may even swallow.
#[test]
fn a_cip_does_not_enact_another() {
    run(|| {
        let either = pallet_utility::Call::if_else {
            main: Box::new(enact_call(1)),
            fallback: Box::new(write(5)),
        };
        let first = propose(ALICE, inline(either));
        let second = propose(ALICE, inline(write(6)));
        approve(first);
        approve(second);
        go_to(END + DELAY - 1);
        System::set_block_number(END + DELAY);
        assert_ok!(enact(first));
        assert_eq!(written(), [5]);
        let at = END + DELAY;
        assert_eq!(enactment(second), Some(Enactment::Scheduled { at }));
        assert_ok!(enact(second));
        assert_eq!(written(), [5, 6]);
    });
}

/// A CIP may have another's call enacted by the scheduler: when it is due, and once.
#[test]
fn an_enactment_that_a_cip_schedules_is_the_same_enactment() {
    run(|| {
        let call = Box::new(enact_call(1));
        let when = END + DELAY + 1;
        let calls = vec![RuntimeCall::Scheduler(pallet_scheduler::Call::schedule {
            when,
            maybe_periodic: Some((1, 5)),
            priority: 0,
            call,
        })];
        let first = propose(ALICE, inline(pallet_utility::Call::batch_all { calls }));
        let second = propose(ALICE, inline(write(6)));
        approve(first);
        approve(second);
        go_to(when + 10);
        assert_eq!(written(), [6]);
    });
}

fn let_go(hash: sp_core::H256) {
    assert_ok!(Preimage::unrequest_preimage(RuntimeOrigin::root(), hash));
    assert_ok!(Preimage::unnote_preimage(signed(DAVE), hash));
}

/// As only Root can do.
#[test]
fn a_missing_preimage_is_a_failure() {
    run(|| {
        let call = noted(DAVE, write(5));
        let hash = call.as_ref().unwrap().hash();
        let cip = passed(call);
        let_go(hash);
        go_to(END + DELAY);
        let (at, error) = (END + DELAY, Error::<Test>::UnknownPreimage.into());
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
        assert!(written().is_empty());
    });
}

/// Nor does it keep a CIP from being rejected or withdrawn.
#[test]
fn a_missing_preimage_is_no_obstacle() {
    run(|| {
        let rejected = propose(ALICE, noted(DAVE, write(5)));
        let withdrawn = propose(ALICE, noted(DAVE, write(6)));
        for cip in [rejected, withdrawn] {
            let call = Cips::<Test>::get(cip).unwrap().proposal.unwrap().call;
            let_go(call.hash());
        }
        go_to(WITHDRAWABLE);
        assert_ok!(Cip::withdraw(signed(ALICE), withdrawn));
        go_to(END);
        assert!(resolution(rejected).is_some());
    });
}

/// As after a runtime upgrade, by which the bytes mean nothing any more.
#[test]
fn a_call_that_became_undecodable_is_a_failure() {
    run(|| {
        let cip = passed(inline(write(5)));
        Cips::<Test>::mutate_extant(cip, |record| {
            let proposed = record.proposal.as_mut().unwrap();
            proposed.call = Bounded::Inline(vec![0xFF; 6].try_into().unwrap());
        });
        go_to(END + DELAY);
        let (at, error) = (END + DELAY, Error::<Test>::UndecodableCall.into());
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
    });
}

/// As one that was proposed when that was allowed.
#[test]
fn a_call_that_may_be_done_in_part_is_a_failure() {
    run(|| {
        let cip = passed(inline(write(5)));
        let calls = vec![write(5), write(6)];
        Cips::<Test>::mutate_extant(cip, |record| {
            let proposed = record.proposal.as_mut().unwrap();
            proposed.call = inline(pallet_utility::Call::batch { calls }).unwrap();
        });
        go_to(END + DELAY);
        let (at, error) = (END + DELAY, Error::<Test>::UseBatchAll.into());
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
        assert!(written().is_empty());
    });
}

/// As by a runtime upgrade between the decision and the enactment.
#[test]
fn a_call_that_became_heavier_is_scheduled_with_what_it_weighs() {
    run(|| {
        let cip = passed(inline(write(5)));
        SpyWeight::set(&(SpyWeight::get() * 2));
        go_to(END + DELAY);
        let at = END + DELAY + 1;
        assert!(written().is_empty());
        assert_eq!(enactment(cip), Some(Enactment::Scheduled { at }));
        go_to(at);
        assert_eq!(written(), [5]);
        assert_eq!(enactment(cip), Some(Enactment::Enacted { at }));
    });
}

#[test]
fn a_call_that_became_too_heavy_is_a_failure() {
    run(|| {
        let cip = passed(inline(write(5)));
        SpyWeight::set(&MaxCallWeight::get());
        go_to(END + DELAY);
        let (at, error) = (END + DELAY, Error::<Test>::CallTooHeavy.into());
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
        assert!(written().is_empty());
    });
}

/// Root may dispatch it with another weight than the scheduler's. Nothing is dispatched that is not
/// paid for, and nothing twice.
#[test]
fn an_enactment_with_too_little_weight_is_scheduled_again() {
    run(|| {
        let cip = passed(inline(write(5)));
        System::set_block_number(END + DELAY);
        for weight in [Weight::zero(), Weight::from_parts(1_000, 0)] {
            assert_ok!(Cip::enact(RuntimeOrigin::root(), cip, weight));
            assert!(written().is_empty());
            let at = System::block_number() + 1;
            assert_eq!(enactment(cip), Some(Enactment::Scheduled { at }));
            System::set_block_number(at);
        }
        go_to(System::block_number() + 3);
        assert_eq!(written(), [5]);
    });
}

#[test]
fn a_heavier_call_that_finds_no_place_is_a_failure() {
    run(|| {
        let cip = passed(inline(write(5)));
        SpyWeight::set(&(SpyWeight::get() * 2));
        let due = END + DELAY;
        let task = inline(spy::Call::write { value: 9 }).unwrap();
        for block in due + 1..due + 1 + u64::from(MAX_ATTEMPTS) {
            for _ in 0..AGENDA {
                assert_ok!(<Scheduler as Anon<_, _, _>>::schedule(
                    DispatchTime::At(block),
                    None,
                    0,
                    RawOrigin::Root.into(),
                    task.clone()
                ));
            }
        }
        go_to(due);
        let (at, error) = (due, DispatchError::Exhausted);
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
    });
}

/// A CIP's call has Root, and no account.
#[test]
fn a_call_is_dispatched_with_root() {
    run(|| {
        let value = 100 * COS;
        let transfer = pallet_balances::Call::force_transfer {
            source: account(TREASURY),
            dest: account(NOBODY),
            value: COS,
        };
        let signed_only = pallet_balances::Call::transfer_allow_death {
            dest: account(NOBODY),
            value,
        };
        let (first, second) = (
            propose(ALICE, inline(transfer)),
            propose(ALICE, inline(signed_only)),
        );
        approve(first);
        approve(second);
        go_to(END + DELAY);
        assert_eq!(coins(NOBODY), COS);
        let (at, error) = (END + DELAY, DispatchError::BadOrigin);
        assert_eq!(enactment(first), Some(Enactment::Enacted { at }));
        assert_eq!(enactment(second), Some(Enactment::Failed { at, error }));
    });
}

fn cancel(cip: CipId) -> DispatchResult {
    Cip::cancel(RuntimeOrigin::root(), cip)
}

/// Who hears of the decision when it falls proposes to cancel the call, and that is decided and done before.
#[test]
fn a_cip_cancels_one_that_was_decided_before_it_was_proposed() {
    run(|| {
        let first = passed(noted(DAVE, write(5)));
        let due = END + DELAY;
        assert!(held(HoldReason::Preimage, ALICE) > 0);
        let shortest = Rules {
            period: ground_rules().min_period,
            ..rules()
        };
        // The votes on the first are unlocked, and those coins may vote on both anyhow.
        go_to(END + 1);
        let second = propose_by(DAVE, inline(crate::Call::cancel { cip: first }), shortest);
        approve(second);
        let decided = END + 1 + shortest.period;
        go_to(decided);
        let at = decided + 1;
        assert_eq!(enactment(second), Some(Enactment::Scheduled { at }));
        assert!(at < due);
        events();
        go_to(at);
        let error = Error::<Test>::Cancelled.into();
        assert_eq!(enactment(first), Some(Enactment::Failed { at, error }));
        assert_eq!(enactment(second), Some(Enactment::Enacted { at }));
        let failed = Event::EnactmentFailed {
            cip: first,
            resolution: 0,
            error,
        };
        assert!(events().contains(&failed));
        // The preimage is not needed any more, and the scheduler finds nothing to do.
        assert_eq!(held(HoldReason::Preimage, ALICE), 0);
        go_to(due + 1);
        assert!(written().is_empty());
        assert_eq!(enactment(first), Some(Enactment::Failed { at, error }));
    });
}

/// A call that does more waits like all others.
#[test]
fn what_cancels_and_does_more_waits() {
    run(|| {
        let calls = vec![crate::Call::cancel { cip: 9 }.into(), write(5)];
        let more = passed(inline(pallet_utility::Call::batch_all { calls }));
        let at = END + DELAY;
        assert_eq!(enactment(more), Some(Enactment::Scheduled { at }));
    });
}

#[test]
fn cancelling_is_for_root() {
    run(|| {
        let cip = passed(inline(write(5)));
        for origin in [signed(ALICE), RuntimeOrigin::none()] {
            refused(
                || Cip::cancel(origin.clone(), cip),
                DispatchError::BadOrigin,
            );
        }
        let call = crate::Call::<Test>::cancel { cip };
        assert_eq!(call.get_dispatch_info().call_weight, Weights::cancel());
    });
}

#[test]
fn cancelling_should_fail_where_no_call_is_awaited() {
    run(|| {
        let refused = |cip| refused(|| cancel(cip), Error::<Test>::NothingToCancel);
        super::mock::refused(|| cancel(CIP), Error::<Test>::UnknownCip);
        let open = propose(ALICE, inline(write(5)));
        refused(open);
        let words = propose(ALICE, None);
        approve(words);
        go_to(END);
        refused(open);
        refused(words);
        let done = passed(inline(write(6)));
        assert_ok!(cancel(done));
        refused(done);
        let enacted = passed(inline(write(7)));
        go_to(System::block_number() + DELAY);
        assert_eq!(written(), [7]);
        refused(enacted);
    });
}

/// It is being dispatched.
#[test]
fn a_cip_does_not_cancel_itself() {
    run(|| {
        let cip = passed(inline(crate::Call::cancel { cip: CIP }));
        go_to(END + 1);
        let (at, error) = (END + 1, Error::<Test>::NothingToCancel.into());
        assert_eq!(enactment(cip), Some(Enactment::Failed { at, error }));
    });
}

/// Nobody gets it by a batch of their own.
#[test]
fn a_batch_of_a_user_does_not_enact() {
    run(|| {
        let cip = passed(inline(write(5)));
        System::set_block_number(END + DELAY);
        let calls = vec![enact_call(cip)];
        let batch = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
        refused(
            || {
                batch
                    .clone()
                    .dispatch(signed(ALICE))
                    .map(drop)
                    .map_err(|failed| failed.error)
            },
            DispatchError::BadOrigin,
        );
    });
}
