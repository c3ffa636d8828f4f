//! What the calls, the blocks and the sessions cost at worst: with as many maintainers as there can be,
//! all but the last of whom have voted, and records as long as they can be.

use crate::{
    agenda::key_of, Applications, Authored, Call, Config, CurrentParameters, Departure, Label,
    MemberId, Members, MotionId, Motions, NextMemberId, NextMotionId, Pallet, Parameters, PeerId,
    Recount, Role, SessionsLeft, ValidatorOf, Waiting, MAX_LABEL, MAX_REASON, MAX_RECOUNTED,
    MAX_WAITING,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{currency::COS, Validators};
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    traits::{fungible::Mutate, Get, Hooks},
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_runtime::{traits::Saturating, Permill};

const PERIOD: u32 = 100;

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    T::Coin::set_balance(&who, 1_000_000 * COS);
    who
}

fn peer_id(index: u32) -> PeerId {
    let mut key = [0; 32];
    key[..4].copy_from_slice(&index.to_le_bytes());
    PeerId::from_ed25519(key)
}

fn bytes(index: u32) -> Vec<u8> {
    peer_id(index).as_bytes().to_vec()
}

fn label() -> Vec<u8> {
    vec![b'l'; MAX_LABEL as usize]
}

fn member<T: Config>(who: &T::AccountId, index: u32, role: Role) -> MemberId {
    let member = NextMemberId::<T>::get();
    assert_ok!(Pallet::<T>::insert_member(
        who.clone(),
        peer_id(index),
        role,
        Label::truncate_from(label()),
        0,
    ));
    member
}

/// `count` validators, the members of the same numbers from the first that is free on, and as many peer
/// ids that wait as may.
fn validators<T: Config>(count: u32) -> Vec<T::AccountId> {
    CurrentParameters::<T>::put(Parameters {
        threshold: Permill::from_percent(50),
        vote_period: PERIOD.into(),
        waiting_period: PERIOD.into(),
        rotation_period: 0u32.into(),
        inactive_sessions: 1,
        min_validators: 1,
        deposit: COS,
    });
    // Those of the genesis make room.
    for id in Members::<T>::iter_keys().collect::<Vec<_>>() {
        T::Validators::set_for_benchmark(vec![]);
        let _ = Pallet::<T>::remove_member(id, Departure::Left);
    }
    let validators: Vec<_> = (0..count)
        .map(|index| rich::<T>("validator", index))
        .collect();
    T::Validators::set_for_benchmark(validators.clone());
    for (index, who) in (0u32..).zip(&validators) {
        member::<T>(who, index, Role::Validator);
    }
    let until = System::<T>::block_number().saturating_add((2 * PERIOD).into());
    let waiting: Vec<_> = (0..MAX_WAITING)
        .map(|index| (peer_id(1_000_000 + index), until))
        .collect();
    Waiting::<T>::put(crate::WaitingOf::<T>::truncate_from(waiting));
    Recount::<T>::kill();
    validators
}

fn most<T: Config>() -> u32 {
    T::Validators::max_validators()
}

/// An application for an observer, on which `votes` have said no.
fn application<T: Config>(index: u32, voters: &[T::AccountId]) -> MotionId {
    let motion = NextMotionId::<T>::get();
    // Whatever is open otherwise.
    Applications::<T>::put(0);
    assert_ok!(Pallet::<T>::apply(
        RawOrigin::Signed(rich::<T>("applicant", index)).into(),
        bytes(2_000_000 + index),
        Role::Observer,
        label(),
    ));
    cast::<T>(motion, voters, false);
    motion
}

fn cast<T: Config>(motion: MotionId, voters: &[T::AccountId], approve: bool) {
    Motions::<T>::mutate(key_of(motion), |motion| {
        if let Some(motion) = motion {
            let votes = voters.iter().map(|who| (who.clone(), approve)).collect();
            motion.votes = crate::VotesOf::<T>::truncate_from(votes);
        }
    });
}

