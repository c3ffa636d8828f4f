//! What holds whatever happens, through any sequence of calls.

use super::mock::*;
use crate::{Charge, HoldReason, Payer, Price, Rule, RuleOf, SaleTerms, SaleTermsOf};
use chaos_primitives::{currency::*, Balance, Erc20Tokens};
use frame_support::{storage::with_storage_layer, traits::fungible::Inspect};
use proptest::prelude::*;
use sp_core::U256;
use sp_runtime::DispatchResult;
use std::{cell::RefCell, collections::BTreeMap};

/// Everybody who acts, and somebody who has nothing.
const PEOPLE: [u8; 4] = [ALICE, BOB, CHARLIE, NOBODY];

/// Something that a user may try.
#[derive(Clone, Debug)]
enum Action {
    OpenSale(SaleTermsOf<Test>),
    Buy {
        amount: Balance,
        max_cost: Balance,
    },
    CloseSale,
    SetRedemption {
        price: Balance,
    },
    Fund {
        cos: Balance,
    },
    Redeem {
        amount: Balance,
    },
    Withdraw {
        cos: Balance,
    },
    SetPolicy {
        rules: Vec<RuleOf<Test>>,
    },
    Execute {
        name: u8,
        with: Option<u8>,
        amount: Balance,
        max_fee: Balance,
    },
    SetRegulated {
        regulated: bool,
    },
    Forget,
    Transfer {
        to: u8,
        amount: Balance,
    },
    Wait {
        blocks: u64,
    },
    Pause {
        blocks: u64,
    },
    Collect,
    HandOver {
        to: Option<u8>,
    },
}

/// From nothing to all there is and more.
fn any_gold() -> impl Strategy<Value = Balance> {
    prop_oneof![
        6 => 0..10 * WHOLE,
        3 => (0..200u128).prop_map(|n| n * WHOLE),
        1 => 0..=SUPPLY + 1,
        1 => Just(Balance::MAX),
    ]
}

fn any_cos() -> impl Strategy<Value = Balance> {
    prop_oneof![
        4 => 0..3 * COS,
        2 => 0..=COINS,
        1 => 0..1_000u128,
        1 => Just(Balance::MAX),
    ]
}

/// Mostly one that a sale can have.
fn any_price() -> impl Strategy<Value = Price<u64>> {
    let price = || prop_oneof![6 => 1..3 * COS, 1 => any_cos()];
    prop_oneof![
        price().prop_map(Price::Fixed),
        (price(), price(), 0..100u64, 0..100u64).prop_map(|(a, b, start, length)| {
            Price::Falling {
                start_price: a.max(b),
                end_price: a.min(b),
                start,
                end: start + length,
            }
        }),
    ]
}

/// Mostly such as make sense. They start in so many blocks.
fn any_terms() -> impl Strategy<Value = SaleTermsOf<Test>> {
    let amount = prop_oneof![6 => 1..200 * WHOLE, 1 => any_gold()];
    let start = prop_oneof![3 => Just(0), 1 => 0..20u64];
    let min = prop::option::weighted(0.4, prop_oneof![3 => 0..WHOLE, 1 => any_gold()]);
    let max = prop::option::weighted(0.4, any_gold());
    (amount, any_price(), start, 1..400u64, min, max).prop_map(
        |(amount, price, start, length, min_per_account, max_per_account)| SaleTerms {
            amount,
            price,
            start,
            end: start + length,
            min_per_account,
            max_per_account,
        },
    )
}

fn any_charge() -> impl Strategy<Value = Charge> {
    let rate = || prop_oneof![0..100_000u32, 0..=1_000_001u32];
    prop_oneof![
        any_gold().prop_map(Charge::Flat),
        (rate(), 0..WHOLE, prop::option::of(0..9 * WHOLE))
            .prop_map(|(rate, min, max)| Charge::Proportional { rate, min, max }),
        prop::collection::btree_map(0..9 * WHOLE, (0..WHOLE, rate()), 0..4).prop_map(|tiers| {
            let tiers: Vec<_> = tiers
                .into_iter()
                .map(|(from, (flat, rate))| (from, flat, rate))
                .collect();
            tiered(&tiers)
        }),
    ]
}

fn name(id: u8) -> String {
    format!("operation {id}")
}

