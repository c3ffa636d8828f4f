//! How long tokens were paused: what is promised to holders for a time counts none in which they can't move what they
//! have.

use crate::{Config, Error, Event, Pallet, PauseRecord, Pauses, PausesRecordedFrom};
use chaos_primitives::{BlockNumber, TokenId};
use frame_support::ensure;
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System, RawOrigin};
use pallet_assets::{Asset, AssetStatus, Pallet as Ledger};
use sp_runtime::{
    traits::{One, Saturating, UniqueSaturatedInto, Zero},
    DispatchResult,
};

impl<BlockNumber: Copy + Ord + One + Saturating + Zero> PauseRecord<BlockNumber> {
    /// After a pause that begins in block `now`.
    pub(crate) fn begun(before: Option<Self>, now: BlockNumber) -> Self {
        match before {
            // The last one ended in this block, which counts once.
            Some(record) if record.until == Some(now) => Self {
                until: None,
                ..record
            },
            _ => Self {
                earlier: before.map_or(Zero::zero(), |record| record.blocks_before(now)),
                since: now,
                until: None,
            },
        }
    }

    /// After the end of the last pause in block `now`.
    pub(crate) fn ended(self, now: BlockNumber) -> Self {
        Self {
            until: Some(now),
            ..self
        }
    }

    /// How many of the blocks before `now` they are. With each block it grows by one or by nothing.
    pub fn blocks_before(&self, now: BlockNumber) -> BlockNumber {
        let end = self
            .until
            .map_or(now, |until| until.saturating_add(One::one()).min(now));
        self.earlier.saturating_add(end.saturating_sub(self.since))
    }
}

impl<T: Config> Pallet<T> {
    /// See [`Call::pause`](crate::Call::pause). The ledger keeps the fact, so that its own calls and
    /// the wallets that read it know.
    pub fn do_pause(token_id: TokenId, owner: T::AccountId) -> DispatchResult {
        Self::ensure_pausable(token_id, &owner)?;
        Self::ensure_not_paused(token_id)?;
        Ledger::<T>::freeze_asset(Self::ledger_admin(), token_id.into())?;
        let record = PauseRecord::begun(Pauses::<T>::get(token_id), System::<T>::block_number());
        Pauses::<T>::insert(token_id, record);
        Self::deposit_event(Event::Paused { token_id });
        Ok(())
    }

    /// See [`Call::unpause`](crate::Call::unpause).
    pub fn do_unpause(token_id: TokenId, owner: T::AccountId) -> DispatchResult {
        Self::ensure_pausable(token_id, &owner)?;
        ensure!(
            Self::is_paused(token_id) == Some(true),
            Error::<T>::NotPaused
        );
        let record = Self::pauses(token_id);
        Ledger::<T>::thaw_asset(Self::ledger_admin(), token_id.into())?;
        Pauses::<T>::set(
            token_id,
            record.map(|record| record.ended(System::<T>::block_number())),
        );
        Self::deposit_event(Event::Unpaused { token_id });
        Ok(())
    }

    /// In how many of the blocks before this one the token was paused at some time.
    pub fn paused_blocks(token_id: TokenId) -> BlockNumber {
        let now = System::<T>::block_number();
        let blocks = Self::pauses(token_id).map(|record| record.blocks_before(now));
        blocks.unwrap_or_default().unique_saturated_into()
    }

    /// Whether nothing of the token moves, or none where there is no such token.
    pub fn is_paused(token_id: TokenId) -> Option<bool> {
        Some(Asset::<T>::get(token_id)?.status != AssetStatus::Live)
    }

    /// None where it never was. Of a token that has been paused since before there was a record, it begins where records
    /// do.
    fn pauses(token_id: TokenId) -> Option<PauseRecord<BlockNumberFor<T>>> {
        Pauses::<T>::get(token_id).or_else(|| {
            let is_paused = Self::is_paused(token_id) == Some(true);
            is_paused.then(|| PauseRecord::begun(None, PausesRecordedFrom::<T>::get()))
        })
    }

    fn ensure_pausable(token_id: TokenId, owner: &T::AccountId) -> DispatchResult {
        let token = Self::owned_token(token_id, owner)?;
        ensure!(token.options.pausable, Error::<T>::NotPausable);
        Ok(())
    }

    fn ledger_admin() -> T::RuntimeOrigin {
        RawOrigin::Signed(Self::account_id()).into()
    }
}
