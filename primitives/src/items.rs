//! Items of the ERC721 paradigm, as the paradigms that build on them see them.

use crate::Balance;

/// Number of a collection: they count up from 0.
pub type CollectionId = u32;
/// Number of an item in its collection: they count up from 0.
pub type ItemId = u32;

/// What a pallet may ask of the rights to items of any ledger.
pub trait TradingRights<AccountId> {
    /// Whether `trader` may transfer the item for `owner`: it is approved for it, or for all of the
    /// owner's.
    fn may_trade(
        collection: CollectionId,
        item: ItemId,
        owner: &AccountId,
        trader: &AccountId,
    ) -> bool;

    /// Who gets how much of a sale at `price` (EIP-2981), at most all of it.
    fn royalty(
        collection: CollectionId,
        item: ItemId,
        price: Balance,
    ) -> Option<(AccountId, Balance)>;

    /// Who owns the collection.
    fn collection_owner(collection: CollectionId) -> Option<AccountId>;

    /// An item of `owner` in a new collection, with a royalty for somebody else who has coins, and as
    /// large as can be if the seller is to get something too.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_for_benchmark(owner: &AccountId) -> (CollectionId, ItemId);

    /// Let `trader` transfer the item for `owner`.
    #[cfg(feature = "runtime-benchmarks")]
    fn approve_for_benchmark(
        collection: CollectionId,
        item: ItemId,
        owner: &AccountId,
        trader: &AccountId,
    );
}
