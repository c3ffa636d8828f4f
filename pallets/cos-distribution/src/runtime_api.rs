//! Reads of the distribution.

// Of the macro's making.
#![allow(clippy::multiple_bound_locations)]

use crate::{Claim, EthereumAddress, Tranche};
use alloc::{string::String, vec::Vec};
use chaos_primitives::{json, Balance};
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use serde::Serialize;

/// The status of a tranche. Amounts are in planck.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrancheStatus {
    /// The tranche.
    pub tranche: Tranche,
    /// The size of the tranche.
    #[serde(serialize_with = "json::decimal")]
    pub size: Balance,
    /// The number of accounts and Ethereum addresses that get it.
    pub recipients: u32,
    /// The part that is in its recipients' accounts.
    #[serde(serialize_with = "json::decimal")]
    pub claimed: Balance,
    /// The part that is in the pot until it is claimed.
    #[serde(serialize_with = "json::decimal")]
    pub unclaimed: Balance,
}

/// The locked coins of an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LockedCoins<BlockNumber> {
    /// The amount that is locked now, in planck.
    #[serde(serialize_with = "json::decimal")]
    pub locked: Balance,
    /// The first block after this one in which less is locked, or none if nothing is.
    pub next_release: Option<BlockNumber>,
}

sp_api::decl_runtime_apis! {
    /// The distribution of the supply.
    pub trait CosDistributionApi<AccountId: Codec, BlockNumber: Codec> {
        /// The tranches, in the order angel, ICO, team, foundation.
        fn tranches() -> Vec<TrancheStatus>;

        /// The claim of an Ethereum address, open or paid, if it has one.
        fn claim(address: EthereumAddress) -> Option<Claim<AccountId>>;

        /// The text to sign with an Ethereum key for a claim to `dest`.
        fn claim_text(dest: AccountId) -> String;

        /// What vesting locks of `account`.
        fn locked(account: AccountId) -> LockedCoins<BlockNumber>;
    }
}
