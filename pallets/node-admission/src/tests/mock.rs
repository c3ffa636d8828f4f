//! A chain of balances, sessions of validators, and node admission. Sessions begin when a test says so.

use crate::{
    agenda::key_of, CodeUploads, CurrentParameters, GenesisMember, HoldReason, MemberId, MemberOf,
    Members, MotionId, MotionOf, Motions, Outcome, Parameters, PeerId, Role, Watched,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    AccountId, Balance, Validators,
};
pub use chaos_testing::{account, refused, signed};
use chaos_testing::{first_block, take_events};
use frame_support::{
    assert_ok, derive_impl,
    traits::{fungible::InspectHold, ConstU128, ConstU32, ConstU64, Hooks},
    weights::Weight,
};
use pallet_authorship::EventHandler;
use pallet_session::{
    historical::{self, NoteHistoricalRoot},
    PeriodicSessions, SessionInterface, TestSessionHandler,
};
use pallet_validator_set::{NoIdentification, SessionLengthOf};
use sp_core::{ed25519, Pair};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
    impl_opaque_keys,
    testing::UintAuthorityId,
    traits::{ConvertInto, IdentityLookup},
    BuildStorage, DispatchResult, Perbill, Permill,
};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};
use std::sync::LazyLock;

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        ValidatorSet: pallet_validator_set,
        Historical: historical,
        Session: pallet_session,
        Offences: pallet_offences,
        NodeAdmission: crate,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type RuntimeHoldReason = RuntimeHoldReason;
}

impl_opaque_keys! {
    pub struct SessionKeys {
        pub dummy: UintAuthorityId,
    }
}

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = PeriodicSessions<SessionLengthOf<Self>, ConstU64<0>>;
    type NextSessionRotation = PeriodicSessions<SessionLengthOf<Self>, ConstU64<0>>;
    type SessionManager = NoteHistoricalRoot<Self, Watched<Self, ValidatorSet>>;
    type SessionHandler = TestSessionHandler;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ConstU128<0>;
}

impl historical::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NoIdentification;
}

impl pallet_offences::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = (AccountId, ());
    type OnOffenceHandler = ValidatorSet;
}

impl pallet_validator_set::Config for Test {
    type MinValidators = ConstU32<1>;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type SessionsKept = ConstU32<3>;
}

/// The most validators.
pub const MAX_VALIDATORS: u32 = 6;
/// The most members.
pub const MAX_MEMBERS: u32 = 10;
/// The most applications and promotions.
pub const MAX_APPLICATIONS: u32 = 4;
/// How many motions end in one block.
pub const ENDS: u32 = 2;

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Validators = ValidatorSet;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type MaxMembers = ConstU32<MAX_MEMBERS>;
    type MaxApplications = ConstU32<MAX_APPLICATIONS>;
    type MaxEndsPerBlock = ConstU32<ENDS>;
    type WeightInfo = TestWeights;
}

/// A weight for each thing, so that tests see which were added up.
pub struct TestWeights;

#[rustfmt::skip]
impl crate::WeightInfo for TestWeights {
    fn apply() -> Weight { Weight::from_parts(1, 1) }
    fn vote() -> Weight { Weight::from_parts(2, 1) }
    fn propose_removal() -> Weight { Weight::from_parts(3, 1) }
    fn leave() -> Weight { Weight::from_parts(4, 1) }
    fn set_role_up() -> Weight { Weight::from_parts(5, 1) }
    fn set_role_down() -> Weight { Weight::from_parts(6, 1) }
    fn update_peer_id() -> Weight { Weight::from_parts(7, 1) }
    fn set_parameters() -> Weight { Weight::from_parts(8, 1) }
    fn set_code_uploads() -> Weight { Weight::from_parts(9, 1) }
    fn propose_code_uploads() -> Weight { Weight::from_parts(11, 1) }
    fn agenda() -> Weight { Weight::from_parts(10, 1) }
    fn expire() -> Weight { Weight::from_parts(100, 10) }
    fn recount(n: u32) -> Weight { Weight::from_parts(1_000 + u64::from(n), 100) }
    fn note_author() -> Weight { Weight::from_parts(10_000, 1_000) }
    fn end_session(v: u32) -> Weight { Weight::from_parts(100_000 + u64::from(v), 10_000) }
}

