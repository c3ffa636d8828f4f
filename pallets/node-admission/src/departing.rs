//! Validators that left in a session which can't do without them.

use crate::{Config, Departing, Pallet, PeerId};
use chaos_primitives::Validators;

/// How many of a session's validators have to vote for a block to be final: GRANDPA's more than two
/// thirds.
pub(crate) fn final_by(validators: usize) -> usize {
    validators.saturating_sub(validators.saturating_sub(1) / 3)
}

impl<T: Config> Pallet<T> {
    /// The node of an account left. The validators of a session make all its blocks final, and the one
    /// with which the next begins: where too few of them would stay on the network nothing would ever
    /// be final again, and so the node stays on it for so long.
    pub(crate) fn depart(who: &T::AccountId, peer_id: &PeerId) {
        let active = T::Validators::active();
        let maintainers = Self::maintainers();
        if maintainers.contains(who) || !active.contains(who) {
            return;
        }
        let members = active.iter().filter(|who| maintainers.contains(who));
        let members = members.count();
        Departing::<T>::mutate(|departing| {
            if members.saturating_add(departing.len()) < final_by(active.len()) {
                // There is room for every validator of a session.
                let _ = departing.try_push(peer_id.clone());
            }
        });
    }

    /// The session is over.
    pub(crate) fn all_departed() {
        if !Departing::<T>::take().is_empty() {
            Self::peers_changed();
        }
    }
}
