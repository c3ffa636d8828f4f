//! Accounts: what strangers can't do to them.

mod common;

use chaos_primitives::{currency::COS, Balance};
use chaos_runtime::{configs::coin::MinVestedTransfer, CosDistribution, Runtime};
use common::*;
use pallet_vesting::{Call as Vesting, Error as VestingError, VestingInfo};
use sp_keyring::Sr25519Keyring::*;

#[test]
fn who_fills_the_schedules_of_an_account_gives_much_away_and_stops_no_grant() {
    new_chain("development").execute_with(|| {
        // It would begin to come free in decades, a planck with each block.
        let never = |locked| Vesting::<Runtime>::vested_transfer {
            target: Dave.to_account_id().into(),
            schedule: VestingInfo::new(locked, 1, u32::MAX / 2),
        };
        let least = MinVestedTransfer::get();
        fail(Eve, never(least - 1), VestingError::<Runtime>::AmountLow);

        let most = <Runtime as pallet_vesting::Config>::MAX_VESTING_SCHEDULES;
        let all = (0..most).map(|_| never(least).into()).collect();
        let before = balance(&Eve.to_account_id());
        succeed(Eve, batch(all));
        assert!(before - balance(&Eve.to_account_id()) >= 28_000 * COS);

        let grant = || Vesting::<Runtime>::vested_transfer {
            target: Dave.to_account_id().into(),
            schedule: VestingInfo::new(5_000 * COS, COS, 1),
        };
        fail(Bob, grant(), VestingError::<Runtime>::AtMaxVestingSchedules);
        let make_room = Vesting::<Runtime>::merge_schedules {
            schedule1_index: 0,
            schedule2_index: 1,
        };
        succeed(Dave, make_room);
        succeed(Bob, grant());
        let locked = CosDistribution::locked(&Dave.to_account_id()).locked;
        assert!(locked > Balance::from(most) * least);
        check_everything();
    });
}
