//! Tokens with the whole runtime: the paradigms and the ledger's own calls in one block, and the bypasses that the
//! runtime closes.

use crate::common::*;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    AccountId, Balance, TokenId,
};
use chaos_runtime::{
    Assets, Balances, BusinessTokens, CosDistribution, Erc20, Runtime, RuntimeCall, RuntimeEvent,
    System,
};
use codec::Compact;
use pallet_business_tokens::{Charge, Payer, Price, Rule, SaleTerms};
use pallet_erc20::{TokenOptions, WeightInfo as _, MAX_SUPPLY};
use pallet_session::ShouldEndSession;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::DispatchError;

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;
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

/// A chain with a token of Alice, who holds all of it.
fn with_token(options: TokenOptions, test: impl FnOnce()) {
    new_chain("development").execute_with(|| {
        succeed(Alice, create(options));
        test();
        assert_all_coins_are_there();
        CosDistribution::do_try_state().unwrap();
        Erc20::do_try_state().unwrap();
        BusinessTokens::do_try_state().unwrap();
    });
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

/// The ledger adds the amount to the supply on the way, and would lose what overflows.
#[test]
fn the_ledgers_transfer_all_loses_nothing() {
    with_token(ALL_OPTIONS, || {
        let all = || Ledger::transfer_all {
            id: Compact(TOKEN),
            dest: Bob.to_account_id().into(),
            keep_alive: false,
        };
        let rest = Token::mint {
            token_id: TOKEN,
            to: Alice.to_account_id().into(),
            value: MAX_SUPPLY - SUPPLY,
        };
        succeed(Alice, rest);
        succeed(Alice, all());
        assert_eq!([Alice, Bob].map(tokens), [0, MAX_SUPPLY]);

        // A token from before the limit.
        let set_supply = |supply| {
            pallet_assets::Asset::<Runtime>::mutate_extant(TOKEN, |asset| asset.supply = supply);
        };
        set_supply(MAX_SUPPLY + 1);
        fail(Bob, all(), frame_system::Error::<Runtime>::CallFiltered);
        assert_eq!(tokens(Bob), MAX_SUPPLY);
        set_supply(MAX_SUPPLY);
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
        // It has many tokens and no spare coins: neither the pool nor a block accepts the transaction.
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
fn opening_an_account_is_charged_for_only_where_one_is_opened() {
    with_token(ALL_OPTIONS, || {
        let fee_to = |to: AccountId| {
            let call = Token::transfer {
                token_id: TOKEN,
                to: to.into(),
                value: 1,
            };
            succeed(Bob, call);
            fees_paid(&Bob.to_account_id())
        };
        succeed(Alice, transfer(Bob, 10));
        let [opened, known] = [(); 2].map(|()| fee_to([7; 32].into()));
        let weight = <Runtime as pallet_erc20::Config>::WeightInfo::open_account();
        assert_eq!(opened - known, Balance::from(weight.ref_time()));
    });
}

#[test]
fn a_batch_pays_for_new_holders_only_where_there_are_some() {
    with_token(ALL_OPTIONS, || {
        let fee_to = |to: &[AccountId]| {
            let recipients = to.iter().map(|to| (to.clone().into(), 1)).collect();
            let token_id = TOKEN;
            succeed(
                Alice,
                Token::batch_transfer {
                    token_id,
                    recipients,
                },
            );
            fees_paid(&Alice.to_account_id())
        };
        // One has no account, the other one has coins.
        let to = [[7; 32].into(), Bob.to_account_id()];
        let [new, known] = [(); 2].map(|()| fee_to(&to));
        type Weights = <Runtime as pallet_erc20::Config>::WeightInfo;
        let weight =
            Weights::batch_transfer(0, 2) + Weights::open_account() - Weights::batch_transfer(2, 0);
        assert_eq!(new - known, Balance::from(weight.ref_time()));
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

/// A regulated token of Alice. Bob has bought 100 whole tokens, and the operation `pay` costs 10.
fn with_regulated_token(test: impl FnOnce()) {
    with_token(ALL_OPTIONS, || {
        let regulate = Business::set_regulated {
            token_id: TOKEN,
            regulated: true,
        };
        let rule = Rule {
            operation: b"pay".to_vec().try_into().unwrap(),
            charge: Charge::Flat(10),
            payer: Payer::Initiator,
            receiver: None,
        };
        let policy = Business::set_policy {
            token_id: TOKEN,
            rules: vec![rule],
        };
        let sell = Business::open_sale {
            token_id: TOKEN,
            terms: SaleTerms {
                amount: SUPPLY / 2,
                price: Price::Fixed(COS),
                start: 0,
                end: 10_000,
                min_per_account: None,
                max_per_account: None,
            },
        };
        succeed(Alice, regulate);
        succeed(Alice, policy);
        succeed(Alice, sell);
        let before = balance(&Alice.to_account_id());
        // The token has six decimals: a hundred thousandth of a whole token costs that part of a COS.
        succeed(
            Bob,
            Business::buy {
                token_id: TOKEN,
                amount: 100_000,
                max_cost: COS / 10,
            },
        );
        let fee = fees_paid(&Bob.to_account_id());
        // She gets the fee, too: she authors the block.
        assert_eq!(balance(&Alice.to_account_id()), before + COS / 10 + fee);
        assert_eq!(tokens(Bob), 100_000);
        make_blocks_until(System::block_number() + BusinessTokens::notice_period());
        test();
    });
}

#[test]
fn a_regulated_token_moves_by_its_business_alone() {
    with_regulated_token(|| {
        let low = || DispatchError::from(LedgerError::BalanceLow);
        let frozen = pallet_erc20::Error::<Runtime>::Frozen;
        fail(Bob, transfer(Charlie, 1), frozen);
        fail(Bob, ledger_transfer(Charlie, 1), low());
        let batch = pallet_utility::Call::batch_all {
            calls: vec![ledger_transfer(Charlie, 1).into()],
        };
        fail(Bob, batch, low());
        let approve = Ledger::approve_transfer {
            id: Compact(TOKEN),
            delegate: Charlie.to_account_id().into(),
            amount: 5,
        };
        succeed(Bob, approve);
        let spend = Ledger::transfer_approved {
            id: Compact(TOKEN),
            owner: Bob.to_account_id().into(),
            destination: Charlie.to_account_id().into(),
            amount: 1,
        };
        fail(Charlie, spend, low());
        let burn = Token::burn {
            token_id: TOKEN,
            value: 1,
        };
        fail(Bob, burn, pallet_erc20::Error::<Runtime>::Frozen);
        assert_eq!([Bob, Charlie].map(tokens), [100_000, 0]);

        let pay = Business::execute {
            token_id: TOKEN,
            operation: b"pay".to_vec(),
            counterparty: Some(Charlie.to_account_id().into()),
            amount: 500,
            max_fee: 10,
        };
        let issuer = tokens(Alice);
        succeed(Bob, pay);
        assert_eq!([Bob, Charlie].map(tokens), [100_000 - 510, 500]);
        assert_eq!(tokens(Alice), issuer + 10);
    });
}

#[test]
fn deposits_of_empty_accounts_of_a_regulated_token_come_back() {
    with_regulated_token(|| {
        let id = || Compact(TOKEN);
        let holders = || Erc20::info(TOKEN).unwrap().holders;
        let reserved = || Balances::reserved_balance(Dave.to_account_id());
        let before = (holders(), reserved());
        succeed(Dave, Ledger::touch { id: id() });
        let who = || AccountId::from([7; 32]).into();
        succeed(
            Dave,
            Ledger::touch_other {
                id: id(),
                who: who(),
            },
        );
        assert_eq!(holders(), before.0 + 2);
        let allow_burn = false;
        succeed(
            Dave,
            Ledger::refund {
                id: id(),
                allow_burn,
            },
        );
        succeed(
            Dave,
            Ledger::refund_other {
                id: id(),
                who: who(),
            },
        );
        assert_eq!((holders(), reserved()), before);
        // Bob's tokens are as frozen as before.
        let burn = Ledger::refund {
            id: id(),
            allow_burn: true,
        };
        fail(Bob, burn, frame_system::Error::<Runtime>::CallFiltered);
    });
}

/// See `docs/decisions/token-ledger.md`.
#[test]
fn paused_tokens_keep_their_holders_account_open() {
    with_token(ALL_OPTIONS, || {
        // Has no account at first.
        let holder = CharlieStash;
        let exists = || System::account_exists(&holder.to_account_id());
        let pay = || pallet_balances::Call::<Runtime>::transfer_allow_death {
            dest: holder.to_account_id().into(),
            value: COS,
        };
        let close = || pallet_balances::Call::<Runtime>::transfer_all {
            dest: Bob.to_account_id().into(),
            keep_alive: false,
        };
        let pause = || Token::pause { token_id: TOKEN };
        let paused = pallet_erc20::Error::<Runtime>::Paused;
        succeed(Bob, pay());
        succeed(Alice, transfer(holder, 1));
        succeed(Alice, pause());
        fail(holder, transfer(Alice, 1), paused);
        succeed(holder, close());
        assert!(exists());
        assert!(balance(&holder.to_account_id()) >= EXISTENTIAL_DEPOSIT);

        succeed(Alice, Token::unpause { token_id: TOKEN });
        succeed(Bob, pay());
        succeed(holder, transfer(Alice, 1));
        succeed(holder, close());
        assert!(!exists());

        // If somebody else has paid for its account in the ledger, it is reaped and keeps them.
        succeed(Bob, pay());
        let touch = Ledger::touch_other {
            id: Compact(TOKEN),
            who: holder.to_account_id().into(),
        };
        succeed(Bob, touch);
        succeed(Alice, transfer(holder, 1));
        succeed(Alice, pause());
        succeed(holder, close());
        assert_eq!((exists(), tokens(holder)), (false, 1));
    });
}

#[test]
fn a_token_is_free_once_its_regulation_is_lifted() {
    with_regulated_token(|| {
        let lift = |regulated| Business::set_regulated {
            token_id: TOKEN,
            regulated,
        };
        succeed(Alice, lift(false));
        succeed(Bob, ledger_transfer(Charlie, 7));
        assert_eq!(tokens(Charlie), 7);
        let error = pallet_business_tokens::Error::<Runtime>::AlreadyLifted;
        fail(Alice, lift(true), error);
    });
}

#[test]
fn holders_leave_before_the_reserve_does() {
    with_regulated_token(|| {
        let price = Business::set_redemption {
            token_id: TOKEN,
            price: COS,
        };
        let fund = Business::fund_redemption {
            token_id: TOKEN,
            cos: COS / 10,
        };
        let withdraw = || Business::withdraw_redemption {
            token_id: TOKEN,
            cos: COS / 10,
        };
        succeed(Alice, price);
        succeed(Alice, fund);
        succeed(Alice, withdraw());
        let early = pallet_business_tokens::Error::<Runtime>::NoticeRunning;
        fail(Alice, withdraw(), early);

        let before = balance(&Bob.to_account_id());
        let redeem = Business::redeem {
            token_id: TOKEN,
            amount: 100_000,
            min_payout: COS / 10,
        };
        succeed(Bob, redeem);
        let fee = fees_paid(&Bob.to_account_id());
        assert_eq!(balance(&Bob.to_account_id()), before + COS / 10 - fee);
        assert_eq!(tokens(Bob), 0);

        make_blocks_until(System::block_number() + BusinessTokens::notice_period());
        let empty = pallet_business_tokens::Error::<Runtime>::ReserveTooSmall;
        fail(Alice, withdraw(), empty);
    });
}

type BusinessError = pallet_business_tokens::Error<Runtime>;

/// A token of Alice with a reserve of 50 COS, redeemed at 1 COS for a whole token. Bob has ten whole tokens.
fn with_reserve(test: impl FnOnce()) {
    with_token(ALL_OPTIONS, || {
        let price = set_price(COS);
        let fund = Business::fund_redemption {
            token_id: TOKEN,
            cos: 50 * COS,
        };
        let mint = Token::mint {
            token_id: TOKEN,
            to: Bob.to_account_id().into(),
            value: 10 * WHOLE,
        };
        succeed(Alice, batch(vec![price.into(), fund.into(), mint.into()]));
        test();
    });
}

/// The token has six decimals.
const WHOLE: Balance = 1_000_000;

fn set_price(price: Balance) -> Business {
    Business::set_redemption {
        token_id: TOKEN,
        price,
    }
}

fn redeem(amount: Balance, min_payout: Balance) -> Business {
    Business::redeem {
        token_id: TOKEN,
        amount,
        min_payout,
    }
}

fn withdraw(cos: Balance) -> Business {
    Business::withdraw_redemption {
        token_id: TOKEN,
        cos,
    }
}

fn collect() -> Business {
    Business::collect_redeemed { token_id: TOKEN }
}

fn hand_over(new_owner: AccountId) -> Token {
    Token::transfer_ownership {
        token_id: TOKEN,
        new_owner: new_owner.into(),
    }
}

fn batch(calls: Vec<RuntimeCall>) -> pallet_utility::Call<Runtime> {
    pallet_utility::Call::batch_all { calls }
}

/// By an account without a key, for which Alice acts.
fn as_derivative(call: impl Into<RuntimeCall>) -> RuntimeCall {
    let call = Box::new(call.into());
    pallet_utility::Call::as_derivative { index: 0, call }.into()
}

fn derivative() -> AccountId {
    pallet_utility::derivative_account_id(Alice.to_account_id(), 0)
}

fn reserve() -> Balance {
    BusinessTokens::reserve(TOKEN)
}

/// And one block more if the next one ends a session, which leaves no room for transactions.
fn wait_for_a_notice() {
    make_blocks_until(System::block_number() + BusinessTokens::notice_period());
    if <Runtime as pallet_session::Config>::ShouldEndSession::should_end_session(
        System::block_number() + 1,
    ) {
        make_block(vec![]);
    }
}

/// A withdrawal that stayed due for ever would need no notice.
#[test]
fn no_owner_keeps_a_withdrawal_due_by_pauses_that_hinder_nobody() {
    with_reserve(|| {
        succeed(Alice, withdraw(50 * COS));
        let lapses = System::block_number() + 2 * BusinessTokens::notice_period();
        wait_for_a_notice();
        let pause = Token::pause { token_id: TOKEN };
        let unpause = Token::unpause { token_id: TOKEN };
        while System::block_number() < lapses {
            succeed(
                Alice,
                batch(vec![pause.clone().into(), unpause.clone().into()]),
            );
        }
        // It is only announced again.
        succeed(Alice, withdraw(50 * COS));
        fail(Alice, withdraw(50 * COS), BusinessError::NoticeRunning);
        assert_eq!(reserve(), 50 * COS);
    });
}

/// It paid the whole reserve to the owner for the smallest unit of a token.
#[test]
fn no_owner_raises_the_price_for_itself() {
    with_reserve(|| {
        let calls = vec![
            set_price(50 * COS * WHOLE).into(),
            hand_over(derivative()).into(),
            redeem(1, 50 * COS).into(),
            as_derivative(hand_over(Alice.to_account_id())),
        ];
        fail(Alice, batch(calls), BusinessError::PayoutBelowMinimum);
        // Everybody gets the old price until the notice of the new one is over.
        succeed(Alice, set_price(2 * COS));
        succeed(Bob, redeem(WHOLE, COS));
        fail(
            Bob,
            redeem(WHOLE, 2 * COS),
            BusinessError::PayoutBelowMinimum,
        );
        wait_for_a_notice();
        succeed(Bob, redeem(WHOLE, 2 * COS));
        assert_eq!(reserve(), 47 * COS);
    });
}

/// It was possible, five times in a batch: ownership was handed to another account for the time being.
#[test]
fn no_token_is_redeemed_twice() {
    with_reserve(|| {
        let back = Token::transfer {
            token_id: TOKEN,
            to: Alice.to_account_id().into(),
            value: 1,
        };
        let round = vec![
            hand_over(derivative()).into(),
            redeem(1, 1).into(),
            as_derivative(hand_over(Alice.to_account_id())),
            as_derivative(back),
        ];
        let error = pallet_erc20::Error::<Runtime>::InsufficientBalance;
        fail(Alice, batch(round), error);
        succeed(Bob, redeem(WHOLE, COS));
        fail(Alice, collect(), BusinessError::ReserveNotEmpty);
        assert_eq!(reserve(), 49 * COS);
    });
}

/// The owner bought at the lowest price, as the only one who could.
#[test]
fn no_owner_has_the_price_of_a_sale_fall_while_nobody_can_buy() {
    with_token(ALL_OPTIONS, || {
        let half = SUPPLY / 2;
        let buy = |max_cost| Business::buy {
            token_id: TOKEN,
            amount: half,
            max_cost,
        };
        let start = System::block_number() + 1;
        let sell = Business::open_sale {
            token_id: TOKEN,
            terms: SaleTerms {
                amount: half,
                price: Price::Falling {
                    start_price: 100 * COS,
                    end_price: COS,
                    start,
                    end: start + 100,
                },
                start,
                end: start + 10_000,
                min_per_account: None,
                max_per_account: None,
            },
        };
        succeed(Alice, sell);
        succeed(Alice, hand_over(Charlie.to_account_id()));
        let pause = || Token::pause { token_id: TOKEN };
        let unpause = || Token::unpause { token_id: TOKEN };
        succeed(Charlie, pause());
        // Two of a hundred blocks count.
        let cost = 49 * COS + COS / 100;
        let asked = || BusinessTokens::sale(TOKEN).map(|sale| sale.price);
        assert_eq!(asked(), Some(2 * cost));
        make_blocks_until(start + 200);
        assert_eq!(asked(), Some(2 * cost));
        let and_buy = vec![unpause().into(), buy(COS / 2).into()];
        fail(Charlie, batch(and_buy), BusinessError::CostAboveMaximum);

        // Nor if the token is only transferable between two pauses in one block.
        for _ in 0..10 {
            succeed(Charlie, batch(vec![unpause().into(), pause().into()]));
        }
        succeed(Charlie, unpause());
        assert_eq!(BusinessTokens::purchase_cost(TOKEN, half), Some(cost));
        fail(Bob, buy(cost - 1), BusinessError::CostAboveMaximum);
        // One more by now.
        let cost = cost - 99 * COS / 200;
        succeed(Bob, buy(cost));
        assert_eq!(tokens(Bob), half);
    });
}

/// It took everything, while holders couldn't move the token during the notice.
#[test]
fn no_notice_runs_while_holders_cannot_leave() {
    with_reserve(|| {
        let pause = || Token::pause { token_id: TOKEN };
        let unpause = || Token::unpause { token_id: TOKEN };
        let announce = vec![withdraw(50 * COS).into(), pause().into()];
        succeed(Alice, batch(announce));
        wait_for_a_notice();
        let paused = pallet_erc20::Error::<Runtime>::Paused;
        fail(Bob, redeem(WHOLE, COS), paused);
        fail(Alice, withdraw(50 * COS), BusinessError::NoticeRunning);
        let and_take = vec![unpause().into(), withdraw(50 * COS).into()];
        fail(Alice, batch(and_take), BusinessError::NoticeRunning);

        // Not even with a pause in each block that ends before the block does.
        succeed(Alice, unpause());
        let started = System::block_number();
        while System::block_number() < started + BusinessTokens::notice_period() / 2 {
            succeed(Alice, batch(vec![pause().into(), unpause().into()]));
        }
        fail(Alice, withdraw(50 * COS), BusinessError::NoticeRunning);

        succeed(Bob, redeem(10 * WHOLE, 10 * COS));
        wait_for_a_notice();
        // It has lapsed.
        fail(Alice, withdraw(50 * COS), BusinessError::ReserveTooSmall);
        succeed(Alice, withdraw(40 * COS));
        wait_for_a_notice();
        succeed(Alice, withdraw(40 * COS));
        succeed(Alice, collect());
        assert_eq!((tokens(Alice), reserve()), (SUPPLY + 10 * WHOLE, 0));
    });
}
