//! What the calls, blocks and sessions weigh at worst: with as many maintainers as there can be, all but one of whom
//! have voted, and records as long as they can be.

use crate::{
    agenda::key_of, Authored, Call, CodeUploads, Config, CurrentCodeUploads, CurrentParameters,
    Departing, Departure, Expelled, HoldReason, Label, MemberId, Members, MotionId, Motions,
    Narrowings, NextMemberId, NextMotionId, Pallet, Parameters, PeerId, Recount, Role,
    SessionsLeft, ValidatorOf, Waiting, MAX_LABEL, MAX_REASON, MAX_RECOUNTED, MAX_WAITING,
};
use alloc::{vec, vec::Vec};
use chaos_primitives::{currency::COS, Deposits, Validators};
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    traits::{fungible::Mutate, Get, Hooks},
    BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use sp_io::crypto::{ed25519_generate, ed25519_sign};
use sp_runtime::{key_types::DUMMY, traits::Saturating, Permill};

const PERIOD: u32 = 100;

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    T::Currency::set_balance(&who, 1_000_000 * COS);
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

/// A member with a deposit.
fn member<T: Config>(who: &T::AccountId, index: u32, role: Role) -> MemberId {
    let member = NextMemberId::<T>::get();
    assert_ok!(Pallet::<T>::hold(HoldReason::Node, who, COS));
    assert_ok!(Pallet::<T>::insert_member(
        who.clone(),
        peer_id(index),
        role,
        Label::truncate_from(label()),
        COS,
    ));
    member
}

/// `count` validators that are members, all of whom have to approve, and as many waiting peer ids as there can be.
fn validators<T: Config>(count: u32) -> Vec<T::AccountId> {
    CurrentParameters::<T>::put(Parameters {
        threshold: Permill::one(),
        vote_period: PERIOD.into(),
        waiting_period: PERIOD.into(),
        rotation_period: 0u32.into(),
        inactive_sessions: 1,
        min_validators: 1,
        deposit: COS,
    });
    // Remove those of the genesis.
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
    let waiting = crate::WaitingOf::<T>::truncate_from(waiting);
    Waiting::<T>::put(&waiting);
    Expelled::<T>::put(waiting);
    Recount::<T>::kill();
    validators
}

fn most<T: Config>() -> u32 {
    T::Validators::max_validators()
}

/// A motion to remove a member, which these have approved.
fn removal<T: Config>(
    proposer: &T::AccountId,
    member: MemberId,
    voters: &[T::AccountId],
) -> MotionId {
    let motion = NextMotionId::<T>::get();
    assert_ok!(Pallet::<T>::propose_removal(
        RawOrigin::Signed(proposer.clone()).into(),
        member,
        vec![b'r'; MAX_REASON as usize],
    ));
    Motions::<T>::mutate(key_of(motion), |motion| {
        if let Some(motion) = motion {
            let votes = voters.iter().map(|who| (who.clone(), true)).collect();
            motion.votes = crate::VotesOf::<T>::truncate_from(votes);
        }
    });
    motion
}

