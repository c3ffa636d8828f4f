//! New peer ids of members.

use crate::{
    Config, CurrentParameters, Error, Event, Holder, MemberId, MemberOf, Members, Pallet, PeerId,
    PeerIds,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::ensure;
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_core::ed25519::{Public, Signature};
use sp_io::crypto::ed25519_verify;
use sp_runtime::{
    traits::{Saturating, Zero},
    DispatchResult,
};

/// The prefix of the signed bytes, so that no other signature by a node's key is valid here.
pub const ROTATION: &str = "nodeAdmission:updatePeerId";

impl<T: Config> Pallet<T> {
    /// See [`Call::update_peer_id`](crate::Call::update_peer_id).
    pub(crate) fn do_update_peer_id(
        member: MemberId,
        who: T::AccountId,
        peer_id: Vec<u8>,
        signature: &Signature,
    ) -> DispatchResult {
        let mut details = Self::owned_member(member, &who)?;
        let new = Self::free_peer_id(peer_id)?;
        let now = System::<T>::block_number();
        let period = CurrentParameters::<T>::get().rotation_period;
        // Once while its removal is voted on: the old peer id then waits, and there is room for only some of those.
        let moved = details.removal.and_then(Self::start);
        let may = details.rotated.is_none_or(|last| {
            last.saturating_add(period) <= now && moved.is_none_or(|start| last < start)
        });
        ensure!(may, Error::<T>::RotatedRecently);
        ensure!(!Self::has_equivocated(&details), Error::<T>::Equivocated);
        ensure!(
            Self::has_signed(&new, signature, member, &details),
            Error::<T>::InvalidSignature
        );

        let old = core::mem::replace(&mut details.peer_id, new.clone());
        details.rotated = Some(now);
        PeerIds::<T>::remove(&old);
        PeerIds::<T>::insert(&new, Holder::Member(member));
        // Otherwise a node that is being voted on could be admitted as another member.
        if details.removal.is_some() {
            Self::expel(old.clone());
        }
        Members::<T>::insert(member, details);
        Self::peers_changed();
        Self::deposit_event(Event::PeerIdUpdated {
            member,
            old_peer_id: old,
            new_peer_id: new,
        });
        Ok(())
    }

    /// The message that the key of a new peer id signs, so that a member gets it: the SCALE encoding of
    /// `("nodeAdmission:updatePeerId", genesis hash, member, account, old peer id, new peer id)`. None if there is no
    /// such member.
    pub fn rotation_message(member: MemberId, new: &PeerId) -> Option<Vec<u8>> {
        Members::<T>::get(member).map(|details| Self::message(member, &details, new))
    }

    fn message(member: MemberId, details: &MemberOf<T>, new: &PeerId) -> Vec<u8> {
        let genesis = System::<T>::block_hash(BlockNumberFor::<T>::zero());
        let (account, old) = (&details.account, &details.peer_id);
        (ROTATION, genesis, member, account, old, new).encode()
    }

    /// Whether the key of the new peer id made the signature. Only ed25519 keys can.
    fn has_signed(
        new: &PeerId,
        signature: &Signature,
        member: MemberId,
        details: &MemberOf<T>,
    ) -> bool {
        new.ed25519().is_some_and(|key| {
            let message = Self::message(member, details, new);
            ed25519_verify(signature, &message, &Public::from_raw(key))
        })
    }
}
