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

    /// The subject of a motion of the pallet.
    pub type SubjectOf<T> = Subject<<T as frame_system::Config>::AccountId>;

    /// Voters and their votes, each voter once.
    pub type VotesOf<T> =
        BoundedVec<(<T as frame_system::Config>::AccountId, bool), <T as Config>::MaxValidators>;

    /// A motion of the pallet.
    pub type MotionOf<T> =
        Motion<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, VotesOf<T>>;

    /// Peer ids that can't be admitted yet, each with the first block in which it can.
    pub type WaitingOf<T> = BoundedVec<(PeerId, BlockNumberFor<T>), ConstU32<MAX_WAITING>>;

    /// Version 1 counts each account's members.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The runtime's hold reasons.
        type RuntimeHoldReason: From<HoldReason>;

        /// The coin in which deposits are paid.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::MutateHold<
                Self::AccountId,
                Balance = Balance,
                Reason = Self::RuntimeHoldReason,
            >;

        /// The accounts that make blocks once they have session keys. Only this pallet may add to them.
        type Validators: Validators<Self::AccountId>;

        /// The most validators, and so the most votes on a motion.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// The most members.
        #[pallet::constant]
        type MaxMembers: Get<u32>;

        /// The most open applications.
        #[pallet::constant]
        type MaxApplications: Get<u32>;

        /// The most motions that are closed in one block because their period is over. Others wait for the next.
        #[pallet::constant]
        type MaxEndsPerBlock: Get<u32>;

        /// Benchmarked weights.
        type WeightInfo: WeightInfo;
    }

    /// Why this pallet holds coins.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// An owner's deposit for a node that has applied or is a member.
        Node,
        /// A proposer's deposit for a motion.
        Motion,
    }

    /// The parameters in force.
    #[pallet::storage]
    pub type CurrentParameters<T: Config> = StorageValue<_, ParametersOf<T>, ValueQuery>;

    /// The id of the next member, which is how many were admitted.
    #[pallet::storage]
    pub type NextMemberId<T: Config> = StorageValue<_, MemberId, ValueQuery>;

    /// The id of the next motion, which is how many were made.
    #[pallet::storage]
    pub type NextMotionId<T: Config> = StorageValue<_, MotionId, ValueQuery>;

    /// How often the members' peer ids have changed. Who has read them need not read them again before this changes.
    #[pallet::storage]
    pub type Revision<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// The members.
    #[pallet::storage]
    pub type Members<T: Config> =
        CountedStorageMap<_, Twox64Concat, MemberId, MemberOf<T>, OptionQuery>;

    /// How many members each account has, if any.
    #[pallet::storage]
    pub type Memberships<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

    /// The member or application that has each peer id.
    #[pallet::storage]
    pub type PeerIds<T: Config> = StorageMap<_, Blake2_128Concat, PeerId, Holder, OptionQuery>;

    /// The member by which each account validates. An account has one set of session keys, and so one node that makes
    /// blocks.
    #[pallet::storage]
    pub type ValidatorOf<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, MemberId, OptionQuery>;

    /// The open motions, in the order of their ids.
    #[pallet::storage]
    pub type Motions<T: Config> = StorageMap<_, Identity, BigEndianKey, MotionOf<T>, OptionQuery>;

    /// The open motions, in the order of their ends and their ids.
    #[pallet::storage]
    pub type Ending<T: Config> =
        StorageDoubleMap<_, Identity, BigEndianKey, Identity, BigEndianKey, (), OptionQuery>;

    /// How many open motions are applications.
    #[pallet::storage]
    pub type Applications<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// The first motion whose votes have to be counted again, because the maintainers or the threshold changed. None
    /// if no motion's do.
    #[pallet::storage]
    pub type Recount<T: Config> = StorageValue<_, MotionId, OptionQuery>;

    /// The peer ids that were refused, the oldest first. Some may be able to apply again.
    #[pallet::storage]
    pub type Waiting<T: Config> = StorageValue<_, WaitingOf<T>, ValueQuery>;

    /// The peer ids that were voted out or equivocated, or that a member replaced while its removal was voted on.
    #[pallet::storage]
    pub type Expelled<T: Config> = StorageValue<_, WaitingOf<T>, ValueQuery>;

    /// The peer ids of validators that left in this session. They stay on the network until it ends, because without
    /// them blocks might not become final.
    #[pallet::storage]
    pub type Departing<T: Config> =
        StorageValue<_, BoundedVec<PeerId, T::MaxValidators>, ValueQuery>;

    /// The validators that have made a block in this session.
    #[pallet::storage]
    pub type Authored<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// After how many more sessions without a block each validator's removal is put to the vote.
    #[pallet::storage]
    pub type SessionsLeft<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

    /// Who may upload contract code.
    #[pallet::storage]
    pub type CurrentCodeUploads<T: Config> = StorageValue<_, CodeUploads, ValueQuery>;

    /// The open motions to let fewer upload contract code, at most one for each choice.
    #[pallet::storage]
    pub type Narrowings<T: Config> =
        StorageMap<_, Twox64Concat, CodeUploads, MotionId, OptionQuery>;

    /// The members and the rules at genesis.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The first members. The validators among them are those of the validators' genesis.
        pub members: Vec<GenesisMember<T::AccountId>>,
        /// By default, those of the main network.
        pub parameters: ParametersOf<T>,
        /// Who may upload contract code. By default, members.
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

    /// Periods are in blocks.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A node applied for membership.
        Applied {
            /// The id of the application's motion.
            motion: MotionId,
            /// The owner of the node.
            applicant: T::AccountId,
            /// The peer id of the node.
            peer_id: PeerId,
            /// The role that it applied for.
            role: Role,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// The removal of a member was put to the vote.
        RemovalProposed {
            /// The id of the motion.
            motion: MotionId,
            /// The id of the member.
            member: MemberId,
            /// The proposer. None if the chain proposed it because the validator makes no blocks.
            proposer: Option<T::AccountId>,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// The promotion of an observer to validator was put to the vote.
        PromotionProposed {
            /// The id of the motion.
            motion: MotionId,
            /// The id of the member.
            member: MemberId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// A maintainer voted.
        Voted {
            /// The id of the motion.
            motion: MotionId,
            /// The maintainer.
            voter: T::AccountId,
            /// Whether the vote is in favour; otherwise it is against.
            approve: bool,
        },
        /// A motion was decided and removed.
        Decided {
            /// The id of the motion.
            motion: MotionId,
            /// The outcome.
            outcome: Outcome,
            /// The votes on the motion.
            tally: Tally,
        },
        /// A node became a member.
        MemberAdmitted {
            /// The id of the member.
            member: MemberId,
            /// The owner of the node.
            account: T::AccountId,
            /// The peer id of the node.
            peer_id: PeerId,
            /// The role of the member.
            role: Role,
        },
        /// A member was removed.
        MemberRemoved {
            /// The id of the member.
            member: MemberId,
            /// The owner of the node.
            account: T::AccountId,
            /// The peer id of the node.
            peer_id: PeerId,
            /// The reason.
            departure: Departure,
        },
        /// The role of a member changed.
        RoleSet {
            /// The id of the member.
            member: MemberId,
            /// The new role.
            role: Role,
        },
        /// The peer id of a member changed.
        PeerIdUpdated {
            /// The id of the member.
            member: MemberId,
            /// The old peer id.
            old_peer_id: PeerId,
            /// The new peer id.
            new_peer_id: PeerId,
        },
        /// A validator has made no block for too many sessions in a row.
        ValidatorInactive {
            /// The id of the member.
            member: MemberId,
            /// The account of the validator.
            validator: T::AccountId,
        },
        /// The parameters were changed.
        ParametersSet {
            /// The new parameters.
            parameters: ParametersOf<T>,
        },
        /// A motion to let fewer upload contract code was put to the vote.
        CodeUploadsProposed {
            /// The id of the motion.
            motion: MotionId,
            /// Who could still upload code.
            uploads: CodeUploads,
            /// The proposer.
            proposer: T::AccountId,
            /// The first block in which no vote is taken.
            end: BlockNumberFor<T>,
        },
        /// Who may upload contract code was changed.
        CodeUploadsSet {
            /// Who may upload code now.
            uploads: CodeUploads,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The bytes are not a peer id: not the multihash of a public key, or of a key that has no secret.
        InvalidPeerId,
        /// The peer id is a member's or an open application's.
        PeerIdTaken,
        /// The peer id was refused or voted out, and can't be admitted yet.
        PeerIdWaits,
        /// The member's peer id was changed within the rotation period, or since its removal was put to the vote.
        RotatedRecently,
        /// The label is longer than 64 bytes.
        LabelTooLong,
        /// The reason is longer than 256 bytes.
        ReasonTooLong,
        /// The label or the reason is not valid UTF-8.
        NotUtf8,
        /// The caller is not a maintainer: it does not validate.
        NotMaintainer,
        /// The caller has voted on the motion.
        AlreadyVoted,
        /// No motion has had this id.
        UnknownMotion,
        /// The motion was decided, or its period is over.
        MotionClosed,
        /// No member has this id.
        UnknownMember,
        /// The caller does not own the member.
        NotOwner,
        /// The member has this role.
        RoleUnchanged,
        /// The removal of the member is being voted on.
        RemovalOpen,
        /// The promotion of the member is being voted on.
        PromotionOpen,
        /// Another node of the account validates.
        AlreadyValidator,
        /// The account equivocated, and stops validating with the session.
        Equivocated,
        /// There would be fewer validators than the minimum.
        TooFewValidators,
        /// The set of validators is full.
        TooManyValidators,
        /// The set of members is full.
        TooManyMembers,
        /// There are too many open applications.
        TooManyApplications,
        /// Too few free coins for a deposit.
        DepositUnaffordable,
        /// All ids are taken.
        NoIdLeft,
        /// The threshold must be above zero.
        ThresholdZero,
        /// The vote period must be at least one block.
        VotePeriodZero,
        /// The number of inactive sessions must be at least one.
        InactiveSessionsZero,
        /// The minimum of validators is zero, or exceeds the most that there can be.
        MinValidatorsOutOfBounds,
        /// The deposit is below the existential deposit.
        DepositTooLow,
        /// As few, or fewer, can upload code already.
        CodeUploadsNotNarrower,
        /// The same change is being voted on.
        NarrowingOpen,
        /// The signature is not by the key of the new peer id, which must be ed25519, or is of another member,
        /// account, peer id or chain.
        InvalidSignature,
        /// The vote period is too long, see [`MAX_VOTE_PERIOD`].
        VotePeriodTooLong,
        /// The waiting period is too long, see [`MAX_WAITING_PERIOD`].
        WaitingPeriodTooLong,
        /// The rotation period is too long, see [`MAX_ROTATION_PERIOD`].
        RotationPeriodTooLong,
        /// The deposit is too high, see [`MAX_DEPOSIT`].
        DepositTooHigh,
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Apply for the admission of your node to the network. The maintainers vote on it.
        ///
        /// Anybody can apply. The parameters' deposit is held until the node is refused or leaves.
        ///
        /// - `peer_id`: the node's identity on the network: the bytes of the multihash of its public key.
        /// - `role`: the role it applies for. One node of an account can be a validator.
        /// - `label`: a name for people. UTF-8, at most 64 bytes.
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

        /// Vote on a motion, once and for good. Only a maintainer, who is a validator, can do this.
        ///
        /// The vote that makes the outcome certain decides the motion: it is carried out, or refused.
        ///
        /// Errors: [`Error::UnknownMotion`], [`Error::MotionClosed`], [`Error::NotMaintainer`],
        /// [`Error::AlreadyVoted`].
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::vote())]
        pub fn vote(origin: OriginFor<T>, motion: MotionId, approve: bool) -> DispatchResult {
            let voter = ensure_signed(origin)?;
            Self::do_vote(motion, voter, approve)
        }

        /// Propose the removal of a member. Only a maintainer can do this, and pays a deposit.
        ///
        /// The parameters' deposit is held until the decision.
        ///
        /// - `reason`: for people. UTF-8, at most 256 bytes.
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

        /// Take your node out of the network, and get its deposit back.
        ///
        /// Errors: [`Error::UnknownMember`], [`Error::NotOwner`], [`Error::TooFewValidators`].
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::leave())]
        pub fn leave(origin: OriginFor<T>, member: MemberId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_leave(member, who)
        }

        /// Change the role of your node. To become a validator needs a vote of the maintainers.
        ///
        /// From validator to observer at once. From observer to validator by vote, for which the parameters' deposit
        /// is held until the decision.
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

        /// Give your node a new peer id, because it has a new key.
        ///
        /// Once in the parameters' rotation period, and once while its removal is being voted on.
        ///
        /// - `signature`: of [`rotation_message`](Pallet::rotation_message), by the new key.
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

        /// Change the parameters of admission. Only Root can do this.
        ///
        /// The threshold counts for all open motions, periods and deposits for what begins from now on.
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

        /// Set who may upload contract code. Only Root can do this.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::set_code_uploads())]
        pub fn set_code_uploads(origin: OriginFor<T>, uploads: CodeUploads) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_code_uploads(uploads);
            Ok(())
        }

        /// Propose that fewer accounts may upload contract code. Only a maintainer can do this.
        ///
        /// The parameters' deposit is held until the decision. Code that was uploaded stays, and so do its contracts.
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
        /// Close the motions that are due, and recount where the maintainers changed.
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