fn any_rules() -> impl Strategy<Value = Vec<RuleOf<Test>>> {
    let payer = prop_oneof![Just(Payer::Initiator), Just(Payer::Counterparty)];
    let rule = (0..3u8, any_charge(), payer, prop::option::of(person()));
    let rule = rule.prop_map(|(id, charge, payer, receiver)| Rule {
        operation: operation(&name(id)),
        charge,
        payer,
        receiver: receiver.map(account),
    });
    prop::collection::vec(rule, 0..3)
}

fn person() -> impl Strategy<Value = u8> {
    prop::sample::select(&PEOPLE[..])
}

fn any_action() -> impl Strategy<Value = (u8, Action)> {
    let action = prop_oneof![
        3 => any_terms().prop_map(Action::OpenSale),
        6 => (any_gold(), any_cos()).prop_map(|(amount, cos)| {
            let max_cost = if cos % 3 == 0 { cos } else { Balance::MAX };
            Action::Buy { amount, max_cost }
        }),
        3 => Just(Action::CloseSale),
        3 => prop_oneof![3 => any_cos(), 1 => Just(0)]
            .prop_map(|price| Action::SetRedemption { price }),
        2 => any_cos().prop_map(|cos| Action::Fund { cos }),
        5 => any_gold().prop_map(|amount| Action::Redeem { amount }),
        3 => any_cos().prop_map(|cos| Action::Withdraw { cos }),
        3 => any_rules().prop_map(|rules| Action::SetPolicy { rules }),
        6 => (0..3u8, prop::option::weighted(0.8, person()), any_gold(), any_gold())
            .prop_map(|(name, with, amount, max_fee)| Action::Execute {
                name,
                with,
                amount,
                max_fee: if max_fee % 3 == 0 { max_fee } else { Balance::MAX },
            }),
        2 => prop::bool::weighted(0.7).prop_map(|regulated| Action::SetRegulated { regulated }),
        5 => Just(Action::Forget),
        2 => (person(), any_gold()).prop_map(|(to, amount)| Action::Transfer { to, amount }),
        4 => prop_oneof![0..20u64, 90..110u64].prop_map(|blocks| Action::Wait { blocks }),
        1 => (0..150u64).prop_map(|blocks| Action::Pause { blocks }),
        4 => Just(Action::Collect),
        1 => prop::option::weighted(0.9, person()).prop_map(|to| Action::HandOver { to }),
    ];
    // What only the owner may do is mostly done by it.
    (prop_oneof![2 => Just(ALICE), 3 => person()], action)
}

fn perform(who: u8, action: Action) -> DispatchResult {
    let origin = signed(who);
    with_storage_layer(|| match action {
        Action::OpenSale(terms) => {
            let now = System::block_number();
            let terms = SaleTerms {
                start: now + terms.start,
                end: now + terms.end,
                ..terms
            };
            BusinessTokens::open_sale(origin, GOLD, terms)
        }
        Action::Buy { amount, max_cost } => BusinessTokens::buy(origin, GOLD, amount, max_cost),
        Action::CloseSale => BusinessTokens::close_sale(origin, GOLD),
        Action::SetRedemption { price } => BusinessTokens::set_redemption(origin, GOLD, price),
        Action::Fund { cos } => BusinessTokens::fund_redemption(origin, GOLD, cos),
        Action::Redeem { amount } => BusinessTokens::redeem(origin, GOLD, amount, 0),
        Action::Withdraw { cos } => BusinessTokens::withdraw_redemption(origin, GOLD, cos),
        Action::SetPolicy { rules } => BusinessTokens::set_policy(origin, GOLD, rules),
        Action::Execute {
            name: id,
            with,
            amount,
            max_fee,
        } => {
            let operation = name(id).into_bytes();
            let with = with.map(account);
            BusinessTokens::execute(origin, GOLD, operation, with, amount, max_fee)
        }
        Action::SetRegulated { regulated } => {
            BusinessTokens::set_regulated(origin, GOLD, regulated)
        }
        Action::Forget => BusinessTokens::forget_purchase(origin, GOLD),
        Action::Transfer { to, amount } => {
            let to = account(to);
            Assets::transfer(origin, GOLD, to, amount)
        }
        Action::Wait { blocks } => {
            go_to(System::block_number() + blocks);
            Ok(())
        }
        Action::Pause { blocks } => {
            pause_for(blocks);
            Ok(())
        }
        Action::Collect => BusinessTokens::collect_redeemed(origin, GOLD),
        Action::HandOver { to } => {
            hand_over(GOLD, to);
            Ok(())
        }
    })
}

