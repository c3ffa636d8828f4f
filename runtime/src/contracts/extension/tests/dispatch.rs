//! Finding functions, charging for them and returning their status, for every function alike.

use super::{super::*, mock::*};
use crate::Assets;
use codec::Encode;
use frame_support::traits::{GetCallIndex, GetCallName, PalletInfoAccess};
use functions::find;
use pallet_erc20::WeightInfo as _;
use proptest::{collection::vec, prelude::*};
use sp_runtime::StateVersion;
use std::collections::BTreeSet;

fn every_function() -> impl Iterator<Item = (u32, Function)> {
    (0..=u32::from(u16::MAX)).filter_map(|id| Some((id, find(id)?)))
}

fn state() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

fn transfer(to: crate::AccountId, value: u128) -> Token {
    Token::new_call_variant_transfer(0, address(to), value)
}

#[test]
fn the_calls_are_those_of_the_pallets() {
    fn numbers<Pallet: PalletInfoAccess, Call: GetCallName + GetCallIndex>(
        names: &[&str],
    ) -> Vec<u32> {
        let index = |name: &&str| {
            let place = Call::get_call_names().iter().position(|n| n == name);
            Call::get_call_indices()[place.expect(name)]
        };
        let number = |call: u8| (Pallet::index() as u32) << 8 | u32::from(call);
        names.iter().map(index).map(number).collect()
    }
    let erc20 = numbers::<crate::Erc20, Token>(&[
        "create",
        "transfer",
        "approve",
        "transfer_from",
        "increase_allowance",
        "decrease_allowance",
        "mint",
        "burn",
        "burn_from",
        "transfer_ownership",
    ]);
    let business_tokens = numbers::<crate::BusinessTokens, Business>(&[
        "open_sale",
        "buy",
        "close_sale",
        "set_redemption",
        "fund_redemption",
        "redeem",
        "execute",
        "collect_redeemed",
    ]);
    let erc721 = numbers::<crate::Erc721, Item>(&[
        "create_collection",
        "mint",
        "transfer_from",
        "approve",
        "set_approval_for_all",
        "burn",
        "transfer_ownership",
    ]);
    let dutch_auction = numbers::<crate::DutchAuction, Auction>(&["list", "bid", "cancel"]);
    let with_later_arguments = vec![0x3448];
    let expected: BTreeSet<u32> = [
        erc20,
        business_tokens,
        with_later_arguments,
        erc721,
        dutch_auction,
    ]
    .concat()
    .into_iter()
    .collect();

    let mut calls = BTreeSet::new();
    for (id, function) in every_function() {
        if let Function::Call { index, .. } = function {
            let [.., pallet, n] = id.to_be_bytes();
            assert_eq!(index, [pallet, n & !0x40]);
            calls.insert(id);
        }
    }
    assert_eq!(calls, expected);
}

#[test]
fn the_numbers_of_reads_are_these() {
    let reads: Vec<u32> = every_function()
        .filter(|(_, function)| matches!(function, Function::Read { .. }))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(
        reads,
        [
            0x3280, 0x3281, // CosDistribution
            0x3380, 0x3381, 0x3382, // Erc20
            0x3480, 0x3481, 0x3482, // BusinessTokens
            0x3580, 0x3581, 0x3582, 0x3583, // Erc721
            0x3680, // DutchAuction
            0x3780, 0x3781, 0x3782, // Cip
        ]
    );
}

#[test]
fn there_are_no_other_functions() {
    with_chain(|| {
        make(create_token()).unwrap();
        let before = state();
        let (transfer, input) = function(transfer(USER, 1));
        let of_another_extension = 1 << 16 | transfer;
        let pause = 51 << 8 | 9;
        let contracts_call = 40 << 8 | 6;
        for id in [0, u32::MAX, of_another_extension, pause, contracts_call] {
            let mut contract = Contract::with_input(input.clone());
            assert_eq!(serve(id, &mut contract), Ok(status::UNKNOWN_FUNCTION));
            assert_eq!(contract.used(), 0);
        }
        assert_eq!(state(), before);
    });
}

#[test]
fn an_input_that_is_too_short_is_not_decoded() {
    with_chain(|| {
        for (id, _) in every_function() {
            let mut contract = Contract::with_input(vec![]);
            assert_eq!(serve(id, &mut contract), Ok(status::NOT_DECODED), "{id:#x}");
            assert_eq!(contract.charged[0], overhead(0));
        }
    });
}

#[test]
fn an_input_with_trailing_bytes_is_not_decoded() {
    with_chain(|| {
        make(create_token()).unwrap();
        let before = state();
        let (transfer, mut input) = function(transfer(USER, 1));
        input.push(0);
        let balance_of = (0x3381, (0u32, CONTRACT, 0u8).encode());
        for (id, input) in [(transfer, input), balance_of] {
            let mut contract = Contract::with_input(input);
            assert_eq!(serve(id, &mut contract), Ok(status::NOT_DECODED));
        }
        assert_eq!(state(), before);
    });
}

