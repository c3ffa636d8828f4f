//! The hand-written token sample.

use super::contract::Contract;
use super::*;

const OWNER: Sr25519Keyring = Bob;
const SPENDER: Sr25519Keyring = Charlie;
const OTHER: Sr25519Keyring = Dave;

#[derive(Debug, PartialEq, Eq, Decode)]
enum Refusal {
    InsufficientBalance,
    InsufficientAllowance,
    Overflow,
}

/// A token of which the owner holds a thousand.
fn with_token(test: impl FnOnce(Contract)) {
    with_chain(|| {
        let token = Contract::deploy_as(OWNER, "erc20", 0, 1_000u128);
        assert_eq!(balances(&token), [1_000, 0, 0]);
        test(token);
        assert_eq!(Erc20::info(TOKEN), None, "it is none of the chain's");
    });
}

fn balances(token: &Contract) -> [Balance; 3] {
    let balances = [OWNER, SPENDER, OTHER].map(|who| token.ask("balance_of", id(who)));
    let supply: Balance = token.ask("total_supply", ());
    assert_eq!(balances.iter().sum::<Balance>(), supply);
    balances
}

fn allowance(token: &Contract) -> Balance {
    token.ask("allowance", (id(OWNER), id(SPENDER)))
}

#[test]
fn tokens_move() {
    with_token(|token| {
        succeed(OWNER, token.message("transfer", (id(OTHER), 300u128)));
        assert_eq!(balances(&token), [700, 0, 300]);
        let why: Refusal = token.refuse(OWNER, "transfer", (id(OTHER), 701u128));
        assert_eq!(why, Refusal::InsufficientBalance);
        succeed(OTHER, token.message("transfer", (id(OTHER), 300u128)));
        assert_eq!(balances(&token), [700, 0, 300]);
    });
}

#[test]
fn allowances_are_spent() {
    with_token(|token| {
        let take = |value: Balance| (id(OWNER), id(OTHER), value);
        let why: Refusal = token.refuse(SPENDER, "transfer_from", take(1));
        assert_eq!(why, Refusal::InsufficientAllowance);
        succeed(OWNER, token.message("approve", (id(SPENDER), 50u128)));
        assert_eq!(allowance(&token), 50);
        succeed(SPENDER, token.message("transfer_from", take(40)));
        assert_eq!((balances(&token), allowance(&token)), ([960, 0, 40], 10));
        let why: Refusal = token.refuse(SPENDER, "transfer_from", take(11));
        assert_eq!(why, Refusal::InsufficientAllowance);

        succeed(OWNER, token.message("approve", (id(SPENDER), Balance::MAX)));
        let why: Refusal = token.refuse(SPENDER, "transfer_from", take(961));
        assert_eq!(why, Refusal::InsufficientBalance);
        succeed(SPENDER, token.message("transfer_from", take(960)));
        assert_eq!(balances(&token), [0, 0, 1_000]);
        assert_eq!(allowance(&token), Balance::MAX, "without end");
    });
}
