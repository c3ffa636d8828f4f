//! The ledger's own calls: open to wallets for transfers and approvals, closed for the rest. Nothing
//! done there lets an item be stolen, or be stuck.

use super::mock::*;
use crate::{CollectionOptions, Error};
use frame_support::{
    assert_ok,
    traits::{tokens::nonfungibles_v2::Transfer, GetCallName},
};
use frame_system::RawOrigin;
use pallet_nfts::{
    AttributeNamespace, CancelAttributesApprovalWitness, CollectionConfig, CollectionSettings,
    DestroyWitness, ItemConfig, MintSettings, PreSignedAttributes, PreSignedMint,
};
use sp_runtime::{DispatchError, DispatchResult, MultiSignature};
use std::collections::BTreeSet;

type LedgerCall = pallet_nfts::Call<Test>;
type LedgerError = pallet_nfts::Error<Test>;

/// The account that has every role.
fn pallet() -> RuntimeOrigin {
    RawOrigin::Signed(Erc721::account_id()).into()
}

#[test]
fn both_ways_to_move_items_are_one() {
    new_test_ext().execute_with(|| {
        items(&[ALICE, ALICE]);
        assert_ok!(ledger_transfer(ALICE, 0, BOB));
        assert_eq!(owner_of(0), Some(account(BOB)));
        assert_eq!((balance(ALICE), balance(BOB)), (1, 1));
        assert_eq!(Erc721::tokens_of_owner(0, &account(BOB), None, 10), [0]);
        refused(
            || transfer_from(ALICE, ALICE, CHARLIE, 0),
            Error::<Test>::NotApproved,
        );
        assert_ok!(transfer_from(BOB, BOB, CHARLIE, 0));
        refused(|| ledger_transfer(BOB, 0, BOB), LedgerError::NoPermission);
        assert_ok!(ledger_transfer(CHARLIE, 0, CHARLIE));
        assert_ok!(burn(CHARLIE, 0));
        refused(
            || ledger_transfer(CHARLIE, 0, CHARLIE),
            LedgerError::UnknownItem,
        );
        assert_ok!(Erc721::do_try_state());
    });
}

#[test]
fn both_ways_to_approve_are_one() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        // Ours holds there.
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(ledger_transfer(BOB, 0, ALICE));
        assert_eq!(approved(0), None);
        // Theirs holds here.
        assert_ok!(ledger_approve(ALICE, 0, BOB, None));
        assert_eq!(approved(0), Some(account(BOB)));
        // There is one, which here is replaced, and there has to be cancelled first.
        refused(
            || ledger_approve(ALICE, 0, CHARLIE, None),
            LedgerError::ReachedApprovalLimit,
        );
        assert_ok!(approve(ALICE, Some(CHARLIE), 0));
        refused(|| ledger_transfer(BOB, 0, BOB), LedgerError::NoPermission);
        assert_ok!(Nfts::cancel_approval(signed(ALICE), 0, 0, account(CHARLIE)));
        assert_eq!(approved(0), None);
        refused(
            || transfer_from(CHARLIE, ALICE, CHARLIE, 0),
            Error::<Test>::NotApproved,
        );
        assert_ok!(approve(ALICE, Some(CHARLIE), 0));
        assert_ok!(Nfts::clear_all_transfer_approvals(signed(ALICE), 0, 0));
        assert_eq!(approved(0), None);
    });
}

#[test]
fn operators_are_not_known_to_the_ledger() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(set_approval_for_all(ALICE, BOB, true));
        refused(|| ledger_transfer(BOB, 0, BOB), LedgerError::NoPermission);
        refused(
            || ledger_approve(BOB, 0, BOB, None),
            LedgerError::NoPermission,
        );
    });
}