/// Validate from genesis on, with members 0 to 2 and the nodes of the same numbers.
pub const ALICE: u8 = 1;
pub const BOB: u8 = 2;
pub const CAROL: u8 = 3;
/// Has an observer from genesis on: member 3, node 4.
pub const DAVE: u8 = 4;
/// Have coins and no node.
pub const EVE: u8 = 5;
pub const FRED: u8 = 6;
/// Has no account.
pub const NOBODY: u8 = 7;

/// Whose coins are counted.
pub const PEOPLE: [u8; 7] = [ALICE, BOB, CAROL, DAVE, EVE, FRED, NOBODY];
/// What everybody but NOBODY has.
pub const COINS: Balance = 1_000 * COS;
/// All there is.
pub const ISSUANCE: Balance = 6 * COINS;
/// What is held for a node, or for a motion.
pub const DEPOSIT: Balance = 10 * COS;
/// For how long votes are taken.
pub const PERIOD: u64 = 20;
/// The end of what is moved in block 1.
pub const END: u64 = 1 + PERIOD;
/// For how long a refused peer id waits.
pub const WAITING: u64 = 30;
/// For how long a peer id stays.
pub const ROTATION: u64 = 15;
/// So many sessions without a block are too many.
pub const INACTIVE: u32 = 3;

/// The session keys of an account.
fn keys(id: u8) -> SessionKeys {
    SessionKeys {
        dummy: UintAuthorityId(id.into()),
    }
}

/// The keys of the nodes. To derive one takes a while, and is done once.
static KEYS: LazyLock<Vec<ed25519::Pair>> = LazyLock::new(|| {
    let key = |node| ed25519::Pair::from_seed(&[node; 32]);
    (0..=u8::MAX).map(key).collect()
});

/// The peer id of a node.
pub fn peer(node: u8) -> PeerId {
    PeerId::from_ed25519(KEYS[usize::from(node)].public().0)
}

pub fn bytes(node: u8) -> Vec<u8> {
    peer(node).as_bytes().to_vec()
}

pub fn held(reason: HoldReason, id: u8) -> Balance {
    Balances::balance_on_hold(&reason.into(), &account(id))
}

pub fn parameters() -> Parameters<u64> {
    Parameters {
        threshold: Permill::from_percent(50),
        vote_period: PERIOD,
        waiting_period: WAITING,
        rotation_period: ROTATION,
        inactive_sessions: INACTIVE,
        min_validators: 2,
        deposit: DEPOSIT,
    }
}

pub fn set_parameters(change: impl FnOnce(&mut Parameters<u64>)) -> DispatchResult {
    let mut parameters = CurrentParameters::<Test>::get();
    change(&mut parameters);
    NodeAdmission::set_parameters(RuntimeOrigin::root(), parameters)
}

pub fn validators() -> Vec<AccountId> {
    ValidatorSet::validators()
}

/// Report an equivocation.
pub fn equivocate(id: u8) {
    let details = OffenceDetails {
        offender: (account(id), ()),
        reporters: vec![],
    };
    ValidatorSet::on_offence(&[details], &[Perbill::one()], Session::current_index());
}

/// Register session keys, as `session.set_keys` does after checking them.
pub fn set_keys(id: u8) {
    let set = <Session as SessionInterface>::set_keys(&account(id), keys(id));
    assert_ok!(set);
}

/// Take session keys back, as `session.purge_keys` does, where there are any.
pub fn purge_keys(id: u8) {
    let _ = <Session as SessionInterface>::purge_keys(&account(id));
}

pub fn member(id: MemberId) -> Option<MemberOf<Test>> {
    Members::<Test>::get(id)
}

pub fn motion(id: MotionId) -> Option<MotionOf<Test>> {
    Motions::<Test>::get(key_of(id))
}

/// The motion that comes next.
pub fn next_motion() -> MotionId {
    crate::NextMotionId::<Test>::get()
}

/// An application for a node.
pub fn apply(who: u8, node: u8, role: Role) -> MotionId {
    let motion = next_motion();
    assert_ok!(NodeAdmission::apply(
        signed(who),
        bytes(node),
        role,
        b"node".to_vec()
    ));
    motion
}