/// What everybody has, and the escrow.
#[derive(Clone, Debug, PartialEq)]
struct Holdings {
    gold: Vec<Balance>,
    cos: Vec<Balance>,
    reserve: Balance,
}

impl Holdings {
    fn now() -> Self {
        let accounts = PEOPLE.map(account).into_iter().chain([escrow()]);
        let (gold, cos) = accounts
            .map(|who| {
                let cos = Balances::total_balance(&who);
                (Assets::balance(GOLD, who), cos)
            })
            .unzip();
        Self {
            gold,
            cos,
            reserve: BusinessTokens::reserve(GOLD),
        }
    }
}

/// `amount * price`, and `10^decimals` of `planck`: whole tokens don't come into it.
fn compared(amount: Balance, price: Balance, planck: Balance) -> (U256, U256) {
    let value = U256::from(amount) * U256::from(price);
    (value, U256::from(planck) * U256::from(WHOLE))
}

fn check_call(
    who: u8,
    action: &Action,
    before: &Holdings,
    price: Option<Balance>,
    redemption: Option<Balance>,
) -> Result<(), TestCaseError> {
    let after = Holdings::now();
    let index = PEOPLE.iter().position(|id| *id == who).unwrap();
    match action {
        Action::Buy { amount, max_cost } => {
            let price = price.unwrap();
            // The event says what was paid; the balances agree.
            let events = events();
            let cost = events
                .iter()
                .find_map(|event| match event {
                    crate::Event::Bought { cost, .. } => Some(*cost),
                    _ => None,
                })
                .unwrap();
            prop_assert!(cost <= *max_cost);
            let (value, paid) = compared(*amount, price, cost);
            prop_assert!(paid >= value, "tokens below their price");
            prop_assert!(paid - value < U256::from(WHOLE), "a planck too much");
            prop_assert_eq!(after.gold[index] - before.gold[index], *amount);
            prop_assert_eq!(before.gold[4] - after.gold[4], *amount);
            if before.cos != after.cos {
                prop_assert_eq!(before.cos[index] - after.cos[index], cost);
            }
        }
        Action::Redeem { amount } => {
            let paid = before.reserve - after.reserve;
            let (value, payout) = compared(*amount, redemption.unwrap(), paid);
            prop_assert!(payout <= value && value - payout < U256::from(WHOLE));
            prop_assert!(paid > 0 && paid <= before.reserve);
            // Where the owner has no account yet, the holder pays for it.
            let opened = before.cos.iter().zip(&after.cos);
            let opened = opened.filter(|(before, after)| **before == 0 && **after > 0);
            let deposits = EXISTENTIAL_DEPOSIT * opened.count() as Balance;
            prop_assert_eq!(after.cos[index] + deposits, before.cos[index] + paid);
            prop_assert_eq!(before.gold[index] - after.gold[index], *amount);
        }
        Action::Execute { with, max_fee, .. } => {
            let events = events();
            let charged = events.iter().find_map(|event| match event {
                crate::Event::Executed { fee, .. } => Some(*fee),
                _ => None,
            });
            prop_assert!(charged.is_some_and(|fee| fee <= *max_fee));
            // Nobody but the initiator has less.
            for (i, (before, after)) in before.gold.iter().zip(&after.gold).enumerate() {
                prop_assert!(i == index || after >= before, "{with:?}");
            }
            prop_assert_eq!(before.reserve, after.reserve);
        }
        _ => {}
    }
    Ok(())
}

thread_local! {
    /// How often each action succeeded.
    static SUCCESSES: RefCell<BTreeMap<String, u32>> = RefCell::default();
}

fn count(action: &Action) {
    let text = format!("{action:?}");
    let name = text.split([' ', '(']).next().unwrap().to_string();
    SUCCESSES.with_borrow_mut(|successes| *successes.entry(name).or_default() += 1);
}

/// What there is before the first action, so that many of them can succeed.
#[derive(Clone, Debug)]
struct Start {
    regulated: bool,
    sale: Option<SaleTermsOf<Test>>,
    redemption: Option<[Balance; 2]>,
    rules: Vec<RuleOf<Test>>,
    given: Vec<(u8, Balance)>,
}

