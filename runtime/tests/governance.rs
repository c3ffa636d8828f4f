//! CIPs with the whole runtime: what Root does when one passes, and that no pallet moves coins that are frozen by
//! votes.

use crate::common::*;
use chaos_primitives::{currency::COS, AccountId, Balance, BlockNumber};
use chaos_runtime::{
    configs::{coin::TreasuryAccount, governance::MaxEnactmentWeight},
    Balances, Cip, Multisig, Preimage, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
    VERSION,
};
use codec::Encode;
use frame_support::{
    dispatch::GetDispatchInfo,
    traits::{fungible::Inspect, Bounded, Get, QueryPreimage},
    weights::Weight,
};
use frame_system::RawOrigin;
use pallet_cip::{
    BoundedCallOf, CipId, Enactment, GroundRules, NextCipId, Outcome, Resolution, State,
    WeightInfo, HEADROOM,
};
use pallet_dutch_auction::runtime_api::runtime_decl_for_dutch_auction_api::DutchAuctionApiV1;
use sp_core::{storage::well_known_keys, traits::ReadRuntimeVersionExt, H256};
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    generic::Era,
    traits::{BlakeTwo256, Dispatchable, Hash},
    transaction_validity::InvalidTransaction,
    DispatchError, DispatchResult, ModuleError, MultiAddress, TokenError,
};
use sp_version::{embed::embed_runtime_version, RuntimeVersion};

type Gov = pallet_cip::Call<Runtime>;
type Coin = pallet_balances::Call<Runtime>;
type Utility = pallet_utility::Call<Runtime>;
type Proxy = pallet_proxy::Call<Runtime>;
type Note = pallet_preimage::Call<Runtime>;
type Chain = frame_system::Call<Runtime>;
type Task = pallet_scheduler::Call<Runtime>;
type Contract = pallet_contracts::Call<Runtime>;
type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
type Item = pallet_erc721::Call<Runtime>;
type Auction = pallet_dutch_auction::Call<Runtime>;
type GovError = pallet_cip::Error<Runtime>;
type GovEvent = pallet_cip::Event<Runtime>;
type TaskEvent = pallet_scheduler::Event<Runtime>;
type ChainError = frame_system::Error<Runtime>;
type ContractError = pallet_contracts::Error<Runtime>;
type CipWeight = <Runtime as pallet_cip::Config>::WeightInfo;

// Not Alice: she authors all blocks and gets all fees.
const PROPOSER: Sr25519Keyring = Eve;
const VOTER: Sr25519Keyring = Bob;
const OTHER: Sr25519Keyring = Charlie;
const STRANGER: Sr25519Keyring = Ferdie;
/// Each has a quarter of all coins.
const RICH: [Sr25519Keyring; 2] = [One, Two];

const PERIOD: BlockNumber = 10;
const DELAY: BlockNumber = 10;
const DEPOSIT: Balance = 10 * COS;
/// Two accounts with this many votes each decide.
const ENOUGH: Balance = 50_000 * COS;

fn with_chain(test: impl FnOnce()) {
    let mut chain = new_chain("development");
    let executor = sc_executor::WasmExecutor::<sp_io::SubstrateHostFunctions>::builder().build();
    chain.register_extension(ReadRuntimeVersionExt::new(executor));
    chain.execute_with(|| {
        make_block(vec![]);
        test();
        check_everything();
    });
}

fn address(who: impl Into<AccountId>) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who.into())
}

fn treasury() -> AccountId {
    TreasuryAccount::get()
}

/// An account without coins.
fn fresh() -> AccountId {
    [9; 32].into()
}

/// Including what is on hold.
fn total(who: impl Into<AccountId>) -> Balance {
    Balances::total_balance(&who.into())
}

fn spendable(who: impl Into<AccountId>) -> Balance {
    balance(&who.into())
}

fn frozen(who: impl Into<AccountId>) -> Balance {
    Cip::frozen(&who.into()).amount
}

fn propose(call: Option<BoundedCallOf<Runtime>>) -> RuntimeCall {
    propose_cip(PERIOD, call)
}

fn vote(cip: CipId, votes: Balance) -> RuntimeCall {
    Gov::new_call_variant_vote(cip, true, votes).into()
}

fn inline(call: impl Into<RuntimeCall>) -> BoundedCallOf<Runtime> {
    let encoded = call.into().encode();
    Bounded::Inline(encoded.try_into().expect("no more than 128 bytes"))
}

/// Have the stranger note a call, and return its preimage.
fn noted(call: impl Into<RuntimeCall>) -> BoundedCallOf<Runtime> {
    let encoded = call.into().encode();
    let hash = BlakeTwo256::hash(&encoded);
    let len = encoded.len() as u32;
    succeed(STRANGER, Note::new_call_variant_note_preimage(encoded));
    Bounded::Lookup { hash, len }
}

fn transfer(to: impl Into<AccountId>, value: Balance) -> RuntimeCall {
    Coin::new_call_variant_transfer_allow_death(address(to), value).into()
}

fn transfer_all(to: impl Into<AccountId>) -> RuntimeCall {
    Coin::new_call_variant_transfer_all(address(to), false).into()
}

fn force_transfer(from: AccountId, to: AccountId, value: Balance) -> RuntimeCall {
    Coin::new_call_variant_force_transfer(address(from), address(to), value).into()
}

fn as_proxy(real: impl Into<AccountId>, call: RuntimeCall) -> RuntimeCall {
    Proxy::new_call_variant_proxy(address(real), None, Box::new(call)).into()
}

/// As a multisig of two accounts with a threshold of one.
fn as_multi(other: Sr25519Keyring, call: RuntimeCall) -> RuntimeCall {
    let (others, call) = (vec![other.into()], Box::new(call));
    pallet_multisig::Call::new_call_variant_as_multi_threshold_1(others, call).into()
}

fn as_derivative(call: RuntimeCall) -> RuntimeCall {
    Utility::new_call_variant_as_derivative(0, Box::new(call)).into()
}

fn dispatch_as(origin: RawOrigin<AccountId>, call: RuntimeCall) -> RuntimeCall {
    Utility::new_call_variant_dispatch_as(Box::new(origin.into()), Box::new(call)).into()
}

/// Propose a CIP without a call, with time for a few other blocks.
fn propose_words() -> CipId {
    succeed(PROPOSER, propose_cip(2 * PERIOD, None));
    NextCipId::<Runtime>::get() - 1
}

