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

    /// For this pallet's calls to be the only ones that move a regulated token, the ledger's `Freezer` asks it
    /// ([`RegulatedTokens`](chaos_primitives::RegulatedTokens)).
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What the runtime calls the holds of its pallets.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin, which tokens are sold and redeemed for, and in which deposits are paid.
        type Coin: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The tokens. Their calls are not this pallet's: one that is paused doesn't move here
        /// either. Notices and falling prices go by their clocks, which are told of regulations.
        type Tokens: Erc20Tokens<Self::AccountId> + TokenClocks<BlockNumberFor<Self>>;

        /// Its sub-accounts keep what is for sale, and what is paid for redemptions.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// Held of an issuer until the sale is closed. Planck.
        #[pallet::constant]
        type SaleDeposit: Get<Balance>;

        /// Held of a buyer in a sale with limits, until the purchase is forgotten. Planck.
        #[pallet::constant]
        type PurchaseDeposit: Get<Balance>;

        /// Held for a policy, until it is replaced. Planck.
        #[pallet::constant]
        type PolicyDepositBase: Get<Balance>;

        /// Held besides for each byte of its rules. Planck.
        #[pallet::constant]
        type PolicyDepositPerByte: Get<Balance>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The state of a sale.
        Sale,
        /// The rules of a policy.
        Policy,
        /// The record of what was bought in a sale with limits.
        Purchase,
    }

    /// Seven days: time for holders to redeem what they have, or to use it.
    #[pallet::type_value]
    pub fn DefaultNoticePeriod<T: Config>() -> BlockNumberFor<T> {
        (7 * DAYS).into()
    }

    /// How long before a change of policy or of a redemption's price and the withdrawal of a reserve holders hear of it, in
    /// blocks in which they can leave. Never changes after the genesis.
    #[pallet::storage]
    pub type NoticePeriod<T: Config> =
        StorageValue<_, BlockNumberFor<T>, ValueQuery, DefaultNoticePeriod<T>>;

    /// The sale of each token that was not closed yet.
    #[pallet::storage]
    pub type Sales<T: Config> = StorageMap<_, Twox64Concat, TokenId, SaleOf<T>, OptionQuery>;

    /// In how many blocks each token was paused before its sale was opened, where the price of that falls: it does not in
    /// those since then. None where the sale is older than this record, as clocks had never stood by then.
    #[pallet::storage]
    pub type PausedBefore<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, BlockNumberFor<T>, ValueQuery>;

    /// How many sales each token has had, and so the number of the next.
    #[pallet::storage]
    pub type NextSale<T: Config> = StorageMap<_, Twox64Concat, TokenId, SaleNumber, ValueQuery>;

    /// What each account bought of each token in a sale with limits.
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

    /// What a whole token is redeemed for, in planck, at least 1, unless one of [`PriceChanges`] is due.
    #[pallet::storage]
    pub type RedemptionPrices<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, Balance, OptionQuery>;

    /// The last change of each price that was announced. It may be due.
    #[pallet::storage]
    pub type PriceChanges<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, PriceChangeOf<T>, OptionQuery>;

    /// Which part of its reserve the owner of each token announced to take out. It may have lapsed.
    #[pallet::storage]
    pub type Withdrawals<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, Withdrawal<BlockNumberFor<T>>, OptionQuery>;

    /// The first block in which each of them may not be made any more, be the token paused until then or not. None of one
    /// that was announced before there was this limit.
    #[pallet::storage]
    pub type WithdrawalLapses<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, BlockNumberFor<T>, OptionQuery>;

    /// The policies of each token: at most one in force, and one that will be or that replaced it.
    #[pallet::storage]
    pub type PolicyRecords<T: Config> =
        StorageMap<_, Twox64Concat, TokenId, PoliciesOf<T>, ValueQuery>;

    /// The rules of those policies, one by one: an operation needs one of them alone.
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

    /// The tokens that move by this pallet's calls alone, or once did.
    #[pallet::storage]
    pub type Regulations<T: Config> = StorageMap<_, Twox64Concat, TokenId, Regulation, OptionQuery>;

    /// The regulated token that a call of this pallet moves, and whose it is. Only while it does: no call ends with it.
    #[pallet::storage]
    pub type Moving<T: Config> = StorageValue<_, (TokenId, T::AccountId), OptionQuery>;

    /// The period of notice.
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
        /// Tokens are for sale.
        SaleOpened {
            /// Which.
            token_id: TokenId,
            /// Who sells them.
            issuer: T::AccountId,
            /// How many, for how much, when.
            terms: SaleTermsOf<T>,
        },
        /// Tokens were bought.
        Bought {
            /// Which.
            token_id: TokenId,
            /// Who has them now.
            buyer: T::AccountId,
            /// How many of the smallest unit.
            amount: Balance,
            /// What the issuer got for them. Planck.
            cost: Balance,
        },
        /// Tokens are not for sale any more.
        SaleClosed {
            /// Which.
            token_id: TokenId,
            /// Who sold them.
            issuer: T::AccountId,
            /// How many of the smallest unit went back to the issuer.
            unsold: Balance,
        },
        /// A buyer's record of a sale that is over was removed, and its deposit released.
        PurchaseForgotten {
            /// Of which token.
            token_id: TokenId,
            /// Whose.
            buyer: T::AccountId,
        },
        /// What tokens are redeemed for was set.
        RedemptionSet {
            /// Of which token.
            token_id: TokenId,
            /// For a whole token; zero means that they are not. Planck.
            price: Balance,
        },
        /// Coins were added to the reserve for redemptions.
        RedemptionFunded {
            /// Of which token.
            token_id: TokenId,
            /// Planck.
            cos: Balance,
        },
        /// Tokens were redeemed.
        Redeemed {
            /// Which.
            token_id: TokenId,
            /// Who had them.
            holder: T::AccountId,
            /// Who has them: the token's escrow.
            receiver: T::AccountId,
            /// How many of the smallest unit.
            amount: Balance,
            /// What the holder got for them. Planck.
            payout: Balance,
        },
        /// The owner will take coins out of the reserve.
        WithdrawalAnnounced {
            /// Of which token.
            token_id: TokenId,
            /// At most so much. Planck.
            cos: Balance,
            /// The first block in which it may, unless the token is paused until then.
            due: BlockNumberFor<T>,
        },
        /// The owner will not take the coins out that it announced.
        WithdrawalCancelled {
            /// Of which token.
            token_id: TokenId,
        },
        /// The owner took coins out of the reserve.
        Withdrawn {
            /// Of which token.
            token_id: TokenId,
            /// Who got them.
            owner: T::AccountId,
            /// Planck.
            cos: Balance,
        },
        /// There are other rules from a block on.
        PolicyAnnounced {
            /// For which token.
            token_id: TokenId,
            /// Which of its policies.
            version: PolicyVersion,
            /// The block, unless the token is paused until then.
            effective_from: BlockNumberFor<T>,
        },
        /// There are no rules any more, neither in force nor announced.
        PolicyEnded {
            /// For which token.
            token_id: TokenId,
        },
        /// A business operation was carried out.
        Executed {
            /// With which token.
            token_id: TokenId,
            /// Which operation.
            operation: Operation,
            /// By whom.
            initiator: T::AccountId,
            /// With whom. It got the amount, less the fee where it is the payer.
            counterparty: Option<T::AccountId>,
            /// Of how many of the token's smallest unit.
            amount: Balance,
            /// What it cost, in the token's smallest unit.
            fee: Balance,
            /// Who paid the fee.
            payer: Payer,
            /// Who got it. None only where there is no fee and no owner of the token.
            receiver: Option<T::AccountId>,
        },
        /// The token moves by this pallet's calls alone.
        RegulationSet {
            /// Which.
            token_id: TokenId,
        },
        /// The token moves freely, for ever.
        RegulationLifted {
            /// Which.
            token_id: TokenId,
        },
        /// The escrow of a token got what it needs of the coin to exist.
        DepositPaid {
            /// Who paid.
            payer: T::AccountId,
            /// The escrow.
            account: T::AccountId,
            /// Planck.
            amount: Balance,
        },
        /// Tokens will be redeemed for something else.
        RedemptionAnnounced {
            /// Which.
            token_id: TokenId,
            /// For a whole token; zero means that they will not be. Planck.
            price: Balance,
            /// The first block, unless the token is paused until then.
            effective_from: BlockNumberFor<T>,
        },
        /// The owner of a token got what was redeemed of it.
        RedeemedCollected {
            /// Which.
            token_id: TokenId,
            /// Who owns it.
            owner: T::AccountId,
            /// How many of the smallest unit.
            amount: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// An amount of zero.
        ZeroAmount,
        /// A price of zero, at the start or the end of a sale.
        ZeroPrice,
        /// The price of the end is above that of the start, or the time in which it falls is none.
        PriceNotFalling,
        /// The sale would end before it starts.
        SalePeriodEmpty,
        /// The sale would end before the next block.
        SaleAlreadyOver,
        /// A minimum is above its maximum. In a sale nobody can buy more than is for sale.
        MinimumAboveMaximum,
        /// There is a sale of the token that was not closed.
        SaleAlreadyOpen,
        /// There is no sale of the token.
        NoSale,
        /// The sale has not started yet, or has ended.
        SaleNotOpen,
        /// The sale has less left than this.
        SoldOut,
        /// The account would have bought less in the sale than each must.
        BelowAccountMinimum,
        /// The account would have bought more in the sale than each may.
        AboveAccountMaximum,
        /// The purchase costs more than the buyer would pay at most.
        CostAboveMaximum,
        /// The caller neither opened the sale nor owns the token.
        NotIssuerNorOwner,
        /// There is no record of a purchase of the caller.
        NoPurchase,
        /// The sale that the purchase was made in goes on.
        SaleStillOpen,
        /// The token is not redeemed.
        NoRedemption,
        /// So few tokens are worth less than one planck.
        AmountTooSmall,
        /// The redemption pays less than the holder would take at least.
        PayoutBelowMinimum,
        /// The owner of a token does not redeem it.
        HolderIsOwner,
        /// The reserve has less than this.
        ReserveTooSmall,
        /// More than the withdrawal that was announced.
        AboveAnnounced,
        /// The withdrawal is not due yet.
        NoticeRunning,
        /// No withdrawal is announced, or the one that was has lapsed.
        NothingAnnounced,
        /// More rules than a policy may have.
        TooManyRules,
        /// The name of an operation has no bytes.
        OperationEmpty,
        /// Two rules for one operation.
        DuplicateOperation,
        /// A rate of more than 1,000,000 parts per million.
        RateAboveOne,
        /// A charge in tiers without any.
        NoTiers,
        /// A tier starts at or below the one before it.
        TiersNotAscending,
        /// There is no policy to end.
        NoPolicy,
        /// The policy in force has no rule for the operation, or there is none.
        UnknownOperation,
        /// The counterparty is to pay more than it would be sent.
        FeeAboveAmount,
        /// The counterparty is to pay, and there is none.
        NoCounterparty,
        /// There is a fee, and neither the rule nor an owner of the token to say who gets it; or redeemed tokens, and no
        /// owner.
        NoReceiver,
        /// The owner does not have all there is of the token.
        NotWholeSupply,
        /// The regulation of the token was lifted, for ever.
        AlreadyLifted,
        /// The token is regulated.
        AlreadyRegulated,
        /// The token is not regulated.
        NotRegulated,
        /// The account that makes state, or needs another account to exist, can't pay for it.
        DepositUnaffordable,
        /// The payer has too few coins that it can spend and keep its account.
        InsufficientCoins,
        /// The operation costs more than the initiator would have it cost at most.
        FeeAboveMaximum,
        /// There are no redeemed tokens to collect.
        NothingRedeemed,
        /// What was redeemed could be redeemed again: there is a reserve, a price in force or announced, and somebody
        /// else with tokens.
        ReserveNotEmpty,
        /// The token has been for sale before it would become regulated.
        AlreadySold,
        /// The account of zeros gets no fees, as it receives no tokens.
        ZeroAccount,
    }

    // Where a call moves tokens, its errors are also those of the tokens' own transfers. Where it is
    // the owner's, they are `UnknownToken` and `NotOwner` of the tokens too.
    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Offer tokens for sale. By the owner, who becomes the sale's issuer: its tokens go into
        /// the escrow, it is paid, and a deposit of it is held until the sale is closed.
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

        /// Buy tokens on sale. The issuer is paid [`cost`] at the price of this block, at once. A falling
        /// price does not fall in blocks in which the token is paused. In a sale with limits, a deposit
        /// of the buyer is held for the record of the purchase.
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

        /// End a sale, at any time. By its issuer or the token's owner. Unsold tokens and the
        /// deposit go back to the issuer.
        ///
        /// Errors: [`Error::NoSale`], [`Error::NotIssuerNorOwner`], and those of a transfer of the
        /// tokens.
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::close_sale())]
        pub fn close_sale(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_close_sale(token_id, who)
        }

        /// Set what the token is redeemed for. By the owner. At once while the reserve is empty; otherwise this announces it,
        /// and it is in force after the notice period. What was announced before is dropped.
        ///
        /// - `price`: planck for a whole token; zero ends redemption, and leaves the reserve.
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

        /// Add to the reserve for redemptions. By the owner, who gives an escrow that does not exist
        /// yet the coin's existential deposit besides.
        ///
        /// - `cos`: planck.
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

        /// Give tokens to the escrow for [`payout`] out of the reserve.
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

        /// Take coins out of the reserve, in two steps. By the owner. Where nothing is announced,
        /// this announces the withdrawal of `cos`, due after the notice period. Where a withdrawal
        /// is due, this makes it, and drops the rest of the announcement. An announcement lapses two
        /// notice periods after it was made, though the token is paused meanwhile.
        ///
        /// - `cos`: planck; zero cancels the announcement.
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

        /// Announce what operations will cost from the end of the notice period on, instead of what
        /// they cost now and of what was announced and is not in force yet. By the owner, of whom a
        /// deposit is held; that of rules which this replaces is released.
        ///
        /// - `rules`: at most [`MAX_RULES`]. None ends the policy, and, once that is in force, a
        ///   second time gives back its deposit.
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

        /// Carry out a business operation by the rule in force: send `amount` to the counterparty,
        /// and charge the fee. All or nothing. The caller gives a counterparty and a receiver
        /// without an account the coin's existential deposit.
        ///
        /// - `amount`: in the token's smallest unit. Without a counterparty it moves nothing, and is
        ///   only what the fee is computed of.
        /// - `max_fee`: the most that it may cost, whoever pays it, in the token's smallest unit.
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

        /// Let the token move by this pallet's calls alone, or lift that for ever. By the owner.
        ///
        /// - `regulated`: `true` only while the owner has all there is of the token, before the first sale, and only once.
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

        /// Remove the record of what the caller bought in a sale that has ended or was closed, and
        /// release its deposit.
        ///
        /// Errors: [`Error::NoPurchase`], [`Error::SaleStillOpen`].
        #[pallet::call_index(10)]
        #[pallet::weight(<T as Config>::WeightInfo::forget_purchase())]
        pub fn forget_purchase(origin: OriginFor<T>, token_id: TokenId) -> DispatchResult {
            let buyer = ensure_signed(origin)?;
            Self::do_forget_purchase(token_id, buyer)
        }

        /// Give the token's owner what was redeemed. By anybody, who pays for an owner without an account. Not while it could
        /// be redeemed again: the reserve has to be empty, or the redemption over and no other announced, or all there
        /// is of the token the owner's and in its escrow, and not for sale.
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
            Self::check_invariants()
        }
    }
}