#[test]
fn an_approval_ends_with_its_deadline() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(ledger_approve(ALICE, 0, BOB, Some(9)));
        System::set_block_number(10);
        assert_eq!(approved(0), Some(account(BOB)));
        System::set_block_number(11);
        assert_eq!(approved(0), None);
        for call in [|| transfer_from(BOB, ALICE, BOB, 0), || burn(BOB, 0)] {
            refused(call, Error::<Test>::NotApproved);
        }
        refused(
            || ledger_transfer(BOB, 0, BOB),
            LedgerError::ApprovalExpired,
        );
        // It is in nobody's way.
        assert_ok!(approve(ALICE, Some(CHARLIE), 0));
        assert_eq!(approved(0), Some(account(CHARLIE)));
        assert_ok!(transfer_from(CHARLIE, ALICE, CHARLIE, 0));
    });
}

#[test]
fn an_approval_of_this_pallet_replaces_the_deadline_too() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(ledger_approve(ALICE, 0, BOB, Some(9)));
        assert_ok!(approve(ALICE, Some(BOB), 0));
        System::set_block_number(1_000);
        assert_ok!(transfer_from(BOB, ALICE, BOB, 0));
    });
}

#[test]
fn a_transfer_there_clears_approvals_and_brings_no_operators() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(approve(ALICE, Some(BOB), 0));
        assert_ok!(set_approval_for_all(ALICE, BOB, true));
        assert_ok!(ledger_transfer(ALICE, 0, CHARLIE));
        assert_eq!(approved(0), None);
        for call in [
            || transfer_from(BOB, CHARLIE, BOB, 0),
            || burn(BOB, 0),
            || approve(BOB, Some(BOB), 0),
        ] {
            refused(call, Error::<Test>::NotApproved);
        }
        // Who sent it there is as good as anybody else.
        refused(|| burn(ALICE, 0), Error::<Test>::NotApproved);
    });
}

#[test]
fn an_item_of_somebody_without_an_account_is_not_stuck() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        assert_ok!(ledger_transfer(ALICE, 0, NOBODY));
        assert_eq!((owner_of(0), coins(NOBODY)), (Some(account(NOBODY)), 0));
        assert_ok!(Erc721::do_try_state());
        assert_ok!(Balances::transfer_keep_alive(
            signed(ALICE),
            account(NOBODY),
            2 * ITEM_DEPOSIT
        ));
        assert_ok!(transfer_from(NOBODY, NOBODY, BOB, 0));
        assert_eq!(owner_of(0), Some(account(BOB)));
    });
}

#[test]
fn what_is_not_transferable_moves_nowhere() {
    new_test_ext().execute_with(|| {
        let options = CollectionOptions {
            transferable: false,
            ..all_options()
        };
        items_with(options, &[ALICE]);
        refused(
            || ledger_transfer(ALICE, 0, BOB),
            LedgerError::ItemsNonTransferable,
        );
        refused(
            || ledger_approve(ALICE, 0, BOB, None),
            LedgerError::ItemsNonTransferable,
        );
    });
}

/// Ways to lock the first item and to unlock it again.
type Lock = (fn() -> DispatchResult, fn() -> DispatchResult);

#[test]
fn a_locked_item_stays_where_it_is_until_it_is_unlocked() {
    let locks: [Lock; 3] = [
        (
            || Nfts::disable_transfer(&0, &0),
            || Nfts::enable_transfer(&0, &0),
        ),
        (
            || Nfts::lock_item_transfer(pallet(), 0, 0),
            || Nfts::unlock_item_transfer(pallet(), 0, 0),
        ),
        (
            || {
                LockedItem::set(&Some((0, 0)));
                Ok(())
            },
            || {
                LockedItem::set(&None);
                Ok(())
            },
        ),
    ];
    for (lock, unlock) in locks {
        new_test_ext().execute_with(|| {
            items(&[ALICE, ALICE]);
            assert_ok!(set_approval_for_all(ALICE, BOB, true));
            assert_ok!(lock());
            assert_ok!(approve(ALICE, Some(CHARLIE), 0));
            for caller in [ALICE, BOB, CHARLIE] {
                refused(
                    || transfer_from(caller, ALICE, BOB, 0),
                    Error::<Test>::Locked,
                );
                refused(|| burn(caller, 0), Error::<Test>::Locked);
            }
            refused(|| ledger_transfer(ALICE, 0, BOB), LedgerError::ItemLocked);
            // Others are free.
            assert_ok!(transfer_from(BOB, ALICE, BOB, 1));
            assert_ok!(Erc721::do_try_state());
            assert_ok!(unlock());
            assert_ok!(transfer_from(CHARLIE, ALICE, BOB, 0));
            assert_ok!(lock());
            assert_ok!(unlock());
            assert_ok!(burn(BOB, 0));
            assert_eq!(pallet_nfts::ItemConfigOf::<Test>::iter().count(), 1);
            assert_ok!(Erc721::do_try_state());
        });
    }
}

