//! Smart contracts with the whole runtime: transactions from upload to termination, what contracts do through the
//! paradigms, what nobody may do, and what invalid input costs.

use crate::common::*;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    AccountId, Balance, Hash, TokenId,
};
use chaos_runtime::{
    configs::{
        contracts::{
            ContractsSchedule, DefaultDepositLimit, DepositPerByte, HEAP_PAGES, MAX_CODE_LEN,
        },
        system::RuntimeBlockWeights,
        tokens::TokenDeposit,
    },
    contracts::extension::status,
    filters::FilteredCall,
    genesis, Balances, Contracts, Erc20, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason,
    RuntimeOrigin, System,
};
use codec::{Decode, Encode};
use frame_support::{
    assert_ok,
    storage::{
        migration::storage_key_iter, storage_prefix, unhashed, with_transaction_unchecked,
        TransactionOutcome,
    },
    traits::fungible::{Inspect, InspectHold},
    weights::Weight,
    Twox64Concat,
};
use pallet_contracts::{
    runtime_decl_for_contracts_api::ContractsApiV2, Code, CollectEvents, DebugInfo, Determinism,
    HoldReason,
};
use sp_core::storage::well_known_keys;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
    traits::{Dispatchable, Hash as _},
    transaction_validity::InvalidTransaction,
    DispatchError, MultiAddress,
};
use std::collections::BTreeMap;

type Call = pallet_contracts::Call<Runtime>;
type Event = pallet_contracts::Event<Runtime>;
type Error = pallet_contracts::Error<Runtime>;
type Token = pallet_erc20::Call<Runtime>;
type TokenError = pallet_erc20::Error<Runtime>;
type ChainError = frame_system::Error<Runtime>;

const FORWARDER: &str = include_str!("modules/forwarder.wat");
const KEEPER: &str = include_str!("modules/keeper.wat");
const TRAP: &str = include_str!("modules/trap.wat");
const LOOP: &str = include_str!("modules/loop.wat");
const REPLACER: &str = include_str!("modules/replacer.wat");
const FOREIGN_IMPORT: &str = include_str!("modules/foreign_import.wat");
const SPENDER: &str = include_str!("modules/spender.wat");
const REPEATER: &str = include_str!("modules/repeater.wat");
const HOARDER: &str = include_str!("modules/hoarder.wat");
const WITHDRAWER: &str = include_str!("modules/withdrawer.wat");
const RELAY: &str = include_str!("modules/relay.wat");
const FICKLE: &str = include_str!("modules/fickle.wat");
const NURSERY: &str = include_str!("modules/nursery.wat");
const PHOENIX: &str = include_str!("modules/phoenix.wat");
const ENDER: &str = include_str!("modules/ender.wat");
const REENTRANT: &str = include_str!("modules/reentrant.wat");
const CALLER: &str = include_str!("modules/caller.wat");
const LARGE_TABLE: &str = include_str!("modules/large_table.wat");

// Not Alice: she authors all blocks and gets all fees.
const AUTHOR: Sr25519Keyring = Bob;
const USER: Sr25519Keyring = Charlie;

const TOKEN: TokenId = 0;
const GAS: Weight = Weight::from_parts(100_000_000_000, 1024 * 1024);

fn with_chain(test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        make_block(vec![]);
        test();
        check_everything();
    });
}

fn address(who: impl Into<AccountId>) -> MultiAddress<AccountId, ()> {
    MultiAddress::Id(who.into())
}

/// Including what is on hold.
fn total(who: impl Into<AccountId>) -> Balance {
    Balances::total_balance(&who.into())
}

fn wasm(module: &str) -> Vec<u8> {
    wat::parse_str(module).unwrap()
}

fn hash_of(module: &str) -> Hash {
    <Runtime as frame_system::Config>::Hashing::hash(&wasm(module))
}

fn upload(code: Vec<u8>) -> Call {
    Call::new_call_variant_upload_code(code, None, Determinism::Enforced)
}

fn instantiate_with_code(code: Vec<u8>, value: Balance) -> Call {
    Call::new_call_variant_instantiate_with_code(value, GAS, None, code, vec![], vec![])
}

fn call(dest: &AccountId, input: Vec<u8>) -> Call {
    Call::new_call_variant_call(address(dest.clone()), 0, GAS, None, input)
}

/// A contract of this code with this many coins, instantiated by the author.
fn publish(module: &str, value: Balance) -> AccountId {
    succeed(AUTHOR, instantiate_with_code(wasm(module), value));
    let events = System::events().into_iter().rev();
    let mut contracts = events.filter_map(|record| match record.event {
        RuntimeEvent::Contracts(Event::Instantiated { contract, .. }) => Some(contract),
        _ => None,
    });
    contracts.next().expect("it was instantiated")
}

/// The input with which a forwarder calls the extension.
fn forward(call: impl Into<RuntimeCall>) -> Vec<u8> {
    let mut encoded = call.into().encode();
    let arguments = encoded.split_off(2);
    ask_for(
        u32::from(encoded[0]) << 8 | u32::from(encoded[1]),
        arguments,
    )
}