fn end_of(cip: CipId) -> BlockNumber {
    Cip::cip(cip).unwrap().end
}

fn state(cip: CipId) -> State {
    Cip::cip(cip).unwrap().state
}

/// Propose these calls, and have the rich pass them.
fn pass(calls: Vec<BoundedCallOf<Runtime>>) -> Vec<CipId> {
    let proposals: Vec<_> = calls.into_iter().map(|call| propose(Some(call))).collect();
    let first = NextCipId::<Runtime>::get();
    let cips: Vec<_> = (first..).take(proposals.len()).collect();
    succeed(PROPOSER, batch(proposals));
    for voter in RICH {
        let votes = cips.iter().map(|cip| vote(*cip, ENOUGH)).collect();
        succeed(voter, batch(votes));
    }
    make_blocks_until(end_of(first));
    assert!(cips.iter().all(|cip| state(*cip) == State::Passed));
    cips
}

fn enactment(cip: CipId) -> Enactment<BlockNumber> {
    let enactment = Cip::cip(cip).unwrap().enactment;
    enactment.expect("it passed with a call")
}

/// Have calls passed and dispatched with Root. Returns the result of each.
fn carry_out(calls: Vec<BoundedCallOf<Runtime>>) -> Vec<DispatchResult> {
    let cips = pass(calls);
    let due = System::block_number() + DELAY;
    make_blocks_until(due);
    let result = |cip: CipId| match enactment(cip) {
        Enactment::Enacted { at } => {
            assert_eq!((at, state(cip)), (due, State::Enacted));
            Ok(())
        }
        Enactment::Failed { at, error } => {
            assert_eq!((at, state(cip)), (due, State::Failed));
            Err(error)
        }
        Enactment::Scheduled { at } => panic!("it is still scheduled, for block {at}"),
    };
    cips.into_iter().map(result).collect()
}

#[track_caller]
fn assert_carried_out(call: BoundedCallOf<Runtime>) {
    assert_eq!(carry_out(vec![call]), [Ok(())]);
}

#[track_caller]
fn assert_fails(call: BoundedCallOf<Runtime>, error: impl Into<DispatchError>) {
    assert_eq!(carry_out(vec![call]), [Err(stored(error.into()))]);
}

/// An error as it is stored on chain, without its text.
fn stored(error: DispatchError) -> DispatchError {
    match error {
        DispatchError::Module(ModuleError { index, error, .. }) => {
            DispatchError::Module(ModuleError {
                index,
                error,
                message: None,
            })
        }
        other => other,
    }
}

/// Whether the event was emitted in the last block.
fn happened(event: impl Into<RuntimeEvent>) -> bool {
    // As it is stored on chain, where errors have no text.
    let event = event.into().encode();
    System::events()
        .iter()
        .any(|record| record.event.encode() == event)
}

#[test]
fn a_cip_changes_a_ground_rule_and_nobody_else_does() {
    with_chain(|| {
        let old = Cip::ground_rules();
        let rules = GroundRules {
            min_voters: 3,
            min_period: PERIOD + 1,
            enactment_delay: 2 * (PERIOD + 1),
            ..old
        };
        let change = || RuntimeCall::from(Gov::new_call_variant_set_ground_rules(rules));
        for call in [
            change(),
            batch(vec![change()]),
            as_multi(OTHER, change()),
            as_derivative(change()),
        ] {
            fail(VOTER, call, DispatchError::BadOrigin);
        }
        assert_eq!(Cip::ground_rules(), old);

        let [cip] = pass(vec![inline(change())])[..] else {
            panic!("one CIP");
        };
        let due = System::block_number() + DELAY;
        assert_eq!(enactment(cip), Enactment::Scheduled { at: due });
        let enact = Gov::new_call_variant_enact(cip, Default::default());
        fail(VOTER, enact, DispatchError::BadOrigin);
        make_blocks_until(due - 1);
        assert_eq!(Cip::ground_rules(), old);
        make_blocks_until(due);
        assert_eq!(Cip::ground_rules(), rules);
        assert_eq!(enactment(cip), Enactment::Enacted { at: due });
        fail(PROPOSER, propose(None), GovError::PeriodTooShort);
    });
}

#[test]
fn ground_rules_that_make_no_sense_are_not_put_in_force() {
    with_chain(|| {
        let old = Cip::ground_rules();
        let rules = GroundRules {
            min_voters: 0,
            ..old
        };
        let endless = GroundRules {
            min_voters: u32::MAX,
            ..old
        };
        let change = |rules| inline(Gov::new_call_variant_set_ground_rules(rules));
        let expected = [GovError::VotersZero, GovError::VotersTooMany];
        let expected = expected.map(|error| Err(stored(error.into())));
        assert_eq!(carry_out(vec![change(rules), change(endless)]), expected);
        assert_eq!(Cip::ground_rules(), old);
    });
}

#[test]
fn a_cip_spends_from_the_treasury() {
    with_chain(|| {
        let (before, price) = (balance(&treasury()), 123_456 * COS + 789);
        let proposer = total(PROPOSER);
        assert_carried_out(inline(force_transfer(treasury(), fresh(), price)));
        assert_eq!(balance(&fresh()), price);
        assert_eq!(balance(&treasury()), before - price);
        let fee = proposer - total(PROPOSER);
        assert!(fee < COS, "the deposit is given back: {fee}");
        assert_eq!(total(PROPOSER), spendable(PROPOSER));
    });
}

#[test]
fn what_fails_is_recorded_and_leaves_nothing_behind() {
    with_chain(|| {
        let before = balance(&treasury());
        let too_much = force_transfer(treasury(), fresh(), before + 1);
        let half = batch(vec![
            force_transfer(treasury(), fresh(), COS),
            too_much.clone(),
        ]);
        let unavailable = Err(TokenError::FundsUnavailable.into());
        let calls = vec![inline(too_much), noted(half)];
        assert_eq!(carry_out(calls), [unavailable; 2]);
        assert_eq!(balance(&treasury()), before);
        assert!(!System::account_exists(&fresh()));
    });
}

#[test]
fn no_cip_takes_coins_that_vote() {
    with_chain(|| {
        succeed(PROPOSER, propose_cip(4 * PERIOD, None));
        let votes = spendable(VOTER) - COS;
        succeed(VOTER, vote(0, votes));
        let taken = force_transfer(VOTER.into(), treasury(), 10 * COS);
        assert_fails(inline(taken), TokenError::Frozen);
        assert_eq!(frozen(VOTER), votes);
        assert!(total(VOTER) >= votes);
    });
}

