//! Tokens on the whole chain: the paradigms and the ledger's own calls in one block, and the ways
//! round them that the runtime closes.

mod common;

use chaos_primitives::{
    currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
    AccountId, Balance, TokenId,
};
use chaos_runtime::{
    Assets, Balances, CosDistribution, Erc20, Runtime, RuntimeCall, RuntimeEvent, System,
};
use codec::Compact;
use common::*;
use pallet_erc20::TokenOptions;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{ApplyExtrinsicResult, DispatchError};

type Token = pallet_erc20::Call<Runtime>;
type Ledger = pallet_assets::Call<Runtime>;
type LedgerError = pallet_assets::Error<Runtime>;

const TOKEN: TokenId = 0;
const SUPPLY: Balance = 1_000_000;
const ALL_OPTIONS: TokenOptions = TokenOptions {
    mintable: true,
    burnable: true,
    pausable: true,
    cap: None,
};

fn create(options: TokenOptions) -> Token {
    Token::create {
        name: b"Gold".to_vec(),
        symbol: b"GLD".to_vec(),
        decimals: 6,
        initial_supply: SUPPLY,
        options,
    }
}

/// A chain with a token of Alice, who has all of it.
fn with_token(options: TokenOptions, test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        succeed(Alice, create(options));
        test();
        let held: Balance = frame_system::Account::<Runtime>::iter_values()
            .map(|account| account.data.free + account.data.reserved)
            .sum();
        assert_eq!(held, TOTAL_SUPPLY);
        CosDistribution::check_invariants().unwrap();
        Erc20::check_invariants().unwrap();
    });
}

fn send(sender: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    make_block(vec![sign(sender, call, 0)])[0]
}

#[track_caller]
fn succeed(sender: Sr25519Keyring, call: impl Into<RuntimeCall>) {
    assert_eq!(send(sender, call), Ok(Ok(())));
}

#[track_caller]
fn fail(sender: Sr25519Keyring, call: impl Into<RuntimeCall>, error: impl Into<DispatchError>) {
    assert_eq!(send(sender, call), Ok(Err(error.into())));
}

fn tokens(who: Sr25519Keyring) -> Balance {
    Assets::balance(TOKEN, who.to_account_id())
}

fn allowance(owner: Sr25519Keyring, spender: Sr25519Keyring) -> Balance {
    Erc20::allowance(TOKEN, &owner.to_account_id(), &spender.to_account_id()).unwrap()
}

fn transfer(to: Sr25519Keyring, value: Balance) -> Token {
    Token::transfer {
        token_id: TOKEN,
        to: to.to_account_id().into(),
        value,
    }
}

fn ledger_transfer(to: Sr25519Keyring, amount: Balance) -> Ledger {
    Ledger::transfer {
        id: Compact(TOKEN),
        target: to.to_account_id().into(),
        amount,
    }
}

#[test]
fn the_ledgers_calls_and_the_paradigms_work_on_the_same_tokens() {
    with_token(ALL_OPTIONS, || {
        let results = make_block(vec![
            sign(Alice, transfer(Bob, 100), 0),
            sign(Bob, ledger_transfer(Charlie, 40), 0),
            sign(Charlie, transfer(Dave, 15), 0),
            sign(
                Dave,
                Ledger::transfer_all {
                    id: Compact(TOKEN),
                    dest: Bob.to_account_id().into(),
                    keep_alive: false,
                },
                0,
            ),
        ]);
        assert_eq!(results, [Ok(Ok(())); 4]);
        assert_eq!(
            [Bob, Charlie, Dave].map(tokens),
            [100 - 40 + 15, 40 - 15, 0]
        );
    });
}

#[test]
fn the_ledgers_approvals_and_the_paradigms_allowances_are_the_same() {
    with_token(ALL_OPTIONS, || {
        succeed(
            Alice,
            Token::approve {
                token_id: TOKEN,
                spender: Bob.to_account_id().into(),
                value: 10,
            },
        );
        succeed(
            Alice,
            Ledger::approve_transfer {
                id: Compact(TOKEN),
                delegate: Bob.to_account_id().into(),
                amount: 5,
            },
        );
        assert_eq!(allowance(Alice, Bob), 15);
        succeed(
            Bob,
            Ledger::transfer_approved {
                id: Compact(TOKEN),
                owner: Alice.to_account_id().into(),
                destination: Charlie.to_account_id().into(),
                amount: 9,
            },
        );
        succeed(
            Bob,
            Token::transfer_from {
                token_id: TOKEN,
                from: Alice.to_account_id().into(),
                to: Bob.to_account_id().into(),
                value: 2,
            },
        );
        assert_eq!(allowance(Alice, Bob), 4);
        assert_eq!([Bob, Charlie].map(tokens), [2, 9]);
    });
}

