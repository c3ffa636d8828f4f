//! Collections and items: what the ledger does not store.

use alloc::string::String;
use chaos_primitives::{Balance, CollectionId, ItemId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};
use sp_runtime::Permill;

/// The most items of one [`batch_mint`](crate::Call::batch_mint).
pub const MAX_BATCH: u32 = 1_024;

/// The most collections or items on a page.
pub const MAX_PAGE: u32 = 100;

/// The most items of an owner that one read goes through.
pub const MAX_COUNTED: u32 = 10_000;

/// What can be done with the items of a collection. Chosen at its creation, and never changed.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
)]
#[serde(rename_all = "camelCase", bound(serialize = "Account: Serialize"))]
pub struct CollectionOptions<Account> {
    /// The most items at a time; burning makes room.
    pub max_supply: Option<u32>,
    /// The receiver and the rate of the royalty of every sale of an item (EIP-2981).
    #[serde(serialize_with = "royalty")]
    pub royalty: Option<(Account, Permill)>,
    /// Items can be burned.
    pub burnable: bool,
    /// Items can be transferred.
    pub transferable: bool,
}

impl<Account> CollectionOptions<Account> {
    /// The same options, with the account of the royalty converted.
    pub(crate) fn try_map<To, Error>(
        self,
        name: impl FnOnce(Account) -> Result<To, Error>,
    ) -> Result<CollectionOptions<To>, Error> {
        let royalty = self
            .royalty
            .map(|(receiver, rate)| name(receiver).map(|receiver| (receiver, rate)));
        Ok(CollectionOptions {
            max_supply: self.max_supply,
            royalty: royalty.transpose()?,
            burnable: self.burnable,
            transferable: self.transferable,
        })
    }
}

/// In JSON `{ "receiver": …, "rate": … }`, with the rate in parts per million, or null.
fn royalty<Account: Serialize, S: Serializer>(
    royalty: &Option<(Account, Permill)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Royalty<'a, Account> {
        receiver: &'a Account,
        rate: &'a Permill,
    }

    royalty
        .as_ref()
        .map(|(receiver, rate)| Royalty { receiver, rate })
        .serialize(serializer)
}

/// The record of a collection. The ledger has the number of its items.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Collection<AccountId, Text> {
    /// The owner, who can mint, set the base URI and transfer the ownership.
    pub owner: AccountId,
    /// The name, which is the collection's metadata in the ledger.
    pub name: Text,
    /// The symbol.
    pub symbol: Text,
    /// The beginning of the items' URIs.
    pub base_uri: Text,
    /// Whether the base URI is frozen.
    pub metadata_frozen: bool,
    /// What can be done with its items.
    pub options: CollectionOptions<AccountId>,
}

/// The record of an item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Token<AccountId> {
    /// Its place in [`TokenByIndex`](crate::TokenByIndex).
    pub index: u32,
    /// The minter.
    pub depositor: AccountId,
    /// The deposit held from the minter. Planck.
    pub deposit: Balance,
}

/// The details of a collection, without its items.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionInfo<AccountId> {
    /// The id of the collection.
    pub collection: CollectionId,
    /// The name.
    pub name: String,
    /// The symbol.
    pub symbol: String,
    /// The beginning of the items' URIs.
    #[serde(rename = "baseURI")]
    pub base_uri: String,
    /// Whether the base URI is frozen.
    pub metadata_frozen: bool,
    /// The owner, who can mint, set the base URI and transfer the ownership.
    pub owner: AccountId,
    /// What can be done with its items.
    pub options: CollectionOptions<AccountId>,
    /// How many items there are.
    pub total_supply: u32,
    /// The id of the next item, which is how many were ever minted.
    pub next_token_id: ItemId,
}