#[test]
fn an_input_that_is_too_long_is_not_read() {
    with_chain(|| {
        for (id, _) in every_function() {
            let mut contract = Contract::with_input(vec![0; 1 + MAX_INPUT as usize]);
            assert_eq!(serve(id, &mut contract), Ok(status::NOT_DECODED));
            assert_eq!(contract.used(), 0);
        }
    });
}

#[test]
fn nothing_is_done_before_it_is_paid_for() {
    with_chain(|| {
        make(create_token()).unwrap();
        let before = state();
        let (id, input) = function(transfer(USER, 1));
        let enough = {
            let mut contract = Contract::with_input(input.clone());
            let call = RuntimeCall::from(transfer(USER, 1)).get_dispatch_info();
            contract.gas = overhead(contract.input_len()).ref_time() + call.call_weight.ref_time();
            contract.gas
        };
        for gas in [0, overhead(input.len() as u32).ref_time(), enough - 1] {
            let mut contract = Contract::with_input(input.clone());
            contract.gas = gas;
            assert_eq!(
                serve(id, &mut contract),
                Err(pallet_contracts::Error::<Runtime>::OutOfGas.into())
            );
            assert_eq!(state(), before);
        }
        let mut contract = Contract::with_input(input);
        contract.gas = enough;
        assert_eq!(serve(id, &mut contract), Ok(status::SUCCESS));
    });
}

#[test]
fn what_was_not_used_is_refunded() {
    with_chain(|| {
        make(create_token()).unwrap();
        let of_an_account = <Runtime as pallet_erc20::Config>::WeightInfo::open_account();
        // The charge assumes a recipient without an account; this one has one.
        let (id, input) = function(transfer(USER, 1));
        let mut contract = Contract::with_input(input);
        assert_eq!(serve(id, &mut contract), Ok(status::SUCCESS));
        assert_eq!(contract.refunded, of_an_account);

        let (id, input) = function(transfer(FRESH, 1));
        let mut contract = Contract::with_input(input);
        assert_eq!(serve(id, &mut contract), Ok(status::SUCCESS));
        assert_eq!(contract.refunded, Weight::zero());
        let call = RuntimeCall::from(transfer(FRESH, 1)).get_dispatch_info();
        assert_eq!(contract.charged[1], call.call_weight);
    });
}

#[test]
fn an_error_is_a_status_and_leaves_nothing_behind() {
    with_chain(|| {
        make(create_token()).unwrap();
        let before = state();
        fail(
            transfer(USER, 1_000_001),
            pallet_erc20::Error::<Runtime>::InsufficientBalance,
        );
        // After the deposit is held.
        let options = Default::default();
        let create = Token::new_call_variant_create(vec![], b"X".to_vec(), 0, 0, options);
        fail(create, pallet_erc20::Error::<Runtime>::NameEmpty);
        assert_eq!(state(), before);
    });
}

#[test]
fn an_account_that_can_not_be_looked_up_is_a_status() {
    with_chain(|| {
        make(create_token()).unwrap();
        let to = sp_runtime::MultiAddress::Raw(vec![1, 2, 3]);
        fail(
            Token::new_call_variant_transfer(0, to, 1),
            DispatchError::CannotLookup,
        );
    });
}

#[test]
fn a_read_only_call_asks_but_does_nothing() {
    with_chain(|| {
        make(create_token()).unwrap();
        let before = state();
        for (id, kind) in every_function() {
            if let Function::Read { .. } = kind {
                let mut contract = Contract::with_input(vec![]);
                contract.is_read_only = true;
                assert_eq!(serve(id, &mut contract), Ok(status::NOT_DECODED));
            }
        }
        let (id, input) = function(transfer(USER, 1));
        let mut contract = Contract::with_input(input);
        contract.is_read_only = true;
        assert_eq!(
            serve(id, &mut contract),
            Err(pallet_contracts::Error::<Runtime>::StateChangeDenied.into())
        );
        let mut contract = Contract::with_input((0u32, CONTRACT).encode());
        contract.is_read_only = true;
        assert_eq!(serve(0x3381, &mut contract), Ok(status::SUCCESS));
        assert_eq!(contract.output, 1_000_000u128.encode());
        assert_eq!(state(), before);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Any input gets a status and is charged, and creates no coins.
    #[test]
    fn no_input_panics(place in any::<prop::sample::Index>(), input in vec(0u8..4, 0..100)) {
        let ids: Vec<u32> = every_function().map(|(id, _)| id).collect();
        with_chain(|| {
            make(create_token()).unwrap();
            let issuance = pallet_balances::TotalIssuance::<Runtime>::get();
            let mut contract = Contract::with_input(input);
            let result = serve(*place.get(&ids), &mut contract);
            assert!(result.is_ok());
            assert!(contract.used() >= overhead(0).ref_time());
            assert_eq!(pallet_balances::TotalIssuance::<Runtime>::get(), issuance);
            let supply = Assets::total_supply(0);
            let in_accounts: u128 = pallet_assets::Account::<Runtime>::iter_prefix_values(0)
                .map(|account| account.balance)
                .sum();
            assert_eq!(in_accounts, supply);
        });
    }
}
