//! What businesses do with tokens.

use super::{address, batch, case, fresh, in_a_row, of, one, token, Case, OTHER, SENDER, SUPPLY};
use crate::chain::{Chain, Error};
use chaos_primitives::{currency::COS, TokenId};
use chaos_runtime::{AccountId, Runtime, RuntimeCall};
use pallet_business_tokens::{Charge, Payer, Price, Rule, SaleTerms, Tier, MAX_RULES, MAX_TIERS};

type Token = pallet_erc20::Call<Runtime>;
type Business = pallet_business_tokens::Call<Runtime>;

/// How long holders hear of changes before, on a development chain.
const NOTICE: u32 = 20;
/// For a whole token, so that the smallest part of it is worth a planck.
const PRICE: u128 = 1_000_000_000_000_000_000;

pub fn cases() -> Vec<Case> {
    [sales(), redemptions(), policies()]
        .into_iter()
        .flatten()
        .collect()
}

fn sales() -> Vec<Case> {
    vec![
        one("BusinessTokens.open_sale", |chain| {
            let id = token(chain)?;
            Ok(open_sale(chain, id))
        }),
        case("BusinessTokens.buy", |chain| {
            let id = on_sale(chain)?;
            Ok(vec![chain.sign(OTHER, buy(id))])
        }),
        case("BusinessTokens.buy of a regulated token", |chain| {
            let id = token(chain)?;
            chain.send(SENDER, regulate(id))?;
            let open = open_sale(chain, id);
            chain.send(SENDER, open)?;
            Ok(vec![chain.sign(OTHER, buy(id))])
        }),
        one("BusinessTokens.close_sale", |chain| {
            Ok(Business::new_call_variant_close_sale(on_sale(chain)?))
        }),
        case("BusinessTokens.forget_purchase", |chain| {
            let id = on_sale(chain)?;
            chain.send(OTHER, buy(id))?;
            chain.send(SENDER, Business::new_call_variant_close_sale(id))?;
            let forget = Business::new_call_variant_forget_purchase(id);
            Ok(vec![chain.sign(OTHER, forget)])
        }),
        one("BusinessTokens.set_regulated", |chain| {
            Ok(regulate(token(chain)?))
        }),
    ]
}

/// What offers half of a token, with everything that a sale may have.
pub fn open_sale(chain: &Chain, id: TokenId) -> RuntimeCall {
    let now = chain.number();
    let terms = SaleTerms {
        amount: SUPPLY / 2,
        price: Price::Falling {
            start_price: 1_000_000,
            end_price: 1,
            start: now,
            end: now + 1_000,
        },
        start: now,
        end: now + 1_000,
        min_per_account: Some(1),
        max_per_account: Some(SUPPLY),
    };
    Business::new_call_variant_open_sale(id, terms).into()
}

/// A token of the sender's, of which half is for sale.
fn on_sale(chain: &mut Chain) -> Result<TokenId, Error> {
    let id = token(chain)?;
    let open = open_sale(chain, id);
    chain.send(SENDER, open)?;
    Ok(id)
}

fn buy(id: TokenId) -> Business {
    Business::new_call_variant_buy(id, 1_000, COS)
}

fn regulate(id: TokenId) -> Business {
    Business::new_call_variant_set_regulated(id, true)
}

