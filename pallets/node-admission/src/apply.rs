//! Applications.

use crate::{
    Applications, Config, Error, Event, HoldReason, Holder, Label, Members, Pallet, PeerId,
    PeerIds, Role, Subject, ValidatorOf,
};
use alloc::vec::Vec;
use chaos_primitives::Validators;
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
    /// See [`Call::apply`](crate::Call::apply).
    pub(crate) fn do_apply(
        applicant: T::AccountId,
        peer_id: Vec<u8>,
        role: Role,
        label: Vec<u8>,
    ) -> DispatchResult {
        let peer_id = Self::free_peer_id(peer_id)?;
        let label = Self::label(label)?;
        if role == Role::Validator {
            Self::ensure_may_validate(&applicant)?;
        }
        Self::ensure_room_for_member()?;
        let applications = Self::one_application_more()?;

        let subject = Subject::Admission {
            applicant: applicant.clone(),
            peer_id: peer_id.clone(),
            role,
            label,
        };
        let (motion, end) = Self::open(subject, Some((HoldReason::Node, applicant.clone())))?;
        Applications::<T>::put(applications);
        PeerIds::<T>::insert(&peer_id, Holder::Application(motion));
        Self::deposit_event(Event::Applied {
            motion,
            applicant,
            peer_id,
            role,
            end,
        });
        Ok(())
    }

    /// Check that a node can have this peer id from now on.
    pub(crate) fn free_peer_id(bytes: Vec<u8>) -> Result<PeerId, DispatchError> {
        let peer_id = PeerId::try_from(bytes).map_err(|_| Error::<T>::InvalidPeerId)?;
        ensure!(
            !PeerIds::<T>::contains_key(&peer_id),
            Error::<T>::PeerIdTaken
        );
        ensure!(
            Self::waits_until(&peer_id).is_none(),
            Error::<T>::PeerIdWaits
        );
        Ok(peer_id)
    }

    /// A node's label, checked.
    pub(crate) fn label(bytes: Vec<u8>) -> Result<Label, Error<T>> {
        let label = Label::try_from(bytes).map_err(|_| Error::<T>::LabelTooLong)?;
        ensure!(core::str::from_utf8(&label).is_ok(), Error::<T>::NotUtf8);
        Ok(label)
    }

    /// Check that the account, and the chain, can have one more validator.
    pub(crate) fn ensure_may_validate(who: &T::AccountId) -> DispatchResult {
        ensure!(
            !ValidatorOf::<T>::contains_key(who),
            Error::<T>::AlreadyValidator
        );
        ensure!(
            Self::maintainers().len() < T::Validators::max_validators() as usize,
            Error::<T>::TooManyValidators
        );
        Ok(())
    }

    pub(crate) fn ensure_room_for_member() -> DispatchResult {
        ensure!(
            Members::<T>::count() < T::MaxMembers::get(),
            Error::<T>::TooManyMembers
        );
        Ok(())
    }

    /// The number of open applications, with one more.
    pub(crate) fn one_application_more() -> Result<u32, DispatchError> {
        Applications::<T>::get()
            .checked_add(1)
            .filter(|applications| *applications <= T::MaxApplications::get())
            .ok_or(Error::<T>::TooManyApplications.into())
    }
}
