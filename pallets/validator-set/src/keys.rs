//! Which session keys are in force, and whose they are. `pallet-session` knows those that validators set last, for
//! later sessions: whoever set new ones could do anything with the old ones.

use crate::{Config, KeysInForce, Pallet};
use alloc::{vec, vec::Vec};
use frame_support::traits::{Get, KeyOwnerProofSystem};
use pallet_session::{
    historical::{self, IdentificationTuple},
    CurrentIndex, QueuedKeys,
};
use sp_runtime::{traits::OpaqueKeys, KeyTypeId};
use sp_session::MembershipProof;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
    /// Record the keys with which a session begins, and remove those of the session that is not kept any more.
    pub(crate) fn note_keys(session: SessionIndex) {
        KeysInForce::<T>::insert(session, QueuedKeys::<T>::get());
        let kept = T::SessionsKept::get().saturating_add(1);
        if let Some(forgotten) = session.checked_sub(kept) {
            KeysInForce::<T>::remove(forgotten);
        }
    }

    /// The validators of the next session and their keys. If all have purged their keys, those of this session.
    pub(crate) fn next_keys() -> Vec<(T::AccountId, T::Keys)> {
        let queue = QueuedKeys::<T>::get();
        if queue.is_empty() {
            return KeysInForce::<T>::get(CurrentIndex::<T>::get()).unwrap_or_default();
        }
        queue
    }

    /// The session ends. Without validators in the next one, the chain would stop.
    pub(crate) fn have_somebody_go_on() {
        if QueuedKeys::<T>::decode_len().unwrap_or(0) == 0 {
            QueuedKeys::<T>::put(Self::next_keys());
        }
    }
}

/// The validator that has this key.
fn owner_of<'a, V, K: OpaqueKeys>(keys: &'a [(V, K)], id: KeyTypeId, key: &[u8]) -> Option<&'a V> {
    keys.iter()
        .find(|(_, keys)| keys.get_raw(id) == key)
        .map(|(owner, _)| owner)
}

/// A proof only names the key and a session in which it was in force: the record proves it. For sessions before the
/// record, a proof of `pallet-session`.
impl<T: Config, D: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, D)> for Pallet<T> {
    type Proof = MembershipProof;
    type IdentificationTuple = IdentificationTuple<T>;

    /// For the last session in which the key was in force.
    fn prove((id, key): (KeyTypeId, D)) -> Option<MembershipProof> {
        let now = CurrentIndex::<T>::get();
        if !KeysInForce::<T>::contains_key(now) {
            return historical::Pallet::<T>::prove((id, key));
        }
        let oldest = now.saturating_sub(T::SessionsKept::get());
        (oldest..=now).rev().find_map(|session| {
            let keys = KeysInForce::<T>::get(session)?;
            owner_of(&keys, id, key.as_ref())?;
            Some(MembershipProof {
                session,
                trie_nodes: vec![key.as_ref().to_vec()],
                validator_count: keys.len() as u32,
            })
        })
    }

    fn check_proof(
        (id, key): (KeyTypeId, D),
        proof: MembershipProof,
    ) -> Option<IdentificationTuple<T>> {
        // The next session is planned, but its keys prove nothing before they are in force.
        if proof.session > CurrentIndex::<T>::get() {
            return None;
        }
        let Some(keys) = KeysInForce::<T>::get(proof.session) else {
            return historical::Pallet::<T>::check_proof((id, key), proof);
        };
        let names_it = proof.trie_nodes == [key.as_ref()];
        // The weight of the report depends on it.
        let is_complete = proof.validator_count as usize == keys.len();
        let owner = owner_of(&keys, id, key.as_ref()).filter(|_| names_it && is_complete)?;
        Some((owner.clone(), ()))
    }
}
