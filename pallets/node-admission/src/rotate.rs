//! New keys of nodes.

use crate::{Config, CurrentParameters, Error, Event, Holder, MemberId, Members, Pallet, PeerIds};
use alloc::vec::Vec;
use frame_support::ensure;
use frame_system::Pallet as System;
use sp_runtime::{traits::Saturating, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::update_peer_id`](crate::Call::update_peer_id).
    pub(crate) fn do_update_peer_id(
        member: MemberId,
        who: T::AccountId,
        peer_id: Vec<u8>,
    ) -> DispatchResult {
        let mut details = Self::owned_member(member, &who)?;
        let new = Self::free_peer_id(peer_id)?;
        let now = System::<T>::block_number();
        let period = CurrentParameters::<T>::get().rotation_period;
        let may = details
            .rotated
            .is_none_or(|last| last.saturating_add(period) <= now);
        ensure!(may, Error::<T>::RotatedRecently);

        let old = core::mem::replace(&mut details.peer_id, new.clone());
        details.rotated = Some(now);
        PeerIds::<T>::remove(&old);
        PeerIds::<T>::insert(&new, Holder::Member(member));
        Members::<T>::insert(member, details);
        Self::peers_changed();
        Self::deposit_event(Event::PeerIdUpdated {
            member,
            old_peer_id: old,
            new_peer_id: new,
        });
        Ok(())
    }
}
