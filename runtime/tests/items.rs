//! Items with the whole runtime: the paradigms and the ledger's own calls in one block. No transfer, lock or approval
//! of the ledger lets an item be stolen or stuck.

use crate::common::*;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    AccountId, Balance, BlockNumber, CollectionId, ItemId, TokenId,
};
use chaos_runtime::{
    configs::items::AuctionDeposit, filters::FilteredCall, Assets, Multisig, Nfts, Runtime,
    RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
};
use codec::Decode;
use frame_support::traits::{
    GetCallIndex, GetCallMetadata, GetCallName, PalletInfoAccess, UnfilteredDispatchable,
};
use pallet_dutch_auction::{
    runtime_api::runtime_decl_for_dutch_auction_api::DutchAuctionApiV1, AuctionId, Auctions,
    Currency, Curve, HouseId, NextAuctionId, Sellers, Terms,
};
use pallet_erc721::{runtime_api::runtime_decl_for_erc_721_api::Erc721ApiV1, CollectionOptions};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult, MultiAddress, Permill};
use std::collections::{BTreeMap, BTreeSet};

type Ledger = pallet_nfts::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;
type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type Utility = pallet_utility::Call<Runtime>;
type ItemEvent = pallet_erc721::Event<Runtime>;
type AuctionEvent = pallet_dutch_auction::Event<Runtime>;
type LedgerError = pallet_nfts::Error<Runtime>;
type ItemError = pallet_erc721::Error<Runtime>;
type AuctionError = pallet_dutch_auction::Error<Runtime>;

// Not Alice: she authors all blocks and gets all fees.
const CREATOR: Sr25519Keyring = Eve;
const RECEIVER: Sr25519Keyring = Ferdie;
const HOUSE_OWNER: Sr25519Keyring = Charlie;
const SELLER: Sr25519Keyring = Bob;
const BUYER: Sr25519Keyring = Dave;
const STRANGER: Sr25519Keyring = One;
/// The accounts among which money moves in a sale.
const PARTIES: [Sr25519Keyring; 4] = [RECEIVER, HOUSE_OWNER, SELLER, BUYER];

const COLLECTION: CollectionId = 0;
const TOKEN: TokenId = 0;
const COIN_HOUSE: HouseId = 0;
const TOKEN_HOUSE: HouseId = 1;

const DURATION: BlockNumber = 80;
/// It falls by one COS with each block. Royalty and commission of the last planck are rounded.
const START: Balance = 100 * COS + 7;
const FLOOR: Balance = 20 * COS + 7;

/// A chain with a collection of the creator, in which the seller has three items, with a house for each kind of
/// currency, and with a buyer who has tokens.
fn with_market(test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        let tokens = send_tokens(BUYER, 1_000 * COS);
        all_succeed(Alice, vec![create_token(), tokens]);
        let items = Item::new_call_variant_batch_mint(COLLECTION, address(SELLER), 3);
        all_succeed(CREATOR, vec![create_collection(), items.into()]);
        let houses = [Currency::Coin, Currency::Token(TOKEN)].map(create_house);
        all_succeed(HOUSE_OWNER, houses.into());
        test();
        check_everything();
    });
}

fn address(who: impl Into<AccountId>) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who.into())
}

fn create_token() -> RuntimeCall {
    let options = pallet_erc20::TokenOptions {
        pausable: true,
        ..Default::default()
    };
    let [name, symbol] = [b"Gold", b"GOLD"].map(|text| text.to_vec());
    Token::new_call_variant_create(name, symbol, 12, 1_000_000 * COS, options).into()
}

fn send_tokens(to: impl Into<AccountId>, value: Balance) -> RuntimeCall {
    Token::new_call_variant_transfer(TOKEN, address(to), value).into()
}

fn create_collection() -> RuntimeCall {
    let options = CollectionOptions {
        max_supply: None,
        royalty: Some((address(RECEIVER), Permill::from_percent(10))),
        burnable: true,
        transferable: true,
    };
    let [name, symbol] = [b"Art", b"ART"].map(|text| text.to_vec());
    Item::new_call_variant_create_collection(name, symbol, vec![], options).into()
}

fn create_house(currency: Currency) -> RuntimeCall {
    let terms = Terms {
        currency,
        commission: Permill::from_percent(5),
        shortest: 1,
        longest: DURATION,
        curve: Curve::Linear,
        sellers: Sellers::Anybody,
    };
    Auction::new_call_variant_create_house(COLLECTION, terms).into()
}

fn ledger_transfer(item: ItemId, to: impl Into<AccountId>) -> RuntimeCall {
    Ledger::new_call_variant_transfer(COLLECTION, item, address(to)).into()
}

/// For this many more blocks, or without end.
fn ledger_approve(item: ItemId, to: impl Into<AccountId>, more: Option<u32>) -> RuntimeCall {
    Ledger::new_call_variant_approve_transfer(COLLECTION, item, address(to), more).into()
}

fn ledger_cancel(item: ItemId, delegate: impl Into<AccountId>) -> RuntimeCall {
    Ledger::new_call_variant_cancel_approval(COLLECTION, item, address(delegate)).into()
}

fn ledger_clear(item: ItemId) -> RuntimeCall {
    Ledger::new_call_variant_clear_all_transfer_approvals(COLLECTION, item).into()
}

fn transfer(from: impl Into<AccountId>, to: impl Into<AccountId>, item: ItemId) -> RuntimeCall {
    Item::new_call_variant_transfer_from(COLLECTION, address(from), address(to), item).into()
}

fn approve(item: ItemId, spender: impl Into<AccountId>) -> RuntimeCall {
    Item::new_call_variant_approve(COLLECTION, Some(address(spender)), item).into()
}

