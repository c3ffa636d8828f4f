//! The crowdfunding sample: a goal that is reached, and one that is missed. Every coin is accounted for.

use super::contract::{Bundle, Contract};
use super::*;
use chaos_primitives::{
    currency::{COS, EXISTENTIAL_DEPOSIT},
    BlockNumber,
};
use chaos_runtime::{
    configs::tokens::{SaleDeposit, TokenDeposit},
    BusinessTokens,
};

const CREATOR: Sr25519Keyring = Dave;
const BACKERS: [Sr25519Keyring; 2] = [Bob, Charlie];
/// Closes it.
const ANYBODY: Sr25519Keyring = Eve;
const SHARES: Balance = 100;
const PRICE: Balance = 2 * COS;
const GOAL: Balance = 20 * COS;
const DURATION: BlockNumber = 10;
/// Exactly what its deposits need.
const ENDOWMENT: Balance = 48 * COS / 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode)]
enum Refusal {
    GoalZero,
    GoalOutOfReach,
    Overflow,
    StillOpen,
    AlreadyClosed,
    NotClosed,
    NotAllRedeemed,
    Paradigm(Failure),
}

type Arguments = (
    &'static str,
    &'static str,
    Balance,
    Balance,
    Balance,
    BlockNumber,
);

fn arguments(goal: Balance) -> Arguments {
    ("Venture", "VNT", SHARES, PRICE, goal, DURATION)
}

/// A campaign that has started, with no more coins than it needs.
fn with_campaign(test: impl FnOnce(Contract)) {
    with_chain(|| {
        let args = arguments(GOAL);
        let campaign = Contract::deploy_as(CREATOR, "crowdfunding", ENDOWMENT, args);
        assert_eq!(Erc20::owner(TOKEN), Some(campaign.account.clone()));
        test(campaign);
    });
}

/// Have the backers buy this many shares.
fn sell(campaign: &Contract, shares: [Balance; 2]) {
    for (backer, shares) in BACKERS.into_iter().zip(shares) {
        let before = balance(&backer.into());
        let buy = Business::new_call_variant_buy(TOKEN, shares, shares * PRICE);
        succeed(backer, buy);
        let paid = before - balance(&backer.into()) - fees_paid(&backer.into());
        assert_eq!((paid, tokens_of(backer)), (shares * PRICE, shares));
    }
    let raised: Balance = campaign.ask("raised", ());
    assert_eq!(raised, shares.iter().sum::<Balance>() * PRICE);
}

fn finish() {
    let end = BusinessTokens::sale(TOKEN).unwrap().terms.end;
    make_blocks_until(end - 1);
}

/// The contract's account keeps the deposit of the token for ever, and its existential deposit.
#[track_caller]
fn assert_only_the_tokens_deposit_is_left(campaign: &Contract) {
    assert_eq!(Contracts::code_hash(&campaign.account), None);
    assert_eq!(balance(&campaign.account), EXISTENTIAL_DEPOSIT);
    let left = total(campaign.account.clone());
    assert_eq!(left, EXISTENTIAL_DEPOSIT + TokenDeposit::get());
}

fn escrow() -> AccountId {
    BusinessTokens::escrow(TOKEN)
}

#[test]
fn coins_and_token_are_the_creators_when_the_goal_is_reached() {
    with_campaign(|campaign| {
        sell(&campaign, [6, 4]);
        let early: Refusal = campaign.refuse(ANYBODY, "close", ());
        assert_eq!(early, Refusal::StillOpen);
        finish();

        let deposit = storage_deposit(&campaign.account);
        let before = [CREATOR, ANYBODY].map(total);
        succeed(ANYBODY, campaign.message("close", ()));
        let fee = fees_paid(&ANYBODY.into());
        assert_eq!(total(ANYBODY) + fee, before[1] + deposit);
        // Its endowment, less the deposit of the token and the existential deposit of the escrow.
        let back = ENDOWMENT - TokenDeposit::get() - EXISTENTIAL_DEPOSIT;
        assert_eq!(back, SaleDeposit::get());
        assert_eq!(total(CREATOR), before[0] + GOAL + back);
        assert_only_the_tokens_deposit_is_left(&campaign);
        assert_eq!(total(escrow()), EXISTENTIAL_DEPOSIT);
        assert_eq!(Erc20::owner(TOKEN), Some(CREATOR.into()));
        assert_eq!(BACKERS.map(tokens_of), [6, 4]);
        assert_eq!(Erc20::info(TOKEN).unwrap().total_supply, 10);
        succeed(CREATOR, Business::new_call_variant_set_redemption(TOKEN, 1));
    });
}

