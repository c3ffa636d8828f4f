//! What the calls, the agenda and unlocking weigh at worst: with records as long as they can be, and voters that have
//! as many votes as they can have.

use crate::{
    BoundedCallOf, Call, CipId, Cips, Config, CredentialId, Credentials, CurrentRules, Document,
    Enactment, Ending, Forfeited, FreezeReason, GroundRules, HoldReason, Lifting, NextCipId,
    Outcome, Pallet, ResolutionOf, Resolutions, Rules, Tallies, Vote, VoteKey, VoteOf, VotesBySize,
    LATE, MAX_ATTEMPTS, MAX_LOCATION, MAX_TITLE, MAX_UNLOCKED, MAX_UNLOCKED_IDLE,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{currency::COS, Balance};
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    traits::{
        fungible::{InspectFreeze, InspectHold, Mutate, MutateFreeze, MutateHold},
        schedule::{v3::Anon, DispatchTime, HARD_DEADLINE},
        Bounded, Get, StorePreimage,
    },
    weights::Weight,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_core::H256;
use sp_runtime::{traits::One, Permill};

/// The longest call, in bytes: a preimage's limit, less the fields around the call.
const MAX_CALL: u32 = 4_000_000;
/// More tasks than any scheduler takes in a block.
const MANY_TASKS: u32 = 1_000;
/// An account with more votes does not take longer.
const MANY_VOTES: u32 = 64;
const PERIOD: u32 = 100;
const DELAY: u32 = 10;
const DEPOSIT: Balance = 100 * COS;

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    T::Currency::set_balance(&who, 100_000 * COS);
    who
}

/// Ground rules by which one account's votes are enough.
fn ground_rules<T: Config>() -> GroundRules<BlockNumberFor<T>> {
    GroundRules {
        min_voters: 1,
        min_turnout: Permill::from_parts(1),
        min_approval: Permill::from_parts(500_001),
        min_period: One::one(),
        max_period: PERIOD.into(),
        enactment_delay: DELAY.into(),
        deposit: DEPOSIT,
    }
}

fn rules<T: Config>() -> Rules<BlockNumberFor<T>> {
    Rules {
        min_voters: Some(1),
        min_turnout: Some(Permill::from_parts(1)),
        min_approval: Some(Permill::from_parts(500_001)),
        period: PERIOD.into(),
    }
}

fn title() -> Vec<u8> {
    vec![b't'; MAX_TITLE as usize]
}

fn document() -> Document<Vec<u8>> {
    Document {
        hash: H256::repeat_byte(7),
        location: vec![b'l'; MAX_LOCATION as usize],
    }
}

/// Makes calls for benchmarks.
pub trait BenchmarkHelper<Proposal> {
    /// A call of a little more than `length` bytes that Root may not dispatch: of those that can be proposed, the one
    /// that takes longest to decode and to weigh.
    fn call(length: u32) -> Proposal;
}

/// A noted preimage of such a call.
fn noted<T: Config>(length: u32) -> BoundedCallOf<T> {
    let call = T::BenchmarkHelper::call(length);
    let bytes = call.encode();
    let len = bytes.len() as u32;
    let hash = T::Preimages::note(bytes.into()).unwrap_or_default();
    Bounded::Lookup { hash, len }
}

fn proposed<T: Config>(proposer: &T::AccountId) -> CipId {
    let rules_set = Pallet::<T>::set_ground_rules(RawOrigin::Root.into(), ground_rules::<T>());
    assert_ok!(rules_set);
    let cip = NextCipId::<T>::get();
    assert_ok!(Pallet::<T>::propose(
        RawOrigin::Signed(proposer.clone()).into(),
        title(),
        document(),
        Some(noted::<T>(1_000)),
        rules::<T>(),
    ));
    cip
}

/// The block in which a CIP ends that was proposed in this one, and that an account has voted on or not.
fn ended<T: Config>(cip: CipId, vote: Option<bool>) -> BlockNumberFor<T> {
    if let Some(approve) = vote {
        let voter = RawOrigin::Signed(rich::<T>("voter", 0)).into();
        assert_ok!(Pallet::<T>::vote(voter, cip, approve, 50_000 * COS));
    }
    let end = System::<T>::block_number() + PERIOD.into();
    System::<T>::set_block_number(end);
    end
}

