#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod call;
mod deposit;
mod enact;
mod end;
mod inspect;
mod invariants;
pub mod migrations;
mod propose;
mod rules;
pub mod runtime_api;
mod schedule;
mod tally;
mod types;
mod unlock;
mod vote;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use call::HEADROOM;
pub use pallet::*;
pub use rules::{GroundRules, GroundRulesError, Thresholds, CROWD};
pub use tally::{Tally, IGNORED, LATE};
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use chaos_primitives::{Balance, BigEndianKey};
    use frame_support::{
        dispatch::{GetDispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
        traits::{fungible, schedule, Bounded, Contains, Footprint, QueryPreimage, StorePreimage},
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::{Convert, Dispatchable};

    /// The ground rules of the pallet.
    pub type GroundRulesOf<T> = GroundRules<BlockNumberFor<T>>;

    /// The call of a CIP of the pallet: inline, or the hash and the length of a preimage.
    pub type BoundedCallOf<T> =
        Bounded<<T as Config>::Proposal, <T as frame_system::Config>::Hashing>;

    /// A proposed call of the pallet, with its weight.
    pub type ProposedCallOf<T> = ProposedCall<BoundedCallOf<T>>;

    /// A CIP of the pallet.
    pub type CipRecordOf<T> =
        CipRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, BoundedCallOf<T>>;

    /// A vote of the pallet.
    pub type VoteRecordOf<T> = Vote<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The runtime's freeze reasons.
        type RuntimeFreezeReason: From<FreezeReason>;

        /// The coin that votes. A freeze must count an account's whole balance, coins on hold included, as it does
        /// with `pallet-balances`.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            > + fungible::MutateFreeze<
                Self::AccountId,
                Balance = Balance,
                Id = Self::RuntimeFreezeReason,
            >;

        /// The calls that a CIP can dispatch: the runtime's calls, or a type with the same encoding that dispatches
        /// only some of them.
        type Proposal: Parameter
            + Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
            + GetDispatchInfo
            + From<Call<Self>>;

        /// The calls that are done as a whole or not at all, with all calls in them. Others can't be proposed.
        type WholeCalls: Contains<Self::Proposal>;

        /// The origins of the scheduler.
        type PalletsOrigin: From<frame_system::RawOrigin<Self::AccountId>>;

        /// Dispatches the calls of passed CIPs when they are due.
        type Scheduler: schedule::v3::Anon<
            BlockNumberFor<Self>,
            Self::Proposal,
            Self::PalletsOrigin,
            Hasher = Self::Hashing,
        >;

        /// Where calls are that are too long for a transaction or for this pallet.
        type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;

        /// The most that `enact` may weigh with the call it dispatches: what the scheduler has left for the first
        /// task of a block. A heavier one would never be dispatched. A proposed call has to weigh [`HEADROOM`] less.
        #[pallet::constant]
        type MaxCallWeight: Get<Weight>;

        /// The account that gets forfeited deposits.
        type Treasury: Get<Self::AccountId>;

        /// Held from a voter for the record of each vote until it is unlocked. Planck, at least the existential
        /// deposit, so that it can always be released.
        #[pallet::constant]
        type VoteDeposit: Get<Balance>;

        /// What is held from the proposer for a preimage. Planck.
        type PreimageDeposit: Convert<Footprint, Balance>;

        /// The most CIPs that are decided in one block. Others that have ended wait for the next.
        #[pallet::constant]
        type MaxEndsPerBlock: Get<u32>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;

        /// Makes calls for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::Proposal>;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A proposer's deposit until the decision, or a forfeited one that still backs a vote.
        Proposal,
        /// A voter's deposit for the record of a vote.
        Vote,
        /// A proposer's deposit for the preimage of a call, which the chain keeps, whoever noted it.
        Preimage,
    }

    /// Why this pallet freezes coins.
    #[pallet::composite_enum]
    pub enum FreezeReason {
        /// Coins that vote: as many as in the largest vote of the account that is not unlocked.
        Vote,
    }

    /// The ground rules in force.
    #[pallet::storage]
    pub type CurrentRules<T: Config> = StorageValue<_, GroundRulesOf<T>, ValueQuery>;

    /// The thresholds of the previous ground rules, and the block in which they were replaced. They still count for
    /// CIPs that were in the last tenth of their period then. After several changes in a short time, the strictest of
    /// them.
    #[pallet::storage]
    pub type FormerRules<T: Config> = StorageValue<_, (Thresholds, BlockNumberFor<T>), OptionQuery>;

    /// The id of the next CIP, which is how many were proposed.
    #[pallet::storage]
    pub type NextCipId<T: Config> = StorageValue<_, CipId, ValueQuery>;

    /// The id of the next vote, which is how many were cast.
    #[pallet::storage]
    pub type NextCredentialId<T: Config> = StorageValue<_, CredentialId, ValueQuery>;

    /// The id of the next resolution, which is how many CIPs were decided.
    #[pallet::storage]
    pub type NextResolutionId<T: Config> = StorageValue<_, ResolutionId, ValueQuery>;

    /// The CIPs that were not withdrawn.
    #[pallet::storage]
    pub type Cips<T: Config> = StorageMap<_, Twox64Concat, CipId, CipRecordOf<T>, OptionQuery>;

    /// The deposit for the preimage of each CIP's call, until the chain drops the preimage. Planck.
    #[pallet::storage]
    pub type PreimageDeposits<T: Config> = StorageMap<_, Twox64Concat, CipId, Balance, OptionQuery>;

    /// The votes on each CIP that is not decided.
    #[pallet::storage]
    pub type Tallies<T: Config> =
        CountedStorageMap<_, Twox64Concat, CipId, OpenTally<BlockNumberFor<T>>, OptionQuery>;

    /// The CIPs that are not decided, in the order of their ends and their ids.
    #[pallet::storage]
    pub type Ending<T: Config> =
        StorageDoubleMap<_, Identity, BigEndianKey, Identity, BigEndianKey, (), OptionQuery>;

    /// How many votes on each decided or withdrawn CIP are not unlocked, if any.
    #[pallet::storage]
    pub type Lifting<T: Config> = StorageMap<_, Twox64Concat, CipId, u32, OptionQuery>;

    /// The votes that are not unlocked.
    #[pallet::storage]
    pub type Credentials<T: Config> =
        StorageMap<_, Twox64Concat, CredentialId, VoteRecordOf<T>, OptionQuery>;

    /// The credential of each such vote, by CIP and voter.
    #[pallet::storage]
    pub type VoteOf<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        CipId,
        Blake2_128Concat,
        T::AccountId,
        CredentialId,
        OptionQuery,
    >;

    /// Each account's votes that are not unlocked, the largest first: that many coins are frozen.
    #[pallet::storage]
    pub type VotesBySize<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, VoteKey, (), OptionQuery>;

    /// The forfeited deposits of each account that are still on hold. Planck.
    #[pallet::storage]
    pub type Forfeited<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, Balance, ValueQuery>;

    /// The decisions.
    #[pallet::storage]
    pub type Resolutions<T: Config> =
        StorageMap<_, Twox64Concat, ResolutionId, Resolution<BlockNumberFor<T>>, OptionQuery>;

    /// The decision on each decided CIP.
    #[pallet::storage]
    pub type ResolutionOf<T: Config> =
        StorageMap<_, Twox64Concat, CipId, ResolutionId, OptionQuery>;

    /// The CIP whose call is being dispatched. None between calls.
    #[pallet::storage]
    pub type Enacting<T: Config> = StorageValue<_, CipId, OptionQuery>;

    /// The ground rules at genesis.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// By default, those of the main network.
        pub ground_rules: GroundRulesOf<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        /// # Panics
        /// With the [`GroundRulesError`]: no chain spec is made of such rules.
        fn build(&self) {
            let existential_deposit = <T::Currency as fungible::Inspect<_>>::minimum_balance();
            if let Err(error) = self.ground_rules.check(existential_deposit) {
                panic!("CIP ground rules: {error}");
            }
            CurrentRules::<T>::put(self.ground_rules);
        }
    }

    /// Votes and amounts are in planck.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A CIP was proposed.
        Proposed {
            /// The id of the CIP.
            cip: CipId,
            /// The proposer.
            proposer: T::AccountId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
            /// The deposit held from the proposer.
            deposit: Balance,
        },
        /// A CIP was withdrawn by its proposer.
        Withdrawn {
            /// The id of the CIP.
            cip: CipId,
        },
        /// An account voted.
        Voted {
            /// The id of the vote.
            credential: CredentialId,
            /// The id of the CIP.
            cip: CipId,
            /// The voter.
            voter: T::AccountId,
            /// Whether the vote is in favour; otherwise it is against.
            approve: bool,
            /// The number of votes.
            votes: Balance,
            /// The block in which the vote was cast.
            block: BlockNumberFor<T>,
            /// The index of the extrinsic that cast it, or none if no extrinsic did.
            extrinsic: Option<u32>,
        },
        /// A CIP passed.
        Passed {
            /// The id of the CIP.
            cip: CipId,
            /// The id of the resolution.
            resolution: ResolutionId,
            /// The votes on the CIP.
            tally: Tally,
            /// The block in which its call is due, or none if it has no call.
            enactment: Option<BlockNumberFor<T>>,
        },
        /// A CIP was rejected.
        Rejected {
            /// The id of the CIP.
            cip: CipId,
            /// The id of the resolution.
            resolution: ResolutionId,
            /// The votes on the CIP.
            tally: Tally,
        },
        /// A CIP ended but could not be decided. The next block tries again.
        EndPostponed {
            /// The id of the CIP.
            cip: CipId,
            /// The reason, for example that the scheduler is full.
            error: DispatchError,
        },
        /// The proposer of a CIP that hardly anybody voted for forfeited the deposit.
        DepositLost {
            /// The id of the CIP.
            cip: CipId,
            /// The proposer.
            proposer: T::AccountId,
            /// The deposit.
            amount: Balance,
        },
        /// Forfeited deposits of a proposer, or a part of them, went to the treasury.
        DepositTaken {
            /// The proposer.
            proposer: T::AccountId,
            /// What the treasury got.
            amount: Balance,
        },
        /// The call of a CIP has become heavier since it was scheduled, and was scheduled again.
        EnactmentPostponed {
            /// The id of the CIP.
            cip: CipId,
            /// The block in which the call is due now.
            at: BlockNumberFor<T>,
        },
        /// The call of a CIP was dispatched and succeeded.
        Enacted {
            /// The id of the CIP.
            cip: CipId,
            /// The id of the resolution.
            resolution: ResolutionId,
        },
        /// The call of a CIP failed. It changed nothing.
        EnactmentFailed {
            /// The id of the CIP.
            cip: CipId,
            /// The id of the resolution.
            resolution: ResolutionId,
            /// The error of the call.
            error: DispatchError,
        },
        /// A vote on a decided or withdrawn CIP was unlocked: it freezes no coins any more.
        VoteLifted {
            /// The id of the vote.
            credential: CredentialId,
            /// The id of the CIP.
            cip: CipId,
            /// The voter.
            voter: T::AccountId,
            /// How many coins the voter's other votes still freeze.
            frozen: Balance,
        },
        /// The ground rules were changed.
        GroundRulesSet {
            /// The new ground rules.
            rules: GroundRulesOf<T>,
        },
        /// A vote just before the end turned the outcome, so that the end was moved.
        EndMoved {
            /// The id of the CIP.
            cip: CipId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The title is empty.
        TitleEmpty,
        /// The title is longer than 128 bytes.
        TitleTooLong,
        /// The location of the document is longer than 256 bytes.
        LocationTooLong,
        /// The title or the location of the document is not valid UTF-8.
        NotUtf8,
        /// The CIP's own minimum of voters is below that of the ground rules.
        MinVotersTooLow,
        /// The CIP's own minimum turnout is below that of the ground rules.
        MinTurnoutTooLow,
        /// The CIP's own minimum approval is below that of the ground rules.
        MinApprovalTooLow,
        /// The period is shorter than the ground rules allow.
        PeriodTooShort,
        /// The period is longer than the ground rules allow.
        PeriodTooLong,
        /// There is no preimage with this hash and length.
        UnknownPreimage,
        /// The preimage is not a call, or its calls are nested too deeply.
        UndecodableCall,
        /// The call is too heavy to be dispatched in a block.
        CallTooHeavy,
        /// No CIP has had this id, or it was withdrawn.
        UnknownCip,
        /// The caller did not propose the CIP.
        NotProposer,
        /// The CIP can't be withdrawn: the votes for it are a tenth of the turnout that it needs, or more.
        AlreadyHasVotes,
        /// Voting on the CIP has ended.
        VotingEnded,
        /// Voting on the CIP is still open, or it is not decided yet.
        VotingOpen,
        /// The account has voted on the CIP.
        AlreadyVoted,
        /// The number of votes is zero.
        NoVotes,
        /// The account has fewer coins than votes. Coins on hold don't vote.
        InsufficientCoins,
        /// Not used any more. It keeps the numbers of the later errors, which are on record.
        TooManyOpenVotes,
        /// All votes on the CIP are unlocked.
        NothingToUnlock,
        /// The CIP did not pass or has no call, or its call is not due or was dispatched. An enactment can't enact
        /// another CIP either.
        NotEnactable,
        /// Too few free coins for a deposit.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
        /// The minimum of voters must be at least one.
        VotersZero,
        /// The minimum turnout must be above zero.
        TurnoutZero,
        /// The minimum approval must be above one half.
        ApprovalNotAboveHalf,
        /// The shortest period must be at least one block.
        PeriodZero,
        /// The shortest period exceeds the longest.
        PeriodBoundsReversed,
        /// The enactment delay must be at least one block.
        DelayZero,
        /// The deposit is below the existential deposit.
        DepositTooLow,
        /// The call contains one that can be done in part and still succeed, such as a `batch`. Use `batch_all`.
        UseBatchAll,
        /// The enactment delay is too short for another CIP to cancel the call.
        DelayTooShort,
        /// The minimum of voters is higher than ground rules may ask for.
        VotersTooMany,
        /// The minimum turnout is higher than ground rules may ask for.
        TurnoutTooHigh,
        /// The minimum approval is higher than ground rules may ask for.
        ApprovalTooHigh,
        /// The shortest period is longer than ground rules may ask for.
        MinPeriodTooLong,
        /// The longest period is longer than ground rules may allow.
        MaxPeriodTooLong,
        /// The enactment delay is longer than ground rules may ask for.
        DelayTooLong,
        /// The deposit is higher than ground rules may ask for.
        DepositTooHigh,
        /// The vote would make the CIP pass when nobody has time to vote against it any more.
        NoTimeToAnswer,
        /// Another CIP cancelled the call before it was due.
        Cancelled,
        /// The CIP did not pass or has no call, or its call was dispatched or is being dispatched.
        NothingToCancel,
        /// Less than a tenth of the CIP's period is over.
        TooEarly,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Propose a CIP, an improvement proposal. Anybody can do this; a deposit is held until the decision.
        ///
        /// The deposit is that of the ground rules, doubled for every 16 CIPs that are open. It is released with the
        /// decision, unless hardly anybody voted for the CIP.
        ///
        /// - `title`: UTF-8, 1 to 128 bytes.
        /// - `document`: the hash of the text, and where to find it.
        /// - `proposal`: the call that is dispatched with Root if the CIP passes, inline or as the hash and the
        ///   length of a preimage. The preimage is kept until then, for [`PreimageDeposit`](Config::PreimageDeposit).
        ///   None for a CIP without a call.
        /// - `rules`: the CIP's own rules, none looser than the ground rules.
        ///
        /// Errors: [`Error::TitleEmpty`], [`Error::TitleTooLong`], [`Error::LocationTooLong`],
        /// [`Error::NotUtf8`], [`Error::MinVotersTooLow`], [`Error::MinTurnoutTooLow`],
        /// [`Error::MinApprovalTooLow`], [`Error::PeriodTooShort`], [`Error::PeriodTooLong`],
        /// [`Error::NoIdLeft`], [`Error::UnknownPreimage`], [`Error::UndecodableCall`],
        /// [`Error::UseBatchAll`], [`Error::CallTooHeavy`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::propose(
            proposal.as_ref().and_then(|call| call.len()).unwrap_or_default(),
        ))]
        pub fn propose(
            origin: OriginFor<T>,
            title: Vec<u8>,
            document: Document<Vec<u8>>,
            proposal: Option<BoundedCallOf<T>>,
            rules: Rules<BlockNumberFor<T>>,
        ) -> DispatchResult {
            let proposer = ensure_signed(origin)?;
            Self::do_propose(proposer, title, document, proposal, rules)
        }

        /// Withdraw your CIP while hardly anybody has voted for it, and get its deposit back.
        ///
        /// Needs less than a tenth of the turnout that the CIP needs to pass. Possible before its end, once a tenth
        /// of its period, at least one block, is over. The votes on it are unlocked.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::NotProposer`], [`Error::VotingEnded`],
        /// [`Error::AlreadyHasVotes`], [`Error::TooEarly`].
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::withdraw())]
        pub fn withdraw(origin: OriginFor<T>, cip: CipId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw(cip, who)
        }

        /// Vote on a CIP with your coins, once and for good. They are frozen until after the decision.
        ///
        /// Anybody with coins can vote, and keeps them. Votes are unlocked automatically after the decision; until
        /// then [`VoteDeposit`](Config::VoteDeposit) is held, too. A vote that turns the outcome in the last tenth of
        /// the period moves the end by a tenth, up to the longest period, but at least once. When the end can't be
        /// moved any more, a vote that would make the CIP pass is refused.
        ///
        /// - `approve`: in favour or against.
        /// - `votes`: one for each planck, at most the voter's balance. Coins that vest or that other votes freeze
        ///   count; coins on hold don't.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::VotingEnded`], [`Error::AlreadyVoted`],
        /// [`Error::NoVotes`], [`Error::InsufficientCoins`], [`Error::NoIdLeft`],
        /// [`Error::NoTimeToAnswer`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::vote())]
        pub fn vote(
            origin: OriginFor<T>,
            cip: CipId,
            approve: bool,
            votes: Balance,
        ) -> DispatchResult {
            let voter = ensure_signed(origin)?;
            Self::do_vote(cip, voter, approve, votes)
        }

        /// Unlock up to 100 votes on a decided or withdrawn CIP, whoever cast them. Anybody can do this.
        ///
        /// Blocks that have room do this automatically; the call is for when they are full.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::VotingOpen`], [`Error::NothingToUnlock`].
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::unlock(MAX_UNLOCKED))]
        pub fn unlock(origin: OriginFor<T>, cip: CipId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_unlock(cip)
        }

        /// Change the ground rules of all CIPs. Only Root can do this.
        ///
        /// Thresholds count for all CIPs that are not decided, the other rules for what is proposed or decided from
        /// now on.
        ///
        /// Errors: [`Error::VotersZero`], [`Error::TurnoutZero`], [`Error::ApprovalNotAboveHalf`],
        /// [`Error::PeriodZero`], [`Error::PeriodBoundsReversed`], [`Error::DelayZero`],
        /// [`Error::DepositTooLow`], [`Error::DelayTooShort`], and what is stricter than
        /// [`GroundRules::strictest`]: [`Error::VotersTooMany`], [`Error::TurnoutTooHigh`],
        /// [`Error::ApprovalTooHigh`], [`Error::MinPeriodTooLong`], [`Error::MaxPeriodTooLong`],
        /// [`Error::DelayTooLong`], [`Error::DepositTooHigh`].
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::set_ground_rules())]
        pub fn set_ground_rules(origin: OriginFor<T>, rules: GroundRulesOf<T>) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_ground_rules(rules)
        }

        /// Dispatch the call of a passed CIP, once. Only Root can do this; the scheduler does it when it is due.
        ///
        /// Whether the call succeeds or fails is recorded; its error is not an error of `enact`.
        ///
        /// - `call_weight`: the weight of fetching and dispatching the call. If it has become heavier, it is
        ///   scheduled again with its new weight.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::NotEnactable`].
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::enact().saturating_add(*call_weight))]
        pub fn enact(
            origin: OriginFor<T>,
            cip: CipId,
            call_weight: Weight,
        ) -> DispatchResultWithPostInfo {
            ensure_root(origin)?;
            Self::do_enact(cip, call_weight)
        }

        /// Cancel the call of another passed CIP before it is dispatched. Only Root can do this.
        ///
        /// The call is recorded as failed. A CIP that does nothing but cancel is enacted in the block after its
        /// decision.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::NothingToCancel`].
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::cancel())]
        pub fn cancel(origin: OriginFor<T>, cip: CipId) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_cancel(cip)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Decide the CIPs that have ended.
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::decide_due(now)
        }

        /// Unlock votes, as far as the block has room.
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::unlock_within(remaining)
        }

        /// # Panics
        ///
        /// If no CIP could ever be decided, no call enacted, or the deposit of a vote might not be releasable. Runs
        /// in tests only.
        fn integrity_test() {
            assert!(
                T::MaxEndsPerBlock::get() > 0,
                "a block must decide some CIPs"
            );
            assert!(
                Self::can_be_enacted(HEADROOM.saturating_add(Weight::from_parts(1, 0))),
                "MaxCallWeight leaves nothing for a call"
            );
            let existential_deposit = <T::Currency as fungible::Inspect<_>>::minimum_balance();
            assert!(
                T::VoteDeposit::get() >= existential_deposit.max(1),
                "the deposit of a vote must be at least the existential deposit"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            // What was not migrated yet does not decode.
            if Self::is_migrating() {
                return Ok(());
            }
            Self::do_try_state()
        }
    }
}
