//! Items of the ERC721 paradigm, for the paradigms that build on them.

use crate::Balance;

/// The id of a collection; ids count up from 0.
pub type CollectionId = u32;
/// The id of an item in its collection; ids count up from 0.
pub type ItemId = u32;

/// The rights to the items of a ledger.
pub trait TradingRights<AccountId> {
    /// Whether `trader` may transfer the item for `owner`: it is approved for the item, or for all the owner's items.
    fn may_trade(
        collection: CollectionId,
        item: ItemId,
        owner: &AccountId,
        trader: &AccountId,
    ) -> bool;

    /// The receiver and the amount of the royalty for a sale at `price` (EIP-2981), at most all of it.
    fn royalty(
        collection: CollectionId,
        item: ItemId,
        price: Balance,
    ) -> Option<(AccountId, Balance)>;

    /// The owner of the collection.
    fn collection_owner(collection: CollectionId) -> Option<AccountId>;

    /// An item of `owner` in a new collection. Its royalty is for another account with coins, and the largest that
    /// leaves something for the seller.
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
