//! A chain of sessions, whose validators are numbers and whose session keys are the same numbers.

use crate::{self as pallet_validator_set, NoIdentification, SessionLengthOf};
use frame_support::{
    assert_ok, derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, Hooks},
};
use pallet_session::{historical::NoteHistoricalRoot, PeriodicSessions, TestSessionHandler};
use sp_runtime::{impl_opaque_keys, testing::UintAuthorityId, traits::ConvertInto, BuildStorage};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        ValidatorSet: pallet_validator_set,
        Historical: pallet_session::historical,
        Session: pallet_session,
        Offences: pallet_offences,
    }
);

impl_opaque_keys! {
    pub struct SessionKeys {
        pub dummy: UintAuthorityId,
    }
}

impl From<u64> for SessionKeys {
    fn from(key: u64) -> Self {
        Self {
            dummy: UintAuthorityId(key),
        }
    }
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = u64;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = PeriodicSessions<SessionLengthOf<Self>, ConstU64<0>>;
    type NextSessionRotation = PeriodicSessions<SessionLengthOf<Self>, ConstU64<0>>;
    type SessionManager = NoteHistoricalRoot<Self, ValidatorSet>;
    type SessionHandler = TestSessionHandler;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ConstU64<0>;
}

impl pallet_session::historical::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NoIdentification;
}

impl pallet_offences::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = (u64, ());
    type OnOffenceHandler = ValidatorSet;
}

parameter_types! {
    pub const SessionsKept: u32 = 3;
}

impl crate::Config for Test {
    type MinValidators = ConstU32<2>;
    type MaxValidators = ConstU32<5>;
    type SessionsKept = SessionsKept;
}

/// Blocks of a session in these tests.
pub const SESSION: u64 = 4;

/// The storage of a chain with these validators, all of whom have session keys.
pub fn storage(
    validators: &[u64],
    session_length: u64,
) -> Result<sp_runtime::Storage, std::string::String> {
    RuntimeGenesisConfig {
        validator_set: crate::GenesisConfig {
            validators: validators.to_vec(),
            session_length,
        },
        session: pallet_session::GenesisConfig {
            keys: validators.iter().map(|v| (*v, *v, (*v).into())).collect(),
            ..Default::default()
        },
        ..Default::default()
    }
    .build_storage()
}

/// A chain of validators 1 to 4 in its first block.
pub fn new_test_ext() -> sp_io::TestExternalities {
    let mut ext = sp_io::TestExternalities::from(storage(&[1, 2, 3, 4], SESSION).unwrap());
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Go on until `count` sessions have begun after this block.
pub fn pass_sessions(count: u32) {
    let last = Session::current_index() + count;
    while Session::current_index() < last {
        System::set_block_number(System::block_number() + 1);
        Session::on_initialize(System::block_number());
        ValidatorSet::do_try_state().unwrap();
    }
}

/// Register session keys, as `session.set_keys` does after checking them.
pub fn set_keys(validator: u64, key: u64) {
    System::inc_providers(&validator);
    assert_ok!(<Session as pallet_session::SessionInterface>::set_keys(
        &validator,
        key.into()
    ));
}

/// Take session keys back, as `session.purge_keys` does.
pub fn purge_keys(validator: u64) {
    assert_ok!(<Session as pallet_session::SessionInterface>::purge_keys(
        &validator
    ));
}
