//! Items: the functions of EIP-721, and what creates, mints and burns.

use crate::{call, AccountId, Address::Id, Result, READS};

pub(crate) const PALLET: u8 = 53;

/// Names a collection.
pub type CollectionId = u32;
/// Names an item of a collection.
pub type ItemId = u32;
/// A rate: 10,000 is one percent.
pub type PartsPerMillion = u32;

/// What the items of a collection can do. Chosen when it is created, and never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct CollectionOptions {
    /// There are never more items than this.
    pub max_supply: Option<u32>,
    /// Who gets which part of the price of every sale (EIP-2981), at most 1,000,000.
    pub royalty: Option<(AccountId, PartsPerMillion)>,
    /// Items may be burned.
    pub burnable: bool,
    /// Items may change hands.
    pub transferable: bool,
}

/// The items of the chain: one paradigm for all collections.
///
/// Errors are [`Error::Erc721`](crate::Error::Erc721), where nothing else is said.
pub struct Erc721;

impl Erc721 {
    /// Creates a collection, which the contract owns. 0.065 COS of the contract are held, for ever.
    ///
    /// - `name`, `symbol`: UTF-8, at most 256 bytes each.
    /// - `base_uri`: what the URIs of the items begin with. UTF-8, at most 256 bytes.
    ///
    /// Errors: `NameEmpty`, `NameTooLong`, `SymbolEmpty`, `SymbolTooLong`, `UriTooLong`,
    /// `MaxSupplyZero`, `ZeroAccount`, `NoIdLeft`, `DepositUnaffordable`.
    pub fn create_collection(
        name: &str,
        symbol: &str,
        base_uri: &str,
        options: CollectionOptions,
    ) -> Result<CollectionId> {
        let CollectionOptions {
            max_supply,
            royalty,
            burnable,
            transferable,
        } = options;
        let royalty = royalty.map(|(receiver, rate)| (Id(receiver), rate));
        let options = (max_supply, royalty, burnable, transferable);
        call(PALLET, 0, &(name, symbol, base_uri, options))
    }

    /// Makes a new item, for `to`. The contract owns the collection. 0.056 COS of the contract are
    /// held until the item is burned.
    ///
    /// - `uri`: the item's own, UTF-8, at most 256 bytes. Without one it is the item's id.
    ///
    /// Errors: `UnknownCollection`, `NotOwner`, `CollectionFull`, `MetadataFrozen`, `UriTooLong`,
    /// `ZeroAccount`, `NoIdLeft`, `DepositUnaffordable`.
    pub fn mint(collection: CollectionId, to: AccountId, uri: Option<&str>) -> Result<()> {
        call(PALLET, 1, &(collection, Id(to), uri))
    }

    /// Moves an item from `from`, who owns it, to `to`. The contract is `from`, is approved for the
    /// item, or is an operator of `from`.
    ///
    /// Errors: `UnknownCollection`, `UnknownToken`, `NotApproved`, `NotTokenOwner`,
    /// `NotTransferable`, `ZeroAccount`, `Locked`, `DepositUnaffordable`.
    pub fn transfer_from(
        collection: CollectionId,
        from: AccountId,
        to: AccountId,
        item: ItemId,
    ) -> Result<()> {
        call(PALLET, 3, &(collection, Id(from), Id(to), item))
    }

    /// Lets one account move an item, or nobody any more. The contract owns the item, or is an
    /// operator of its owner.
    ///
    /// Errors: `UnknownCollection`, `UnknownToken`, `NotApproved`, `NotTransferable`, `ZeroAccount`.
    pub fn approve(
        collection: CollectionId,
        spender: Option<AccountId>,
        item: ItemId,
    ) -> Result<()> {
        call(PALLET, 4, &(collection, spender.map(Id), item))
    }

    /// Lets `operator` move all items of the contract in the collection, or not any more. 0.011 COS
    /// of the contract are held meanwhile.
    ///
    /// Errors: `UnknownCollection`, `ZeroAccount`, `DepositUnaffordable`.
    pub fn set_approval_for_all(
        collection: CollectionId,
        operator: AccountId,
        approved: bool,
    ) -> Result<()> {
        call(PALLET, 5, &(collection, Id(operator), approved))
    }

    /// Destroys an item, which the contract might move.
    ///
    /// Errors: `UnknownCollection`, `UnknownToken`, `NotApproved`, `NotBurnable`, `Locked`.
    pub fn burn(collection: CollectionId, item: ItemId) -> Result<()> {
        call(PALLET, 6, &(collection, item))
    }

    /// Hands the collection over to `new_owner`. The contract owns it. Its deposit stays the
    /// contract's.
    ///
    /// Errors: `UnknownCollection`, `NotOwner`, `ZeroAccount`.
    pub fn transfer_ownership(collection: CollectionId, new_owner: AccountId) -> Result<()> {
        call(PALLET, 9, &(collection, Id(new_owner)))
    }

    /// Who has an item.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such item.
    pub fn owner_of(collection: CollectionId, item: ItemId) -> Result<AccountId> {
        call(PALLET, READS, &(collection, item))
    }

    /// How many items of a collection an account has. They are counted one by one, and cost so.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such collection,
    /// [`Error::TooMany`](crate::Error::TooMany) above 1,000.
    pub fn balance_of(collection: CollectionId, owner: AccountId) -> Result<u32> {
        call(PALLET, READS + 1, &(collection, owner))
    }

    /// How many items a collection has.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such collection.
    pub fn total_supply(collection: CollectionId) -> Result<u32> {
        call(PALLET, READS + 2, &collection)
    }

    /// Who may move an item besides its owner and the owner's operators.
    ///
    /// Errors: [`Error::NotFound`](crate::Error::NotFound) where there is no such item.
    pub fn get_approved(collection: CollectionId, item: ItemId) -> Result<Option<AccountId>> {
        call(PALLET, READS + 3, &(collection, item))
    }
}
