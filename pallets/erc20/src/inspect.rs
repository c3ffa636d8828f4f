//! Reads, and the guarantees that `try_state` checks.

use crate::{Config, NextTokenId, Page, Pallet, PermitNonces, TokenInfo, TokenOptions, Tokens};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{Balance, Nonce, TokenId};
use frame_support::{ensure, traits::fungibles::metadata::Inspect};
use pallet_assets::{Asset, AssetStatus, Pallet as Ledger};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// The details of a token, without its holders.
    pub fn info(token_id: TokenId) -> Option<TokenInfo<T::AccountId>> {
        let token = Tokens::<T>::get(token_id)?;
        let asset = Asset::<T>::get(token_id)?;
        Some(TokenInfo {
            token_id,
            name: text(Ledger::<T>::name(token_id)),
            symbol: text(Ledger::<T>::symbol(token_id)),
            decimals: <Ledger<T> as Inspect<T::AccountId>>::decimals(token_id),
            total_supply: asset.supply,
            owner: token.owner,
            options: token.options,
            paused: asset.status != AssetStatus::Live,
            holders: asset.accounts,
        })
    }

    /// Up to `limit` tokens (at most [`MAX_PAGE`](crate::MAX_PAGE)), from id `start` on.
    pub fn page(start: TokenId, limit: u32) -> Page<T::AccountId> {
        let end = start
            .saturating_add(limit.min(crate::MAX_PAGE))
            .min(NextTokenId::<T>::get());
        (start..end).filter_map(Self::info).collect()
    }

    /// The owner of the token, or none if ownership was renounced or there is no such token.
    pub fn owner(token_id: TokenId) -> Option<T::AccountId> {
        Tokens::<T>::get(token_id)?.owner
    }

    /// What the token can do.
    pub fn options(token_id: TokenId) -> Option<TokenOptions> {
        Some(Tokens::<T>::get(token_id)?.options)
    }

    /// Name of the token. A pallet has a `name` already.
    pub fn token_name(token_id: TokenId) -> Option<String> {
        Asset::<T>::contains_key(token_id).then(|| text(Ledger::<T>::name(token_id)))
    }

    /// Symbol of the token.
    pub fn token_symbol(token_id: TokenId) -> Option<String> {
        Asset::<T>::contains_key(token_id).then(|| text(Ledger::<T>::symbol(token_id)))
    }

    /// All there is of the token, in its smallest unit.
    pub fn total_supply(token_id: TokenId) -> Option<Balance> {
        Some(Asset::<T>::get(token_id)?.supply)
    }

    /// How many accounts the ledger keeps for the token, those that have nothing included.
    pub fn holders(token_id: TokenId) -> Option<u32> {
        Some(Asset::<T>::get(token_id)?.accounts)
    }

    /// The decimal places of a whole token.
    pub fn decimals(token_id: TokenId) -> Option<u8> {
        Asset::<T>::contains_key(token_id)
            .then(|| <Ledger<T> as Inspect<T::AccountId>>::decimals(token_id))
    }

    /// The balance of `who`, or none if there is no such token.
    pub fn balance_of(token_id: TokenId, who: &T::AccountId) -> Option<Balance> {
        Asset::<T>::contains_key(token_id).then(|| Ledger::<T>::balance(token_id, who))
    }

    /// How many permits of `owner` were used, or none if there is no such token.
    pub fn permit_nonce(token_id: TokenId, owner: &T::AccountId) -> Option<Nonce> {
        Asset::<T>::contains_key(token_id).then(|| PermitNonces::<T>::get(token_id, owner))
    }

    /// The body of `try_state`: the guarantees of the README that storage can show. Reads every balance.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let account = Self::account_id();
        let tokens = Tokens::<T>::iter_keys().count();
        ensure!(
            tokens == NextTokenId::<T>::get() as usize,
            "ids are not counted up"
        );
        ensure!(
            tokens == Asset::<T>::iter_keys().count(),
            "the ledger has an asset that is no token"
        );
        for (token_id, token) in Tokens::<T>::iter() {
            let asset = Asset::<T>::get(token_id).ok_or("a token that the ledger lacks")?;
            ensure!(
                [&asset.owner, &asset.issuer, &asset.admin, &asset.freezer]
                    .iter()
                    .all(|role| **role == account),
                "somebody else administers a token in the ledger"
            );
            ensure!(
                token.options.cap.is_none_or(|cap| asset.supply <= cap),
                "a supply is over its cap"
            );
            ensure!(
                token.options.pausable || asset.status == AssetStatus::Live,
                "a token is paused that can't be"
            );
            ensure!(
                Self::adjusted(token_id, token.clocks) == token.clocks,
                "a clock that does not go by its token"
            );
            let balances = pallet_assets::Account::<T>::iter_prefix_values(token_id)
                .try_fold(0, |sum: Balance, held| sum.checked_add(held.balance))
                .ok_or("balances of a token overflow")?;
            ensure!(
                balances == asset.supply,
                "the supply is not the sum of the balances"
            );
        }
        Ok(())
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}
