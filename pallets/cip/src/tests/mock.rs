//! A chain of balances, preimages, a scheduler and CIPs. What is proposed is dispatched unfiltered.

use crate::{
    BoundedCallOf, CipId, Document, Enactment, FreezeReason, GroundRules, HoldReason, Resolution,
    ResolutionOf, Resolutions, Rules, WeightInfo,
};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT, MILLI_COS},
    AccountId, Balance,
};
pub use chaos_testing::{account, refused, signed};
use chaos_testing::{first_block, take_events};
use codec::Encode;
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{
        fungible::{HoldConsideration, Inspect, InspectFreeze, InspectHold, MutateHold},
        tokens::{imbalance::ResolveTo, Precision},
        Bounded, ConstU128, ConstU32, Contains, EqualPrivilegeOnly, Hooks, LinearStoragePrice,
        LockIdentifier, LockableCurrency, VariantCountOf, WithdrawReasons,
    },
    weights::Weight,
};
use frame_system::EnsureRoot;
use sp_core::H256;
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchResult, Perbill, Permill};

type Block = frame_system::mocking::MockBlock<Test>;

/// Calls that a CIP may have, and what they did.
#[frame_support::pallet]
pub mod spy {
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// What was written, in the order of the calls.
    #[pallet::storage]
    #[pallet::unbounded]
    pub type Written<T> = StorageValue<_, alloc::vec::Vec<u32>, ValueQuery>;

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {}

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        #[pallet::call_index(0)]
        #[pallet::weight(super::SpyWeight::get())]
        pub fn write(origin: OriginFor<T>, value: u32) -> DispatchResultWithPostInfo {
            ensure_root(origin)?;
            Written::<T>::append(value);
            Ok(Some(super::SpyWeight::get() / 2).into())
        }

        #[pallet::call_index(1)]
        #[pallet::weight(super::SpyWeight::get())]
        pub fn write_and_fail(origin: OriginFor<T>, value: u32) -> DispatchResult {
            ensure_root(origin)?;
            Written::<T>::append(value);
            Err(DispatchError::Unavailable)
        }

        /// To be as long as is wanted.
        #[pallet::call_index(2)]
        #[pallet::weight(super::SpyWeight::get())]
        pub fn write_length(origin: OriginFor<T>, bytes: alloc::vec::Vec<u8>) -> DispatchResult {
            ensure_root(origin)?;
            Written::<T>::append(bytes.len() as u32);
            Ok(())
        }
    }
}

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Utility: pallet_utility,
        Preimage: pallet_preimage,
        Scheduler: pallet_scheduler,
        Spy: spy,
        Cip: crate,
    }
);

parameter_types! {
    pub BlockWeights: frame_system::limits::BlockWeights =
        frame_system::limits::BlockWeights::simple_max(
            Weight::from_parts(2_000_000_000_000, u64::MAX),
        );
    pub MaximumSchedulerWeight: Weight =
        Perbill::from_percent(80) * BlockWeights::get().max_block;
    pub MaxCallWeight: Weight = Perbill::from_percent(70) * BlockWeights::get().max_block;
    pub const PreimageHoldReason: RuntimeHoldReason =
        RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
    pub TreasuryAccount: AccountId = account(TREASURY);
    /// What the spy's calls weigh.
    pub storage SpyWeight: Weight = Weight::from_parts(1_000_000, 0);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type BlockWeights = BlockWeights;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
    type AccountStore = System;
    type DustRemoval = ResolveTo<TreasuryAccount, Balances>;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

impl pallet_utility::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = ();
}

impl pallet_preimage::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<AccountId>;
    type Consideration =
        HoldConsideration<AccountId, Balances, PreimageHoldReason, PreimageDeposit>;
}

/// What is held for a preimage: a thousandth of a COS, and a planck for each byte.
pub type PreimageDeposit = LinearStoragePrice<ConstU128<MILLI_COS>, ConstU128<1>, Balance>;

/// How many tasks a block of the scheduler takes.
pub const AGENDA: u32 = 4;

impl pallet_scheduler::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = MaximumSchedulerWeight;
    type ScheduleOrigin = EnsureRoot<AccountId>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<AGENDA>;
    type WeightInfo = ();
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

impl spy::Config for Test {}

/// What a vote holds.
pub const VOTE_DEPOSIT: Balance = 10 * MILLI_COS;
/// How many CIPs a block decides.
pub const ENDS: u32 = 3;

/// Numbers that can be told apart.
pub struct Weights;

