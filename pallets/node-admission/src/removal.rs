//! Motions to remove a member.

use crate::{Config, Error, Event, HoldReason, MemberId, Members, Pallet, Reason, Role, Subject};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// See [`Call::propose_removal`](crate::Call::propose_removal).
    pub(crate) fn do_propose_removal(
        proposer: T::AccountId,
        member: MemberId,
        reason: Vec<u8>,
    ) -> DispatchResult {
        ensure!(
            Self::maintainers().contains(&proposer),
            Error::<T>::NotMaintainer
        );
        let reason = BoundedVec::try_from(reason).map_err(|_| Error::<T>::ReasonTooLong)?;
        ensure!(core::str::from_utf8(&reason).is_ok(), Error::<T>::NotUtf8);
        Self::open_removal(member, Reason::Words(reason), Some(proposer))
    }

    /// Put the removal of a member to the vote. Without a proposer, the chain proposes it.
    pub(crate) fn open_removal(
        member: MemberId,
        reason: Reason,
        proposer: Option<T::AccountId>,
    ) -> DispatchResult {
        let mut details = Members::<T>::get(member).ok_or(Error::<T>::UnknownMember)?;
        ensure!(details.removal.is_none(), Error::<T>::RemovalOpen);
        if details.role == Role::Validator {
            Self::ensure_dispensable(&details.account)?;
        }

        let subject = Subject::Removal { member, reason };
        let deposit_of = proposer.clone().map(|who| (HoldReason::Motion, who));
        let (motion, end) = Self::open(subject, deposit_of)?;
        details.removal = Some(motion);
        Members::<T>::insert(member, details);
        Self::deposit_event(Event::RemovalProposed {
            motion,
            member,
            proposer,
            end,
        });
        Ok(())
    }
}