#[test]
fn every_share_is_redeemed_at_its_price_when_it_is_missed() {
    with_campaign(|campaign| {
        sell(&campaign, [6, 3]);
        finish();
        succeed(ANYBODY, campaign.message("close", ()));
        assert!(campaign.ask::<bool>("missed", ()));
        assert_eq!(Erc20::owner(TOKEN), Some(campaign.account.clone()));
        assert_eq!(
            BusinessTokens::redemption(TOKEN).unwrap().reserve,
            9 * PRICE
        );
        let closed: Refusal = campaign.refuse(ANYBODY, "close", ());
        assert_eq!(closed, Refusal::AlreadyClosed);

        for (backer, shares) in BACKERS.into_iter().zip([6, 3]) {
            let why: Refusal = campaign.refuse(ANYBODY, "end", ());
            assert_eq!(why, Refusal::NotAllRedeemed);
            let before = balance(&backer.into());
            let redeem = Business::new_call_variant_redeem(TOKEN, shares, shares * PRICE);
            succeed(backer, redeem);
            let got = balance(&backer.into()) + fees_paid(&backer.into()) - before;
            assert_eq!((got, tokens_of(backer)), (shares * PRICE, 0));
        }

        let deposit = storage_deposit(&campaign.account);
        let before = [CREATOR, ANYBODY].map(total);
        succeed(ANYBODY, campaign.message("end", ()));
        let fee = fees_paid(&ANYBODY.into());
        assert_eq!(total(ANYBODY) + fee, before[1] + deposit);
        assert_eq!(total(CREATOR), before[0] + SaleDeposit::get());
        assert_only_the_tokens_deposit_is_left(&campaign);
        assert_eq!(total(escrow()), EXISTENTIAL_DEPOSIT);
        assert_eq!(Erc20::info(TOKEN).unwrap().total_supply, 0);
    });
}

#[test]
fn a_campaign_that_nobody_backs_ends() {
    with_campaign(|campaign| {
        finish();
        succeed(ANYBODY, campaign.message("close", ()));
        succeed(ANYBODY, campaign.message("end", ()));
        assert_only_the_tokens_deposit_is_left(&campaign);
    });
}

#[test]
fn it_is_over_when_all_is_sold() {
    with_campaign(|campaign| {
        sell(&campaign, [60, 40]);
        let before = total(CREATOR);
        succeed(ANYBODY, campaign.message("close", ()));
        assert_eq!(total(CREATOR), before + SHARES * PRICE + SaleDeposit::get());
        assert_only_the_tokens_deposit_is_left(&campaign);
    });
}

#[test]
fn what_cannot_work_is_not_begun() {
    with_chain(|| {
        let bundle = Bundle::load("crowdfunding");
        let why = |value, goal| {
            let answer: Result<(), Refusal> = bundle.ask(CREATOR, value, arguments(goal));
            let begin = bundle.instantiation(value, arguments(goal));
            let before = total(CREATOR);
            fail(CREATOR, begin, ContractError::ContractReverted);
            assert_eq!(total(CREATOR) + fees_paid(&CREATOR.into()), before);
            answer.unwrap_err()
        };
        assert_eq!(why(ENDOWMENT, 0), Refusal::GoalZero);
        let beyond = SHARES * PRICE + 1;
        assert_eq!(why(ENDOWMENT, beyond), Refusal::GoalOutOfReach);
        let unaffordable = Refusal::Paradigm(TokenError::DepositUnaffordable.into());
        assert_eq!([why(0, GOAL), why(ENDOWMENT - 1, GOAL)], [unaffordable; 2]);
        assert_eq!(Erc20::info(TOKEN), None);
    });
}