#[rustfmt::skip]
impl WeightInfo for Weights {
    fn propose(l: u32) -> Weight { Weight::from_parts(1_000 + u64::from(l), 0) }
    fn withdraw() -> Weight { Weight::from_parts(2_000, 0) }
    fn vote() -> Weight { Weight::from_parts(3_000, 0) }
    fn unlock(n: u32) -> Weight { Weight::from_parts(4_000 + 100 * u64::from(n), 0) }
    fn set_ground_rules() -> Weight { Weight::from_parts(5_000, 0) }
    fn enact() -> Weight { Weight::from_parts(6_000, 0) }
    fn cancel() -> Weight { Weight::from_parts(5_500, 0) }
    fn fetch(l: u32) -> Weight { Weight::from_parts(10 * u64::from(l), 0) }
    fn agenda() -> Weight { Weight::from_parts(7, 0) }
    fn end(a: u32) -> Weight { Weight::from_parts(8_000 + u64::from(a), 0) }
    fn reject() -> Weight { Weight::from_parts(7_500, 0) }
    fn unlock_idle(n: u32) -> Weight { Weight::from_parts(9_000 + 100 * u64::from(n), 0) }
}

/// All but a `batch` and a `force_batch`, and what has one in it.
pub struct WholeCalls;

impl Contains<RuntimeCall> for WholeCalls {
    fn contains(call: &RuntimeCall) -> bool {
        use pallet_utility::Call::{batch, batch_all, force_batch};
        match call {
            RuntimeCall::Utility(batch { .. } | force_batch { .. }) => false,
            RuntimeCall::Utility(batch_all { calls }) => calls.iter().all(Self::contains),
            _ => true,
        }
    }
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type Currency = Balances;
    type Proposal = RuntimeCall;
    type WholeCalls = WholeCalls;
    type PalletsOrigin = OriginCaller;
    type Scheduler = Scheduler;
    type Preimages = Preimage;
    type MaxCallWeight = MaxCallWeight;
    type Treasury = TreasuryAccount;
    type VoteDeposit = ConstU128<VOTE_DEPOSIT>;
    type PreimageDeposit = PreimageDeposit;
    type MaxEndsPerBlock = ConstU32<ENDS>;
    type WeightInfo = Weights;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = Remarks;
}

/// Calls of any length.
#[cfg(feature = "runtime-benchmarks")]
pub struct Remarks;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<RuntimeCall> for Remarks {
    fn call(length: u32) -> RuntimeCall {
        let remark = vec![0; length as usize];
        // Its origin is signed.
        frame_system::Call::remark_with_event { remark }.into()
    }
}

/// Proposes.
pub const ALICE: u8 = 1;
pub const BOB: u8 = 2;
pub const CAROL: u8 = 3;
pub const DAVE: u8 = 4;
/// Has no account.
pub const NOBODY: u8 = 7;
/// Has [`COS`].
pub const TREASURY: u8 = 8;

/// Whose coins are counted.
pub const PEOPLE: [u8; 6] = [ALICE, BOB, CAROL, DAVE, NOBODY, TREASURY];

/// What everybody but NOBODY and TREASURY has.
pub const COINS: Balance = 1_000 * COS;
/// All there is.
pub const ISSUANCE: Balance = 4 * COINS + COS;
/// The first CIP.
pub const CIP: CipId = 0;
/// What a proposer has held.
pub const DEPOSIT: Balance = 10 * COS;
/// How many blocks after the decision a call is due.
pub const DELAY: u64 = 10;
/// The period of a CIP.
pub const PERIOD: u64 = 20;
/// The end of a CIP that is proposed in block 1.
pub const END: u64 = 1 + PERIOD;
/// The first block in which a CIP that is proposed in block 1 can be withdrawn.
pub const WITHDRAWABLE: u64 = 1 + PERIOD / 10;
/// Room for whatever there is to do.
pub const PLENTY: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);

/// Without what is held.
pub fn coins(id: u8) -> Balance {
    Balances::free_balance(account(id))
}

/// With what is held.
pub fn total(id: u8) -> Balance {
    Balances::total_balance(&account(id))
}

pub fn held(reason: HoldReason, id: u8) -> Balance {
    Balances::balance_on_hold(&reason.into(), &account(id))
}

pub fn frozen(id: u8) -> Balance {
    Balances::balance_frozen(&FreezeReason::Vote.into(), &account(id))
}

/// Hold coins for a reason of somebody else's.
pub fn hold(id: u8, amount: Balance) -> DispatchResult {
    Balances::hold(&PreimageHoldReason::get(), &account(id), amount)
}

pub fn release(id: u8, amount: Balance) -> DispatchResult {
    let reason = PreimageHoldReason::get();
    Balances::release(&reason, &account(id), amount, Precision::Exact).map(drop)
}

const VESTING: LockIdentifier = *b"vesting ";

/// Lock coins, as vesting does.
pub fn lock(id: u8, amount: Balance) {
    Balances::set_lock(VESTING, &account(id), amount, WithdrawReasons::all());
}

