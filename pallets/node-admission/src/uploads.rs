//! Who may upload contract code. Root sets it, and maintainers can narrow it by a motion.

use crate::{
    CodeUploads, Config, CurrentCodeUploads, Error, Event, HoldReason, Memberships, Narrowings,
    Pallet, Subject,
};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
    /// Whether an account may upload code now.
    pub fn may_upload_code(who: &T::AccountId) -> bool {
        match CurrentCodeUploads::<T>::get() {
            CodeUploads::Everybody => true,
            CodeUploads::Members => Memberships::<T>::contains_key(who),
            CodeUploads::Nobody => false,
        }
    }

    /// See [`Call::set_code_uploads`](crate::Call::set_code_uploads).
    pub(crate) fn do_set_code_uploads(uploads: CodeUploads) {
        CurrentCodeUploads::<T>::put(uploads);
        Self::deposit_event(Event::CodeUploadsSet { uploads });
    }

    /// See [`Call::propose_code_uploads`](crate::Call::propose_code_uploads).
    pub(crate) fn do_propose_code_uploads(
        proposer: T::AccountId,
        uploads: CodeUploads,
    ) -> DispatchResult {
        ensure!(
            Self::maintainers().contains(&proposer),
            Error::<T>::NotMaintainer
        );
        Self::ensure_narrower(uploads)?;
        ensure!(
            !Narrowings::<T>::contains_key(uploads),
            Error::<T>::NarrowingOpen
        );

        let subject = Subject::CodeUploads { uploads };
        let (motion, end) = Self::open(subject, Some((HoldReason::Motion, proposer.clone())))?;
        Narrowings::<T>::insert(uploads, motion);
        Self::deposit_event(Event::CodeUploadsProposed {
            motion,
            uploads,
            proposer,
            end,
        });
        Ok(())
    }

    /// Carry out a motion to narrow it.
    pub(crate) fn narrow_code_uploads(uploads: CodeUploads) -> DispatchResult {
        Self::ensure_narrower(uploads)?;
        Self::do_set_code_uploads(uploads);
        Ok(())
    }

    fn ensure_narrower(uploads: CodeUploads) -> DispatchResult {
        ensure!(
            uploads > CurrentCodeUploads::<T>::get(),
            Error::<T>::CodeUploadsNotNarrower
        );
        Ok(())
    }
}