fn revoke(item: ItemId) -> RuntimeCall {
    Item::new_call_variant_approve(COLLECTION, None, item).into()
}

fn set_operator(operator: impl Into<AccountId>, approved: bool) -> RuntimeCall {
    Item::new_call_variant_set_approval_for_all(COLLECTION, address(operator), approved).into()
}

fn burn(item: ItemId) -> RuntimeCall {
    Item::new_call_variant_burn(COLLECTION, item).into()
}

fn list(house: HouseId, item: ItemId) -> RuntimeCall {
    Auction::new_call_variant_list(house, item, START, FLOOR, DURATION).into()
}

fn bid(auction: AuctionId) -> RuntimeCall {
    Auction::new_call_variant_bid(auction, Balance::MAX).into()
}

fn cancel(auction: AuctionId) -> RuntimeCall {
    Auction::new_call_variant_cancel(auction).into()
}

fn as_proxy(real: impl Into<AccountId>, call: RuntimeCall) -> RuntimeCall {
    pallet_proxy::Call::new_call_variant_proxy(address(real), None, Box::new(call)).into()
}

/// List the seller's item with the house, at a price that falls or doesn't.
#[track_caller]
fn put_up(house: HouseId, item: ItemId, start: Balance, floor: Balance) -> AuctionId {
    let listing = Auction::new_call_variant_list(house, item, start, floor, DURATION);
    let approval = approve(item, account_of(house));
    all_succeed(SELLER, vec![approval, listing.into()]);
    NextAuctionId::<Runtime>::get() - 1
}

/// Each of these calls fails with its error.
#[track_caller]
fn all_fail(who: Sr25519Keyring, error: impl Into<DispatchError>, calls: Vec<RuntimeCall>) {
    let expected = vec![Err(error.into()); calls.len()];
    succeed(who, Utility::force_batch { calls });
    let events = System::events().into_iter();
    let results = events.filter_map(|record| match record.event {
        RuntimeEvent::Utility(pallet_utility::Event::ItemCompleted) => Some(Ok(())),
        RuntimeEvent::Utility(pallet_utility::Event::ItemFailed { error }) => Some(Err(error)),
        _ => None,
    });
    assert_eq!(results.collect::<Vec<DispatchResult>>(), expected);
}

#[track_caller]
fn all_succeed(who: Sr25519Keyring, calls: Vec<RuntimeCall>) {
    succeed(who, batch(calls));
}

fn account_of(house: HouseId) -> AccountId {
    Runtime::house_account(house)
}

/// The owner of the item, on which the ledger and the paradigm always agree.
#[track_caller]
fn owner(item: ItemId) -> Option<AccountId> {
    let owner = Nfts::owner(COLLECTION, item);
    assert_eq!(owner, Runtime::owner_of(COLLECTION, item));
    owner
}

#[track_caller]
fn assert_owners<Owner: Into<AccountId>, const ITEMS: usize>(owners: [(ItemId, Owner); ITEMS]) {
    for (item, expected) in owners {
        assert_eq!(owner(item), Some(expected.into()), "item {item}");
    }
}

fn approved(item: ItemId) -> Option<AccountId> {
    Runtime::get_approved(COLLECTION, item)
}

fn coins(who: Sr25519Keyring) -> Balance {
    balance(&who.to_account_id())
}

fn held(who: Sr25519Keyring) -> Balance {
    System::account(who.to_account_id()).data.reserved
}

fn tokens(who: Sr25519Keyring) -> Balance {
    Assets::balance(TOKEN, who.to_account_id())
}

fn fee(who: Sr25519Keyring) -> Balance {
    fees_paid(&who.to_account_id())
}

/// How often the event was emitted in the last block.
fn happened(event: impl Into<RuntimeEvent>) -> usize {
    let event = event.into();
    let events = System::events().into_iter();
    events.filter(|record| record.event == event).count()
}

fn moved(item: ItemId, from: impl Into<AccountId>, to: impl Into<AccountId>) -> ItemEvent {
    ItemEvent::Transfer {
        collection: COLLECTION,
        token_id: item,
        from: Some(from.into()),
        to: Some(to.into()),
    }
}

#[test]
fn the_ledgers_transfers_and_the_paradigms_move_the_same_items() {
    with_market(|| {
        let results = make_block(vec![
            sign(SELLER, ledger_transfer(0, BUYER), 0),
            sign(BUYER, transfer(BUYER, STRANGER, 0), 0),
            sign(STRANGER, ledger_transfer(0, RECEIVER), 0),
        ]);
        assert_eq!(results, [Ok(Ok(())); 3]);
        for former in [SELLER, BUYER, STRANGER] {
            let calls = vec![transfer(former, former, 0), transfer(RECEIVER, former, 0)];
            all_fail(former, ItemError::NotApproved, calls);
            let calls = vec![ledger_transfer(0, former)];
            all_fail(former, LedgerError::NoPermission, calls);
        }
        assert_owners([(0, RECEIVER)]);
        let balance = |who: Sr25519Keyring| Runtime::balance_of(COLLECTION, who.into());
        let balances = [SELLER, BUYER, STRANGER, RECEIVER].map(balance);
        assert_eq!(balances, [2, 0, 0, 1].map(Some));
    });
}

