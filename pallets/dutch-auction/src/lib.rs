#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod bid;
mod cancel;
mod clock;
mod curve;
mod house;
mod inspect;
mod list;
pub mod migrations;
mod payment;
pub mod runtime_api;
mod split;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

pub use curve::{Curve, PriceCurve};
pub use pallet::*;
pub use split::Split;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use crate::house::closing;
    use chaos_primitives::{
        Balance, BigEndianKey, CollectionId, Erc20Tokens, ItemId, TokenClocks, TradingRights,
    };
    use frame_support::{
        pallet_prelude::*,
        traits::{fungible, tokens::nonfungibles_v2},
        PalletId,
    };
    use frame_system::pallet_prelude::*;

    /// A house of the pallet.
    pub type HouseOf<T> = House<<T as frame_system::Config>::AccountId>;

    /// The terms of a house of the pallet.
    pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// The terms of a house of the pallet, in force and announced.
    pub type TermsRecordOf<T> =
        TermsRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// An auction of the pallet.
    pub type AuctionOf<T> = Auction<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// What a house of the pallet has sold in one currency.
    pub type TurnoverOf<T> = Turnover<BlockNumberFor<T>>;

    /// Version 1 has the clocks of houses.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin, in which deposits are paid and prices may be.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The tokens in which prices may be. Prices don't fall while their clocks stand still.
        type Tokens: Erc20Tokens<Self::AccountId> + TokenClocks<BlockNumberFor<Self>>;

        /// The ledger of the items. This pallet asks for the owner's consent, so that the ledger's `transfer` need
        /// not. The ledger should clear the approvals of an item that is transferred.
        type Items: nonfungibles_v2::Transfer<
            Self::AccountId,
            CollectionId = CollectionId,
            ItemId = ItemId,
        >;

        /// Who may trade the items, and who receives royalties.
        type Rights: TradingRights<Self::AccountId>;

        /// The houses' accounts are sub-accounts of the pallet's.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held from the creator of a house until the house is closed: for the house, its terms without their bytes,
        /// and its turnover in [`MAX_CURRENCIES`] currencies. Planck.
        #[pallet::constant]
        type HouseDeposit: Get<Balance>;

        /// Held in addition for each byte of the terms of a house. Planck.
        #[pallet::constant]
        type DepositPerByte: Get<Balance>;

        /// Held from the seller until the item is sold or returned: for the auction, and its index entries by house,
        /// seller, end and item. It keeps the seller's account alive, so that the seller can be paid. Planck, above
        /// zero.
        #[pallet::constant]
        type AuctionDeposit: Get<Balance>;

        /// How many blocks before they take effect new terms of a house are announced. Should be longer than a
        /// listing may wait for its block: a house that changed its currency just before could take the item for its
        /// start price in a worthless token.
        #[pallet::constant]
        type TermsNotice: Get<BlockNumberFor<Self>>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The owner's deposit for a house.
        House,
        /// The seller's deposit for an auction.
        Auction,
    }

    /// The id of the next house, which is how many were created.
    #[pallet::storage]
    pub type NextHouseId<T: Config> = StorageValue<_, HouseId, ValueQuery>;

    /// The id of the next auction, which is how many items were listed.
    #[pallet::storage]
    pub type NextAuctionId<T: Config> = StorageValue<_, AuctionId, ValueQuery>;

    /// The houses that were not closed.
    #[pallet::storage]
    pub type Houses<T: Config> = StorageMap<_, Twox64Concat, HouseId, HouseOf<T>, OptionQuery>;

    /// The terms of each house. They may be long and a bid needs none of them, so they are stored apart.
    #[pallet::storage]
    pub type HouseTerms<T: Config> =
        StorageMap<_, Twox64Concat, HouseId, TermsRecordOf<T>, OptionQuery>;

    /// What each house has sold in each currency it has had, and its clock for that currency.
    #[pallet::storage]
    pub type Turnovers<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        HouseId,
        Twox64Concat,
        Currency,
        TurnoverOf<T>,
        ValueQuery,
    >;

    /// The auctions whose items were neither sold nor returned.
    #[pallet::storage]
    pub type Auctions<T: Config> =
        StorageMap<_, Twox64Concat, AuctionId, AuctionOf<T>, OptionQuery>;

    /// The auctions of each house, in the order of their ids.
    #[pallet::storage]
    pub type AuctionsOfHouse<T: Config> =
        StorageDoubleMap<_, Twox64Concat, HouseId, Identity, BigEndianKey, (), OptionQuery>;

    /// The auctions of each seller, in the order of their ids.
    #[pallet::storage]
    pub type AuctionsOfSeller<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Identity,
        BigEndianKey,
        (),
        OptionQuery,
    >;

    /// The auctions that were not cancelled, in the order of the blocks in which they reach their floor price if
    /// their clocks never stand still, and of their ids.
    #[pallet::storage]
    pub type Ending<T: Config> =
        StorageDoubleMap<_, Identity, BigEndianKey, Identity, BigEndianKey, (), OptionQuery>;

    /// The auction of each item that a house has.
    #[pallet::storage]
    pub type Listings<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        CollectionId,
        Twox64Concat,
        ItemId,
        AuctionId,
        OptionQuery,
    >;

    /// Prices are in the smallest unit of the auction's currency.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An auction house was created.
        HouseCreated {
            /// The id of the house.
            house: HouseId,
            /// The creator, who owns the house.
            owner: T::AccountId,
            /// The collection whose items it auctions.
            collection: CollectionId,
            /// The account that sellers have to approve for their items.
            account: T::AccountId,
        },
        /// New terms of a house were announced.
        TermsSet {
            /// The id of the house.
            house: HouseId,
            /// The first block in which items are listed by them.
            effective_from: BlockNumberFor<T>,
        },
        /// A house was paused: it takes no listings and no bids.
        HousePaused {
            /// The id of the house.
            house: HouseId,
        },
        /// A paused house takes listings and bids again.
        HouseResumed {
            /// The id of the house.
            house: HouseId,
        },
        /// A house was closed for good.
        HouseClosed {
            /// The id of the house.
            house: HouseId,
        },
        /// An item was put up for auction. The house's account has it.
        Listed {
            /// The id of the auction.
            auction_id: AuctionId,
            /// The id of the house.
            house: HouseId,
            /// The id of the item in the house's collection.
            item: ItemId,
            /// The seller.
            seller: T::AccountId,
            /// The currency of the price.
            currency: Currency,
            /// The price in this block.
            start_price: Balance,
            /// The price from block `end` on.
            floor_price: Balance,
            /// The first block of the floor price. It is later if bids are not possible for some time.
            end: BlockNumberFor<T>,
        },
        /// An item was sold. The price is the sum of royalty, commission and proceeds.
        Sold {
            /// The id of the auction.
            auction_id: AuctionId,
            /// The id of the house.
            house: HouseId,
            /// The id of the item in the house's collection.
            item: ItemId,
            /// The seller, who got the proceeds.
            seller: T::AccountId,
            /// The buyer, who paid the price and got the item.
            buyer: T::AccountId,
            /// The currency of the price.
            currency: Currency,
            /// The price that was paid.
            price: Balance,
            /// The part of the price that `royalty_receiver` got.
            royalty: Balance,
            /// The receiver of the royalty. None if there is no royalty, or it could not be paid.
            royalty_receiver: Option<T::AccountId>,
            /// The part of the price that the house's owner got.
            commission: Balance,
            /// The part of the price that the seller got.
            proceeds: Balance,
        },
        /// An auction was cancelled, by its seller or because its house is being closed.
        Cancelled {
            /// The id of the auction.
            auction_id: AuctionId,
            /// The id of the house.
            house: HouseId,
        },
        /// An unsold item was returned to its seller.
        Returned {
            /// The id of the auction.
            auction_id: AuctionId,
            /// The id of the item in the house's collection.
            item: ItemId,
            /// The seller, who has the item again.
            seller: T::AccountId,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// No house has had this id.
        UnknownHouse,
        /// The house was closed.
        HouseClosed,
        /// The house is paused.
        HousePaused,
        /// The house is not paused.
        HouseNotPaused,
        /// The caller does not own the house.
        NotHouseOwner,
        /// The house has items that the ledger does not release at the moment.
        HouseNotEmpty,
        /// No collection has this id.
        UnknownCollection,
        /// The currency's token does not exist.
        UnknownToken,
        /// The shortest duration is zero blocks.
        DurationZero,
        /// The shortest duration exceeds the longest.
        DurationBoundsReversed,
        /// The half-life is zero blocks.
        HalfLifeZero,
        /// The price would fall in zero steps.
        StepsZero,
        /// The house has had [`MAX_CURRENCIES`] other currencies.
        TooManyCurrencies,
        /// The caller is not one of the house's sellers.
        NotASeller,
        /// The house's collection has no item with this id.
        UnknownItem,
        /// The caller does not own the item.
        NotItemOwner,
        /// The house's account is approved neither for the item nor for all the caller's items.
        NotApproved,
        /// The start price is below the floor price.
        StartBelowFloor,
        /// The duration is below the house's shortest.
        DurationTooShort,
        /// The duration exceeds the house's longest.
        DurationTooLong,
        /// No auction has had this id.
        UnknownAuction,
        /// The item was sold, or the auction was cancelled.
        AuctionEnded,
        /// The bidder is the seller.
        OwnAuction,
        /// The caller is not the seller.
        NotAuctionSeller,
        /// The price in this block exceeds the bidder's maximum.
        PriceAboveMaximum,
        /// The bidder has less of the currency than the price, or can't spend it without losing its account.
        InsufficientFunds,
        /// The bidder has the price but can't transfer it: the token is paused, frozen or regulated.
        CurrencyUnavailable,
        /// The item was forced out of the house's account. The auction can only be cancelled.
        ItemNotInCustody,
        /// Too few free coins for a deposit: the house's, the auction's, or the existential deposit of a new account
        /// that is paid in tokens.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create an auction house for a collection. The caller owns it, earns its commission and pays its deposit.
        ///
        /// Anybody can create a house. [`HouseDeposit`](Config::HouseDeposit), and
        /// [`DepositPerByte`](Config::DepositPerByte) for the terms, are held from the caller until the house is
        /// closed.
        ///
        /// Errors: [`Error::UnknownCollection`], [`Error::UnknownToken`], [`Error::DurationZero`],
        /// [`Error::DurationBoundsReversed`], [`Error::HalfLifeZero`], [`Error::StepsZero`],
        /// [`Error::NoIdLeft`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::create_house())]
        pub fn create_house(
            origin: OriginFor<T>,
            collection: CollectionId,
            terms: TermsOf<T>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_create_house(owner, collection, terms)
        }

        /// Put an item up for auction in a house. Only the item's owner can do this.
        ///
        /// The terms are those of the house in this block. The owner must have approved the [house's
        /// account](Pallet::house_account) for the item, or for all its items. That account has the item, and
        /// [`AuctionDeposit`](Config::AuctionDeposit) is held from the seller, until the item is sold or returned.
        ///
        /// - `token_id`: the item, of the house's collection.
        /// - `start_price`: the price in this block, in the smallest unit of the house's currency.
        /// - `floor_price`: the price after `duration` blocks, in the same unit, until the item is sold. Blocks in
        ///   which the house was paused or the currency could not be transferred don't count.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::HousePaused`],
        /// [`Error::NotASeller`], [`Error::UnknownItem`], [`Error::NotItemOwner`],
        /// [`Error::NotApproved`], [`Error::StartBelowFloor`], [`Error::DurationTooShort`],
        /// [`Error::DurationTooLong`], [`Error::NoIdLeft`], [`Error::DepositUnaffordable`], and those
        /// of a transfer of the item.
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::list())]
        pub fn list(
            origin: OriginFor<T>,
            house: HouseId,
            token_id: ItemId,
            start_price: Balance,
            floor_price: Balance,
            duration: BlockNumberFor<T>,
        ) -> DispatchResult {
            let seller = ensure_signed(origin)?;
            Self::do_list(house, seller, token_id, start_price, floor_price, duration)
        }

        /// Buy an item at its price in this block.
        ///
        /// Receivers of the price are the receiver of the royalty (EIP-2981), the house's owner and the seller. If
        /// the price is in tokens, those of them without an account get the coin's existential deposit from the
        /// bidder.
        ///
        /// - `max_price`: the most to pay, in the smallest unit of the auction's currency. A lower price is not
        ///   raised to it.
        ///
        /// Errors: [`Error::UnknownAuction`], [`Error::AuctionEnded`], [`Error::HousePaused`],
        /// [`Error::OwnAuction`], [`Error::ItemNotInCustody`], [`Error::PriceAboveMaximum`],
        /// [`Error::InsufficientFunds`], [`Error::DepositUnaffordable`],
        /// [`Error::CurrencyUnavailable`], and those of a transfer of the item.
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::bid())]
        pub fn bid(
            origin: OriginFor<T>,
            auction_id: AuctionId,
            max_price: Balance,
        ) -> DispatchResult {
            let buyer = ensure_signed(origin)?;
            Self::do_bid(auction_id, buyer, max_price)
        }

        /// Cancel an auction and take the item back. Only the seller can do this.
        ///
        /// Works while the house is paused. If the ledger does not release the item, the auction ends all the same;
        /// call again for the item and the deposit.
        ///
        /// Errors: [`Error::UnknownAuction`], [`Error::AuctionEnded`],
        /// [`Error::NotAuctionSeller`], and the second time those of a transfer of the item.
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::cancel())]
        pub fn cancel(origin: OriginFor<T>, auction_id: AuctionId) -> DispatchResult {
            let seller = ensure_signed(origin)?;
            Self::do_cancel(auction_id, seller)
        }

        /// Pause a house: no listings, no bids, and prices don't fall. Only its owner can do this.
        ///
        /// Sellers can still cancel.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::NotHouseOwner`],
        /// [`Error::HousePaused`].
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::pause_house())]
        pub fn pause_house(origin: OriginFor<T>, house: HouseId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_pause_house(house, owner)
        }

        /// Resume a paused house. Prices fall on from where they stopped. Only its owner can do this.
        ///
        /// Prices start to fall in the next block.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::NotHouseOwner`],
        /// [`Error::HouseNotPaused`].
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::resume_house())]
        pub fn resume_house(origin: OriginFor<T>, house: HouseId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_resume_house(house, owner)
        }

        /// Announce new terms of a house, for items that are listed later. Only its owner can do this.
        ///
        /// They take effect after [`TermsNotice`](Config::TermsNotice) blocks, and replace terms that were announced
        /// but are not in force. The deposit follows the length of the terms.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::NotHouseOwner`],
        /// [`Error::UnknownToken`], [`Error::DurationZero`], [`Error::DurationBoundsReversed`],
        /// [`Error::HalfLifeZero`], [`Error::StepsZero`], [`Error::TooManyCurrencies`],
        /// [`Error::DepositUnaffordable`], `Arithmetic::Overflow`.
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::set_terms())]
        pub fn set_terms(
            origin: OriginFor<T>,
            house: HouseId,
            terms: TermsOf<T>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_terms(house, owner, terms)
        }

        /// Close a house and return its items to their sellers. Only its owner can do this.
        ///
        /// Returns up to [`MAX_RETURNED`] items, as [`cancel`](Call::cancel) does. If items are left, the house is
        /// paused; call again to go on. Otherwise the house and its turnover are removed, and its deposit is
        /// released. The fee is for as many items as there were.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::NotHouseOwner`],
        /// [`Error::HouseNotEmpty`].
        #[pallet::call_index(7)]
        #[pallet::weight(closing::<T>(MAX_RETURNED))]
        pub fn close_house(origin: OriginFor<T>, house: HouseId) -> DispatchResultWithPostInfo {
            let owner = ensure_signed(origin)?;
            let items = Self::do_close_house(house, owner)?;
            Ok(Some(closing::<T>(items)).into())
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// # Panics
        /// Where listing is free: nothing would keep the accounts of sellers alive, and anybody could
        /// fill the storage. Run by tests alone.
        fn integrity_test() {
            assert!(T::AuctionDeposit::get() > 0, "an auction needs a deposit");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            // What was not migrated yet does not decode.
            if Self::on_chain_storage_version() < Self::in_code_storage_version() {
                return Ok(());
            }
            Self::do_try_state()
        }
    }
}
