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
    use crate::weights::closing;
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

    /// The terms of a house of the pallet, with those that were announced.
    pub type TermsRecordOf<T> =
        TermsRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// An auction of the pallet.
    pub type AuctionOf<T> = Auction<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// What a house of the pallet sold in one currency.
    pub type TurnoverOf<T> = Turnover<BlockNumberFor<T>>;

    /// Version 1 has the clocks of houses.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What the runtime calls the holds of its pallets.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin, in which prices may be, and deposits are.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The tokens in which prices may be. Prices don't fall while their clocks stand.
        type Tokens: Erc20Tokens<Self::AccountId> + TokenClocks<BlockNumberFor<Self>>;

        /// The ledger of what is auctioned. Its `transfer` need not ask whether the owner wants it:
        /// this pallet does. It should drop the approvals of an item that moves.
        type Items: nonfungibles_v2::Transfer<
            Self::AccountId,
            CollectionId = CollectionId,
            ItemId = ItemId,
        >;

        /// Who may trade those items, and who gets a part of their price.
        type Rights: TradingRights<Self::AccountId>;

        /// Its sub-accounts are the accounts of the houses.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held of whoever creates a house, until it is closed: for the house, its terms but for
        /// their bytes, and its turnover in [`MAX_CURRENCIES`] currencies. Planck.
        #[pallet::constant]
        type HouseDeposit: Get<Balance>;

        /// Held besides for each byte of the terms of a house. Planck.
        #[pallet::constant]
        type DepositPerByte: Get<Balance>;

        /// Held of a seller until the item is sold or given back: for the auction, and its places
        /// among those of its house and of its seller, those that end, and by its item. It keeps the
        /// seller's account alive, so that it can be paid. Planck, above zero.
        #[pallet::constant]
        type AuctionDeposit: Get<Balance>;

        /// How long before new terms of a house are in force sellers can know of them, in blocks. It
        /// should be longer than a listing may wait for its block: a house that changed its currency
        /// just before would have the item for its start price in a worthless token.
        #[pallet::constant]
        type TermsNotice: Get<BlockNumberFor<Self>>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The state of a house.
        House,
        /// The state of an auction.
        Auction,
    }

    /// How many houses were created, and so the id of the next.
    #[pallet::storage]
    pub type NextHouseId<T: Config> = StorageValue<_, HouseId, ValueQuery>;

    /// How many items were listed, and so the id of the next auction.
    #[pallet::storage]
    pub type NextAuctionId<T: Config> = StorageValue<_, AuctionId, ValueQuery>;

    /// The houses that were not closed.
    #[pallet::storage]
    pub type Houses<T: Config> = StorageMap<_, Twox64Concat, HouseId, HouseOf<T>, OptionQuery>;

    /// Their terms. Apart, as they may be long, and a bid needs none of them.
    #[pallet::storage]
    pub type HouseTerms<T: Config> =
        StorageMap<_, Twox64Concat, HouseId, TermsRecordOf<T>, OptionQuery>;

    /// What each house sold in each currency that it has had, and its clock for it.
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

    /// The auctions whose items are neither sold nor given back.
    #[pallet::storage]
    pub type Auctions<T: Config> =
        StorageMap<_, Twox64Concat, AuctionId, AuctionOf<T>, OptionQuery>;

    /// Those of a house, in the order of their ids.
    #[pallet::storage]
    pub type AuctionsOfHouse<T: Config> =
        StorageDoubleMap<_, Twox64Concat, HouseId, Identity, BigEndianKey, (), OptionQuery>;

    /// Those of a seller, in the order of their ids.
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

    /// Those that were not cancelled, in the order of the blocks from which on their prices rest if their
    /// clocks never stand, and of their ids.
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
        /// There is a new house.
        HouseCreated {
            /// Its id.
            house: HouseId,
            /// Who created it.
            owner: T::AccountId,
            /// Which items it auctions.
            collection: CollectionId,
            /// Which account its sellers have to approve.
            account: T::AccountId,
        },
        /// A house has other terms for what is listed from a block on.
        TermsSet {
            /// Which.
            house: HouseId,
            /// The block.
            effective_from: BlockNumberFor<T>,
        },
        /// A house lists nothing and takes no bid any more.
        HousePaused {
            /// Which.
            house: HouseId,
        },
        /// A house lists and takes bids again.
        HouseResumed {
            /// Which.
            house: HouseId,
        },
        /// There is no such house any more.
        HouseClosed {
            /// Which.
            house: HouseId,
        },
        /// An item is for sale, and the house's account has it.
        Listed {
            /// The auction.
            auction_id: AuctionId,
            /// With which house.
            house: HouseId,
            /// Which item of its collection.
            item: ItemId,
            /// Who sells it.
            seller: T::AccountId,
            /// What the price is in.
            currency: Currency,
            /// The price in this block.
            start_price: Balance,
            /// The price from block `end` on.
            floor_price: Balance,
            /// The first block of the floor price, unless bids are not possible meanwhile: it is later then.
            end: BlockNumberFor<T>,
        },
        /// An item was sold. Royalty, commission and proceeds add up to the price.
        Sold {
            /// The auction.
            auction_id: AuctionId,
            /// By which house.
            house: HouseId,
            /// Which item of its collection.
            item: ItemId,
            /// Who has the proceeds.
            seller: T::AccountId,
            /// Who has the item, and paid the price.
            buyer: T::AccountId,
            /// What it is in.
            currency: Currency,
            /// What was paid.
            price: Balance,
            /// What `royalty_receiver` got of it.
            royalty: Balance,
            /// None where there is no royalty, or its receiver could not have it.
            royalty_receiver: Option<T::AccountId>,
            /// What the house's owner got of it.
            commission: Balance,
            /// What the seller got of it.
            proceeds: Balance,
        },
        /// An item is not for sale any more, as its seller wants, or because its house is being closed.
        Cancelled {
            /// The auction.
            auction_id: AuctionId,
            /// Of which house.
            house: HouseId,
        },
        /// An unsold item is the seller's again.
        Returned {
            /// Of which auction.
            auction_id: AuctionId,
            /// Which item of the house's collection.
            item: ItemId,
            /// Who has it.
            seller: T::AccountId,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There has been no house of this id.
        UnknownHouse,
        /// The house was closed.
        HouseClosed,
        /// The house is paused.
        HousePaused,
        /// The house is not paused.
        HouseNotPaused,
        /// The caller did not create the house.
        NotHouseOwner,
        /// The house has items that the ledger does not let go at the moment.
        HouseNotEmpty,
        /// There is no collection of this id.
        UnknownCollection,
        /// There is no such token for a currency.
        UnknownToken,
        /// A shortest duration of no blocks.
        DurationZero,
        /// The shortest duration is above the longest.
        DurationBoundsReversed,
        /// A half-life of no blocks.
        HalfLifeZero,
        /// A fall in no steps.
        StepsZero,
        /// The house has had [`MAX_CURRENCIES`] other currencies.
        TooManyCurrencies,
        /// The house does not have the caller among its sellers.
        NotASeller,
        /// There is no such item in the house's collection.
        UnknownItem,
        /// The caller does not own the item.
        NotItemOwner,
        /// The house's account is approved neither for the item nor for all of the caller's.
        NotApproved,
        /// The start price is below the floor price.
        StartBelowFloor,
        /// The duration is below the house's shortest.
        DurationTooShort,
        /// The duration is above the house's longest.
        DurationTooLong,
        /// There has been no auction of this id.
        UnknownAuction,
        /// The item was sold, or the auction cancelled.
        AuctionEnded,
        /// The bidder is the seller.
        OwnAuction,
        /// The caller is not the seller.
        NotAuctionSeller,
        /// The price in this block is more than the bidder would pay at most.
        PriceAboveMaximum,
        /// The bidder has less of the currency than the price, or can't spend so much and keep its
        /// account.
        InsufficientFunds,
        /// The bidder has the price, but something keeps it from moving: the token is paused, frozen
        /// or regulated.
        CurrencyUnavailable,
        /// The ledger was forced to take the item from the house. The auction can only be cancelled.
        ItemNotInCustody,
        /// Too few free coins for a deposit: the house's, the auction's, or the existential deposit of
        /// an account that is to get a part of a price in tokens.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Create a house for the items of a collection. By anybody: its owner, who gets its
        /// commission, and has [`HouseDeposit`](Config::HouseDeposit) and
        /// [`DepositPerByte`](Config::DepositPerByte) held.
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

        /// Put an item up for auction, by the terms that the house has in this block. By its owner,
        /// who has approved the [house's account](Pallet::house_account) for it or for all of its
        /// items. The item goes to that account until it is sold or given back; until then
        /// [`AuctionDeposit`](Config::AuctionDeposit) is held of the seller.
        ///
        /// - `token_id`: the item, of the house's collection.
        /// - `start_price`: in this block. In the smallest unit of the house's currency.
        /// - `floor_price`: from `duration` blocks later on, until it is sold. In the same unit. Blocks don't
        ///   count in which the house was paused or the currency did not move.
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

        /// Take an item at its price in this block, whatever more the bidder would pay. The price is
        /// split among the receiver of the royalty (EIP-2981), the house's owner and the seller. Of a
        /// price in tokens, the bidder gives receivers without an account the coin's existential
        /// deposit.
        ///
        /// - `max_price`: the most to pay, in the smallest unit of the auction's currency.
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

        /// End an auction and take the item back, whatever is paused. By the seller. Where the ledger
        /// does not let the item go, the auction ends all the same, and a second time fetches the item
        /// and the deposit.
        ///
        /// Errors: [`Error::UnknownAuction`], [`Error::AuctionEnded`],
        /// [`Error::NotAuctionSeller`], and the second time those of a transfer of the item.
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::cancel())]
        pub fn cancel(origin: OriginFor<T>, auction_id: AuctionId) -> DispatchResult {
            let seller = ensure_signed(origin)?;
            Self::do_cancel(auction_id, seller)
        }

        /// Stop listings and bids, and the clock by which prices fall. Sellers can cancel. By the house's
        /// owner.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::NotHouseOwner`],
        /// [`Error::HousePaused`].
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::pause_house())]
        pub fn pause_house(origin: OriginFor<T>, house: HouseId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_pause_house(house, owner)
        }

        /// Allow listings and bids again, at the prices at which they stopped, which fall on when this block
        /// is over. By the house's owner.
        ///
        /// Errors: [`Error::UnknownHouse`], [`Error::HouseClosed`], [`Error::NotHouseOwner`],
        /// [`Error::HouseNotPaused`].
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::resume_house())]
        pub fn resume_house(origin: OriginFor<T>, house: HouseId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_resume_house(house, owner)
        }

        /// Change the terms of what is listed [`TermsNotice`](Config::TermsNotice) blocks from now or
        /// later, instead of what was announced and is not in force yet. By the house's owner, whose
        /// deposit follows the bytes of the terms.
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

        /// Give items of a house back to their sellers, as [`cancel`](Call::cancel) does, up to
        /// [`MAX_RETURNED`] of them. Where it has no more, remove it, and what is known of its turnover,
        /// and release its deposit. Where it has, it is paused, and the same call goes on. By its owner,
        /// who pays for as many items as there were.
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