fn any_start() -> impl Strategy<Value = Start> {
    let given = prop::collection::vec((person(), 0..100 * WHOLE), 0..3);
    let redemption = prop::option::of((0..3 * COS, 0..100 * COS).prop_map(|(a, b)| [a, b]));
    let sale = prop::option::of(any_terms());
    (
        prop::bool::weighted(0.2),
        sale,
        redemption,
        any_rules(),
        given,
    )
        .prop_map(|(regulated, sale, redemption, rules, given)| Start {
            regulated,
            sale,
            redemption,
            rules,
            given,
        })
}

impl Start {
    /// Whether all of it can be had is not the question here.
    fn set_up(self) {
        let by_owner = |action| perform(ALICE, action).is_ok();
        if self.regulated {
            by_owner(Action::SetRegulated { regulated: true });
        }
        for (id, amount) in self.given {
            let [alice, to] = [ALICE, id].map(account);
            let give = || BusinessTokens::move_tokens(GOLD, &alice, &alice, &to, amount);
            let _ = with_storage_layer(give);
        }
        if let Some([price, cos]) = self.redemption {
            by_owner(Action::SetRedemption { price });
            by_owner(Action::Fund { cos });
        }
        if by_owner(Action::SetPolicy { rules: self.rules }) {
            by_owner(Action::Wait { blocks: NOTICE });
        }
        if let Some(terms) = self.sale {
            by_owner(Action::OpenSale(terms));
        }
    }
}

fn run((start, actions): (Start, Vec<(u8, Action)>)) -> Result<(), TestCaseError> {
    new_test_ext().execute_with(|| {
        start.set_up();
        // Since when each price is known, by the token's time: what there is at first holders know.
        let mut known = BTreeMap::new();
        if let Some(status) = BusinessTokens::redemption(GOLD) {
            known.insert(status.price, 0);
        }
        let issuance = Balances::total_issuance();
        for (who, action) in actions {
            events();
            let before = Holdings::now();
            let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
            let price = BusinessTokens::sale(GOLD).map(|sale| sale.price);
            let redemption = BusinessTokens::redemption(GOLD).map(|status| status.price);
            let withdrawal = BusinessTokens::withdrawal(GOLD);
            let redeemed = BusinessTokens::redeemed(GOLD);
            let may_collect = may_collect(&before);
            let result = perform(who, action.clone());
            if result.is_ok() {
                count(&action);
                check_call(who, &action, &before, price, redemption)?;
                match action {
                    // Where nobody counts on a reserve, or nothing changes, it is in force at once.
                    Action::SetRedemption { price } if before.reserve == 0 => {
                        known.insert(price, 0);
                    }
                    Action::SetRedemption { price } if Some(price) != redemption => {
                        known.insert(price, time());
                    }
                    // Nobody can buy meanwhile.
                    Action::Pause { .. } => {
                        let stood = BusinessTokens::sale(GOLD).map(|sale| sale.price);
                        prop_assert_eq!(stood, price);
                    }
                    Action::Redeem { .. } => {
                        let since = known[&redemption.unwrap()];
                        prop_assert!(since == 0 || since + NOTICE <= time());
                    }
                    _ => {}
                }
            } else {
                // As a whole, or not at all.
                let after = sp_io::storage::root(sp_runtime::StateVersion::V1);
                prop_assert_eq!(root, after, "{:?}", action);
            }
            let after = Holdings::now();
            prop_assert_eq!(after.gold.iter().sum::<Balance>(), SUPPLY);
            prop_assert_eq!(Assets::total_supply(GOLD), SUPPLY);
            let admins = Balances::total_balance(&account(ADMIN));
            prop_assert_eq!(after.cos.iter().sum::<Balance>() + admins, issuance);
            // Whoever redeems again what was redeemed had to wait for it.
            if BusinessTokens::redeemed(GOLD) < redeemed {
                prop_assert!(matches!(action, Action::Collect) && may_collect);
            }
            // The reserve gets smaller by redemptions, and by withdrawals that were announced.
            if after.reserve < before.reserve {
                let taken = before.reserve - after.reserve;
                match action {
                    Action::Redeem { .. } => {}
                    Action::Withdraw { .. } => {
                        let withdrawal = withdrawal.unwrap();
                        let now = time();
                        prop_assert!(taken <= withdrawal.cos);
                        prop_assert!(withdrawal.due <= now && now < withdrawal.due + NOTICE);
                    }
                    other => prop_assert!(false, "{other:?} took {taken} of the reserve"),
                }
            }
            prop_assert_eq!(BusinessTokens::do_try_state(), Ok(()));
            check_holds()?;
        }
        Ok(())
    })
}