fn redemptions() -> Vec<Case> {
    vec![
        one("BusinessTokens.set_redemption", |chain| {
            let id = token(chain)?;
            Ok(Business::new_call_variant_set_redemption(id, PRICE))
        }),
        one("BusinessTokens.fund_redemption", |chain| {
            let id = token(chain)?;
            Ok(Business::new_call_variant_fund_redemption(id, COS))
        }),
        case("BusinessTokens.redeem", |chain| {
            let id = redeemable(chain)?;
            let give = Token::new_call_variant_transfer(id, address(of(OTHER)), 1_000);
            chain.send(SENDER, give)?;
            let redeem = Business::new_call_variant_redeem(id, 1_000, 1);
            Ok(vec![chain.sign(OTHER, redeem)])
        }),
        one("BusinessTokens.set_redemption, announced", |chain| {
            let id = redeemable(chain)?;
            Ok(Business::new_call_variant_set_redemption(id, 2 * PRICE))
        }),
        case("BusinessTokens.collect_redeemed", |chain| {
            let id = redeemable(chain)?;
            let give = Token::new_call_variant_transfer(id, address(of(OTHER)), 1_000);
            chain.send(SENDER, give)?;
            chain.send(OTHER, Business::new_call_variant_redeem(id, 1_000, 1))?;
            // Nobody else has any.
            let collect = Business::new_call_variant_collect_redeemed(id);
            Ok(vec![chain.sign(OTHER, collect)])
        }),
        one("BusinessTokens.withdraw_redemption, announced", |chain| {
            let id = redeemable(chain)?;
            Ok(Business::new_call_variant_withdraw_redemption(id, COS))
        }),
        one("BusinessTokens.withdraw_redemption, made", |chain| {
            let id = redeemable(chain)?;
            let withdraw = || Business::new_call_variant_withdraw_redemption(id, COS);
            chain.send(SENDER, withdraw())?;
            chain.wait_until(chain.number() + NOTICE)?;
            Ok(withdraw())
        }),
    ]
}

/// A token of the sender's with a reserve.
pub fn redeemable(chain: &mut Chain) -> Result<TokenId, Error> {
    let id = token(chain)?;
    let calls = vec![
        Business::new_call_variant_set_redemption(id, PRICE).into(),
        Business::new_call_variant_fund_redemption(id, COS).into(),
    ];
    chain.send(SENDER, batch(calls))?;
    Ok(id)
}

fn policies() -> Vec<Case> {
    vec![
        one(
            "BusinessTokens.set_policy of 32 rules of 16 tiers",
            |chain| Ok(set_policy(token(chain)?)),
        ),
        one("BusinessTokens.set_policy instead of another", |chain| {
            let id = in_force(chain)?;
            chain.send(SENDER, set_policy(id))?;
            Ok(set_policy(id))
        }),
        case("BusinessTokens.set_policy twice in a block", |chain| {
            let id = in_force(chain)?;
            Ok(in_a_row(chain, vec![set_policy(id).into(); 2]))
        }),
        one("BusinessTokens.execute by a policy of 32 rules", |chain| {
            let id = in_force(chain)?;
            let to = Some(address(fresh(0)));
            let operation = name_of(MAX_RULES - 1);
            Ok(Business::new_call_variant_execute(
                id,
                operation,
                to,
                SUPPLY / 2,
                SUPPLY,
            ))
        }),
    ]
}

fn set_policy(id: TokenId) -> Business {
    Business::new_call_variant_set_policy(id, policy())
}

/// A token of the sender's with a policy.
pub fn in_force(chain: &mut Chain) -> Result<TokenId, Error> {
    let id = token(chain)?;
    chain.send(SENDER, set_policy(id))?;
    chain.wait_until(chain.number() + NOTICE)?;
    Ok(id)
}

pub fn name_of(rule: u32) -> Vec<u8> {
    format!("{rule:032}").into_bytes()
}

fn policy() -> Vec<Rule<AccountId>> {
    let tier = |step: u32| Tier {
        from: u128::from(step),
        flat: u128::from(step),
        rate: 1,
    };
    let tiers: Vec<_> = (0..MAX_TIERS).map(tier).collect();
    (0..MAX_RULES)
        .map(|rule| Rule {
            operation: name_of(rule).try_into().expect("it is as long as may be"),
            charge: Charge::Tiered(tiers.clone().try_into().expect("as many as may be")),
            payer: Payer::Initiator,
            receiver: Some(fresh(rule)),
        })
        .collect()
}
