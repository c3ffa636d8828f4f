#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod charge;
mod escrow;
mod execute;
mod inspect;
mod notice;
mod policy;
mod price;
mod redemption;
mod regulation;
pub mod runtime_api;
mod sale;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use policy::PoliciesOf;
pub use price::{cost, payout};
pub use sale::SaleOf;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use chaos_primitives::{time::DAYS, Balance, Erc20Tokens, TokenClocks, TokenId};
    use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::{StaticLookup, Zero};

    /// How a call names an account.
    pub type AccountIdLookupOf<T> = <<T as frame_system::Config>::Lookup as StaticLookup>::Source;

    /// The terms of a sale of the pallet.
    pub type SaleTermsOf<T> = SaleTerms<BlockNumberFor<T>>;

    /// A change of a price of the pallet.
    pub type PriceChangeOf<T> = PriceChange<BlockNumberFor<T>>;

    /// A rule of the pallet.
    pub type RuleOf<T> = Rule<<T as frame_system::Config>::AccountId>;

    /// Nothing was ever migrated: what came later began empty.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// The ledger's `Freezer` asks this pallet ([`RegulatedTokens`](chaos_primitives::RegulatedTokens)), so that only its
    /// calls move a regulated token.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin, in which tokens are sold and redeemed and deposits are paid.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The tokens. One that is paused does not move by this pallet's calls either. Notice periods and falling
        /// prices follow the tokens' clocks, which are told of regulation.
        type Tokens: Erc20Tokens<Self::AccountId> + TokenClocks<BlockNumberFor<Self>>;

        /// The sub-accounts of the pallet's account are the escrows: they have the tokens on sale and the coins for
        /// redemption.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held from the issuer until the sale is closed. Planck.
        #[pallet::constant]
        type SaleDeposit: Get<Balance>;

        /// Held from a buyer in a sale with limits, until the purchase is forgotten. Planck.
        #[pallet::constant]
        type PurchaseDeposit: Get<Balance>;

        /// Held for a policy until it is replaced. Planck.
        #[pallet::constant]
        type PolicyDepositBase: Get<Balance>;

        /// Held in addition for each byte of its rules. Planck.
        #[pallet::constant]
        type PolicyDepositPerByte: Get<Balance>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The issuer's deposit for a sale.
        Sale,
        /// The owner's deposit for the rules of a policy.
        Policy,
        /// A buyer's deposit for the record of a purchase in a sale with limits.
        Purchase,
    }

    /// Seven days: time for holders to redeem or use their tokens.
    #[pallet::type_value]
    pub fn DefaultNoticePeriod<T: Config>() -> BlockNumberFor<T> {
        (7 * DAYS).into()
    }

    /// How many blocks before they take effect changes of policies and redemption prices, and withdrawals from
    /// reserves, are announced. Blocks in which holders can't leave don't count. Set at genesis; never changes.
    #[pallet::storage]
    pub type NoticePeriod<T: Config> =
        StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultNoticePeriod<T>>;

    /// The open sale of each token.
    #[pallet::storage]
    pub type Sales<T: Config> = StorageMap<_, Twox64Concat, TokenId, SaleOf<T>, OptionQuery>;

    /// How many blocks each token had been paused before its sale with a falling price was opened. The price does not
    /// fall in blocks in which the token was paused since then. None if the sale is older than this record: no token
    /// had been paused by then.
    #[pallet::storage]
    pub type PausedBefore<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, BlockNumberFor<T>, ValueQuery>;

    /// The number of each token's next sale, which is how many it has had.
    #[pallet::storage]
    pub type NextSale<T: Config> = StorageMap<_, Twox64Concat, TokenId, SaleNumber, ValueQuery>;

    /// What each account has bought of each token in a sale with limits.
    #[pallet::storage]
    pub type Purchases<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        TokenId,
        Blake2_128Concat,
        T::AccountId,
        Purchase,
        OptionQuery,
    >;

    /// The redemption price of a whole token, in planck, at least 1, unless one of [`PriceChanges`] is due.
    #[pallet::storage]
    pub type RedemptionPrices<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, Balance, OptionQuery>;

    /// The last announced change of each redemption price. It may be due.
    #[pallet::storage]
    pub type PriceChanges<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, PriceChangeOf<T>, OptionQuery>;

    /// The withdrawal from its reserve that each token's owner has announced. It may have lapsed.
    #[pallet::storage]
    pub type Withdrawals<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, Withdrawal<BlockNumberFor<T>>, OptionQuery>;

    /// The first block in which each announced withdrawal has lapsed, whether the token was paused or not. None for
    /// those announced before there was this limit.
    #[pallet::storage]
    pub type WithdrawalLapses<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, BlockNumberFor<T>, OptionQuery>;

    /// The policies of each token: at most one in force, and one that is announced or that replaced it.
    #[pallet::storage]
    pub type PolicyRecords<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, PoliciesOf<T>, ValueQuery>;

    /// The rules of those policies. An operation reads only its own.
    #[pallet::storage]
    pub type Rules<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Twox64Concat, TokenId>,
            NMapKey<Twox64Concat, PolicyVersion>,
            NMapKey<Blake2_128Concat, Operation>,
        ),
        RuleOf<T>,
        OptionQuery,
    >;

    /// The tokens that are regulated, or have been.
    #[pallet::storage]
    pub type Regulations<T: Config> = StorageMap<_, Twox64Concat, TokenId, Regulation, OptionQuery>;

    /// The regulated token that a call of this pallet is moving, and whose it is. None between calls.
    #[pallet::storage]
    pub type Moving<T: Config> = StorageValue<_, (TokenId, T::AccountId), OptionQuery>;

    /// The notice period.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// In blocks, at least 1.
        pub notice_period: BlockNumberFor<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self {
                notice_period: DefaultNoticePeriod::<T>::get(),
            }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        /// # Panics
        /// Where the period is zero: no chain spec is made of it.
        fn build(&self) {
            if self.notice_period.is_zero() {
                panic!("business tokens: the notice period must be at least one block");
            }
            NoticePeriod::<T>::put(self.notice_period);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A sale of tokens was opened.
        SaleOpened {
            /// The id of the token.
            token_id: TokenId,
            /// The seller of the tokens.
            issuer: T::AccountId,
            /// The amount, the price and the period of the sale.
            terms: SaleTermsOf<T>,
        },
        /// Tokens were bought in a sale.
        Bought {
            /// The id of the token.
            token_id: TokenId,
            /// The buyer.
            buyer: T::AccountId,
            /// The amount, in the token's smallest unit.
            amount: Balance,
            /// What the issuer was paid, in planck.
            cost: Balance,
        },
        /// A sale was closed.
        SaleClosed {
            /// The id of the token.
            token_id: TokenId,
            /// The seller of the tokens.
            issuer: T::AccountId,
            /// What went back to the issuer, in the token's smallest unit.
            unsold: Balance,
        },
        /// The record of a purchase was removed and its deposit released.
        PurchaseForgotten {
            /// The id of the token.
            token_id: TokenId,
            /// The buyer.
            buyer: T::AccountId,
        },
        /// The redemption price of a token was set.
        RedemptionSet {
            /// The id of the token.
            token_id: TokenId,
            /// The price of a whole token, in planck. Zero if it is not redeemed.
            price: Balance,
        },
        /// Coins were added to the reserve for redemptions.
        RedemptionFunded {
            /// The id of the token.
            token_id: TokenId,
            /// The amount, in planck.
            cos: Balance,
        },
        /// Tokens were redeemed.
        Redeemed {
            /// The id of the token.
            token_id: TokenId,
            /// The holder who redeemed them.
            holder: T::AccountId,
            /// The token's escrow, which has them now.
            receiver: T::AccountId,
            /// The amount, in the token's smallest unit.
            amount: Balance,
            /// What the holder was paid, in planck.
            payout: Balance,
        },
        /// The owner announced to withdraw coins from the reserve.
        WithdrawalAnnounced {
            /// The id of the token.
            token_id: TokenId,
            /// The most that will be withdrawn, in planck.
            cos: Balance,
            /// The first block in which it can be withdrawn. It is later if the token is paused.
            due: BlockNumberFor<T>,
        },
        /// The owner cancelled the announced withdrawal.
        WithdrawalCancelled {
            /// The id of the token.
            token_id: TokenId,
        },
        /// The owner withdrew coins from the reserve.
        Withdrawn {
            /// The id of the token.
            token_id: TokenId,
            /// The owner, who got the coins.
            owner: T::AccountId,
            /// The amount, in planck.
            cos: Balance,
        },
        /// A new policy was announced.
        PolicyAnnounced {
            /// The id of the token.
            token_id: TokenId,
            /// The number of the policy.
            version: PolicyVersion,
            /// The first block in which it is in force. It is later if the token is paused.
            effective_from: BlockNumberFor<T>,
        },
        /// The token has no policy any more, in force or announced.
        PolicyEnded {
            /// The id of the token.
            token_id: TokenId,
        },
        /// A business operation was carried out.
        Executed {
            /// The id of the token.
            token_id: TokenId,
            /// The name of the operation.
            operation: Operation,
            /// The account that carried it out.
            initiator: T::AccountId,
            /// The other party. It got the amount, less the fee if it is the payer.
            counterparty: Option<T::AccountId>,
            /// The amount of the operation, in the token's smallest unit.
            amount: Balance,
            /// The fee, in the token's smallest unit.
            fee: Balance,
            /// Who paid the fee.
            payer: Payer,
            /// Who got the fee. None only if there is no fee and the token has no owner.
            receiver: Option<T::AccountId>,
        },
        /// A token was regulated: it moves only by this pallet's calls.
        RegulationSet {
            /// The id of the token.
            token_id: TokenId,
        },
        /// The regulation of a token was lifted for good.
        RegulationLifted {
            /// The id of the token.
            token_id: TokenId,
        },
        /// The escrow of a token was given the existential deposit of the coin.
        DepositPaid {
            /// The account that paid.
            payer: T::AccountId,
            /// The escrow.
            account: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
        /// A new redemption price was announced.
        RedemptionAnnounced {
            /// The id of the token.
            token_id: TokenId,
            /// The price of a whole token, in planck. Zero if it will not be redeemed.
            price: Balance,
            /// The first block of that price. It is later if the token is paused.
            effective_from: BlockNumberFor<T>,
        },
        /// The owner of a token got its redeemed tokens.
        RedeemedCollected {
            /// The id of the token.
            token_id: TokenId,
            /// The owner.
            owner: T::AccountId,
            /// The amount, in the token's smallest unit.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The amount is zero.
        ZeroAmount,
        /// The start or the end price of the sale is zero.
        ZeroPrice,
        /// The end price exceeds the start price, or the price would fall in no time.
        PriceNotFalling,
        /// The sale would end before it starts.
        SalePeriodEmpty,
        /// The sale would end before the next block.
        SaleAlreadyOver,
        /// A minimum exceeds its maximum. In a sale, the most that an account can buy is what is for sale.
        MinimumAboveMaximum,
        /// The token has a sale that was not closed.
        SaleAlreadyOpen,
        /// The token has no sale.
        NoSale,
        /// The sale has not started yet, or has ended.
        SaleNotOpen,
        /// Less than this is left in the sale.
        SoldOut,
        /// The account would have bought less than the minimum of the sale.
        BelowAccountMinimum,
        /// The account would have bought more than the maximum of the sale.
        AboveAccountMaximum,
        /// The cost exceeds the buyer's maximum.
        CostAboveMaximum,
        /// The caller neither opened the sale nor owns the token.
        NotIssuerNorOwner,
        /// There is no record of a purchase of the caller.
        NoPurchase,
        /// The sale in which the purchase was made is still open.
        SaleStillOpen,
        /// The token is not redeemed.
        NoRedemption,
        /// The amount is worth less than one planck.
        AmountTooSmall,
        /// The payout is below the holder's minimum.
        PayoutBelowMinimum,
        /// The owner of a token can't redeem it.
        HolderIsOwner,
        /// The reserve has less than this.
        ReserveTooSmall,
        /// The amount exceeds the announced withdrawal.
        AboveAnnounced,
        /// The withdrawal is not due yet.
        NoticeRunning,
        /// No withdrawal was announced, or it has lapsed.
        NothingAnnounced,
        /// The policy has too many rules.
        TooManyRules,
        /// The name of an operation is empty.
        OperationEmpty,
        /// Two rules are for the same operation.
        DuplicateOperation,
        /// A rate exceeds 1,000,000 parts per million.
        RateAboveOne,
        /// A tiered charge has no tiers.
        NoTiers,
        /// A tier starts at or below the one before it.
        TiersNotAscending,
        /// There is no policy to end.
        NoPolicy,
        /// The policy in force has no rule for the operation, or there is no policy.
        UnknownOperation,
        /// The counterparty would pay more than it would get.
        FeeAboveAmount,
        /// The counterparty would pay, and there is none.
        NoCounterparty,
        /// Nobody would get the fee or the redeemed tokens: the rule names no receiver and the token has no owner.
        NoReceiver,
        /// The owner does not have the whole supply of the token.
        NotWholeSupply,
        /// The regulation of the token was lifted for good.
        AlreadyLifted,
        /// The token is regulated.
        AlreadyRegulated,
        /// The token is not regulated.
        NotRegulated,
        /// Too few free coins for a deposit, or for the existential deposit of a new account.
        DepositUnaffordable,
        /// The payer has too few coins that it can spend without losing its account.
        InsufficientCoins,
        /// The fee exceeds the initiator's maximum.
        FeeAboveMaximum,
        /// There are no redeemed tokens to collect.
        NothingRedeemed,
        /// The redeemed tokens could be redeemed again: there is a reserve, a redemption price in force or announced,
        /// and another holder.
        ReserveNotEmpty,
        /// The token has been on sale, so it can't be regulated any more.
        AlreadySold,
        /// The account of zeros can't receive fees or tokens. Nobody has its key.
        ZeroAccount,
    }

    // Where a call moves tokens, its errors are also those of the tokens' own transfers. Where it is
    // the owner's, they are `UnknownToken` and `NotOwner` of the tokens too.
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Open a sale of tokens for COS. Only the token's owner can do this, and is paid as the issuer.
        ///
        /// The tokens go into the escrow. [`SaleDeposit`](Config::SaleDeposit) is held from the issuer until the sale
        /// is closed.
        ///
        /// Errors: those of the owner's calls and of a transfer of the tokens,
        /// [`Error::SaleAlreadyOpen`], [`Error::ZeroAmount`], [`Error::ZeroPrice`],
        /// [`Error::PriceNotFalling`], [`Error::SalePeriodEmpty`], [`Error::SaleAlreadyOver`],
        /// [`Error::MinimumAboveMaximum`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::open_sale())]
        pub fn open_sale(
            origin: OriginFor<T>,
            token_id: TokenId,
            terms: SaleTermsOf<T>,
        ) -> DispatchResult {
            let issuer = ensure_signed(origin)?;
            Self::do_open_sale(token_id, issuer, terms)
        }

        /// Buy tokens in a sale, at the price of this block.
        ///
        /// The issuer is paid the [`cost`] at once. A falling price does not fall in blocks in which the token is
        /// paused. In a sale with limits, [`PurchaseDeposit`](Config::PurchaseDeposit) is held from the buyer.
        ///
        /// - `amount`: in the token's smallest unit.
        /// - `max_cost`: the most to pay, in planck.
        ///
        /// Errors: [`Error::NoSale`], [`Error::ZeroAmount`], [`Error::SaleNotOpen`],
        /// [`Error::SoldOut`], [`Error::BelowAccountMinimum`], [`Error::AboveAccountMaximum`],
        /// [`Error::CostAboveMaximum`], [`Error::DepositUnaffordable`],
        /// [`Error::InsufficientCoins`], `Arithmetic::Overflow`, and those of a transfer of the
        /// tokens.
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::buy())]
        pub fn buy(
            origin: OriginFor<T>,
            token_id: TokenId,
            amount: Balance,
            max_cost: Balance,
        ) -> DispatchResult {
            let buyer = ensure_signed(origin)?;
            Self::do_buy(token_id, buyer, amount, max_cost)
        }

        /// Close a sale at any time. The issuer or the token's owner can do this.
        ///
        /// Unsold tokens and the deposit go back to the issuer.
        ///
        /// Errors: [`Error::NoSale`], [`Error::NotIssuerNorOwner`], and those of a transfer of the
        /// tokens.
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::close_sale())]
        pub fn close_sale(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_close_sale(token_id, who)
        }

        /// Set the price at which a token is redeemed for COS. Only the token's owner can do this.
        ///
        /// Takes effect at once if the reserve is empty, and otherwise after the notice period. Replaces a price that
        /// was announced before.
        ///
        /// - `price`: planck for a whole token. Zero ends redemption; the reserve stays.
        ///
        /// Errors: those of the owner's calls, `Arithmetic::Overflow`.
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::set_redemption())]
        pub fn set_redemption(
            origin: OriginFor<T>,
            token_id: TokenId,
            price: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_redemption(token_id, &owner, price)
        }

        /// Add COS to the reserve for redemptions. Only the token's owner can do this.
        ///
        /// An escrow that does not exist yet gets the coin's existential deposit from the owner in addition.
        ///
        /// - `cos`: the amount, in planck.
        ///
        /// Errors: those of the owner's calls, [`Error::ZeroAmount`],
        /// [`Error::DepositUnaffordable`], [`Error::InsufficientCoins`].
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::fund_redemption())]
        pub fn fund_redemption(
            origin: OriginFor<T>,
            token_id: TokenId,
            cos: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_fund_redemption(token_id, &owner, cos)
        }

        /// Redeem tokens for COS from the reserve.
        ///
        /// The holder is paid the [`payout`], and the tokens go into the escrow.
        ///
        /// - `amount`: in the token's smallest unit.
        /// - `min_payout`: the least to take, in planck.
        ///
        /// Errors: [`Error::NoRedemption`], [`Error::ZeroAmount`], [`Error::AmountTooSmall`],
        /// [`Error::PayoutBelowMinimum`], [`Error::HolderIsOwner`], [`Error::ReserveTooSmall`],
        /// `Arithmetic::Overflow`, and those of a transfer of the tokens.
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::redeem())]
        pub fn redeem(
            origin: OriginFor<T>,
            token_id: TokenId,
            amount: Balance,
            min_payout: Balance,
        ) -> DispatchResult {
            let holder = ensure_signed(origin)?;
            Self::do_redeem(token_id, holder, amount, min_payout)
        }

        /// Announce a withdrawal from the reserve, or make it once it is due. Only the token's owner can do this.
        ///
        /// If nothing is announced, this announces the withdrawal of `cos`, due after the notice period. If a
        /// withdrawal is due, this makes it, and drops the rest of the announcement. An announcement lapses after two
        /// notice periods, even if the token is paused.
        ///
        /// - `cos`: the amount, in planck. Zero cancels the announcement.
        ///
        /// Errors: those of the owner's calls, [`Error::NothingAnnounced`],
        /// [`Error::NoticeRunning`], [`Error::AboveAnnounced`], [`Error::ReserveTooSmall`],
        /// `Arithmetic::Overflow`.
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::withdraw_redemption())]
        pub fn withdraw_redemption(
            origin: OriginFor<T>,
            token_id: TokenId,
            cos: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_withdraw_redemption(token_id, &owner, cos)
        }

        /// Announce a new policy: what business operations will cost. Only the token's owner can do this.
        ///
        /// Takes effect after the notice period, and replaces a policy that was announced but is not in force. A
        /// deposit for the rules is held from the owner; that of the rules it replaces is released.
        ///
        /// - `rules`: at most [`MAX_RULES`]. An empty list ends the policy; once that is in force, a second one
        ///   releases its deposit.
        ///
        /// Errors: those of the owner's calls, [`Error::TooManyRules`], [`Error::OperationEmpty`],
        /// [`Error::DuplicateOperation`], [`Error::RateAboveOne`],
        /// [`Error::MinimumAboveMaximum`], [`Error::NoTiers`], [`Error::TiersNotAscending`],
        /// [`Error::ZeroAccount`], [`Error::NoPolicy`], [`Error::DepositUnaffordable`], `Arithmetic::Overflow`.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::set_policy(rules.len() as u32))]
        pub fn set_policy(
            origin: OriginFor<T>,
            token_id: TokenId,
            rules: Vec<RuleOf<T>>,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_policy(token_id, owner, rules)
        }

        /// Carry out a business operation: send tokens to the counterparty, and charge the fee of the policy.
        ///
        /// All or nothing. A counterparty and a receiver without an account get the coin's existential deposit from
        /// the caller.
        ///
        /// - `amount`: in the token's smallest unit. Without a counterparty nothing is sent, and the fee is computed
        ///   from it.
        /// - `max_fee`: the most that the operation may cost, whoever pays, in the token's smallest unit.
        ///
        /// Errors: [`Error::UnknownOperation`], [`Error::FeeAboveMaximum`], [`Error::NoCounterparty`],
        /// [`Error::FeeAboveAmount`], [`Error::NoReceiver`], `Arithmetic::Overflow`, and those of a
        /// transfer of the tokens.
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::execute())]
        pub fn execute(
            origin: OriginFor<T>,
            token_id: TokenId,
            operation: Vec<u8>,
            counterparty: Option<AccountIdLookupOf<T>>,
            amount: Balance,
            max_fee: Balance,
        ) -> DispatchResult {
            let initiator = ensure_signed(origin)?;
            let counterparty = counterparty.map(T::Lookup::lookup).transpose()?;
            Self::do_execute(
                token_id,
                initiator,
                operation,
                counterparty,
                amount,
                max_fee,
            )
        }

        /// Regulate a token, or lift its regulation for good. Only the token's owner can do this.
        ///
        /// A regulated token moves only by this pallet's calls.
        ///
        /// - `regulated`: `true` only while the owner has the whole supply, before the first sale, and only once.
        ///
        /// Errors: those of the owner's calls, [`Error::NotWholeSupply`], [`Error::AlreadySold`],
        /// [`Error::AlreadyRegulated`], [`Error::AlreadyLifted`], [`Error::NotRegulated`].
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::set_regulated())]
        pub fn set_regulated(
            origin: OriginFor<T>,
            token_id: TokenId,
            regulated: bool,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_regulated(token_id, &owner, regulated)
        }

        /// Remove the record of your purchase in a sale that is over or sold out, and release its deposit.
        ///
        /// Errors: [`Error::NoPurchase`], [`Error::SaleStillOpen`].
        #[pallet::call_index(10)]
        #[pallet::weight(<T as Config>::WeightInfo::forget_purchase())]
        pub fn forget_purchase(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            let buyer = ensure_signed(origin)?;
            Self::do_forget_purchase(token_id, buyer)
        }

        /// Send redeemed tokens from the escrow to the token's owner. Anybody can do this.
        ///
        /// Not while they could be redeemed again: the reserve must be empty, or the redemption over and no other
        /// announced, or the whole supply the owner's and the escrow's and not on sale. An owner without an account
        /// gets the coin's existential deposit from the caller.
        ///
        /// Errors: [`Error::NoReceiver`], [`Error::NothingRedeemed`], [`Error::ReserveNotEmpty`], and those of a transfer of
        /// the tokens.
        #[pallet::call_index(11)]
        #[pallet::weight(<T as Config>::WeightInfo::collect_redeemed())]
        pub fn collect_redeemed(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_collect_redeemed(token_id, &who)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
