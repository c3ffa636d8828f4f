//! What a collection and an item are, beside what the ledger knows of them.

use alloc::string::String;
use chaos_primitives::{Balance, CollectionId, ItemId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Serialize, Serializer};
use sp_runtime::Permill;

/// Most items of one [`batch_mint`](crate::Call::batch_mint).
pub const MAX_BATCH: u32 = 1_024;

/// Most collections, or items, that one read of a page gives.
pub const MAX_PAGE: u32 = 100;

/// Most items of an owner that one read goes through.
pub const MAX_COUNTED: u32 = 10_000;

/// What the items of a collection can do. Chosen when it is created, and never changed.
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
    /// There are never more items than this at once; burning makes room.
    pub max_supply: Option<u32>,
    /// Who is to get which part of every sale of an item (EIP-2981).
    #[serde(serialize_with = "royalty")]
    pub royalty: Option<(Account, Permill)>,
    /// Items can be burned.
    pub burnable: bool,
    /// Items can be transferred.
    pub transferable: bool,
}

impl<Account> CollectionOptions<Account> {
    /// The same, with another name of who gets the royalty.
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

/// What this pallet keeps of a collection. How many items it has stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Collection<AccountId, Text> {
    /// Who may mint, set the base URI and hand over.
    pub owner: AccountId,
    /// Name. In the ledger, it is the metadata of the collection.
    pub name: Text,
    /// Symbol.
    pub symbol: Text,
    /// What the URIs of the items begin with.
    pub base_uri: Text,
    /// The base URI never changes any more.
    pub metadata_frozen: bool,
    /// What its items can do.
    pub options: CollectionOptions<AccountId>,
}

/// What this pallet keeps of an item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Token<AccountId> {
    /// Where it stands in [`TokenByIndex`](crate::TokenByIndex).
    pub index: u32,
    /// Who minted it.
    pub depositor: AccountId,
    /// What is held of the depositor for it. Planck.
    pub deposit: Balance,
}

/// All there is to say of a collection, but of its items.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CollectionInfo<AccountId> {
    /// Its id.
    pub collection: CollectionId,
    /// Name.
    pub name: String,
    /// Symbol.
    pub symbol: String,
    /// What the URIs of the items begin with.
    #[serde(rename = "baseURI")]
    pub base_uri: String,
    /// The base URI never changes any more.
    pub metadata_frozen: bool,
    /// Who may mint, set the base URI and hand over.
    pub owner: AccountId,
    /// What its items can do.
    pub options: CollectionOptions<AccountId>,
    /// How many items there are.
    pub total_supply: u32,
    /// Id of the next item: how many were ever minted.
    pub next_token_id: ItemId,
}