/// A motion to remove the member of a validator.
fn removal<T: Config>(proposer: &T::AccountId, of: &T::AccountId) -> MotionId {
    let motion = NextMotionId::<T>::get();
    assert_ok!(Pallet::<T>::propose_removal(
        RawOrigin::Signed(proposer.clone()).into(),
        ValidatorOf::<T>::get(of).unwrap_or_default(),
        vec![b'r'; MAX_REASON as usize],
    ));
    motion
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn apply() {
        validators::<T>(most::<T>() - 1);
        let who = rich::<T>("new", 0);
        let motion = NextMotionId::<T>::get();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(who),
            bytes(3_000_000),
            Role::Validator,
            label(),
        );

        assert!(Motions::<T>::contains_key(key_of(motion)));
    }

    /// A removal is the most work: of an account, its member and its place among the validators.
    #[benchmark]
    fn vote() {
        let all = validators::<T>(most::<T>());
        let motion = removal::<T>(&all[0], &all[1]);
        // One of them votes now, and decides.
        let half = all.len() / 2;
        cast::<T>(motion, &all[1..=half], true);

        #[extrinsic_call]
        _(RawOrigin::Signed(all[0].clone()), motion, true);

        assert!(!Motions::<T>::contains_key(key_of(motion)));
        assert!(!ValidatorOf::<T>::contains_key(&all[1]));
    }

    #[benchmark]
    fn propose_removal() {
        let all = validators::<T>(most::<T>());
        let member = ValidatorOf::<T>::get(&all[1]).unwrap_or_default();
        let motion = NextMotionId::<T>::get();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(all[0].clone()),
            member,
            vec![b'r'; MAX_REASON as usize],
        );

        assert!(Motions::<T>::contains_key(key_of(motion)));
    }

    #[benchmark]
    fn leave() {
        let all = validators::<T>(most::<T>());
        let motion = removal::<T>(&all[0], &all[1]);
        cast::<T>(motion, &all[2..], false);
        let member = ValidatorOf::<T>::get(&all[1]).unwrap_or_default();

        #[extrinsic_call]
        _(RawOrigin::Signed(all[1].clone()), member);

        assert!(!Members::<T>::contains_key(member));
        assert!(!Motions::<T>::contains_key(key_of(motion)));
    }

    /// Upwards, which makes a motion.
    #[benchmark]
    fn set_role() {
        validators::<T>(most::<T>() - 1);
        let who = rich::<T>("observer", 0);
        let member = member::<T>(&who, 4_000_000, Role::Observer);

        #[extrinsic_call]
        _(RawOrigin::Signed(who), member, Role::Validator);

        assert!(Members::<T>::get(member).is_some_and(|member| member.promotion.is_some()));
    }

    #[benchmark]
    fn update_peer_id() {
        let all = validators::<T>(most::<T>());
        let member = ValidatorOf::<T>::get(&all[0]).unwrap_or_default();

        #[extrinsic_call]
        _(RawOrigin::Signed(all[0].clone()), member, bytes(5_000_000));

        assert!(
            Members::<T>::get(member).is_some_and(|member| member.peer_id == peer_id(5_000_000))
        );
    }

    #[benchmark]
    fn set_parameters() {
        validators::<T>(1);
        let parameters = CurrentParameters::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Root, parameters);

        assert_eq!(Recount::<T>::get(), Some(0));
    }

    #[benchmark]
    fn agenda() {
        let all = validators::<T>(most::<T>());
        application::<T>(0, &all[1..2]);

        #[block]
        {
            Pallet::<T>::on_initialize(System::<T>::block_number());
        }
    }

    /// With enough votes for a removal, by a threshold that is lower since.
    #[benchmark]
    fn expire() {
        let all = validators::<T>(most::<T>());
        let motion = removal::<T>(&all[0], &all[1]);
        cast::<T>(motion, &all, true);
        let now: BlockNumberFor<T> = System::<T>::block_number().saturating_add(PERIOD.into());
        System::<T>::set_block_number(now);

        #[block]
        {
            Pallet::<T>::on_initialize(now);
        }

        assert!(!Motions::<T>::contains_key(key_of(motion)));
    }

    #[benchmark]
    fn recount(n: Linear<1, MAX_RECOUNTED>) {
        let all = validators::<T>(most::<T>());
        for index in 0..n {
            application::<T>(index, &all);
        }
        Applications::<T>::put(n);
        Pallet::<T>::recount_all();

        #[block]
        {
            Pallet::<T>::on_initialize(System::<T>::block_number());
        }

        assert_eq!(Applications::<T>::get(), 0);
    }

    #[benchmark]
    fn note_author() {
        let all = validators::<T>(1);

        #[block]
        {
            <Pallet<T> as pallet_authorship::EventHandler<_, _>>::note_author(all[0].clone());
        }

        assert!(Authored::<T>::contains_key(&all[0]));
    }

    #[benchmark]
    fn end_session(v: Linear<2, { T::MaxValidators::get() }>) {
        let all = validators::<T>(v.min(most::<T>()));
        for who in &all {
            SessionsLeft::<T>::insert(who, 1);
        }
        let before = NextMotionId::<T>::get();

        #[block]
        {
            Pallet::<T>::session_ended();
        }

        assert_eq!(NextMotionId::<T>::get() - before, v.min(most::<T>()));
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