#[test]
fn an_approval_of_one_side_is_seen_used_and_cleared_by_the_other() {
    with_market(|| {
        succeed(SELLER, ledger_approve(0, BUYER, None));
        assert_eq!(approved(0), Some(BUYER.into()));
        succeed(SELLER, revoke(0));
        fail(BUYER, ledger_transfer(0, BUYER), LedgerError::NoPermission);

        succeed(SELLER, approve(0, BUYER));
        let second = ledger_approve(0, STRANGER, None);
        fail(SELLER, second, LedgerError::ReachedApprovalLimit);
        succeed(SELLER, approve(0, STRANGER));
        fail(BUYER, ledger_transfer(0, BUYER), LedgerError::NoPermission);
        for clear in [ledger_cancel(0, STRANGER), ledger_clear(0)] {
            all_succeed(SELLER, vec![approve(0, STRANGER), clear]);
            assert_eq!(approved(0), None);
            let take = transfer(SELLER, STRANGER, 0);
            fail(STRANGER, take, ItemError::NotApproved);
        }

        let approvals = vec![approve(0, BUYER), ledger_approve(1, BUYER, None)];
        all_succeed(SELLER, approvals);
        all_succeed(
            BUYER,
            vec![ledger_transfer(0, BUYER), transfer(SELLER, BUYER, 1)],
        );
        assert_owners([(0, BUYER), (1, BUYER)]);
        assert_eq!([0, 1].map(approved), [None, None]);
    });
}

#[test]
fn operators_of_a_former_owner_have_no_right_after_a_transfer_in_the_ledger() {
    with_market(|| {
        succeed(SELLER, set_operator(STRANGER, true));
        succeed(SELLER, ledger_transfer(0, BUYER));
        let calls = vec![
            transfer(BUYER, STRANGER, 0),
            transfer(SELLER, STRANGER, 0),
            approve(0, STRANGER),
            burn(0),
        ];
        all_fail(STRANGER, ItemError::NotApproved, calls);
        // An operator is one only in the paradigm.
        let calls = [0, 1].map(|item| ledger_transfer(item, STRANGER));
        all_fail(STRANGER, LedgerError::NoPermission, calls.into());
        succeed(STRANGER, transfer(SELLER, STRANGER, 1));
        assert_owners([(0, BUYER), (1, STRANGER)]);
    });
}

#[test]
fn an_approval_in_the_ledger_ends_with_its_deadline_for_accounts_and_houses() {
    with_market(|| {
        let house = || account_of(COIN_HOUSE);
        let approvals = vec![
            ledger_approve(0, BUYER, Some(2)),
            ledger_approve(1, BUYER, Some(2)),
            ledger_approve(2, house(), Some(2)),
        ];
        all_succeed(SELLER, approvals);
        make_block(vec![]);
        let in_the_last_block = make_block(vec![
            sign(BUYER, transfer(SELLER, BUYER, 0), 0),
            sign(SELLER, list(COIN_HOUSE, 2), 0),
        ]);
        assert_eq!(in_the_last_block, [Ok(Ok(())); 2]);

        fail(BUYER, transfer(SELLER, BUYER, 1), ItemError::NotApproved);
        let expired = LedgerError::ApprovalExpired;
        fail(BUYER, ledger_transfer(1, BUYER), expired);
        assert_eq!(approved(1), None);
        // It has expired, but takes the only place until somebody clears it.
        let full = LedgerError::ReachedApprovalLimit;
        fail(SELLER, ledger_approve(1, house(), None), full);
        succeed(STRANGER, ledger_cancel(1, BUYER));
        succeed(SELLER, ledger_approve(1, house(), Some(0)));
        fail(SELLER, list(COIN_HOUSE, 1), AuctionError::NotApproved);
        assert_owners([(0, BUYER.into()), (1, SELLER.into()), (2, house())]);
    });
}

const OPEN_CALLS: &str = "transfer approve_transfer cancel_approval clear_all_transfer_approvals";
const CLOSED_CALLS: &str = "
    create force_create destroy mint force_mint burn redeposit lock_item_transfer
    unlock_item_transfer lock_collection transfer_ownership set_team force_collection_owner
    force_collection_config lock_item_properties set_attribute force_set_attribute clear_attribute
    approve_item_attributes cancel_item_attributes_approval set_metadata clear_metadata
    set_collection_metadata clear_collection_metadata set_accept_ownership
    set_collection_max_supply update_mint_settings set_price buy_item pay_tips create_swap
    cancel_swap claim_swap mint_pre_signed set_attributes_pre_signed";

/// With zeros for all arguments: the first item of the first collection.
fn call_of_the_ledger(name: &str) -> RuntimeCall {
    let names = Ledger::get_call_names();
    let position = names.iter().position(|known| *known == name).unwrap();
    let mut bytes = vec![0; 1_024];
    bytes[0] = Nfts::index().try_into().unwrap();
    bytes[1] = Ledger::get_call_indices()[position];
    let call = RuntimeCall::decode(&mut &bytes[..]).unwrap();
    assert_eq!(call.get_call_metadata().function_name, name);
    call
}

fn closed_calls() -> impl Iterator<Item = RuntimeCall> {
    CLOSED_CALLS.split_whitespace().map(call_of_the_ledger)
}

/// The error of a call that the runtime filters.
fn filtered() -> DispatchError {
    frame_system::Error::<Runtime>::CallFiltered.into()
}

#[test]
fn every_call_of_the_ledger_is_known_to_be_open_or_closed() {
    let names = OPEN_CALLS
        .split_whitespace()
        .chain(CLOSED_CALLS.split_whitespace());
    let known: BTreeSet<_> = names.collect();
    let there_are = RuntimeCall::get_call_names("Nfts").iter().copied();
    assert_eq!(known, there_are.collect());
}