#[test]
fn a_pause_stops_the_ledger_in_a_batch_too() {
    with_token(ALL_OPTIONS, || {
        succeed(Alice, Token::pause { token_id: TOKEN });
        let error = LedgerError::AssetNotLive;
        fail(Alice, ledger_transfer(Bob, 1), error);
        let batch = pallet_utility::Call::batch_all {
            calls: vec![ledger_transfer(Bob, 1).into()],
        };
        fail(Alice, batch, LedgerError::AssetNotLive);
        assert_eq!(tokens(Alice), SUPPLY);
    });
}

#[test]
fn no_refund_of_the_ledger_burns_tokens() {
    with_token(TokenOptions::default(), || {
        let refund = |allow_burn| Ledger::refund {
            id: Compact(TOKEN),
            allow_burn,
        };
        let filtered = DispatchError::from(frame_system::Error::<Runtime>::CallFiltered);
        fail(Alice, refund(true), filtered);
        let batch = pallet_utility::Call::batch_all {
            calls: vec![refund(true).into()],
        };
        fail(Alice, batch, filtered);
        let proxy = pallet_proxy::Call::add_proxy {
            delegate: Bob.to_account_id().into(),
            proxy_type: Default::default(),
            delay: 0,
        };
        succeed(Alice, proxy);
        let for_alice = pallet_proxy::Call::proxy {
            real: Alice.to_account_id().into(),
            force_proxy_type: None,
            call: Box::new(refund(true).into()),
        };
        succeed(Bob, for_alice);
        let filtered = RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted {
            result: Err(filtered),
        });
        assert!(System::events()
            .iter()
            .any(|record| record.event == filtered));
        fail(Alice, refund(false), LedgerError::WouldBurn);
        assert_eq!(tokens(Alice), SUPPLY);
    });
}

#[test]
fn nobody_creates_or_forces_in_the_ledger() {
    with_token(ALL_OPTIONS, || {
        let create = Ledger::create {
            id: Compact(1),
            admin: Alice.to_account_id().into(),
            min_balance: 1,
        };
        fail(Alice, create, DispatchError::BadOrigin);
        use frame_support::traits::UnfilteredDispatchable;
        let root = frame_system::RawOrigin::Root;
        let forced = Ledger::force_create {
            id: Compact(1),
            owner: Alice.to_account_id().into(),
            is_sufficient: true,
            min_balance: 1,
        };
        let refused = forced.dispatch_bypass_filter(root.into());
        assert_eq!(refused.unwrap_err().error, DispatchError::BadOrigin);
        succeed(Bob, self::create(ALL_OPTIONS));
        assert_eq!(Erc20::info(1).unwrap().owner, Some(Bob.to_account_id()));
    });
}

#[test]
fn an_account_holds_any_number_of_tokens() {
    new_chain("development").execute_with(|| {
        let count: TokenId = 200;
        let to = || Bob.to_account_id().into();
        let calls = (0..count).flat_map(|token_id| {
            let give = Token::transfer {
                token_id,
                to: to(),
                value: 1,
            };
            [create(ALL_OPTIONS).into(), give.into()]
        });
        let batch = pallet_utility::Call::batch_all {
            calls: calls.collect(),
        };
        succeed(Alice, batch);
        assert!((0..count).all(|id| Assets::balance(id, Bob.to_account_id()) == 1));
    });
}

#[test]
fn a_token_is_paid_for_in_coins_alone() {
    with_token(ALL_OPTIONS, || {
        let poor: AccountId = [7; 32].into();
        succeed(
            Alice,
            Token::transfer {
                token_id: TOKEN,
                to: poor.clone().into(),
                value: 1_000,
            },
        );
        assert_eq!(Balances::free_balance(&poor), EXISTENTIAL_DEPOSIT);
        // Many tokens and no coins to spare: the pool and the block refuse the transaction.
        succeed(Alice, transfer(Two, 1_000));
        let everything = pallet_balances::Call::transfer_all {
            dest: Alice.to_account_id().into(),
            keep_alive: true,
        };
        succeed(Two, everything);
        let result = send(Two, transfer(Bob, 1));
        assert!(result.is_err(), "{result:?}");
        assert_eq!(tokens(Two), 1_000);
    });
}

#[test]
fn the_largest_batch_fits_into_a_block() {
    with_token(ALL_OPTIONS, || {
        let recipients = (0..pallet_erc20::MAX_RECIPIENTS).map(|i| {
            let mut bytes = [9; 32];
            bytes[..4].copy_from_slice(&i.to_le_bytes());
            (AccountId::from(bytes).into(), 1)
        });
        succeed(
            Alice,
            Token::batch_transfer {
                token_id: TOKEN,
                recipients: recipients.collect(),
            },
        );
        assert_eq!(Erc20::info(TOKEN).unwrap().holders, 1_025);
    });
}
