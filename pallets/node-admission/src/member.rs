//! Admitting, changing and removing members.

use crate::{
    agenda::key_of, Authored, Config, CurrentParameters, Departure, Error, Event, HoldReason,
    Holder, Label, Member, MemberId, MemberOf, Members, Memberships, Motions, NextMemberId,
    Outcome, Pallet, PeerId, PeerIds, Revision, Role, SessionsLeft, Tally, ValidatorOf,
    SESSIONS_TO_START,
};
use alloc::vec::Vec;
use chaos_primitives::{Balance, Deposits, Validators};
use frame_support::ensure;
use frame_system::Pallet as System;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// A member of this owner.
    pub(crate) fn owned_member(
        member: MemberId,
        who: &T::AccountId,
    ) -> Result<MemberOf<T>, DispatchError> {
        let details = Members::<T>::get(member).ok_or(Error::<T>::UnknownMember)?;
        ensure!(details.account == *who, Error::<T>::NotOwner);
        Ok(details)
    }

    /// Change a member, if it exists.
    pub(crate) fn update_member(member: MemberId, change: impl FnOnce(&mut MemberOf<T>)) {
        Members::<T>::mutate_exists(member, |details| {
            if let Some(details) = details {
                change(details);
            }
        });
    }

    /// Admit a member, whose deposit is on hold.
    pub(crate) fn admit(
        account: T::AccountId,
        peer_id: PeerId,
        role: Role,
        label: Label,
        deposit: Balance,
    ) -> DispatchResult {
        Self::ensure_room_for_member()?;
        if role == Role::Validator {
            Self::ensure_may_validate(&account)?;
            T::Validators::add(&account)?;
        }
        Self::insert_member(account, peer_id, role, label, deposit)
    }

    /// Store a member. A validator must be validating already.
    pub(crate) fn insert_member(
        account: T::AccountId,
        peer_id: PeerId,
        role: Role,
        label: Label,
        deposit: Balance,
    ) -> DispatchResult {
        let member = NextMemberId::<T>::get();
        let next = member.checked_add(1).ok_or(Error::<T>::NoIdLeft)?;
        NextMemberId::<T>::put(next);
        PeerIds::<T>::insert(&peer_id, Holder::Member(member));
        Memberships::<T>::mutate(&account, |count| {
            *count = Some(count.unwrap_or(0).saturating_add(1));
        });
        if role == Role::Validator {
            Self::begin_validating(&account, member);
        }
        let details = Member {
            account: account.clone(),
            peer_id: peer_id.clone(),
            role,
            label,
            since: System::<T>::block_number(),
            rotated: None,
            deposit,
            removal: None,
            promotion: None,
        };
        Members::<T>::insert(member, details);
        Self::peers_changed();
        Self::deposit_event(Event::MemberAdmitted {
            member,
            account,
            peer_id,
            role,
        });
        Ok(())
    }

    /// Record the member by which an account validates.
    pub(crate) fn begin_validating(who: &T::AccountId, member: MemberId) {
        let sessions = CurrentParameters::<T>::get().inactive_sessions;
        ValidatorOf::<T>::insert(who, member);
        SessionsLeft::<T>::insert(who, sessions.saturating_add(SESSIONS_TO_START));
        Self::recount_all();
    }

    /// Let an account validate no longer, from the next session on, and be no maintainer from now on.
    pub(crate) fn end_validating(who: &T::AccountId) -> DispatchResult {
        let maintainers = Self::maintainers();
        // Equivocators were already removed.
        if maintainers.contains(who) {
            Self::ensure_dispensable(who)?;
            T::Validators::remove(who)?;
        }
        ValidatorOf::<T>::remove(who);
        SessionsLeft::<T>::remove(who);
        Authored::<T>::remove(who);
        Self::recount_all();
        Ok(())
    }

    /// Whether a validator was removed for an equivocation, and stops with the session.
    pub(crate) fn has_equivocated(details: &MemberOf<T>) -> bool {
        details.role == Role::Validator && !Self::maintainers().contains(&details.account)
    }

    /// Check that without this validator there are enough, and enough with session keys: the others can't make
    /// blocks.
    pub(crate) fn ensure_dispensable(who: &T::AccountId) -> DispatchResult {
        let min = CurrentParameters::<T>::get().min_validators as usize;
        let enough = |of: Vec<T::AccountId>| !of.contains(who) || of.len() > min;
        ensure!(
            enough(T::Validators::validators()) && enough(T::Validators::queued()),
            Error::<T>::TooFewValidators
        );
        Ok(())
    }

    /// Remove a member. Motions about it become void.
    pub(crate) fn remove_member(member: MemberId, departure: Departure) -> DispatchResult {
        let details = Members::<T>::get(member).ok_or(Error::<T>::UnknownMember)?;
        // A node that leaves while its removal is voted on, or after an equivocation, is treated as removed.
        let is_expelled = departure != Departure::Left
            || details.removal.is_some()
            || Self::has_equivocated(&details);
        if details.role == Role::Validator {
            Self::end_validating(&details.account)?;
        }
        Members::<T>::remove(member);
        PeerIds::<T>::remove(&details.peer_id);
        Memberships::<T>::mutate_exists(&details.account, |count| {
            *count = count
                .and_then(|count| count.checked_sub(1))
                .filter(|left| *left > 0);
        });
        if is_expelled {
            Self::expel(details.peer_id.clone());
        }
        Self::depart(&details.account, &details.peer_id);
        Self::release(HoldReason::Node, &details.account, details.deposit);
        Self::peers_changed();
        let maintainers = Self::maintainers();
        for id in [details.removal, details.promotion].into_iter().flatten() {
            if let Some(motion) = Motions::<T>::get(key_of(id)) {
                let tally = Tally::of(&motion.votes, &maintainers);
                Self::close(id, motion, Outcome::Void, tally);
            }
        }
        Self::deposit_event(Event::MemberRemoved {
            member,
            account: details.account,
            peer_id: details.peer_id,
            departure,
        });
        Ok(())
    }

    /// Readers of the peer ids have to read them again.
    pub(crate) fn peers_changed() {
        Revision::<T>::mutate(|revision| *revision = revision.wrapping_add(1));
    }
}