/// Code in which only the version can be read.
fn runtime(version: RuntimeVersion) -> Vec<u8> {
    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";
    embed_runtime_version(EMPTY, version).unwrap()
}

fn next_runtime() -> Vec<u8> {
    runtime(RuntimeVersion {
        spec_version: VERSION.spec_version + 1,
        ..VERSION
    })
}

fn code_on_chain() -> Option<Vec<u8>> {
    sp_io::storage::get(well_known_keys::CODE).map(|code| code.to_vec())
}

fn authorize(code: &[u8]) -> BoundedCallOf<Runtime> {
    let hash = BlakeTwo256::hash(code);
    inline(Chain::new_call_variant_authorize_upgrade(hash))
}

fn apply(code: &[u8]) -> Chain {
    Chain::new_call_variant_apply_authorized_upgrade(code.to_vec())
}

#[test]
fn a_cip_authorises_an_upgrade_that_anybody_applies() {
    with_chain(|| {
        let (before, code) = (code_on_chain(), next_runtime());
        fail(STRANGER, apply(&code), ChainError::NothingAuthorized);
        let hash = BlakeTwo256::hash(&code);
        let by_hand = Chain::new_call_variant_authorize_upgrade(hash);
        fail(STRANGER, by_hand, DispatchError::BadOrigin);

        assert_carried_out(authorize(&code));
        assert_eq!(code_on_chain(), before);
        let other = runtime(RuntimeVersion {
            spec_version: VERSION.spec_version + 2,
            ..VERSION
        });
        fail(STRANGER, apply(&other), ChainError::Unauthorized);
        assert_eq!(code_on_chain(), before);

        succeed(STRANGER, apply(&code));
        assert_eq!(code_on_chain(), Some(code.clone()));
        assert!(happened(frame_system::Event::CodeUpdated { hash }));
        fail(STRANGER, apply(&code), ChainError::NothingAuthorized);
        succeed(VOTER, transfer(fresh(), COS));
    });
}

#[test]
fn no_upgrade_goes_back_nor_to_another_chain() {
    with_chain(|| {
        let before = code_on_chain();
        for (version, error) in [
            (VERSION, ChainError::SpecVersionNeedsToIncrease),
            (
                RuntimeVersion {
                    spec_name: "other".into(),
                    spec_version: VERSION.spec_version + 1,
                    ..VERSION
                },
                ChainError::InvalidSpecName,
            ),
        ] {
            let code = runtime(version);
            assert_carried_out(authorize(&code));
            succeed(STRANGER, apply(&code));
            let rejected = frame_system::Event::RejectedInvalidAuthorizedUpgrade {
                code_hash: BlakeTwo256::hash(&code),
                error: error.into(),
            };
            assert!(happened(rejected));
            assert_eq!(code_on_chain(), before);
        }
    });
}

#[test]
fn a_cip_upgrades_the_runtime_by_a_preimage() {
    with_chain(|| {
        let set_code = |code| RuntimeCall::from(Chain::new_call_variant_set_code(code));
        let before = code_on_chain();
        fail(STRANGER, set_code(next_runtime()), DispatchError::BadOrigin);
        assert_fails(
            noted(set_code(runtime(VERSION))),
            ChainError::SpecVersionNeedsToIncrease,
        );
        assert_eq!(code_on_chain(), before);

        // As long as a runtime.
        let mut code = next_runtime();
        code.extend(custom_section(1_200_000));
        let call = noted(set_code(code.clone()));
        let hash = call.hash();
        let held = total(STRANGER) - spendable(STRANGER);
        assert!(held > 10 * COS, "a planck for each byte: {held}");
        let [cip] = pass(vec![call])[..] else {
            panic!("one CIP");
        };
        assert!(Preimage::is_requested(&hash));
        succeed(STRANGER, Note::new_call_variant_unnote_preimage(hash));
        assert!(Preimage::len(&hash).is_some(), "the CIP keeps it");
        let kept = total(PROPOSER) - spendable(PROPOSER);
        assert!(kept > 10 * COS, "for a deposit of its proposer: {kept}");
        let due = System::block_number() - 1 + DELAY;
        make_blocks_until(due - 1);
        assert_eq!(code_on_chain(), before);
        make_blocks_until(due);
        assert_eq!(enactment(cip), Enactment::Enacted { at: due });
        assert_eq!(code_on_chain(), Some(code));
        assert!(Preimage::len(&hash).is_none());
        succeed(VOTER, transfer(fresh(), COS));
    });
}

