#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod approve;
mod burn;
mod create;
mod deposit;
mod enumeration;
mod inspect;
mod ledger;
mod metadata;
mod mint;
mod owner;
mod rights;
pub mod runtime_api;
mod transfer;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use crate::deposit::with_opened;
    use alloc::vec::Vec;
    use chaos_primitives::{Balance, CollectionId, ItemId};
    use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::StaticLookup;

    /// How a call names an account.
    pub type AccountIdLookupOf<T> = <<T as frame_system::Config>::Lookup as StaticLookup>::Source;

    /// UTF-8, at most as long as the ledger allows.
    pub type TextOf<T> = BoundedVec<u8, <T as pallet_nfts::Config>::StringLimit>;

    /// A collection of the pallet.
    pub type CollectionOf<T> = Collection<<T as frame_system::Config>::AccountId, TextOf<T>>;

    /// Nothing was ever migrated.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// The coin of the pallet.
    pub type CurrencyOf<T> = <T as Config>::Currency;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Items, their owners, their approvals and their own URIs are in `pallet-nfts`, the ledger. This pallet's
    /// account alone has roles in it. The runtime leaves users `transfer`, `approve_transfer`, `cancel_approval` and
    /// `clear_all_transfer_approvals`, and closes the other calls to everybody: an owner could `burn` an item that is
    /// not burnable.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_nfts::Config<CollectionId = CollectionId, ItemId = ItemId>
    {
        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin in which deposits are paid.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The pallet's account owns every collection in the ledger, and never holds anything.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held from the creator of a collection for as long as the collection exists. Planck.
        #[pallet::constant]
        type CollectionDeposit: Get<Balance>;

        /// Held from the minter of an item until the item is burned. Planck.
        #[pallet::constant]
        type ItemDeposit: Get<Balance>;

        /// Held from an account for each operator that it has. Planck.
        #[pallet::constant]
        type OperatorDeposit: Get<Balance>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The creator's deposit for a collection.
        Collection,
        /// The minter's deposit for an item.
        Item,
        /// An owner's deposit for an operator.
        Operator,
    }

    /// The owner, names and options of each collection. Its id is the ledger's.
    #[pallet::storage]
    pub type Collections<T: Config> =
        StorageMap<_, Twox64Concat, CollectionId, CollectionOf<T>, OptionQuery>;

    /// The id of the next item of each collection, which is how many were minted.
    #[pallet::storage]
    pub type NextTokenId<T: Config> = StorageMap<_, Twox64Concat, CollectionId, ItemId, ValueQuery>;

    /// The place of each item in [`TokenByIndex`], and its deposit. The ledger has its owner.
    #[pallet::storage]
    pub type Tokens<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        CollectionId,
        Twox64Concat,
        ItemId,
        Token<T::AccountId>,
        OptionQuery,
    >;

    /// The items of each collection, numbered from 0 without gaps (ERC721Enumerable). When an item is burned, the
    /// last one takes its number.
    #[pallet::storage]
    pub type TokenByIndex<T: Config> =
        StorageDoubleMap<_, Twox64Concat, CollectionId, Twox64Concat, u32, ItemId, OptionQuery>;

    /// Who may transfer, approve and burn all items of an account in a collection, and the deposit that is held from
    /// that account for it, in planck. By collection, owner and operator.
    #[pallet::storage]
    pub type Operators<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, CollectionId>,
            NMapKey<Blake2_128Concat, T::AccountId>,
            NMapKey<Blake2_128Concat, T::AccountId>,
        ),
        Balance,
        OptionQuery,
    >;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A collection was created. It has no items yet.
        CollectionCreated {
            /// The id of the collection, here and in the ledger.
            collection: CollectionId,
            /// The creator, who owns the collection.
            owner: T::AccountId,
            /// The name, UTF-8.
            name: Vec<u8>,
            /// The symbol, UTF-8.
            symbol: Vec<u8>,
            /// The beginning of the items' URIs, UTF-8.
            base_uri: Vec<u8>,
            /// What can be done with the items.
            options: CollectionOptions<T::AccountId>,
        },
        /// An item was transferred, minted or burned (EIP-721).
        Transfer {
            /// The id of the collection.
            collection: CollectionId,
            /// The id of the item.
            token_id: ItemId,
            /// The previous owner, or none if the item was minted.
            from: Option<T::AccountId>,
            /// The new owner, or none if the item was burned.
            to: Option<T::AccountId>,
        },
        /// The approval for an item was set or cleared (EIP-721).
        Approval {
            /// The id of the collection.
            collection: CollectionId,
            /// The id of the item.
            token_id: ItemId,
            /// The owner of the item.
            owner: T::AccountId,
            /// The account that may transfer the item once, or none.
            approved: Option<T::AccountId>,
        },
        /// An operator was approved or removed (EIP-721).
        ApprovalForAll {
            /// The id of the collection.
            collection: CollectionId,
            /// The owner of the items.
            owner: T::AccountId,
            /// The account that may transfer, approve and burn them.
            operator: T::AccountId,
            /// Whether the operator was approved; otherwise it was removed.
            approved: bool,
        },
        /// The beginning of the items' URIs was changed.
        BaseUriSet {
            /// The id of the collection.
            collection: CollectionId,
            /// The new beginning of the URIs, UTF-8.
            base_uri: Vec<u8>,
        },
        /// The URIs of a collection's items were frozen for good.
        MetadataFrozen {
            /// The id of the collection.
            collection: CollectionId,
        },
        /// The ownership of a collection was transferred.
        OwnershipTransferred {
            /// The id of the collection.
            collection: CollectionId,
            /// The previous owner.
            previous_owner: T::AccountId,
            /// The new owner.
            new_owner: T::AccountId,
        },
        /// An account was given the existential deposit of the coin.
        DepositPaid {
            /// The account that paid.
            payer: T::AccountId,
            /// The account that was paid.
            account: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// No collection has this id.
        UnknownCollection,
        /// The collection has no item with this id, or the item was burned.
        UnknownToken,
        /// The caller does not own the collection.
        NotOwner,
        /// The account to transfer from does not own the item.
        NotTokenOwner,
        /// The caller neither owns the item, nor is an operator of its owner, nor is approved for the item. To
        /// approve somebody, an approval is not enough.
        NotApproved,
        /// The collection would exceed its maximum supply.
        CollectionFull,
        /// The maximum supply is zero.
        MaxSupplyZero,
        /// The URIs of the collection's items are frozen.
        MetadataFrozen,
        /// The collection was created without the option to burn.
        NotBurnable,
        /// The collection was created without the option to transfer.
        NotTransferable,
        /// The ledger has locked the item, for example for an auction.
        Locked,
        /// The name is empty.
        NameEmpty,
        /// The name is longer than the ledger allows.
        NameTooLong,
        /// The symbol is empty.
        SymbolEmpty,
        /// The symbol is longer than the ledger allows.
        SymbolTooLong,
        /// The URI is longer than the ledger allows.
        UriTooLong,
        /// The name, the symbol or the URI is not valid UTF-8.
        NotUtf8,
        /// The batch has no items.
        CountZero,
        /// The batch has more than 1,024 items.
        TooMany,
        /// All ids of collections, or of items in the collection, are taken.
        NoIdLeft,
        /// Too few free coins for a deposit: the collection's, the items', an operator's, or the existential deposit
        /// of a new account.
        DepositUnaffordable,
        /// The account of zeros can't own, receive or transfer items, or receive royalties. Nobody has its key.
        ZeroAccount,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create a collection of items. The caller owns it and pays its deposit.
        ///
        /// The [`CollectionDeposit`](Config::CollectionDeposit) is held from the caller for as long as the collection
        /// exists.
        ///
        /// - `name`, `symbol`, `base_uri`: UTF-8, at most as long as the ledger allows. The base URI may be empty.
        /// - `options`: what can be done with the items. They never change.
        ///
        /// Errors: [`Error::NameEmpty`], [`Error::NameTooLong`], [`Error::SymbolEmpty`],
        /// [`Error::SymbolTooLong`], [`Error::UriTooLong`], [`Error::NotUtf8`],
        /// [`Error::MaxSupplyZero`], [`Error::ZeroAccount`], [`Error::NoIdLeft`],
        /// [`Error::DepositUnaffordable`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::create_collection())]
        pub fn create_collection(
            origin: OriginFor<T>,
            name: Vec<u8>,
            symbol: Vec<u8>,
            base_uri: Vec<u8>,
            options: CollectionOptions<AccountIdLookupOf<T>>,
        ) -> DispatchResult {
            let creator = ensure_signed(origin)?;
            let options = options.try_map(T::Lookup::lookup)?;
            Self::do_create_collection(creator, name, symbol, base_uri, options)?;
            Ok(())
        }

        /// Mint a new item for an account. Only the collection's owner can do this.
        ///
        /// The item gets the next id; ids count up from 0. The [`ItemDeposit`](Config::ItemDeposit) is held from the
        /// caller. A recipient without an account gets the coin's existential deposit from the caller.
        ///
        /// - `uri`: stands in the item's URI instead of its id. UTF-8, at most as long as the ledger allows. An empty
        ///   one is none.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotOwner`], [`Error::UriTooLong`],
        /// [`Error::NotUtf8`], [`Error::ZeroAccount`], [`Error::NoIdLeft`],
        /// [`Error::CollectionFull`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(1)]
        #[pallet::weight(with_opened::<T>(<T as Config>::WeightInfo::mint(), 1))]
        pub fn mint(
            origin: OriginFor<T>,
            collection: CollectionId,
            to: AccountIdLookupOf<T>,
            uri: Option<Vec<u8>>,
        ) -> DispatchResultWithPostInfo {
            let minter = ensure_signed(origin)?;
            let to = T::Lookup::lookup(to)?;
            let opened = Self::do_mint(collection, &minter, &to, uri)?;
            Ok(Some(with_opened::<T>(<T as Config>::WeightInfo::mint(), opened)).into())
        }

        /// Mint up to 1,024 new items for an account. Only the collection's owner can do this.
        ///
        /// All or nothing. The items have no URIs of their own.
        ///
        /// Errors: those of `mint`, [`Error::CountZero`], [`Error::TooMany`].
        #[pallet::call_index(2)]
        #[pallet::weight(with_opened::<T>(<T as Config>::WeightInfo::batch_mint((*count).min(MAX_BATCH)), 1))]
        pub fn batch_mint(
            origin: OriginFor<T>,
            collection: CollectionId,
            to: AccountIdLookupOf<T>,
            count: u32,
        ) -> DispatchResultWithPostInfo {
            let minter = ensure_signed(origin)?;
            let to = T::Lookup::lookup(to)?;
            let opened = Self::do_batch_mint(collection, &minter, &to, count)?;
            Ok(Some(with_opened::<T>(
                <T as Config>::WeightInfo::batch_mint(count),
                opened,
            ))
            .into())
        }

        /// Transfer an item to another account (EIP-721). The owner, an operator or the approved account can do this.
        ///
        /// The approval ends with the transfer. A recipient without an account gets the coin's existential deposit
        /// from the caller.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotTransferable`], [`Error::ZeroAccount`],
        /// [`Error::UnknownToken`], [`Error::NotApproved`], [`Error::NotTokenOwner`],
        /// [`Error::Locked`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(3)]
        #[pallet::weight(with_opened::<T>(<T as Config>::WeightInfo::transfer_from(), 1))]
        pub fn transfer_from(
            origin: OriginFor<T>,
            collection: CollectionId,
            from: AccountIdLookupOf<T>,
            to: AccountIdLookupOf<T>,
            token_id: ItemId,
        ) -> DispatchResultWithPostInfo {
            let caller = ensure_signed(origin)?;
            let (from, to) = (T::Lookup::lookup(from)?, T::Lookup::lookup(to)?);
            let opened = Self::do_transfer_from(collection, &caller, &from, &to, token_id)?;
            let weight = <T as Config>::WeightInfo::transfer_from();
            Ok(Some(with_opened::<T>(weight, opened)).into())
        }

        /// Approve an account for an item, or clear the approval (EIP-721). The owner or an operator can do this.
        ///
        /// The approved account can transfer the item once, or burn it. An item has one approved account at most.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::UnknownToken`], [`Error::NotApproved`],
        /// [`Error::NotTransferable`], [`Error::ZeroAccount`].
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::approve())]
        pub fn approve(
            origin: OriginFor<T>,
            collection: CollectionId,
            spender: Option<AccountIdLookupOf<T>>,
            token_id: ItemId,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            let spender = spender.map(T::Lookup::lookup).transpose()?;
            Self::do_approve(collection, &caller, spender, token_id)
        }

        /// Approve an operator for all your items in a collection, or remove it (EIP-721).
        ///
        /// An operator can transfer, approve and burn the items, also those that the caller gets later. The
        /// [`OperatorDeposit`](Config::OperatorDeposit) is held from the caller until the operator is removed.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::ZeroAccount`],
        /// [`Error::DepositUnaffordable`].
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::set_approval_for_all())]
        pub fn set_approval_for_all(
            origin: OriginFor<T>,
            collection: CollectionId,
            operator: AccountIdLookupOf<T>,
            approved: bool,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let operator = T::Lookup::lookup(operator)?;
            Self::do_set_approval_for_all(collection, owner, operator, approved)
        }

        /// Burn an item. The owner, an operator or the approved account can do this.
        ///
        /// The deposit goes back to the minter.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotBurnable`], [`Error::UnknownToken`],
        /// [`Error::NotApproved`], [`Error::Locked`].
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::burn())]
        pub fn burn(
            origin: OriginFor<T>,
            collection: CollectionId,
            token_id: ItemId,
        ) -> DispatchResult {
            let caller = ensure_signed(origin)?;
            Self::do_burn(collection, &caller, token_id)
        }

        /// Change the beginning of the URIs of all items. Only the collection's owner can do this.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotOwner`], [`Error::MetadataFrozen`],
        /// [`Error::UriTooLong`], [`Error::NotUtf8`].
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::set_base_uri())]
        pub fn set_base_uri(
            origin: OriginFor<T>,
            collection: CollectionId,
            base_uri: Vec<u8>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_base_uri(collection, &owner, base_uri)
        }

        /// Freeze the URIs of all items for good. Only the collection's owner can do this.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotOwner`], [`Error::MetadataFrozen`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::freeze_metadata())]
        pub fn freeze_metadata(origin: OriginFor<T>, collection: CollectionId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_freeze_metadata(collection, &owner)
        }

        /// Transfer the ownership of a collection. Only its owner can do this.
        ///
        /// The deposits of the collection and of its items stay with the accounts that paid them.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotOwner`], [`Error::ZeroAccount`].
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::transfer_ownership())]
        pub fn transfer_ownership(
            origin: OriginFor<T>,
            collection: CollectionId,
            new_owner: AccountIdLookupOf<T>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            let new_owner = T::Lookup::lookup(new_owner)?;
            Self::do_transfer_ownership(collection, owner, new_owner)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "std")]
        fn integrity_test() {
            Self::check_ledger_config();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
