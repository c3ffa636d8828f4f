//! The coin, and what touches nothing else.

use super::{address, batch, case, fresh, of, one, remark, simple, Case, OTHER, SENDER};
use crate::chain::{bare, Chain, Error};
use chaos_primitives::currency::COS;
use chaos_runtime::{
    configs::coin::MinVestedTransfer, AccountId, Runtime, RuntimeCall, RuntimeOrigin,
};
use pallet_vesting::VestingInfo;
use sp_core::H256;
use sp_keyring::Sr25519Keyring;

type System = frame_system::Call<Runtime>;
type Coin = pallet_balances::Call<Runtime>;
type Vesting = pallet_vesting::Call<Runtime>;

/// As many schedules as an account may have.
const SCHEDULES: u32 = 28;
/// Operational calls have more room than others.
const LONGEST: usize = 5_000_000;

pub fn cases() -> Vec<Case> {
    vec![
        simple("System.remark of 4 MB", || remark(4_000_000)),
        simple("System.remark_with_event of 4 MB", || {
            System::remark_with_event {
                remark: vec![0; 4_000_000],
            }
        }),
        simple("System.apply_authorized_upgrade, 5 MB, none due", upgrade),
        one(
            "System.apply_authorized_upgrade, 5 MB, another due",
            |chain| {
                authorize(chain)?;
                Ok(upgrade())
            },
        ),
        case("System.apply_authorized_upgrade, 5 MB, unsigned", |chain| {
            authorize(chain)?;
            Ok(vec![bare(upgrade().into())])
        }),
        simple("Balances.transfer_keep_alive", || transfer(fresh(0))),
        simple("Balances.transfer_allow_death", || {
            Coin::transfer_allow_death {
                dest: address(fresh(0)),
                value: COS,
            }
        }),
        simple("Balances.transfer_all", || Coin::transfer_all {
            dest: address(fresh(0)),
            keep_alive: false,
        }),
        simple("Balances.upgrade_accounts of 7,000", || {
            Coin::upgrade_accounts {
                who: (0..7_000).map(fresh).collect(),
            }
        }),
        one("Vesting.vest of 28", |chain| {
            vested(chain, SENDER, SCHEDULES)?;
            Ok(Vesting::vest {})
        }),
        one("Vesting.vested_transfer after 27", |chain| {
            vested(chain, OTHER, SCHEDULES - 1)?;
            Ok(vest(OTHER))
        }),
        one("Vesting.vest_other of 28", |chain| {
            vested(chain, OTHER, SCHEDULES)?;
            Ok(Vesting::vest_other {
                target: address(of(OTHER)),
            })
        }),
        one("Vesting.merge_schedules of 28", |chain| {
            vested(chain, SENDER, SCHEDULES)?;
            Ok(Vesting::merge_schedules {
                schedule1_index: 0,
                schedule2_index: SCHEDULES - 1,
            })
        }),
    ]
}

pub fn transfer(to: AccountId) -> RuntimeCall {
    Coin::transfer_keep_alive {
        dest: address(to),
        value: COS,
    }
    .into()
}

fn upgrade() -> System {
    System::apply_authorized_upgrade {
        code: vec![0; LONGEST],
    }
}

/// Let Root wait for other code.
fn authorize(chain: &mut Chain) -> Result<(), Error> {
    let code_hash = H256::zero();
    chain.dispatch(
        RuntimeOrigin::root(),
        System::authorize_upgrade { code_hash },
    )
}

/// Coins that vest for longer than any case takes.
fn vest(target: Sr25519Keyring) -> RuntimeCall {
    Vesting::vested_transfer {
        target: address(of(target)),
        schedule: VestingInfo::new(MinVestedTransfer::get(), 1, 10),
    }
    .into()
}

/// Let an account have so many schedules.
pub fn vested(chain: &mut Chain, target: Sr25519Keyring, schedules: u32) -> Result<(), Error> {
    let calls = (0..schedules).map(|_| vest(target)).collect();
    chain.send(Sr25519Keyring::Dave, batch(calls)).map(drop)
}
