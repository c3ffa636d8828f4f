//! Watching the validators through blocks and sessions.

use crate::{
    Authored, Config, CurrentParameters, Departure, Event, MemberId, Members, Pallet, Reason,
    SessionsLeft, ValidatorOf, WeightInfo, SESSIONS_TO_START,
};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{dispatch::DispatchClass, storage::with_storage_layer, weights::Weight};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use pallet_session::historical;
use sp_runtime::traits::UniqueSaturatedInto;
use sp_staking::SessionIndex;

/// A session manager that this pallet watches: at the end of a session it looks for validators that made no block or
/// equivocated.
pub struct Watched<T, Manager>(PhantomData<(T, Manager)>);

impl<T, Manager> pallet_session::SessionManager<T::AccountId> for Watched<T, Manager>
where
    T: Config,
    Manager: pallet_session::SessionManager<T::AccountId>,
{
    fn new_session(index: SessionIndex) -> Option<Vec<T::AccountId>> {
        Manager::new_session(index)
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<T::AccountId>> {
        Manager::new_session_genesis(index)
    }

    fn start_session(index: SessionIndex) {
        Manager::start_session(index)
    }

    fn end_session(index: SessionIndex) {
        Manager::end_session(index);
        Pallet::<T>::session_ended();
    }
}

impl<T, Manager, Identification> historical::SessionManager<T::AccountId, Identification>
    for Watched<T, Manager>
where
    T: Config,
    Manager: historical::SessionManager<T::AccountId, Identification>,
{
    fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, Identification)>> {
        <Manager as historical::SessionManager<_, _>>::new_session(index)
    }

    fn new_session_genesis(index: SessionIndex) -> Option<Vec<(T::AccountId, Identification)>> {
        <Manager as historical::SessionManager<_, _>>::new_session_genesis(index)
    }

    fn start_session(index: SessionIndex) {
        <Manager as historical::SessionManager<_, _>>::start_session(index)
    }

    fn end_session(index: SessionIndex) {
        <Manager as historical::SessionManager<_, _>>::end_session(index);
        Pallet::<T>::session_ended();
    }
}

impl<T: Config> pallet_authorship::EventHandler<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
    fn note_author(author: T::AccountId) {
        if !Authored::<T>::contains_key(&author) && ValidatorOf::<T>::contains_key(&author) {
            Authored::<T>::insert(author, ());
        }
        weigh::<T>(T::WeightInfo::note_author());
    }
}

impl<T: Config> Pallet<T> {
    /// Look at every validator after a session.
    pub(crate) fn session_ended() {
        let maintainers = Self::maintainers();
        let validators: Vec<_> = ValidatorOf::<T>::iter().collect();
        for (who, member) in &validators {
            if maintainers.contains(who) {
                Self::count_session(who, *member);
                continue;
            }
            // Only equivocators leave without this pallet. It can't fail: their places are vacant already.
            let _ = with_storage_layer(|| Self::remove_member(*member, Departure::Equivocated));
        }
        Self::all_departed();
        weigh::<T>(T::WeightInfo::end_session(
            validators.len().unique_saturated_into(),
        ));
    }

    /// A block resets a validator's count; with its last session, its removal is put to the vote.
    fn count_session(who: &T::AccountId, member: MemberId) {
        let most = CurrentParameters::<T>::get().inactive_sessions;
        let left = if Authored::<T>::take(who).is_some() {
            most
        } else {
            let left = SessionsLeft::<T>::get(who).unwrap_or(most);
            left.min(most.saturating_add(SESSIONS_TO_START))
                .saturating_sub(1)
        };
        if left > 0 {
            SessionsLeft::<T>::insert(who, left);
            return;
        }
        SessionsLeft::<T>::insert(who, most);
        Self::report_inactive(who, member);
    }

    fn report_inactive(who: &T::AccountId, member: MemberId) {
        Self::deposit_event(Event::ValidatorInactive {
            member,
            validator: who.clone(),
        });
        // If the minimum of validators keeps it, or its removal is already being voted on, only the report is made,
        // and again after as many sessions.
        if Members::<T>::get(member).is_some_and(|details| details.removal.is_none()) {
            let _ = with_storage_layer(|| Self::open_removal(member, Reason::Inactive, None));
        }
    }
}

/// What happens outside of calls and hooks is weighed by its caller.
fn weigh<T: Config>(weight: Weight) {
    System::<T>::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
}