/// The token's time.
fn time() -> u64 {
    System::block_number() - PausedBlocks::get()
}

/// Nobody else can be paid for the token: nothing is left, nothing is paid, or nobody has any.
fn may_collect(now: &Holdings) -> bool {
    let Some(owner) = Tokens::owner(GOLD) else {
        return false;
    };
    let nothing_is_paid = BusinessTokens::redemption(GOLD).is_none_or(|status| status.price == 0)
        && BusinessTokens::announced_price(GOLD).is_none();
    let nobody_has_any = BusinessTokens::sale(GOLD).is_none_or(|sale| sale.remaining == 0)
        && PEOPLE
            .iter()
            .zip(&now.gold)
            .all(|(id, has)| account(*id) == owner || *has == 0);
    now.reserve == 0 || nothing_is_paid || nobody_has_any
}

/// Also where there is no record, nothing is held.
fn check_holds() -> Result<(), TestCaseError> {
    let sum = |reason| -> Balance { PEOPLE.iter().map(|id| held(reason, *id)).sum() };
    let sales: Balance = crate::Sales::<Test>::iter_values().map(|s| s.deposit).sum();
    let purchases: Balance = crate::Purchases::<Test>::iter()
        .map(|(_, _, p)| p.deposit)
        .sum();
    let policies: Balance = crate::PolicyRecords::<Test>::iter_values()
        .flat_map(|policies| policies.iter().map(|p| p.deposit).collect::<Vec<_>>())
        .sum();
    prop_assert_eq!(sum(HoldReason::Sale), sales);
    prop_assert_eq!(sum(HoldReason::Purchase), purchases);
    prop_assert_eq!(sum(HoldReason::Policy), policies);
    Ok(())
}

/// Sequences in which every call succeeds some time: what is never reached proves
/// nothing.
#[test]
fn no_sequence_of_calls_makes_or_loses_anything() {
    let cases = chaos_testing::cases(10_000);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(cases));
    let sequences = prop::collection::vec(any_action(), 1..40);
    runner.run(&(any_start(), sequences), run).unwrap();

    let expected = [
        "OpenSale",
        "Buy",
        "CloseSale",
        "SetRedemption",
        "Fund",
        "Redeem",
        "Withdraw",
        "SetPolicy",
        "Execute",
        "SetRegulated",
        "Forget",
        "Transfer",
    ];
    SUCCESSES.with_borrow(|successes| {
        for name in expected {
            let times = successes.get(name).copied().unwrap_or_default();
            assert!(times >= cases / 100, "{name} succeeded {times} times");
        }
        // Little of what is redeemed can be collected.
        assert!(successes.contains_key("Collect"));
    });
}

/// A token with limits and a falling price is sold out, account by account.
#[test]
fn a_sold_out_sale_has_moved_all_its_tokens_and_nothing_else() {
    new_test_ext().execute_with(|| {
        let falling = SaleTerms {
            price: Price::Falling {
                start_price: 7,
                end_price: 3,
                start: 10,
                end: 19,
            },
            max_per_account: Some(50 * WHOLE),
            ..terms()
        };
        open_sale_of(falling);
        let [alice, buyers] = [coins(ALICE), coins(BOB) + coins(CHARLIE)];
        for i in 0..100u64 {
            go_to(10 + i % 10);
            let who = if i % 2 == 0 { BOB } else { CHARLIE };
            BusinessTokens::buy(signed(who), GOLD, WHOLE, Balance::MAX).unwrap();
        }
        assert_eq!(BusinessTokens::sale(GOLD).unwrap().remaining, 0);
        assert_eq!((gold(BOB), gold(CHARLIE)), (50 * WHOLE, 50 * WHOLE));
        let paid = buyers - coins(BOB) - coins(CHARLIE) - 2 * PURCHASE_DEPOSIT;
        assert_eq!(coins(ALICE) - alice, paid);
        assert!((300..=700).contains(&paid));
        assert_eq!(Tokens::total_supply(GOLD), SUPPLY);
    });
}
