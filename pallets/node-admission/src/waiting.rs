//! Peer ids that may not come in for a while.

use crate::{Config, CurrentParameters, Expelled, Pallet, PeerId, Waiting, WaitingOf, MAX_WAITING};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
    /// The first block in which a peer id may come in, if it may not yet.
    pub(crate) fn waits_until(peer_id: &PeerId) -> Option<BlockNumberFor<T>> {
        let now = System::<T>::block_number();
        let all = Waiting::<T>::get().into_iter().chain(Expelled::<T>::get());
        all.filter(|(waiting, until)| waiting == peer_id && now < *until)
            .map(|(_, until)| until)
            .max()
    }

    /// An application for a peer id was refused.
    pub(crate) fn refuse(peer_id: PeerId) {
        Waiting::<T>::mutate(|waiting| Self::append(waiting, peer_id));
    }

    /// A peer id was voted out, or had to leave otherwise. It waits apart from those that were refused: whoever
    /// applies for enough of them would let it in again.
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
