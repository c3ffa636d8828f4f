//! The escrow sample: every way in which it ends, and that nothing is left behind.

use super::contract::{Bundle, Contract};
use super::*;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    BlockNumber,
};
use chaos_runtime::System;

const BUYER: Sr25519Keyring = Bob;
const SELLER: Sr25519Keyring = Charlie;
const PRICE: Balance = 100;
/// The buyer's coins.
const TOKENS: Balance = 1_000;
const ENDOWMENT: Balance = COS / 100;
/// In blocks from now.
const TERM: BlockNumber = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
enum Side {
    Buyer,
    Seller,
}
use Side::{Buyer, Seller};

#[derive(Debug, PartialEq, Eq, Decode)]
enum Refusal {
    PriceZero,
    OneParty,
    DeadlinePassed,
    NotParty,
    NotBuyer,
    AlreadyFunded,
    NotFunded,
    DeadlineNotReached,
    Paradigm(Failure),
}

fn refused(error: TokenError) -> Refusal {
    Refusal::Paradigm(error.into())
}

fn deadline() -> BlockNumber {
    System::block_number() + TERM
}

/// An escrow of the buyer, for this seller.
fn agreed_with(seller: impl Into<AccountId>) -> Contract {
    let terms = (seller.into(), TOKEN, PRICE, deadline());
    Contract::deploy_as(BUYER, "escrow", ENDOWMENT, terms)
}

fn fund(escrow: &Contract) {
    succeed(BUYER, approve(&escrow.account, PRICE));
    succeed(BUYER, escrow.message("fund", ()));
    assert_eq!(tokens_of(escrow.account.clone()), PRICE);
}

/// An escrow that holds the price.
fn with_escrow(test: impl FnOnce(Contract)) {
    with_chain(|| {
        create_token(BUYER, TOKENS);
        let escrow = agreed_with(SELLER);
        fund(&escrow);
        test(escrow);
    });
}

/// The sender of this message gets the storage deposit, and the buyer the other coins.
#[track_caller]
fn ends(escrow: &Contract, by: Sr25519Keyring, message: impl Into<chaos_runtime::RuntimeCall>) {
    let deposit = storage_deposit(&escrow.account);
    let left = balance(&escrow.account);
    assert!(deposit > 0);
    assert_eq!(left, ENDOWMENT + EXISTENTIAL_DEPOSIT);
    let before = [BUYER, by].map(total);
    succeed(by, message);
    let fee = fees_paid(&by.into());
    let got = [BUYER, by].map(total);
    if by == BUYER {
        assert_eq!(got[0] + fee, before[0] + left + deposit);
    } else {
        assert_eq!(got[0], before[0] + left);
        assert_eq!(got[1] + fee, before[1] + deposit);
    }
    assert_gone(&escrow.account);
    assert_eq!(tokens_of(escrow.account.clone()), 0);
}

#[test]
fn the_seller_is_paid_when_both_say_so() {
    with_escrow(|escrow| {
        succeed(BUYER, escrow.message("agree", Seller));
        let wishes: (Option<Side>, Option<Side>) = escrow.ask("wishes", ());
        assert_eq!(wishes, (Some(Seller), None));
        assert_eq!(tokens_of(SELLER), 0);
        ends(&escrow, SELLER, escrow.message("agree", Seller));
        assert_eq!([BUYER, SELLER].map(tokens_of), [TOKENS - PRICE, PRICE]);
        let again = escrow.message("agree", Seller);
        fail(SELLER, again, ContractError::ContractNotFound);
    });
}

#[test]
fn the_buyer_is_paid_back_when_both_say_so() {
    with_escrow(|escrow| {
        succeed(SELLER, escrow.message("agree", Buyer));
        succeed(BUYER, escrow.message("agree", Seller));
        assert_eq!(tokens_of(escrow.account.clone()), PRICE, "no agreement");
        ends(&escrow, BUYER, escrow.message("agree", Buyer));
        assert_eq!([BUYER, SELLER].map(tokens_of), [TOKENS, 0]);
    });
}