pub fn send(from: u8, to: u8, amount: Balance) -> DispatchResult {
    Balances::transfer_allow_death(signed(from), account(to), amount)
}

pub fn ground_rules() -> GroundRules<u64> {
    GroundRules {
        min_voters: 2,
        min_turnout: Permill::from_percent(10),
        min_approval: Permill::from_percent(60),
        min_period: 5,
        max_period: 100,
        enactment_delay: DELAY,
        deposit: DEPOSIT,
    }
}

/// The ground rules, and [`PERIOD`].
pub fn rules() -> Rules<u64> {
    Rules {
        min_voters: None,
        min_turnout: None,
        min_approval: None,
        period: PERIOD,
    }
}

pub fn document() -> Document<Vec<u8>> {
    Document {
        hash: H256::repeat_byte(7),
        location: b"https://example.org/cip".to_vec(),
    }
}

/// A call in the CIP itself.
pub fn inline(call: impl Into<RuntimeCall>) -> Option<BoundedCallOf<Test>> {
    Some(Bounded::Inline(call.into().encode().try_into().unwrap()))
}

/// A call that somebody notes as a preimage.
pub fn noted(who: u8, call: impl Into<RuntimeCall>) -> Option<BoundedCallOf<Test>> {
    let bytes = call.into().encode();
    let hash = sp_io::hashing::blake2_256(&bytes).into();
    let len = bytes.len() as u32;
    assert_ok!(Preimage::note_preimage(signed(who), bytes));
    Some(Bounded::Lookup { hash, len })
}

/// Leaves `value` with the spy.
pub fn write(value: u32) -> RuntimeCall {
    spy::Call::write { value }.into()
}

pub fn written() -> Vec<u32> {
    spy::Written::<Test>::get()
}

pub fn propose(who: u8, proposal: Option<BoundedCallOf<Test>>) -> CipId {
    propose_by(who, proposal, rules())
}

pub fn propose_by(who: u8, proposal: Option<BoundedCallOf<Test>>, rules: Rules<u64>) -> CipId {
    let cip = crate::NextCipId::<Test>::get();
    let title = b"More of the same".to_vec();
    assert_ok!(Cip::propose(
        signed(who),
        title,
        document(),
        proposal,
        rules
    ));
    cip
}

pub fn vote(who: u8, cip: CipId, approve: bool, votes: Balance) -> DispatchResult {
    Cip::vote(signed(who), cip, approve, votes)
}

/// BOB and CAROL have it pass.
pub fn approve(cip: CipId) {
    assert_ok!(vote(BOB, cip, true, 300 * COS));
    assert_ok!(vote(CAROL, cip, true, 300 * COS));
}

/// A CIP of ALICE's that passes in the block of its end.
pub fn passed(proposal: Option<BoundedCallOf<Test>>) -> CipId {
    let cip = propose(ALICE, proposal);
    approve(cip);
    go_to(System::block_number() + PERIOD);
    cip
}

pub fn resolution(cip: CipId) -> Option<Resolution<u64>> {
    Resolutions::<Test>::get(ResolutionOf::<Test>::get(cip)?)
}

pub fn enactment(cip: CipId) -> Option<Enactment<u64>> {
    resolution(cip)?.enactment
}

/// The end of this block, with so much room, and the start of the next.
pub fn next_block_with(room: Weight) {
    let now = System::block_number();
    let used = Cip::on_idle(now, room);
    assert!(used.all_lte(room), "on_idle used {used}, and had {room}");
    System::set_block_number(now + 1);
    Scheduler::on_initialize(now + 1);
    Cip::on_initialize(now + 1);
}

pub fn next_block() {
    next_block_with(PLENTY);
}

pub fn go_to(block: u64) {
    while System::block_number() < block {
        next_block();
    }
}

/// Without any votes unlocked automatically.
pub fn go_to_full(block: u64) {
    while System::block_number() < block {
        next_block_with(Weight::zero());
    }
}

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

/// A test, and what holds after each.
pub fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        assert_ok!(Cip::do_try_state());
        assert_eq!(Balances::total_issuance(), ISSUANCE);
    });
}

/// Of a CIP of ALICE's, in words, that was proposed in block 1.
pub fn with_cip(test: impl FnOnce()) {
    run(|| {
        propose(ALICE, None);
        events();
        test();
    });
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let balances = [ALICE, BOB, CAROL, DAVE].map(|id| (account(id), COINS));
    let treasury = [(account(TREASURY), COS)];
    let storage = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: [&balances[..], &treasury].concat(),
            ..Default::default()
        },
        cip: crate::GenesisConfig {
            ground_rules: ground_rules(),
        },
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    first_block::<Test>(storage)
}
