#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![warn(missing_docs)]

extern crate alloc;

mod agenda;
mod apply;
mod decide;
mod departing;
mod deposit;
mod inspect;
mod invariants;
mod leave;
mod member;
pub mod migrations;
mod parameters;
mod peer_id;
mod removal;
mod role;
mod rotate;
pub mod runtime_api;
mod sessions;
mod tally;
mod types;
mod uploads;
mod vote;
mod waiting;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use parameters::ParametersError;
pub use peer_id::{InvalidPeerId, PeerId, MAX_PEER_ID};
pub use rotate::ROTATION;
pub use sessions::Watched;
pub use tally::{needed, Tally};
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::{Member, *};
    use alloc::vec::Vec;
    use chaos_primitives::{Balance, BigEndianKey, Validators};
    use frame_support::{pallet_prelude::*, traits::fungible};
    use frame_system::pallet_prelude::*;
    use sp_core::ed25519;

    /// The parameters of the pallet.
    pub type ParametersOf<T> = Parameters<BlockNumberFor<T>>;

    /// A member of the pallet.
    pub type MemberOf<T> = Member<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

    /// What a motion of the pallet is about.
    pub type SubjectOf<T> = Subject<<T as frame_system::Config>::AccountId>;

    /// Who said what, nobody twice.
    pub type VotesOf<T> =
        BoundedVec<(<T as frame_system::Config>::AccountId, bool), <T as Config>::MaxValidators>;

    /// A motion of the pallet.
    pub type MotionOf<T> =
        Motion<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, VotesOf<T>>;

    /// Peer ids that may not come in, each with the first block in which it may.
    pub type WaitingOf<T> = BoundedVec<(PeerId, BlockNumberFor<T>), ConstU32<MAX_WAITING>>;

    /// 1: how many members each account has.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What the runtime calls the holds of its pallets.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin in which deposits are.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// Those who make blocks once they have session keys. Nobody else may add to them.
        type Validators: Validators<Self::AccountId>;

        /// The most of them, and so the most votes on a motion.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// The most members.
        #[pallet::constant]
        type MaxMembers: Get<u32>;

        /// The most applications that are not decided.
        #[pallet::constant]
        type MaxApplications: Get<u32>;

        /// How many motions are closed in one block because they are due, at most; others wait for the
        /// next.
        #[pallet::constant]
        type MaxEndsPerBlock: Get<u32>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A node that applied or is a member.
        Node,
        /// A motion about a member.
        Motion,
    }

    /// The parameters in force.
    #[pallet::storage]
    pub type CurrentParameters<T: Config> = StorageValue<_, ParametersOf<T>, ValueQuery>;

    /// How many members were admitted, and so the id of the next.
    #[pallet::storage]
    pub type NextMemberId<T: Config> = StorageValue<_, MemberId, ValueQuery>;

    /// How many motions were made, and so the id of the next.
    #[pallet::storage]
    pub type NextMotionId<T: Config> = StorageValue<_, MotionId, ValueQuery>;

    /// How often the peer ids of the members changed: who has read them need not read them again before
    /// this does.
    #[pallet::storage]
    pub type Revision<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// The members.
    #[pallet::storage]
    pub type Members<T: Config> =
        CountedStorageMap<_, Twox64Concat, MemberId, MemberOf<T>, OptionQuery>;

    /// How many members each account has, if it has any.
    #[pallet::storage]
    pub type Memberships<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

    /// Who has each peer id that is taken.
    #[pallet::storage]
    pub type PeerIds<T: Config> = StorageMap<_, Blake2_128Concat, PeerId, Holder, OptionQuery>;

    /// The member with which each account validates. An account has but one set of session keys, and so
    /// but one node that makes blocks.
    #[pallet::storage]
    pub type ValidatorOf<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, MemberId, OptionQuery>;

    /// The motions that were not decided, in the order of their ids.
    #[pallet::storage]
    pub type Motions<T: Config> = StorageMap<_, Identity, BigEndianKey, MotionOf<T>, OptionQuery>;

    /// Those, in the order of their ends, and of their ids.
    #[pallet::storage]
    pub type Ending<T: Config> =
        StorageDoubleMap<_, Identity, BigEndianKey, Identity, BigEndianKey, (), OptionQuery>;

    /// How many of them are applications.
    #[pallet::storage]
    pub type Applications<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// From which motion on votes are to be counted again, because the maintainers or the threshold
    /// changed. None where they all were.
    #[pallet::storage]
    pub type Recount<T: Config> = StorageValue<_, MotionId, OptionQuery>;

    /// The peer ids that were refused, in the order in which they were. Some may apply again by now.
    #[pallet::storage]
    pub type Waiting<T: Config> = StorageValue<_, WaitingOf<T>, ValueQuery>;

    /// Those that were voted out or equivocated, or that a member left behind in the meantime.
    #[pallet::storage]
    pub type Expelled<T: Config> = StorageValue<_, WaitingOf<T>, ValueQuery>;

    /// The peer ids of validators that left in this session, and that stay on the network until its
    /// end, as it couldn't be final without them.
    #[pallet::storage]
    pub type Departing<T: Config> =
        StorageValue<_, BoundedVec<PeerId, T::MaxValidators>, ValueQuery>;

    /// The validators that made a block in this session.
    #[pallet::storage]
    pub type Authored<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// After how many more sessions without a block each validator is put to a vote.
    #[pallet::storage]
    pub type SessionsLeft<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

    /// Who may upload the code of contracts.
    #[pallet::storage]
    pub type CurrentCodeUploads<T: Config> = StorageValue<_, CodeUploads, ValueQuery>;

    /// The motions to narrow that, one for each way.
    #[pallet::storage]
    pub type Narrowings<T: Config> =
        StorageMap<_, Twox64Concat, CodeUploads, MotionId, OptionQuery>;

    /// The members and the rules of the first block.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The first members. Those that are validators are those of the genesis of the validators.
        pub members: Vec<GenesisMember<T::AccountId>>,
        /// Those of the main network, if nothing is said.
        pub parameters: ParametersOf<T>,
        /// Who may upload the code of contracts: members, if nothing is said.
        pub code_uploads: CodeUploads,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        /// # Panics
        /// If a parameter is out of its bounds, a label is too long, a peer id or a validator stands
        /// twice, there are too many members, or the validators are not those that make blocks.
        fn build(&self) {
            if let Err(error) = Pallet::<T>::build_genesis(self) {
                panic!("nodeAdmission: {error}");
            }
        }
    }

    /// Blocks and periods are in blocks.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A node applied.
        Applied {
            /// The application, which is voted on.
            motion: MotionId,
            /// Whose node it is.
            applicant: T::AccountId,
            /// Which node.
            peer_id: PeerId,
            /// What it would do.
            role: Role,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// A member's removal is voted on.
        RemovalProposed {
            /// The motion.
            motion: MotionId,
            /// Which member.
            member: MemberId,
            /// Who wants it. None where it is the chain, as the validator makes no blocks.
            proposer: Option<T::AccountId>,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// It is voted on whether an observer is to be a validator.
        PromotionProposed {
            /// The motion.
            motion: MotionId,
            /// Which member.
            member: MemberId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// A maintainer voted.
        Voted {
            /// On which motion.
            motion: MotionId,
            /// Who.
            voter: T::AccountId,
            /// In favour, or against.
            approve: bool,
        },
        /// A motion was decided, and is gone.
        Decided {
            /// Which.
            motion: MotionId,
            /// How.
            outcome: Outcome,
            /// By which votes.
            tally: Tally,
        },
        /// A node is a member.
        MemberAdmitted {
            /// Its number.
            member: MemberId,
            /// Whose it is.
            account: T::AccountId,
            /// Which node.
            peer_id: PeerId,
            /// What it does.
            role: Role,
        },
        /// A node is no member any more.
        MemberRemoved {
            /// Its number.
            member: MemberId,
            /// Whose it was.
            account: T::AccountId,
            /// Which node.
            peer_id: PeerId,
            /// Why.
            departure: Departure,
        },
        /// A member does something else.
        RoleSet {
            /// Which member.
            member: MemberId,
            /// What it does.
            role: Role,
        },
        /// A member has another peer id.
        PeerIdUpdated {
            /// Which member.
            member: MemberId,
            /// The one that it had.
            old_peer_id: PeerId,
            /// The one that it has.
            new_peer_id: PeerId,
        },
        /// A validator made no block for too many sessions in a row.
        ValidatorInactive {
            /// Which member.
            member: MemberId,
            /// Whose.
            validator: T::AccountId,
        },
        /// There are other parameters.
        ParametersSet {
            /// These.
            parameters: ParametersOf<T>,
        },
        /// It is voted on whether fewer should upload the code of contracts.
        CodeUploadsProposed {
            /// The motion.
            motion: MotionId,
            /// Who should.
            uploads: CodeUploads,
            /// Who wants it.
            proposer: T::AccountId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// Others may upload the code of contracts.
        CodeUploadsSet {
            /// Who.
            uploads: CodeUploads,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The bytes are no peer id: no multihash, or none of a public key, or of one that has no secret.
        InvalidPeerId,
        /// A member has the peer id, or it applied and was not decided on.
        PeerIdTaken,
        /// The peer id was refused or voted out, and may not come in yet.
        PeerIdWaits,
        /// The member's peer id was changed a short time ago, or since its removal is voted on.
        RotatedRecently,
        /// The label is above [`MAX_LABEL`] bytes.
        LabelTooLong,
        /// The reason is above [`MAX_REASON`] bytes.
        ReasonTooLong,
        /// The label or the reason is not text.
        NotUtf8,
        /// The caller does not validate.
        NotMaintainer,
        /// The caller voted on the motion.
        AlreadyVoted,
        /// There has been no motion of this id.
        UnknownMotion,
        /// The motion was decided, or its period is over.
        MotionClosed,
        /// There is no member of this id.
        UnknownMember,
        /// The member is not the caller's.
        NotOwner,
        /// The member has the role.
        RoleUnchanged,
        /// It is voted on whether the member should be removed.
        RemovalOpen,
        /// It is voted on whether the member should be a validator.
        PromotionOpen,
        /// The account validates with another of its nodes.
        AlreadyValidator,
        /// The account equivocated, and its validator leaves with the session.
        Equivocated,
        /// Without the member there would be fewer validators than the minimum.
        TooFewValidators,
        /// There are as many validators as there may be.
        TooManyValidators,
        /// There are as many members as there may be.
        TooManyMembers,
        /// As many applications are open as may be.
        TooManyApplications,
        /// Too few free coins for a deposit.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
        /// Parameters by which nobody has to say yes.
        ThresholdZero,
        /// Parameters with a vote period of no blocks.
        VotePeriodZero,
        /// Parameters by which a validator is inactive at once.
        InactiveSessionsZero,
        /// Parameters with a minimum of no validators, or of more than there can be.
        MinValidatorsOutOfBounds,
        /// Parameters with a deposit below the existential deposit.
        DepositTooLow,
        /// As few may upload the code of contracts already, or fewer.
        CodeUploadsNotNarrower,
        /// The same is voted on.
        NarrowingOpen,
        /// The signature is not by the key of the new peer id, or of something else than this change: of another
        /// member, account, peer id or chain. Or the key is none of ed25519.
        InvalidSignature,
        /// Parameters with a vote period above [`MAX_VOTE_PERIOD`].
        VotePeriodTooLong,
        /// Parameters with a waiting period above [`MAX_WAITING_PERIOD`].
        WaitingPeriodTooLong,
        /// Parameters with a rotation period above [`MAX_ROTATION_PERIOD`].
        RotationPeriodTooLong,
        /// Parameters with a deposit above [`MAX_DEPOSIT`].
        DepositTooHigh,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Apply for a node, on which the maintainers then vote. By anybody, who has the parameters'
        /// deposit held until the node is refused, or leaves.
        ///
        /// - `peer_id`: who it is on the network; the bytes of a multihash of its public key.
        /// - `role`: what it would do. Of an account's nodes one may be a validator.
        /// - `label`: what it is called. UTF-8, at most 64 bytes.
        ///
        /// Errors: [`Error::InvalidPeerId`], [`Error::LabelTooLong`], [`Error::NotUtf8`],
        /// [`Error::PeerIdTaken`], [`Error::PeerIdWaits`], [`Error::AlreadyValidator`],
        /// [`Error::TooManyValidators`], [`Error::TooManyMembers`], [`Error::TooManyApplications`],
        /// [`Error::NoIdLeft`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::apply())]
        pub fn apply(
            origin: OriginFor<T>,
            peer_id: Vec<u8>,
            role: Role,
            label: Vec<u8>,
        ) -> DispatchResult {
            let applicant = ensure_signed(origin)?;
            Self::do_apply(applicant, peer_id, role, label)
        }

        /// Vote on a motion, of whichever kind, once and for good. By a maintainer. The vote that makes
        /// the outcome certain decides: what was moved is done, or the motion refused.
        ///
        /// Errors: [`Error::UnknownMotion`], [`Error::MotionClosed`], [`Error::NotMaintainer`],
        /// [`Error::AlreadyVoted`].
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::vote())]
        pub fn vote(origin: OriginFor<T>, motion: MotionId, approve: bool) -> DispatchResult {
            let voter = ensure_signed(origin)?;
            Self::do_vote(motion, voter, approve)
        }

        /// Have it voted on whether a member should be removed. By a maintainer, who has the
        /// parameters' deposit held until the decision.
        ///
        /// - `reason`: why. UTF-8, at most 256 bytes.
        ///
        /// Errors: [`Error::NotMaintainer`], [`Error::ReasonTooLong`], [`Error::NotUtf8`],
        /// [`Error::UnknownMember`], [`Error::RemovalOpen`], [`Error::TooFewValidators`],
        /// [`Error::NoIdLeft`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::propose_removal())]
        pub fn propose_removal(
            origin: OriginFor<T>,
            member: MemberId,
            reason: Vec<u8>,
        ) -> DispatchResult {
            let proposer = ensure_signed(origin)?;
            Self::do_propose_removal(proposer, member, reason)
        }

        /// Take a node from the members, and have its deposit back. By its owner.
        ///
        /// Errors: [`Error::UnknownMember`], [`Error::NotOwner`], [`Error::TooFewValidators`].
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::leave())]
        pub fn leave(origin: OriginFor<T>, member: MemberId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_leave(member, who)
        }

        /// Have a node do something else. By its owner. From validator to observer at once; from
        /// observer to validator by vote, for which the parameters' deposit is held until the decision.
        ///
        /// Errors: [`Error::UnknownMember`], [`Error::NotOwner`], [`Error::RoleUnchanged`]; downwards
        /// [`Error::Equivocated`], [`Error::TooFewValidators`]; upwards [`Error::PromotionOpen`],
        /// [`Error::AlreadyValidator`], [`Error::TooManyValidators`], [`Error::NoIdLeft`],
        /// [`Error::DepositUnaffordable`].
        #[pallet::call_index(4)]
        #[pallet::weight(match role {
            Role::Observer => <T as Config>::WeightInfo::set_role_down(),
            Role::Validator => <T as Config>::WeightInfo::set_role_up(),
        })]
        pub fn set_role(origin: OriginFor<T>, member: MemberId, role: Role) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_role(member, who, role)
        }

        /// Give a member another peer id, as its node has another key. By its owner, once in the
        /// parameters' rotation period, and once while its removal is voted on.
        ///
        /// - `signature`: of [`rotation_message`](Pallet::rotation_message), by that key.
        ///
        /// Errors: [`Error::InvalidPeerId`], [`Error::UnknownMember`], [`Error::NotOwner`],
        /// [`Error::PeerIdTaken`], [`Error::PeerIdWaits`], [`Error::RotatedRecently`],
        /// [`Error::Equivocated`], [`Error::InvalidSignature`].
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::update_peer_id())]
        pub fn update_peer_id(
            origin: OriginFor<T>,
            member: MemberId,
            peer_id: Vec<u8>,
            signature: ed25519::Signature,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_update_peer_id(member, who, peer_id, &signature)
        }

        /// Change the parameters. By Root. The threshold counts for all that was not decided, periods
        /// and deposits for what begins from now on.
        ///
        /// Errors: [`Error::ThresholdZero`], [`Error::VotePeriodZero`],
        /// [`Error::InactiveSessionsZero`], [`Error::MinValidatorsOutOfBounds`],
        /// [`Error::DepositTooLow`], [`Error::VotePeriodTooLong`], [`Error::WaitingPeriodTooLong`],
        /// [`Error::RotationPeriodTooLong`], [`Error::DepositTooHigh`].
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: ParametersOf<T>) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_parameters(parameters)
        }

        /// Say who may upload the code of contracts. By Root.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::set_code_uploads())]
        pub fn set_code_uploads(origin: OriginFor<T>, uploads: CodeUploads) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_code_uploads(uploads);
            Ok(())
        }

        /// Have it voted on whether fewer should upload the code of contracts. By a maintainer, who has the
        /// parameters' deposit held until the decision. Code that was uploaded stays, and so do its contracts.
        ///
        /// Errors: [`Error::NotMaintainer`], [`Error::CodeUploadsNotNarrower`],
        /// [`Error::NarrowingOpen`], [`Error::NoIdLeft`], [`Error::DepositUnaffordable`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::propose_code_uploads())]
        pub fn propose_code_uploads(origin: OriginFor<T>, uploads: CodeUploads) -> DispatchResult {
            let proposer = ensure_signed(origin)?;
            Self::do_propose_code_uploads(proposer, uploads)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Close what is due, and recount where the maintainers changed.
        fn on_initialize(now: BlockNumberFor<T>) -> Weight {
            Self::decide_due(now)
        }

        /// # Panics
        /// Where no motion would ever end, or there may be more validators than votes. Run by tests
        /// alone.
        fn integrity_test() {
            assert!(
                T::MaxEndsPerBlock::get() > 0,
                "a block must close some motions"
            );
            assert!(
                T::MaxValidators::get() >= T::Validators::max_validators(),
                "every validator must be able to vote"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }
}