/// A custom section of a WebAssembly module, of about this many bytes.
fn custom_section(len: u32) -> Vec<u8> {
    let name = b"x";
    let content = [&[name.len() as u8], &name[..], &vec![0; len as usize]].concat();
    let mut section = vec![0];
    let mut rest = content.len();
    while rest >= 0x80 {
        section.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    section.push(rest as u8);
    section.extend(content);
    section
}

#[test]
fn no_cip_changes_the_supply() {
    let root = || RawOrigin::Root;
    let wrapped = |call: RuntimeCall| -> Vec<RuntimeCall> {
        let later = pallet_scheduler::Call::new_call_variant_schedule_after(
            1,
            None,
            0,
            Box::new(call.clone().into()),
        );
        let harmless = RuntimeCall::from(Chain::new_call_variant_remark(vec![]));
        let either =
            Utility::new_call_variant_if_else(Box::new(harmless.clone()), Box::new(call.clone()));
        vec![
            call.clone(),
            batch(vec![harmless, call.clone()]),
            dispatch_as(root(), call.clone()),
            dispatch_as(RawOrigin::Signed(VOTER.into()), call.clone()),
            batch(vec![dispatch_as(root(), batch(vec![call]))]),
            later.into(),
            either.into(),
        ]
    };
    with_chain(|| {
        let calls: Vec<_> = changes_of_the_supply()
            .into_iter()
            .flat_map(wrapped)
            .map(inline)
            .collect();
        let filtered = Err(stored(ChainError::CallFiltered.into()));
        let expected = vec![filtered; calls.len()];
        assert_eq!(carry_out(calls), expected);
    });
}

#[test]
fn no_cip_chooses_what_its_call_weighs() {
    with_chain(|| {
        let call = || Box::new(RuntimeCall::from(Chain::new_call_variant_remark(vec![])));
        let weighed = Utility::new_call_variant_with_weight(call(), Default::default());
        let within = batch(vec![weighed.clone().into()]);
        for call in [weighed.into(), within] {
            fail(
                PROPOSER,
                propose(Some(inline(call))),
                GovError::UndecodableCall,
            );
        }
    });
}

/// By a vote that started after the decision.
#[test]
fn a_cip_stops_another_before_it_is_carried_out() {
    with_chain(|| {
        let before = balance(&treasury());
        let [first] = pass(vec![noted(force_transfer(treasury(), fresh(), COS))])[..] else {
            panic!("one CIP");
        };
        let due = System::block_number() + DELAY;
        let cancel = Gov::new_call_variant_cancel(first);
        fail(VOTER, cancel.clone(), DispatchError::BadOrigin);
        let shortest = Cip::ground_rules().min_period;
        succeed(PROPOSER, propose_cip(shortest, Some(inline(cancel))));
        let second = NextCipId::<Runtime>::get() - 1;
        for voter in RICH {
            succeed(voter, vote(second, ENOUGH));
        }
        let at = end_of(second) + 1;
        assert!(at < due);
        make_blocks_until(at);
        assert_eq!(enactment(second), Enactment::Enacted { at });
        let error = stored(GovError::Cancelled.into());
        assert_eq!(enactment(first), Enactment::Failed { at, error });
        make_blocks_until(due + 1);
        assert_eq!(balance(&treasury()), before);
        assert_eq!(enactment(first), Enactment::Failed { at, error });
        assert_eq!(total(PROPOSER), spendable(PROPOSER));
    });
}

/// A call of a contract that doesn't exist, with any weight.
fn with_gas(gas: Weight) -> RuntimeCall {
    Contract::new_call_variant_call(address(OTHER), 0, gas, None, vec![]).into()
}

fn weight_of(call: &RuntimeCall) -> Weight {
    call.get_dispatch_info().call_weight
}

#[test]
fn the_heaviest_call_that_can_be_proposed_is_dispatched() {
    with_chain(|| {
        let most = MaxEnactmentWeight::get().saturating_sub(HEADROOM);
        let len = with_gas(most).encoded_size() as u32;
        let around = CipWeight::enact()
            .saturating_add(CipWeight::fetch(len))
            .saturating_add(weight_of(&with_gas(Weight::zero())));
        let gas = most.saturating_sub(around);
        assert_eq!(with_gas(gas).encoded_size() as u32, len);

        let heavier = gas.saturating_add(Weight::from_parts(1, 0));
        let too_heavy = propose(Some(inline(with_gas(heavier))));
        fail(PROPOSER, too_heavy, GovError::CallTooHeavy);
        assert_fails(inline(with_gas(gas)), ContractError::ContractNotFound);
    });
}

/// It drops heavier tasks for good. With fewer tasks in the block, there is more room.
#[test]
fn the_heaviest_enactment_is_what_the_scheduler_has_left_in_a_full_block() {
    with_chain(|| {
        let most = MaxEnactmentWeight::get();
        let gas = most.saturating_sub(weight_of(&with_gas(Weight::zero())));
        let heaviest = with_gas(gas);
        assert_eq!(weight_of(&heaviest), most);
        let too_heavy = with_gas(gas.saturating_add(Weight::from_parts(1, 0)));

        // It comes first, with others behind it. Returns the block.
        let fill_next_block = |first: RuntimeCall| -> BlockNumber {
            let due = System::block_number() + 1;
            let light = || RuntimeCall::from(Chain::new_call_variant_remark(vec![]));
            let tasks = <Runtime as pallet_scheduler::Config>::MaxScheduledPerBlock::get();
            let others = (1..tasks).map(|_| light());
            for call in [first].into_iter().chain(others) {
                let call = Box::new(call.into());
                let task = Task::new_call_variant_schedule(due, None, 0, call);
                let scheduled = RuntimeCall::from(task).dispatch(RuntimeOrigin::root());
                scheduled.unwrap();
            }
            make_block(vec![]);
            due
        };

        let due = fill_next_block(heaviest);
        assert!(happened(TaskEvent::Dispatched {
            task: (due, 0),
            id: None,
            result: Err(ContractError::ContractNotFound.into()),
        }));
        let due = fill_next_block(too_heavy);
        assert!(happened(TaskEvent::PermanentlyOverweight {
            task: (due, 0),
            id: None,
        }));
    });
}

#[test]
fn no_cip_is_half_done() {
    with_chain(|| {
        let remark = || vec![RuntimeCall::from(Chain::new_call_variant_remark(vec![]))];
        let scheduled = |call: RuntimeCall| -> RuntimeCall {
            let call = Box::new(call.into());
            pallet_scheduler::Call::<Runtime>::new_call_variant_schedule_after(1, None, 0, call)
                .into()
        };
        for part in [
            RuntimeCall::from(Utility::new_call_variant_batch(remark())),
            Utility::new_call_variant_force_batch(remark()).into(),
        ] {
            for call in [part.clone(), batch(vec![part.clone()]), scheduled(part)] {
                fail(PROPOSER, propose(Some(inline(call))), GovError::UseBatchAll);
            }
        }
        assert_carried_out(inline(batch(remark())));
    });
}

#[test]
fn no_cip_changes_the_code_of_a_contract() {
    with_chain(|| {
        let set_code = pallet_contracts::Call::<Runtime>::new_call_variant_set_code(
            address(OTHER),
            H256::repeat_byte(1),
        );
        assert_fails(inline(set_code), ChainError::CallFiltered);
    });
}

#[test]
fn coins_that_vest_vote() {
    with_chain(|| {
        let cip = propose_words();
        let votes = 500_500 * COS;
        for member in [AliceStash, BobStash] {
            let locked = 500_000 * COS;
            let tried = transfer(STRANGER, locked);
            fail(member, tried, TokenError::Frozen);
            succeed(member, vote(cip, votes));
            assert_eq!(frozen(member), votes);
        }
        make_blocks_until(end_of(cip));
        assert_eq!(state(cip), State::Passed);
        for member in [AliceStash, BobStash] {
            assert_eq!(frozen(member), 0);
            fail(member, transfer(STRANGER, 1_000 * COS), TokenError::Frozen);
            succeed(member, transfer(STRANGER, 900 * COS));
            assert!(total(member) >= 500_000 * COS);
        }
    });
}

fn create_token() -> RuntimeCall {
    let options = pallet_erc20::TokenOptions::default();
    let [name, symbol] = [b"Gold", b"GOLD"].map(|text| text.to_vec());
    Token::new_call_variant_create(name, symbol, 0, 1_000_000, options).into()
}

fn create_collection() -> RuntimeCall {
    let options = pallet_erc721::CollectionOptions {
        max_supply: None,
        royalty: None,
        burnable: false,
        transferable: true,
    };
    let [name, symbol] = [b"Art", b"ART"].map(|text| text.to_vec());
    Item::new_call_variant_create_collection(name, symbol, vec![], options).into()
}

/// For items of collection 0, and coins.
fn create_house() -> RuntimeCall {
    let terms = pallet_dutch_auction::Terms {
        currency: pallet_dutch_auction::Currency::Coin,
        commission: Default::default(),
        shortest: 1,
        longest: 1_000,
        curve: pallet_dutch_auction::Curve::Linear,
        sellers: pallet_dutch_auction::Sellers::Anybody,
    };
    Auction::new_call_variant_create_house(0, terms).into()
}

#[test]
fn coins_on_hold_do_not_vote_but_are_covered() {
    with_chain(|| {
        let cip = propose_words();
        succeed(STRANGER, create_collection());
        // Deposits for a token and for an auction house, and one that can be released.
        let bytes = vec![7; 1_000_000];
        let hash = BlakeTwo256::hash(&bytes);
        let deposits = vec![
            create_token(),
            create_house(),
            Note::new_call_variant_note_preimage(bytes).into(),
        ];
        succeed(VOTER, batch(deposits));
        let held = total(VOTER) - spendable(VOTER);
        assert!(held > 10 * COS, "{held}");

        fail(VOTER, vote(cip, total(VOTER)), GovError::InsufficientCoins);
        fail(
            VOTER,
            vote(cip, spendable(VOTER)),
            GovError::InsufficientCoins,
        );
        let votes = spendable(VOTER) - COS;
        succeed(VOTER, vote(cip, votes));

        // As much of the free coins may leave as is on hold: holds count towards the freeze.
        succeed(VOTER, transfer(OTHER, 8 * COS));
        fail(VOTER, transfer(OTHER, 4 * COS), TokenError::Frozen);
        succeed(VOTER, Note::new_call_variant_unnote_preimage(hash));
        fail(VOTER, transfer(OTHER, 4 * COS), TokenError::Frozen);
        succeed(VOTER, transfer_all(OTHER));
        assert_eq!(total(VOTER), votes);

        // The recipient votes with them; all votes together are no more than the coins.
        let theirs = spendable(OTHER) - COS;
        succeed(OTHER, vote(cip, theirs));
        assert!(votes + theirs <= total(VOTER) + total(OTHER));
        make_blocks_until(end_of(cip));
        assert_eq!(Cip::cip(cip).unwrap().tally.approve, votes + theirs);
        succeed(OTHER, transfer(VOTER, COS));
        succeed(VOTER, transfer(OTHER, votes - COS));
    });
}

#[test]
fn no_voter_dies_before_its_votes_are_lifted() {
    with_chain(|| {
        let cip = propose_words();
        let voter = VOTER.to_account_id();
        succeed(VOTER, vote(cip, COS));
        succeed(VOTER, transfer_all(OTHER));
        assert_eq!(total(VOTER), COS);
        assert_eq!(
            send(VOTER, transfer_all(OTHER)),
            Err(InvalidTransaction::Payment.into())
        );
        assert!(System::account_exists(&voter));

        make_blocks_until(end_of(cip));
        assert_eq!((frozen(VOTER), spendable(VOTER)), (0, COS));
        succeed(VOTER, transfer_all(OTHER));
        assert_eq!(total(VOTER), 0);
        assert!(!System::account_exists(&voter));
        assert_eq!(System::account(&voter), Default::default());
    });
}

/// A sale of tokens and an auction of an item, where a voter could spend coins.
fn open_markets() {
    let terms = pallet_business_tokens::SaleTerms {
        amount: 1_000_000,
        price: pallet_business_tokens::Price::Fixed(COS),
        start: 0,
        end: 10_000,
        min_per_account: None,
        max_per_account: None,
    };
    let sell = Business::new_call_variant_open_sale(0, terms);
    succeed(Dave, batch(vec![create_token(), sell.into()]));
    let mint = Item::new_call_variant_mint(0, address(Dave), None);
    let house = address(Runtime::house_account(0));
    let approve = Item::new_call_variant_approve(0, Some(house), 0);
    let list = Auction::new_call_variant_list(0, 0, 100 * COS, 100 * COS, 1_000);
    let calls = vec![
        create_collection(),
        create_house(),
        mint.into(),
        approve.into(),
        list.into(),
    ];
    succeed(Dave, batch(calls));
}

#[test]
fn coins_that_vote_do_not_leave() {
    with_chain(|| {
        open_markets();
        let derivative = pallet_utility::derivative_account_id(VOTER.to_account_id(), 0);
        let mut signatories = [AccountId::from(VOTER), OTHER.into()];
        signatories.sort();
        let both = Multisig::multi_account_id(&signatories, 1);
        let any = Proxy::new_call_variant_add_proxy(address(STRANGER), Default::default(), 0);
        let prepare = vec![
            transfer(derivative.clone(), 100 * COS),
            transfer(both.clone(), 100 * COS),
            any.into(),
        ];
        succeed(VOTER, batch(prepare));

        let cip = propose_words();
        let votes = spendable(VOTER) - 50 * COS;
        let for_others = 99 * COS;
        let casts = vec![
            vote(cip, votes),
            as_derivative(vote(cip, for_others)),
            as_multi(OTHER, vote(cip, for_others)),
        ];
        succeed(VOTER, batch(casts));

        let away = || transfer(OTHER, 60 * COS);
        let keep_alive = Coin::new_call_variant_transfer_keep_alive(address(OTHER), 60 * COS);
        let schedule = pallet_vesting::VestingInfo::new(1_000 * COS, COS, 0);
        let vested =
            pallet_vesting::Call::new_call_variant_vested_transfer(address(OTHER), schedule);
        let bid = Auction::new_call_variant_bid(0, Balance::MAX);
        let buy = Business::new_call_variant_buy(0, 60, Balance::MAX);
        let frozen_error = DispatchError::from(TokenError::Frozen);
        let attempts: Vec<(RuntimeCall, DispatchError)> = vec![
            (away(), frozen_error),
            (keep_alive.into(), frozen_error),
            (batch(vec![away()]), frozen_error),
            (vested.into(), frozen_error),
            (as_derivative(away()), frozen_error),
            (as_multi(OTHER, away()), frozen_error),
            (
                bid.into(),
                pallet_dutch_auction::Error::<Runtime>::InsufficientFunds.into(),
            ),
            (
                buy.into(),
                pallet_business_tokens::Error::<Runtime>::InsufficientCoins.into(),
            ),
        ];
        for (call, error) in attempts.clone() {
            fail(VOTER, call, error);
        }
        succeed(STRANGER, as_proxy(VOTER, away()));
        assert!(happened(pallet_proxy::Event::ProxyExecuted {
            result: Err(frozen_error)
        }));
        let remark = Chain::new_call_variant_remark(vec![]);
        let tipped = make_block(vec![sign(VOTER, remark, 60 * COS)]);
        assert_eq!(tipped, [Err(InvalidTransaction::Payment.into())]);
        assert!(total(VOTER) >= votes);
        assert!(total(derivative.clone()) >= for_others && total(both) >= for_others);

        // The same coins vote on another CIP, too.
        let another = propose_words();
        succeed(VOTER, vote(another, votes));
        assert_eq!(frozen(VOTER), votes);

        make_blocks_until(end_of(cip));
        fail(VOTER, away(), frozen_error);
        make_blocks_until(end_of(another));
        for (call, _) in attempts {
            succeed(VOTER, call);
        }
    });
}

#[test]
fn no_coin_votes_twice_on_a_cip() {
    with_chain(|| {
        let cip = propose_words();
        let votes = spendable(VOTER) - COS;
        succeed(VOTER, vote(cip, votes));
        fail(VOTER, vote(cip, COS), GovError::AlreadyVoted);
        fail(VOTER, transfer(OTHER, votes), TokenError::Frozen);
        make_blocks_until(end_of(cip) - 1);
        fail(VOTER, transfer(OTHER, votes), TokenError::Frozen);

        succeed(VOTER, transfer(OTHER, votes));
        fail(OTHER, vote(cip, votes), GovError::VotingEnded);
        let next = propose_words();
        succeed(OTHER, vote(next, spendable(OTHER) - COS));
        assert_eq!(Cip::cip(cip).unwrap().tally.approve, votes);
    });
}

/// Nor do coins that oppose 64 CIPs run out for the next.
#[test]
fn no_flood_of_cips_hides_one_from_those_who_are_against() {
    with_chain(|| {
        const COUNT: u32 = 65;
        let last = COUNT - 1;
        let spend = || propose(Some(inline(force_transfer(treasury(), fresh(), COS))));
        let before = total(PROPOSER);
        succeed(PROPOSER, batch((0..COUNT).map(|_| spend()).collect()));
        // 16 for 10 COS, 16 for 20, 16 for 40, 16 for 80, and one for 160.
        let held = before - spendable(PROPOSER);
        assert!(held >= 2_560 * COS, "{held}");
        let against =
            |cip| -> RuntimeCall { Gov::new_call_variant_vote(cip, false, 290_000 * COS).into() };
        succeed(VOTER, batch((0..COUNT).map(against).collect()));
        assert_eq!(frozen(VOTER), 290_000 * COS);
        for accomplice in [PROPOSER, STRANGER] {
            succeed(accomplice, vote(last, 90_000 * COS));
        }
        make_blocks_until(end_of(last) + 1);
        assert_eq!(state(last), State::Rejected);
        // A CIP without a vote in favour has lost its deposit.
        assert!(total(PROPOSER) <= before - 2_400 * COS);
        make_blocks_until(System::block_number() + DELAY);
        assert_eq!(total(fresh()), 0);
    });
}

#[test]
fn nobody_votes_for_the_treasury() {
    with_chain(|| {
        succeed(PROPOSER, propose_cip(4 * PERIOD, None));
        let cip = 0;
        let as_treasury = |call| dispatch_as(RawOrigin::Signed(treasury()), call);
        fail(
            STRANGER,
            as_proxy(treasury(), vote(cip, COS)),
            pallet_proxy::Error::<Runtime>::NotProxy,
        );
        let filtered = ChainError::CallFiltered;
        fail(STRANGER, as_treasury(vote(cip, COS)), filtered);
        // Nor does a passed CIP.
        let calls = [
            as_treasury(vote(cip, COS)),
            as_treasury(as_proxy(treasury(), vote(cip, COS))),
            Utility::new_call_variant_dispatch_as_fallible(
                Box::new(RawOrigin::Signed(treasury()).into()),
                Box::new(vote(cip, COS)),
            )
            .into(),
        ];
        let expected = calls
            .clone()
            .map(|_| Err(stored(ChainError::CallFiltered.into())));
        assert_eq!(carry_out(calls.map(inline).into()), expected);
        assert_eq!(Cip::cip(cip).unwrap().tally.voters, 0);
        assert_eq!(frozen(treasury()), 0);
    });
}

/// Otherwise, after a reorganisation, it would count for whichever CIP has the number then.
#[test]
fn a_vote_is_signed_for_what_was_proposed_before() {
    with_chain(|| {
        let any = Proxy::new_call_variant_add_proxy(address(VOTER), Default::default(), 0);
        succeed(STRANGER, any);
        let before = System::block_number();
        let cip = propose_words();
        let start = System::block_number();
        make_block(vec![]);
        let nonce = || System::account_nonce(VOTER.to_account_id());
        let of =
            |era, call: RuntimeCall| make_block(vec![sign_for(VOTER, nonce(), call, 0, era)])[0];
        let old = [Era::Immortal, Era::mortal(64, before.into())];
        for era in old {
            for call in [
                vote(cip, COS),
                batch(vec![vote(cip, COS)]),
                as_proxy(STRANGER, vote(cip, COS)),
                as_multi(OTHER, vote(cip, COS)),
            ] {
                assert_eq!(
                    of(era, call),
                    Err(InvalidTransaction::AncientBirthBlock.into())
                );
            }
            // Other calls may be as old.
            assert_eq!(of(era, transfer(OTHER, COS)), Ok(Ok(())));
        }
        let era = Era::mortal(64, start.into());
        assert_eq!(of(era, vote(cip, COS)), Ok(Ok(())));
        // No vote can count for a CIP that is over.
        succeed(PROPOSER, Gov::new_call_variant_withdraw(cip));
        let over = of(Era::Immortal, vote(cip, COS));
        assert_eq!(over, Ok(Err(GovError::UnknownCip.into())));
    });
}

/// By noting the call before, and unnoting it after, an attacker makes `note_preimage` fail, but not the proposal
/// beside it.
#[test]
fn nobody_keeps_a_long_cip_out_by_noting_its_call() {
    with_chain(|| {
        let call = RuntimeCall::from(Chain::new_call_variant_remark(vec![7; 200])).encode();
        let (hash, len) = (BlakeTwo256::hash(&call), call.len() as u32);
        let note = || RuntimeCall::from(Note::new_call_variant_note_preimage(call.clone()));
        let both = || vec![note(), propose(Some(Bounded::Lookup { hash, len }))];
        let unnote = Note::new_call_variant_unnote_preimage(hash);
        let after = System::account_nonce(STRANGER.to_account_id()) + 1;
        let block = vec![
            sign(STRANGER, note(), 0),
            sign(PROPOSER, batch(both()), 0),
            sign(VOTER, Utility::new_call_variant_force_batch(both()), 0),
            sign_as(STRANGER, after, unnote, 0),
        ];
        let noted = pallet_preimage::Error::<Runtime>::AlreadyNoted;
        let expected = [Ok(Ok(())), Ok(Err(noted.into())), Ok(Ok(())), Ok(Ok(()))];
        assert_eq!(make_block(block), expected);

        assert_eq!(NextCipId::<Runtime>::get(), 1);
        assert_eq!(Cip::cip(0).unwrap().proposer, VOTER.to_account_id());
        assert_eq!(<Preimage as QueryPreimage>::len(&hash), Some(len));
    });
}

/// Otherwise the proposer would invalidate all votes that wait for the number, before they have paid.
#[test]
fn nobody_votes_on_what_is_not_proposed_yet() {
    with_chain(|| {
        let any = Proxy::new_call_variant_add_proxy(address(VOTER), Default::default(), 0);
        succeed(STRANGER, any);
        let cip = propose_words();
        let next = cip + 1;
        let calls = [
            vote(next, COS),
            vote(CipId::MAX, COS),
            batch(vec![vote(cip, COS), vote(next, COS)]),
            as_proxy(STRANGER, vote(next, COS)),
            as_multi(OTHER, vote(next, COS)),
            // Not even its proposer.
            batch(vec![propose(None), vote(next, COS)]),
        ];
        let before = total(VOTER);
        for call in calls {
            assert_eq!(send(VOTER, call), Err(InvalidTransaction::Call.into()));
        }
        assert_eq!(total(VOTER), before);

        succeed(PROPOSER, propose(None));
        succeed(VOTER, vote(next, COS));
    });
}

/// A transaction with a thousand votes has paid for nothing yet when it is validated.
#[test]
fn of_many_votes_few_are_looked_up() {
    with_chain(|| {
        let cip = propose_words();
        NextCipId::<Runtime>::put(1_000);
        let on = |ids: std::ops::Range<CipId>| {
            let votes = [cip].into_iter().chain(ids).map(|cip| vote(cip, COS));
            Utility::new_call_variant_force_batch(votes.collect())
        };
        let most = chaos_runtime::votes::MAX_LOOKUPS as CipId;
        // If the last ones are over, the last of the others can be found.
        succeed(VOTER, on(cip + 1..cip + most));
        assert_eq!(Cip::cip(cip).unwrap().tally.voters, 1);
        // With too many, it can't.
        for ids in [cip + 1..cip + most + 1, 1..1_000] {
            assert_eq!(
                send(OTHER, on(ids)),
                Err(InvalidTransaction::AncientBirthBlock.into())
            );
        }
        // With a number that doesn't exist yet, none is looked up.
        for ids in [1_000..1_100, 990..1_001] {
            assert_eq!(send(OTHER, on(ids)), Err(InvalidTransaction::Call.into()));
        }
        assert_eq!(Cip::cip(cip).unwrap().tally.voters, 1);
    });
}

#[test]
fn a_vote_is_void_on_a_chain_with_another_block() {
    with_chain(|| {
        let cip = propose_words();
        let signed = sign(VOTER, vote(cip, COS), 0);
        make_block(vec![]);
        // As if another block had the proposal.
        let start = Cip::cip(cip).unwrap().start;
        frame_system::BlockHash::<Runtime>::insert(start, H256::repeat_byte(0xee));
        assert_eq!(
            make_block(vec![signed]),
            [Err(InvalidTransaction::BadProof.into())]
        );
        assert_eq!(Cip::cip(cip).unwrap().tally, Default::default());
    });
}

/// The result of a call that the stranger made for the voter.
fn outcome(call: RuntimeCall) -> DispatchResult {
    succeed(STRANGER, as_proxy(VOTER, call));
    let mut results = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
            _ => None,
        });
    results.next_back().expect("it was executed")
}

