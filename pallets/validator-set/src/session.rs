//! The validators of the next session, for `pallet-session`.

use crate::{AnswersFrom, Config, KeysInForce, Pallet, Planned, SessionLength, Validators};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::{historical, CurrentIndex};
use sp_runtime::{
    traits::{Convert, Hash, Zero},
    TryRuntimeError,
};
use sp_staking::SessionIndex;

/// The session length of the genesis, as a parameter of `pallet_session::PeriodicSessions`.
pub struct SessionLengthOf<T>(core::marker::PhantomData<T>);

impl<T: Config> Get<BlockNumberFor<T>> for SessionLengthOf<T> {
    fn get() -> BlockNumberFor<T> {
        SessionLength::<T>::get()
    }
}

/// A validator is identified by its account alone, as there is no stake.
pub struct NoIdentification;

impl<AccountId> Convert<AccountId, Option<()>> for NoIdentification {
    fn convert(_: AccountId) -> Option<()> {
        Some(())
    }
}

impl<T: Config> Pallet<T> {
    /// The validators of the session to plan, or none if they are those planned last, or nobody has session keys and
    /// the present ones have to continue.
    fn plan_session() -> Option<Vec<T::AccountId>> {
        let ready: Vec<_> = Validators::<T>::get()
            .into_iter()
            .filter_map(|v| pallet_session::Pallet::<T>::load_keys(&v).map(|keys| (v, keys)))
            .collect();
        let plan = <T as frame_system::Config>::Hashing::hash_of(&ready);
        if ready.is_empty() || Planned::<T>::get() == Some(plan) {
            return None;
        }
        Planned::<T>::put(plan);
        Some(ready.into_iter().map(|(validator, _)| validator).collect())
    }

    /// The body of `try_state`.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let validators = Validators::<T>::get();
        ensure!(
            validators.len() >= T::MinValidators::get() as usize,
            "too few validators"
        );
        let mut unique = validators.to_vec();
        unique.sort();
        unique.dedup();
        ensure!(unique.len() == validators.len(), "a validator stands twice");
        ensure!(
            AnswersFrom::<T>::iter_keys().all(|who| validators.contains(&who)),
            "somebody answers for equivocations who is no validator"
        );
        let most = T::SessionsKept::get().saturating_add(1);
        ensure!(
            KeysInForce::<T>::iter_keys().count() <= most as usize,
            "keys of sessions that are not kept"
        );
        let in_session = pallet_session::Validators::<T>::get();
        ensure!(!in_session.is_empty(), "nobody makes blocks");
        let in_force = KeysInForce::<T>::get(CurrentIndex::<T>::get());
        // In the session of the upgrade that introduced records there is none, and the queue is all there is.
        ensure!(
            in_force.is_none() || !Self::next_keys().is_empty(),
            "nobody goes on when the session ends"
        );
        ensure!(
            in_force
                .unwrap_or_default()
                .iter()
                .all(|(who, _)| in_session.contains(who)),
            "keys in force of somebody who makes no blocks"
        );
        ensure!(
            !SessionLength::<T>::get().is_zero(),
            "sessions have no length"
        );
        Ok(())
    }
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
    fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
        Self::plan_session()
    }

    /// `pallet-session` plans the first two sessions before it knows their keys.
    fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::AccountId>> {
        Some(Validators::<T>::get().into_inner())
    }

    fn start_session(index: SessionIndex) {
        if let Some(oldest) = index.checked_sub(T::SessionsKept::get()) {
            historical::Pallet::<T>::prune_up_to(oldest);
        }
        Self::note_keys(index);
        Self::forget_reports();
    }

    fn end_session(_: SessionIndex) {
        Self::have_somebody_go_on();
    }
}

impl<T: Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
    fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
        <Self as pallet_session::SessionManager<_>>::new_session(index).map(identified)
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
        <Self as pallet_session::SessionManager<_>>::new_session_genesis(index).map(identified)
    }

    fn start_session(index: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::start_session(index)
    }

    fn end_session(index: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::end_session(index)
    }
}

fn identified<AccountId>(validators: Vec<AccountId>) -> Vec<(AccountId, ())> {
    validators
        .into_iter()
        .map(|validator| (validator, ()))
        .collect()
}
