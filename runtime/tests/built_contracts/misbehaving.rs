//! Contracts that misbehave, and what they get.

use super::contract::Contract;
use super::*;
use chaos_primitives::currency::{COS, EXISTENTIAL_DEPOSIT};
use chaos_runtime::System;

/// The ways in which a till pays out.
#[derive(Clone, Copy, Encode)]
enum Way {
    Transfer,
    Call,
    CallAndAllowReentry,
}

/// A contract that reenters: whenever it is called, it has itself paid once more.
struct Thief(Contract);

impl Thief {
    fn deploy() -> Self {
        Self(Contract::deploy_as(Eve, "reentrant", 0, ()))
    }

    fn account(&self) -> AccountId {
        self.0.account.clone()
    }

    /// Have it paid by this message of a contract.
    fn attack(&self, payer: &Contract, message: &str, argument: impl Encode) {
        let selector = payer.bundle.selector(message);
        let demand = Some((payer.account.clone(), selector, argument));
        succeed(Eve, self.0.message("attack", demand));
    }

    /// How often it was called.
    fn hooks(&self) -> u32 {
        self.0.ask("attack", None::<()>)
    }
}

#[test]
fn who_is_paid_in_tokens_is_not_called() {
    with_chain(|| {
        create_token(Bob, 1_000);
        let thief = Thief::deploy();
        let deadline = System::block_number() + 100;
        let terms = (thief.account(), TOKEN, 100u128, deadline);
        let escrow = Contract::deploy_as(Bob, "escrow", COS, terms);
        // Twice the price.
        succeed(Bob, send_tokens(escrow.account.clone(), 200));
        let seller = 1u8;
        succeed(Bob, escrow.message("agree", seller));
        thief.attack(&escrow, "agree", seller);
        assert_eq!([tokens_of(thief.account()), tokens_of(Bob)], [100, 900]);
        assert_eq!(thief.hooks(), 0);
        assert_gone(&escrow.account);
    });
}

/// A till with one COS for the thief and five for somebody else. Returns what each has after the attack, and how often
/// the thief was called.
fn after_an_attack(way: Way) -> (Balance, Balance, u32) {
    let thief = Thief::deploy();
    let till = Contract::deploy("till", 0, ());
    succeed(Eve, till.message_with(COS, "keep", thief.account()));
    succeed(Dave, till.message_with(5 * COS, "keep", id(Dave)));
    thief.attack(&till, "pay", way);
    let coins = |contract: &AccountId| balance(contract) - EXISTENTIAL_DEPOSIT;
    (coins(&thief.account()), coins(&till.account), thief.hooks())
}

#[test]
fn who_is_paid_in_coins_is_not_called() {
    with_chain(|| {
        assert_eq!(after_an_attack(Way::Transfer), (COS, 5 * COS, 0));
    });
}

#[test]
fn who_is_paid_by_a_call_does_not_call_back() {
    with_chain(|| {
        // The thief traps for trying, and its payment is rolled back.
        assert_eq!(after_an_attack(Way::Call), (0, 6 * COS, 0));
    });
}

/// Only if a contract allows reentrancy, and pays before it records the payment.
#[test]
fn reentrancy_is_for_who_allows_it() {
    with_chain(|| {
        let (stolen, left, hooks) = after_an_attack(Way::CallAndAllowReentry);
        assert!(stolen > COS && hooks > 1, "{stolen} in {hooks}");
        assert_eq!(stolen + left, 6 * COS);
    });
}

/// A contract that counts what it does.
fn with_prober(test: impl FnOnce(Contract)) {
    with_chain(|| test(Contract::deploy("prober", 0, ())));
}

#[test]
fn who_goes_on_for_ever_runs_out_of_gas_and_pays_for_it() {
    with_prober(|prober| {
        let before = total(USER);
        fail(USER, prober.message("spin", ()), ContractError::OutOfGas);
        let fee = fees_paid(&USER.into());
        assert!(fee > 0);
        assert_eq!(total(USER), before - fee);
        assert_eq!(prober.ask::<u32>("count", ()), 0, "nothing is left of it");
    });
}

#[test]
fn what_the_chain_does_not_have_has_a_status_and_the_contract_goes_on() {
    with_prober(|prober| {
        let arguments = [1u8, 2, 3, 4];
        let functions = [
            (
                0x0001_0000u32,
                status::UNKNOWN_FUNCTION,
                "another extension",
            ),
            (0xffff_ffff, status::UNKNOWN_FUNCTION, "another extension"),
            (
                0x0000_0001,
                status::UNKNOWN_FUNCTION,
                "a call of another pallet",
            ),
            (
                0x0000_337f,
                status::UNKNOWN_FUNCTION,
                "a call that there is not",
            ),
            (0x0000_3301, status::NOT_DECODED, "other arguments"),
            (0x0000_3380, status::NOT_FOUND, "a token that there is not"),
        ];
        for (count, (function, status, what)) in (1u32..).zip(functions) {
            let answer: u32 = prober.ask("extension", (function, arguments));
            assert_eq!(answer, status, "{what}");
            succeed(USER, prober.message("extension", (function, arguments)));
            assert_eq!(prober.ask::<u32>("count", ()), count);
        }
    });
}

#[test]
fn who_calls_what_a_contract_does_not_have_is_told() {
    with_prober(|prober| {
        // A `LangError` of ink!: the input couldn't be decoded.
        let answer = prober.dry_run(USER, vec![0; 4]).unwrap();
        assert_eq!(answer, [1, 1]);
        let paid = prober.message_with(COS, "count", ());
        fail(USER, paid, ContractError::ContractTrapped);
        assert_eq!(balance(&prober.account), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn the_storage_deposit_goes_to_who_ends_a_contract() {
    with_prober(|prober| {
        let deposit = storage_deposit(&prober.account);
        assert!(deposit > 0);
        let before = total(USER);
        succeed(USER, prober.message_with(3 * COS, "end", fresh()));
        let fee = fees_paid(&USER.into());
        assert_eq!(total(USER) + fee + 3 * COS, before + deposit);
        assert_eq!(total(fresh()), 3 * COS + EXISTENTIAL_DEPOSIT);
        assert_gone(&prober.account);
    });
}
