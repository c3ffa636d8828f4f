//! Node admission, validators and sessions, Aura, GRANDPA, and what happens to equivocators.

use crate::{
    Aura, Balances, NodeAdmission, Runtime, RuntimeEvent, RuntimeHoldReason, SessionKeys,
    ValidatorSet,
};
use chaos_primitives::{
    time::{HOURS, SLOT_DURATION},
    AccountId, Balance,
};
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_node_admission::Watched;
use pallet_session::{
    historical::{IdentificationTuple, NoteHistoricalRoot},
    FindAccountFromAuthorIndex, PeriodicSessions,
};
use pallet_validator_set::{NoIdentification, SessionLengthOf};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_runtime::traits::{ConvertInto, OpaqueKeys};

/// Maximum number of validators.
pub const MAX_VALIDATORS: u32 = 128;

/// Maximum number of admitted nodes. Every node reads the whole list when it changes.
pub const MAX_MEMBERS: u32 = 1_000;

parameter_types! {
    /// Equivocations are punished if they are from the current session or this many before it.
    pub const SessionsKept: u32 = 24;
    /// How long an equivocation report stays valid in the pool, in blocks.
    pub const ReportLongevity: u64 = HOURS as u64;
    /// Deposit for a validator's session keys: two public keys of 32 bytes and their owner.
    pub const KeyDeposit: Balance = super::deposit(3, 128);
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = FindAccountFromAuthorIndex<Self, Aura>;
    type EventHandler = NodeAdmission;
}

impl pallet_validator_set::Config for Runtime {
    type MinValidators = ConstU32<1>;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type SessionsKept = SessionsKept;
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = PeriodicSessions<SessionLengthOf<Self>, ConstU32<0>>;
    type NextSessionRotation = PeriodicSessions<SessionLengthOf<Self>, ConstU32<0>>;
    type SessionManager = NoteHistoricalRoot<Self, Watched<Self, ValidatorSet>>;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    /// Equivocators are removed at the next session, not disabled within one.
    type DisablingStrategy = ();
    type WeightInfo = crate::weights::pallet_session::WeightInfo<Runtime>;
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NoIdentification;
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type DisabledValidators = crate::Session;
    type AllowMultipleBlocksPerSlot = ConstBool<false>;
    type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = crate::weights::pallet_grandpa::WeightInfo<Runtime>;
    type MaxAuthorities = ConstU32<MAX_VALIDATORS>;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<{ 2 * 24 }>;
    type KeyOwnerProof = sp_session::MembershipProof;
    type EquivocationReportSystem =
        pallet_grandpa::EquivocationReportSystem<Self, ValidatorSet, ValidatorSet, ReportLongevity>;
}

impl pallet_aura_equivocation::Config for Runtime {
    type AuthorityId = AuraId;
    type KeyOwnerProof = sp_session::MembershipProof;
    type Offender = IdentificationTuple<Self>;
    type KeyOwnerProofSystem = ValidatorSet;
    type ReportOffence = ValidatorSet;
    type ReportLongevity = ReportLongevity;
    type WeightInfo = crate::weights::pallet_aura_equivocation::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::validators::Validators;
}

impl pallet_offences::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = IdentificationTuple<Self>;
    type OnOffenceHandler = ValidatorSet;
}

impl pallet_node_admission::Config for Runtime {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Validators = ValidatorSet;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type MaxMembers = ConstU32<MAX_MEMBERS>;
    type MaxApplications = ConstU32<128>;
    type MaxEndsPerBlock = ConstU32<16>;
    type WeightInfo = crate::weights::pallet_node_admission::WeightInfo<Runtime>;
}