/// Every call of the ledger that is not for users, as somebody might try it.
fn closed_calls() -> Vec<LedgerCall> {
    use pallet_nfts::Call::*;
    let (collection, item) = (0, 0);
    let who = || account(ALICE);
    let config = CollectionConfig {
        settings: CollectionSettings::all_enabled(),
        max_supply: None,
        mint_settings: MintSettings::default(),
    };
    let witness = DestroyWitness {
        item_metadatas: 0,
        item_configs: 1,
        attributes: 0,
    };
    let namespace = || AttributeNamespace::ItemOwner;
    let data = || b"data".to_vec().try_into().unwrap();
    let text = || b"text".to_vec().try_into().unwrap();
    let signature = || MultiSignature::Sr25519([0; 64].into());
    vec![
        create {
            admin: who(),
            config,
        },
        force_create {
            owner: who(),
            config,
        },
        destroy {
            collection,
            witness,
        },
        mint {
            collection,
            item: 1,
            mint_to: who(),
            witness_data: None,
        },
        force_mint {
            collection,
            item: 1,
            mint_to: who(),
            item_config: ItemConfig::default(),
        },
        burn { collection, item },
        redeposit {
            collection,
            items: vec![item],
        },
        lock_item_transfer { collection, item },
        unlock_item_transfer { collection, item },
        lock_collection {
            collection,
            lock_settings: CollectionSettings::all_enabled(),
        },
        transfer_ownership {
            collection,
            new_owner: who(),
        },
        set_team {
            collection,
            issuer: Some(who()),
            admin: Some(who()),
            freezer: Some(who()),
        },
        force_collection_owner {
            collection,
            owner: who(),
        },
        force_collection_config { collection, config },
        lock_item_properties {
            collection,
            item,
            lock_metadata: true,
            lock_attributes: true,
        },
        set_attribute {
            collection,
            maybe_item: Some(item),
            namespace: namespace(),
            key: data(),
            value: data(),
        },
        force_set_attribute {
            set_as: None,
            collection,
            maybe_item: Some(item),
            namespace: namespace(),
            key: data(),
            value: data(),
        },
        clear_attribute {
            collection,
            maybe_item: Some(item),
            namespace: namespace(),
            key: data(),
        },
        approve_item_attributes {
            collection,
            item,
            delegate: who(),
        },
        cancel_item_attributes_approval {
            collection,
            item,
            delegate: who(),
            witness: CancelAttributesApprovalWitness {
                account_attributes: 0,
            },
        },
        set_metadata {
            collection,
            item,
            data: text(),
        },
        clear_metadata { collection, item },
        set_collection_metadata {
            collection,
            data: text(),
        },
        clear_collection_metadata { collection },
        set_accept_ownership {
            maybe_collection: Some(collection),
        },
        set_collection_max_supply {
            collection,
            max_supply: 1_000,
        },
        update_mint_settings {
            collection,
            mint_settings: MintSettings::default(),
        },
        set_price {
            collection,
            item,
            price: Some(1),
            whitelisted_buyer: None,
        },
        buy_item {
            collection,
            item,
            bid_price: 1,
        },
        pay_tips {
            tips: Default::default(),
        },
        create_swap {
            offered_collection: collection,
            offered_item: item,
            desired_collection: collection,
            maybe_desired_item: None,
            maybe_price: None,
            duration: 10,
        },
        cancel_swap {
            offered_collection: collection,
            offered_item: item,
        },
        claim_swap {
            send_collection: collection,
            send_item: item,
            receive_collection: collection,
            receive_item: 1,
            witness_price: None,
        },
        mint_pre_signed {
            mint_data: Box::new(PreSignedMint {
                collection,
                item: 1,
                attributes: vec![],
                metadata: vec![],
                only_account: None,
                deadline: 100,
                mint_price: None,
            }),
            signature: signature(),
            signer: Erc721::account_id(),
        },
        set_attributes_pre_signed {
            data: PreSignedAttributes {
                collection,
                item,
                attributes: vec![],
                namespace: namespace(),
                deadline: 100,
            },
            signature: signature(),
            signer: who(),
        },
    ]
}