fn ask_for(function: u32, arguments: Vec<u8>) -> Vec<u8> {
    [function.to_le_bytes().to_vec(), arguments].concat()
}

/// The status and output that a forwarder would return for the input, by a dry run.
fn dry_run(forwarder: &AccountId, input: Vec<u8>) -> (u32, Vec<u8>) {
    let result =
        undone(|| Runtime::call(USER.into(), forwarder.clone(), 0, None, None, input).result);
    let mut data = result.unwrap().data;
    let output = data.split_off(4);
    (u32::decode(&mut &data[..]).unwrap(), output)
}

/// Rolled back, as in a dry run.
fn undone<R>(run: impl FnOnce() -> R) -> R {
    with_transaction_unchecked(|| TransactionOutcome::Rollback(run()))
}

fn create_token() -> Token {
    let [name, symbol] = [b"Gold", b"GOLD"].map(|text| text.to_vec());
    let options = Default::default();
    Token::new_call_variant_create(name, symbol, 12, 1_000, options)
}

fn transfer(to: impl Into<AccountId>, value: Balance) -> Token {
    Token::new_call_variant_transfer(TOKEN, address(to), value)
}

fn tokens_of(who: impl Into<AccountId>) -> Balance {
    Erc20::balance_of(TOKEN, &who.into()).unwrap()
}

fn has_code(module: &str) -> bool {
    let codes = storage_prefix(b"Contracts", b"PristineCode");
    unhashed::exists(&[&codes[..], hash_of(module).as_bytes()].concat())
}

/// It fails, and costs the author only the fee.
#[track_caller]
fn costs_a_fee(call: impl Into<RuntimeCall>, error: impl Into<DispatchError>) {
    let before = total(AUTHOR);
    fail(AUTHOR, call, error);
    let fee = fees_paid(&AUTHOR.into());
    assert!(fee > 0);
    assert_eq!(total(AUTHOR), before - fee);
    check_everything();
}

#[test]
fn a_new_chain_has_the_memory_that_contracts_need() {
    let config = genesis::complete("development").unwrap();
    let config = serde_json::to_vec(&config).unwrap();
    sp_io::TestExternalities::new_empty().execute_with(|| {
        genesis::build_state(config.clone()).unwrap();
        let pages = unhashed::get_raw(well_known_keys::HEAP_PAGES).unwrap();
        assert_eq!(u64::decode(&mut &pages[..]), Ok(HEAP_PAGES));

        let again = genesis::build_state(config);
        assert_eq!(again, Err("the chain already has a genesis".into()));
    });
}

#[test]
fn code_is_uploaded_by_anybody_for_a_deposit_until_it_is_removed() {
    with_chain(|| {
        let held = || {
            let reason = RuntimeHoldReason::Contracts(HoldReason::CodeUploadDepositReserve);
            Balances::balance_on_hold(&reason, &AUTHOR.into())
        };
        let before = total(AUTHOR);
        succeed(AUTHOR, upload(wasm(KEEPER)));
        assert!(has_code(KEEPER));
        assert!(held() > 20 * COS / 1_000, "two items and some bytes");
        let mut fees = fees_paid(&AUTHOR.into());

        let contract = {
            let instantiate =
                Call::new_call_variant_instantiate(0, GAS, None, hash_of(KEEPER), vec![], vec![]);
            succeed(USER, instantiate);
            Contracts::contract_address(&USER.into(), &hash_of(KEEPER), &[], &[])
        };
        let remove = || Call::new_call_variant_remove_code(hash_of(KEEPER));
        fail(AUTHOR, remove(), Error::CodeInUse);
        fees += fees_paid(&AUTHOR.into());
        succeed(USER, call(&contract, vec![]));
        succeed(AUTHOR, remove());
        fees += fees_paid(&AUTHOR.into());
        assert!(!has_code(KEEPER));
        assert_eq!(held(), 0);
        assert_eq!(total(AUTHOR), before - fees);
    });
}

#[test]
fn a_contract_that_ends_gives_back_its_deposit_and_its_coins() {
    with_chain(|| {
        succeed(AUTHOR, upload(wasm(KEEPER)));
        let before = total(AUTHOR);
        let contract = publish(KEEPER, COS);
        let mut fees = fees_paid(&AUTHOR.into());
        let reason = RuntimeHoldReason::Contracts(HoldReason::StorageDepositReserve);
        let held = Balances::balance_on_hold(&reason, &contract);
        assert!(held > 10 * COS / 1_000, "an item and some bytes");
        assert_eq!(total(contract.clone()), COS + EXISTENTIAL_DEPOSIT + held);

        succeed(AUTHOR, call(&contract, vec![]));
        fees += fees_paid(&AUTHOR.into());
        assert_eq!(total(contract.clone()), 0);
        assert_eq!(Contracts::code_hash(&contract), None);
        assert_eq!(total(AUTHOR), before - fees);
    });
}

