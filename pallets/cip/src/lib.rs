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

    /// A call of the pallet's CIPs: here, or the hash and the length of a preimage.
    pub type BoundedCallOf<T> =
        Bounded<<T as Config>::Proposal, <T as frame_system::Config>::Hashing>;

    /// The call of a CIP of the pallet.
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
        /// What the runtime calls the holds of its pallets.
        type RuntimeHoldReason: From<HoldReason>;

        /// What the runtime calls the freezes of its pallets.
        type RuntimeFreezeReason: From<FreezeReason>;

        /// The coin that votes. A freeze must be of all that an account has, what is held included,
        /// as it is with `pallet-balances`.
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

        /// What a CIP may have dispatched. The runtime's calls, or something that is encoded like them
        /// and dispatches some of them only.
        type Proposal: Parameter
            + Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
            + GetDispatchInfo
            + From<Call<Self>>;

        /// The calls that are done as a whole or not at all, with all within them. Nothing else is proposed.
        type WholeCalls: Contains<Self::Proposal>;

        /// The origins that the scheduler knows.
        type PalletsOrigin: From<frame_system::RawOrigin<Self::AccountId>>;

        /// Dispatches the calls of CIPs that passed, when they are due.
        type Scheduler: schedule::v3::Anon<
            BlockNumberFor<Self>,
            Self::Proposal,
            Self::PalletsOrigin,
            Hasher = Self::Hashing,
        >;

        /// Where calls are that are too long for a transaction of their own, or for this pallet.
        type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;

        /// The most that `enact` may weigh with the call that it dispatches: what the scheduler has
        /// left for the first task of a block. A heavier one would never be dispatched. When it is proposed, it weighs
        /// [`HEADROOM`] less.
        #[pallet::constant]
        type MaxCallWeight: Get<Weight>;

        /// Who gets the deposits that are lost.
        type Treasury: Get<Self::AccountId>;

        /// Held of a voter for the record of each vote until it is lifted. Planck, at least the
        /// existential deposit, so that it can always be given back.
        #[pallet::constant]
        type VoteDeposit: Get<Balance>;

        /// What is held of a proposer for a preimage. Planck.
        type PreimageDeposit: Convert<Footprint, Balance>;

        /// How many CIPs are decided in one block, at most; others that ended wait for the next.
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
        /// A CIP that was not decided, or a deposit that was lost and backs a vote.
        Proposal,
        /// The record of a vote.
        Vote,
        /// The preimage of a CIP's call, which the chain keeps, whoever noted it.
        Preimage,
    }

    /// Why this pallet freezes coins.
    #[pallet::composite_enum]
    pub enum FreezeReason {
        /// They vote. As many as the largest of the account's votes that were not lifted.
        Vote,
    }

    /// The ground rules in force.
    #[pallet::storage]
    pub type CurrentRules<T: Config> = StorageValue<_, GroundRulesOf<T>, ValueQuery>;

    /// What the ground rules asked of CIPs before they changed last, and in which block they did. It counts still for those
    /// that had no tenth of their period left by then. Of changes as close to each other, the strictest.
    #[pallet::storage]
    pub type FormerRules<T: Config> = StorageValue<_, (Thresholds, BlockNumberFor<T>), OptionQuery>;

    /// How many CIPs were proposed, and so the id of the next.
    #[pallet::storage]
    pub type NextCipId<T: Config> = StorageValue<_, CipId, ValueQuery>;

    /// How many votes were cast, and so the id of the next.
    #[pallet::storage]
    pub type NextCredentialId<T: Config> = StorageValue<_, CredentialId, ValueQuery>;

    /// How many CIPs were decided, and so the id of the next resolution.
    #[pallet::storage]
    pub type NextResolutionId<T: Config> = StorageValue<_, ResolutionId, ValueQuery>;

    /// The CIPs that were not withdrawn.
    #[pallet::storage]
    pub type Cips<T: Config> = StorageMap<_, Twox64Concat, CipId, CipRecordOf<T>, OptionQuery>;

    /// What is held of the proposer for the preimage of its CIP's call, until the chain lets go of that. Planck.
    #[pallet::storage]
    pub type PreimageDeposits<T: Config> = StorageMap<_, Twox64Concat, CipId, Balance, OptionQuery>;

    /// The votes on those that were not decided.
    #[pallet::storage]
    pub type Tallies<T: Config> =
        CountedStorageMap<_, Twox64Concat, CipId, OpenTally<BlockNumberFor<T>>, OptionQuery>;

    /// Those that were not decided, in the order of their ends, and of their ids.
    #[pallet::storage]
    pub type Ending<T: Config> =
        StorageDoubleMap<_, Identity, BigEndianKey, Identity, BigEndianKey, (), OptionQuery>;

    /// How many votes on a CIP that was decided or withdrawn were not lifted, where any is left.
    #[pallet::storage]
    pub type Lifting<T: Config> = StorageMap<_, Twox64Concat, CipId, u32, OptionQuery>;

    /// The votes that were not lifted.
    #[pallet::storage]
    pub type Credentials<T: Config> =
        StorageMap<_, Twox64Concat, CredentialId, VoteRecordOf<T>, OptionQuery>;

    /// Their credentials, by CIP and voter.
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

    /// The votes of an account that were not lifted, the one with the most coins first: so many it freezes.
    #[pallet::storage]
    pub type VotesBySize<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, VoteKey, (), OptionQuery>;

    /// What an account lost of its deposits, and is on hold still. Planck.
    #[pallet::storage]
    pub type Forfeited<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, Balance, ValueQuery>;

    /// The decisions.
    #[pallet::storage]
    pub type Resolutions<T: Config> =
        StorageMap<_, Twox64Concat, ResolutionId, Resolution<BlockNumberFor<T>>, OptionQuery>;

    /// The decision on each CIP that was decided.
    #[pallet::storage]
    pub type ResolutionOf<T: Config> =
        StorageMap<_, Twox64Concat, CipId, ResolutionId, OptionQuery>;

    /// The CIP whose call is being dispatched. None between calls.
    #[pallet::storage]
    pub type Enacting<T: Config> = StorageValue<_, CipId, OptionQuery>;

    /// The ground rules of the first block.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Those of the main network, if nothing is said.
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
        /// There is a new CIP.
        Proposed {
            /// Its id.
            cip: CipId,
            /// Who proposed it.
            proposer: T::AccountId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
            /// What is held of the proposer.
            deposit: Balance,
        },
        /// There is no such CIP any more, as its proposer wants.
        Withdrawn {
            /// Which.
            cip: CipId,
        },
        /// An account voted.
        Voted {
            /// The vote's own number.
            credential: CredentialId,
            /// On which CIP.
            cip: CipId,
            /// Which account.
            voter: T::AccountId,
            /// In favour, or against.
            approve: bool,
            /// How many votes.
            votes: Balance,
            /// In which block.
            block: BlockNumberFor<T>,
            /// By which of the block's extrinsics.
            extrinsic: Option<u32>,
        },
        /// A CIP passed.
        Passed {
            /// Which.
            cip: CipId,
            /// The number of the decision.
            resolution: ResolutionId,
            /// By which votes.
            tally: Tally,
            /// In which block its call is due. None where it is but words.
            enactment: Option<BlockNumberFor<T>>,
        },
        /// A CIP was rejected.
        Rejected {
            /// Which.
            cip: CipId,
            /// The number of the decision.
            resolution: ResolutionId,
            /// By which votes.
            tally: Tally,
        },
        /// A CIP ended and could not be decided. The next block tries again.
        EndPostponed {
            /// Which.
            cip: CipId,
            /// Why, such as that the scheduler takes no more.
            error: DispatchError,
        },
        /// Hardly anybody cared for a CIP, and so its proposer loses the deposit.
        DepositLost {
            /// Which.
            cip: CipId,
            /// Who proposed it.
            proposer: T::AccountId,
            /// How much.
            amount: Balance,
        },
        /// The treasury has what a proposer lost: of one CIP or of several, or a part.
        DepositTaken {
            /// Who proposed them.
            proposer: T::AccountId,
            /// How much.
            amount: Balance,
        },
        /// The call of a CIP became heavier since it was scheduled, and has another block.
        EnactmentPostponed {
            /// Which.
            cip: CipId,
            /// That block.
            at: BlockNumberFor<T>,
        },
        /// The call of a CIP was dispatched and succeeded.
        Enacted {
            /// Which.
            cip: CipId,
            /// The number of the decision.
            resolution: ResolutionId,
        },
        /// The call of a CIP failed, and left nothing behind.
        EnactmentFailed {
            /// Which.
            cip: CipId,
            /// The number of the decision.
            resolution: ResolutionId,
            /// Why.
            error: DispatchError,
        },
        /// A vote on a CIP that was decided or withdrawn does not freeze coins any more.
        VoteLifted {
            /// The vote's own number.
            credential: CredentialId,
            /// On which CIP it was.
            cip: CipId,
            /// Whose it was.
            voter: T::AccountId,
            /// How much the account's other votes freeze.
            frozen: Balance,
        },
        /// There are other ground rules.
        GroundRulesSet {
            /// These.
            rules: GroundRulesOf<T>,
        },
        /// A vote turned the outcome just before the end, so that the end is later.
        EndMoved {
            /// Of which CIP.
            cip: CipId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// A CIP needs a title.
        TitleEmpty,
        /// The title is above [`MAX_TITLE`] bytes.
        TitleTooLong,
        /// The place of the document is above [`MAX_LOCATION`] bytes.
        LocationTooLong,
        /// The title or the place of the document is not text.
        NotUtf8,
        /// The CIP would pass with fewer voters than the ground rules ask for.
        MinVotersTooLow,
        /// The CIP would pass with a lower turnout than the ground rules ask for.
        MinTurnoutTooLow,
        /// The CIP would pass with a lower approval than the ground rules ask for.
        MinApprovalTooLow,
        /// The period is below the shortest of the ground rules.
        PeriodTooShort,
        /// The period is above the longest of the ground rules.
        PeriodTooLong,
        /// There is no preimage of this hash and this length.
        UnknownPreimage,
        /// The preimage is none of a call, or of one within too many others.
        UndecodableCall,
        /// The call weighs more than can be dispatched in a block.
        CallTooHeavy,
        /// There has been no CIP of this id, or it was withdrawn.
        UnknownCip,
        /// The caller did not propose the CIP.
        NotProposer,
        /// Too many voted in favour of the CIP: a tenth of the turnout that it needs, or more.
        AlreadyHasVotes,
        /// The CIP takes no votes any more.
        VotingEnded,
        /// The CIP takes votes still, or was not decided yet.
        VotingOpen,
        /// The account voted on the CIP.
        AlreadyVoted,
        /// A vote of no coins.
        NoVotes,
        /// More votes than the account has coins, not counting what is held of it.
        InsufficientCoins,
        /// Of earlier versions, in which an account's votes were bounded. It keeps the numbers of the others, which are
        /// on record.
        TooManyOpenVotes,
        /// No vote on the CIP is left to lift.
        NothingToUnlock,
        /// The CIP did not pass, has no call, or its call is not due, was dispatched, or is that of
        /// another CIP's call.
        NotEnactable,
        /// Too few free coins for a deposit.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
        /// Ground rules by which a CIP passes without voters.
        VotersZero,
        /// Ground rules by which a CIP passes whatever the turnout.
        TurnoutZero,
        /// Ground rules by which a CIP passes with as many votes against as in favour.
        ApprovalNotAboveHalf,
        /// Ground rules with a shortest period of no blocks.
        PeriodZero,
        /// Ground rules with a shortest period above the longest.
        PeriodBoundsReversed,
        /// Ground rules with an enactment in the block of the decision.
        DelayZero,
        /// Ground rules with a deposit below the existential deposit.
        DepositTooLow,
        /// The call has another in it that may be done in part and succeed, such as a `batch`. A
        /// `batch_all` is done as a whole or not at all.
        UseBatchAll,
        /// Ground rules with an enactment before another CIP could cancel it.
        DelayTooShort,
        /// Ground rules that ask for more voters than they may.
        VotersTooMany,
        /// Ground rules that ask for a higher turnout than they may.
        TurnoutTooHigh,
        /// Ground rules that ask for a higher approval than they may.
        ApprovalTooHigh,
        /// Ground rules with a longer shortest period than they may have.
        MinPeriodTooLong,
        /// Ground rules with a longer longest period than they may have.
        MaxPeriodTooLong,
        /// Ground rules with a longer delay than they may have.
        DelayTooLong,
        /// Ground rules with a higher deposit than they may have.
        DepositTooHigh,
        /// The vote would have the CIP pass, and nobody would have time to answer.
        NoTimeToAnswer,
        /// Another CIP cancelled the call before it was due.
        Cancelled,
        /// The CIP did not pass, has no call, or its call was dispatched, or is being dispatched.
        NothingToCancel,
        /// Less than a tenth of the CIP's period is over.
        TooEarly,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Propose an improvement. By anybody, who has the ground rules' deposit held until the
        /// decision, doubled for every 16 CIPs that are open. It is given back but where hardly anybody is
        /// for it.
        ///
        /// - `title`: UTF-8, 1 to 128 bytes.
        /// - `document`: the hash of the text, and where to find it.
        /// - `proposal`: what is dispatched with Root if the CIP passes: a call, or the hash and the
        ///   length of a preimage, which stays until then, and for which
        ///   [`PreimageDeposit`](Config::PreimageDeposit) is held, too. None where the CIP is but words.
        /// - `rules`: its own, none looser than the ground rules.
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

        /// Remove a CIP that has less than a tenth of the turnout that it needs, and release its deposit and its
        /// preimage. By its proposer, once a tenth of its period is over, one block at least, and before its end. Votes
        /// on it are lifted.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::NotProposer`], [`Error::VotingEnded`],
        /// [`Error::AlreadyHasVotes`], [`Error::TooEarly`].
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::withdraw())]
        pub fn withdraw(origin: OriginFor<T>, cip: CipId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw(cip, who)
        }

        /// Vote on a CIP, once and for good. By anybody with coins. They stay the voter's, but can't
        /// leave until the CIP was decided and the vote lifted, which happens by itself. Until then
        /// [`VoteDeposit`](Config::VoteDeposit) is held, too. A vote that turns the outcome within the last tenth of the
        /// period moves the end by a tenth, at most to the longest period, but once in any case. Where the end can't
        /// move any more, one that would have the CIP pass is refused.
        ///
        /// - `approve`: in favour, or against.
        /// - `votes`: one for each planck; at most as many as the voter has. Coins that vest, or that
        ///   other votes freeze, count; those on hold do not.
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

        /// Lift the next 100 votes on a CIP that was decided or withdrawn, whosever they are. By anybody. Blocks
        /// with room do it by themselves; this is for when there are none.
        ///
        /// Errors: [`Error::UnknownCip`], [`Error::VotingOpen`], [`Error::NothingToUnlock`].
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::unlock(MAX_UNLOCKED))]
        pub fn unlock(origin: OriginFor<T>, cip: CipId) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_unlock(cip)
        }

        /// Change the ground rules. By Root. Thresholds count for all that was not decided, the rest
        /// for what is proposed or decided from now on.
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

        /// Dispatch the call of a CIP that passed, with Root, once. By Root; the scheduler does it when
        /// it is due. Whether the call succeeds or fails is recorded, and no error of this call.
        ///
        /// - `call_weight`: what fetching the call and dispatching it weighs. Where it weighs more by
        ///   now, it is scheduled again with what it weighs.
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

        /// Have the call of another CIP, which passed, not be dispatched: it is on record as failed. By Root. A CIP that
        /// does nothing but this is enacted in the block after its decision.
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
        /// Decide what ended.
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::decide_due(now)
        }

        /// Lift votes, as far as the block has room.
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::unlock_within(remaining)
        }

        /// # Panics
        /// Where no CIP is ever decided, no call could be enacted, or the deposit of a vote might not
        /// be given back. Run by tests alone.
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
