//! A chain of balances, a list of validators and node admission.

use crate::{
    agenda::key_of, CurrentParameters, GenesisMember, HoldReason, MemberId, MemberOf, Members,
    MotionId, MotionOf, Motions, Outcome, Parameters, PeerId, Role,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    AccountId, Balance, Validators,
};
use frame_support::{
    assert_ok, assert_storage_noop, derive_impl,
    traits::{fungible::InspectHold, ConstU128, ConstU32, Hooks},
};
use pallet_authorship::EventHandler;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError, DispatchResult, Permill};

type Block = frame_system::mocking::MockBlock<Test>;

/// A list of validators, as the runtime's pallet has it.
#[frame_support::pallet]
pub mod set {
    use frame_support::pallet_prelude::*;
    use sp_runtime::DispatchResult;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    #[pallet::storage]
    #[pallet::unbounded]
    pub type List<T: Config> = StorageValue<_, alloc::vec::Vec<T::AccountId>, ValueQuery>;

    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        pub validators: alloc::vec::Vec<T::AccountId>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            List::<T>::put(&self.validators);
        }
    }

    impl<T: Config> chaos_primitives::Validators<T::AccountId> for Pallet<T> {
        fn validators() -> alloc::vec::Vec<T::AccountId> {
            List::<T>::get()
        }

        fn max_validators() -> u32 {
            super::MAX_VALIDATORS
        }

        fn add(who: &T::AccountId) -> DispatchResult {
            List::<T>::mutate(|list| {
                assert!(!list.contains(who) && list.len() < super::MAX_VALIDATORS as usize);
                list.push(who.clone());
            });
            Ok(())
        }

        fn remove(who: &T::AccountId) -> DispatchResult {
            List::<T>::mutate(|list| {
                let before = list.len();
                list.retain(|other| other != who);
                assert_eq!(list.len() + 1, before);
            });
            Ok(())
        }

        #[cfg(feature = "runtime-benchmarks")]
        fn set_for_benchmark(validators: alloc::vec::Vec<T::AccountId>) {
            List::<T>::put(validators);
        }
    }
}

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Set: set,
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

impl set::Config for Test {}

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
    type Coin = Balances;
    type Validators = Set;
    type MaxValidators = ConstU32<MAX_VALIDATORS>;
    type MaxMembers = ConstU32<MAX_MEMBERS>;
    type MaxApplications = ConstU32<MAX_APPLICATIONS>;
    type MaxEndsPerBlock = ConstU32<ENDS>;
    type WeightInfo = ();
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

pub fn account(id: u8) -> AccountId {
    [id; 32].into()
}

pub fn signed(id: u8) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(id))
}

/// The peer id of a node.
pub fn peer(node: u8) -> PeerId {
    PeerId::from_ed25519([node; 32])
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
    Set::validators()
}

/// As an equivocator is.
pub fn take_out(id: u8) {
    set::List::<Test>::mutate(|list| list.retain(|other| *other != account(id)));
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

/// A session in which these made blocks.
pub fn session(authors: &[u8]) {
    for author in authors {
        <NodeAdmission as EventHandler<_, _>>::note_author(account(*author));
    }
    NodeAdmission::session_ended();
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
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

/// The call fails with this error and changes nothing, as a transaction would.
#[track_caller]
pub fn refused(call: impl Fn() -> DispatchResult, error: impl Into<DispatchError>) {
    let error = error.into();
    assert_storage_noop!({
        let result = frame_support::storage::with_storage_layer(&call);
        assert_eq!(result, Err(error));
    });
}

/// A test, and what holds after each.
pub fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        assert_ok!(NodeAdmission::check_invariants());
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
        set: set::GenesisConfig {
            validators: validators.iter().map(|id| account(*id)).collect(),
        },
        node_admission: crate::GenesisConfig {
            members,
            parameters,
        },
        ..Default::default()
    }
    .build_storage()
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let storage = storage(&[ALICE, BOB, CAROL], first_members(), parameters()).unwrap();
    let mut ext = sp_io::TestExternalities::from(storage);
    ext.execute_with(|| System::set_block_number(1));
    ext
}