/// Schedule as many tasks in a block as the scheduler takes.
fn fill<T: Config>(block: BlockNumberFor<T>) {
    let call: T::Proposal = Call::<T>::unlock { cip: 0 }.into();
    let Ok(call) = T::Preimages::bound(call) else {
        return;
    };
    for _ in 0..MANY_TASKS {
        let at = DispatchTime::At(block);
        let origin = RawOrigin::Root.into();
        if T::Scheduler::schedule(at, None, HARD_DEADLINE, origin, call.clone()).is_err() {
            return;
        }
    }
}

/// Other votes of an account, of one COS each.
fn other_votes<T: Config>(voter: &T::AccountId) {
    for other in 1..MANY_VOTES {
        VotesBySize::<T>::insert(voter, VoteKey::new(u32::MAX - other, COS), ());
    }
}

/// A decided CIP with a vote that is not unlocked. The voter has many votes, this is the largest, and it backs a
/// forfeited deposit.
fn unlockable<T: Config>(cip: CipId, credential: CredentialId, index: u32) {
    let voter = rich::<T>("voter", index);
    let votes = 90_000 * COS;
    let deposit = T::VoteDeposit::get();
    assert_ok!(T::Currency::hold(
        &HoldReason::Vote.into(),
        &voter,
        deposit * 64
    ));
    assert_ok!(T::Currency::hold(
        &HoldReason::Proposal.into(),
        &voter,
        DEPOSIT
    ));
    assert_ok!(T::Currency::set_freeze(
        &FreezeReason::Vote.into(),
        &voter,
        votes
    ));
    Forfeited::<T>::insert(&voter, DEPOSIT);
    other_votes::<T>(&voter);
    VotesBySize::<T>::insert(&voter, VoteKey::new(cip, votes), ());
    VoteOf::<T>::insert(cip, &voter, credential);
    let vote = Vote {
        cip,
        voter,
        approve: true,
        votes,
        block: One::one(),
        extrinsic: Some(1),
        deposit,
    };
    Credentials::<T>::insert(credential, vote);
    Lifting::<T>::mutate(cip, |left| {
        *left = Some(left.unwrap_or_default().saturating_add(1));
    });
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// With a call of `l` bytes, which is fetched.
    #[benchmark]
    fn propose(l: Linear<1, MAX_CALL>) {
        CurrentRules::<T>::put(ground_rules::<T>());
        let proposer = rich::<T>("proposer", 0);
        let cip = NextCipId::<T>::get();
        let call = noted::<T>(l);

        #[extrinsic_call]
        _(
            RawOrigin::Signed(proposer),
            title(),
            document(),
            Some(call),
            rules::<T>(),
        );

        assert!(Cips::<T>::contains_key(cip));
    }

    #[benchmark]
    fn withdraw() {
        let proposer = rich::<T>("proposer", 0);
        let cip = proposed::<T>(&proposer);
        let voter = RawOrigin::Signed(rich::<T>("voter", 0)).into();
        assert_ok!(Pallet::<T>::vote(voter, cip, true, 1));
        let now = System::<T>::block_number() + (PERIOD / LATE).into();
        System::<T>::set_block_number(now);

        #[extrinsic_call]
        _(RawOrigin::Signed(proposer), cip);

        assert!(!Cips::<T>::contains_key(cip));
        assert_eq!(Lifting::<T>::get(cip), Some(1));
    }

    /// By an account with many votes; the vote moves the end.
    #[benchmark]
    fn vote() {
        let cip = proposed::<T>(&rich::<T>("proposer", 0));
        let voter = rich::<T>("voter", 0);
        other_votes::<T>(&voter);
        let due = System::<T>::block_number() + PERIOD.into();
        System::<T>::set_block_number(due - One::one());

        #[extrinsic_call]
        _(RawOrigin::Signed(voter.clone()), cip, true, 50_000 * COS);

        assert!(VoteOf::<T>::contains_key(cip, voter));
        assert!(Tallies::<T>::get(cip).is_some_and(|open| open.end > due));
    }

    /// Of `n` votes on one CIP.
    #[benchmark]
    fn unlock(n: Linear<1, MAX_UNLOCKED>) {
        let caller = rich::<T>("proposer", 0);
        let cip = proposed::<T>(&caller);
        Tallies::<T>::remove(cip);
        for index in 0..n {
            unlockable::<T>(cip, index.into(), index);
        }
        // One vote stays.
        Lifting::<T>::insert(cip, n.max(MAX_UNLOCKED));

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), cip);

        assert_eq!(Credentials::<T>::iter_keys().count(), 0);
    }

    #[benchmark]
    fn set_ground_rules() {
        let rules = ground_rules::<T>();

        #[extrinsic_call]
        _(RawOrigin::Root, rules);

        assert_eq!(CurrentRules::<T>::get(), rules);
    }

    /// Of a call that only fails: fetching and dispatching it is charged separately.
    #[benchmark]
    fn enact() {
        let cip = proposed::<T>(&rich::<T>("proposer", 0));
        let now = ended::<T>(cip, Some(true));
        Pallet::<T>::decide_due(now);
        System::<T>::set_block_number(now + DELAY.into());

        #[extrinsic_call]
        _(RawOrigin::Root, cip, Weight::MAX);

        let resolution = ResolutionOf::<T>::get(cip).and_then(Resolutions::<T>::get);
        let enactment = resolution.and_then(|resolution| resolution.enactment);
        assert!(matches!(enactment, Some(Enactment::Failed { .. })));
    }

    /// Of a call in a preimage.
    #[benchmark]
    fn cancel() {
        let cip = proposed::<T>(&rich::<T>("proposer", 0));
        let now = ended::<T>(cip, Some(true));
        Pallet::<T>::decide_due(now);

        #[extrinsic_call]
        _(RawOrigin::Root, cip);

        let resolution = ResolutionOf::<T>::get(cip).and_then(Resolutions::<T>::get);
        let enactment = resolution.and_then(|resolution| resolution.enactment);
        assert!(matches!(enactment, Some(Enactment::Failed { .. })));
    }

    /// Reading a call of `l` bytes.
    #[benchmark]
    fn fetch(l: Linear<1, MAX_CALL>) {
        let call = noted::<T>(l);
        let read;

        #[block]
        {
            read = Pallet::<T>::peek(&call);
        }

        assert!(read.is_ok());
    }

    /// Looking for CIPs that are due, where one is not.
    #[benchmark]
    fn agenda() {
        proposed::<T>(&rich::<T>("proposer", 0));
        let now = System::<T>::block_number();

        #[block]
        {
            Pallet::<T>::decide_due(now);
        }

        assert_eq!(Ending::<T>::iter_keys().count(), 1);
    }

    /// Deciding a CIP that passes, whose enactment finds a place in the `a`th block.
    #[benchmark]
    fn end(a: Linear<1, MAX_ATTEMPTS>) {
        let cip = proposed::<T>(&rich::<T>("proposer", 0));
        let now = ended::<T>(cip, Some(true));
        let due = now + DELAY.into();
        for block in 1..a {
            fill::<T>(due + (block - 1).into());
        }

        #[block]
        {
            Pallet::<T>::decide_due(now);
        }

        let resolution = ResolutionOf::<T>::get(cip).and_then(Resolutions::<T>::get);
        let at = due + (a - 1).into();
        assert_eq!(
            resolution.and_then(|resolution| resolution.enactment),
            Some(Enactment::Scheduled { at })
        );
    }

    /// Deciding a CIP that is rejected and forfeits its deposit.
    #[benchmark]
    fn reject() {
        let proposer = rich::<T>("proposer", 0);
        let cip = proposed::<T>(&proposer);
        let now = ended::<T>(cip, None);

        #[block]
        {
            Pallet::<T>::decide_due(now);
        }

        let resolution = ResolutionOf::<T>::get(cip).and_then(Resolutions::<T>::get);
        assert!(resolution.is_some_and(|resolution| resolution.outcome == Outcome::Rejected));
        let reason = HoldReason::Proposal.into();
        assert_eq!(T::Currency::balance_on_hold(&reason, &proposer), 0);
    }

    /// Of `n` votes, each on another CIP.
    #[benchmark]
    fn unlock_idle(n: Linear<0, MAX_UNLOCKED_IDLE>) {
        for index in 0..n {
            unlockable::<T>(index, index.into(), index);
        }

        #[block]
        {
            Pallet::<T>::unlock_within(Weight::MAX);
        }

        assert_eq!(Lifting::<T>::iter_keys().count(), 0);
        if n > 0 {
            let voter: T::AccountId = account("voter", 0, 0);
            let frozen = T::Currency::balance_frozen(&FreezeReason::Vote.into(), &voter);
            assert_eq!(frozen, COS);
            assert_eq!(Forfeited::<T>::get(voter), 0);
        }
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