#[test]
fn a_proxy_that_must_not_transfer_votes() {
    with_chain(|| {
        let kind = chaos_runtime::configs::governance::ProxyType::NonTransfer;
        let add = Proxy::new_call_variant_add_proxy(address(STRANGER), kind, 0);
        succeed(VOTER, add);
        let cip = propose_words();
        let held = total(VOTER) - spendable(VOTER);
        let votes = spendable(VOTER) - 20 * COS;
        assert_eq!(outcome(vote(cip, votes)), Ok(()));
        assert_eq!((frozen(VOTER), frozen(STRANGER)), (votes, 0));
        let credential = Cip::credential(0).unwrap();
        assert_eq!(credential.voter, VOTER.to_account_id());
        // The proxy itself votes for somebody else.
        succeed(STRANGER, vote(cip, COS));

        let filtered = Err(ChainError::CallFiltered.into());
        assert_eq!(outcome(transfer(STRANGER, COS)), filtered);
        assert_eq!(outcome(batch(vec![transfer(STRANGER, COS)])), filtered);

        // The deposit might be lost.
        assert_eq!(outcome(propose(None)), filtered);
        succeed(VOTER, propose(None));
        assert_eq!(Cip::cip(cip + 1).unwrap().proposer, VOTER.to_account_id());
        let withdraw = Gov::new_call_variant_withdraw(cip + 1);
        assert_eq!(outcome(withdraw.into()), Ok(()));
        make_blocks_until(end_of(cip));
        assert_eq!(frozen(VOTER), 0);
        assert_eq!(total(VOTER) - spendable(VOTER), held);
    });
}