#[test]
fn what_a_contract_has_besides_coins_stays_behind_when_it_ends() {
    with_chain(|| {
        succeed(USER, create_token());
        let contract = publish(KEEPER, COS);
        succeed(USER, transfer(contract.clone(), 10));
        succeed(AUTHOR, call(&contract, vec![]));
        assert_eq!(Contracts::code_hash(&contract), None);
        assert_eq!(tokens_of(contract.clone()), 10);
        assert_eq!(total(contract), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn a_contract_comes_back_where_it_ended_with_what_was_left_to_it() {
    with_chain(|| {
        succeed(USER, create_token());
        let contract = publish(KEEPER, COS);
        succeed(USER, transfer(contract.clone(), 10));
        let approve = Token::new_call_variant_approve(TOKEN, address(contract.clone()), 50);
        succeed(USER, approve);
        succeed(AUTHOR, call(&contract, vec![]));
        assert_eq!(Contracts::code_hash(&contract), None);

        // With the same code, arguments and salt. Only its creator can: others get other addresses.
        succeed(USER, instantiate_with_code(wasm(KEEPER), COS));
        assert_eq!(Contracts::code_hash(&contract), None);
        assert_eq!(publish(KEEPER, COS), contract);
        assert_eq!(Contracts::code_hash(&contract), Some(hash_of(KEEPER)));
        assert_eq!(tokens_of(contract.clone()), 10);
        let allowed = Erc20::allowance(TOKEN, &USER.into(), &contract);
        assert_eq!(allowed, Some(50));
    });
}

/// The sender of a transaction pays the deposit for whatever the called contracts store, and the deposit goes to
/// whoever has it cleared.
#[test]
fn who_names_no_limit_pays_little_for_what_others_store() {
    with_chain(|| {
        let hoarder = publish(HOARDER, 0);
        // The contract is careless: it sets no limit for the call.
        let repeater = publish(REPEATER, 0);
        let input = || (1u32, 0u64, hoarder.clone()).encode();
        let before = total(USER);
        fail(
            USER,
            call(&repeater, input()),
            Error::StorageDepositLimitExhausted,
        );
        let fee = fees_paid(&USER.into());
        assert_eq!(total(USER), before - fee);

        // A sender may allow more.
        let limit = Some(COS.into());
        let dest = address(repeater.clone());
        succeed(
            USER,
            Call::new_call_variant_call(dest, 0, GAS, limit, input()),
        );
        let paid = before - total(USER) - fee - fees_paid(&USER.into());
        let stored = DepositPerByte::get() * 4 * 16 * 1_024;
        assert!(paid > stored && paid < COS, "{paid} of {stored}");
        assert!(DefaultDepositLimit::get() < stored);
    });
}

/// A limit applies to the deposits less the refunds. A limit that a contract sets for another one always holds.
#[test]
fn what_comes_back_is_for_others_to_store_with_unless_a_contract_says_so() {
    with_chain(|| {
        let hoarder = publish(HOARDER, 0);
        let withdrawer = publish(WITHDRAWER, 0);
        let limited = |limit: Balance, input: Vec<u8>| {
            let dest = address(withdrawer.clone());
            Call::new_call_variant_call(dest, 0, GAS, Some(limit.into()), input)
        };
        let withdraw = |limit: Balance| (limit, hoarder.clone()).encode();
        let before = total(USER);
        succeed(USER, limited(COS, vec![]));
        let deposit = before - total(USER) - fees_paid(&USER.into());
        assert!(deposit > DepositPerByte::get() * 4 * 16 * 1_024);

        // One planck, even if nothing is left of what the user allows.
        for allowed in [0, COS] {
            let withdrawal = limited(allowed, withdraw(1));
            fail(USER, withdrawal, Error::StorageDepositLimitExhausted);
        }
        let [before, stored] = [total(USER), total(hoarder.clone())];
        succeed(USER, limited(0, withdraw(0)));
        assert_eq!(total(hoarder.clone()), stored + deposit);
        assert_eq!(total(USER), before - fees_paid(&USER.into()));
    });
}

/// Input of a relay: it calls the contract with this input, and with this deposit limit if it isn't 0.
fn message(limit: Balance, to: &AccountId, input: Vec<u8>) -> Vec<u8> {
    [(limit, to, input.len() as u32).encode(), input].concat()
}

/// The storage deposits on hold, by contract.
fn deposits_on_hold() -> BTreeMap<AccountId, Balance> {
    let reason = RuntimeHoldReason::Contracts(HoldReason::StorageDepositReserve);
    pallet_balances::Holds::<Runtime>::iter()
        .filter_map(|(who, holds)| {
            let hold = holds.into_iter().find(|hold| hold.id == reason)?;
            Some((who, hold.amount))
        })
        .collect()
}

/// The storage deposits on record, by contract. The record's type isn't public: an id, the code, the stored bytes and
/// items, the deposits for the bytes, for the items and for the contract itself, and those for code that it delegates
/// to.
fn deposits_on_record() -> BTreeMap<AccountId, Balance> {
    type Stored = (u32, u32, Balance, Balance);
    type Record = (Vec<u8>, Hash, Stored, Balance, BTreeMap<Hash, Balance>);
    storage_key_iter::<AccountId, Record, Twox64Concat>(b"Contracts", b"ContractInfoOf")
        .map(|(contract, (_, _, (_, _, bytes, items), base, code))| {
            let code: Balance = code.into_values().sum();
            (contract, bytes + items + base + code)
        })
        .collect()
}

/// The limit applies to the difference, so a deposit that is refunded in the same transaction must not be held, in any
/// order: if nothing was on hold yet, nothing could be released.
#[test]
fn what_is_stored_and_cleared_in_one_transaction_costs_no_deposit() {
    with_chain(|| {
        const STORE: u8 = 0;
        const CLEAR: u8 = 1;
        const END: u8 = 2;
        let relay = publish(RELAY, 0);
        let careful = {
            let instantiate =
                Call::new_call_variant_instantiate(0, GAS, None, hash_of(RELAY), vec![], vec![]);
            succeed(USER, instantiate);
            Contracts::contract_address(&USER.into(), &hash_of(RELAY), &[], &[])
        };
        let within = |limit: Option<Balance>, dest: &AccountId, input: Vec<u8>| {
            let gas = Weight::from_parts(300_000_000_000, 2_000_000_000);
            let limit = limit.map(Into::into);
            Call::new_call_variant_call(address(dest.clone()), 0, gas, limit, input)
        };
        // With and without a limit of the transaction, and with a contract's limit of one planck.
        let ways = |input: Vec<u8>| {
            let nested = message(1, &relay, input.clone());
            [None, Some(0)].map(|limit| {
                [
                    within(limit, &relay, input.clone()),
                    within(limit, &careful, nested.clone()),
                ]
            })
        };
        succeed(USER, create_token());

        let fickle = publish(FICKLE, 0);
        let store_and = |then: u8| {
            [STORE, then]
                .map(|what| message(0, &fickle, vec![what]))
                .concat()
        };
        let deposit = deposits_on_hold()[&fickle];
        for call in ways(store_and(CLEAR)).into_iter().flatten() {
            let before = total(USER);
            succeed(USER, call);
            assert_eq!(total(USER), before - fees_paid(&USER.into()));
            assert_eq!(deposits_on_hold()[&fickle], deposit);
            assert_eq!(deposits_on_hold(), deposits_on_record());
        }

        // Its author's deposit comes back, and nobody ever paid for what it stored just now. If it has tokens, its
        // account stays.
        for has_tokens in [false, true] {
            for call in ways(store_and(END)).into_iter().flatten() {
                if has_tokens {
                    succeed(USER, transfer(fickle.clone(), 1));
                }
                let before = total(USER);
                succeed(USER, call);
                assert_eq!(total(USER), before + deposit - fees_paid(&USER.into()));
                assert_eq!(Contracts::code_hash(&fickle), None);
                let left = if has_tokens { EXISTENTIAL_DEPOSIT } else { 0 };
                assert_eq!(total(fickle.clone()), left);
                assert_eq!(deposits_on_hold(), deposits_on_record());
                assert_eq!(publish(FICKLE, 0), fickle);
            }
        }

        // Contracts that terminate at once leave their existential deposits to their creator.
        const CHILDREN: u32 = 5;
        const EXISTENCE: Balance = CHILDREN as Balance * EXISTENTIAL_DEPOSIT;
        let nursery = publish(NURSERY, 0);
        succeed(AUTHOR, upload(wasm(KEEPER)));
        let child = |number: u32| {
            Contracts::contract_address(&nursery, &hash_of(KEEPER), &[], &number.to_le_bytes())
        };
        let raise = || (hash_of(KEEPER), CHILDREN).encode();
        let raise_twice = || [(); 2].map(|()| message(0, &nursery, raise())).concat();
        for has_tokens in [false, true] {
            if has_tokens {
                for number in 0..CHILDREN {
                    succeed(USER, transfer(child(number), 1));
                }
            }
            let calls = [
                (EXISTENCE, within(None, &nursery, raise())),
                (EXISTENCE, within(Some(EXISTENCE), &nursery, raise())),
                // At the same addresses again.
                (2 * EXISTENCE, within(None, &relay, raise_twice())),
            ];
            for (cost, call) in calls {
                let [before, had] = [total(USER), total(nursery.clone())];
                succeed(USER, call);
                assert_eq!(total(USER), before - cost - fees_paid(&USER.into()));
                assert_eq!(total(nursery.clone()), had + cost);
                assert_eq!(deposits_on_hold(), deposits_on_record());
                let left = if has_tokens { EXISTENTIAL_DEPOSIT } else { 0 };
                for number in 0..CHILDREN {
                    assert_eq!(Contracts::code_hash(&child(number)), None);
                    assert_eq!(total(child(number)), left);
                }
            }
            let refused = [
                within(Some(0), &nursery, raise()),
                within(None, &careful, message(1, &nursery, raise())),
            ];
            for call in refused {
                let before = total(USER);
                fail(USER, call, Error::StorageDepositLimitExhausted);
                assert_eq!(total(USER), before - fees_paid(&USER.into()));
                assert_eq!(deposits_on_hold(), deposits_on_record());
            }
        }
    });
}

/// A terminated contract's coins go to the beneficiary at once. So a contract that is created at the same address in
/// the same transaction keeps its own coins.
#[test]
fn a_contract_that_is_made_again_keeps_its_coins() {
    with_chain(|| {
        let phoenix = publish(PHOENIX, 10 * COS);
        succeed(AUTHOR, upload(wasm(KEEPER)));
        let child = Contracts::contract_address(&phoenix, &hash_of(KEEPER), &[], &[0; 4]);
        let had = balance(&phoenix);
        succeed(USER, call(&phoenix, (hash_of(KEEPER), COS).encode()));
        assert!(Contracts::code_hash(&child).is_some());
        assert_eq!(balance(&child), 2 * (COS + EXISTENTIAL_DEPOSIT));
        assert_eq!(balance(&phoenix), had - 2 * COS);
        assert_eq!(deposits_on_hold(), deposits_on_record());
    });
}

/// With and without a deposit limit, and also if it is called again at the very end.
#[test]
fn what_a_contract_stores_before_it_is_called_again_is_on_record() {
    for limit in [0, COS] {
        with_chain(|| {
            let relay = publish(RELAY, 0);
            let caller = publish(CALLER, 0);
            let reentrant = publish(REENTRANT, 0);
            let [before, deposit] = [total(USER), deposits_on_hold()[&reentrant]];
            let input = message(limit, &reentrant, caller.encode());
            succeed(USER, call(&relay, input));
            let stored = before - total(USER) - fees_paid(&USER.into());
            assert!(stored > DepositPerByte::get() * 8 * 1_024);
            assert_eq!(deposits_on_hold()[&reentrant], deposit + stored);
            assert_eq!(deposits_on_hold(), deposits_on_record());
        });
    }
}

/// Otherwise a called contract could make any transaction fail.
#[test]
fn coins_that_a_beneficiary_cannot_take_stay_where_they_are() {
    with_chain(|| {
        succeed(USER, create_token());
        let nobody = AccountId::from([7; 32]);
        let ender = publish(ENDER, EXISTENTIAL_DEPOSIT / 2);
        succeed(USER, transfer(ender.clone(), 1));
        succeed(USER, call(&ender, nobody.encode()));
        assert_eq!(Contracts::code_hash(&ender), None);
        assert_eq!(total(ender), EXISTENTIAL_DEPOSIT * 3 / 2);
        assert_eq!(total(nobody), 0);
        assert_eq!(deposits_on_hold(), deposits_on_record());
    });
}

#[test]
fn a_contract_issues_a_token_and_pays_with_it() {
    with_chain(|| {
        let contract = publish(FORWARDER, 2 * COS);
        let (status, output) = dry_run(&contract, forward(create_token()));
        assert_eq!((status, &output[..4]), (0, &TOKEN.to_le_bytes()[..]));
        assert_eq!(Erc20::owner(TOKEN), None, "it was only a dry run");

        succeed(USER, call(&contract, forward(create_token())));
        assert_eq!(Erc20::owner(TOKEN), Some(contract.clone()));
        assert_eq!(
            balance(&contract),
            2 * COS + EXISTENTIAL_DEPOSIT - TokenDeposit::get(),
            "the deposit is the contract's"
        );
        succeed(USER, call(&contract, forward(transfer(USER, 300))));
        assert_eq!([tokens_of(contract.clone()), tokens_of(USER)], [700, 300]);

        let balance_of = ask_for(0x3381, (TOKEN, AccountId::from(USER)).encode());
        let (status, output) = dry_run(&contract, balance_of);
        assert_eq!((status, &output[..16]), (0, &300u128.encode()[..]));
    });
}

#[test]
fn a_failure_is_for_the_contract_to_handle() {
    with_chain(|| {
        let contract = publish(FORWARDER, 0);
        let status = |input| dry_run(&contract, input).0;
        let of = |error: TokenError| status::of(error.into());
        assert_eq!(
            status(forward(create_token())),
            of(TokenError::DepositUnaffordable)
        );
        assert_eq!(
            status(forward(transfer(USER, 1))),
            of(TokenError::UnknownToken)
        );
        succeed(USER, create_token());
        assert_eq!(
            status(forward(transfer(USER, 1))),
            of(TokenError::InsufficientBalance)
        );
        // The caller's transaction succeeds.
        succeed(USER, call(&contract, forward(transfer(USER, 1))));
        assert_eq!(tokens_of(USER), 1_000);
    });
}

#[test]
fn a_contract_acts_for_itself_or_by_an_allowance() {
    with_chain(|| {
        let contract = publish(FORWARDER, COS);
        succeed(USER, create_token());
        let take = || {
            let [from, to] = [address(USER), address(AUTHOR)];
            Token::new_call_variant_transfer_from(TOKEN, from, to, 40)
        };
        // Not even if the owner of the tokens calls it.
        succeed(USER, call(&contract, forward(take())));
        succeed(USER, call(&contract, forward(transfer(AUTHOR, 40))));
        assert_eq!(tokens_of(USER), 1_000);

        let approve = Token::new_call_variant_approve(TOKEN, address(contract.clone()), 50);
        succeed(USER, approve);
        succeed(AUTHOR, call(&contract, forward(take())));
        succeed(AUTHOR, call(&contract, forward(take())));
        assert_eq!([tokens_of(USER), tokens_of(AUTHOR)], [960, 40]);
    });
}

#[test]
fn a_function_that_there_is_not_is_for_the_contract_to_handle() {
    with_chain(|| {
        let contract = publish(FORWARDER, COS);
        let (number_of_transfer, another_extension) = (51 << 8 | 1, 7 << 16);
        for function in [0, another_extension | number_of_transfer, u32::MAX] {
            let input = ask_for(function, vec![]);
            assert_eq!(
                dry_run(&contract, input.clone()).0,
                status::UNKNOWN_FUNCTION
            );
            succeed(USER, call(&contract, input));
        }
        let input = ask_for(number_of_transfer, vec![1, 2, 3]);
        assert_eq!(dry_run(&contract, input).0, status::NOT_DECODED);
    });
}

/// Unlike ERC-777, where the recipient of tokens is called and can reenter before the sender is done. Here, a contract
/// that receives tokens is not called.
#[test]
fn tokens_that_move_run_no_code() {
    with_chain(|| {
        let recipient = publish(TRAP, COS);
        fail(USER, call(&recipient, vec![]), Error::ContractTrapped);
        let contract = publish(FORWARDER, 2 * COS);
        succeed(USER, call(&contract, forward(create_token())));

        succeed(
            USER,
            call(&contract, forward(transfer(recipient.clone(), 300))),
        );
        assert_eq!(tokens_of(recipient.clone()), 300);
        let called = |record: frame_system::EventRecord<RuntimeEvent, Hash>| match record.event {
            RuntimeEvent::Contracts(Event::Called { contract, .. }) => Some(contract),
            _ => None,
        };
        let called: Vec<_> = System::events().into_iter().filter_map(called).collect();
        assert_eq!(called, [contract]);
    });
}

#[test]
fn nobody_changes_the_code_of_a_contract() {
    with_chain(|| {
        let contract = publish(KEEPER, 0);
        succeed(AUTHOR, upload(wasm(TRAP)));
        let set_code = || Call::new_call_variant_set_code(address(contract.clone()), hash_of(TRAP));
        costs_a_fee(set_code(), ChainError::CallFiltered);
        costs_a_fee(batch(vec![set_code().into()]), ChainError::CallFiltered);
        // As the scheduler dispatches it for a CIP. `governance.rs` tests the whole process.
        let as_root = FilteredCall::from(set_code()).dispatch(RuntimeOrigin::root());
        assert_eq!(as_root.unwrap_err().error, ChainError::CallFiltered.into());
        assert_eq!(Contracts::code_hash(&contract), Some(hash_of(KEEPER)));
    });
}

#[test]
fn code_that_could_replace_itself_is_not_published() {
    with_chain(|| {
        costs_a_fee(upload(wasm(REPLACER)), ChainError::CallFiltered);
        costs_a_fee(
            instantiate_with_code(wasm(REPLACER), COS),
            ChainError::CallFiltered,
        );
        assert!(!has_code(REPLACER));
        // Dry runs give the same result.
        let code = || wasm(REPLACER);
        let uploaded =
            undone(|| Runtime::upload_code(AUTHOR.into(), code(), None, Determinism::Enforced));
        assert_eq!(uploaded.unwrap_err(), ChainError::CallFiltered.into());
        let instantiated = undone(|| {
            let code = Code::Upload(code());
            Runtime::instantiate(AUTHOR.into(), 0, None, None, code, vec![], vec![]).result
        });
        assert_eq!(instantiated.unwrap_err(), ChainError::CallFiltered.into());
    });
}

#[test]
fn code_that_takes_too_much_to_load_is_not_published() {
    with_chain(|| {
        let many_functions = format!(
            r#"(module
                (import "env" "memory" (memory 1 1))
                {}
                (func (export "deploy"))
                (func (export "call")))"#,
            "(func)".repeat(1_000)
        );
        for module in [LARGE_TABLE, &many_functions] {
            for determinism in [Determinism::Enforced, Determinism::Relaxed] {
                let upload = Call::new_call_variant_upload_code(wasm(module), None, determinism);
                costs_a_fee(upload, ChainError::CallFiltered);
            }
            let instantiate = || instantiate_with_code(wasm(module), COS);
            costs_a_fee(instantiate(), ChainError::CallFiltered);
            assert!(!has_code(module));
            costs_a_fee(batch(vec![instantiate().into()]), ChainError::CallFiltered);
        }
        // A dry run also gives the reason.
        let result = undone(|| {
            let code = Code::Upload(wasm(LARGE_TABLE));
            Runtime::instantiate(AUTHOR.into(), 0, None, None, code, vec![], vec![])
        });
        assert_eq!(result.result.unwrap_err(), ChainError::CallFiltered.into());
        assert_eq!(result.debug_message, b"the code has too large a table");
    });
}

#[test]
fn code_that_were_there_all_the_same_would_not_replace_itself() {
    with_chain(|| {
        succeed(AUTHOR, upload(wasm(KEEPER)));
        // Without the filter.
        let contract = Contracts::bare_instantiate(
            AUTHOR.into(),
            0,
            GAS,
            None,
            Code::Upload(wasm(REPLACER)),
            vec![],
            vec![],
            DebugInfo::Skip,
            CollectEvents::Skip,
        );
        let contract = contract.result.unwrap().account_id;
        let replace = call(&contract, hash_of(KEEPER).encode());
        fail(USER, replace, Error::OutOfGas);
        for gas in [None, Some(Weight::MAX)] {
            let result = undone(|| {
                let input = hash_of(KEEPER).encode();
                Runtime::call(USER.into(), contract.clone(), 0, gas, None, input).result
            });
            assert_eq!(result.unwrap_err(), Error::OutOfGas.into());
        }
        assert_eq!(Contracts::code_hash(&contract), Some(hash_of(REPLACER)));
    });
}

#[test]
#[allow(deprecated)]
fn calls_that_know_no_limit_of_proofs_are_refused() {
    with_chain(|| {
        let contract = publish(KEEPER, 0);
        let dest = address(contract);
        let old = [
            Call::new_call_variant_call_old_weight(dest, 0, 1_000_000, None, vec![]),
            Call::new_call_variant_instantiate_old_weight(
                0,
                1_000_000,
                None,
                hash_of(KEEPER),
                vec![],
                vec![1],
            ),
            Call::new_call_variant_instantiate_with_code_old_weight(
                0,
                1_000_000,
                None,
                wasm(TRAP),
                vec![],
                vec![],
            ),
        ];
        for call in old {
            costs_a_fee(call, ChainError::CallFiltered);
        }
    });
}

#[test]
fn code_that_is_none_is_refused_by_name() {
    with_chain(|| {
        let bad = [
            (vec![], Error::CodeRejected),
            (b"no wasm".to_vec(), Error::CodeRejected),
            (wasm(FOREIGN_IMPORT), Error::CodeRejected),
            (vec![0; 1 + MAX_CODE_LEN as usize], Error::CodeTooLarge),
        ];
        for (code, error) in bad {
            let error = DispatchError::from(error);
            costs_a_fee(upload(code.clone()), error);
            costs_a_fee(instantiate_with_code(code, COS), error);
        }
    });
}

#[test]
fn the_longest_code_is_taken() {
    with_chain(|| {
        let padded = |len: usize| {
            // A custom section: its header, its length in three bytes, its name.
            let mut code = wasm(TRAP);
            let rest = len - code.len() - 4;
            let size = [
                rest as u8 | 0x80,
                (rest >> 7) as u8 | 0x80,
                (rest >> 14) as u8,
            ];
            code.push(0);
            code.extend(size);
            code.resize(len, 0);
            code
        };
        let most = MAX_CODE_LEN as usize;
        succeed(AUTHOR, upload(padded(most)));
        costs_a_fee(upload(padded(most + 1)), Error::CodeTooLarge);
    });
}

#[test]
fn too_few_coins_are_refused_by_name() {
    with_chain(|| {
        let instantiate = |value, limit: Option<Balance>| {
            let limit = limit.map(Into::into);
            let code = wasm(KEEPER);
            Call::new_call_variant_instantiate_with_code(value, GAS, limit, code, vec![], vec![])
        };
        costs_a_fee(instantiate(1_000_000 * COS, None), Error::TransferFailed);
        costs_a_fee(
            instantiate(0, Some(EXISTENTIAL_DEPOSIT)),
            Error::StorageDepositLimitExhausted,
        );
        assert!(!has_code(KEEPER));
    });
}

#[test]
fn gas_that_makes_no_sense_is_refused_by_name() {
    with_chain(|| {
        let contract = publish(LOOP, 0);
        let with_gas =
            |gas| Call::new_call_variant_call(address(contract.clone()), 0, gas, None, vec![]);
        // It is not included in a block, and costs nothing.
        let before = total(AUTHOR);
        for gas in [Weight::MAX, RuntimeBlockWeights::get().max_block] {
            assert_eq!(
                send(AUTHOR, with_gas(gas)),
                Err(InvalidTransaction::ExhaustsResources.into())
            );
        }
        assert_eq!(total(AUTHOR), before);
        costs_a_fee(with_gas(Weight::zero()), Error::OutOfGas);
        costs_a_fee(with_gas(GAS), Error::OutOfGas);
        // A dry run has no more gas than a block.
        let result = undone(|| {
            Runtime::call(
                USER.into(),
                contract.clone(),
                0,
                Some(Weight::MAX),
                None,
                vec![],
            )
        });
        assert_eq!(result.result.unwrap_err(), Error::OutOfGas.into());
        let most = RuntimeBlockWeights::get().max_block;
        assert!(result.gas_consumed.all_lte(most));
    });
}

#[test]
fn a_frame_that_runs_out_of_gas_leaves_nothing() {
    with_chain(|| {
        let spender = publish(SPENDER, 0);
        let repeater = publish(REPEATER, 0);
        let repeat = |times: u32, gas: u64| (times, gas, spender.clone()).encode();

        // The first call uses all gas, so the others are never made.
        let (all, times) = (0, 60);
        let result = undone(|| {
            let input = repeat(times, all);
            Runtime::call(USER.into(), repeater.clone(), 0, Some(GAS), None, input)
        });
        assert_eq!(result.result.unwrap_err(), Error::OutOfGas.into());
        let left = GAS.saturating_sub(result.gas_consumed).ref_time();
        assert!(left < GAS.ref_time() / 1_000, "{left} are left");
        fail(USER, call(&repeater, repeat(times, all)), Error::OutOfGas);
        let weight = System::block_weight().total().ref_time();
        assert!(
            weight > GAS.ref_time() / 1_000 * 999,
            "{weight} are paid for"
        );

        // Each call uses the gas it was given.
        let (some, times) = (GAS.ref_time() / 10, 3);
        let result = undone(|| {
            let input = repeat(times, some);
            Runtime::call(USER.into(), repeater.clone(), 0, Some(GAS), None, input)
        });
        assert_ok!(result.result);
        let used = result.gas_consumed.ref_time();
        assert!(used > u64::from(times) * some, "{used} are used");
        assert!(used < u64::from(times + 1) * some, "{used} are used");
    });
}

/// Otherwise it would run for ever, whatever the gas.
#[test]
fn a_jump_over_a_long_function_arrives() {
    with_chain(|| {
        let long = "i64.popcnt ".repeat(33_000);
        let module = |body: &str| {
            format!(
                r#"(module
                    (import "env" "memory" (memory 1 1))
                    (func (export "deploy"))
                    (func (export "call") (local $i i32) {body}))"#
            )
        };
        let forwards = format!("local.get $i if i64.const 1 {long} drop end");
        let backwards = format!(
            "i32.const 2 local.set $i
            loop
                i64.const 1 {long} drop
                local.get $i i32.const 1 i32.sub local.tee $i br_if 0
            end"
        );
        for body in [forwards, backwards] {
            let contract = publish(&module(&body), 0);
            succeed(USER, call(&contract, vec![]));
        }
    });
}

#[test]
fn conditional_jumps_are_paid_for() {
    with_chain(|| {
        let (times, rounds) = (500, 1_000);
        let not_taken = "(block (br_if 0 (local.get $zero))) (if (local.get $zero) (then (nop)))";
        let module = format!(
            r#"(module
                (import "env" "memory" (memory 1 1))
                (func (export "deploy"))
                (func (export "call") (local $zero i32) (local $i i32)
                    (loop $again
                        {}
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        (br_if $again (i32.lt_u (local.get $i) (i32.const {rounds}))))))"#,
            not_taken.repeat(times)
        );
        let contract = publish(&module, 0);
        let result = undone(|| Runtime::call(USER.into(), contract, 0, None, None, vec![]));
        assert_ok!(result.result);
        let least = 2 * times as u64 * rounds * ContractsSchedule::get().ref_time_by_fuel();
        let used = result.gas_consumed.ref_time();
        assert!(used > least, "{used} of {least}");
    });
}

#[test]
fn a_dry_run_says_what_a_transaction_needs() {
    with_chain(|| {
        let contract = publish(FORWARDER, 2 * COS);
        let input = forward(create_token());
        let result =
            undone(|| Runtime::call(USER.into(), contract.clone(), 0, None, None, input.clone()));
        assert_ok!(&result.result);
        let with_gas = |gas| {
            Call::new_call_variant_call(address(contract.clone()), 0, gas, None, input.clone())
        };
        let less = result
            .gas_required
            .saturating_sub(Weight::from_parts(1_000_000, 0));
        fail(USER, with_gas(less), Error::OutOfGas);
        succeed(USER, with_gas(result.gas_required));
        assert_eq!(Erc20::owner(TOKEN), Some(contract));
    });
}
