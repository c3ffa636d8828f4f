//! A chain with this pallet alone.

pub use chaos_testing::{account, refused, signed};

use chaos_primitives::AccountId;
use chaos_testing::{first_block, take_events};
use frame_support::{derive_impl, traits::ConstU32};
use sp_runtime::{traits::IdentityLookup, BuildStorage};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        @Name@: crate,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
}

/// The largest value.
pub const MAX_VALUE: u32 = 100;

impl crate::Config for Test {
    type MaxValue = ConstU32<MAX_VALUE>;
    type WeightInfo = ();
}

pub const ALICE: u8 = 1;
pub const BOB: u8 = 2;

/// The events of the pallet since the last time, in their order.
pub fn events() -> Vec<crate::Event<Test>> {
    take_events::<Test, _>()
}

/// A test, and what holds after each.
pub fn run(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        frame_support::assert_ok!(@Name@::do_try_state());
    });
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    first_block::<Test>(RuntimeGenesisConfig::default().build_storage().unwrap())
}