#[test]
fn a_proxy_that_must_not_transfer_moves_nothing_of_anybody() {
    with_chain(|| {
        use chaos_runtime::configs::governance::ProxyType;
        let proxy = |who, kind| Proxy::new_call_variant_add_proxy(address(who), kind, 0);
        succeed(VOTER, proxy(STRANGER, ProxyType::NonTransfer));
        // The voter may act for each of these.
        succeed(OTHER, proxy(VOTER, ProxyType::Any));
        let mut signatories = [AccountId::from(VOTER), OTHER.into()];
        signatories.sort();
        let both = Multisig::multi_account_id(&signatories, 1);
        let derivative = pallet_utility::derivative_account_id(VOTER.to_account_id(), 0);
        for who in [&both, &derivative] {
            succeed(OTHER, transfer(who.clone(), 100 * COS));
        }
        let all: [AccountId; 4] = [VOTER.into(), OTHER.into(), both, derivative];
        let before = all.each_ref().map(|who| total(who.clone()));

        let taken = || transfer(STRANGER, COS);
        let hash = BlakeTwo256::hash_of(&taken());
        let announce = Proxy::new_call_variant_announce(address(OTHER), hash);
        let approve = pallet_multisig::Call::new_call_variant_approve_as_multi(
            2,
            vec![OTHER.into()],
            None,
            hash.0,
            Default::default(),
        );
        let attempts = [
            taken(),
            as_multi(OTHER, taken()),
            as_proxy(OTHER, taken()),
            as_derivative(taken()),
            announce.into(),
            approve.into(),
            proxy(STRANGER, ProxyType::Any).into(),
            propose(None),
            create_token(),
        ];
        for call in attempts {
            for call in [call.clone(), batch(vec![call.clone()]), as_derivative(call)] {
                let filtered = ChainError::CallFiltered;
                assert_eq!(outcome(call.clone()), Err(filtered.into()), "{call:?}");
            }
        }
        assert_eq!(all.map(total), before);
    });
}

