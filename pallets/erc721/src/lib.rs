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
    use crate::weights::with_opened;
    use alloc::vec::Vec;
    use chaos_primitives::{Balance, CollectionId, ItemId};
    use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::StaticLookup;

    /// How a call names an account.
    pub type AccountIdLookupOf<T> = <<T as frame_system::Config>::Lookup as StaticLookup>::Source;

    /// UTF-8, of at most as many bytes as the ledger keeps of a text.
    pub type TextOf<T> = BoundedVec<u8, <T as pallet_nfts::Config>::StringLimit>;

    /// A collection, as it is kept.
    pub type CollectionOf<T> = Collection<<T as frame_system::Config>::AccountId, TextOf<T>>;

    /// Nothing was ever migrated.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// The coin of the pallet.
    pub type CurrencyOf<T> = <T as Config>::Currency;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// `pallet-nfts` is the ledger: items, who owns them, who is approved for them, and what URI they
    /// have of their own. Only this pallet's account has roles in it. The runtime lets users
    /// `transfer`, `approve_transfer`, `cancel_approval` and `clear_all_transfer_approvals` there, and
    /// closes its other calls to everybody: an owner could `burn` what is not burnable.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_nfts::Config<CollectionId = CollectionId, ItemId = ItemId>
    {
        /// What the runtime calls the holds of its pallets.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin, in which deposits are paid.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// Its account owns every collection in the ledger, and never holds anything.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held of whoever creates a collection, for as long as the collection exists. Planck.
        #[pallet::constant]
        type CollectionDeposit: Get<Balance>;

        /// Held of whoever mints an item, until it is burned. Planck.
        #[pallet::constant]
        type ItemDeposit: Get<Balance>;

        /// Held of whoever has an operator, until it has it no more. Planck.
        #[pallet::constant]
        type OperatorDeposit: Get<Balance>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The state of a collection that was created.
        Collection,
        /// The state of items that were minted.
        Item,
        /// The state of operators that were approved.
        Operator,
    }

    /// Owner, names and options of each collection. Their ids are those of the ledger, which counts
    /// them up.
    #[pallet::storage]
    pub type Collections<T: Config> =
        StorageMap<_, Twox64Concat, CollectionId, CollectionOf<T>, OptionQuery>;

    /// How many items of a collection were ever minted, and so the id of the next.
    #[pallet::storage]
    pub type NextTokenId<T: Config> = StorageMap<_, Twox64Concat, CollectionId, ItemId, ValueQuery>;

    /// Where each item stands in [`TokenByIndex`], and who paid for it. Who owns it stands in the
    /// ledger.
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

    /// The items of a collection, numbered from 0 without gaps (ERC721Enumerable). Burning an item
    /// gives its number to the last one.
    #[pallet::storage]
    pub type TokenByIndex<T: Config> =
        StorageDoubleMap<_, Twox64Concat, CollectionId, Twox64Concat, u32, ItemId, OptionQuery>;

    /// Who may transfer, approve and burn all items that an account has in a collection, and what is
    /// held of that account for it, in planck. By collection, owner and operator.
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
        /// There is a new collection, without items.
        CollectionCreated {
            /// Its id, here and in the ledger.
            collection: CollectionId,
            /// Who created it, and owns it now.
            owner: T::AccountId,
            /// Name, UTF-8.
            name: Vec<u8>,
            /// Symbol, UTF-8.
            symbol: Vec<u8>,
            /// What the items' URIs begin with, UTF-8.
            base_uri: Vec<u8>,
            /// What its items can do.
            options: CollectionOptions<T::AccountId>,
        },
        /// An item has another owner (EIP-721).
        Transfer {
            /// Of which collection.
            collection: CollectionId,
            /// Which item.
            token_id: ItemId,
            /// Who had it; none where it was minted.
            from: Option<T::AccountId>,
            /// Who has it; none where it was burned.
            to: Option<T::AccountId>,
        },
        /// An item has another approved account, or none (EIP-721).
        Approval {
            /// Of which collection.
            collection: CollectionId,
            /// Which item.
            token_id: ItemId,
            /// Who has it.
            owner: T::AccountId,
            /// Who may transfer it, once.
            approved: Option<T::AccountId>,
        },
        /// An account has an operator, or has it no more (EIP-721).
        ApprovalForAll {
            /// In which collection.
            collection: CollectionId,
            /// Whose items.
            owner: T::AccountId,
            /// Who may transfer, approve and burn them.
            operator: T::AccountId,
            /// Whether it still may.
            approved: bool,
        },
        /// The URIs of the items begin with something else.
        BaseUriSet {
            /// Of which collection.
            collection: CollectionId,
            /// What they begin with, UTF-8.
            base_uri: Vec<u8>,
        },
        /// The URIs of the items never change any more.
        MetadataFrozen {
            /// Of which collection.
            collection: CollectionId,
        },
        /// A collection has another owner.
        OwnershipTransferred {
            /// Which.
            collection: CollectionId,
            /// Who owned it.
            previous_owner: T::AccountId,
            /// Who owns it.
            new_owner: T::AccountId,
        },
        /// An account got what it needs of the coin to exist.
        DepositPaid {
            /// Who paid.
            payer: T::AccountId,
            /// Whose it is now.
            account: T::AccountId,
            /// Planck.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no collection of this id.
        UnknownCollection,
        /// The collection has no item of this id, or has it no more.
        UnknownToken,
        /// The caller is not the owner of the collection.
        NotOwner,
        /// The account to transfer from is not the owner of the item.
        NotTokenOwner,
        /// The caller is neither the owner of the item, nor an operator of the owner, nor, unless it
        /// wants to approve, the account that is approved for the item.
        NotApproved,
        /// The collection would have more items than its maximal supply.
        CollectionFull,
        /// A maximal supply of zero.
        MaxSupplyZero,
        /// The URIs of the collection's items never change any more.
        MetadataFrozen,
        /// The collection was created without the option to burn.
        NotBurnable,
        /// The collection was created without the option to transfer.
        NotTransferable,
        /// The item is locked in the ledger, such as by an auction.
        Locked,
        /// The name has no letters.
        NameEmpty,
        /// The name has more bytes than the ledger keeps.
        NameTooLong,
        /// The symbol has no letters.
        SymbolEmpty,
        /// The symbol has more bytes than the ledger keeps.
        SymbolTooLong,
        /// The URI has more bytes than the ledger keeps.
        UriTooLong,
        /// The name, the symbol or the URI is not UTF-8.
        NotUtf8,
        /// A batch without items.
        CountZero,
        /// A batch of more than 1,024 items.
        TooMany,
        /// All ids are taken: of collections, or of items in the collection.
        NoIdLeft,
        /// Too few free coins for a deposit: a collection's, the items', an operator's, or the
        /// existential deposit of a recipient that has no account yet.
        DepositUnaffordable,
        /// The account of zeros owns, receives and moves no items, and gets no royalties, as in OpenZeppelin's contracts.
        /// Nobody has its key.
        ZeroAccount,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create a collection. The caller owns it, and has the
        /// [`CollectionDeposit`](Config::CollectionDeposit) held.
        ///
        /// - `name`, `symbol`, `base_uri`: UTF-8, as many bytes as the ledger keeps of a text. The
        ///   last may be empty.
        /// - `options`: what its items can do. They never change.
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

        /// Give `to` a new item. Its id is the next: they count up from 0. The caller owns the
        /// collection, and has the [`ItemDeposit`](Config::ItemDeposit) held. A recipient without an
        /// account is given the coin's existential deposit by the caller.
        ///
        /// - `uri`: what stands in the item's URI instead of its id, UTF-8, as many bytes as the
        ///   ledger keeps of a text. An empty one is none.
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

        /// [`mint`](Call::mint) `count` items without URIs of their own, all or nothing.
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

        /// Give `to` an item of `from` (EIP-721). The caller is `from`, its operator, or the account
        /// that is approved for the item, which it is no more after that. A recipient without an
        /// account is given the coin's existential deposit by the caller.
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

        /// Let `spender` transfer or burn an item, and nobody else, or nobody at all (EIP-721). The
        /// caller is the owner of the item or its operator.
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

        /// Let `operator` transfer, approve and burn all items that the caller has in the collection,
        /// now and later, or not any more (EIP-721). The caller has the
        /// [`OperatorDeposit`](Config::OperatorDeposit) held for as long.
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

        /// Destroy an item, and give back its deposit to who minted it. The caller is the owner of
        /// the item, its operator, or the account that is approved for the item.
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

        /// Change what the URIs of all items begin with. The caller owns the collection.
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

        /// Keep the URIs of all items as they are, for ever. The caller owns the collection.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::NotOwner`], [`Error::MetadataFrozen`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::freeze_metadata())]
        pub fn freeze_metadata(origin: OriginFor<T>, collection: CollectionId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_freeze_metadata(collection, &owner)
        }

        /// Hand a collection over. Its deposit, and those of its items, stay with who paid them.
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
