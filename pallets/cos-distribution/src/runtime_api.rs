//! Free reads of the distribution.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{Claim, EthereumAddress, Tranche};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{json, Balance};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::Serialize;

/// How far a tranche has got to its recipients. Amounts in planck.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrancheStatus {
    /// Which.
    pub tranche: Tranche,
    /// What it gives in all.
    #[serde(serialize_with = "json::decimal")]
    pub size: Balance,
    /// To how many accounts and Ethereum addresses.
    pub recipients: u32,
    /// The part that is in its recipients' accounts.
    #[serde(serialize_with = "json::decimal")]
    pub claimed: Balance,
    /// The part that waits in the pot for an Ethereum signature.
    #[serde(serialize_with = "json::decimal")]
    pub unclaimed: Balance,
}

/// What an account has but can't spend yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LockedCoins<BlockNumber> {
    /// Planck that are locked now.
    #[serde(serialize_with = "json::decimal")]
    pub locked: Balance,
    /// The first block after this one in which fewer are, or none where nothing is locked.
    pub next_release: Option<BlockNumber>,
}

sp_api::decl_runtime_apis! {
    /// Where the supply went.
    pub trait CosDistributionApi<AccountId: Codec, BlockNumber: Codec> {
        /// The tranches, in the order angel, ICO, team, foundation.
        fn tranches() -> Vec<TrancheStatus>;

        /// What an Ethereum address is or was owed, or none.
        fn claim(address: EthereumAddress) -> Option<Claim<AccountId>>;

        /// The text to sign with an Ethereum key for a claim to `dest`.
        fn claim_text(dest: AccountId) -> String;

        /// What vesting keeps locked for `account`.
        fn locked(account: AccountId) -> LockedCoins<BlockNumber>;
    }
}
