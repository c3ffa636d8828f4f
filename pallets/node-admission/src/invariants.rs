//! The guarantees of the README, checked in storage.

use crate::{
    agenda::key_of, Applications, Authored, Config, Ending, HoldReason, Holder, Members,
    Memberships, Motions, Narrowings, NextMemberId, NextMotionId, Pallet, PeerIds, Role,
    SessionsLeft, Subject, ValidatorOf,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use chaos_primitives::deposits_are_held;
use frame_support::{ensure, traits::fungible::InspectHold, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// The body of `try_state`.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_members()?;
        Self::check_motions()?;
        Self::check_holds()
    }

    /// Every member has its peer id, and every validator is a member.
    fn check_members() -> Result<(), TryRuntimeError> {
        let mut members = 0u32;
        let mut validators = BTreeSet::new();
        let mut memberships = BTreeMap::<T::AccountId, u32>::new();
        for (id, member) in Members::<T>::iter() {
            members = members.saturating_add(1);
            let of_account = memberships.entry(member.account.clone()).or_default();
            *of_account = of_account.saturating_add(1);
            ensure!(id < NextMemberId::<T>::get(), "a member without a number");
            ensure!(
                PeerIds::<T>::get(&member.peer_id) == Some(Holder::Member(id)),
                "a member whose peer id is another's"
            );
            if member.role == Role::Validator {
                ensure!(
                    ValidatorOf::<T>::get(&member.account) == Some(id),
                    "an account that validates with two nodes"
                );
                validators.insert(member.account);
            }
            for (motion, removes) in [(member.removal, true), (member.promotion, false)] {
                let Some(motion) = motion else { continue };
                let subject = Motions::<T>::get(key_of(motion)).map(|motion| motion.subject);
                let about = match subject {
                    Some(Subject::Removal { member, .. }) => removes && member == id,
                    Some(Subject::Promotion { member }) => !removes && member == id,
                    _ => false,
                };
                ensure!(about, "a member with a motion about something else");
            }
        }
        ensure!(members == Members::<T>::count(), "another count of members");
        ensure!(
            memberships == Memberships::<T>::iter().collect::<BTreeMap<_, _>>(),
            "another count of an account's members"
        );
        ensure!(members <= T::MaxMembers::get(), "too many members");
        ensure!(
            ValidatorOf::<T>::iter_keys().all(|who| validators.contains(&who)),
            "an account that validates without a node"
        );
        ensure!(
            PeerIds::<T>::iter_keys().all(|peer_id| Self::waits_until(&peer_id).is_none()),
            "a peer id that waits, and came in all the same"
        );
        ensure!(
            Self::maintainers().is_subset(&validators),
            "a validator that is no member"
        );
        ensure!(
            SessionsLeft::<T>::iter_keys().all(|who| validators.contains(&who))
                && validators.iter().all(SessionsLeft::<T>::contains_key)
                && Authored::<T>::iter_keys().all(|who| validators.contains(&who)),
            "sessions of somebody who does not validate, or none of somebody who does"
        );
        Ok(())
    }

    /// Every motion has its end and its subject, and nobody has voted twice.
    fn check_motions() -> Result<(), TryRuntimeError> {
        let mut applications = 0u32;
        let mut motions = 0usize;
        let mut narrowings = 0usize;
        for (key, motion) in Motions::<T>::iter() {
            let id = crate::agenda::id_of(key);
            motions = motions.saturating_add(1);
            ensure!(id < NextMotionId::<T>::get(), "a motion without a number");
            ensure!(
                Ending::<T>::contains_key(Self::block_key(motion.end), key),
                "a motion that never ends"
            );
            if matches!(motion.subject, Subject::CodeUploads { .. }) {
                narrowings = narrowings.saturating_add(1);
            }
            let voters: BTreeSet<_> = motion.votes.iter().map(|(voter, _)| voter).collect();
            ensure!(voters.len() == motion.votes.len(), "a second vote");
            match motion.subject {
                Subject::Admission { peer_id, .. } => {
                    applications = applications.saturating_add(1);
                    ensure!(
                        PeerIds::<T>::get(&peer_id) == Some(Holder::Application(id)),
                        "an application whose peer id is another's"
                    );
                }
                Subject::Removal { member, .. } => ensure!(
                    Members::<T>::get(member).is_some_and(|member| member.removal == Some(id)),
                    "a removal of nobody"
                ),
                Subject::Promotion { member } => ensure!(
                    Members::<T>::get(member).is_some_and(|member| member.promotion == Some(id)),
                    "a promotion of nobody"
                ),
                Subject::CodeUploads { uploads } => ensure!(
                    Narrowings::<T>::get(uploads) == Some(id),
                    "a second motion to narrow the same"
                ),
            }
        }
        ensure!(
            Ending::<T>::iter_keys().count() == motions,
            "an end without a motion"
        );
        ensure!(
            Narrowings::<T>::iter_keys().count() == narrowings,
            "a motion to narrow that is none"
        );
        ensure!(
            Applications::<T>::get() == applications && applications <= T::MaxApplications::get(),
            "another count of applications"
        );
        let taken = applications.saturating_add(Members::<T>::count());
        ensure!(
            PeerIds::<T>::iter_keys().count() == taken as usize,
            "a peer id that nobody has"
        );
        Ok(())
    }

    /// What an account has on hold is the sum of its deposits.
    fn check_holds() -> Result<(), TryRuntimeError> {
        let (mut nodes, mut others) = (Vec::new(), Vec::new());
        for member in Members::<T>::iter_values() {
            nodes.push((member.account, member.deposit));
        }
        for motion in Motions::<T>::iter_values() {
            let Some(proposer) = motion.proposer else {
                ensure!(motion.deposit == 0, "a deposit of nobody");
                continue;
            };
            match motion.subject {
                Subject::Admission { .. } => nodes.push((proposer, motion.deposit)),
                _ => others.push((proposer, motion.deposit)),
            }
        }
        for (reason, deposits) in [(HoldReason::Node, nodes), (HoldReason::Motion, others)] {
            let reason = reason.into();
            ensure!(
                deposits_are_held(deposits.into_iter(), |who| T::Currency::balance_on_hold(
                    &reason, who
                )),
                "what is held of an account is not the sum of its deposits"
            );
        }
        Ok(())
    }
}