#[test]
fn the_closed_calls_are_refused_to_everybody_directly_and_in_batches() {
    with_market(|| {
        for call in closed_calls() {
            let within = batch(vec![call.clone()]);
            let results = make_block(vec![
                sign(SELLER, call.clone(), 0),
                sign(CREATOR, call.clone(), 0),
                sign(STRANGER, call.clone(), 0),
                sign(RECEIVER, batch(vec![within.clone()]), 0),
                sign(BUYER, within, 0),
            ]);
            assert_eq!(results, [Ok(Err(filtered())); 5], "{call:?}");
        }
        assert_owners([(0, SELLER)]);
    });
}

#[test]
fn the_closed_calls_are_refused_through_proxies_and_multisigs() {
    with_market(|| {
        let kind = Default::default();
        let add_proxy = pallet_proxy::Call::new_call_variant_add_proxy(address(BUYER), kind, 0);
        succeed(SELLER, add_proxy);
        let by_proxy = closed_calls().map(|call| as_proxy(SELLER, call));
        all_succeed(BUYER, by_proxy.collect());
        let result = Err(filtered());
        let refused = pallet_proxy::Event::ProxyExecuted { result };
        assert_eq!(happened(refused), closed_calls().count());

        let mut signatories = [SELLER, BUYER].map(|who| who.to_account_id());
        signatories.sort();
        let both = Multisig::multi_account_id(&signatories, 1);
        succeed(SELLER, ledger_transfer(0, both.clone()));
        let as_both = |call| {
            let (others, call) = (vec![SELLER.into()], Box::new(call));
            pallet_multisig::Call::new_call_variant_as_multi_threshold_1(others, call).into()
        };
        all_fail(BUYER, filtered(), closed_calls().map(as_both).collect());
        assert_owners([(0, both)]);
        succeed(BUYER, as_both(ledger_transfer(0, BUYER)));
        assert_owners([(0, BUYER)]);
    });
}

