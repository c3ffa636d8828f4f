//! A chain of balances, vesting and the distribution.

use crate::{EthereumAddress, EthereumSignature};
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    time::{DAYS, YEARS},
    AccountId, Balance,
};
pub use chaos_testing::account;
use chaos_testing::first_block;
use frame_support::{
    derive_impl, parameter_types,
    traits::{tokens::imbalance::ResolveTo, ConstU32, ConstU64, WithdrawReasons},
    PalletId,
};
use sp_core::{ecdsa, Pair};
use sp_io::hashing::keccak_256;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
    traits::{ConvertInto, IdentityLookup},
    BuildStorage,
};

type Block = frame_system::mocking::MockBlock<Test>;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Vesting: pallet_vesting,
        CosDistribution: crate,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

parameter_types! {
    pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
    pub const Pot: PalletId = PalletId(*b"test/pot");
    pub Treasury: AccountId = account(TREASURY);
    pub Unvested: WithdrawReasons = WithdrawReasons::except(WithdrawReasons::TRANSFER);
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type DustRemoval = ResolveTo<Treasury, Balances>;
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type MaxLocks = ConstU32<8>;
}

impl pallet_vesting::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type Currency = Balances;
    type BlockNumberToBalance = ConvertInto;
    type MinVestedTransfer = ExistentialDeposit;
    type WeightInfo = ();
    type UnvestedFundsAllowedWithdrawReasons = Unvested;
    type BlockNumberProvider = System;
    const MAX_VESTING_SCHEDULES: u32 = 4;
}

impl crate::Config for Test {
    type Currency = Balances;
    type PalletId = Pot;
    type Treasury = Treasury;
    type TeamLock = ConstU64<{ 2 * YEARS as u64 }>;
    type TeamRelease = ConstU64<{ 5 * YEARS as u64 }>;
    type WeightInfo = ();
}

pub const ANGEL: u8 = 1;
pub const CONTRIBUTOR: u8 = 2;
pub const TEAM: [u8; 2] = [3, 4];
pub const FOUNDATION: u8 = 5;
pub const TREASURY: u8 = 6;
pub const NOBODY: u8 = 7;

/// What the first Ethereum key of the mock is owed.
pub const CLAIM: Balance = 2_000_000 * COS;
/// Blocks of a day.
pub const DAY: u64 = DAYS as u64;
/// Blocks of a year.
pub const YEAR: u64 = YEARS as u64;

pub fn ethereum_key(id: u8) -> ecdsa::Pair {
    ecdsa::Pair::from_seed(&[id; 32])
}

/// The address of a key, computed from the key and not by recovering it from a signature.
pub fn ethereum_address(key: &ecdsa::Pair) -> EthereumAddress {
    let public = libsecp256k1::PublicKey::parse_compressed(&key.public().0)
        .unwrap()
        .serialize();
    let hash = keccak_256(&public[1..]);
    EthereumAddress(hash[12..].try_into().unwrap())
}

/// `personal_sign`, with a recovery id of 27 or 28 as wallets give it.
pub fn personal_sign(key: &ecdsa::Pair, text: &str) -> EthereumSignature {
    let message = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    let mut signature = key.sign_prehashed(&keccak_256(message.as_bytes())).0;
    signature[64] += 27;
    EthereumSignature(signature)
}

/// A distribution that is right.
pub fn genesis() -> crate::GenesisConfig<Test> {
    crate::GenesisConfig {
        angel: vec![(account(ANGEL), 1_000_000 * COS)],
        ico: vec![(account(CONTRIBUTOR), 3_000_000 * COS)],
        ico_claims: vec![
            (ethereum_address(&ethereum_key(1)), CLAIM),
            (ethereum_address(&ethereum_key(2)), 1_000_000 * COS),
        ],
        team: vec![(account(TEAM[0]), 999_999 * COS), (account(TEAM[1]), COS)],
        foundation: vec![
            (account(FOUNDATION), 1_000_000 * COS),
            (account(TREASURY), 1_000_000 * COS),
        ],
    }
}

pub fn new_test_ext() -> sp_io::TestExternalities {
    let storage = RuntimeGenesisConfig {
        cos_distribution: genesis(),
        ..Default::default()
    }
    .build_storage()
    .unwrap();
    let mut ext = first_block::<Test>(storage);
    // The benchmark signs with it.
    ext.register_extension(KeystoreExt::new(MemoryKeystore::new()));
    ext
}