/// Can't be transferred, burned, or be more than one.
fn closed_collection() {
    let options = CollectionOptions {
        max_supply: Some(1),
        royalty: None,
        burnable: false,
        transferable: false,
    };
    items_with(options, &[ALICE]);
    assert_ok!(Erc721::freeze_metadata(signed(ALICE), 0));
}

#[test]
fn every_other_call_of_the_ledger_is_closed_to_everybody() {
    new_test_ext().execute_with(|| {
        closed_collection();
        let closed = closed_calls();
        let open = [
            "transfer",
            "approve_transfer",
            "cancel_approval",
            "clear_all_transfer_approvals",
        ];
        let names: BTreeSet<_> = closed.iter().map(GetCallName::get_call_name).collect();
        let all: BTreeSet<_> = LedgerCall::get_call_names().iter().copied().collect();
        assert_eq!(&all - &names, open.into());
        for call in closed {
            let filtered = frame_system::Error::<Test>::CallFiltered;
            refused(|| dispatched(ALICE, call.clone()), filtered);
        }
    });
}

/// What is left of the options if the filter fails, such as for a call that goes round it: all but
/// burning, which the ledger leaves to the owner of an item.
#[test]
fn without_the_filter_only_burning_gets_round_the_options() {
    use frame_support::traits::UnfilteredDispatchable;

    // Burns the item; makes the ledger remember something harmless; does nothing.
    let others = ["burn", "set_accept_ownership", "pay_tips"];
    for call in closed_calls() {
        let name = call.get_call_name();
        new_test_ext().execute_with(|| {
            closed_collection();
            for origin in [signed(ALICE), RuntimeOrigin::root()] {
                if !others.contains(&name) {
                    let result = frame_support::storage::with_storage_layer(|| {
                        outcome(call.clone().dispatch_bypass_filter(origin))
                    });
                    assert!(result.is_err(), "{name}");
                }
            }
            if name == "burn" {
                assert_ok!(call.dispatch_bypass_filter(signed(ALICE)));
                assert!(Erc721::do_try_state().is_err());
            }
        });
    }
}

#[test]
fn the_filter_lets_wallets_transfer_and_approve() {
    new_test_ext().execute_with(|| {
        items(&[ALICE]);
        let (collection, item) = (0, 0);
        for call in [
            LedgerCall::approve_transfer {
                collection,
                item,
                delegate: account(BOB),
                maybe_deadline: None,
            },
            LedgerCall::cancel_approval {
                collection,
                item,
                delegate: account(BOB),
            },
            LedgerCall::clear_all_transfer_approvals { collection, item },
            LedgerCall::transfer {
                collection,
                item,
                dest: account(BOB),
            },
        ] {
            assert_ok!(dispatched(ALICE, call));
        }
        assert_eq!(owner_of(0), Some(account(BOB)));
    });
}

#[test]
fn nobody_creates_in_the_ledger() {
    new_test_ext().execute_with(|| {
        let config = || CollectionConfig {
            settings: CollectionSettings::all_enabled(),
            max_supply: None,
            mint_settings: MintSettings::default(),
        };
        for origin in [signed(ALICE), RuntimeOrigin::root()] {
            refused(
                || Nfts::create(origin.clone(), account(ALICE), config()),
                DispatchError::BadOrigin,
            );
            refused(
                || Nfts::force_create(origin.clone(), account(ALICE), config()),
                DispatchError::BadOrigin,
            );
        }
    });
}