fn member_of<T: Config>(validator: &T::AccountId) -> MemberId {
    ValidatorOf::<T>::get(validator).unwrap_or_default()
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

    /// The removal of a validator is the most work.
    #[benchmark]
    fn vote() {
        let all = validators::<T>(most::<T>());
        let motion = removal::<T>(&all[0], member_of::<T>(&all[1]), &all[1..]);

        #[extrinsic_call]
        _(RawOrigin::Signed(all[0].clone()), motion, true);

        assert!(!Motions::<T>::contains_key(key_of(motion)));
        assert!(!ValidatorOf::<T>::contains_key(&all[1]));
    }

    #[benchmark]
    fn propose_removal() {
        let all = validators::<T>(most::<T>());
        let member = member_of::<T>(&all[1]);
        let motion = NextMotionId::<T>::get();

        #[extrinsic_call]
        _(
            RawOrigin::Signed(all[0].clone()),
            member,
            vec![b'r'; MAX_REASON as usize],
        );

        assert!(Motions::<T>::contains_key(key_of(motion)));
    }

    /// Of a validator whose removal is being voted on.
    #[benchmark]
    fn leave() {
        let all = validators::<T>(most::<T>());
        let member = member_of::<T>(&all[1]);
        let motion = removal::<T>(&all[0], member, &all[1..]);

        #[extrinsic_call]
        _(RawOrigin::Signed(all[1].clone()), member);

        assert!(!Members::<T>::contains_key(member));
        assert!(!Motions::<T>::contains_key(key_of(motion)));
    }

    /// From observer to validator: a motion.
    #[benchmark]
    fn set_role_up() {
        validators::<T>(most::<T>() - 1);
        let who = rich::<T>("observer", 0);
        let member = member::<T>(&who, 4_000_000, Role::Observer);

        #[extrinsic_call]
        set_role(RawOrigin::Signed(who), member, Role::Validator);

        assert!(Members::<T>::get(member).is_some_and(|member| member.promotion.is_some()));
    }

    /// From validator to observer, at once.
    #[benchmark]
    fn set_role_down() {
        let all = validators::<T>(most::<T>());
        let member = member_of::<T>(&all[1]);

        #[extrinsic_call]
        set_role(RawOrigin::Signed(all[1].clone()), member, Role::Observer);

        assert!(!ValidatorOf::<T>::contains_key(&all[1]));
    }

    /// Of a validator whose removal is being voted on, so that its old peer id has to wait.
    #[benchmark]
    fn update_peer_id() -> Result<(), BenchmarkError> {
        let all = validators::<T>(most::<T>());
        let member = member_of::<T>(&all[0]);
        removal::<T>(&all[1], member, &[]);
        let key = ed25519_generate(DUMMY, None);
        let new = PeerId::from_ed25519(key.0);
        let message = Pallet::<T>::rotation_message(member, &new).ok_or("it is a member")?;
        let signature = ed25519_sign(DUMMY, &key, &message).ok_or("there is a keystore")?;
        let bytes = new.as_bytes().to_vec();

        #[extrinsic_call]
        _(RawOrigin::Signed(all[0].clone()), member, bytes, signature);

        assert!(Members::<T>::get(member).is_some_and(|member| member.peer_id == new));
        Ok(())
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
    fn set_code_uploads() {
        #[extrinsic_call]
        _(RawOrigin::Root, CodeUploads::Nobody);

        assert_eq!(CurrentCodeUploads::<T>::get(), CodeUploads::Nobody);
    }

    #[benchmark]
    fn propose_code_uploads() {
        let all = validators::<T>(most::<T>());
        CurrentCodeUploads::<T>::put(CodeUploads::Everybody);

        #[extrinsic_call]
        _(RawOrigin::Signed(all[0].clone()), CodeUploads::Members);

        assert!(Narrowings::<T>::contains_key(CodeUploads::Members));
    }

    /// Looking for motions that are due or have to be recounted, where none is.
    #[benchmark]
    fn agenda() {
        let all = validators::<T>(most::<T>());
        let motion = removal::<T>(&all[0], member_of::<T>(&all[1]), &[]);

        #[block]
        {
            Pallet::<T>::on_initialize(System::<T>::block_number());
        }

        assert!(Motions::<T>::contains_key(key_of(motion)));
    }

    /// With enough votes to remove a validator, since the threshold was lowered.
    #[benchmark]
    fn expire() {
        let all = validators::<T>(most::<T>());
        let motion = removal::<T>(&all[0], member_of::<T>(&all[1]), &all);
        let now: BlockNumberFor<T> = System::<T>::block_number().saturating_add(PERIOD.into());
        System::<T>::set_block_number(now);

        #[block]
        {
            Pallet::<T>::on_initialize(now);
        }

        assert!(!Motions::<T>::contains_key(key_of(motion)));
    }

    /// Of `n` motions, all of which are decided by it.
    #[benchmark]
    fn recount(n: Linear<1, MAX_RECOUNTED>) {
        let all = validators::<T>(most::<T>());
        // Removals of validators are the most work; one validator has to stay.
        for index in 1..=n {
            let removed = match all.get(index as usize) {
                Some(validator) => member_of::<T>(validator),
                None => member::<T>(&all[0], 4_000_000 + index, Role::Observer),
            };
            removal::<T>(&all[0], removed, &all);
        }
        Recount::<T>::put(0);

        #[block]
        {
            Pallet::<T>::on_initialize(System::<T>::block_number());
        }

        assert!(Motions::<T>::iter_keys().next().is_none());
    }

    /// Of a block.
    #[benchmark]
    fn note_author() {
        let all = validators::<T>(1);

        #[block]
        {
            <Pallet<T> as pallet_authorship::EventHandler<_, _>>::note_author(all[0].clone());
        }

        assert!(Authored::<T>::contains_key(&all[0]));
    }

    /// Of a session with `v` validators, all of whom are put to the vote.
    #[benchmark]
    fn end_session(v: Linear<2, { T::MaxValidators::get() }>) {
        let all = validators::<T>(v);
        let departing = (0..v).map(peer_id).collect();
        Departing::<T>::put(BoundedVec::<_, T::MaxValidators>::truncate_from(departing));
        for who in &all {
            SessionsLeft::<T>::insert(who, 1);
        }
        let before = NextMotionId::<T>::get();

        #[block]
        {
            Pallet::<T>::session_ended();
        }

        assert_eq!(NextMotionId::<T>::get() - before, v);
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::tests::mock::new_test_ext(),
        crate::tests::mock::Test
    );
}