#[test]
fn the_closed_calls_are_refused_to_root_by_the_ledger_and_by_what_runs_with_root() {
    with_market(|| {
        for call in closed_calls() {
            let scheduled = FilteredCall::from(call.clone()).dispatch(RuntimeOrigin::root());
            assert_eq!(scheduled.unwrap_err().error, filtered());
            let refused = call.dispatch_bypass_filter(RuntimeOrigin::root());
            assert_eq!(refused.unwrap_err().error, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn nobody_moves_a_listed_item_or_gets_a_right_to_it() {
    with_market(|| {
        let house = || account_of(COIN_HOUSE);
        let operators = vec![set_operator(house(), true), set_operator(STRANGER, true)];
        all_succeed(SELLER, operators);
        all_succeed(SELLER, vec![approve(0, RECEIVER), list(COIN_HOUSE, 0)]);
        let auction = Auctions::<Runtime>::get(0);
        for thief in [SELLER, CREATOR, RECEIVER, STRANGER, HOUSE_OWNER, BUYER] {
            let takes = vec![
                ledger_transfer(0, thief),
                ledger_approve(0, thief, None),
                ledger_clear(0),
            ];
            all_fail(thief, LedgerError::NoPermission, takes);
            let cancels = vec![ledger_cancel(0, house()), ledger_cancel(0, RECEIVER)];
            all_fail(thief, LedgerError::NotDelegate, cancels);
            let takes = vec![
                transfer(house(), thief, 0),
                transfer(SELLER, thief, 0),
                approve(0, thief),
                revoke(0),
                burn(0),
            ];
            all_fail(thief, ItemError::NotApproved, takes);
            let lists = vec![list(COIN_HOUSE, 0), list(TOKEN_HOUSE, 0)];
            all_fail(thief, AuctionError::NotItemOwner, lists);
            let not_proxy = pallet_proxy::Error::<Runtime>::NotProxy;
            let take = as_proxy(house(), ledger_transfer(0, thief));
            fail(thief, take, not_proxy);
            if thief != SELLER {
                fail(thief, cancel(0), AuctionError::NotAuctionSeller);
            }
        }
        let close = Auction::new_call_variant_close_house(COIN_HOUSE);
        fail(STRANGER, close, AuctionError::NotHouseOwner);
        assert_owners([(0, house())]);
        assert_eq!(approved(0), None);
        assert_eq!(Auctions::<Runtime>::get(0), auction);
    });
}

#[test]
fn an_item_leaves_its_house_by_bid_or_cancel_and_former_rights_to_it_are_gone() {
    with_market(|| {
        succeed(SELLER, set_operator(account_of(COIN_HOUSE), true));
        for item in [0, 1] {
            all_succeed(
                SELLER,
                vec![approve(item, RECEIVER), list(COIN_HOUSE, item)],
            );
        }
        // Even a house that is an operator takes an item only if its owner lists it.
        fail(STRANGER, list(COIN_HOUSE, 2), AuctionError::NotItemOwner);
        succeed(BUYER, bid(0));
        succeed(SELLER, cancel(1));
        assert_owners([(0, BUYER), (1, SELLER)]);
        let takes = [0, 1].map(|item| ledger_transfer(item, RECEIVER));
        all_fail(RECEIVER, LedgerError::NoPermission, takes.into());
        let again = vec![cancel(0), cancel(1), bid(1)];
        all_fail(SELLER, AuctionError::AuctionEnded, again);
        fail(SELLER, list(COIN_HOUSE, 0), AuctionError::NotItemOwner);
        fail(BUYER, list(COIN_HOUSE, 0), AuctionError::NotApproved);
    });
}

#[test]
fn an_item_sent_to_a_house_is_in_no_auction_and_in_nobodys_way() {
    with_market(|| {
        let sold = put_up(COIN_HOUSE, 0, START, FLOOR);
        succeed(SELLER, ledger_transfer(1, account_of(COIN_HOUSE)));
        fail(SELLER, list(COIN_HOUSE, 1), AuctionError::NotItemOwner);
        assert_eq!(Runtime::auction_of_item(COLLECTION, 1), None);
        assert_eq!(Runtime::house(COIN_HOUSE).unwrap().auctions, 1);
        let unsold = put_up(COIN_HOUSE, 2, START, FLOOR);
        succeed(BUYER, bid(sold));
        succeed(SELLER, cancel(unsold));
        let owners = [BUYER.into(), account_of(COIN_HOUSE), SELLER.into()];
        assert_eq!([0, 1, 2].map(owner), owners.map(Some));
        let call = Auction::new_call_variant_close_house(COIN_HOUSE);
        succeed(HOUSE_OWNER, call);
    });
}

#[test]
fn a_house_that_closes_gives_its_items_back_and_costs_by_their_number() {
    with_market(|| {
        let before = held(SELLER);
        for item in [0, 1] {
            put_up(COIN_HOUSE, item, START, FLOOR);
        }
        let close = |house| Auction::new_call_variant_close_house(house);
        succeed(HOUSE_OWNER, close(TOKEN_HOUSE));
        let empty = fee(HOUSE_OWNER);
        succeed(HOUSE_OWNER, close(COIN_HOUSE));
        assert_owners([(0, SELLER), (1, SELLER)]);
        assert_eq!(held(SELLER), before);
        assert_eq!(held(HOUSE_OWNER), 0);
        assert_eq!(Runtime::house(COIN_HOUSE), None);
        assert!(fee(HOUSE_OWNER) > empty);
    });
}

#[test]
fn a_house_cannot_take_what_its_owner_gave_away_in_the_ledger() {
    with_market(|| {
        let house = account_of(COIN_HOUSE);
        succeed(SELLER, ledger_approve(0, house.clone(), None));
        succeed(SELLER, set_operator(house, true));
        let results = make_block(vec![
            sign(SELLER, ledger_transfer(0, BUYER), 0),
            sign(BUYER, list(COIN_HOUSE, 0), 0),
        ]);
        let not_approved = AuctionError::NotApproved.into();
        assert_eq!(results, [Ok(Ok(())), Ok(Err(not_approved))]);
        fail(SELLER, list(COIN_HOUSE, 0), AuctionError::NotItemOwner);
        assert_owners([(0, BUYER)]);
        assert_eq!(NextAuctionId::<Runtime>::get(), 0);
    });
}

/// What the parties have: free coins, held coins and tokens.
fn holdings() -> [[Balance; 4]; 3] {
    [PARTIES.map(coins), PARTIES.map(held), PARTIES.map(tokens)]
}

/// The buyer takes the seller's first item, and the price is split into royalty, commission and proceeds like this. In
/// tokens, the buyer also pays this existential deposit for the recipient of the royalty.
#[track_caller]
fn is_sold(auction_id: AuctionId, parts: [Balance; 3], opened: Balance) {
    let auction = Auctions::<Runtime>::get(auction_id).unwrap();
    let (currency, house, price) = (auction.currency, auction.house, parts.iter().sum());
    let [mut coins, mut held, mut tokens] = holdings();
    succeed(BUYER, bid(auction_id));

    let [royalty, commission, proceeds] = parts;
    let sold = AuctionEvent::Sold {
        auction_id,
        house,
        item: 0,
        seller: SELLER.into(),
        buyer: BUYER.into(),
        currency,
        price,
        royalty,
        royalty_receiver: (royalty > 0).then(|| RECEIVER.into()),
        commission,
        proceeds,
    };
    assert_eq!(happened(sold), 1);
    assert_eq!(happened(moved(0, account_of(house), BUYER)), 1);
    let paid_in = match currency {
        Currency::Coin => &mut coins,
        Currency::Token(_) => &mut tokens,
    };
    for (has, part) in paid_in.iter_mut().zip(parts) {
        *has += part;
    }
    paid_in[3] -= price;
    coins[0] += opened;
    coins[2] += AuctionDeposit::get();
    held[2] -= AuctionDeposit::get();
    coins[3] -= opened + fee(BUYER);
    assert_eq!(holdings(), [coins, held, tokens]);
    assert_owners([(0, BUYER)]);
    assert_eq!(Runtime::auction(auction_id), None);
    let turnover = Runtime::turnover(house);
    assert_eq!(turnover.len(), 1);
    assert_eq!((turnover[0].paid, turnover[0].sold), (price.into(), 1));
}

/// From the listing to the sixth block after it, in which the item is sold.
fn is_listed_and_sold(house: HouseId, currency: Currency) {
    with_market(|| {
        let [mut coins, mut held, tokens] = holdings();
        let auction_id = put_up(house, 0, START, FLOOR);
        let listed = System::block_number();
        let event = AuctionEvent::Listed {
            auction_id,
            house,
            item: 0,
            seller: SELLER.into(),
            currency,
            start_price: START,
            floor_price: FLOOR,
            end: listed + DURATION,
        };
        assert_eq!(happened(event), 1);
        assert_eq!(happened(moved(0, SELLER, account_of(house))), 1);
        assert_owners([(0, account_of(house))]);
        coins[2] -= AuctionDeposit::get() + fee(SELLER);
        held[2] += AuctionDeposit::get();
        assert_eq!(holdings(), [coins, held, tokens]);

        let price_after = |blocks| Runtime::price_at(auction_id, listed + blocks);
        let last = [DURATION - 1, DURATION, DURATION + 1].map(price_after);
        assert_eq!(last, [FLOOR + COS, FLOOR, FLOOR].map(Some));
        for passed in 0..5 {
            make_blocks_until(listed + passed);
            let price = START - Balance::from(passed) * COS;
            assert_eq!(Runtime::price(auction_id), Some(price));
        }
        let price = START - 6 * COS;
        let too_low = Auction::new_call_variant_bid(auction_id, price);
        fail(STRANGER, too_low, AuctionError::PriceAboveMaximum);
        let (royalty, commission) = (94 * COS / 10, 94 * COS / 20);
        let parts = [royalty, commission, price - royalty - commission];
        is_sold(auction_id, parts, 0);
    });
}

#[test]
fn a_sale_in_coins_splits_the_fallen_price_to_the_planck() {
    is_listed_and_sold(COIN_HOUSE, Currency::Coin);
}

#[test]
fn a_sale_in_tokens_splits_the_fallen_price_to_the_smallest_unit() {
    is_listed_and_sold(TOKEN_HOUSE, Currency::Token(TOKEN));
}

/// Sold after the recipient of the royalty was reaped.
fn is_sold_without_receiver(house: HouseId, parts: [Balance; 3], opened: Balance) {
    with_market(|| {
        let dest = address(STRANGER);
        let call = pallet_balances::Call::new_call_variant_transfer_all(dest, false);
        succeed(RECEIVER, call);
        assert_eq!(System::providers(&RECEIVER.into()), 0);
        let price = parts.iter().sum();
        is_sold(put_up(house, 0, price, price), parts, opened);
    });
}

#[test]
fn a_royalty_too_small_for_a_dead_account_is_the_sellers() {
    let commission = EXISTENTIAL_DEPOSIT / 2 - 1;
    let proceeds = 10 * EXISTENTIAL_DEPOSIT - 1 - commission;
    is_sold_without_receiver(COIN_HOUSE, [0, commission, proceeds], 0);
}

#[test]
fn a_royalty_large_enough_for_an_account_revives_a_dead_one() {
    let parts = [2, 1, 17].map(|part| part * EXISTENTIAL_DEPOSIT / 2);
    is_sold_without_receiver(COIN_HOUSE, parts, 0);
}

#[test]
fn the_buyer_opens_the_dead_account_for_a_royalty_in_tokens() {
    is_sold_without_receiver(TOKEN_HOUSE, [20, 10, 170], EXISTENTIAL_DEPOSIT);
}

/// A bid of `who` fails with this error, and costs only its fee.
#[track_caller]
fn fails_to_bid(who: Sr25519Keyring, auction_id: AuctionId, error: AuctionError) {
    let auction = Auctions::<Runtime>::get(auction_id).unwrap();
    let [mut coins, held, tokens] = holdings();
    fail(who, bid(auction_id), error);
    for (has, party) in coins.iter_mut().zip(PARTIES) {
        *has -= fee(party);
    }
    assert_eq!(holdings(), [coins, held, tokens]);
    assert_owners([(auction.item, account_of(auction.house))]);
    assert_eq!(Auctions::<Runtime>::get(auction_id), Some(auction));
}

/// The seller gets the item and the deposit back.
#[track_caller]
fn is_given_back(auction_id: AuctionId) {
    let auction = Auctions::<Runtime>::get(auction_id).unwrap();
    let (item, house) = (auction.item, account_of(auction.house));
    let before = held(SELLER);
    succeed(SELLER, cancel(auction_id));
    assert_eq!(happened(moved(item, house, SELLER)), 1);
    assert_owners([(item, SELLER)]);
    assert_eq!(held(SELLER), before - AuctionDeposit::get());
}

#[test]
fn an_auction_survives_what_happens_to_its_collection() {
    with_market(|| {
        let price = 20 * COS;
        let auction = put_up(COIN_HOUSE, 0, price, price);
        let new_owner = address(STRANGER);
        let call = Item::new_call_variant_transfer_ownership(COLLECTION, new_owner);
        succeed(CREATOR, call);
        succeed(STRANGER, Item::new_call_variant_freeze_metadata(COLLECTION));
        for owner in [CREATOR, STRANGER] {
            fail(owner, burn(0), ItemError::NotApproved);
        }
        is_sold(auction, [2 * COS, COS, 17 * COS], 0);
    });
}

#[test]
fn a_paused_house_takes_no_bid_and_gives_items_back() {
    with_market(|| {
        let [first, second] = [1, 0].map(|item| put_up(COIN_HOUSE, item, 200, 200));
        let call = Auction::new_call_variant_pause_house(COIN_HOUSE);
        succeed(HOUSE_OWNER, call);
        fails_to_bid(BUYER, first, AuctionError::HousePaused);
        fail(SELLER, list(COIN_HOUSE, 2), AuctionError::HousePaused);
        is_given_back(first);
        let call = Auction::new_call_variant_resume_house(COIN_HOUSE);
        succeed(HOUSE_OWNER, call);
        is_sold(second, [20, 10, 170], 0);
    });
}

#[test]
fn a_paused_currency_pays_nothing_and_keeps_no_item() {
    with_market(|| {
        let [first, second] = [1, 0].map(|item| put_up(TOKEN_HOUSE, item, 200, 200));
        succeed(Alice, Token::new_call_variant_pause(TOKEN));
        fails_to_bid(BUYER, first, AuctionError::CurrencyUnavailable);
        is_given_back(first);
        succeed(Alice, Token::new_call_variant_unpause(TOKEN));
        is_sold(second, [20, 10, 170], 0);
    });
}

/// A quarter of the way down, somebody stops all bids, waits until the price would have reached the floor, and lets
/// them in again to bid first. Nobody gets the item for less than it was offered for to everybody.
fn an_insider_waits_in_vain(
    house: HouseId,
    (insider, stop, go): (Sr25519Keyring, RuntimeCall, RuntimeCall),
) {
    with_market(|| {
        succeed(Alice, send_tokens(insider, 1_000 * COS));
        let auction = put_up(house, 0, START, FLOOR);
        let listed = System::block_number();
        make_blocks_until(listed + 19);
        succeed(insider, stop);
        let price = START - 20 * COS;
        make_blocks_until(listed + 2 * DURATION);
        assert_eq!(Runtime::price(auction), Some(price));

        let cheap = Auction::new_call_variant_bid(auction, price - 1).into();
        let too_cheap = batch(vec![go.clone(), cheap]);
        fail(insider, too_cheap, AuctionError::PriceAboveMaximum);
        let offered = Auction::new_call_variant_bid(auction, price).into();
        all_succeed(insider, vec![go, offered]);
        assert_owners([(0, insider)]);
    });
}

#[test]
fn a_floor_price_is_not_for_the_owner_of_a_house() {
    for house in [COIN_HOUSE, TOKEN_HOUSE] {
        let stop = Auction::new_call_variant_pause_house(house).into();
        let go = Auction::new_call_variant_resume_house(house).into();
        an_insider_waits_in_vain(house, (HOUSE_OWNER, stop, go));
    }
}

#[test]
fn a_floor_price_is_not_for_the_issuer_of_a_currency() {
    let stop = Token::new_call_variant_pause(TOKEN).into();
    let go = Token::new_call_variant_unpause(TOKEN).into();
    an_insider_waits_in_vain(TOKEN_HOUSE, (Alice, stop, go));
}

#[test]
fn a_price_stands_while_its_currency_is_regulated() {
    with_market(|| {
        let (token, house) = (TOKEN + 1, TOKEN_HOUSE + 1);
        succeed(Alice, create_token());
        succeed(HOUSE_OWNER, create_house(Currency::Token(token)));
        let auction = put_up(house, 0, START, FLOOR);
        let listed = System::block_number();
        succeed(Alice, Business::new_call_variant_set_regulated(token, true));
        make_blocks_until(listed + 50);
        assert_eq!(Runtime::price(auction), Some(START - COS));
        let lift = Business::new_call_variant_set_regulated(token, false).into();
        let offered = Auction::new_call_variant_bid(auction, START - COS).into();
        all_succeed(Alice, vec![lift, offered]);
        assert_owners([(0, Alice)]);
    });
}

#[test]
fn who_is_too_poor_buys_nothing() {
    with_market(|| {
        let all = tokens(BUYER);
        let auction = put_up(TOKEN_HOUSE, 0, all, all);
        fails_to_bid(STRANGER, auction, AuctionError::InsufficientFunds);
        succeed(BUYER, send_tokens(STRANGER, 1));
        fails_to_bid(BUYER, auction, AuctionError::InsufficientFunds);
        // The team has more coins, but they are locked.
        let (price, team) = (2_000 * COS, AliceStash);
        let in_coins = put_up(COIN_HOUSE, 1, price, price);
        assert!(coins(team) > price);
        fails_to_bid(team, in_coins, AuctionError::InsufficientFunds);
        is_given_back(auction);
    });
}

#[test]
fn a_regulated_token_pays_for_nothing_until_its_regulation_is_lifted() {
    with_market(|| {
        let (token, amount, house) = (TOKEN + 1, COS, TOKEN_HOUSE + 1);
        let terms = pallet_business_tokens::SaleTerms {
            amount,
            price: pallet_business_tokens::Price::Fixed(COS),
            start: 0,
            end: 10_000,
            min_per_account: None,
            max_per_account: None,
        };
        let regulate = Business::new_call_variant_set_regulated(token, true).into();
        let sell = Business::new_call_variant_open_sale(token, terms).into();
        all_succeed(Alice, vec![create_token(), regulate, sell]);
        succeed(BUYER, Business::new_call_variant_buy(token, amount, COS));
        succeed(HOUSE_OWNER, create_house(Currency::Token(token)));
        let [first, second] = [1, 0].map(|item| put_up(house, item, 200, 200));

        let regulated = |who: Sr25519Keyring| Assets::balance(token, who.to_account_id());
        fails_to_bid(BUYER, first, AuctionError::CurrencyUnavailable);
        assert_eq!(PARTIES.map(regulated), [0, 0, 0, amount]);
        is_given_back(first);
        let call = Business::new_call_variant_set_regulated(token, false);
        succeed(Alice, call);
        succeed(BUYER, bid(second));
        assert_eq!(PARTIES.map(regulated), [20, 10, 170, amount - 200]);
        assert_owners([(0, BUYER)]);
    });
}

#[test]
fn the_first_of_two_bids_in_the_block_of_the_listing_takes_the_item() {
    with_market(|| {
        succeed(SELLER, approve(0, account_of(COIN_HOUSE)));
        let before = coins(BUYER);
        let results = make_block(vec![
            sign(SELLER, list(COIN_HOUSE, 0), 0),
            sign(BUYER, batch(vec![bid(0)]), 0),
            sign(STRANGER, bid(0), 0),
        ]);
        let ended = AuctionError::AuctionEnded.into();
        assert_eq!(results, [Ok(Ok(())), Ok(Ok(())), Ok(Err(ended))]);
        assert_owners([(0, BUYER)]);
        assert_eq!(coins(BUYER), before - START - fee(BUYER));
    });
}

/// Pseudo-random numbers, the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        number as usize % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.roll(from.len())].clone())
    }
}

const PLAYERS: [Sr25519Keyring; 4] = [CREATOR, HOUSE_OWNER, SELLER, BUYER];

fn items_of(who: impl Into<AccountId>) -> Vec<ItemId> {
    Runtime::tokens_of_owner(COLLECTION, who.into(), None, 100)
}

fn auctions_of(who: Sr25519Keyring) -> Vec<AuctionId> {
    let page = Runtime::auctions_of_seller(who.into(), 0, 100);
    let auctions = page.auctions.iter();
    auctions.map(|auction| auction.auction_id).collect()
}

/// A call that `who` may try, mostly with what it owns.
fn any_call(dice: &mut Dice, who: Sr25519Keyring) -> RuntimeCall {
    let anybody = dice.pick(&PLAYERS).unwrap();
    let house = [COIN_HOUSE, TOKEN_HOUSE][dice.roll(2)];
    let account = [anybody.into(), account_of(house)][dice.roll(2)].clone();
    let (items, auctions) = if dice.roll(5) == 0 {
        let open = Auctions::<Runtime>::iter_keys();
        (Runtime::tokens(COLLECTION, 0, 100), open.collect())
    } else {
        (items_of(who), auctions_of(who))
    };
    let item = dice.pick(&items).unwrap_or_default();
    let its_owner = owner(item).unwrap_or(who.into());
    let newest = NextAuctionId::<Runtime>::get().saturating_sub(1);
    match dice.roll(32) {
        0 | 1 => ledger_transfer(item, anybody),
        2 if dice.roll(4) == 0 => ledger_transfer(item, account_of(house)),
        2..=4 => ledger_approve(item, account, [None, Some(3)][dice.roll(2)]),
        5 => ledger_cancel(item, approved(item).unwrap_or(account)),
        6 => ledger_clear(item),
        7..=9 => Item::new_call_variant_batch_mint(COLLECTION, address(anybody), 2).into(),
        10 | 11 => transfer(its_owner, anybody, item),
        12..=14 => approve(item, account),
        15 => revoke(item),
        16 | 17 => set_operator(account, dice.roll(3) > 0),
        18 => burn(item),
        19..=23 => list(house, item),
        24..=27 => bid(newest.saturating_sub(dice.roll(4) as AuctionId)),
        28 | 29 => cancel(dice.pick(&auctions).unwrap_or(newest)),
        30 if dice.roll(2) == 0 => Auction::new_call_variant_pause_house(house).into(),
        _ => Auction::new_call_variant_resume_house(house).into(),
    }
}

/// Every item has one owner, and every item that left a house was sold or given back.
fn check_items() {
    let mut owners = BTreeMap::<_, Vec<_>>::new();
    for (owner, collection, item) in pallet_nfts::Account::<Runtime>::iter_keys() {
        owners.entry((collection, item)).or_default().push(owner);
    }
    let items = pallet_nfts::Item::<Runtime>::iter();
    let expected = items.map(|(collection, item, it)| ((collection, item), vec![it.owner]));
    assert_eq!(owners, expected.collect());

    let houses = [COIN_HOUSE, TOKEN_HOUSE].map(account_of);
    let (mut left, mut told, mut ended) = (vec![], vec![], vec![]);
    for record in System::events() {
        use RuntimeEvent::{DutchAuction, Erc721, Nfts};
        match record.event {
            Nfts(pallet_nfts::Event::Transferred { item, from, to, .. }) => {
                left.extend(houses.contains(&from).then_some((item, to)));
            }
            Erc721(ItemEvent::Transfer {
                token_id,
                from: Some(from),
                to: Some(to),
                ..
            }) => told.extend(houses.contains(&from).then_some((token_id, to))),
            DutchAuction(AuctionEvent::Sold { item, buyer, .. }) => ended.push((item, buyer)),
            DutchAuction(AuctionEvent::Returned { item, seller, .. }) => ended.push((item, seller)),
            _ => {}
        }
    }
    assert_eq!(left, ended);
    assert_eq!(left, told);
}

/// How often each call succeeded and failed.
fn play(dice: &mut Dice, blocks: u32) -> BTreeMap<&'static str, [u32; 2]> {
    let mut tally = BTreeMap::<_, [u32; 2]>::new();
    for _ in 0..blocks {
        let calls = PLAYERS.map(|who| (who, any_call(dice, who)));
        let names = calls
            .each_ref()
            .map(|(_, call)| call.get_call_metadata().function_name);
        let transactions = calls.map(|(who, call)| sign(who, call, 0));
        let results = make_block(transactions.into());
        for (name, result) in names.into_iter().zip(results) {
            // A block that starts a session has no room for them, and they are not sent again.
            let Ok(result) = result else { continue };
            tally.entry(name).or_default()[usize::from(result.is_err())] += 1;
        }
        check_items();
        check_everything();
    }
    tally
}

#[test]
fn whatever_four_accounts_do_every_item_has_one_owner_and_nobody_is_stuck() {
    with_market(|| {
        succeed(Alice, send_tokens(HOUSE_OWNER, 100_000 * COS));
        let tally = play(&mut Dice(0x0C4A_05C0_5EED), 400);
        assert_eq!(tally.len(), 14, "{tally:?}");
        assert!(tally.values().all(|[done, _]| *done >= 3), "{tally:?}");

        let strays = || [COIN_HOUSE, TOKEN_HOUSE].map(|house| items_of(account_of(house)).len());
        for who in PLAYERS {
            let call = batch(auctions_of(who).into_iter().map(cancel).collect());
            succeed(who, call);
            let items = items_of(who).into_iter();
            let call = batch(items.map(|item| ledger_transfer(item, Alice)).collect());
            succeed(who, call);
        }
        let all = Runtime::total_supply(COLLECTION).unwrap() as usize;
        assert_eq!(items_of(Alice).len() + strays().iter().sum::<usize>(), all);
    });
}