#[test]
fn a_lost_deposit_that_votes_stays_until_it_does_not() {
    with_chain(|| {
        // All of the proposer's coins, except a fee and the deposit, vote on a CIP that ends later.
        let ignored = propose_words();
        make_block(vec![]);
        let own = propose_words();
        let votes = spendable(PROPOSER) - COS;
        succeed(PROPOSER, vote(own, votes));
        succeed(PROPOSER, transfer_all(OTHER));
        assert_eq!(total(PROPOSER), votes);
        let before = balance(&treasury());

        make_blocks_until(end_of(ignored));
        assert_eq!(state(ignored), State::Rejected);
        assert!(happened(GovEvent::DepositLost {
            cip: ignored,
            proposer: PROPOSER.into(),
            amount: DEPOSIT,
        }));
        assert_eq!((total(PROPOSER), balance(&treasury())), (votes, before));

        make_blocks_until(end_of(own));
        assert_eq!(total(PROPOSER), votes - DEPOSIT);
        assert_eq!(spendable(PROPOSER), votes - DEPOSIT);
        assert_eq!(balance(&treasury()), before + DEPOSIT);
    });
}

fn resolutions() -> Vec<Resolution<BlockNumber>> {
    let pages = [0, 100].map(|start| Cip::resolutions(start, 100).resolutions);
    let details = pages.into_iter().flatten();
    details.map(|details| details.resolution).collect()
}