pub fn propose_removal(who: u8, member: MemberId) -> MotionId {
    let motion = next_motion();
    assert_ok!(NodeAdmission::propose_removal(
        signed(who),
        member,
        b"because".to_vec()
    ));
    motion
}

pub fn promote(who: u8, member: MemberId) -> MotionId {
    let motion = next_motion();
    assert_ok!(NodeAdmission::set_role(
        signed(who),
        member,
        Role::Validator
    ));
    motion
}

/// What the key of a node says if it is to be a member's.
pub fn signature(member: MemberId, node: u8) -> ed25519::Signature {
    let message = NodeAdmission::rotation_message(member, &peer(node)).unwrap_or_default();
    KEYS[usize::from(node)].sign(&message)
}

pub fn update_peer_id(who: u8, member: MemberId, node: u8) -> DispatchResult {
    let signature = signature(member, node);
    NodeAdmission::update_peer_id(signed(who), member, bytes(node), signature)
}

pub fn vote(who: u8, motion: MotionId, approve: bool) -> DispatchResult {
    NodeAdmission::vote(signed(who), motion, approve)
}

/// So many vote, in favour or against.
pub fn votes(motion: MotionId, voters: &[u8], approve: bool) {
    for who in voters {
        assert_ok!(vote(*who, motion, approve));
    }
}

/// A node that ALICE and BOB let in.
pub fn admitted(who: u8, node: u8, role: Role) -> MemberId {
    let member = crate::NextMemberId::<Test>::get();
    let motion = apply(who, node, role);
    votes(motion, &[ALICE, BOB], true);
    member
}

pub fn next_block() {
    let now = System::block_number() + 1;
    System::set_block_number(now);
    NodeAdmission::on_initialize(now);
}

pub fn go_to(block: u64) {
    while System::block_number() < block {
        next_block();
    }
}

/// End a session in which these made blocks.
pub fn session(authors: &[u8]) {
    for author in authors {
        <NodeAdmission as EventHandler<_, _>>::note_author(account(*author));
    }
    Session::rotate_session();
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

/// How the motions ended since the last look at the events.
pub fn outcomes() -> Vec<(MotionId, Outcome)> {
    events()
        .into_iter()
        .filter_map(|event| match event {
            crate::Event::Decided {
                motion, outcome, ..
            } => Some((motion, outcome)),
            _ => None,
        })
        .collect()
}

/// A test, and what holds after each.
pub fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        assert_ok!(NodeAdmission::do_try_state());
        assert_ok!(ValidatorSet::do_try_state());
        assert_eq!(Balances::total_issuance(), ISSUANCE);
    });
}

pub fn genesis_member(id: u8, role: Role) -> GenesisMember<AccountId> {
    GenesisMember {
        account: account(id),
        peer_id: peer(id),
        role,
        label: "first".into(),
    }
}

/// The members of the first block.
pub fn first_members() -> Vec<GenesisMember<AccountId>> {
    vec![
        genesis_member(ALICE, Role::Validator),
        genesis_member(BOB, Role::Validator),
        genesis_member(CAROL, Role::Validator),
        genesis_member(DAVE, Role::Observer),
    ]
}

/// The storage of a chain on which these validate.
pub fn storage(
    validators: &[u8],
    members: Vec<GenesisMember<AccountId>>,
    parameters: Parameters<u64>,
) -> Result<sp_runtime::Storage, std::string::String> {
    RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: PEOPLE
                .iter()
                .filter(|id| **id != NOBODY)
                .map(|id| (account(*id), COINS))
                .collect(),
            ..Default::default()
        },
        validator_set: pallet_validator_set::GenesisConfig {
            validators: validators.iter().map(|id| account(*id)).collect(),
            session_length: 1_000,
        },
        session: pallet_session::GenesisConfig {
            keys: validators
                .iter()
                .map(|id| (account(*id), account(*id), keys(*id)))
                .collect(),
            ..Default::default()
        },
        node_admission: crate::GenesisConfig {
            members,
            parameters,
            code_uploads: CodeUploads::Everybody,
        },
        ..Default::default()
    }
    .build_storage()
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let storage = storage(&[ALICE, BOB, CAROL], first_members(), parameters()).unwrap();
    let mut ext = first_block::<Test>(storage);
    // The benchmark signs with it.
    ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    ext
}