#[test]
fn the_buyer_takes_the_price_back_from_the_deadline_on() {
    with_escrow(|escrow| {
        let (.., deadline): (AccountId, AccountId, TokenId, Balance, BlockNumber) =
            escrow.ask("terms", ());
        // The next block is the last before the deadline.
        make_blocks_until(deadline - 2);
        let early: Refusal = escrow.refuse(BUYER, "reclaim", ());
        assert_eq!(early, Refusal::DeadlineNotReached);
        assert_eq!(System::block_number(), deadline - 1);
        let stranger: Refusal = escrow.refuse(SELLER, "reclaim", ());
        assert_eq!(stranger, Refusal::NotBuyer);
        ends(&escrow, BUYER, escrow.message("reclaim", ()));
        assert_eq!([BUYER, SELLER].map(tokens_of), [TOKENS, 0]);
    });
}

#[test]
fn what_is_more_than_the_price_goes_back_to_the_buyer() {
    with_escrow(|escrow| {
        succeed(BUYER, send_tokens(escrow.account.clone(), 11));
        succeed(BUYER, escrow.message("agree", Seller));
        ends(&escrow, SELLER, escrow.message("agree", Seller));
        assert_eq!([BUYER, SELLER].map(tokens_of), [TOKENS - PRICE, PRICE]);
    });
}

#[test]
fn a_token_that_does_not_move_keeps_the_escrow_alive() {
    with_escrow(|escrow| {
        succeed(BUYER, escrow.message("agree", Seller));
        succeed(BUYER, Token::new_call_variant_pause(TOKEN));
        let why: Refusal = escrow.refuse(SELLER, "agree", Seller);
        assert_eq!(why, refused(TokenError::Paused));
        let wishes: (Option<Side>, Option<Side>) = escrow.ask("wishes", ());
        assert_eq!(wishes, (Some(Seller), None), "undone");
        assert_eq!(tokens_of(escrow.account.clone()), PRICE);
        succeed(BUYER, Token::new_call_variant_unpause(TOKEN));
        ends(&escrow, SELLER, escrow.message("agree", Seller));
        assert_eq!(tokens_of(SELLER), PRICE);
    });
}

#[test]
fn who_may_not_is_told_why() {
    with_chain(|| {
        create_token(BUYER, TOKENS);
        let escrow = agreed_with(SELLER);
        let held = || (tokens_of(BUYER), tokens_of(escrow.account.clone()));
        let refuse = |who, message, side: Option<Side>| -> Refusal {
            let before = held();
            let why = match side {
                Some(side) => escrow.refuse(who, message, side),
                None => escrow.refuse(who, message, ()),
            };
            assert_eq!(held(), before);
            why
        };
        let why = refuse(BUYER, "fund", None);
        assert_eq!(why, refused(TokenError::InsufficientAllowance));
        assert_eq!(refuse(SELLER, "fund", None), Refusal::NotBuyer);
        assert_eq!(refuse(Dave, "agree", Some(Seller)), Refusal::NotParty);
        succeed(BUYER, escrow.message("agree", Seller));
        assert_eq!(refuse(SELLER, "agree", Some(Seller)), Refusal::NotFunded);
        fund(&escrow);
        assert_eq!(refuse(BUYER, "fund", None), Refusal::AlreadyFunded);
    });
}

#[test]
fn terms_that_make_no_sense_make_none() {
    with_chain(|| {
        let bundle = Bundle::load("escrow");
        let why = |seller: Sr25519Keyring, token, price: Balance, deadline: BlockNumber| {
            let terms = (id(seller), token, price, deadline);
            let answer: Result<(), Refusal> = bundle.ask(BUYER, 0, &terms);
            fail(
                BUYER,
                bundle.instantiation(0, &terms),
                ContractError::ContractReverted,
            );
            answer.unwrap_err()
        };
        let unknown = why(SELLER, TOKEN, PRICE, 100);
        assert_eq!(unknown, Refusal::Paradigm(Failure::NotFound));
        create_token(BUYER, TOKENS);
        assert_eq!(why(SELLER, TOKEN, 0, 100), Refusal::PriceZero);
        assert_eq!(why(BUYER, TOKEN, PRICE, 100), Refusal::OneParty);
        let past = System::block_number();
        assert_eq!(why(SELLER, TOKEN, PRICE, past), Refusal::DeadlinePassed);
    });
}
