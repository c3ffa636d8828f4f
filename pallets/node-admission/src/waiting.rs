//! Peer ids that can't be admitted for a while.

use crate::{Config, CurrentParameters, Expelled, Pallet, PeerId, Waiting, WaitingOf, MAX_WAITING};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
    /// The first block in which a peer id can be admitted, if it can't yet.
    pub(crate) fn waits_until(peer_id: &PeerId) -> Option<BlockNumberFor<T>> {
        let now = System::<T>::block_number();
        let all = Waiting::<T>::get().into_iter().chain(Expelled::<T>::get());
        all.filter(|(waiting, until)| waiting == peer_id && now < *until)
            .map(|(_, until)| until)
            .max()
    }

    /// Let a peer id wait because its application was refused.
    pub(crate) fn refuse(peer_id: PeerId) {
        Waiting::<T>::mutate(|waiting| Self::append(waiting, peer_id));
    }

    /// Let a peer id wait because it was voted out or had to leave. Kept apart from the refused ones: enough refused
    /// applications would push it out and let it in again.
    pub(crate) fn expel(peer_id: PeerId) {
        Expelled::<T>::mutate(|expelled| Self::append(expelled, peer_id));
    }

    fn append(waiting: &mut WaitingOf<T>, peer_id: PeerId) {
        let now = System::<T>::block_number();
        let until = now.saturating_add(CurrentParameters::<T>::get().waiting_period);
        waiting.retain(|(_, until)| now < *until);
        if waiting.len() >= MAX_WAITING as usize {
            waiting.remove(0);
        }
        // There is room now.
        let _ = waiting.try_push((peer_id, until));
    }
}
