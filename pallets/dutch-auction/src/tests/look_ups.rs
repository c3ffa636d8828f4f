//! What calls read of the state to find the next of something: nothing of other houses, even where the block has
//! deleted all that they had. To pass over that takes time, and nobody pays for it.

use super::mock::*;
use crate::{AuctionsOfHouse, Currency, HouseId, Turnovers};
use chaos_primitives::BigEndianKey;
use frame_support::assert_ok;
use sp_runtime::DispatchResult;
use std::fmt::Debug;

/// Houses whose keys come after those of [`HOUSE`].
fn others() -> impl Iterator<Item = HouseId> {
    let key = |house: HouseId| Turnovers::<Test>::hashed_key_for(house, Currency::Coin);
    (1..1_000)
        .filter(move |house| key(*house) > key(HOUSE))
        .take(50)
}

/// What a call reads of the state, in a block that has deleted what the other houses had, or has not.
fn read(deleted: bool, prepare: fn(), call: fn() -> DispatchResult) -> impl PartialEq + Debug {
    let mut ext = new_test_ext();
    ext.execute_with(|| {
        create_house(terms());
        prepare();
        for house in others() {
            Turnovers::<Test>::insert(house, Currency::Coin, crate::TurnoverOf::<Test>::default());
            AuctionsOfHouse::<Test>::insert(house, BigEndianKey::from(7u64), ());
        }
    });
    assert_ok!(ext.commit_all());
    let (_, proof) = ext.execute_and_prove(|| {
        // Without reading them.
        for house in others().filter(|_| deleted) {
            Turnovers::<Test>::remove(house, Currency::Coin);
            AuctionsOfHouse::<Test>::remove(house, BigEndianKey::from(7u64));
        }
        assert_ok!(call());
    });
    proof
}

#[test]
fn no_call_looks_at_what_other_houses_had() {
    type Case = (fn(), fn() -> DispatchResult);
    let pause: fn() -> DispatchResult = || DutchAuction::pause_house(signed(OWNER), HOUSE);
    let resume: fn() -> DispatchResult = || DutchAuction::resume_house(signed(OWNER), HOUSE);
    let close: fn() -> DispatchResult = || close_house(OWNER, HOUSE);
    let cases: [Case; 4] = [
        (|| (), pause),
        (|| pause_house(true), resume),
        (|| (), close),
        // With an item, which is given back.
        (
            || {
                approve_all(SELLER);
                list(0, 100, 20, 80);
            },
            close,
        ),
    ];
    assert!(others().count() > 9);
    for (prepare, call) in cases {
        let [left, gone] = [false, true].map(|deleted| read(deleted, prepare, call));
        assert_eq!(left, gone);
    }
}
