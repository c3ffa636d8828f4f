//! The account of zeros.

use super::mock::*;
use crate::{CollectionOptions, Collections, Error};
use chaos_primitives::{AccountId, TradingRights};
use frame_support::assert_ok;
use sp_runtime::{DispatchResult, Permill};

fn zero() -> AccountId {
    [0; 32].into()
}

fn royalty_for_zero() -> CollectionOptions<AccountId> {
    CollectionOptions {
        royalty: Some((zero(), Permill::from_percent(10))),
        ..all_options()
    }
}

#[test]
fn the_account_of_zeros_receives_moves_and_owns_nothing() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        let calls: [&dyn Fn() -> DispatchResult; 7] = [
            &|| outcome(Erc721::mint(signed(ALICE), 0, zero(), None)),
            &|| outcome(Erc721::batch_mint(signed(ALICE), 0, zero(), 2)),
            &|| {
                outcome(Erc721::transfer_from(
                    signed(ALICE),
                    0,
                    account(ALICE),
                    zero(),
                    0,
                ))
            },
            &|| Erc721::approve(signed(ALICE), 0, Some(zero()), 0),
            &|| Erc721::set_approval_for_all(signed(ALICE), 0, zero(), true),
            &|| Erc721::transfer_ownership(signed(ALICE), 0, zero()),
            &|| {
                let [name, symbol] = [b"Art", b"ART"].map(|text| text.to_vec());
                let options = royalty_for_zero();
                Erc721::create_collection(signed(ALICE), name, symbol, vec![], options)
            },
        ];
        for call in calls {
            refused(call, Error::<Test>::ZeroAccount);
        }
        assert_eq!(owner_of(0), Some(account(ALICE)));
        assert_ok!(Erc721::do_try_state());
    });
}

/// It would keep a sale from being paid with tokens.
#[test]
fn of_a_collection_that_gives_its_royalties_to_zero_nobody_gets_any() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        let royalty = || <Erc721 as TradingRights<AccountId>>::royalty(0, 0, 1_000);
        assert_eq!(royalty(), Some((account(ARTIST), 100)));
        // As it could be created before.
        Collections::<Test>::mutate(0, |collection| {
            collection.as_mut().unwrap().options = royalty_for_zero();
        });
        assert_eq!(royalty(), None);
    });
}