#[test]
fn two_hundred_cips_that_end_at_once_are_decided_and_carried_out() {
    const COUNT: u32 = 200;
    with_chain(|| {
        let remark = |cip: CipId| Chain::new_call_variant_remark(cip.to_le_bytes().to_vec());
        let proposals = (0..COUNT).map(|cip| propose(Some(inline(remark(cip)))));
        // It takes a tenth of all coins to have so many open at once.
        let proposer = RICH[0];
        succeed(proposer, batch(proposals.collect()));
        let end = end_of(0);
        let cips: Vec<CipId> = (0..COUNT).collect();
        let pairs = [RICH, [Bob, Charlie], [Dave, AliceStash], [BobStash, Alice]];
        for (cips, pair) in cips.chunks(50).zip(pairs) {
            for voter in pair {
                let votes = cips.iter().map(|cip| vote(*cip, ENOUGH)).collect();
                succeed(voter, batch(votes));
            }
        }
        // The scheduler has another task as well.
        let due = end + DELAY;
        for _ in 0..3 {
            let task = pallet_scheduler::Call::new_call_variant_schedule(
                due,
                None,
                0,
                Box::new(remark(COUNT).into()),
            );
            RuntimeCall::from(task)
                .dispatch(RuntimeOrigin::root())
                .unwrap();
        }

        make_blocks_until(end);
        let per_block = <Runtime as pallet_cip::Config>::MaxEndsPerBlock::get();
        assert_eq!(resolutions().len() as u32, per_block);
        make_blocks_until(end + COUNT.div_ceil(per_block));
        let decided: Vec<_> = resolutions();
        for (i, resolution) in decided.iter().enumerate() {
            assert_eq!(resolution.cip, i as CipId);
            assert_eq!(resolution.outcome, Outcome::Passed);
            assert_eq!(resolution.decided, end + i as BlockNumber / per_block);
        }
        assert_eq!(decided.len() as u32, COUNT);
        for voter in pairs.into_iter().flatten() {
            assert_eq!(frozen(voter), 0, "{voter}");
            assert_eq!(Cip::votes(&voter.to_account_id()), []);
        }

        // A block has room for 64 tasks; others go into the next block.
        make_blocks_until(end + COUNT.div_ceil(per_block) + DELAY + 3);
        let at = |cip: &CipId| match enactment(*cip) {
            Enactment::Enacted { at } => at,
            other => panic!("{cip}: {other:?}"),
        };
        let blocks: Vec<_> = cips.iter().map(at).collect();
        assert!(blocks.is_sorted());
        let first = blocks.iter().filter(|at| **at == due).count();
        assert_eq!(first, 64 - 3);
        assert_eq!(total(proposer), spendable(proposer));
    });
}
