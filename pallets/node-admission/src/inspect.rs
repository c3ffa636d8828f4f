//! Reads: the functions of the runtime API.

use crate::{
    agenda::{id_of, key_of},
    needed,
    runtime_api::{MemberDetails, MemberPage, MotionDetails, MotionPage, PeerStatus},
    CodeUploads, Config, CurrentCodeUploads, CurrentParameters, Departing, Holder, MemberId,
    Members, MotionId, MotionOf, Motions, NextMemberId, Pallet, ParametersOf, PeerId, PeerIds,
    Revision, Tally, MAX_PAGE,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// The most ids that one read of members looks at.
const MAX_LOOKED_AT: u32 = 1_000;

/// The details of a member of the pallet.
pub type MemberDetailsOf<T> =
    MemberDetails<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A page of members of the pallet.
pub type MemberPageOf<T> = MemberPage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// The details of a motion of the pallet.
pub type MotionDetailsOf<T> =
    MotionDetails<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A page of motions of the pallet.
pub type MotionPageOf<T> = MotionPage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

impl<T: Config> Pallet<T> {
    /// The parameters in force.
    pub fn parameters() -> ParametersOf<T> {
        CurrentParameters::<T>::get()
    }

    /// Who may upload contract code.
    pub fn code_uploads() -> CodeUploads {
        CurrentCodeUploads::<T>::get()
    }

    /// The peer ids of all members, unordered, and of validators that have left but are needed to finalise this
    /// session's blocks.
    pub fn admitted_peers() -> Vec<PeerId> {
        let is_member = |holder: &Holder| matches!(holder, Holder::Member(_));
        let departing = Departing::<T>::get()
            .into_iter()
            .filter(|peer_id| !PeerIds::<T>::get(peer_id).as_ref().is_some_and(is_member));
        PeerIds::<T>::iter()
            .filter(|(_, holder)| is_member(holder))
            .map(|(peer_id, _)| peer_id)
            .chain(departing)
            .collect()
    }

    /// How often the members' peer ids have changed.
    pub fn revision() -> u64 {
        Revision::<T>::get()
    }

    /// A member.
    pub fn member(member: MemberId) -> Option<MemberDetailsOf<T>> {
        let details = Members::<T>::get(member)?;
        let period = CurrentParameters::<T>::get().rotation_period;
        Some(MemberDetails {
            member,
            account: details.account,
            peer_id: details.peer_id,
            role: details.role,
            label: details.label,
            since: details.since,
            rotatable_from: details
                .rotated
                .map_or(details.since, |last| last.saturating_add(period)),
            deposit: details.deposit,
            removal: details.removal,
            promotion: details.promotion,
        })
    }

    /// Up to `limit` members (at most [`MAX_PAGE`]) from id `start` on. Looks at no more than 1,000 ids.
    pub fn members(start: MemberId, limit: u32) -> MemberPageOf<T> {
        let limit = limit.min(MAX_PAGE) as usize;
        let last = NextMemberId::<T>::get();
        let stop = start.saturating_add(MAX_LOOKED_AT).min(last);
        let mut members = Vec::new();
        let mut id = start;
        while id < stop && members.len() < limit {
            members.extend(Self::member(id));
            id = id.saturating_add(1);
        }
        MemberPage {
            members,
            next: (id < last).then_some(id),
        }
    }

    /// An open motion.
    pub fn motion(motion: MotionId) -> Option<MotionDetailsOf<T>> {
        let details = Motions::<T>::get(key_of(motion))?;
        Some(Self::motion_details(motion, details, &Self::maintainers()))
    }

    /// The block in which an open motion was made.
    pub fn start(motion: MotionId) -> Option<BlockNumberFor<T>> {
        Some(Motions::<T>::get(key_of(motion))?.start)
    }

    fn motion_details(
        motion: MotionId,
        details: MotionOf<T>,
        maintainers: &BTreeSet<T::AccountId>,
    ) -> MotionDetailsOf<T> {
        let tally = Tally::of(&details.votes, maintainers);
        MotionDetails {
            motion,
            subject: details.subject,
            proposer: details.proposer,
            deposit: details.deposit,
            start: details.start,
            end: details.end,
            votes: details
                .votes
                .into_iter()
                .filter(|(voter, _)| maintainers.contains(voter))
                .collect(),
            tally,
            needed: needed(CurrentParameters::<T>::get().threshold, tally.maintainers),
        }
    }

    /// Up to `limit` open motions (at most [`MAX_PAGE`]) from id `start` on.
    pub fn motions(start: MotionId, limit: u32) -> MotionPageOf<T> {
        let limit = limit.min(MAX_PAGE) as usize;
        let maintainers = Self::maintainers();
        let mut rest = match start.checked_sub(1) {
            Some(before) => Motions::<T>::iter_from(Motions::<T>::hashed_key_for(key_of(before))),
            None => Motions::<T>::iter(),
        };
        let motions = rest
            .by_ref()
            .take(limit)
            .map(|(key, details)| Self::motion_details(id_of(key), details, &maintainers))
            .collect();
        MotionPage {
            motions,
            next: rest.next().map(|(key, _)| id_of(key)),
        }
    }

    /// The status of a peer id, given as the bytes of its multihash.
    pub fn peer_status(peer_id: Vec<u8>) -> PeerStatus<BlockNumberFor<T>> {
        let Ok(peer_id) = PeerId::try_from(peer_id) else {
            return PeerStatus::Invalid;
        };
        match PeerIds::<T>::get(&peer_id) {
            Some(Holder::Application(motion)) => PeerStatus::Applied(motion),
            Some(Holder::Member(member)) => match Members::<T>::get(member) {
                Some(details) => PeerStatus::Admitted(member, details.role),
                None => PeerStatus::Unknown,
            },
            None => Self::waits_until(&peer_id).map_or(PeerStatus::Unknown, PeerStatus::Waiting),
        }
    }
}
