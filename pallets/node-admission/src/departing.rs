//! Validators that left in a session that needs them.

use crate::{Config, Departing, Pallet, PeerId};
use chaos_primitives::Validators;

/// How many of a session's validators GRANDPA needs to finalise a block: more than two thirds.
pub(crate) fn final_by(validators: usize) -> usize {
    validators.saturating_sub(validators.saturating_sub(1) / 3)
}

impl<T: Config> Pallet<T> {
    /// The node of an account has left. Its session's validators finalise all blocks of the session, and the first
    /// block of the next. If too few of them stayed on the network, no block would ever become final again, so the
    /// node stays on it until then.
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
                // There is room for all validators of a session.
                let _ = departing.try_push(peer_id.clone());
            }
        });
    }

    /// The session has ended.
    pub(crate) fn all_departed() {
        if !Departing::<T>::take().is_empty() {
            Self::peers_changed();
        }
    }
}
