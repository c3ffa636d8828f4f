//! Roles of members, and promotions.

use crate::{Config, Error, Event, HoldReason, MemberId, MemberOf, Members, Pallet, Role, Subject};
use chaos_primitives::Validators;
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::set_role`](crate::Call::set_role).
    pub(crate) fn do_set_role(member: MemberId, who: T::AccountId, role: Role) -> DispatchResult {
        let details = Self::owned_member(member, &who)?;
        ensure!(details.role != role, Error::<T>::RoleUnchanged);
        match role {
            Role::Observer => Self::demote(member, &details),
            Role::Validator => Self::propose_promotion(member, who),
        }
    }

    fn demote(member: MemberId, details: &MemberOf<T>) -> DispatchResult {
        // As an observer, it would escape its removal.
        ensure!(!Self::has_equivocated(details), Error::<T>::Equivocated);
        Self::end_validating(&details.account)?;
        Self::write_role(member, Role::Observer);
        Ok(())
    }

    fn propose_promotion(member: MemberId, who: T::AccountId) -> DispatchResult {
        let mut details = Self::owned_member(member, &who)?;
        ensure!(details.promotion.is_none(), Error::<T>::PromotionOpen);
        Self::ensure_may_validate(&who)?;

        let subject = Subject::Promotion { member };
        let (motion, end) = Self::open(subject, Some((HoldReason::Motion, who)))?;
        details.promotion = Some(motion);
        Members::<T>::insert(member, details);
        Self::deposit_event(Event::PromotionProposed {
            motion,
            member,
            end,
        });
        Ok(())
    }

    /// Carry out a promotion.
    pub(crate) fn promote(member: MemberId) -> DispatchResult {
        let details = Members::<T>::get(member).ok_or(Error::<T>::UnknownMember)?;
        Self::ensure_may_validate(&details.account)?;
        T::Validators::add(&details.account)?;
        Self::begin_validating(&details.account, member);
        Self::write_role(member, Role::Validator);
        Ok(())
    }

    fn write_role(member: MemberId, role: Role) {
        Self::update_member(member, |details| details.role = role);
        Self::deposit_event(Event::RoleSet { member, role });
    }
}
